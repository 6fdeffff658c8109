/* SPDX-License-Identifier: GPL-2.0-only */
/* Blocks of frames without an owner: between page_alloc.c and page_owner.c, heap.c. */
#ifndef HV_MM_ALLOC_BLOCK_H
#define HV_MM_ALLOC_BLOCK_H

#include "mm/owner.h"

#define MAX_ORDER_BLOCK	18		/* 1 GiB */

/*
 * Frames with count 0, type 0, no stamp, flushed and cleared as @flags say.
 * @o: whose claim may be used; NULL for the hypervisor. @bits as guest_alloc_pages().
 */
struct page *block_alloc(struct mm_owner *o, unsigned int order, unsigned int bits,
			 unsigned int flags);

/* Count 0 in all frames; tlb_stamp says when the last use ended (0: not a guest's). */
void block_free(u64 mfn, unsigned int order);

#endif
