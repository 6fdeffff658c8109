/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lets a hosted program include include/xen/interface/.
 *
 * Those headers are written for the kernel: they use its short integer types,
 * a few attributes and, through asm/xen/interface.h, two headers of the kernel's
 * x86 tree. Include this file before any of them, and compile with
 *
 *	-I<repository>/include -idirafter <kernel>/arch/x86/include
 *
 * The kernel's directory has to come last, because its asm/ would hide the
 * system's own. Barriers are compiler barriers only: a test runs one end of a
 * ring at a time.
 */
#ifndef ABI_HOSTED_H
#define ABI_HOSTED_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define aligned_u64	u64 __attribute__((__aligned__(8)))
#define __packed	__attribute__((__packed__))
#define __maybe_unused	__attribute__((__unused__))
#define __nonstring

static inline void virt_mb(void)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

#define virt_wmb	virt_mb
#define virt_rmb	virt_mb

#endif /* ABI_HOSTED_H */
