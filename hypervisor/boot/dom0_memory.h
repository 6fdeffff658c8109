/* SPDX-License-Identifier: GPL-2.0-only */
/* dom0's frames while it is being built. */
#ifndef HV_BOOT_DOM0_MEMORY_H
#define HV_BOOT_DOM0_MEMORY_H

#include "core/domain.h"

/**
 * dom0_memory_grow() - allocate frames for the next pseudo-physical numbers
 * @d: dom0
 * @total: number of frames it shall have afterwards
 * @clear: new frames are zeroed
 *
 * Each frame is entered in the M2P. In as few contiguous pieces as possible.
 *
 * Return: false if memory ran out before.
 */
bool dom0_memory_grow(struct domain *d, u64 total, bool clear);

u64 dom0_memory_frames(void);		/* so far */

/* Machine frame behind a pseudo-physical one that exists. */
mfn_t dom0_mfn(u64 pfn);
void *dom0_virt(u64 pfn);		/* our view of that frame */

/* Copy to pseudo-physical memory, across frames. */
void dom0_put(u64 phys, const void *data, u64 bytes);

#endif
