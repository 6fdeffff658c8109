# SPDX-License-Identifier: GPL-2.0-only
"""Suites unit, micro and patches: programs that print TAP.

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

MICRO_OPTIONS = "console=com1 com1=115200,8n1 dom0_mem=128M loglvl=all guest_loglvl=all"
# Every site of the entry code; spec-force is understood by debug builds.
GUARDS = "xpti=1 spec-ctrl=rsb,md-clear,ibrs,ibpb-entry spec-force"


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
    command = [sys.executable, "-B", str(runner), "--hypervisor", str(image),
               "--guest", str(guest), "--qemu", program,
               "--cpu", settings.default_cpu(program), "--jobs", "2"]
    if control == "zazen":
        command.append("--audit")
        yield tap_test("micro", "guests-guarded",
                       [*command, "--append", f"{MICRO_OPTIONS} {GUARDS}",
                        "--log-dir", str(settings.LOGS / "micro-guarded")],
                       limit=600, slots=2)
    yield tap_test("micro", "guests",
                   [*command, "--append", MICRO_OPTIONS,
                    "--log-dir", str(settings.LOGS / "micro")],
                   limit=600, slots=2)


def _patches(suite, name, options, limit):
    """The program that looks at the series, on the series made now."""
    maker = settings.TOP / "scripts" / "make-patches"
    checker = settings.TESTING / "patches" / "check_patches.py"
    series = settings.BUILD / "patches"
    yield tap_test(suite, name,
                   ["sh", "-e", "-c", '"$0" && exec "$@"', str(maker),
                    sys.executable, "-B", str(checker), *options, str(series)],
                   limit=limit)


def patches_tests():
    """The whole series: applied, compared, read by checkpatch."""
    return _patches("patches", "series", [], 600)


def patches_build_tests():
    """Prefixes without the port, with its headers, with the first domain."""
    return _patches("patches-build", "prefix", ["--build", "2,10,25"], 1800)
