// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changing entries of valid tables: the only file that stores into a table which
 * a processor may be walking for a guest.
 *
 * The order is always: check the new value whole, hold what it stands for, store
 * it, release what the old value stood for. At no moment does an entry stand in
 * a table without its references, and a refusal leaves everything as it was. The
 * old value is read under the table's lock, so what is released is exactly what
 * that entry held; the processor changes only A and D behind our back, which
 * hold nothing.
 *
 * References move only as far as they must: if old and new entry name the
 * same frame, only the difference in writability is taken or given back. That is
 * decided after the check, and from the frame and permission bits alone, never
 * from a list of flags believed to be safe.
 *
 * Nothing here flushes a TLB. A guest flushes when it wants its change to be seen;
 * the hypervisor needs a flush only before a frame is put to another use, and
 * the type state machine sees to that.
 *
 * Releasing a large subtree may be preempted. The entry is gone by then, so what
 * is left goes to the owner's parked list (mm/page_pin.c).
 *
 * This is the hottest C code of the system: a fork or an exit is thousands of
 * calls. The L1 case is one straight function with everything inline but the
 * cases that are rare.
 */
#include "mm/guest_pt_fast.h"
#include "mm/guest_pt_commit.h"
#include "mm/isolation.h"
#include "mm/log_dirty.h"
#include "cpu/printk.h"

/* Stores @pte, or-ing in A and D of the entry if asked to; what was there before. */
static inline u64 pte_store(u64 *slot, u64 was, u64 pte, enum pte_mode mode)
{
	if (likely(mode == PTE_NORMAL)) {
		pte_commit(slot, pte);
		return was;
	}
	while (!word_swap(slot, &was, pte | (was & (PTE_A | PTE_D))))
		;
	return was;
}

/* What the old entry gives back once the new one is stored. */
enum l1_drop { DROP_NOTHING, DROP_WRITABLE, DROP_ALL };

/* The same frame becomes read-only, or writable. */
static int l1_exchange_rw(u64 was, u64 pte, const struct pt_owners *own, enum l1_drop *drop)
{
	struct page *pg = mfn_to_page(pte_mfn(pte));

	if (!mfn_is_ram(pte_mfn(pte)) || own->frames != own->table ||
	    READ_ONCE(pg->owner) != own->frames->id)
		return l1_hold(pte, own);
	if (was & PTE_RW) {
		*drop = DROP_WRITABLE;
		return 0;
	}
	*drop = DROP_NOTHING;
	if (likely(!(pte & PTE_CACHE) && page_try_get_writable(pg)))
		return 0;
	if (!page_try_get(pg, own->frames->id))
		return -EBUSY;
	if (l1_hold_writable(pg, pte, false))
		return -EINVAL;
	page_drop(pg);
	return 0;
}

/*
 * Holds what the change @was => @pte (checked and adjusted) needs in addition. Only
 * the P bit says whether an entry holds anything: the rest of one that is not
 * present is the guest's.
 */
static __always_inline int l1_exchange(u64 was, u64 pte, const struct pt_owners *own,
				       enum l1_drop *drop)
{
	u64 differs = was ^ pte;

	*drop = was & PTE_P ? DROP_ALL : DROP_NOTHING;
	if (!(pte & PTE_P))
		return 0;
	if (likely(!(was & PTE_P)))
		return l1_hold(pte, own);
	if (differs & (PTE_FRAME_MASK | PTE_CACHE))
		return l1_hold(pte, own);
	if (!(differs & PTE_RW)) {
		*drop = DROP_NOTHING;
		return 0;
	}
	return l1_exchange_rw(was, pte, own, drop);
}

static inline void l1_drop(u64 was, enum l1_drop drop)
{
	if (drop == DROP_ALL)
		l1_release(was);
	else if (drop == DROP_WRITABLE)
		page_put_writable(mfn_to_page(pte_mfn(was)));
}

static __always_inline int l1_update(u64 *slot, u64 pte, enum pte_mode mode,
				     const struct pt_owners *own, u64 *old)
{
	u64 was = READ_ONCE(*slot);
	enum l1_drop drop;
	int err;

	if (pte & PTE_P) {
		if (unlikely(!l1_bits_ok(pte, own->table)))
			return -EINVAL;
		pte = l1_adjust(pte);
	}
	err = l1_exchange(was, pte, own, &drop);
	if (unlikely(err))
		return err;
	was = pte_store(slot, was, pte, mode);
	l1_drop(was, drop);
	if (old)
		*old = was;
	return 0;
}

/* An upper entry whose subtree is not in use any more. */
static void upper_drop(u64 pte)
{
	struct page *pg = mfn_to_page(pte_mfn(pte));

	if (page_put_and_type(pg, true))
		page_park(pg);
}

static int upper_update(u64 *slot, enum page_type level, u64 pte, enum pte_mode mode,
			const struct pt_owners *own, u64 *old)
{
	u64 was = READ_ONCE(*slot);
	bool same;
	int err;

	err = pte_check(pte, level, own->table);
	if (err)
		return err;
	pte = pte_adjust(pte, level);
	same = was & pte & PTE_P && !((was ^ pte) & PTE_FRAME_MASK);
	if (!same) {
		err = pte_hold(pte, level, own, true);
		if (err)
			return err;
	}
	was = pte_store(slot, was, pte, mode);
	/* Copies of the entry go before what it names may go. */
	if (unlikely(level == TYPE_L4 && own->table->isolated))
		isolation_sync(own->table);
	if (!same && was & PTE_P)
		upper_drop(was);
	if (old)
		*old = was;
	return 0;
}

