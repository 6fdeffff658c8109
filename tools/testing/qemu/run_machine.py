# SPDX-License-Identifier: GPL-2.0-only
"""make run: one machine for a person, or a demonstration for a script.

With a terminal on standard input the machine's console is this terminal and
ends in a shell in dom0; Ctrl-a c switches to QEMU's monitor, Ctrl-a x ends it.
Ctrl-a typed once to the guest is Ctrl-a Ctrl-a.  Without a terminal (or with
MODE=demo) the guest shows what it has and does some work with disk and
network, and this program's exit status says whether all of it was seen.

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
import guest_image                                       # noqa: E402

DEMO = ("init", "mount", "cpus", "hypervisor", "disk", "driver", "ping",
        "interrupts", "dmesg", "end")


def machine_from_environment(mode):
    """The machine that the variables describe."""
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
    return wanted


def demonstrate(machine):
    """Run the scripted demonstration; True if all of it was seen."""
    wanted = [step for step in DEMO
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
        machine = machine_from_environment(mode)
        command = machine.arguments()
    except settings.Missing as reason:
        raise SystemExit(f"make run: {reason}") from None
    if mode == "demo":
        sys.exit(0 if demonstrate(machine) else 1)
    sys.stdout.flush()
    os.execvp(command[0], command + ["-serial", "mon:stdio"])


if __name__ == "__main__":
    main()
