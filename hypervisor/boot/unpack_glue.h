/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's decompressors expect of a pre-boot user: everything static
 * (STATIC), and memory between free_mem_ptr and free_mem_end_ptr for the simple
 * allocator of linux/decompress/mm.h. To be included once per unpack_*.c, before
 * the decompressor; afterwards UNPACK_WITH() defines the function.
 */
#ifndef HV_BOOT_UNPACK_GLUE_H
#define HV_BOOT_UNPACK_GLUE_H

#include "boot/unpack.h"
#include "cpu/printk.h"
#include <linux/types.h>
#include <linux/string.h>

#define STATIC static
#define memmove memmove		/* there is one: do not bring your own */

static unsigned long free_mem_ptr, free_mem_end_ptr;

static void unpack_error(char *why)
{
	printk(LOG_ERR "Unpacking the kernel: %s\n", why);
}

#define UNPACK_WITH(name)							\
int name(const struct unpack_job *job)						\
{										\
	free_mem_ptr = (unsigned long)job->heap;				\
	free_mem_end_ptr = free_mem_ptr + UNPACK_HEAP;				\
	malloc_ptr = 0;								\
	return __decompress((u8 *)job->in, job->in_bytes, NULL, NULL, job->out,	\
			    job->out_bytes, NULL, unpack_error);		\
}

#endif
