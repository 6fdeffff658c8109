# SPDX-License-Identifier: GPL-2.0-only
"""make iso: a disc image that boots the hypervisor through GRUB.

One image for both firmwares: grub-mkrescue puts in a BIOS boot sector and an
EFI program for whichever platforms are installed.  GRUB loads the hypervisor
with multiboot2, and the stock kernel and initramfs as its modules, so no disk
is needed; the menu also offers multiboot1, which the BIOS alone can use.

build/zazen.iso gives a shell; the tests use an image of their own that runs the
demonstration.
"""

import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "qemu"))
import settings                                          # noqa: E402
import guest_image                                       # noqa: E402
import image_store                                       # noqa: E402
from qemu_machine import Machine                         # noqa: E402

MENU = """\
serial --unit=0 --speed=115200
terminal_input serial console
terminal_output serial console
set timeout={timeout}
set default={default}

menuentry "{name} (multiboot2)" {{
	insmod all_video
	multiboot2 /boot/hypervisor {hypervisor}
	module2 /boot/vmlinuz {kernel}
	module2 /boot/initramfs
}}

menuentry "{name} (multiboot1, BIOS only)" {{
	multiboot /boot/hypervisor placeholder {hypervisor}
	module /boot/vmlinuz placeholder {kernel}
	module /boot/initramfs
}}
"""


def _grub_mkrescue(tree, result):
    program = shutil.which("grub-mkrescue")
    if not program:
        raise settings.Missing("the package grub-common is not installed")
    done = subprocess.run([program, "-o", str(result), str(tree), "--",
                           "-volid", "ZAZEN"], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise SystemExit(f"grub-mkrescue: {done.stderr.strip()[-400:]}")


def build(result, hypervisor, mode, default=0, timeout=0):
    """Make an image that boots a hypervisor and does what zt=mode says."""
    wanted = Machine(
        hypervisor=hypervisor, options="dom0_mem=640M",
        append=f"zt={mode} zt_disk=none zt_drv=none zt_cpus=4 "
               "printk.devkmsg=on")
    settings.IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.IMAGES) as tree:
        boot = Path(tree) / "disc/boot"
        (boot / "grub").mkdir(parents=True)
        shutil.copy(wanted.hypervisor_file(), boot / "hypervisor")
        shutil.copy(settings.kernel_image("debian"), boot / "vmlinuz")
        shutil.copy(guest_image.initramfs("debian"), boot / "initramfs")
        (boot / "grub/grub.cfg").write_text(MENU.format(
            name=f"{hypervisor} with the stock kernel", timeout=timeout,
            default=default, hypervisor=wanted.hypervisor_options(),
            kernel=wanted.kernel_options()))
        fresh = Path(tree) / "new.iso"
        _grub_mkrescue(boot.parent, fresh)
        with image_store.locked():
            fresh.replace(result)
    return result


@lru_cache(None)
def image(hypervisor, mode, default=0):
    """The image for a test; made in each run, since it takes two seconds."""
    name = f"{hypervisor}{settings.FLAVOUR}-{mode}-{default}"
    return build(settings.IMAGES / f"{name}.iso", hypervisor, mode, default)


if __name__ == "__main__":
    try:
        made = build(settings.BUILD / f"zazen{settings.FLAVOUR}.iso", "zazen",
                     "shell", timeout=3)
    except settings.Missing as reason:
        raise SystemExit(f"make iso: {reason}") from None
    print(f"{made}: {made.stat().st_size >> 20} MiB")
