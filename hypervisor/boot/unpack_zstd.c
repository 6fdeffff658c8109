// SPDX-License-Identifier: GPL-2.0-only
/* zstd, by the kernel's own decompressor; see boot/unpack.c. */
#include "boot/unpack_glue.h"
#include <decompress_unzstd.c>

int unpack_zstd(const struct unpack_job *job)
{
	unpack_use_heap(job);
	return __decompress((u8 *)job->in, job->in_bytes, NULL, NULL,
			    job->out, job->out_bytes, NULL, unpack_error);
}
