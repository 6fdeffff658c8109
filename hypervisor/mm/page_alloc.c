// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame allocator.
 *
 * A binary buddy. Free blocks of 2^order frames, aligned to their size, are kept in
 * lists by order and by zone; a zone is the number of bits of a frame number, so
 * "below 2^n bytes" is a set of zones and no search looks at a block twice. Frame 0
 * is never handed in, so no block lies across two zones. Allocation starts at
 * the highest zone allowed: low memory is scarce, and devices want it.
 *
 * A frame may still be in some CPU's TLB when it comes back, or hold a guest's data.
 * Both are dealt with when it is given out, not when it is freed: the newest
 * flush stamp in the block decides which CPUs are flushed, once per block, and
 * frames marked PAGE_DIRTY are cleared. Nothing is scrubbed or flushed under the
 * lock, and a guest that frees much does not wait for it.
 *
 * Claims: a domain may reserve frames before it has them. They are only numbers:
 * what is free minus what is claimed is what others may take.
 *
 * Lock: alloc_lock (LOCK_FRAME_ALLOC), for lists and totals, a few dozen steps.
 * Who owns a frame and why is mm/page_owner.c's business.
 */
#include "mm/page_alloc.h"
#include "mm/alloc_block.h"
#include "mm/boot_mem.h"
#include "mm/tlb.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include <linux/kernel.h>
#include <linux/string.h>

#define NR_ZONES	41

static u32 free_list[NR_ZONES][MAX_ORDER_BLOCK + 1];	/* first frame, NO_FRAME-terminated */
static u32 zone_orders[NR_ZONES];			/* bit per order whose list is not empty */
static u64 nr_total, nr_free, nr_claimed;
static bool lists_ready;
static DEFINE_SPINLOCK_CLASS(alloc_lock, LOCK_FRAME_ALLOC);

u32 alloc_fail_countdown;

static struct page *frame(u64 mfn)
{
	return mfn_to_page(_mfn(mfn));
}

static unsigned int zone_of(u64 mfn)
{
	return 64 - __builtin_clzll(mfn);
}

static void list_push(u64 mfn, unsigned int order)
{
	unsigned int zone = zone_of(mfn);
	u32 *head = &free_list[zone][order];
	struct page *pg = frame(mfn);

	pg->order = order;
	pg->flags |= PAGE_FREE;
	pg->prev = NO_FRAME;
	pg->next = *head;
	if (*head != NO_FRAME)
		frame(*head)->prev = mfn;
	*head = mfn;
	zone_orders[zone] |= 1U << order;
}

static void list_remove(u64 mfn)
{
	struct page *pg = frame(mfn);
	unsigned int zone = zone_of(mfn);

	if (pg->next != NO_FRAME)
		frame(pg->next)->prev = pg->prev;
	if (pg->prev != NO_FRAME)
		frame(pg->prev)->next = pg->next;
	else
		free_list[zone][pg->order] = pg->next;
	if (free_list[zone][pg->order] == NO_FRAME)
		zone_orders[zone] &= ~(1U << pg->order);
	pg->flags &= ~PAGE_FREE;
}

/* Is the block of @order at @mfn free as a whole? */
static bool is_free_block(u64 mfn, unsigned int order)
{
	struct page *pg = frame(mfn);

	return mfn && mfn_is_ram(_mfn(mfn)) && pg->flags & PAGE_FREE && pg->order == order;
}

/* All frames of the block have count 0 and their stamps set. */
static void block_free_locked(u64 mfn, unsigned int order)
{
	nr_free += 1ULL << order;
	while (order < MAX_ORDER_BLOCK && is_free_block(mfn ^ 1ULL << order, order)) {
		list_remove(mfn ^ 1ULL << order);
		mfn &= ~(1ULL << order);
		order++;
	}
	list_push(mfn, order);
}

void block_free(u64 mfn, unsigned int order)
{
	spin_lock(&alloc_lock);
	block_free_locked(mfn, order);
	spin_unlock(&alloc_lock);
}

static u64 block_take_locked(unsigned int order, unsigned int top_zone)
{
	for (unsigned int zone = top_zone; zone; zone--) {
		u32 orders = zone_orders[zone] >> order << order;
		unsigned int have;
		u64 mfn;

		if (!orders)
			continue;
		have = __builtin_ctz(orders);
		mfn = free_list[zone][have];
		list_remove(mfn);
		while (have > order) {		/* keep the upper half of each split */
			have--;
			list_push(mfn, have);
			mfn += 1ULL << have;
		}
		nr_free -= 1ULL << order;
		return mfn;
	}
	return 0;
}

