/* SPDX-License-Identifier: GPL-2.0-only */
/* Port input and output. */
#ifndef HV_CPU_PORTIO_H
#define HV_CPU_PORTIO_H

#include "lib/types.h"

#define PORT_ACCESS(suffix, type)						\
static inline type in##suffix(u16 port)						\
{										\
	type value;								\
	asm volatile("in" #suffix " %1, %0" : "=a" (value) : "Nd" (port));	\
	return value;								\
}										\
static inline void out##suffix(u16 port, type value)				\
{										\
	asm volatile("out" #suffix " %0, %1" : : "a" (value), "Nd" (port));	\
}

PORT_ACCESS(b, u8)
PORT_ACCESS(w, u16)
PORT_ACCESS(l, u32)

#undef PORT_ACCESS

#endif
