// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a guest's virtual address to the L1 entry that maps it.
 *
 * The walk reads the guest's tables through the direct map and takes no lock:
 * only the root is known to stay. Another CPU may take tables away under the
 * walk, and what is read then is stale or somebody else's. So nothing is concluded
 * from a step but the number of the next frame, which must be RAM to be
 * looked at, and the result is believed only as far as it can be proved: the
 * frame of the L1 is referenced and belongs to the root's owner. The caller
 * locks it and learns there whether it is an L1 table (page_lock_table()); an entry
 * changed by way of a stale walk is one that the guest may change anyway.
 *
 * The hypervisor's slots are not walked: an address there has no guest entry.
 */
#include "mm/guest_pt.h"
#include "mm/frame_fast.h"

#define CANONICAL_BITS	47

static bool gva_ok(unsigned long gva)
{
	unsigned long top = gva >> CANONICAL_BITS;
	unsigned int slot = gva >> 39 & 511;

	return (!top || top == ~0UL >> CANONICAL_BITS) &&
	       (slot < HV_FIRST_SLOT || slot > HV_LAST_SLOT);
}

/* Frame of the L1 table for @gva, as the tables say at this moment. */
static inline int walk_to_l1(mfn_t root, unsigned long gva, mfn_t *l1)
{
	unsigned int shift = 39;
	mfn_t mfn = root;

	if (unlikely(!gva_ok(gva)))
		return -EFAULT;
	for (; shift > HV_PAGE_SHIFT; shift -= 9) {
		const u64 *table = mfn_to_virt(mfn);
		u64 entry = READ_ONCE(table[gva >> shift & 511]);

		mfn = pte_mfn(entry);
		if (unlikely(!(entry & PTE_P) || !mfn_is_ram(mfn)))
			return -EFAULT;
	}
	*l1 = mfn;
	return 0;
}

static inline u64 l1_read(mfn_t l1, unsigned long gva)
{
	return READ_ONCE(((u64 *)mfn_to_virt(l1))[gva >> HV_PAGE_SHIFT & 511]);
}

int guest_pt_walk(mfn_t root, unsigned long gva, struct page **l1, unsigned int *index, u64 *pte)
{
	u16 owner = READ_ONCE(mfn_to_page(root)->owner);
	mfn_t mfn;
	int err = walk_to_l1(root, gva, &mfn);

	if (err)
		return err;
	if (!page_try_get(mfn_to_page(mfn), owner))
		return -EFAULT;
	*l1 = mfn_to_page(mfn);
	*index = gva >> HV_PAGE_SHIFT & 511;
	*pte = l1_read(mfn, gva);
	return 0;
}

int guest_pt_peek(mfn_t root, unsigned long gva, u64 *pte)
{
	mfn_t mfn;
	int err = walk_to_l1(root, gva, &mfn);

	if (!err)
		*pte = l1_read(mfn, gva);
	return err;
}
