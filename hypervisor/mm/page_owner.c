// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames with an owner: how they get one, change it and lose it.
 *
 *	free --guest_alloc_pages()--> owned (count 1: PAGE_ALLOCATED, on the list)
 *	owned --last reference--> free
 *	owned --page_steal()--> free-standing (count 1, OWNER_NONE) --page_assign()--> owned
 *	hv frame --hv_page_share()--> owned, PAGE_SHAREABLE --hv_page_unshare()--> nobody's
 *	nobody's --last mapping--> free
 *
 * A free-standing frame cannot be referenced by anybody (no number matches
 * OWNER_NONE), so it can be looked at and given away without a lock.
 *
 * A frame changes its owner only through a count of 0 or through page_steal(),
 * whose compare-and-swap demands that the owner's own reference is the only one:
 * no mapping, no type, no grant of it exists. Stale translations may; the
 * frame is stamped, and flushed before the next owner gets it.
 *
 * What a domain has is limited by max_pages, counted under its page_lock. Shared
 * hypervisor frames do not count. A frame that others still reference when its
 * owner dies stays on a second list (PAGE_LEAVING) until they let go; the owner's
 * record stays as long (all_gone).
 *
 * Lock: the owner's page_lock for its lists, totals and the two list flags. Flags of
 * a frame in use are changed atomically: they share a word with the count.
 */
#include "mm/page_alloc.h"
#include "mm/alloc_block.h"
#include "mm/frame_fast.h"
#include "mm/m2p.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include <linux/kernel.h>

#define HEAD(flags, owner, count) ((u64)(flags) << 48 | (u64)(owner) << 32 | (count))

static void flags_set(struct page *pg, u16 flags)
{
	__atomic_fetch_or(&pg->flags, flags, __ATOMIC_RELAXED);
}

static void list_link(u32 *head, struct page *pg)
{
	u32 mfn = page_to_mfn(pg).v;

	pg->prev = NO_FRAME;
	pg->next = *head;
	if (*head != NO_FRAME)
		mfn_to_page(_mfn(*head))->prev = mfn;
	*head = mfn;
}

static void list_unlink(u32 *head, struct page *pg)
{
	if (pg->next != NO_FRAME)
		mfn_to_page(_mfn(pg->next))->prev = pg->prev;
	if (pg->prev != NO_FRAME)
		mfn_to_page(_mfn(pg->prev))->next = pg->next;
	else
		*head = pg->next;
}

/* Off whichever list it is on; page_lock held. */
static void owner_unlink(struct mm_owner *o, struct page *pg)
{
	if (pg->flags & PAGE_LEAVING)
		list_unlink(&o->leaving_page, pg);
	else if (pg->flags & PAGE_LISTED)
		list_unlink(&o->first_page, pg);
}

void page_list_leave(struct mm_owner *o, struct page *pg)
{
	spin_lock(&o->page_lock);
	if (!(pg->flags & PAGE_LEAVING) && pg->flags & PAGE_LISTED) {
		list_unlink(&o->first_page, pg);
		list_link(&o->leaving_page, pg);
		flags_set(pg, PAGE_LEAVING);
	}
	spin_unlock(&o->page_lock);
}

/* A frame that somebody else's TLB may still reach is on its way to a new owner. */
static void stolen_flush(struct page *pg)
{
	cpuset_t cpus;

	if (!pg->tlb_stamp)
		return;
	cpus = tlb_filter(READ_ONCE(cpus_online), pg->tlb_stamp);
	if (!cpuset_empty(cpus))
		tlb_flush(cpus);
	pg->tlb_stamp = 0;
}

int page_assign(struct page *pg, struct mm_owner *o, unsigned int order, unsigned int flags)
{
	bool listed = !(flags & ALLOC_NO_OWNER_LIST);
	u64 nr = 1ULL << order;
	int err = 0;

	for (u64 i = 0; i < nr; i++)
		stolen_flush(&pg[i]);
	spin_lock(&o->page_lock);
	if (o->dying)
		err = -EINVAL;
	else if (listed && (nr > o->max_pages || o->nr_pages > o->max_pages - nr))
		err = -ENOMEM;
	for (u64 i = 0; !err && i < nr; i++) {
		if (listed)
			list_link(&o->first_page, &pg[i]);
		__atomic_store_n(&pg[i].head,
				 HEAD(PAGE_ALLOCATED | (listed ? PAGE_LISTED : 0), o->id, 1),
				 __ATOMIC_RELEASE);
	}
	if (!err && listed)
		o->nr_pages += nr;
	spin_unlock(&o->page_lock);
	if (err)
		return refuse(err, "owner %u cannot have %llu more frames", o->id, nr);
	return 0;
}

