# SPDX-License-Identifier: GPL-2.0-only
"""Suite stress: stress-ng in dom0, then the hypervisor's own audit.

For 60 seconds four vCPUs fork, fault, map, signal and switch between
processes.  Nothing may complain, neither stress-ng (which verifies its work)
nor the kernel.  Afterwards every reference and type count in the hypervisor
has to be exact: the harness switches the console to the hypervisor (Ctrl-a
three times), presses the debug key for the audit and reads its verdict,

	audit: N frames, 0 errors

then switches back and lets the guest power off.  Controls have no such audit
and are not asked for it.
"""

import settings
from console import Gave
from qemu_machine import PARALLEL
from suite_boot import machine
from test_case import boot_test
from verdict import Verdict, judge

SECONDS = 60
SWITCH = "\x01\x01\x01"         # console input: to the hypervisor and back
AUDIT_KEY = "A"
AUDIT = r"audit: (\d+) frames, (\d+) errors"
STEPS = ("init", "mount", "cpus", "stress", "dmesg", "stressed", "end")


def audit(console):
    """Have the hypervisor audit itself; a Verdict if it is not exact."""
    console.send(SWITCH)
    console.send(AUDIT_KEY)
    try:
        match = console.wait_for(AUDIT, limit=60)
    except Gave as reason:
        return Verdict("fail", f"no audit: {reason}")
    console.send(SWITCH)
    if match[2] != "0" or match[1] == "0":
        return Verdict("fail", match[0])
    return None


def _script(console):
    console.wait_for("ZT: stressed ok")
    result = None
    if settings.variable("HYPERVISOR", "zazen") == "zazen":
        result = audit(console)
    console.send("\n")
    console.wait_for("ZT: end ok", limit=60)
    bad = judge(console.lines, ())
    return bad if bad.kind != "pass" else result


def tests():
    """The one test."""
    yield boot_test(
        "stress", "stress-ng",
        lambda: machine("stress", net="none", mem_mib=1536,
                        options="dom0_mem=1G", accel=PARALLEL,
                        words=f"zt_seconds={SECONDS}"),
        STEPS, _script, limit=420, slots=2)
