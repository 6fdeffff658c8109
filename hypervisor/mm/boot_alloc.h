/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames for hv_pgtable.c before the allocator exists: cleared, below 4 GiB, or panic. */
#ifndef HV_MM_BOOT_ALLOC_H
#define HV_MM_BOOT_ALLOC_H

#include "lib/types.h"

u64 boot_mem_alloc(u64 bytes, u64 align);	/* machine address */

#endif
