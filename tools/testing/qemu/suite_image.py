# SPDX-License-Identifier: GPL-2.0-only
"""Suites payload and refuse: what may come as the dom0 kernel, and what not.

payload  the micro-guest as plain ELF and inside a bzImage with each of the
         compressions the kernel offers: it has to reach its end.
refuse   no kernel, garbage, a truncated one, one that is not for PV, too little
         memory, a CPU that will not do, an option that does not exist: each
         has to be answered by a line that names it, within seconds.
"""

import kernel_container
import settings
from console import Console
from qemu_machine import Machine
from test_case import single
from verdict import Verdict


def _hypervisor():
    return settings.variable("HYPERVISOR", "zazen")


def _guest():
    path = settings.BUILD / "microguest" / "microguest"
    if not path.exists():
        raise settings.Missing(f"{path} is not there; run 'make test'")
    return path


def _made(name, data):
    settings.IMAGES.mkdir(parents=True, exist_ok=True)
    path = settings.IMAGES / f"module-{name}"
    path.write_bytes(data)
    return path


def _machine(module, **more):
    more = {"options": "dom0_mem=128M", "mem_mib": 512, **more}
    return Machine(hypervisor=_hypervisor(), smp=1, disk="none", net="none",
                   module=module, **more)


def _payload(kind):
    def machine():
        data = _guest().read_bytes()
        if kind != "elf":
            data = kernel_container.bzimage(
                kernel_container.compress(kind, data))
        return _machine(_made(kind, data), append="mgsel=0")

    def work(log):
        with Console(machine(), log, limit=60) as console:
            console.wait_for("# microguest: ")
            console.wait_for("# end")
        return Verdict("pass")

    return single("payload", kind, work)


def payload_tests():
    """Every compression, and none."""
    if _hypervisor() == "none":
        return
    for kind in ("elf", *kernel_container.COMPRESSORS):
        yield _payload(kind)


def _refusal(name, pattern, machine):
    def work(log):
        with Console(machine(), log, limit=60, silence=30) as console:
            console.wait_for(pattern)
        return Verdict("pass")

    return single("refuse", name, work)


def _truncated():
    data = settings.kernel_image("debian").read_bytes()
    return _made("truncated", data[:len(data) // 2])


def refuse_tests():
    """What cannot be booted; the patterns are about our own words."""
    if _hypervisor() != "zazen":
        return
    cannot = r"(?i)dom0 kernel.*cannot be used"
    yield _refusal("no-kernel", r"(?i)no dom0 kernel",
                   lambda: _machine(None, no_module=True))
    yield _refusal("garbage", cannot,
                   lambda: _machine(_made("garbage", b"not a kernel " * 9999)))
    yield _refusal("empty", r"(?i)dom0 kernel",
                   lambda: _machine(_made("empty", b"\n")))
    yield _refusal("truncated", cannot, lambda: _machine(_truncated()))
    yield _refusal("not-pv", cannot + r".*(note|PV|Xen)",
                   lambda: _machine(_made(
                       "not-pv", kernel_container.elf_without_notes())))
    yield _refusal("little-memory", r"(?i)dom0.*(MiB|memory)",
                   lambda: _machine(settings.kernel_image("debian"),
                                    options="dom0_mem=16M"))
    yield _refusal("32-bit-cpu", r"(?i)64-bit|long mode",
                   lambda: _machine(_guest(), cpu="qemu32"))
    yield _refusal("no-nx", r"(?i)\bNX\b",
                   lambda: _machine(_guest(), cpu="qemu64,-nx"))
    yield _refusal("unknown-option", r"(?i)(unknown|warn).*frobnicate",
                   lambda: _machine(_guest(), append="mgsel=0",
                                    options="dom0_mem=128M frobnicate=7"))
