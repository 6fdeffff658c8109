# SPDX-License-Identifier: GPL-2.0-only
"""Suites unit and micro: programs that print TAP, built by their directories.

unit   tools/testing/unit builds hosted programs, pure hypervisor code under
       the address and undefined-behaviour sanitizers, into build/unit; each
       executable named test_* is run.
micro  tools/testing/microguest builds tiny PV kernels and brings a runner of
       its own that boots them, several tests in one boot, two boots at a time.
"""

import os
import sys

import settings
from test_case import absent, tap_test


def unit_tests():
    """One entry for each hosted program."""
    place = settings.BUILD / "unit"
    found = [path for path in sorted(place.glob("test_*"))
             if os.access(path, os.X_OK)]
    if not found:
        yield absent("unit", f"{place} holds no program; run 'make test'")
    for path in found:
        yield tap_test("unit", path.name, [str(path)], limit=120)


def micro_tests():
    """The micro-guests' own runner, with our emulator."""
    runner = settings.TESTING / "microguest" / "run.py"
    guest = settings.BUILD / "microguest" / "microguest"
    if not guest.exists():
        yield absent("micro", f"{guest} is not there; run 'make test'")
        return
    control = settings.variable("HYPERVISOR", "zazen")
    try:
        image = settings.stock_xen() if control == "xen" \
            else settings.hypervisor_image()
        program = settings.qemu()
    except settings.Missing as reason:
        yield absent("micro", str(reason))
        return
    if control == "none":
        yield absent("micro", "micro-guests need a hypervisor")
        return
    yield tap_test(
        "micro", "guests",
        [sys.executable, "-B", str(runner), "--hypervisor", str(image),
         "--guest", str(guest), "--qemu", program,
         "--cpu", settings.default_cpu(program), "--jobs", "2",
         "--log-dir", str(settings.LOGS / "micro"),
         *(["--audit"] if control == "zazen" else [])],
        limit=600, slots=2)
