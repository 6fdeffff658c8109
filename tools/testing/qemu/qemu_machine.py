# SPDX-License-Identifier: GPL-2.0-only
"""One virtual machine: what it consists of, as a QEMU command line.

A Machine says what is wanted in the words a person uses (4 CPUs, q35, NVMe
disk, e1000, stock kernel 6.12 on our hypervisor) and turns it into arguments.
Three ways to boot exist, by the name in "hypervisor":

  zazen  multiboot: the hypervisor is -kernel, kernel and initrd are modules
  xen    the same with stock Xen 4.17, the control
  none   Linux boot protocol: the kernel itself on bare metal

"module" replaces the stock kernel by another first module (a test program
with the boot protocol of a PV kernel), "no_module" leaves it out, "cdrom"
boots a disc image instead.

QEMU splits -initrd at commas to separate modules and takes the text up to
the first space as file name; a comma in kernel options is doubled here.

Deliberately absent: running the machine (console.py) and judging it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import settings

# What the disk is called inside, and the drivers seen in /sys, by kind.
DISKS = {"virtio": "vda", "ahci": "sda", "nvme": "nvme0n1", "none": ""}
NETS = {"virtio": "virtio_net", "e1000": "e1000", "none": ""}
MACHINES = ("q35", "pc")
HYPERVISORS = ("zazen", "xen", "none")

# Stock Xen corrupts user space with its lazy FPU switching under emulation.
CONSOLE_OPTIONS = "console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all"
PARALLEL = "tcg,thread=multi"
CONTROL_OPTIONS = "spec-ctrl=eager-fpu"


def default_accel(smp):
    """One host thread for all CPUs where the host has fewer of its own.

    A virtual CPU that waits for a lock then hands over at once to the one that
    holds it; on threads of their own both wait for the host's scheduler, and a
    boot takes four times as long.  Tests that want CPUs to run at the same
    time, whatever it costs, ask for PARALLEL.
    """
    few = smp > (os.cpu_count() or 1)
    return "tcg,thread=single" if few else PARALLEL


@dataclass
class Machine:
    """A machine to boot; see the head of the file."""
    hypervisor: str = "zazen"
    kernel: str = "debian"
    machine: str = "q35"
    smp: int = 4
    mem_mib: int = 1024
    cpu: str = ""
    disk: str = "virtio"
    net: str = "virtio"
    disk_file: Path = None
    disk_keep: bool = False         # write to disk_file itself
    initrd: Path = None
    module: Path = None
    no_module: bool = False
    cdrom: Path = None
    firmware: str = ""              # "" is SeaBIOS; "ovmf"
    options: str = "dom0_mem=640M"  # the hypervisor's
    append: str = ""                # the kernel's
    accel: str = ""
    reboot: bool = False            # a guest's reset restarts it
    qemu: str = ""
    extra: list = field(default_factory=list)

    def check(self):
        """Refuse words that mean nothing, before QEMU does it worse."""
        for name, value, known in (
                ("HYPERVISOR", self.hypervisor, HYPERVISORS),
                ("MACHINE", self.machine, MACHINES),
                ("DISK", self.disk, DISKS), ("NET", self.net, NETS)):
            if value not in known:
                raise SystemExit(f"{name}={value}: known are "
                                 + ", ".join(known))

    def console(self):
        """The kernel's console device."""
        return "ttyS0" if self.hypervisor == "none" else "hvc0"

    def kernel_options(self):
        """The whole command line of the kernel."""
        early = "" if self.hypervisor == "none" else "earlyprintk=xen "
        base = f"console={self.console()} {early}panic=-1"
        return f"{base} {self.append}".strip()

    def hypervisor_options(self):
        """The whole command line of the hypervisor."""
        control = f" {CONTROL_OPTIONS}" if self.hypervisor == "xen" else ""
        return f"{CONSOLE_OPTIONS}{control} {self.options}".strip()

    def hypervisor_file(self):
        """The image that -kernel or a boot menu names."""
        if self.hypervisor == "xen":
            return settings.stock_xen()
        return settings.hypervisor_image()

    def boot_arguments(self):
        """How the machine finds what to boot."""
        if self.cdrom:
            return ["-cdrom", str(self.cdrom), "-boot", "d"]
        if self.no_module:
            return ["-kernel", str(self.hypervisor_file()),
                    "-append", self.hypervisor_options()]
        kernel = self.module or settings.kernel_image(self.kernel)
        if self.hypervisor == "none":
            words = ["-kernel", str(kernel), "-append", self.kernel_options()]
            return words + (["-initrd", str(self.initrd)]
                            if self.initrd else [])
        line = f"{kernel} {self.kernel_options()}".replace(",", ",,")
        if self.initrd:
            line += f",{self.initrd}"
        return ["-kernel", str(self.hypervisor_file()),
                "-append", self.hypervisor_options(), "-initrd", line]

    def disk_arguments(self):
        """The disk, on the controller that was asked for.

        On "pc" the name ahci means the controller that machine has: IDE.
        """
        if self.disk == "none" or not self.disk_file:
            return []
        drive = f"if=none,id=disk0,file={self.disk_file},format=raw"
        if not self.disk_keep:
            drive += ",snapshot=on"
        device = {"virtio": "virtio-blk-pci,drive=disk0",
                  "ahci": "ide-hd,drive=disk0",
                  "nvme": "nvme,drive=disk0,serial=zazen"}[self.disk]
        return ["-drive", drive, "-device", device]

    def net_arguments(self):
        """User-mode network; its gateway answers at 10.0.2.2."""
        if self.net == "none":
            return ["-nic", "none"]
        device = {"virtio": "virtio-net-pci", "e1000": "e1000"}[self.net]
        return ["-netdev", "user,id=net0",
                "-device", f"{device},netdev=net0,romfile="]

    def firmware_arguments(self):
        """UEFI when it was asked for; the BIOS needs nothing."""
        if self.firmware != "ovmf":
            return []
        for name in ("OVMF_CODE_4M.fd", "OVMF_CODE.fd"):
            code = Path("/usr/share/OVMF") / name
            if code.exists():
                return ["-drive",
                        f"if=pflash,format=raw,readonly=on,file={code}"]
        raise settings.Missing("the package ovmf is not installed")

    def arguments(self):
        """The command line, but for where consoles and monitors go."""
        self.check()
        program = self.qemu or settings.qemu()
        accel = self.accel or default_accel(self.smp)
        if self.firmware == "ovmf" and self.machine == "q35":
            machine = f"{self.machine},smm=off"
        else:
            machine = self.machine
        words = [program, *settings.qemu_data(program), "-nodefaults",
                 "-machine", machine, "-accel", accel,
                 "-cpu", self.cpu or settings.default_cpu(program),
                 "-smp", str(self.smp), "-m", str(self.mem_mib),
                 "-vga", "std", "-display", "none"]
        if not self.reboot:
            words.append("-no-reboot")
        return (words + self.firmware_arguments() + self.boot_arguments()
                + self.disk_arguments() + self.net_arguments() + self.extra)
