/* SPDX-License-Identifier: GPL-2.0-only */
/* Unpacking a kernel, whatever it is packed with. */
#ifndef HV_BOOT_UNPACK_H
#define HV_BOOT_UNPACK_H

#include "lib/types.h"

/* Scratch memory that the hungriest method (bzip2) needs. */
#define UNPACK_HEAP	(5UL << 20)

struct unpack_job {
	const u8 *in;
	u64 in_bytes;
	u8 *out;
	u64 out_bytes;		/* room, and what is expected */
	void *heap;		/* UNPACK_HEAP bytes */
};

/**
 * unpack() - recognise the method by its magic number and run it
 * Return: NULL, or one sentence that says what is wrong.
 */
const char *unpack(const struct unpack_job *job);

/* The methods; 0 or negative. Each is the kernel's lib/decompress_*.c. */
int unpack_bzip2(const struct unpack_job *job);
int unpack_gzip(const struct unpack_job *job);
int unpack_lz4(const struct unpack_job *job);
int unpack_lzma(const struct unpack_job *job);
int unpack_lzo(const struct unpack_job *job);
int unpack_xz(const struct unpack_job *job);
int unpack_zstd(const struct unpack_job *job);

#endif
