# SPDX-License-Identifier: GPL-2.0-only
"""Page-table isolation, seen from outside: suite isolation.

A stock kernel runs as dom0 with xpti=1 and the measures that any CPU can carry out
(filling the return stack, VERW), and does what the rows of suite boot do. Meanwhile
the machine is stopped again and again, and the emulator's monitor is asked for each
CPU's privilege and root table.  A CPU at CPL 3 must have

  - of the hypervisor's slots nothing but the M2P window (256), the descriptor
    tables (260) and the image and per-CPU slot (261);
  - below slot 261 only the few pages that a crossing needs, none of them user's, and
    only this CPU's own area;
  - not one of them both writable and executable.

Some CPU at CPL 0 has to be seen with the direct map (262), or the test looks at the
wrong place.  Every load of CR3 empties an emulator's TLB: dom0 is slow here, and its
watchdog for slowness is off.  What the tables say is read from memory, not asked of the hypervisor.
"""

import re

import settings
from suite_boot import STEPS, machine
from test_case import boot_test
from verdict import Verdict

FIRST_SLOT, NR_SLOTS = 256, 16
ALLOWED = {256, 260, 261}
IMAGE_SLOT, DIRECTMAP_SLOT = 261, 262
PRESENT, WRITABLE, USER, NX = 1, 2, 4, 1 << 63
FRAME = 0x000ffffffffff000
PAGES_MOST = 24                     # text, stacks, struct pcpu, bitmap, IDT, GDT
PCPU_VIRT, PCPU_STRIDE = 0xffff828100000000, 1 << 17
SAMPLES, USER_SAMPLES = 400, 12


class Wrong(Exception):
    """A guest could reach what it must not; the text says what."""


def _words(console, maddr, count):
    text = console.ask(f"xp /{count}gx {maddr:#x}")
    return [int(word, 16) for word in re.findall(r"\b0x([0-9a-f]{16})\b", text)]


def _leaves(console, table, shift, base):
    """(address, entry) of what is mapped below a table."""
    for index, entry in enumerate(_words(console, table & FRAME, 512)):
        if not entry & PRESENT:
            continue
        virt = base + (index << shift)
        if shift == 12 or entry & 0x80:
            yield virt, entry
        else:
            yield from _leaves(console, entry, shift - 9, virt)


def _judge_guest(console, cr3):
    slots = _words(console, (cr3 & FRAME) + FIRST_SLOT * 8, NR_SLOTS)
    for number, entry in enumerate(slots, FIRST_SLOT):
        if entry & PRESENT and number not in ALLOWED:
            raise Wrong(f"slot {number} is {entry:#x} at CPL 3")
    base = 0xffff << 48 | IMAGE_SLOT << 39
    pages = list(_leaves(console, slots[IMAGE_SLOT - FIRST_SLOT], 30, base))
    if not pages or len(pages) > PAGES_MOST:
        raise Wrong(f"{len(pages)} pages of ours at CPL 3")
    areas = {(virt - PCPU_VIRT) // PCPU_STRIDE for virt, _ in pages
             if virt >= PCPU_VIRT}
    if len(areas) != 1:
        raise Wrong(f"areas of CPUs {sorted(areas)} at CPL 3")
    for virt, entry in pages:
        if entry & USER or (entry & WRITABLE and not entry & NX):
            raise Wrong(f"{virt:#x} is {entry:#x} at CPL 3")


def _sample(console):
    """How many CPUs were found at CPL 3, and with the direct map."""
    console.ask("stop")
    guest = full = 0
    for block in console.ask("info registers -a").split("CPU#")[1:]:
        level = re.search(r"CPL=(\d)", block)
        root = re.search(r"CR3=([0-9a-f]+)", block)
        if not level or not root:
            continue
        cr3 = int(root[1], 16)
        if level[1] == "3":
            _judge_guest(console, cr3)
            guest += 1
        else:
            slot = (cr3 & FRAME) + DIRECTMAP_SLOT * 8
            full += _words(console, slot, 1)[0] & PRESENT
    console.ask("cont")
    return guest, full


def _look(console):
    """From the first process on, while it works."""
    console.wait_for("ZT: init ok")
    guest = full = 0
    for _ in range(SAMPLES):
        more = _sample(console)
        guest, full = guest + more[0], full + more[1]
        if guest >= USER_SAMPLES and full:
            return None
        console.pause(0.1)
    return Verdict("fail", f"{guest} CPUs seen at CPL 3, {full} with everything")


def _script(console):
    try:
        return _look(console)
    except Wrong as what:
        return Verdict("fail", str(what))


def tests():
    """One boot; nobody else's hypervisor is asked."""
    if settings.variable("HYPERVISOR", "zazen") != "zazen":
        return
    yield boot_test(
        "isolation", "roots", lambda: machine(
            "boot", options="dom0_mem=640M xpti=1 spec-ctrl=rsb,md-clear",
            words="nosoftlockup"),
        STEPS, _script)