/* Which CPUs may still reach the block through a stale translation? Flush them. */
static void block_flush(struct page *pg, u64 nr)
{
	u32 newest = 0;
	cpuset_t cpus;

	for (u64 i = 0; i < nr; i++) {
		u32 stamp = pg[i].tlb_stamp;

		if (stamp && (!newest || (s32)(stamp - newest) > 0))
			newest = stamp;
		pg[i].tlb_stamp = 0;
	}
	if (!newest)
		return;
	cpus = tlb_filter(READ_ONCE(cpus_online), newest);
	if (!cpuset_empty(cpus))
		tlb_flush(cpus);
}

static void block_clear(struct page *pg, u64 nr, unsigned int flags)
{
	for (u64 i = 0; i < nr; i++) {
		if (flags & ALLOC_ZERO || (pg[i].flags & PAGE_DIRTY && !(flags & ALLOC_NO_SCRUB)))
			memset(page_to_virt(&pg[i]), 0, HV_PAGE_SIZE);
		pg[i].flags &= ~PAGE_DIRTY;
	}
}

/* May @o take @nr frames, its own claim included? */
static bool claim_allows(const struct mm_owner *o, u64 nr)
{
	u64 own = o ? min(o->outstanding_claim, nr) : 0;

	return nr <= nr_free && nr_free - nr >= nr_claimed - own;
}

static void claim_use(struct mm_owner *o, u64 nr)
{
	u64 own = o ? min(o->outstanding_claim, nr) : 0;

	if (own) {
		o->outstanding_claim -= own;
		nr_claimed -= own;
	}
}

struct page *block_alloc(struct mm_owner *o, unsigned int order, unsigned int bits,
			 unsigned int flags)
{
	unsigned int top = NR_ZONES - 1;
	u64 mfn = 0;
	struct page *pg;

	if (order > MAX_ORDER_BLOCK || (bits && bits <= HV_PAGE_SHIFT))
		return NULL;
	if (unlikely(alloc_fail_countdown) && !--alloc_fail_countdown)
		return NULL;
	if (bits && bits - HV_PAGE_SHIFT < top)
		top = bits - HV_PAGE_SHIFT;
	spin_lock(&alloc_lock);
	if (claim_allows(o, 1ULL << order))
		mfn = block_take_locked(order, top);
	if (mfn)
		claim_use(o, 1ULL << order);
	spin_unlock(&alloc_lock);
	if (!mfn)
		return NULL;
	pg = frame(mfn);
	block_flush(pg, 1ULL << order);
	block_clear(pg, 1ULL << order, flags);
	for (u64 i = 0; i < 1ULL << order; i++)
		pg[i].type = 0;
	return pg;
}

int page_claim(struct mm_owner *o, u64 nr)
{
	u64 want = nr > o->nr_pages ? nr - o->nr_pages : 0;
	int err = 0;

	if (nr > o->max_pages)
		return -EINVAL;
	spin_lock(&alloc_lock);
	if (want && o->outstanding_claim)
		err = -EINVAL;
	else if (want > nr_free - nr_claimed)
		err = -ENOMEM;
	if (!err) {
		nr_claimed += want - o->outstanding_claim;
		o->outstanding_claim = want;
	}
	spin_unlock(&alloc_lock);
	return err;
}

static void lists_init(void)
{
	for (unsigned int zone = 0; zone < NR_ZONES; zone++)
		for (unsigned int order = 0; order <= MAX_ORDER_BLOCK; order++)
			free_list[zone][order] = NO_FRAME;
	lists_ready = true;
}

void page_alloc_add(u64 start_maddr, u64 end_maddr)
{
	u64 mfn = start_maddr >> HV_PAGE_SHIFT, end = end_maddr >> HV_PAGE_SHIFT;

	if (!lists_ready)
		lists_init();
	if (!mfn)
		mfn = 1;
	for (u64 i = mfn; i < end; i++) {
		struct page *pg = frame(i);

		pg->head = (u64)PAGE_DIRTY << 48 | (u64)OWNER_NONE << 32;
		pg->type = 0;
		pg->tlb_stamp = 0;
	}
	spin_lock(&alloc_lock);
	nr_total += mfn < end ? end - mfn : 0;
	while (mfn < end) {
		unsigned int order = min(__builtin_ctzll(mfn), MAX_ORDER_BLOCK);

		while (1ULL << order > end - mfn)
			order--;
		block_free_locked(mfn, order);
		mfn += 1ULL << order;
	}
	spin_unlock(&alloc_lock);
}

u64 page_alloc_total(void)
{
	return nr_total;
}

u64 page_alloc_free(void)
{
	return READ_ONCE(nr_free);
}

u64 page_alloc_unclaimed(void)
{
	return READ_ONCE(nr_free) - READ_ONCE(nr_claimed);
}
