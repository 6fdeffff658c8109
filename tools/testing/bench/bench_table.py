# SPDX-License-Identifier: GPL-2.0-only
"""From the boots of a run to tables and to a verdict.

A time is CPU time of the thread that emulates the CPU, in nanoseconds: the tenth
percentile of the samples of all rounds.  A count is the lower quartile of the
samples of one boot.  Timer ticks and a busy host can only add to either.
"Overhead" is what a hypervisor adds to bare metal; the last column of a table
is ours divided by stock Xen's, so 1 means "no better" and 0 "free".  It is
left out where Xen itself adds less than a twentieth to bare metal.

The verdict is the project's promise: no row worse than on stock Xen, and for
the four operations in HALVED at most LIMIT of Xen's overhead.  Times of two
boots differ by some percent with nothing changed, so a time counts as worse
only when it is so by more than TIME_NOISE.
"""

import json
from collections import defaultdict

LABELS = {
    "null": "null syscall (getppid)",
    "read": "read 1 byte of /dev/zero",
    "clock": "clock_gettime (vDSO)",
    "signal": "signal handler",
    "protfault": "protection fault to handler",
    "mprotect": "mprotect + write + mprotect",
    "anonfault": "anonymous page fault",
    "mmap": "mmap 64 KiB + touch + munmap",
    "pipe": "pipe round trip, two processes",
    "fork": "fork + exit + wait",
    "vforkexec": "vfork + exec + wait",
    "forkexec": "fork + exec + wait",
    "hypercall": "null hypercall from a process",
    "ioctl": "the same way, no hypercall",
}
SYSTEM_LABELS = {"bare": "bare metal", "xen": "stock Xen", "zazen": "Zazen"}
SHOWN_EVENTS = ("cr3", "iret", "syscall", "sysret", "rdmsr", "wrmsr", "invlpg")
HALVED = ("null", "anonfault", "mprotect", "fork")
LIMIT = 0.7
TIME_NOISE = 1.10
COUNT_NOISE = 1.02
CLASSES = ("user", "kernel", "hypervisor")


