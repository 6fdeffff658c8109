# SPDX-License-Identifier: GPL-2.0-only
"""Copy a few modules of a stock kernel, with what they depend on.

A distribution's package carries thousands of modules and no dependency file;
depmod makes that at installation.  Here the wanted modules are named, the
names each one needs are read from its own .modinfo section, and the closure is
copied, uncompressed, into a tree on which depmod is then run, so that modprobe
works inside by name and by device alias as on an installed system.

A wanted module that is built into the kernel is no error; one that is neither
there nor built in is.
"""

import lzma
import shutil
import subprocess
from pathlib import Path


def _stem(name):
    return name.split(".ko")[0].replace("-", "_")


def _read(path):
    data = path.read_bytes()
    if path.suffix == ".xz":
        return lzma.decompress(data)
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq"], input=data, check=True,
                              capture_output=True).stdout
    return data


def _needs(data):
    """The names in the "depends=" entry of a module's information."""
    start = data.find(b"\0depends=")
    if start < 0:
        start = data.find(b"depends=") - 1
    text = data[start + 9:data.find(b"\0", start + 9)].decode()
    return [name for name in text.split(",") if name]


def copy(modules, wanted, tree):
    """Copy modules named in wanted from a lib/modules/<release> directory."""
    release = modules.name
    target = Path(tree) / "lib/modules" / release
    files = {_stem(path.name): path for path in modules.rglob("*.ko*")}
    built_in = {_stem(Path(line).name) for line in
                (modules / "modules.builtin").read_text().split()}
    todo, done = list(wanted), set()
    while todo:
        name = _stem(todo.pop())
        if name in done or name in built_in:
            continue
        if name not in files:
            raise SystemExit(f"kernel {release} has no module {name}")
        data = _read(files[name])
        place = target / files[name].relative_to(modules).parent
        place.mkdir(parents=True, exist_ok=True)
        (place / (files[name].name.split(".ko")[0] + ".ko")).write_bytes(data)
        done.add(name)
        todo += _needs(data)
    for name in ("modules.order", "modules.builtin"):
        shutil.copy(modules / name, target / name)
    depmod = shutil.which("depmod") or "/usr/sbin/depmod"
    subprocess.run([depmod, "-b", str(tree), release], check=True,
                   stderr=subprocess.DEVNULL)
