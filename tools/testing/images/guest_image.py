# SPDX-License-Identifier: GPL-2.0-only
"""The images a stock kernel is booted with: an initramfs and a root disk.

The initramfs holds the distribution's static busybox, the modules for the
disks and network cards a test machine may have, and guest/initramfs-init, which
loads what the devices ask for and mounts the root disk.  The root disk is an
ext4 file system made without privilege by mke2fs -d: busybox again, stress-ng
with its libraries, and the steps of guest/rootdisk-init.

Images are kept under build/images beside a fingerprint of what went into
them, and made again when that changes.  A file lock keeps two tests from making
one at the same time.

Deliberately absent: any difference between tests.  What a boot does is chosen
by "zt" words on the kernel's command line, so all tests share two images.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
import settings                                          # noqa: E402
import cpio_archive                                      # noqa: E402
import module_tree                                       # noqa: E402

HERE = Path(__file__).resolve().parent
DRIVERS = ("virtio_pci", "virtio_blk", "virtio_net", "virtio_rng",
           "ahci", "ata_piix", "sd_mod", "sr_mod", "isofs", "nvme",
           "e1000", "ext4", "crc32c_generic",
           "xen_privcmd", "xen_evtchn", "xen_gntdev", "xenfs")
ROOT_MIB = 400
ROOT_LABEL = "zazen-root"


@contextmanager
def locked():
    """Only one process or thread at a time makes images."""
    settings.IMAGES.mkdir(parents=True, exist_ok=True)
    with open(settings.IMAGES / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _busybox():
    for path in ("/bin/busybox", "/usr/bin/busybox"):
        if Path(path).exists():
            return Path(path)
    raise settings.Missing("the package busybox-static is not installed")


def _fingerprint(*words):
    digest = hashlib.sha256(repr(words).encode())
    for path in sorted(HERE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    digest.update(_busybox().read_bytes())
    return digest.hexdigest()


def _made(path, fingerprint, make):
    """A file made by make(fresh, tree) unless its fingerprint is right."""
    note = path.with_name(path.name + ".sum")
    with locked():
        if path.exists() and note.exists() and \
                note.read_text() == fingerprint:
            return path
        fresh = path.with_name(path.name + ".new")
        with tempfile.TemporaryDirectory(dir=settings.IMAGES) as tree:
            Path(tree).chmod(0o755)
            make(fresh, Path(tree))
        fresh.replace(path)
        note.write_text(fingerprint)
    return path


def _populate(tree):
    """The part both images share: busybox under all its names."""
    for name in ("bin", "sbin", "etc", "proc", "sys", "dev", "tmp", "mnt"):
        (tree / name).mkdir(exist_ok=True)
    busybox = _busybox()
    shutil.copy(busybox, tree / "bin/busybox")
    applets = subprocess.run([str(busybox), "--list"], check=True,
                             capture_output=True, text=True).stdout.split()
    for applet in applets:
        if applet not in ("busybox", "init"):
            (tree / "bin" / applet).symlink_to("busybox")
    # The kernel's own requests for a module start this path.
    (tree / "sbin/modprobe").symlink_to("../bin/busybox")
    for name in ("guest-lib.sh", "rootdisk-init"):
        target = "sbin/init" if name == "rootdisk-init" else f"etc/{name}"
        shutil.copy(HERE / "guest" / name, tree / target)
    (tree / "sbin/init").chmod(0o755)
    (tree / "etc/passwd").write_text("root::0:0:root:/:/bin/sh\n")
    (tree / "etc/group").write_text("root:x:0:\n")


def initramfs(kernel):
    """The initramfs for one of the stock kernels, not compressed."""
    modules = settings.kernel_modules(kernel)

    def make(fresh, tree):
        _populate(tree)
        module_tree.copy(modules, DRIVERS, tree)
        shutil.copy(HERE / "guest/initramfs-init", tree / "init")
        (tree / "init").chmod(0o755)
        fresh.write_bytes(cpio_archive.pack(tree))

    return _made(settings.IMAGES / f"initramfs-{kernel}.cpio",
                 _fingerprint(modules.name, DRIVERS), make)


def root_disk():
    """The root file system, a raw image; tests write to a snapshot of it."""
    stress = settings.CACHE / "stress"
    program = stress / "usr/bin/stress-ng"
    size = program.stat().st_size if program.exists() else 0

    def make(fresh, tree):
        _populate(tree)
        for part in ("lib", "lib64", "usr/lib", "usr/lib64", "usr/bin"):
            if (stress / part).is_dir():
                shutil.copytree(stress / part, tree / part, symlinks=True,
                                dirs_exist_ok=True)
        if not (tree / "lib64").exists() and (tree / "usr/lib64").exists():
            (tree / "lib64").symlink_to("usr/lib64")
        with open(fresh, "wb") as image:
            image.truncate(ROOT_MIB << 20)
        mke2fs = shutil.which("mke2fs") or "/sbin/mke2fs"
        subprocess.run([mke2fs, "-q", "-F", "-t", "ext4", "-L", ROOT_LABEL,
                        "-E", "root_owner=0:0", "-d", str(tree), str(fresh)],
                       check=True)

    return _made(settings.IMAGES / "root.ext4",
                 _fingerprint(ROOT_MIB, size), make)


if __name__ == "__main__":
    for made in [initramfs(name) for name in sys.argv[1:] or ["debian"]]:
        print(made)
    print(root_disk())
