# SPDX-License-Identifier: GPL-2.0-only
"""Write an initramfs: a "newc" cpio archive, from a directory tree.

The archive is made here and not with cpio(1) so that an unprivileged user
gets files owned by root and a device node for the console, and so that the
same tree always gives the same bytes: times are zero, names are sorted.

Each member is a header of 6 magic characters and 13 numbers of 8 hexadecimal
digits, the name with its NUL, padding to 4 bytes, the data, padding to 4 bytes.
"""

import os
import stat


def _padded(data):
    return data + bytes(-len(data) % 4)


def _member(inode, name, mode, data=b"", rdev=(0, 0)):
    name = name.encode() + b"\0"
    numbers = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, *rdev, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % n for n in numbers)
    return _padded(header + name) + _padded(data)


def pack(tree):
    """The bytes of an archive holding everything below a directory."""
    members = [_member(1, "dev", stat.S_IFDIR | 0o755),
               _member(2, "dev/console", stat.S_IFCHR | 0o600, rdev=(5, 1))]
    paths = []
    for place, dirs, files in os.walk(tree):
        dirs.sort()
        paths += [os.path.join(place, name) for name in dirs + files]
    for path in sorted(paths):
        name = os.path.relpath(path, tree)
        if name == "dev":
            continue
        mode = os.lstat(path).st_mode
        data = b""
        if stat.S_ISLNK(mode):
            data = os.readlink(path).encode()
        elif stat.S_ISREG(mode):
            with open(path, "rb") as file:
                data = file.read()
        members.append(_member(len(members) + 1, name, mode, data))
    members.append(_member(0, "TRAILER!!!", 0))
    return b"".join(members)