def _percentile(percent, values):
    found = sorted(values)
    return found[len(found) * percent // 100] if found else None


class Counts:
    """What the plugin counted in one boot, per operation."""

    def __init__(self, path, operations):
        self.samples = defaultdict(list)
        self.addresses = {}
        self.pages = {}
        self.per_sample = {}
        names = {number: name for number, (name, _) in operations.items()}
        for name, count in operations.values():
            self.per_sample[name] = count
        with open(path, encoding="utf-8") as file:
            for line in file:
                self._take(json.loads(line), names)

    def _take(self, record, names):
        if "op" in record:
            self.samples[names[record["op"]]].append(record)
        elif "addresses" in record:
            self.addresses[names[record["addresses"]]] = record
        elif "pages" in record:
            self.pages[names[record["pages"]]] = record

    def _quartile(self, name, value):
        return _percentile(25, (value(sample) / self.per_sample[name]
                                for sample in self.samples.get(name, ())))

    def cpu_ns(self):
        """CPU nanoseconds per operation: all samples by operation."""
        return {name: [sample["cpu_ns"] / self.per_sample[name]
                       for sample in samples]
                for name, samples in self.samples.items()}

    def insn(self, name):
        """Instructions per operation, all together."""
        return self._quartile(name, lambda sample: sum(sample["insn"]))

    def insn_of(self, name, who):
        """Instructions per operation of one class."""
        index = CLASSES.index(who)
        return self._quartile(name, lambda sample: sample["insn"][index])

    def event(self, name, event):
        """Occurrences of an event per operation."""
        return self._quartile(
            name, lambda sample: sum(sample["events"].get(event, ())))


    def event_of(self, name, event, who):
        """Occurrences of an event per operation, of one class."""
        index = CLASSES.index(who)
        return self._quartile(
            name, lambda sample: sample["events"].get(event, (0, 0, 0))[index])

    def event_names(self, name):
        """Every event seen in an operation."""
        return sorted({event for sample in self.samples.get(name, ())
                       for event in sample["events"]})


class Results:
    """Everything one run of the benchmarks found."""

    def __init__(self):
        self.boots = defaultdict(list)
        self.counts = {}
        self.perfc = {}
        self.images = {}

    def systems(self):
        """The systems that were measured, in the tables' order."""
        return [name for name in SYSTEM_LABELS if self.boots.get(name)]

    def time(self, system, row):
        """CPU time per operation, ns."""
        return _percentile(10, (value for boot in self.boots[system]
                                for value in boot.cpu_ns.get(row, ())))

    def ticks(self, system, row):
        """TSC ticks per operation, for reference: they follow the host."""
        return _percentile(10, (value for boot in self.boots[system]
                                for value in boot.times.get(row, ())))

    def insn(self, system, row):
        """Instructions per operation."""
        counts = self.counts.get(system)
        return counts.insn(row) if counts else None

    def hypercalls(self, system, row):
        """Hypercalls per operation: the guest kernel's SYSCALLs."""
        counts = self.counts.get(system)
        return counts.event_of(row, "syscall", "kernel") if counts else None

    def as_dictionary(self):
        """For programs: the raw figures."""
        found = {}
        for system in self.systems():
            rows = {}
            counts = self.counts.get(system)
            for row in LABELS:
                entry = {"ns": self.time(system, row),
                         "ticks": self.ticks(system, row)}
                if counts and row in counts.samples:
                    entry["insn"] = counts.insn(row)
                    for who in CLASSES:
                        entry["insn_" + who] = counts.insn_of(row, who)
                    entry["events"] = {name: counts.event(row, name)
                                       for name in counts.event_names(row)}
                    entry["hypercalls"] = self.hypercalls(system, row)
                rows[row] = entry
            found[system] = {
                "rows": rows,
                "startup": [boot.startup for boot in self.boots[system]],
                "memory": self.boots[system][0].memory}
        found["perfc"] = self.perfc
        return found


def _number(value):
    return "-" if value is None else f"{value:,.0f}"


def _ratio(value, base):
    if value is None or not base:
        return "-"
    return f"{value / base:.1f}x"


def overhead(bare, xen, ours):
    """Our overhead as a part of Xen's, or None where that means nothing."""
    if None in (bare, xen, ours) or xen < 1.05 * bare:
        return None
    return (ours - bare) / (xen - bare)


def table(header, rows):
    """A Markdown table with aligned columns."""
    rows = [header] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]

    def line(row):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width)
                  for cell, width in zip(row[1:], widths[1:])]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "|".join("-" * (width + 2) if i == 0 else
                          "-" * (width + 1) + ":"
                          for i, width in enumerate(widths)) + "|"
    return "\n".join([line(rows[0]), rule] + [line(row) for row in rows[1:]])


def comparison(results, value):
    """Rows by systems of one figure, with ratios and the overhead column."""
    systems = results.systems()
    header = ["operation"] + [SYSTEM_LABELS[name] for name in systems]
    others = [name for name in systems if name != "bare"]
    if "bare" in systems:
        header += [f"{SYSTEM_LABELS[name]} / bare" for name in others]
    both = "xen" in systems and "zazen" in systems
    if both:
        header += ["Zazen / Xen"] + (
            ["overhead"] if "bare" in systems else [])
    lines = []
    for row, label in LABELS.items():
        found = {name: value(name, row) for name in systems}
        if not any(found.values()):
            continue
        cells = [label] + [_number(found[name]) for name in systems]
        if "bare" in systems:
            cells += [_ratio(found[name], found["bare"]) for name in others]
        if both:
            part = None
            if found["xen"] and found["zazen"]:
                part = found["zazen"] / found["xen"]
            cells.append("-" if part is None else f"{part:.2f}")
        if both and "bare" in systems:
            part = overhead(found["bare"], found["xen"], found["zazen"])
            cells.append("-" if part is None else f"{part:.2f}")
        lines.append(cells)
    return table(header, lines)


def events(results):
    """Events per operation, system by system."""
    systems = [name for name in results.systems() if name in results.counts]
    header = ["operation"] + [SYSTEM_LABELS[name] for name in systems]
    lines = []
    for row, label in LABELS.items():
        cells = [label]
        for name in systems:
            found = [results.counts[name].event(row, event)
                     for event in SHOWN_EVENTS]
            cells.append("-" if None in found else
                         " / ".join(f"{value:.1f}" for value in found))
        if set(cells[1:]) != {"-"}:
            lines.append(cells)
    return table(header, lines)


