# SPDX-License-Identifier: GPL-2.0-only
"""Where the instructions of an operation go, and which pages it touches.

Reads what the plugin's profile left for single operations, and says for each
system: instructions and 4 KiB pages per operation, by who executes (hypervisor
or guest kernel); the functions that execute most; and the pages that the
hypervisor touches, by the functions and objects in them.

A page counts when at least half of the operations touched it, so that the
work of a timer tick stays out; instructions are averages over the operations
and contain it.

Symbols: a boot in "symbols" mode prints the kernel's own table and stock Xen's,
which dom0 shows in /proc/xen/xensyms (distributions ship neither as files); ours
come from the ELF file beside the image.  All systems are booted without address
randomisation.
"""

import bisect
import subprocess
from collections import Counter

import bench_boot
import bench_parts
import bench_table
import settings

HYPERVISOR = range(0xffff800000000000, 0xffff880000000000)
CLASSES = bench_table.CLASSES
KIND = ("code", "data")
MANY = 24


class Symbols:
    """Function names by address."""

    def __init__(self, pairs):
        self.pairs = sorted(pairs)
        self.starts = [address for address, _ in self.pairs]

    def name(self, address):
        """The function or object that an address lies in."""
        at = bisect.bisect_right(self.starts, address) - 1
        if at < 0 or address - self.starts[at] > 0x100000:
            return hex(address)
        return self.pairs[at][1]

    def within(self, page):
        """What lies in a page: its address and the first and last symbol."""
        first = self.name(page)
        last = self.name(page + 4095)
        if first == hex(page):
            return first if last == hex(page + 4095) else f"..{last}"
        return first if first == last else f"{first}..{last}"


def _from_nm(path, kinds="tTwW"):
    text = subprocess.run(["nm", str(path)], capture_output=True, text=True,
                          check=False).stdout
    lines = [line.split() for line in text.splitlines()]
    return [(int(words[0], 16), words[2]) for words in lines
            if len(words) == 3 and words[1] in kinds]


def _from_map(path):
    lines = [line.split() for line in path.read_text().splitlines()]
    return [(int(words[0], 16), words[2]) for words in lines
            if len(words) >= 3 and words[1] in "tTwW"]


def _elf_of(image):
    """The ELF file with an image's symbols: beside it or where it is built."""
    built = settings.BUILD / f"hv{settings.FLAVOUR}" / "zazen.elf"
    for path in (image.with_suffix(".elf"),
                 built if image == settings.ZAZEN else image, image):
        if path.exists() and _from_nm(path):
            return path
    return None


def symbols(system, images):
    """The symbols of a system: its hypervisor's and the guest kernel's."""
    cache = bench_parts.WORK / f"{system}.symbols"
    sources = [settings.kernel_image("debian"), bench_parts.program()]
    sources += [images[system]] if system in images else []
    if not bench_parts.is_newer(cache, sources):
        boot = bench_boot.run(system, "symbols", images)
        cache.write_text("".join(f"{address:x} t {name}\n"
                                 for address, name in boot.symbols))
    pairs = _from_map(cache)
    if system == "zazen":
        elf = _elf_of(images["zazen"])
        pairs += _from_nm(elf, "tTwWdDbBrR") if elf else []
    return Symbols(pairs)


def _pages(record, who):
    """Pages touched by a class in at least half of the operations."""
    wanted = CLASSES.index(who)
    found = {"code": 0, "data": 0}
    for _, by, kind, intervals in record["list"]:
        if by == wanted and 2 * intervals >= record["intervals"]:
            found[KIND[kind]] += 1
    return found


def _functions(record, lookup):
    """Instructions per operation by function, hypervisor and kernel."""
    found = {"hypervisor": Counter(), "kernel": Counter()}
    for address, times in record["list"]:
        who = "hypervisor" if address in HYPERVISOR else "kernel"
        found[who][lookup.name(address)] += times / record["intervals"]
    return found


def _summary(counts):
    header = ["operation", "hypervisor", "kernel", "user", "hv code pages",
              "hv data pages", "kernel code pages", "kernel data pages"]
    lines = []
    for row, label in bench_table.LABELS.items():
        if row not in counts.pages:
            continue
        pages = {who: _pages(counts.pages[row], who)
                 for who in ("hypervisor", "kernel")}
        cells = [label] + [f"{counts.insn_of(row, who):,.0f}" for who in
                           ("hypervisor", "kernel", "user")]
        cells += [str(pages[who][kind])
                  for who in ("hypervisor", "kernel") for kind in KIND]
        lines.append(cells)
    return bench_table.table(header, lines)


def _hottest(counter, top):
    total = sum(counter.values())
    if not total:
        return "nothing"
    shown = [f"{name} {value:,.0f}" for name, value in counter.most_common(top)
             if value >= 0.5]
    return f"{total:,.0f}: " + ", ".join(shown)


def _touched(counts, row, lookup, kind):
    """The hypervisor's pages of one kind, each with what lies in it."""
    record = counts.pages[row]
    who = CLASSES.index("hypervisor")
    addresses = Counter()
    for address, times in counts.addresses[row]["list"]:
        addresses[address >> 12] += times
    found = []
    for page, by, sort, intervals in sorted(record["list"]):
        if (by != who or KIND[sort] != kind or
                2 * intervals < record["intervals"]):
            continue
        vaddr = (page << 12) % (1 << 64)
        if kind == "code":
            times = addresses[vaddr >> 12] / record["intervals"]
            found.append(f"{vaddr:x} ({times:,.0f}) {lookup.within(vaddr)}")
        else:
            name = lookup.within(vaddr)
            found.append(f"{vaddr:x}" + ("" if name.startswith("0x")
                                         else f" {name}"))
    return found


def report(system, counts, lookup, top):
    """The profile of one system as Markdown."""
    parts = [f"# Profile of {bench_table.SYSTEM_LABELS[system]}\n",
             "Instructions and pages of one operation.\n", _summary(counts),
             "\n## Functions that execute most, per operation\n"]
    for row, label in bench_table.LABELS.items():
        if row not in counts.addresses:
            continue
        found = _functions(counts.addresses[row], lookup)
        parts.append(f"### {label}\n")
        for who in ("hypervisor", "kernel"):
            if who == "kernel" or found[who]:
                parts.append(f"- {who}: {_hottest(found[who], top)}")
        for kind in KIND if found["hypervisor"] else ():
            pages = _touched(counts, row, lookup, kind)
            more = f" and {len(pages) - MANY} more" if len(pages) > MANY else ""
            parts.append(f"- hypervisor {kind} pages: " +
                         "; ".join(pages[:MANY]) + more)
        parts.append("")
    return "\n".join(parts) + "\n"
