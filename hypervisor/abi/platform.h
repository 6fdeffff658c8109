/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of platform_op that hc_platform.c does not hold itself. Return: as the call. */
#ifndef HV_ABI_PLATFORM_H
#define HV_ABI_PLATFORM_H

#include "lib/types.h"
#include <xen/interface/platform.h>

/* platform_look.c */
int platform_get_symbol(struct xenpf_symdata *s);
int platform_resource_op(const struct xenpf_resource_op *r);

/* platform_cpu.c */
int platform_cpu_online(u32 cpu);
int platform_cpu_offline(u32 cpu);
int platform_core_parking(struct xenpf_core_parking *p);

#endif
