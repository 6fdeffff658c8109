# SPDX-License-Identifier: GPL-2.0-only
"""Suite iso: the GRUB disc image boots under a BIOS and under UEFI.

The image (images/build_iso.py) starts the hypervisor through GRUB's
multiboot2 command (one row: multiboot1), with the same kernel and initramfs as everywhere; the
demonstration then runs without a root disk and powers off.
"""

import build_iso
import settings
from qemu_machine import Machine
from test_case import boot_test

STEPS = ("init", "cpus", "hypervisor", "interrupts", "dmesg", "end")


def _machine(entry=0, **more):
    hypervisor = settings.variable("HYPERVISOR", "zazen")
    return Machine(hypervisor=hypervisor, smp=4, mem_mib=1024, disk="none",
                   net="none", cdrom=build_iso.image(hypervisor, "demo", entry),
                   **more)


def tests():
    """BIOS and UEFI, on the machine type each is used with."""
    if settings.variable("HYPERVISOR") == "none":
        return
    yield boot_test("iso", "seabios-pc", lambda: _machine(machine="pc"), STEPS)
    yield boot_test("iso", "seabios-q35", lambda: _machine(), STEPS)
    yield boot_test("iso", "seabios-multiboot1", lambda: _machine(1), STEPS)
    yield boot_test("iso", "ovmf-q35", lambda: _machine(firmware="ovmf"), STEPS)
