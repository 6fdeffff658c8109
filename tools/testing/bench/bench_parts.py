# SPDX-License-Identifier: GPL-2.0-only
"""Build what a benchmark boot consists of: program, plugin, initial RAM disk.

The RAM disk holds the benchmark program as /init and the two modules through
which a stock kernel offers hypercalls to processes; nothing else, so that no
daemon disturbs a sample.  The program is linked statically against whatever C
library the distribution has, which is the same for all systems under test.

Everything is rebuilt when a source is newer; all results are below
<build>/bench.
"""

import lzma
import subprocess
import zlib
from functools import lru_cache
from pathlib import Path

import cpio_archive
import settings

HERE = Path(__file__).resolve().parent
WORK = settings.BUILD / "bench"
MODULES = ("drivers/xen/xen-privcmd", "drivers/xen/xenfs/xenfs")
CC = settings.variable("CC", "gcc")
WARNINGS = ["-O2", "-Wall", "-Wextra"]


def is_newer(target, sources):
    """Whether a target exists and no source is younger."""
    if not target.exists():
        return False
    made = target.stat().st_mtime
    return all(source.stat().st_mtime < made for source in sources)


def _compile(target, directory, options):
    """One program or library from all sources of a directory."""
    sources = sorted(directory.glob("*.[cS]"))
    if is_newer(target, sources + list(directory.glob("*.h"))):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([CC, *WARNINGS, *options, "-o", str(target),
                    *map(str, sources)], check=True)
    return target


def program():
    """The benchmark program."""
    return _compile(WORK / "init", HERE / "guest", ["-static", "-no-pie"])


def plugin():
    """The counting plugin."""
    return _compile(WORK / "count.so", HERE / "plugin",
                    ["-shared", "-fPIC", "-fvisibility=hidden"])


def _module(modules, name):
    """The bytes of a kernel module, or None if the kernel has none."""
    for suffix, unpack in ((".ko", bytes), (".ko.xz", lzma.decompress),
                           (".ko.gz", lambda data: zlib.decompress(data, 47))):
        path = modules / "kernel" / (name + suffix)
        if path.exists():
            return unpack(path.read_bytes())
    return None


@lru_cache(None)
def ramdisk(kernel):
    """The initial RAM disk for one of the stock kernels; made once a run."""
    tree = WORK / "tree"
    tree.mkdir(parents=True, exist_ok=True)
    init = tree / "init"
    init.write_bytes(program().read_bytes())
    init.chmod(0o755)
    for name in MODULES:
        data = _module(settings.kernel_modules(kernel), name)
        if data:
            (tree / (Path(name).name + ".ko")).write_bytes(data)
    image = WORK / "ramdisk"
    image.write_bytes(cpio_archive.pack(tree))
    return image
