/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lets hosted programs compile pure files of hypervisor/cpu/ as they are.
 *
 * Those include a few of the kernel's headers. The ones that hold only
 * structures (include/acpi/) are used; the guards of the ones that are about
 * the kernel's own build are defined here, so that they come out empty, and what
 * was needed from them follows.
 */
#ifndef CPU_HOSTED_H
#define CPU_HOSTED_H

#define __LINUX_COMPILER_H
#define _LINUX_BUILD_BUG_H
#define LINUX_ARRAY_SIZE_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef __uint128_t u128;

#define __packed	__attribute__((__packed__))
#define __aligned(n)	__attribute__((__aligned__(n)))
#define READ_ONCE(x)	__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v) __atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define offsetofend(type, member) \
	(offsetof(type, member) + sizeof(((type *)0)->member))

#endif
