/* SPDX-License-Identifier: GPL-2.0-only */
/* Making dom0. */
#ifndef HV_BOOT_DOM0_BUILD_H
#define HV_BOOT_DOM0_BUILD_H

#include "lib/types.h"

/* Unpack and parse dom0's kernel, the first module. Before mm_init(). Panics. */
void dom0_open_kernel(void);

/*
 * Create dom0 with its memory, vCPUs and permissions, load the kernel and the
 * initrd (the second module), and let it run when the scheduler starts. All CPUs
 * are up. Panics with one line if that is not possible.
 */
void dom0_build(void);

/* What dom0 may touch: all ports, device memory and interrupts but ours. */
struct domain;
void dom0_permit(struct domain *d);

#endif
