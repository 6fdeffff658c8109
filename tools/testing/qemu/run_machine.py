# SPDX-License-Identifier: GPL-2.0-only
"""make run: one machine for a person, or a demonstration for a script.

With a terminal on standard input the machine's console is this terminal and
ends in a shell in dom0; Ctrl-a c switches to QEMU's monitor, Ctrl-a x ends it.
Ctrl-a typed once to the guest is Ctrl-a Ctrl-a.  dom0 has the
toolstack and creates a guest of its own kernel meanwhile.  Without a terminal
(or with MODE=demo) that guest is shown at work with disk and network and is
migrated, and this program's exit status says whether all of it was seen.

GUEST=no, or where there is no toolstack (bare metal, no disk, a distribution
without its packages), leaves the guest out; dom0 itself is then demonstrated.

The variables are listed by "make help".  The disk is a throw-away snapshot of
the test image unless DISKFILE names one, which is then written to.
"""

import os
import sys
from pathlib import Path

import settings
import verdict
from console import Console, Gave
from qemu_machine import DISKS, NETS, Machine

sys.path.insert(0, str(settings.TESTING / "images"))
import dom0_image                                        # noqa: E402
import guest_image                                       # noqa: E402

GUEST_DEMO = ("init", "mount", "toolstack", "cpus", "create", "guest", "list",
              "blkfront", "netfront", "migrate", "again", "destroy", "end")
DEMO = ("init", "mount", "cpus", "hypervisor", "disk", "driver", "ping",
        "interrupts", "dmesg", "end")


def wants_guest(wanted):
    """Can there be a guest in it, and shall there be one?"""
    if settings.variable("GUEST", "yes") == "no" or \
            wanted.hypervisor == "none" or wanted.disk == "none" or \
            settings.variable("DISKFILE"):
        return False
    try:
        dom0_image.root_disk()
    except settings.Missing as reason:
        print(f"make run: no guest: {reason}", file=sys.stderr)
        return False
    return True


def machine_from_environment(mode):
    """The machine that the variables describe, and whether it has a guest."""
    smp = settings.number("SMP", 4)
    get = settings.variable
    wanted = Machine(
        hypervisor=get("HYPERVISOR", "zazen"), kernel=get("KERNEL", "debian"),
        machine=get("MACHINE", "q35"), smp=smp,
        mem_mib=settings.number("MEM", 2048), cpu=get("CPU"),
        disk=get("DISK", "virtio"), net=get("NET", "virtio"),
        options=get("XENOPTS", "dom0_mem=1G"), accel=get("ACCEL"))
    wanted.check()
    inside = "none" if wanted.hypervisor == "none" else "xen"
    wanted.append = (
        f"zt={mode} zt_cpus={smp} zt_hyp={inside} "
        f"zt_dev={DISKS[wanted.disk]} zt_drv={NETS[wanted.net] or 'none'} "
        f"printk.devkmsg=on {get('APPEND')}")
    if wanted.disk == "none":
        wanted.append += " zt_disk=none"
    if get("DISKFILE"):
        wanted.disk_file, wanted.disk_keep = Path(get("DISKFILE")), True
    else:
        wanted.disk_file = guest_image.root_disk()
    wanted.initrd = guest_image.initramfs(wanted.kernel)
    guest = wants_guest(wanted)
    if guest:
        wanted.disk_file = dom0_image.root_disk()
        if mode == "shell":
            wanted.append = wanted.append.replace("zt=shell", "zt=guest")
    return wanted, guest


def demonstrate(machine, guest):
    """Run the scripted demonstration; True if all of it was seen."""
    wanted = [step for step in (GUEST_DEMO if guest else DEMO)
              if (machine.disk != "none" or step not in ("mount", "disk"))
              and (machine.net != "none" or step not in ("driver", "ping"))]
    log = settings.LOGS / "run.log"
    with Console(machine, log, limit=600, echo=sys.stdout) as console:
        try:
            off = console.finish()
        except Gave as reason:
            print(f"\nmake run: {reason}", file=sys.stderr)
            return False
        result = verdict.judge(console.lines, wanted)
        if result.kind == "pass" and not off:
            result = verdict.Verdict("fail", f"ended by {console.ending()}")
        if result.kind != "pass":
            print(f"make run: {result.why} (log: {log})", file=sys.stderr)
        else:
            print(f"make run: seen {' '.join(wanted)}; powered off after "
                  f"{console.seconds():.1f} s")
        return result.kind == "pass"


def main():
    """Start the machine the variables ask for."""
    mode = settings.variable("MODE")
    if not mode:
        mode = "shell" if os.isatty(0) else "demo"
    try:
        machine, guest = machine_from_environment(mode)
        command = machine.arguments()
    except settings.Missing as reason:
        raise SystemExit(f"make run: {reason}") from None
    if mode == "demo":
        sys.exit(0 if demonstrate(machine, guest) else 1)
    sys.stdout.flush()
    os.execvp(command[0], command + ["-serial", "mon:stdio"])


if __name__ == "__main__":
    main()
