# SPDX-License-Identifier: GPL-2.0-only
"""Images as files that are made once: build/images and its fingerprints.

An image is kept under build/images beside a fingerprint of what went into it,
and made again when that changes.  A file lock keeps two tests from making one
at the same time; an image appears under its name only when it is whole.

The ext4 images are made without privilege by mke2fs -d, owned by root; the
same tree gives the same bytes.
Deliberately absent: what is in an image (guest_image.py, domu_image.py,
dom0_image.py).
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import settings

HERE = Path(__file__).resolve().parent
BLOCK_BYTES = 4096
MADE = 1700000000               # the time that files in images bear
UUID = "7a617a65-6e00-4000-8000-000000000000"
_threads = threading.RLock()
_depth = 0


@contextmanager
def locked():
    """Only one process or thread at a time makes images; may be nested."""
    global _depth
    settings.IMAGES.mkdir(parents=True, exist_ok=True)
    with _threads, open(settings.IMAGES / ".lock", "w") as lock:
        if not _depth:
            fcntl.flock(lock, fcntl.LOCK_EX)
        _depth += 1
        try:
            yield
        finally:
            _depth -= 1


def busybox():
    """The distribution's static busybox."""
    for path in ("/bin/busybox", "/usr/bin/busybox"):
        if Path(path).exists():
            return Path(path)
    raise settings.Missing("the package busybox-static is not installed")


def applets():
    """The names busybox answers to."""
    return subprocess.run([str(busybox()), "--list"], check=True,
                          capture_output=True, text=True).stdout.split()


def fingerprint(sources, *words):
    """A digest of files and directories below this one, and of words."""
    digest = hashlib.sha256(repr(words).encode())
    paths = [path for source in sources
             for path in [HERE / source, *(HERE / source).rglob("*")]]
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(busybox().read_bytes())
    return digest.hexdigest()


def made(path, digest, make):
    """A file made by make(fresh, tree) unless its fingerprint is right."""
    note = path.with_name(path.name + ".sum")
    with locked():
        if path.exists() and note.exists() and note.read_text() == digest:
            return path
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.IMAGES) as tree:
            Path(tree).chmod(0o755)
            make(fresh, Path(tree))
        fresh.replace(path)
        note.write_text(digest)
    return path


def ext4(image, mib, tree, label, offset=0):
    """An ext4 file system with the contents of a tree, in a sparse file."""
    for path in [tree, *Path(tree).rglob("*")]:
        os.utime(path, (MADE, MADE), follow_symlinks=False)
    with open(image, "ab") as file:
        file.truncate(mib << 20)
    program = shutil.which("mke2fs") or "/sbin/mke2fs"
    blocks = ((mib << 20) - offset) // BLOCK_BYTES
    subprocess.run([program, "-q", "-F", "-t", "ext4", "-b", str(BLOCK_BYTES),
                    "-L", label, "-U", UUID, "-E",
                    f"root_owner=0:0,hash_seed={UUID},offset={offset}",
                    "-d", str(tree), str(image), str(blocks)],
                   check=True, stderr=subprocess.DEVNULL,
                   env={**os.environ, "E2FSPROGS_FAKE_TIME": str(MADE)})