static bool slot_ok(enum page_type level, unsigned int index)
{
	return level != TYPE_L4 || index < HV_FIRST_SLOT || index > HV_LAST_SLOT;
}

int guest_pt_update(struct page *table, enum page_type level, unsigned int index,
		    u64 pte, enum pte_mode mode, const struct pt_owners *own, u64 *old)
{
	u64 *slot = (u64 *)page_to_virt(table) + index;

	if (likely(level == TYPE_L1))
		return l1_update(slot, pte, mode, own, old);
	if (!slot_ok(level, index))
		return refuse(-EINVAL, "L4 entry %u is the hypervisor's", index);
	return upper_update(slot, level, pte, mode, own, old);
}

int guest_pt_cmpxchg(struct page *table, enum page_type level, unsigned int index,
		     u64 *expect, u64 pte, const struct pt_owners *own)
{
	u64 *slot = (u64 *)page_to_virt(table) + index;
	u64 was = READ_ONCE(*slot);
	bool present = pte & PTE_P;
	enum l1_drop drop;
	int err;

	if (was != *expect) {
		*expect = was;
		return -EAGAIN;
	}
	if (level != TYPE_L1 || (present && !l1_bits_ok(pte, own->table)))
		return refuse(-EINVAL, "emulated write of %llx to an L%u", pte, level);
	if (present)
		pte = l1_adjust(pte);
	err = l1_exchange(was, pte, own, &drop);
	if (err)
		return err;
	/* A processor may have set A or D; the references are the same ones. */
	if (word_swap(slot, expect, pte)) {
		l1_drop(was, drop);
		return 0;
	}
	if (present && (drop == DROP_ALL || !(was & PTE_P)))
		l1_release(pte);
	else if (present && drop == DROP_NOTHING && (was ^ pte) & PTE_RW)
		page_put_writable(mfn_to_page(pte_mfn(pte)));
	return -EAGAIN;
}

/*
 * The entry's own references, for a frame of whatever owner: its grant keeps the
 * owner what it is.
 */
static int grant_update(struct page *table, unsigned int index, u64 pte,
			struct mm_owner *mapper, u64 expect, u64 *old)
{
	u64 *slot = (u64 *)page_to_virt(table) + index;
	struct pt_owners own = { .table = mapper, .frames = mapper };
	u64 was = READ_ONCE(*slot);
	int err;

	if (expect != GRANT_OVER_ANY &&
	    (!(was & PTE_P) || (was ^ expect) & (PTE_FRAME_MASK | PTE_RW)))
		return refuse(-EINVAL, "entry %llx is not the mapping %llx", was, expect);
	err = pte_check(pte, TYPE_L1, mapper);
	if (err)
		return err;
	if (pte & PTE_P) {
		mfn_t mfn = pte_mfn(pte);

		if (mfn_is_ram(mfn))
			own.frames = mm_owner_of(READ_ONCE(mfn_to_page(mfn)->owner));
		if (!own.frames)
			return refuse(-EPERM, "frame %llx is nobody's", mfn.v);
		pte = pte_adjust(pte, TYPE_L1);
	}
	err = pte_hold(pte, TYPE_L1, &own, false);
	if (err)
		return err;
	pte_commit(slot, pte);
	pte_release(was, TYPE_L1, false);
	if (old)
		*old = was;
	return 0;
}

/* Caller has a reference on @table, which is dropped here. */
static int grant_update_locked(struct page *table, unsigned int index, u64 pte,
			       struct mm_owner *mapper, u64 expect, u64 *old)
{
	enum page_type level = page_lock_table(table);
	int err = -EINVAL;

	if (level == TYPE_L1)
		err = grant_update(table, index, pte, mapper, expect, old);
	log_dirty_mark(mapper, page_to_mfn(table));
	if (level != TYPE_NONE)
		page_unlock(table);
	page_drop(table);
	return err;
}

int guest_pt_set_grant(u64 pte_maddr, u64 pte, struct mm_owner *mapper, u64 expect, u64 *old)
{
	mfn_t mfn = maddr_to_mfn(pte_maddr);
	struct page *table = mfn_to_page(mfn);

	if (pte_maddr & 7 || !mfn_is_ram(mfn) || !page_try_get(table, mapper->id))
		return refuse(-EINVAL, "no entry of owner %u at %llx", mapper->id, pte_maddr);
	return grant_update_locked(table, (pte_maddr & ~HV_PAGE_MASK) / sizeof(u64), pte,
				   mapper, expect, old);
}

int guest_pt_set_grant_va(mfn_t root, unsigned long gva, u64 pte, struct mm_owner *mapper,
			  u64 expect, u64 *old)
{
	struct page *table;
	unsigned int index;
	u64 now;
	int err = guest_pt_walk(root, gva, &table, &index, &now);

	if (err)
		return err;
	return grant_update_locked(table, index, pte, mapper, expect, old);
}
