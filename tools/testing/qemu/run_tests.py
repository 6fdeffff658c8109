# SPDX-License-Identifier: GPL-2.0-only
"""make test: run suites of tests, two at a time, and count the verdicts.

  run_tests.py [--list] [suite | suite/pattern]...

Without arguments the default suites run.  Each verdict is one line as it
comes in, with the reason for all that is not a pass; the last line is always

  N passed, N failed, N skipped

and the exit status is zero if nothing failed and something passed.  Consoles
are kept under build/logs/<suite>/.

A test occupies one or two slots (test_case.py).  Tests start in the order of
their suites; one that needs both slots waits until they are free and nothing
overtakes it.
"""

import sys
import threading
import time

import settings

sys.path.insert(0, str(settings.TESTING / "images"))

# pylint: disable=wrong-import-position
import suite_boot                                        # noqa: E402
import suite_image                                       # noqa: E402
import suite_iso                                         # noqa: E402
import suite_isolation                                   # noqa: E402
import suite_parts                                       # noqa: E402
import suite_roles                                       # noqa: E402
import suite_run                                         # noqa: E402
import suite_stress                                      # noqa: E402
import suite_xl                                          # noqa: E402
import suite_xl_pair                                     # noqa: E402

SLOTS = 2
DEFAULT = {
    "unit": suite_parts.unit_tests,
    "micro": suite_parts.micro_tests,
    "patches": suite_parts.patches_tests,
    "payload": suite_image.payload_tests,
    "refuse": suite_image.refuse_tests,
    "run": suite_run.tests,
    "boot": suite_boot.tests,
    "isolation": suite_isolation.tests,
    "stress": suite_stress.tests,
    "iso": suite_iso.tests,
    "xl-brief": suite_xl.brief_tests,
}
ON_DEMAND = {
    "patches-build": suite_parts.patches_build_tests,
    "roles": suite_roles.tests,
    "boot-full": suite_boot.full_tests,
    "xl": suite_xl.tests,
    "xl-pair": suite_xl_pair.tests,
    **suite_xl.on_demand(),
}


class Reporter:
    """Prints and counts verdicts as they come in, from any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {"pass": 0, "fail": 0, "skip": 0}

    def sink(self, test):
        """The function a test hands its verdicts to."""
        def report(name, result):
            kind = "fail" if result.kind == "error" else result.kind
            line = f"{result.kind:5} {test.suite}/{name}"
            if result.seconds >= 0.05:
                line += f" ({result.seconds:.1f} s)"
            if result.why:
                line += f": {result.why}"
            if kind == "fail":
                line += f"\n      see {test.log()}"
            with self.lock:
                self.counts[kind] += 1
                print(line, flush=True)
        return report

    def summary(self):
        """The last line."""
        return ("{pass} passed, {fail} failed, {skip} skipped"
                .format(**self.counts))


def choose(patterns):
    """The tests asked for, in the order of their suites."""
    suites = {**DEFAULT, **ON_DEMAND}
    wanted = {pattern.split("/")[0] for pattern in patterns}
    unknown = wanted - set(suites)
    if unknown:
        raise SystemExit(f"no suite {', '.join(sorted(unknown))}; there are "
                         + ", ".join(suites))
    found = [test for name, make in suites.items() if name in wanted
             for test in make() if test.matches(patterns)]
    if not found:
        raise SystemExit(f"no test matches {' '.join(patterns)}")
    return found


def run_all(tests, reporter):
    """Run tests in their order, as many at a time as there are slots."""
    free = SLOTS
    changed = threading.Condition()

    def work(test):
        nonlocal free
        try:
            test.run(reporter.sink(test))
        finally:
            with changed:
                free += test.slots
                changed.notify()

    threads = []
    for test in tests:
        with changed:
            while free < test.slots:
                changed.wait()
            free -= test.slots
        threads.append(threading.Thread(target=work, args=(test,),
                                        daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()


def main(arguments):
    """Run what was asked for; returns the exit status."""
    listing = "--list" in arguments
    patterns = [word for word in arguments if word != "--list"]
    tests = choose(patterns or list(DEFAULT))
    if listing:
        print("\n".join(f"{test.suite}/{test.name}" for test in tests))
        return 0
    reporter = Reporter()
    start = time.monotonic()
    run_all(tests, reporter)
    print(f"\n{time.monotonic() - start:.0f} seconds")
    print(reporter.summary())
    return 0 if reporter.counts["pass"] and not reporter.counts["fail"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
