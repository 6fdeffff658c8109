# SPDX-License-Identifier: GPL-2.0-only
"""What guests beside dom0 boot: an initramfs for each stock kernel, and disks.

The initramfs holds busybox, the PV block and network front ends, ext4, the
probe (a static program, probe/) and domu/domu-init, which obeys commands that
arrive on the console.  The cloud disk is what a PV cloud gives its customers: a
partition table, an ext4 file system in partition 1 with kernel, initramfs and
boot menu in /boot, found there by GRUB's PV image.

Deliberately absent: a root file system of a distribution; what these guests
are for is done by their kernel and front ends.
"""

import gzip
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
import settings                                          # noqa: E402
import cpio_archive                                      # noqa: E402
import image_store                                       # noqa: E402
import module_tree                                       # noqa: E402

HERE = image_store.HERE
SOURCES = ("domu", "probe", "domu_image.py", "cpio_archive.py",
           "module_tree.py", "image_store.py")
DRIVERS = ("xen_blkfront", "xen_netfront", "ext4", "crc32c_generic")
BACKENDS = ("xen_blkback", "xen_evtchn", "xen_gntdev")
CLOUD_MIB = 64
PARTITION_BYTES = 1 << 20
MENU = """\
set timeout=0
menuentry "stock kernel" {
	linux /boot/vmlinuz console=hvc0 zt_from=own-disk
	initrd /boot/initrd.img
}
"""


def probe():
    """The probe program."""
    def make(fresh, _):
        sources = sorted((HERE / "probe").glob("*.c"))
        subprocess.run(["gcc", "-O2", "-Wall", "-static", "-pthread", "-s",
                        "-o", str(fresh), *map(str, sources)], check=True)

    return image_store.made(settings.IMAGES / "probe",
                            image_store.fingerprint(("probe",)), make)


def _populate(tree, kernel, drivers):
    for name in ("bin", "etc", "proc", "sys", "dev", "tmp", "mnt", "sbin"):
        (tree / name).mkdir()
    shutil.copy(image_store.busybox(), tree / "bin/busybox")
    shutil.copy(probe(), tree / "bin/probe")
    for applet in image_store.applets():
        if applet != "busybox":
            (tree / "bin" / applet).symlink_to("busybox")
    # The toolstack's requests to end make the kernel start these; there is
    # no init that busybox's own could ask.
    for name in ("poweroff", "reboot"):
        (tree / "sbin" / name).write_text(
            f"#!/bin/busybox sh\nexec /bin/busybox {name} -f\n")
        (tree / "sbin" / name).chmod(0o755)
    (tree / "sbin/modprobe").symlink_to("../bin/busybox")
    module_tree.copy(settings.kernel_modules(kernel), drivers, tree)
    shutil.copy(HERE / "domu/domu-init", tree / "init")
    for path in (tree / "init", tree / "bin/probe"):
        path.chmod(0o755)


def initramfs(kernel):
    """The guest's initramfs for one of the stock kernels, gzipped."""
    release = settings.kernel_modules(kernel).name
    drivers = DRIVERS + (BACKENDS if kernel == "debian" else ())
    sums = image_store.fingerprint(SOURCES, release, drivers)

    def make(fresh, tree):
        _populate(tree, kernel, drivers)
        fresh.write_bytes(gzip.compress(cpio_archive.pack(tree), 6, mtime=0))

    probe()
    return image_store.made(settings.IMAGES / f"domu-{kernel}.img", sums, make)


def _partition_table(file, mib):
    """One Linux partition from PARTITION_BYTES to the end."""
    first = PARTITION_BYTES // 512
    entry = struct.pack("<B3sB3sII", 0x80, b"\xfe\xff\xff", 0x83,
                        b"\xfe\xff\xff", first, (mib << 11) - first)
    file.seek(446)
    file.write(entry)
    file.seek(510)
    file.write(b"\x55\xaa")


def cloud_disk(kernel):
    """A disk as a cloud has it; the boot loader comes from outside."""
    sums = image_store.fingerprint(
        SOURCES, settings.kernel_image(kernel).name, CLOUD_MIB, MENU)
    image = initramfs(kernel)

    def make(fresh, tree):
        (tree / "boot/grub").mkdir(parents=True)
        (tree / "boot/grub/grub.cfg").write_text(MENU)
        shutil.copy(settings.kernel_image(kernel), tree / "boot/vmlinuz")
        shutil.copy(image, tree / "boot/initrd.img")
        image_store.ext4(fresh, CLOUD_MIB, tree, "cloudimg",
                         PARTITION_BYTES)
        with open(fresh, "r+b") as file:
            _partition_table(file, CLOUD_MIB)

    return image_store.made(settings.IMAGES / f"cloud-{kernel}.raw", sums,
                            make)


def data_disk():
    """16 MiB with a file system and a file whose checksum is beside it."""
    def make(fresh, tree):
        with tempfile.NamedTemporaryFile() as blob:
            words = b"".join(struct.pack("<Q", n * 0x9e3779b97f4a7c15 % 2**64)
                             for n in range(1 << 19))
            blob.write(words)
            blob.flush()
            shutil.copy(blob.name, tree / "blob")
            digest = subprocess.run(["md5sum", blob.name], check=True,
                                    capture_output=True, text=True).stdout
        (tree / "blob.md5").write_text(digest.split()[0] + "\n")
        image_store.ext4(fresh, 16, tree, "data")

    return image_store.made(settings.IMAGES / "data.ext4",
                            image_store.fingerprint(("domu_image.py",)), make)


if __name__ == "__main__":
    for made in ([initramfs(name) for name in settings.KERNELS]
                 + [cloud_disk("debian61"), data_disk()]):
        print(made)
