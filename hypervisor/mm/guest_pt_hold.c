// SPDX-License-Identifier: GPL-2.0-only
/*
 * The references that a guest's page-table entry stands for.
 *
 *	entry                     holds
 *	L1, frame of @frames      a general reference; if writable a TYPE_WRITABLE one
 *	L1, not RAM               nothing; the domain must have been given the range
 *	L2, L3, L4                a general and a type reference of the level below,
 *	                          of a frame that the table's owner owns
 *
 * What an entry holds can be told from the entry alone (and from the frame being
 * RAM, which never changes), so releasing needs no memory of how it was held: an
 * entry that a table validation dropped, one that was overwritten and one that was
 * put there by a grant map are given back by the same few lines.
 *
 * RAM is never mapped through the MMIO rule, whatever a domain was given: a
 * frame with a record is counted or refused. Frames of the hypervisor belong to
 * nobody a guest can name, except those of OWNER_XEN, whose type count keeps
 * them from becoming writable.
 *
 * A frame that is mapped writable by another domain than its owner is marked
 * (PT_FOREIGN): when it changes its type the owner's set of CPUs is not enough. One
 * that is mapped writable and not write-back is marked (PT_NONCOHERENT): its
 * cache lines may differ from memory until they are flushed. Both marks stay
 * until the next change of type, which does both flushes.
 *
 * Lock: the caller holds the table's; nothing here waits for another table of
 * the same or a higher level.
 */
#include "mm/guest_pt_fast.h"
#include "cpu/printk.h"

static int mmio_hold(u64 pte, const struct mm_owner *o)
{
	if (!o->iomem_ok || !o->iomem_ok(o, pte_mfn(pte), 1))
		return refuse(-EPERM, "owner %u has no access to MMIO frame %llx", o->id,
			      pte_mfn(pte).v);
	return 0;
}

/* Caller has a general reference on @pg, which is dropped if this fails. */
int l1_hold_writable(struct page *pg, u64 pte, bool foreign)
{
	u64 sticky = (foreign ? PT_FOREIGN : 0) | (pte & PTE_CACHE ? PT_NONCOHERENT : 0);
	int err = page_type_get_held(pg, TYPE_WRITABLE, sticky, false);

	if (err)
		page_drop(pg);
	return err;
}

int l1_hold_slow(u64 pte, const struct pt_owners *own, bool have_ref)
{
	mfn_t mfn = pte_mfn(pte);
	struct page *pg = mfn_to_page(mfn);

	if (have_ref)
		return l1_hold_writable(pg, pte, own->frames != own->table);
	if (!mfn_is_ram(mfn))
		return mmio_hold(pte, own->table);
	if (!page_try_get(pg, own->frames->id))
		return refuse(-EPERM, "frame %llx is not of owner %u", mfn.v, own->frames->id);
	return pte & PTE_RW ? l1_hold_writable(pg, pte, own->frames != own->table) : 0;
}

/* @level of the table; the entry names a table of the level below. */
static int upper_hold(u64 pte, enum page_type level, const struct pt_owners *own,
		      bool preemptible)
{
	mfn_t mfn = pte_mfn(pte);
	struct page *pg = mfn_to_page(mfn);
	int err;

	if (!mfn_is_ram(mfn) || !page_try_get(pg, own->table->id))
		return refuse(-EPERM, "frame %llx is not of owner %u", mfn.v, own->table->id);
	err = page_type_get_held(pg, level - 1, 0, preemptible);
	if (err)
		page_drop(pg);
	return err;
}

int pte_hold(u64 pte, enum page_type level, const struct pt_owners *own, bool preemptible)
{
	if (!(pte & PTE_P))
		return 0;
	if (level == TYPE_L1)
		return l1_hold(pte, own);
	return upper_hold(pte, level, own, preemptible);
}

int pte_release(u64 pte, enum page_type level, bool preemptible)
{
	if (!(pte & PTE_P))
		return 0;
	if (level > TYPE_L1)
		return page_put_and_type(mfn_to_page(pte_mfn(pte)), preemptible);
	l1_release(pte);
	return 0;
}
