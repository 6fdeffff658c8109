# SPDX-License-Identifier: GPL-2.0-only
"""The images a stock kernel is booted with: an initramfs and a root disk.

The initramfs holds the distribution's static busybox, the modules for the
disks and network cards a test machine may have, and guest/initramfs-init, which
loads what the devices ask for and mounts the root disk.  The root disk is an
ext4 file system made without privilege by mke2fs -d: busybox again, stress-ng
with its libraries, and the steps of guest/rootdisk-init.

Deliberately absent: any difference between tests.  What a boot does is chosen
by "zt" words on the kernel's command line, so all tests share two images.
"""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
import settings                                          # noqa: E402
import cpio_archive                                      # noqa: E402
import image_store                                       # noqa: E402
import module_tree                                       # noqa: E402

HERE = image_store.HERE
SOURCES = ("guest", "guest_image.py", "cpio_archive.py", "module_tree.py")
DRIVERS = ("virtio_pci", "virtio_blk", "virtio_net", "virtio_rng",
           "ahci", "ata_piix", "sd_mod", "sr_mod", "isofs", "nvme",
           "e1000", "ext4", "crc32c_generic",
           "xen_privcmd", "xen_evtchn", "xen_gntdev", "xenfs")
ROOT_MIB = 400
ROOT_LABEL = "zazen-root"


def _populate(tree):
    """The part both images share: busybox under all its names."""
    for name in ("bin", "sbin", "etc", "proc", "sys", "dev", "tmp", "mnt"):
        (tree / name).mkdir(exist_ok=True)
    shutil.copy(image_store.busybox(), tree / "bin/busybox")
    for applet in image_store.applets():
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
    """The initramfs for one of the kernels, not compressed."""
    modules = None if kernel == settings.OWN \
        else settings.kernel_modules(kernel)

    def make(fresh, tree):
        _populate(tree)
        if modules:
            module_tree.copy(modules, DRIVERS, tree)
        shutil.copy(HERE / "guest/initramfs-init", tree / "init")
        (tree / "init").chmod(0o755)
        fresh.write_bytes(cpio_archive.pack(tree))

    return image_store.made(
        settings.IMAGES / f"initramfs-{kernel}.cpio",
        image_store.fingerprint(SOURCES, modules.name if modules else "",
                                DRIVERS), make)


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
        image_store.ext4(fresh, ROOT_MIB, tree, ROOT_LABEL)

    return image_store.made(
        settings.IMAGES / "root.ext4",
        image_store.fingerprint(SOURCES, ROOT_MIB, size), make)


if __name__ == "__main__":
    for made in [initramfs(name) for name in sys.argv[1:] or ["debian"]]:
        print(made)
    print(root_disk())
