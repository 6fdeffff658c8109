# SPDX-License-Identifier: GPL-2.0-only
"""One kernel in three roles, on two hypervisors: suite roles, on demand.

The matrix has a row for each role and a column for each pair of a kernel and
a hypervisor; stock kernel on stock Xen is the control.

  metal  boots without a hypervisor: 4 CPUs, disk, network, poweroff; then
         stress-ng for some seconds and a poweroff again
  dom0   the same as the initial domain
  domU   stock dom0 and toolstack run a guest: disk, network, 2 CPUs, clock,
         save and restore (row "kernel" of suite xl)
  mixed  the same, but the kernel of the column is dom0's and the guest stock

Each part of a cell is a test of its own, metal/own/boot for one; the last
test waits for all others and prints the matrix of what ran. It passes if every
cell that ran is good; what was not chosen shows as a dash.

Deliberately absent: our own kernel in a domU. The disk of the toolstack has no
guest with it, and its cells say so.
"""

import threading

import dom0_image
import guest_image
import settings
from console import SLOW, Console, Gave
from qemu_machine import Machine
from suite_boot import STEPS, machine
from suite_xl import ONE_THREAD, ready, run_row
from test_case import Test, boot_test, single
from verdict import Verdict, judge

STRESS_SECONDS = 10
STRESSED = ("init", "mount", "cpus", "stress", "dmesg", "stressed", "end")
KERNELS = {"own": settings.OWN, "stock": "debian"}
HYPERVISORS = {"ours": "zazen", "xen": "xen"}
ROW_LIMIT = 600

LOCK = threading.Lock()
RESULTS = {}                    # (role, kernel, hypervisor) -> verdicts' kinds


def _noted(cell, test):
    """The test, with its verdicts kept for the matrix."""
    run = test.run

    def noting(report):
        def keep(name, result):
            with LOCK:
                RESULTS.setdefault(cell, []).append(result.kind)
            report(name, result)
        run(keep)

    test.run = noting
    return test


def _let_go(console):
    """Nobody audits here: let the machine power off after its stress."""
    console.wait_for("ZT: stressed ok")
    console.send("\n")
    console.wait_for("ZT: end ok", limit=60)
    bad = judge(console.lines, ())
    return bad if bad.kind != "pass" else None


def _machine_tests(role, kernel, hypervisor):
    """Boot and stress of a kernel that has the machine's devices."""
    cell = (role, kernel, hypervisor)
    name = "/".join(word for word in cell if word)
    words = {"kernel": KERNELS[kernel], "smp": 4,
             "hypervisor": HYPERVISORS.get(hypervisor, "none")}
    # A busy host delivers an emulated timer's ticks too late for the kernel's
    # check of its wiring, which only bare metal makes.
    check = "" if hypervisor else "no_timer_check"
    yield _noted(cell, boot_test(
        "roles", f"{name}/boot", lambda: machine(
            "boot", words=check, **words), STEPS))
    yield _noted(cell, boot_test(
        "roles", f"{name}/stress", lambda: machine(
            "stress", net="none", mem_mib=1536, options="dom0_mem=1G",
            words=f"zt_seconds={STRESS_SECONDS} {check}", **words),
        STRESSED, _let_go, limit=420))


def _toolstack(dom0, hypervisor):
    """A machine whose dom0 has the toolstack."""
    return Machine(
        hypervisor=HYPERVISORS[hypervisor], kernel=KERNELS[dom0], smp=2,
        mem_mib=1536, net="none", accel=ONE_THREAD, options="dom0_mem=512M",
        disk_file=dom0_image.root_disk(),
        initrd=guest_image.initramfs(KERNELS[dom0]),
        append=f"zt=shell printk.devkmsg=on zt_slow={SLOW:.0f}")


def _guest_test(role, dom0, hypervisor):
    """A stock guest on a dom0 with the kernel given."""
    def work(log):
        with Console(_toolstack(dom0, hypervisor), log,
                     limit=2 * ROW_LIMIT, silence=ROW_LIMIT) as console:
            ready(console)
            result = run_row(console, "kernel debian", ROW_LIMIT)
            console.send("exit\n")
            try:
                off = console.finish()
            except Gave as reason:
                return Verdict("fail", f"{reason}")
            if result.kind == "pass" and not off:
                return Verdict("fail", f"no poweroff: {console.ending()}")
            return result

    cell = (role, dom0, hypervisor)
    return _noted(cell, single("roles", "/".join(cell), work))


def _no_guest(hypervisor):
    cell = ("domU", "own", hypervisor)
    return _noted(cell, single("roles", "/".join(cell), lambda log: Verdict(
        "skip", "the toolstack's disk has no guest with our own kernel")))


def _word(cell):
    """What the matrix says of a cell."""
    kinds = RESULTS.get(cell, [])
    if not kinds:
        return "-"
    for kind in ("error", "fail", "skip"):
        if kind in kinds:
            return kind
    return f"pass {len(kinds)}"


def matrix():
    """The table as lines, and whether anything in it is bad or good."""
    columns = [(kernel, hypervisor) for kernel in KERNELS
               for hypervisor in HYPERVISORS]
    lines = ["        " + "".join(
        f"{kernel + ' on ' + hypervisor:>16}" for kernel, hypervisor in columns)]
    for role in ("metal", "dom0", "domU", "mixed"):
        words = [_word((role, kernel, "" if role == "metal" else hypervisor))
                 for kernel, hypervisor in columns]
        lines.append(f"{role:8}" + "".join(f"{word:>16}" for word in words))
    return lines


def _matrix_test():
    """Alone and last: it starts when both slots are free again."""
    def run(report):
        print("\n" + "\n".join(matrix()) + "\n", flush=True)
        kinds = {kind for kinds in RESULTS.values() for kind in kinds}
        if not kinds:
            report("matrix", Verdict("skip", "no cell ran"))
        elif kinds & {"fail", "error"}:
            report("matrix", Verdict("fail", "a cell is not good"))
        else:
            report("matrix", Verdict("pass" if "pass" in kinds else "skip"))

    test = Test("roles", "matrix", run, slots=2)
    # Whatever cells are chosen, their matrix is wanted.
    test.matches = lambda patterns: any(
        pattern.split("/")[0] == "roles" for pattern in patterns)
    return test


def tests():
    """Every cell, then the matrix."""
    for kernel in KERNELS:
        yield from _machine_tests("metal", kernel, "")
    for kernel in KERNELS:
        for hypervisor in HYPERVISORS:
            yield from _machine_tests("dom0", kernel, hypervisor)
    for hypervisor in HYPERVISORS:
        yield _no_guest(hypervisor)
        yield _guest_test("domU", "stock", hypervisor)
        yield _guest_test("mixed", "own", hypervisor)
    yield _matrix_test()
