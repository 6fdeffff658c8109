#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make bench: the microbenchmarks on bare metal, on stock Xen and on ours.

Boots the systems in turn, several rounds, so that a slow minute of the host
hits all of them; then once each under the counting plugin, two at a time,
since counts do not mind company; then ours once more for its own counters.
Prints the tables and leaves them in <build>/bench/results.md, the figures in
results.json and every boot's console in *.log.

--profile does something else: single operations under the plugin's profile,
which says where the instructions go and which pages each operation touches.

The exit status is 1 if a system did not finish or, with --check, if one of the
targets (bench_table.py) is missed.
"""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "qemu"), str(HERE.parent / "images")]

# pylint: disable=wrong-import-position
import bench_boot
import bench_parts
import bench_profile
import bench_table
import settings


def note(text):
    """Progress, apart from the results."""
    print(text, file=sys.stderr, flush=True)


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(
        description="Microbenchmarks on bare metal, stock Xen and Zazen.")
    parser.add_argument(
        "--systems", default=",".join(bench_boot.SYSTEMS),
        help="some of bare,xen,zazen; xen=FILE and zazen=FILE name an image")
    parser.add_argument("--rounds", type=int, default=4,
                        help="timed boots of each system (default 4)")
    parser.add_argument("--no-counts", action="store_true",
                        help="no instruction and event counts")
    parser.add_argument("--profile", action="store_true",
                        help="profile single operations instead")
    parser.add_argument("--top", type=int, default=12,
                        help="functions shown per operation in a profile")
    parser.add_argument("--check", action="store_true",
                        help="fail when a target is missed")
    return parser.parse_args()


def chosen(text):
    """System names and image files from --systems.

    Without an image of ours the controls are measured alone.
    """
    names, images = [], {}
    for word in text.split(","):
        name, _, path = word.partition("=")
        if name not in bench_boot.SYSTEMS:
            raise SystemExit(f"--systems: {name} is none of "
                             + ", ".join(bench_boot.SYSTEMS))
        if name == "zazen" and not path and not settings.ZAZEN.exists():
            note(f"{settings.ZAZEN} is not there: measuring the controls only")
            continue
        if name != "bare":
            images[name] = (Path(path) if path else
                            settings.stock_xen() if name == "xen" else
                            settings.hypervisor_image())
        names.append(name)
    return names, images


def time_once(system, images, text):
    """One timed boot, with the CPU times that the plugin measured."""
    path = bench_parts.WORK / f"{system}-time.jsonl"
    note(f"{system}: timing, {text}")
    boot = bench_boot.run(system, "time", images,
                          {"out": path, "measure": "time"})
    boot.cpu_ns = bench_table.Counts(path, boot.operations).cpu_ns()
    return boot


def count(system, mode, images, profile="none"):
    """One boot under the counting plugin."""
    path = bench_parts.WORK / f"{system}-{mode}.jsonl"
    note(f"{system}: counting ({mode})")
    boot = bench_boot.run(system, mode, images,
                          {"out": path, "profile": profile})
    return boot, bench_table.Counts(path, boot.operations)


def together(function, items):
    """Apply a function to all items, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(function, items))


def measure(options, systems, images):
    """The benchmark proper; returns its results."""
    results = bench_table.Results()
    results.images = images
    for number in range(options.rounds):
        for system in systems:
            results.boots[system].append(time_once(
                system, images, f"round {number + 1} of {options.rounds}"))
    if not options.no_counts:
        bench_parts.plugin()
        found = together(lambda name: count(name, "count", images)[1], systems)
        results.counts = dict(zip(systems, found))
    if "zazen" in systems:
        note("zazen: its own counters")
        results.perfc = bench_boot.run("zazen", "perfc", images).perfc
    return results


def profile(options, systems, images):
    """The profile of every system that has a hypervisor, and of the kernel."""
    bench_parts.plugin()
    found = together(lambda name: count(name, "pages", images, "all"), systems)
    tables = together(lambda name: bench_profile.symbols(name, images), systems)
    parts = []
    for system, (_, counts), symbols in zip(systems, found, tables):
        parts.append(bench_profile.report(system, counts, symbols,
                                          options.top))
    return "\n".join(parts)


def main():
    """Run what was asked for; return the exit status."""
    options = arguments()
    bench_parts.WORK.mkdir(parents=True, exist_ok=True)
    systems, images = chosen(options.systems)
    bench_parts.ramdisk("debian")
    try:
        if options.profile:
            text = profile(options, systems, images)
            (bench_parts.WORK / "profile.md").write_text(text)
            print(text)
            return 0
        results = measure(options, systems, images)
    except (bench_boot.BootFailed, settings.Missing) as failure:
        note(f"bench: {failure}")
        return 1
    text = bench_table.report(results, bench_boot.HOST_MIB)
    (bench_parts.WORK / "results.md").write_text(text)
    (bench_parts.WORK / "results.json").write_text(
        json.dumps(results.as_dictionary(), indent=1))
    print(text)
    return 1 if options.check and bench_table.verdict(results) else 0


if __name__ == "__main__":
    sys.exit(main())