def hypercalls(results):
    """Hypercalls per operation under each hypervisor."""
    systems = [name for name in results.systems()
               if name in results.counts and name != "bare"]
    lines = []
    for row, label in LABELS.items():
        found = [results.hypercalls(name, row) for name in systems]
        if any(found):
            lines.append([label] + ["-" if value is None else f"{value:,.1f}"
                                    for value in found])
    return table(["operation"] + [SYSTEM_LABELS[name] for name in systems],
                 lines)


def _memory_kept(results, system, host_mib):
    memory = results.boots[system][0].memory
    if len(memory) != 3 or not memory[1] or memory[2] <= 0:
        return "-"
    return f"{host_mib - (memory[1] + memory[2]) / 256:.1f}"


def startup(results, host_mib):
    """Start-up times (the best of the rounds), memory and image sizes."""
    systems = results.systems()
    lines = []
    for key, label in (
            ("first line to kernel", "first console line to kernel's, s"),
            ("kernel to init", "kernel's first line to init, s")):
        cells = [label]
        for name in systems:
            found = [boot.startup[key] for boot in results.boots[name]
                     if key in boot.startup]
            cells.append(f"{min(found):.2f}" if found else "-")
        if key == "first line to kernel" and "bare" in systems:
            cells[1 + systems.index("bare")] = "-"
        lines.append(cells)
    lines.append([f"kept of {host_mib} MiB, MiB"] +
                 [_memory_kept(results, name, host_mib) for name in systems])
    lines.append(["image, KiB"] +
                 [f"{results.images[name].stat().st_size / 1024:,.0f}"
                  if name in results.images else "-" for name in systems])
    return table([""] + [SYSTEM_LABELS[name] for name in systems], lines)


def perfc(results):
    """The hypervisor's own counters, per operation."""
    parts = []
    for row, counters in results.perfc.items():
        found = [(value, name) for name, value in counters.items()
                 if value >= 0.05]
        if found and row in LABELS:
            parts.append(f"- {LABELS[row]}: " + ", ".join(
                f"{name} {value:.1f}"
                for value, name in sorted(found, reverse=True)))
    return "\n".join(parts)


def verdict(results):
    """The promises that do not hold, as sentences; empty when all do."""
    broken = []
    if not {"bare", "xen", "zazen"} <= set(results.systems()):
        return broken
    for word, value, noise in (("time", results.time, TIME_NOISE),
                               ("instructions", results.insn, COUNT_NOISE)):
        for row, label in LABELS.items():
            bare, xen, ours = (value(name, row)
                               for name in ("bare", "xen", "zazen"))
            if ours is None or xen is None:
                continue
            if ours > xen * noise:
                broken.append(f"{label}: {word} worse than on stock Xen "
                              f"({ours:,.0f} against {xen:,.0f})")
            part = overhead(bare, xen, ours)
            if row in HALVED and part is not None and part > LIMIT:
                broken.append(f"{label}: {word} overhead {part:.2f} of "
                              f"Xen's, {LIMIT} allowed")
    return broken


def report(results, host_mib):
    """The whole result as Markdown."""
    parts = ["## Time: nanoseconds of CPU per operation\n",
             comparison(results, results.time)]
    if results.counts:
        parts += ["\n## Instructions per operation\n",
                  comparison(results, results.insn),
                  "\n## Events per operation (" +
                  " / ".join(SHOWN_EVENTS) + ")\n", events(results)]
        if set(results.systems()) != {"bare"}:
            parts += ["\n## Hypercalls per operation\n", hypercalls(results)]
    if perfc(results):
        parts += ["\n## Hypervisor counters per operation\n",
                  perfc(results)]
    parts += ["\n## Start-up and size\n", startup(results, host_mib)]
    broken = verdict(results)
    if {"bare", "xen", "zazen"} <= set(results.systems()):
        parts += ["\n## Verdict\n"]
        parts += [f"- {line}" for line in broken] or ["All targets hold."]
    return "\n".join(parts) + "\n"