int page_steal(struct page *pg, struct mm_owner *o, unsigned int flags)
{
	u64 head = READ_ONCE(pg->head), only;

	do {
		only = head & ~((u64)PAGE_LISTED << 48);
		if (only != HEAD(PAGE_ALLOCATED, o->id, 1))
			return refuse(-EBUSY, "frame %llx is in use or not of owner %u",
				      page_to_mfn(pg).v, o->id);
	} while (!word_swap(&pg->head, &head,
			    HEAD(head >> 48 & PAGE_LISTED, OWNER_NONE, 1)));
	spin_lock(&o->page_lock);
	if (pg->flags & PAGE_LISTED) {
		owner_unlink(o, pg);
		o->nr_pages--;
	}
	spin_unlock(&o->page_lock);
	if (pg->type & PT_NONCOHERENT)
		cache_flush_page(page_to_virt(pg));
	pg->flags = 0;
	pg->type = 0;
	pg->tlb_stamp = tlb_clock();
	return 0;
}

void page_free_stolen(struct page *pg)
{
	page_drop(pg);
}

struct page *guest_alloc_pages(struct mm_owner *o, unsigned int order, unsigned int bits,
			       unsigned int flags)
{
	struct page *pg;

	if (flags & ALLOC_LOW32 && (!bits || bits > 32))
		bits = 32;
	if (READ_ONCE(o->dying) || (!(flags & ALLOC_NO_OWNER_LIST) &&
				    o->nr_pages + (1ULL << order) > o->max_pages))
		return NULL;
	pg = block_alloc(o, order, bits, flags);
	if (!pg)
		return NULL;
	if (page_assign(pg, o, order, flags)) {
		block_free(page_to_mfn(pg).v, order);
		return NULL;
	}
	return pg;
}

/* State: count 0 => in the allocator. @o: NULL for a free-standing frame. */
void page_free_guest(struct page *pg, struct mm_owner *o)
{
	bool gone = false;

	m2p_set(page_to_mfn(pg), M2P_INVALID);
	if (o) {
		spin_lock(&o->page_lock);
		if (pg->flags & PAGE_LISTED) {
			owner_unlink(o, pg);
			o->nr_pages--;
		}
		gone = o->dying && !o->nr_pages;
		spin_unlock(&o->page_lock);
	}
	if (pg->type & PT_NONCOHERENT)
		cache_flush_page(page_to_virt(pg));
	pg->tlb_stamp = tlb_clock();
	pg->type = 0;
	pg->head = HEAD(PAGE_DIRTY, OWNER_NONE, 0);
	block_free(page_to_mfn(pg).v, 0);
	if (gone && o->all_gone)
		o->all_gone(o);
}

/* ---- hypervisor memory ---- */

void *hv_alloc_pages(unsigned int order, unsigned int flags)
{
	struct page *pg = block_alloc(NULL, order, flags & ALLOC_LOW32 ? 32 : 0,
				      flags | ALLOC_NO_SCRUB);

	if (!pg)
		return NULL;
	for (u64 i = 0; i < 1ULL << order; i++)
		pg[i].head = HEAD(PAGE_HV, OWNER_NONE, 1);
	return page_to_virt(pg);
}

void hv_free_pages(void *p, unsigned int order)
{
	struct page *pg = mfn_to_page(virt_to_mfn(p));

	for (u64 i = 0; i < 1ULL << order; i++) {
		BUG_ON(pg[i].head != HEAD(PAGE_HV, OWNER_NONE, 1));
		pg[i].head = HEAD(PAGE_DIRTY, OWNER_NONE, 0);
		pg[i].type = 0;
	}
	block_free(page_to_mfn(pg).v, order);
}

/*
 * State: hv frame => owned by @o with the hypervisor's general and type reference.
 * The type reference keeps the frame what it is: writable data, or (TYPE_NONE) never
 * writable and never a table.
 */
void hv_page_share(void *p, struct mm_owner *o, bool writable)
{
	struct page *pg = mfn_to_page(virt_to_mfn(p));

	BUG_ON(pg->head != HEAD(PAGE_HV, OWNER_NONE, 1));
	spin_lock(&o->page_lock);
	o->nr_hv_pages++;
	spin_unlock(&o->page_lock);
	m2p_set(page_to_mfn(pg), M2P_INVALID);
	pg->type = (u64)(writable ? TYPE_WRITABLE : TYPE_NONE) << PT_TYPE_SHIFT | 1;
	__atomic_store_n(&pg->head, HEAD(PAGE_HV | PAGE_SHAREABLE, o->id, 1), __ATOMIC_RELEASE);
}

/*
 * State: owned => nobody's, or free. The caller forgets @p now; the memory goes when the
 * last mapping of it does. A mapping by another domain may outlive @o, whose number may
 * then be a new domain's: so the frame loses its owner here, and with it everybody's
 * right to a further reference.
 */
void hv_page_unshare(void *p, struct mm_owner *o)
{
	struct page *pg = mfn_to_page(virt_to_mfn(p));
	u64 head = READ_ONCE(pg->head);

	BUG_ON(pg->owner != o->id || !(pg->flags & PAGE_SHAREABLE));
	spin_lock(&o->page_lock);
	o->nr_hv_pages--;
	spin_unlock(&o->page_lock);
	while (!word_swap(&pg->head, &head,
			  HEAD(PAGE_HV | PAGE_SHAREABLE, OWNER_NONE, (u32)head)))
		;
	if (page_type(pg) == TYPE_WRITABLE)
		page_put_writable(pg);
	else
		__atomic_sub_fetch(&pg->type, 1, __ATOMIC_SEQ_CST);
	page_drop(pg);
}
