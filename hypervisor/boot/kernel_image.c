// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's kernel, from the boot loader's module to a parsed ELF file.
 *
 * The module is a plain ELF file, or a bzImage with one inside, packed. What is
 * not packed is used where it lies.
 */
#include "boot/kernel_image.h"
#include "boot/bzimage.h"
#include "boot/early_ram.h"
#include "boot/unpack.h"
#include "cpu/printk.h"
#include "mm/boot_mem.h"
#include "mm/frame.h"
#include <linux/string.h>

static const char *unpack_payload(struct kernel_image *image, const struct bzimage *bz)
{
	struct unpack_job job = {
		.in = bz->payload, .in_bytes = bz->bytes, .out_bytes = bz->unpacked_bytes,
	};
	u64 bytes = bz->unpacked_bytes + UNPACK_HEAP;

	image->unpacked_maddr = early_ram_take(bytes);
	if (!image->unpacked_maddr)
		return "there is too little memory below 4 GiB to unpack it";
	image->unpacked_bytes = bytes;
	job.heap = maddr_to_virt(image->unpacked_maddr);
	job.out = (u8 *)job.heap + UNPACK_HEAP;
	return unpack(&job);
}

const char *kernel_image_open(struct kernel_image *image, u64 maddr, u64 bytes)
{
	const void *file = maddr_to_virt(maddr);
	const char *problem;
	struct bzimage bz;

	if (!bytes)
		return "it is empty";
	image->unpacked_maddr = 0;
	image->unpacked_bytes = 0;
	if (!bzimage_parse(&bz, file, bytes, &problem))
		return elf_kernel_parse(&image->elf, file, bytes);
	if (!problem && bz.bytes > 4 && !memcmp(bz.payload, "\177ELF", 4))
		return elf_kernel_parse(&image->elf, bz.payload, bz.bytes);
	if (!problem)
		problem = unpack_payload(image, &bz);
	if (problem)
		return problem;
	return elf_kernel_parse(&image->elf,
				maddr_to_virt(image->unpacked_maddr) + UNPACK_HEAP,
				bz.unpacked_bytes);
}

void kernel_image_close(struct kernel_image *image)
{
	if (image->unpacked_bytes)
		boot_mem_release(image->unpacked_maddr,
				 image->unpacked_maddr + image->unpacked_bytes);
	image->unpacked_bytes = 0;
}
