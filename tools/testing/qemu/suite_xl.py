# SPDX-License-Identifier: GPL-2.0-only
"""Suites xl, xl-brief and some that take long: the stock toolstack runs guests.

A group boots a dom0 with Debian's xen-utils once (images/dom0_image.py) and has
it run rows one after another: "row NAME" typed at its shell runs the function
row_NAME of images/dom0/rows-*.sh, which drives the real xl and reports
"ZT: NAME ok|fail|skip DETAIL".  Every row is a verdict of its own; the details
of those that pass are shown too, because some are measurements.  When a row
does not come back within its time the machine is dead: it is ended, and the
rows that are left get a new one.

The control, HYPERVISOR=xen, is asked for the same rows.  What Debian's build of
Xen cannot do is in CONTROL_CANNOT; there such a row is skipped with the
reason, after it has been seen to fail.
"""

import fnmatch
import time
from dataclasses import dataclass, field

import dom0_image
import guest_image
import settings
from console import SLOW, Console, Gave
from qemu_machine import PARALLEL, Machine
from test_case import Test, absent
from verdict import Verdict, splat

ONE_THREAD = "tcg,thread=single"
BOOT_LIMIT = 120
ROW_LIMIT = 240
PROMPT = r"bash-\S+# ?$"

CONTROL_CANNOT = {
    "migrate": "Debian builds Xen without log-dirty mode for PV",
    "counters": "Debian builds Xen without performance counters",
}

GROUPS = {
    "life": ("info", "create", "list", "console", "disk", "net", "vcpu-set",
             "vcpu-pin", "mem-set", "pause", "rename", "trigger", "sysrq",
             "reboot", "save-restore", "checkpoint", "dump-core", "shutdown",
             "crash", "destroy", "overcommit", "nothing-lost"),
    "device": ("block-attach", "network-attach", "net-bulk", "sched-params",
               "cpupool", "counters", "trace", "migrate", "many-devices",
               "driver-domain", "destroy-busy", "kernel-debian61",
               "kernel-cloud", "grub-pv", "pci", "nothing-lost"),
}
ALONE = {
    "sched": ("weights", "cap", "wake", "sched-null", "sched-rtds",
              "nothing-lost"),
    "stress": ("cycles", "killer", "many", "nothing-lost"),
}
BRIEF = ("info", "create", "console", "disk", "net", "block-attach",
         "network-attach", "save-restore", "migrate", "cycles 5",
         "nothing-lost")
ON_DEMAND = {
    "xl-cycles": ("cycles 1000", {"mem_mib": 2048}, 7200),
    "xl-many": ("many-linux 100", {"mem_mib": 8192, "smp": 4}, 7200),
    "xl-killer": ("killer 200", {"mem_mib": 2048}, 7200),
}


@dataclass
class Group(Test):
    """Rows that share a machine, as one test of many verdicts."""
    rows: tuple = ()
    limit: float = ROW_LIMIT
    more: dict = field(default_factory=dict)

    def matches(self, patterns):
        """Keep the rows asked for; a group's name means all of its rows."""
        if any(pattern in (self.suite, f"{self.suite}/{self.name}")
               for pattern in patterns):
            return True
        self.rows = tuple(
            row for row in self.rows
            if any(fnmatch.fnmatch(f"{self.suite}/{row.split()[0]}", pattern)
                   for pattern in patterns))
        return bool(self.rows)


def machine(**more):
    """A dom0 with the toolstack."""
    words = {"smp": 2, "mem_mib": 1536, "net": "none", "accel": ONE_THREAD,
             "options": "dom0_mem=512M", **more}
    append = words.pop("append", "")
    return Machine(
        hypervisor=settings.variable("HYPERVISOR", "zazen"),
        disk_file=dom0_image.root_disk(),
        initrd=guest_image.initramfs("debian"),
        append=f"zt=shell printk.devkmsg=on zt_slow={SLOW:.0f} {append}".strip(),
        **words)


def ready(console):
    """Wait for the shell of a dom0 that has its toolstack running."""
    match = console.wait_for(r"ZT: toolstack (ok|fail)", limit=BOOT_LIMIT)
    if match[1] != "ok":
        raise Gave("xenstored, xen-init-dom0 or xenconsoled did not start")
    console.wait_for(PROMPT, limit=60)


def run_row(console, row, limit=ROW_LIMIT):
    """Type a row; its Verdict, with what it noted as the reason."""
    name, start = row.split()[0], len(console.lines)
    console.send(f"row {row}\n")
    match = console.wait_for(rf"ZT: {name} (ok|fail|skip)\b ?(.*) #", limit)
    bad = splat(console.lines[start:])
    if bad:
        return Verdict("fail", bad[:160])
    kind = {"ok": "pass"}.get(match[1], match[1])
    cannot = CONTROL_CANNOT.get(name)
    if kind == "fail" and cannot and \
            settings.variable("HYPERVISOR", "zazen") == "xen":
        return Verdict("skip", f"{cannot}: {match[2]}")
    return Verdict(kind, match[2].strip())


def _rows_of_one_boot(group, rows, report, log):
    """Run rows until one does not come back; return those not reached."""
    left = list(rows)
    with Console(machine(**group.more), log,
                 limit=group.limit * len(rows) + BOOT_LIMIT,
                 silence=group.limit) as console:
        try:
            ready(console)
            while left:
                start = time.monotonic()
                result = run_row(console, left[0], group.limit)
                result.seconds = time.monotonic() - start
                report(left.pop(0).split()[0], result)
            console.send("exit\n")
            if not console.finish():
                report(group.name, Verdict(
                    "fail", f"no poweroff: {console.ending()}"))
        except Gave as reason:
            bad = splat(console.lines)
            why = f"{reason}" + (f"; {bad[:120]}" if bad else "")
            if left:
                report(left.pop(0).split()[0], Verdict("fail", why))
            else:
                report(group.name, Verdict("fail", why))
    return left


def _run(group):
    def run(report):
        left, boots = list(group.rows), 0
        while left:
            log = group.log()
            if boots:
                log = log.with_name(f"{group.name}-{boots}.log")
            try:
                left = _rows_of_one_boot(group, left, report, log)
            except settings.Missing as reason:
                report(group.name, Verdict("skip", str(reason)))
                return
            boots += 1
    return run


def _group(suite, name, rows, slots=1, limit=ROW_LIMIT, **more):
    group = Group(suite, name, None, slots, tuple(rows), limit, more)
    group.run = _run(group)
    return group


def _possible(suite):
    if settings.variable("HYPERVISOR", "zazen") == "none":
        return absent(suite, "guests need a hypervisor")
    return None


def brief_tests():
    """What every run of all tests has: one guest's life in one boot."""
    yield _possible("xl-brief") or _group("xl-brief", "life", BRIEF)


def tests():
    """Every row of the table."""
    if _possible("xl"):
        yield _possible("xl")
        return
    for name, rows in GROUPS.items():
        yield _group("xl", name, rows)
    for name, rows in ALONE.items():
        yield _group("xl", name, rows, slots=2, accel=PARALLEL)


def _on_demand(suite):
    row, more, limit = ON_DEMAND[suite]

    def make():
        yield _possible(suite) or _group(suite, "long", (row,), 2, limit,
                                         accel=PARALLEL, **more)
    return make


def on_demand():
    """The suites that take long, by name."""
    return {suite: _on_demand(suite) for suite in ON_DEMAND}
