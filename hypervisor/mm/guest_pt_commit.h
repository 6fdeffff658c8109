/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The store itself. Used by guest_pt_commit.c, and by guest_pt_validate.c for
 * entries of a table that no processor walks yet.
 */
#ifndef HV_MM_GUEST_PT_COMMIT_H
#define HV_MM_GUEST_PT_COMMIT_H

#include "lib/types.h"

static inline void pte_commit(u64 *slot, u64 pte)
{
	WRITE_ONCE(*slot, pte);
}

/*
 * A and D as the processor would set them, unless the entry is not @was any more: for
 * accesses that go by tables of ours (mm/vtlb.c). These bits hold nothing.
 */
static inline bool pte_note_use(u64 *slot, u64 was, u64 bits)
{
	return __atomic_compare_exchange_n(slot, &was, was | bits, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

#endif
