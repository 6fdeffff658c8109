# SPDX-License-Identifier: GPL-2.0-only
"""Boot one system under test once and collect what it printed.

Three systems: "bare" is the stock kernel on the emulated machine itself, "xen"
the same kernel as dom0 of stock Xen 4.17, "zazen" as dom0 of ours.  They get
the same machine: one CPU, no disk, no network, and the kernel the same amount
of memory in each.

Every line is stamped with the host's clock as it arrives, which gives the
start-up times; the lines that begin with "@bench" are the program's results
(guest/bench_main.c says what they mean).
"""

import os
import re
import selectors
import subprocess
import time
from dataclasses import dataclass, field

import bench_parts
import qemu_machine

SYSTEMS = ("bare", "xen", "zazen")
CPU = "max,-smap"
HOST_MIB = 2048
GUEST_MIB = 512
SILENCE = 60
KERNEL_OPTIONS = "nokaslr norandmaps tsc=nowatchdog"
FIRST_KERNEL_LINE = re.compile(r"Linux version ")
ADDRESS = re.compile(r"[0-9a-f]{16}")
PERFC_LINE = re.compile(r"perfc:\s+(\S+)\s+(\d+)")


class BootFailed(Exception):
    """A boot that did not end with "@bench done"; the text says where."""


@dataclass
class Boot:
    """What one boot said."""
    system: str
    mode: str
    times: dict = field(default_factory=dict)      # name -> ticks per operation
    cpu_ns: dict = field(default_factory=dict)     # name -> ns per operation
    operations: dict = field(default_factory=dict)  # number -> (name, count)
    perfc: dict = field(default_factory=dict)      # name -> {counter: per op}
    memory: tuple = ()                              # total, free, dom0 pages
    symbols: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    startup: dict = field(default_factory=dict)    # seconds


def machine(system, mode, extra=(), images=None):
    """The machine for one boot."""
    images = images or {}
    bare = system == "bare"
    early = "earlyprintk=ttyS0,115200 " if bare else ""
    found = qemu_machine.Machine(
        hypervisor="none" if bare else system, machine="pc", smp=1, cpu=CPU,
        mem_mib=GUEST_MIB if bare else HOST_MIB, disk="none", net="none",
        initrd=bench_parts.ramdisk("debian"),
        options=f"dom0_mem={GUEST_MIB}M",
        append=f"{early}{KERNEL_OPTIONS} bench_mode={mode}", extra=list(extra))
    if images.get(system):
        found.hypervisor_file = lambda: images[system]
    return found


def _lines(process, deadline):
    """(time, line) for everything a process prints until it ends."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise BootFailed("no end within the time limit")
            if not selector.select(min(left, SILENCE)):
                raise BootFailed(f"silent for {SILENCE} seconds")
            chunk = os.read(process.stdout.fileno(), 65536)
            now = time.monotonic()
            if not chunk:
                break
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield now, line.decode(errors="replace").rstrip("\r")
    if rest:
        yield now, rest.decode(errors="replace")


class _Reader:
    """Takes the lines of one boot apart."""

    def __init__(self, boot):
        self.boot = boot
        self.counting = None
        self.done = False
        self.first = self.kernel = None

    def take(self, now, line):
        """One line that arrived at a time."""
        if self.first is None and line.strip():
            self.first = now
        if self.kernel is None and FIRST_KERNEL_LINE.search(line):
            self.kernel = now
            self.boot.startup["first line to kernel"] = now - self.first
        at = line.find("@bench ")
        if at >= 0:
            words = line[at:].split()
            handler = getattr(self, "on_" + words[1].replace("-", "_"), None)
            if handler:
                handler(now, words[2:])
        elif self.counting:
            match = PERFC_LINE.search(line)
            if match:
                name, operations = self.counting
                self.boot.perfc[name][match[1]] = int(match[2]) / operations

    def on_start(self, now, _words):
        """The program runs."""
        if self.kernel is not None:
            self.boot.startup["kernel to init"] = now - self.kernel

    def on_op(self, _now, words):
        """An operation's number, name, and repetitions in a sample."""
        self.boot.operations[int(words[0])] = (words[1], int(words[2]))

    def on_time(self, _now, words):
        """The samples of an operation, in ticks of the whole sample."""
        per_sample = {name: count for name, count
                      in self.boot.operations.values()}[words[0]]
        self.boot.times[words[0]] = [int(word) / per_sample
                                     for word in words[1:]]

    def on_memory(self, _now, words):
        """Pages: the machine's, the free ones, dom0's."""
        self.boot.memory = tuple(map(int, words))

    def on_symbol(self, _now, words):
        """A line of the hypervisor's symbol table."""
        if len(words) >= 3 and ADDRESS.fullmatch(words[0]):
            self.boot.symbols.append((int(words[0], 16), words[2]))

    def on_note(self, _now, words):
        """Something a person should know."""
        self.boot.notes.append(" ".join(words))

    on_fail = on_note

    def on_perfc_begin(self, _now, words):
        """The hypervisor's counters were reset; an operation follows."""
        self.counting = (words[0], int(words[1]))
        self.boot.perfc[words[0]] = {}

    def on_perfc_end(self, _now, _words):
        """The counters have been printed."""
        self.counting = None

    def on_done(self, _now, _words):
        """All is measured."""
        self.done = True


def run(system, mode, images=None, plugin_options=None, limit=240):
    """Boot a system and return what it said.

    plugin_options is a dictionary of options for the counting plugin, or None
    to run without it.
    """
    extra = ["-serial", "stdio", "-monitor", "none"]
    if plugin_options:
        words = [f"{name}={value}" for name, value in plugin_options.items()]
        extra += ["-plugin", ",".join([str(bench_parts.plugin()), *words])]
    boot = Boot(system, mode)
    reader = _Reader(boot)
    log_path = bench_parts.WORK / f"{system}-{mode}.log"
    arguments = machine(system, mode, extra, images).arguments()
    with open(log_path, "w", encoding="utf-8") as log, subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) as process:
        try:
            deadline = time.monotonic() + limit
            for now, line in _lines(process, deadline):
                log.write(line + "\n")
                reader.take(now, line)
        except BootFailed as failure:
            raise BootFailed(f"{system} ({mode}): {failure}; "
                             f"see {log_path}") from None
        finally:
            process.kill()
    if not reader.done:
        why = f": {boot.notes[-1]}" if boot.notes else ""
        raise BootFailed(f"{system} ({mode}) ended early{why}; "
                         f"see {log_path}")
    return boot
