// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unpacking a kernel, whatever it is packed with.
 *
 * The methods are the kernel's own decompressors, compiled here in place as the
 * kernel's boot code does it (boot/unpack_*.c, one file each because each defines
 * the same static names). This file only chooses.
 */
#include "boot/unpack.h"
#include <linux/array_size.h>
#include <linux/string.h>

struct method {
	u8 magic[6];
	u8 magic_bytes;
	int (*run)(const struct unpack_job *job);
};

static const struct method methods[] = {
	{ { 0x1f, 0x8b }, 2, unpack_gzip },
	{ { 'B', 'Z', 'h' }, 3, unpack_bzip2 },
	{ { 0x5d, 0x00, 0x00 }, 3, unpack_lzma },
	{ { 0xfd, '7', 'z', 'X', 'Z', 0x00 }, 6, unpack_xz },
	{ { 0x89, 'L', 'Z', 'O' }, 4, unpack_lzo },
	{ { 0x02, 0x21, 0x4c, 0x18 }, 4, unpack_lz4 },
	{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, unpack_zstd },
};

const char *unpack(const struct unpack_job *job)
{
	if (job->in_bytes < 6)
		return "it is empty";
	for (unsigned int i = 0; i < ARRAY_SIZE(methods); i++) {
		const struct method *m = &methods[i];

		if (memcmp(job->in, m->magic, m->magic_bytes))
			continue;
		if (m->run(job))
			return "it cannot be unpacked: the file is damaged";
		return NULL;
	}
	return "it is packed in an unknown way";
}
