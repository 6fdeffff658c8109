/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Check, adjust, hold and release of one L1 entry as inline code: the same rules
 * as guest_pt_check.c and guest_pt_hold.c (the unit test compares them), for
 * the two loops that a fork or an exit runs millions of times. mm/ only.
 */
#ifndef HV_MM_GUEST_PT_FAST_H
#define HV_MM_GUEST_PT_FAST_H

#include "mm/guest_pt.h"
#include "mm/frame_fast.h"
#include "mm/log_dirty.h"

/* guest_pt_hold.c: what is not a plain frame of one's own */
int l1_hold_slow(u64 pte, const struct pt_owners *own, bool have_ref);
int l1_hold_writable(struct page *pg, u64 pte, bool foreign);

static inline bool l1_bits_ok(u64 pte, const struct mm_owner *o)
{
	return likely(!(pte & (pte_refused_l1 | PTE_CACHE))) || !pte_check(pte, TYPE_L1, o);
}

/* @pte is present and checked */
static inline u64 l1_adjust(u64 pte)
{
	if (!(pte & PTE_US))
		pte |= PTE_GUEST_KERNEL | PTE_US;
	else if (!(pte & PTE_GUEST_KERNEL) && tlb_user_global)
		pte |= PTE_G;
	if (unlikely((pte & PTE_FRAME_MASK) == mmio_read_only_maddr))
		pte &= ~PTE_RW;
	return pte;
}

static inline int l1_hold(u64 pte, const struct pt_owners *own)
{
	mfn_t mfn = pte_mfn(pte);
	struct page *pg = mfn_to_page(mfn);

	if (unlikely(mfn.v >= max_frame || !page_try_get(pg, own->frames->id)))
		return l1_hold_slow(pte, own, false);
	if (!(pte & PTE_RW))
		return 0;
	if (unlikely(pte & PTE_CACHE || own->frames != own->table ||
		     !page_try_get_writable(pg)))
		return l1_hold_slow(pte, own, true);
	return 0;
}

/* What a present entry of a validated L1 holds; entries for MMIO hold nothing. */
static inline void l1_release(u64 pte)
{
	mfn_t mfn = pte_mfn(pte);
	struct page *pg = mfn_to_page(mfn);

	if (unlikely(!mfn_is_ram(mfn)))
		return;
	if (pte & PTE_RW) {
		/* another domain may have written it through this entry */
		if (unlikely(READ_ONCE(pg->type) & PT_FOREIGN))
			log_dirty_mark_page(pg);
		page_put_writable(pg);
	}
	page_drop(pg);
}

#endif
