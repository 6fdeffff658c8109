# SPDX-License-Identifier: GPL-2.0-only
"""The root disk of a dom0 with the stock toolstack.

A Debian file system: xen-utils-4.17 and what it needs, unpacked and not
configured (scripts/deps), with the modules of the stock kernels, these
kernels and initramfs that guests boot, GRUB's PV image, disks for guests, and
the scripts of dom0/.  There is no systemd and no udev: dom0/dom0-init starts
the three daemons of the toolstack in seconds.  Busybox provides what the packages
do not (ping, nc, vi).

It is booted with the initramfs of guest_image.py, which finds it by its label.
Tests write to a snapshot of it.

Deliberately absent: every package that a running toolstack does not need.
"""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
import settings                                          # noqa: E402
import domu_image                                        # noqa: E402
import guest_image                                       # noqa: E402
import image_store                                       # noqa: E402
import module_tree                                       # noqa: E402

HERE = image_store.HERE
SOURCES = ("dom0", "guest/guest-lib.sh", "dom0_image.py", "image_store.py",
           "module_tree.py", *domu_image.SOURCES)
DRIVERS = guest_image.DRIVERS + (
    "xen_gntalloc", "xen_blkback", "xen_netback", "xen_pciback", "loop",
    "bridge", "tun")
DISK_MIB = 3072                 # sparse; saved guests and cores need room
WITHOUT = ("usr/share", "usr/lib/grub", "usr/lib/x86_64-linux-gnu/perl-base",
           "usr/bin/perl", "lib/udev", "usr/lib/x86_64-linux-gnu/gconv",
           "usr/lib/udev", "var/cache")
APPLETS = ("ping", "nc", "vi", "less", "free", "ps", "top", "clear", "ifconfig",
           "pidof", "killall", "hexdump", "sysctl", "time", "watch", "usleep",
           "poweroff", "reboot", "hostname")


def _toolstack():
    place = settings.CACHE / "dom0"
    if not (place / "usr/lib/xen-4.17/bin/xl").exists():
        settings.missing("dom0")
    return place


def _without(source):
    def ignore(place, names):
        relative = Path(place).relative_to(source)
        return [name for name in names if str(relative / name) in WITHOUT]
    return ignore


def _guests(tree):
    """Everything a guest is made of, under /boot and /var/guests."""
    place = tree / "var/guests"
    place.mkdir(parents=True)
    for kernel in settings.KERNELS:
        try:
            shutil.copy(settings.kernel_image(kernel),
                        tree / f"boot/vmlinuz-{kernel}")
        except settings.Missing:
            continue
        shutil.copy(domu_image.initramfs(kernel),
                    tree / f"boot/domu-{kernel}.img")
    shutil.copy(domu_image.data_disk(), place / "data.ext4")
    try:
        shutil.copy(domu_image.cloud_disk("debian61"), place / "cloud.raw")
    except settings.Missing:
        pass
    shutil.move(tree / "usr/lib/grub-xen/grub-x86_64-xen.bin",
                tree / "boot/grub-pv.bin")
    shutil.rmtree(tree / "usr/lib/grub-xen")
    microguest = settings.BUILD / "microguest/microguest"
    if microguest.exists():
        shutil.copy(microguest, tree / "boot/microguest")


def _configure(tree):
    """The few files that packages would have made when configured."""
    for name in ("proc", "sys", "dev", "tmp", "mnt", "run", "root",
                 "var/run/xen", "var/lib/xen", "var/log/xen/console",
                 "var/lock", "usr/local/bin", "etc/xen"):
        path = tree / name
        if not path.exists():
            path.mkdir(parents=True)
    (tree / "etc/passwd").write_text("root::0:0:root:/root:/bin/bash\n")
    (tree / "etc/group").write_text("root:x:0:\n")
    (tree / "etc/hostname").write_text("dom0\n")
    (tree / "etc/mtab").symlink_to("/proc/mounts")
    (tree / "etc/xen/xl.conf").write_text(
        'autoballoon="off"\nvif.default.bridge="xenbr0"\n'
        'lockfile="/run/xl"\n')
    awk = tree / "usr/bin/awk"
    if not awk.exists():
        awk.symlink_to("gawk")
    shutil.copy(image_store.busybox(), tree / "usr/local/bin/busybox")
    for applet in APPLETS:
        (tree / "usr/local/bin" / applet).symlink_to("busybox")
    shutil.copy(domu_image.probe(), tree / "usr/local/bin/probe")


def _modules():
    """The module directories of the kernels that dom0 may be."""
    found = [settings.kernel_modules("debian")]
    try:
        found.append(settings.kernel_modules("debian61"))
    except settings.Missing:
        pass
    return found


def root_disk():
    """The disk, a raw image."""
    source = _toolstack()
    packages = (source / "usr/lib/xen-4.17/bin/xl").stat().st_mtime
    modules = _modules()
    microguest = settings.BUILD / "microguest/microguest"
    stamp = microguest.stat().st_mtime if microguest.exists() else 0

    def make(fresh, tree):
        shutil.copytree(source, tree, symlinks=True, dirs_exist_ok=True,
                        ignore=_without(source))
        _configure(tree)
        for kernel_modules in modules:
            module_tree.copy(kernel_modules, DRIVERS, tree)
        _guests(tree)
        shutil.copy(HERE / "guest/guest-lib.sh", tree / "etc/guest-lib.sh")
        shutil.copytree(HERE / "dom0", tree / "usr/lib/zazen")
        (tree / "sbin/init").unlink(missing_ok=True)
        (tree / "sbin/init").symlink_to("/usr/lib/zazen/dom0-init")
        for path in (tree / "usr/lib/zazen").iterdir():
            path.chmod(0o755)
        image_store.ext4(fresh, DISK_MIB, tree, guest_image.ROOT_LABEL)

    domu_image.probe()
    return image_store.made(
        settings.IMAGES / "dom0.ext4",
        image_store.fingerprint(SOURCES, DRIVERS, packages,
                                [path.name for path in modules], stamp), make)


if __name__ == "__main__":
    print(guest_image.initramfs("debian"))
    print(root_disk())
