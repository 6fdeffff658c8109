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

#endif
