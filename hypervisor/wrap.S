/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The linked image as bytes, to be wrapped into a 32-bit ELF file.
 *
 * QEMU refuses 64-bit ELF files under the multiboot protocol, and GRUB wants
 * the entry point inside a segment by the same kind of address as it loads to.
 * A second, 32-bit link around the flat bytes satisfies both without a tool of
 * our own.
 */
	.section .image, "awx"
	.incbin "zazen.bin"
	.section .bss, "aw", @nobits
	.section .note.GNU-stack, "", @progbits
