# SPDX-License-Identifier: GPL-2.0-only
"""Suite xl-pair: live migration from one machine to another.

Two machines, each with a dom0 and the stock toolstack; the second network card
of each is an end of one cable (a socket between the two emulators) and belongs
to the bridge the guests are on.  A guest on the first writes and verifies memory
at full speed and answers pings every 10 ms; it is migrated to the second, goes on
there, and must have lost no byte.  The longest gap between two answers, seen from
the first machine, is reported: it includes the time the guest was stopped.
"""

import tempfile
import time
from pathlib import Path

import settings
import suite_xl
from console import Console, Gave
from test_case import Test
from verdict import Verdict

ADDRESSES = ("10.1.0.1", "10.1.0.2")
LIMIT = 600


def _machine(number, place):
    """One of the two; the first is the end of the cable that listens."""
    server = "on" if number == 0 else "off"
    extra = ["-netdev", f"stream,id=cable,server={server},addr.type=unix,"
                        f"addr.path={place}/cable",
             "-device", "virtio-net-pci,netdev=cable,romfile=,"
                        f"mac=52:54:00:00:01:0{number + 1}"]
    return suite_xl.machine(
        extra=extra, mem_mib=1024,
        append=f"zt_uplink=yes zt_ip={ADDRESSES[number]}")


def _steps(here, there):
    """(machine, row) in their order."""
    return ((here, "two-start"), (there, "two-listen"),
            (here, f"two-send {ADDRESSES[1]}"), (there, "two-arrived"),
            (here, "nothing-lost"), (there, "nothing-lost"))


def _migrate(log):
    noted = []
    with tempfile.TemporaryDirectory() as place, \
         Console(_machine(0, place), log, LIMIT) as here, \
         Console(_machine(1, place), log.with_name("there.log"),
                 LIMIT, silence=LIMIT) as there:
        for console in (here, there):
            suite_xl.ready(console)
        for console, row in _steps(here, there):
            result = suite_xl.run_row(console, row)
            if result.kind != "pass":
                result.why = f"{row}: {result.why}"
                return result
            noted.append(result.why)
    return Verdict("pass", "; ".join(filter(None, noted)))


def _run(report):
    start = time.monotonic()
    control = settings.variable("HYPERVISOR", "zazen") == "xen"
    try:
        result = _migrate(settings.LOGS / "xl-pair/here.log")
    except settings.Missing as reason:
        result = Verdict("skip", str(reason))
    except Gave as reason:
        result = Verdict("fail", str(reason))
    if control and result.kind == "fail" and "two-send" in result.why:
        result = Verdict("skip", suite_xl.CONTROL_CANNOT["migrate"] +
                         f": {result.why}")
    result.seconds = time.monotonic() - start
    report("migrate", result)


def tests():
    """The one test; it occupies the machine."""
    yield Test("xl-pair", "migrate", _run, 2)
