# SPDX-License-Identifier: GPL-2.0-only
"""Where things are, and what the caller asked for.

Everything the harness reads from the environment is read here, once, and
everything it finds on the machine is found here: the build directory, the
unpacked stock kernels and hypervisor, and the emulator with its data
directories.  The Makefile exports the ZAZEN_* names; without it they are
derived from the place of this file, so that each tool also runs alone.

A thing that a distribution does not have has a reason in <cache>/<name>.absent,
written by scripts/deps; missing() hands that on so that a skip explains itself.

Deliberately absent: any decision about machines or tests.
"""

import os
import re
import subprocess
from functools import lru_cache
from pathlib import Path

TOP = Path(os.environ.get("ZAZEN_TOP") or Path(__file__).resolve().parents[3])
BUILD = Path(os.environ.get("ZAZEN_BUILD") or TOP / "build")
CACHE = Path(os.environ.get("ZAZEN_CACHE") or BUILD / "cache")
LOGS = BUILD / "logs"
IMAGES = BUILD / "images"
TESTING = TOP / "tools" / "testing"
FLAVOUR = "-debug" if os.environ.get("DEBUG") == "1" else ""
ZAZEN = BUILD / f"zazen{FLAVOUR}"

# Our own kernel, which needs no modules; its image comes from make kernel.
OWN = "own"

# The stock kernels, by the names the KERNEL variable takes.
KERNELS = {"debian": "6.12", "debian61": "6.1", "cloud": "6.12 cloud"}


class Missing(Exception):
    """Something the machine does not have; the text says why."""


def variable(name, default=""):
    """An environment variable; empty counts as not given."""
    return os.environ.get(name) or default


def number(name, default):
    """An environment variable that must be a positive number."""
    text = variable(name, str(default))
    if not re.fullmatch(r"[1-9][0-9]*", text):
        raise SystemExit(f"{name}={text} is not a number")
    return int(text)


def missing(name):
    """Raise Missing for a part of the cache that is not there."""
    note = CACHE / f"{name}.absent"
    if note.exists():
        raise Missing(note.read_text().strip())
    raise Missing(f"{CACHE / name} is not there; run 'make deps'")


def kernel_image(name):
    """The bzImage of a stock kernel, or of our own."""
    if name == OWN:
        if not (BUILD / "bzImage").exists():
            raise Missing(f"{BUILD}/bzImage is not there; run 'make kernel'")
        return BUILD / "bzImage"
    if name not in KERNELS:
        raise SystemExit(f"KERNEL={name}: known are {OWN}, "
                         f"{', '.join(KERNELS)}")
    found = sorted((CACHE / name / "boot").glob("vmlinuz-*"))
    return found[-1] if found else missing(name)


def kernel_modules(name):
    """The lib/modules/<release> directory of a stock kernel."""
    release = kernel_image(name).name.removeprefix("vmlinuz-")
    for lib in ("lib", "usr/lib"):
        path = CACHE / name / lib / "modules" / release
        if path.is_dir():
            return path
    return missing(name)


def stock_xen():
    """Stock Xen 4.17 as QEMU's multiboot loader takes it: not compressed."""
    found = sorted((CACHE / "xen" / "boot").glob("xen-4.17-amd64*.gz"))
    if not found:
        missing("xen")
    image = IMAGES / "xen-4.17"
    if not image.exists():
        import gzip
        IMAGES.mkdir(parents=True, exist_ok=True)
        fresh = image.with_name(f"{image.name}.{os.getpid()}")
        fresh.write_bytes(gzip.decompress(found[-1].read_bytes()))
        fresh.replace(image)
    return image


def hypervisor_image():
    """Our own image, of the flavour that was asked for."""
    if not ZAZEN.exists():
        raise Missing(f"{ZAZEN} is not there; run 'make hypervisor'")
    return ZAZEN


@lru_cache(None)
def qemu_version(program):
    """(major, minor) of an emulator, or None if it does not start."""
    try:
        text = subprocess.run([program, "--version"], capture_output=True,
                              text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"version (\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


@lru_cache(None)
def qemu():
    """The emulator to use: given, or new enough, or the one unpacked."""
    own = CACHE / "qemu/usr/bin/qemu-system-x86_64"
    system = "qemu-system-x86_64"
    given = variable("QEMU")
    if given:
        if not qemu_version(given):
            raise Missing(f"QEMU={given} does not start")
        return given
    version = qemu_version(system)
    if version and version >= (10, 0):
        return system
    if own.exists():
        return str(own)
    return missing("qemu")


def qemu_data(program):
    """-L options for an emulator that is unpacked and not installed."""
    root = Path(program).parent.parent
    if not str(program).startswith("/") or root == Path("/usr"):
        return []
    places = ("share/qemu", "share/seabios")
    return [word for place in places if (root / place).is_dir()
            for word in ("-L", str(root / place))]


def default_cpu(program):
    """All the CPU features the emulator models correctly.

    QEMU 7.2 reads the frame of an IRETQ at CPL 3 as supervisor, which faults
    under SMAP; 10 does not.
    """
    return "max" if qemu_version(program) >= (10, 0) else "max,-smap"
