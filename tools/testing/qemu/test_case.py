# SPDX-License-Identifier: GPL-2.0-only
"""Tests as the runner sees them, and the two kinds that suites are made of.

A Test has a name, a function that takes a Reporter's sink and does the work,
and the number of slots it occupies: two tests of one slot run side by side, a
test of two slots runs alone.  Most tests give one verdict; a program that
prints TAP gives one for each of its lines.

boot_test() boots a Machine and judges what it prints; tap_test() runs a
program.  Suites (suite_*.py) hold nothing but their tables and what is special
about them.
"""

import fnmatch
import os
import re
import subprocess
import time
from dataclasses import dataclass

import settings
from console import SLOW, Console, Gave
from verdict import Verdict, judge

TAP = re.compile(r"(not )?ok \d+ (?:- )?([^#]*?)\s*(?:# ?(\w+) ?(.*))?$")


@dataclass
class Test:
    """One entry of a suite; run(report) calls report(name, verdict)."""
    suite: str
    name: str
    run: object
    slots: int = 1

    def matches(self, patterns):
        """Is this one of the tests asked for ("suite" or "suite/glob")?"""
        whole = f"{self.suite}/{self.name}"
        return any(fnmatch.fnmatch(whole, pattern) or pattern == self.suite
                   for pattern in patterns)

    def log(self):
        """Where its console goes."""
        return settings.LOGS / self.suite / f"{self.name}.log"


def single(suite, name, work, slots=1):
    """A test with one verdict, returned by work(log)."""
    def run(report):
        start = time.monotonic()
        try:
            result = work(test.log())
        except settings.Missing as reason:
            result = Verdict("skip", str(reason))
        except Gave as reason:
            result = Verdict("fail", str(reason))
        except Exception as problem:         # the test itself is broken
            result = Verdict("error", f"{type(problem).__name__}: {problem}")
        result.seconds = time.monotonic() - start
        report(name, result)

    test = Test(suite, name, run, slots)
    return test


def boot_test(suite, name, machine, wanted, script=None, limit=300, slots=1):
    """Boot machine() and judge it: the steps wanted, then a clean poweroff.

    script(console) may talk with the machine meanwhile and may return a
    Verdict of its own that is not a pass.
    """
    def work(log):
        with Console(machine(), log, limit) as console:
            try:
                said = script(console) if script else None
                off = console.finish()
            except Gave as reason:
                seen = judge(console.lines, ())
                if seen.kind == "fail":
                    return seen
                raise Gave(str(reason)) from None
            result = said or judge(console.lines, wanted)
            if result.kind == "pass" and not off:
                return Verdict("fail", f"no poweroff: {console.ending()}")
            if result.kind == "fail" and not off:
                result.why += f"; ended by {console.ending()}"
            return result

    return single(suite, name, work, slots)


def _tap_verdict(match):
    bad, name, directive, text = match.groups()
    if bad:
        kind = "error" if directive == "ERROR" else "fail"
    else:
        kind = "skip" if directive == "SKIP" else "pass"
    why = text if directive in ("SKIP", "ERROR") else \
        " ".join(filter(None, (directive, text)))
    return name or "unnamed", Verdict(kind, why or "")


def tap_test(suite, name, command, limit, slots=1, environment=None):
    """Run a program that prints TAP; every result line is a verdict.

    The program itself fails if it prints no result, fewer than its plan
    says, is killed, or exits with an error although all its lines were good.
    """
    def run(report):
        test.log().parent.mkdir(parents=True, exist_ok=True)
        seen, bad, plan, last = 0, 0, None, time.monotonic()
        with open(test.log(), "w", encoding="utf-8") as log, \
             subprocess.Popen(
                 ["timeout", "-k", "10", str(int(limit * SLOW)), *command],
                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                 stderr=subprocess.STDOUT, text=True, errors="replace",
                 env={**os.environ, **(environment or {})}) as child:
            for line in child.stdout:
                log.write(line)
                log.flush()
                text = line.rstrip("\n")
                if re.fullmatch(r"1\.\.\d+", text):
                    plan = int(text[3:])
                match = TAP.match(text)
                if not match:
                    continue
                case, result = _tap_verdict(match)
                now = time.monotonic()
                result.seconds, last = now - last, now
                seen += 1
                bad += result.kind in ("fail", "error")
                report(f"{name}:{case}", result)
            status = child.wait()
        if status == 124:
            report(name, Verdict("fail", f"not done after {limit * SLOW:.0f} s"))
        elif not seen or (plan is not None and seen < plan):
            report(name, Verdict("fail", f"{seen} results of {plan or 'some'}, "
                                         f"exit status {status}"))
        elif status and not bad:
            report(name, Verdict("fail", f"exit status {status}"))

    test = Test(suite, name, run, slots)
    return test


def absent(suite, why):
    """A suite of which nothing is there, as a test that says so."""
    return single(suite, "all", lambda log: Verdict("skip", why))
