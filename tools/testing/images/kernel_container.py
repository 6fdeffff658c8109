# SPDX-License-Identifier: GPL-2.0-only
"""Kernel images of every kind a boot loader may hand over, good and bad.

A bzImage is real-mode setup code and protected-mode code in which, at an offset
told by the setup header, the compressed kernel proper lies.  A PV loader wants
nothing of it but that payload, so a header and a payload make a bzImage here; the
payload is any ELF file, and the compressors are those of the distribution with
the options the kernel's build gives them.  All but gzip are followed by the
uncompressed size in four bytes, as the build does it.
"""

import struct
import subprocess

COMPRESSORS = {
    "gzip": ["gzip", "-n", "-9", "-c"],
    "bzip2": ["bzip2", "-9", "-c"],
    "lzma": ["xz", "--format=lzma", "-9", "-c"],
    "xz": ["xz", "--check=crc32", "--x86", "--lzma2=dict=32MiB", "-c"],
    "lzo": ["lzop", "-9", "-c"],
    "lz4": ["lz4", "-l", "-9", "-c"],
    "zstd": ["zstd", "-19", "-q", "-c"],
}
SETUP_SECTORS = 4
STUB_BYTES = 1024               # what stands for protected-mode code


def compress(kind, data):
    """The payload of a bzImage with this kind of compression."""
    packed = subprocess.run(COMPRESSORS[kind], input=data, check=True,
                            capture_output=True).stdout
    return packed if kind == "gzip" else packed + struct.pack("<I", len(data))


def bzimage(payload):
    """A bzImage around a payload; it cannot run on bare metal."""
    setup = bytearray((SETUP_SECTORS + 1) * 512)
    setup[0x1f1] = SETUP_SECTORS
    struct.pack_into("<I", setup, 0x1f4, (STUB_BYTES + len(payload) + 15) // 16)
    struct.pack_into("<H", setup, 0x1fe, 0xaa55)
    setup[0x200:0x202] = b"\xeb\x6a"            # jump over the header
    setup[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", setup, 0x206, 0x020f)
    setup[0x211] = 1                            # loaded high
    struct.pack_into("<II", setup, 0x248, STUB_BYTES, len(payload))
    body = bytes(STUB_BYTES) + payload
    return bytes(setup) + body + bytes(-len(body) % 16)


def elf_without_notes():
    """An ELF file a processor could run, and no PV hypervisor would."""
    code = b"\xf4\xeb\xfd".ljust(4096, b"\x90")         # hlt; jmp
    base = 0xffffffff81000000
    ident = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
    header = ident + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, base, 64, 0, 0,
                                 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 4096, base, 0x1000000, len(code),
                          len(code), 4096)
    return (header + segment).ljust(4096, b"\0") + code
