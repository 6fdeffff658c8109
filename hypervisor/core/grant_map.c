// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping grants: a page-table entry of one domain names a frame of another.
 *
 *	map:    entry acquired (granter's table) -> frame referenced -> PTE set -> row kept
 *	unmap:  PTE cleared -> TLBs flushed -> frame let go -> entry released -> row free
 *
 * The order of unmapping is what makes revocation safe: the granter sees its entry idle
 * only when no CPU can reach the frame any more. So unmapping comes in two halves, and
 * hc_grant.c flushes once for a batch between them.
 *
 * A row belongs to the mapping domain and is named by its handle. It is taken off the
 * free list first and given back last; between the two only its owner's hypercalls touch
 * it, and those that race for one handle find ROW_BUSY set or ROW_IN_USE cleared.
 */
#include <linux/nospec.h>
#include "core/grant_table.h"
#include "core/xsm.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "mm/guest_pt.h"
#include "mm/log_dirty.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"

#define NO_ROW	(~0U)

/* ------------------------------------------------------------------ rows */

static struct grant_map_row *row_of(struct grant_table *t, u32 handle)
{
	u32 page = handle / ROWS_PER_PAGE, nr = __atomic_load_n(&t->nr_row_pages, __ATOMIC_ACQUIRE);

	if (page >= nr)
		return NULL;
	page = array_index_nospec(page, nr);
	return &t->rows[page][handle % ROWS_PER_PAGE];
}

/* Lock: map_lock. */
static int rows_grow(struct grant_table *t)
{
	u32 first = t->nr_row_pages * ROWS_PER_PAGE, i;
	struct grant_map_row *page;

	if (t->nr_row_pages >= t->max_row_pages)
		return -ENOSPC;
	page = hv_alloc_page();
	if (!page)
		return -ENOMEM;
	for (i = 0; i < ROWS_PER_PAGE; i++)
		page[i].ref = i + 1 < ROWS_PER_PAGE ? first + i + 1 : t->free_row;
	t->rows[t->nr_row_pages] = page;
	__atomic_store_n(&t->nr_row_pages, t->nr_row_pages + 1, __ATOMIC_RELEASE);
	t->free_row = first;
	return 0;
}

static u32 row_take(struct grant_table *t)
{
	u32 handle = NO_ROW;

	spin_lock(&t->map_lock);
	if (t->free_row != NO_ROW || !rows_grow(t)) {
		handle = t->free_row;
		t->free_row = row_of(t, handle)->ref;
		t->nr_maps++;
	}
	spin_unlock(&t->map_lock);
	return handle;
}

static void row_give(struct grant_table *t, u32 handle)
{
	struct grant_map_row *row = row_of(t, handle);

	spin_lock(&t->map_lock);
	row->flags = 0;
	row->ref = t->free_row;
	t->free_row = handle;
	t->nr_maps--;
	spin_unlock(&t->map_lock);
}

/* ------------------------------------------------------------------ frames */

static s16 frame_hold(struct domain *rd, u64 frame, bool readonly)
{
	mfn_t mfn = _mfn(frame);

	if (!mfn_is_ram(mfn))
		return GNTST_bad_page;
	if (readonly)
		return page_get(mfn_to_page(mfn), rd->mm.id) ? GNTST_okay : GNTST_bad_page;
	if (page_get_and_type(mfn_to_page(mfn), rd->mm.id, TYPE_WRITABLE, false))
		return GNTST_bad_page;
	return GNTST_okay;
}

static void frame_release(u64 frame, bool typed)
{
	if (typed)
		page_put_and_type(mfn_to_page(_mfn(frame)), false);
	else
		page_put(mfn_to_page(_mfn(frame)));
}

static int pte_set(struct domain *mapper, u64 host_addr, bool by_pte, u64 pte, u64 expect)
{
	u64 old;

	if (by_pte)
		return guest_pt_set_grant(host_addr, pte, &mapper->mm, expect, &old);
	return guest_pt_set_grant_va(current_vcpu()->kernel_root, host_addr, pte, &mapper->mm,
				     expect, &old);
}

static u64 map_pte(const struct gnttab_map_grant_ref *op, u64 frame)
{
	u64 flags = PTE_P | PTE_A | PTE_NX;

	if (!(op->flags & GNTMAP_readonly))
		flags |= PTE_RW | PTE_D;
	if (op->flags & GNTMAP_application_map)
		flags |= PTE_US;
	flags |= (u64)(op->flags >> _GNTMAP_guest_avail0 & 7) << 9;
	return pte_make(_mfn(frame), flags);
}

/* ------------------------------------------------------------------ map */

static s16 map_from(struct domain *mapper, struct domain *rd, struct gnttab_map_grant_ref *op,
		    struct grant_map_row *row)
{
	bool readonly = op->flags & GNTMAP_readonly;
	struct grant_use use;
	s16 status;

	spin_lock(&rd->grants->lock);
	status = grant_entry_acquire(rd, op->ref, mapper->mm.id, readonly, true, &use);
	spin_unlock(&rd->grants->lock);
	if (status != GNTST_okay)
		return status;
	status = frame_hold(rd, use.frame, readonly);
	if (status != GNTST_okay)
		goto release;
	if (op->flags & GNTMAP_host_map &&
	    pte_set(mapper, op->host_addr, op->flags & GNTMAP_contains_pte,
		    map_pte(op, use.frame), GRANT_OVER_ANY)) {
		status = GNTST_general_error;
		frame_release(use.frame, !readonly);
		goto release;
	}
	/*
	 * The entry has a type reference of its own, which goes with it if the guest
	 * overwrites it; ours is for devices. The general one keeps the frame, and
	 * with it the granter's number.
	 */
	if (!(op->flags & GNTMAP_device_map) && !readonly)
		page_put_type(mfn_to_page(_mfn(use.frame)), false);
	row->ref = op->ref;
	row->domid = rd->mm.id;
	row->frame = use.frame;
	op->dev_bus_addr = use.frame << HV_PAGE_SHIFT;
	return GNTST_okay;
release:
	spin_lock(&rd->grants->lock);
	grant_entry_release(rd, op->ref, readonly);
	spin_unlock(&rd->grants->lock);
	return status;
}

int grant_map(struct domain *mapper, struct gnttab_map_grant_ref *op)
{
	struct grant_table *t = mapper->grants;
	struct grant_map_row *row;
	struct domain *rd;
	u16 flags = ROW_IN_USE;
	u32 handle;

	if (!(op->flags & (GNTMAP_host_map | GNTMAP_device_map))) {
		op->status = GNTST_bad_gntref;
		return 0;
	}
	rd = domain_get(op->dom);
	if (!rd) {
		op->status = GNTST_bad_domain;
		return 0;
	}
	if (!xsm_may_talk(mapper, rd)) {
		op->status = GNTST_permission_denied;
		goto out;
	}
	handle = row_take(t);
	if (handle == NO_ROW) {
		op->status = GNTST_no_device_space;
		goto out;
	}
	row = row_of(t, handle);
	op->status = map_from(mapper, rd, op, row);
	if (op->status != GNTST_okay) {
		row_give(t, handle);
		goto out;
	}
	flags |= op->flags & GNTMAP_host_map ? ROW_HOST : 0;
	flags |= op->flags & GNTMAP_device_map ? ROW_DEVICE : 0;
	flags |= op->flags & GNTMAP_readonly ? ROW_READONLY : 0;
	flags |= (op->flags & (GNTMAP_readonly | GNTMAP_device_map)) == GNTMAP_device_map ?
		 ROW_TYPED : 0;
	flags |= op->flags & GNTMAP_contains_pte ? ROW_PTE : 0;
	__atomic_store_n(&row->flags, flags, __ATOMIC_RELEASE);
	op->handle = handle;
out:
	domain_put(rd);
	return 0;
}

/* ------------------------------------------------------------------ unmap */

/*
 * First half: take the handle, clear the entry. What remains for the second half is in
 * @u; u->what is 0 if there is nothing to do.
 */
static s16 unmap_begin(struct domain *mapper, u32 handle, u64 host_addr, u64 dev_bus_addr,
		       u64 new_pte, struct grant_unmapped *u)
{
	struct grant_table *t = mapper->grants;
	struct grant_map_row *row = row_of(t, handle);
	u16 flags, drop = 0;
	u64 expect;

	u->what = 0;
	if (!row)
		return GNTST_bad_handle;
	flags = __atomic_load_n(&row->flags, __ATOMIC_ACQUIRE);
	if ((flags & (ROW_IN_USE | ROW_BUSY)) != ROW_IN_USE)
		return GNTST_bad_handle;
	if (host_addr && flags & ROW_HOST)
		drop |= ROW_HOST;
	if (dev_bus_addr && flags & ROW_DEVICE) {
		if (dev_bus_addr != row->frame << HV_PAGE_SHIFT)
			return GNTST_general_error;
		drop |= ROW_DEVICE;
	}
	/* the last mapping of the row takes the row itself; of those who race one wins */
	if (!(flags & ~drop & (ROW_HOST | ROW_DEVICE)))
		drop |= ROW_IN_USE;
	if (!drop)
		return GNTST_okay;
	if (!__atomic_compare_exchange_n(&row->flags, &flags, flags | ROW_BUSY, false,
					 __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
		return GNTST_bad_handle;

	/* Another mapping of the frame will do, but not one with other rights. */
	expect = pte_make(_mfn(row->frame), flags & ROW_READONLY ? 0 : PTE_RW);
	if (drop & ROW_HOST && pte_set(mapper, host_addr, flags & ROW_PTE, new_pte, expect)) {
		__atomic_store_n(&row->flags, flags, __ATOMIC_RELEASE);
		return GNTST_general_error;
	}
	__atomic_store_n(&row->flags, flags & ~drop, __ATOMIC_RELEASE);
	if (drop & ROW_IN_USE) {
		u->what = flags;
		u->handle = handle;
		u->ref = row->ref;
		u->domid = row->domid;
		u->frame = row->frame;
	}
	return GNTST_okay;
}

void grant_unmap_finish(struct domain *mapper, struct grant_unmapped *u)
{
	bool readonly = u->what & ROW_READONLY, typed = u->what & ROW_TYPED;
	struct domain *rd;

	if (!u->what)
		return;
	u->what = 0;
	/* Found while the frame is held: after that its number may be another domain's. */
	rd = domain_get_self_or(u->domid);
	if (rd && !readonly)		/* no CPU can write it any more */
		log_dirty_mark(&rd->mm, _mfn(u->frame));
	frame_release(u->frame, typed);
	if (rd) {
		spin_lock(&rd->grants->lock);
		grant_entry_release(rd, u->ref, readonly);
		spin_unlock(&rd->grants->lock);
		domain_put(rd);
	}
	row_give(mapper->grants, u->handle);
}

int grant_unmap(struct domain *mapper, struct gnttab_unmap_grant_ref *op, struct grant_unmapped *u)
{
	op->status = unmap_begin(mapper, op->handle, op->host_addr, op->dev_bus_addr, 0, u);
	return 0;
}

/*
 * What @addr maps, held: only a frame of the mapper's own can be, and only that can be
 * moved. NULL with GNTST_okay: nothing is mapped there.
 */
static s16 replacement_hold(struct domain *mapper, u64 addr, u64 *pte, struct page **held)
{
	struct page *l1, *pg;
	unsigned int index;

	*held = NULL;
	if (guest_pt_walk(current_vcpu()->kernel_root, addr, &l1, &index, pte))
		return GNTST_bad_virt_addr;
	page_put(l1);
	if (!(*pte & PTE_P))
		return GNTST_okay;
	pg = mfn_to_page(pte_mfn(*pte));
	if (!mfn_is_ram(pte_mfn(*pte)) || !page_get(pg, mapper->mm.id))
		return GNTST_bad_page;
	*held = pg;
	return GNTST_okay;
}

/* The entry of new_addr moves to host_addr; new_addr becomes empty. */
int grant_unmap_and_replace(struct domain *mapper, struct gnttab_unmap_and_replace *op,
			    struct grant_unmapped *u)
{
	struct page *held = NULL;
	u64 pte = 0;

	u->what = 0;
	op->status = GNTST_okay;
	if (op->new_addr)
		op->status = replacement_hold(mapper, op->new_addr, &pte, &held);
	if (op->status != GNTST_okay)
		return 0;
	op->status = unmap_begin(mapper, op->handle, op->host_addr, 0, pte, u);
	if (op->status == GNTST_okay && held &&
	    pte_set(mapper, op->new_addr, false, 0, pte))
		op->status = GNTST_bad_virt_addr;
	if (held)
		page_put(held);
	return 0;
}

/* A dying domain's mappings; its page tables are gone, so only the accounts are left. */
int grant_release_maps(struct domain *d)
{
	struct grant_table *t = d->grants;
	struct grant_unmapped u;
	struct grant_map_row *row;
	u32 handle, n = 0;

	for (handle = 0; t && (row = row_of(t, handle)); handle++) {
		u16 flags = __atomic_exchange_n(&row->flags, 0, __ATOMIC_SEQ_CST);

		if (!(flags & ROW_IN_USE))
			continue;
		u = (struct grant_unmapped){
			.what = flags, .handle = handle, .ref = row->ref,
			.domid = row->domid, .frame = row->frame,
		};
		grant_unmap_finish(d, &u);
		if (++n % 64 == 0 && softirq_pending())
			return -HV_ERESTART;
	}
	return 0;
}
