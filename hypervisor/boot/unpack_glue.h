/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel's decompressors expect of a pre-boot user: everything static
 * (STATIC), and memory between free_mem_ptr and free_mem_end_ptr for the simple
 * allocator of linux/decompress/mm.h. Included once per unpack_*.c, before the
 * decompressor.
 */
#ifndef HV_BOOT_UNPACK_GLUE_H
#define HV_BOOT_UNPACK_GLUE_H

#include "boot/unpack.h"
#include "cpu/printk.h"
#include <linux/types.h>
#include <linux/string.h>

#define STATIC static

static unsigned long free_mem_ptr, free_mem_end_ptr;

static void unpack_error(char *why)
{
	printk(LOG_ERR "Unpacking the kernel: %s\n", why);
}

/* Each method runs at most once, so its allocator need not be reset. */
static inline void unpack_use_heap(const struct unpack_job *job)
{
	free_mem_ptr = (unsigned long)job->heap;
	free_mem_end_ptr = free_mem_ptr + UNPACK_HEAP;
}

#endif
