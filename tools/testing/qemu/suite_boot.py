# SPDX-License-Identifier: GPL-2.0-only
"""Stock kernels as dom0 on machines of different make: suites boot, boot-full.

Each row boots a stock Debian kernel, mounts the root file system from a disk
of the given kind, runs on every CPU, writes 64 MiB, syncs, reads them back from
the disk with the same checksum, pings the gateway and powers off, which has to
end QEMU (images/guest/rootdisk-init, zt=boot).  The reboot row has to be seen
starting a second time and finding the mark it left on the disk the first time.

"boot" is a set of rows in which every pair of values of any two columns occurs;
that is checked when the module is loaded.  "boot-full" has all combinations.
The same rows run on the control: HYPERVISOR=xen or HYPERVISOR=none.
"""

from itertools import combinations, product

import guest_image
import settings
from qemu_machine import DISKS, NETS, PARALLEL, Machine
from test_case import boot_test
from verdict import Verdict

COLUMNS = {
    "disk": ("virtio", "ahci", "nvme"),
    "machine": ("q35", "pc"),
    "kernel": ("debian", "debian61"),
    "smp": (4, 1),
    "net": ("virtio", "e1000"),
}

PAIRWISE = (
    ("virtio", "q35", "debian", 4, "e1000"),
    ("virtio", "pc", "debian61", 1, "virtio"),
    ("ahci", "q35", "debian", 1, "virtio"),
    ("ahci", "pc", "debian61", 4, "e1000"),
    ("nvme", "q35", "debian61", 4, "virtio"),
    ("nvme", "pc", "debian", 1, "e1000"),
)

STEPS = ("init", "mount", "root", "cpus", "everycpu", "disk", "driver", "ping",
         "dmesg", "end")


def _check_pairs():
    names = list(COLUMNS)
    for one, two in combinations(range(len(names)), 2):
        wanted = set(product(COLUMNS[names[one]], COLUMNS[names[two]]))
        lacking = wanted - {(row[one], row[two]) for row in PAIRWISE}
        assert not lacking, f"pairs not covered: {lacking}"


_check_pairs()


def machine(mode, disk="virtio", machine="q35", kernel="debian", smp=4,
            net="virtio", words="", **more):
    """A machine with our images, doing what zt=mode says."""
    more.setdefault("hypervisor", settings.variable("HYPERVISOR", "zazen"))
    return Machine(
        kernel=kernel, machine=machine, smp=smp, disk=disk, net=net,
        disk_file=guest_image.root_disk(),
        initrd=guest_image.initramfs(kernel),
        append=f"zt={mode} zt_cpus={smp} zt_dev={DISKS[disk]} "
               f"zt_drv={NETS[net] or 'none'} printk.devkmsg=on {words}",
        **more)


def _row(suite, values):
    disk, board, kernel, smp, net = values
    return boot_test(
        suite, f"{disk}-{board}-{kernel}-smp{smp}-{net}",
        lambda: machine("boot", disk, board, kernel, smp, net), STEPS)


def _see_reboot(console):
    """The machine has to start twice within one run of QEMU."""
    console.wait_for("ZT: init ok")
    console.wait_for("ZT: reset ok")
    console.wait_for("ZT: init ok")
    console.wait_for("ZT: again ok")
    if console.resets < 1:
        return Verdict("fail", "started again without a reset of the machine")
    return None


def _reboot_row():
    return boot_test(
        "boot", "reboot", lambda: machine("reboot", reboot=True),
        ("init", "mount", "reset", "again", "dmesg", "end"), _see_reboot)


MCE_BANK, MCE_STATUS = 4, 0x9400000000000153


def _hurt(console):
    """The emulator's monitor is the failing hardware."""
    console.wait_for("ZT: ready ok")
    console.monitor("inject-nmi")
    console.wait_for("ZT: nmi ok")
    console.monitor("human-monitor-command", **{
        "command-line": f"mce 1 {MCE_BANK} {MCE_STATUS:#x} 0 0x7654000 0"})


def _errors_row():
    """An NMI without a reason and a corrected error: dom0 hears of both."""
    return boot_test(
        "boot", "hardware-errors", lambda: machine(
            "errors", smp=2, net="none",
            words=f"zt_bank={MCE_BANK} zt_status={MCE_STATUS:x}"),
        ("init", "mount", "ready", "nmi", "mce", "end"), _hurt)


def _more_rows():
    """What the columns do not say: default memory, CPUs truly in parallel."""
    steps = STEPS
    yield boot_test("boot", "parallel", lambda: machine(
        "boot", accel=PARALLEL), steps, slots=2)
    if settings.variable("HYPERVISOR", "zazen") != "none":
        yield boot_test("boot", "all-memory", lambda: machine(
            "boot", smp=2, options="", mem_mib=768), steps)
        yield boot_test("boot", "dom0-one-vcpu", lambda: machine(
            "boot", smp=2, options="dom0_mem=512M dom0_max_vcpus=1",
            words="zt_cpus=1"), steps)
    yield boot_test("boot", "eight-cpus", lambda: machine(
        "boot", smp=8, mem_mib=1536), steps)


def tests():
    """The rows of both suites."""
    for values in PAIRWISE:
        yield _row("boot", values)
    yield _reboot_row()
    if settings.variable("HYPERVISOR", "zazen") != "none":
        yield _errors_row()
    yield from _more_rows()


def full_tests():
    """Every combination of the columns."""
    for values in product(*COLUMNS.values()):
        yield _row("boot-full", values)
