/* SPDX-License-Identifier: GPL-2.0-only */
/* Linux's bzImage: where the ELF file is in it, and how it is compressed. */
#ifndef HV_BOOT_BZIMAGE_H
#define HV_BOOT_BZIMAGE_H

#include "lib/types.h"

struct bzimage {
	const u8 *payload;
	u64 bytes;		/* compressed */
	u64 unpacked_bytes;	/* what unpacking yields */
};

/**
 * bzimage_parse() - find the payload
 * @bz: filled in if the file is a bzImage
 * @file: the whole file
 * @bytes: its size
 * @problem: set to one sentence if it is a bzImage that cannot be used, else NULL
 *
 * Return: true if the file is a bzImage at all.
 */
bool bzimage_parse(struct bzimage *bz, const void *file, u64 bytes, const char **problem);

#endif
