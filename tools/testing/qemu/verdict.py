# SPDX-License-Identifier: GPL-2.0-only
"""What a run's console output means.

A guest reports each step in a line "ZT: <step> ok|fail|skip [detail]"
(images/guest/guest-lib.sh).  A test names the steps it wants; it passes when
every one of them was reported ok, none failed, nothing in the output is a
complaint of a kernel or a hypervisor, and the machine ended as it should.

Four verdicts, as far as a person must react differently: pass, fail (the
thing tested is broken), skip (something is not there, and it says what),
error (the test itself is broken).  An error counts as failed.
"""

import re
from dataclasses import dataclass

STEP = re.compile(r"ZT: ([\w-]+) (ok|fail|skip)\b ?(.*)")

# Never acceptable, whoever prints it.
SPLATS = re.compile(
    r"\bBUG: |\bBUG at |WARNING: CPU|Oops:|Call Trace:|Kernel panic"
    r"|general protection fault|detected stall|soft lockup|hard LOCKUP"
    r"|blocked for more than|segfault at"
    r"|(?i:assertion .*failed|hypervisor (panic|bug)|fatal (trap|page fault))"
    r"|\(HV\) (Panic on CPU|Call trace:)"
    r"|\(XEN\) Panic|\(XEN\) Xen (BUG|WARN)|\(XEN\) .*FATAL")


@dataclass
class Verdict:
    """The result of one test."""
    kind: str           # pass, fail, skip, error
    why: str = ""
    seconds: float = 0.0


def steps(lines):
    """The reported steps as a list of (name, result, detail)."""
    found = (STEP.search(line) for line in lines)
    return [match.groups() for match in found if match]


def splat(lines):
    """The first line that is a complaint, or None."""
    for line in lines:
        if SPLATS.search(line) and not STEP.search(line):
            return line.strip()
    return None


def judge(lines, wanted):
    """A verdict on the output alone: complaints, failed or absent steps."""
    bad = splat(lines)
    if bad:
        return Verdict("fail", bad[:160])
    reported = steps(lines)
    for name, result, detail in reported:
        if result == "fail":
            return Verdict("fail", f"{name}: {detail}")
    good = {name for name, result, _ in reported if result == "ok"}
    absent = [name for name in wanted if name not in good]
    if absent:
        return Verdict("fail", "not seen: " + " ".join(absent))
    return Verdict("pass")
