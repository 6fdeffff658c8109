/* SPDX-License-Identifier: GPL-2.0-only */
/* dom0's kernel, from the boot loader's module to a parsed ELF file. */
#ifndef HV_BOOT_KERNEL_IMAGE_H
#define HV_BOOT_KERNEL_IMAGE_H

#include "boot/elf.h"

struct kernel_image {
	struct elf_kernel elf;
	u64 unpacked_maddr, unpacked_bytes;	/* memory to give back; 0: none */
};

/**
 * kernel_image_open() - unpack and parse a module
 * @maddr: machine address, below 4 GiB
 * @bytes: size of the module
 *
 * Context: boot, before mm_init().
 * Return: NULL, or one sentence that says what is wrong with it.
 */
const char *kernel_image_open(struct kernel_image *image, u64 maddr, u64 bytes);

/* Give the unpacked file's memory back. After mm_init(). */
void kernel_image_close(struct kernel_image *image);

#endif
