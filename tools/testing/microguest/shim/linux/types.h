/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few integer types that the ABI headers expect from a kernel tree.
 */
#ifndef MG_SHIM_TYPES_H
#define MG_SHIM_TYPES_H

#ifndef __ASSEMBLY__
#include <linux/compiler_attributes.h>

typedef unsigned char u8, uint8_t, __u8;
typedef unsigned short u16, uint16_t, __u16;
typedef unsigned int u32, uint32_t, __u32;
typedef unsigned long long u64, __u64;
typedef unsigned long uint64_t;
typedef signed char s8, int8_t, __s8;
typedef short s16, int16_t, __s16;
typedef int s32, int32_t, __s32;
typedef long long s64, __s64;
typedef long int64_t;
typedef unsigned long size_t, uintptr_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)
#define offsetof(t, m) __builtin_offsetof(t, m)
#endif

#endif
