/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that boot loaders get: one segment, physical addresses throughout.
 * wrap_base, wrap_entry and wrap_end come from the linked image.
 */
OUTPUT_FORMAT("elf32-i386")
OUTPUT_ARCH(i386)
ENTRY(wrap_entry)

PHDRS
{
	image PT_LOAD FLAGS(7);
}

SECTIONS
{
	. = wrap_base;
	.image : { *(.image) } :image
	.bss : {
		*(.bss)
		. += wrap_end - wrap_base - SIZEOF(.image);
	} :image
	/DISCARD/ : { *(*) }
}
