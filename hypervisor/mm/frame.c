// SPDX-License-Identifier: GPL-2.0-only
/*
 * References to frames: who may take one, and what the last one does.
 *
 * A reference is taken by one compare-and-swap on the word that holds count and
 * owner together. So there is no moment at which a frame has been found to
 * belong to a domain and is then given to another one before it is counted, and
 * a count of zero is final: nobody can revive a frame that is on its way to the
 * allocator. The count saturates by refusal, far below the width of its
 * field, so that no number of mappings can wrap it.
 *
 * The owner's own reference is the flag PAGE_ALLOCATED. It is given up once
 * (page_put_allocated() clears the flag and takes the count down in one step), so
 * a guest that returns the same frame from two CPUs frees it once.
 *
 * The last put of a guest frame runs on whatever CPU dropped it, often under a
 * page-table lock: it takes the owner's list lock and then the allocator's,
 * nothing outer, and cannot fail. A frame that is freed has no type references:
 * each of those is accompanied by a general one.
 *
 * Hypervisor frames shared with a guest (PAGE_SHAREABLE) have the guest as
 * their owner, so that it can map them, and the hypervisor's reference in the
 * count; whoever drops the last one frees the memory.
 */
#include "mm/frame_fast.h"
#include "mm/page_alloc.h"
#include "cpu/printk.h"

u64 max_frame;

bool page_get(struct page *pg, u16 owner)
{
	return page_try_get(pg, owner);
}

bool page_get_any(struct page *pg, u16 *owner)
{
	u64 head = READ_ONCE(pg->head);

	for (;;) {
		u16 id = head >> 32;

		if ((u32)head - 1 >= FRAME_COUNT_MAX - 1 || id == OWNER_IO || id == OWNER_NONE)
			return false;
		if (word_swap(&pg->head, &head, head + 1)) {
			*owner = id;
			return true;
		}
	}
}

void page_put(struct page *pg)
{
	ASSERT(pg->count);
	page_drop(pg);
}

bool page_put_allocated(struct page *pg)
{
	u64 flag = (u64)PAGE_ALLOCATED << 48;
	u64 head = READ_ONCE(pg->head), next;

	do {
		if (!(head & flag))
			return false;
		next = (head & ~flag) - 1;
	} while (!word_swap(&pg->head, &head, next));
	if (!(u32)next)
		page_free_last(pg);
	return true;
}

/* State: count 0, nobody can take a reference => free, or free-standing. */
void page_free_last(struct page *pg)
{
	BUG_ON(page_type_count(pg) && !(pg->flags & PAGE_SHAREABLE));
	BUG_ON(READ_ONCE(pg->type) & (PT_LOCKED | PT_PARTIAL));
	page_free_guest(pg, mm_owner_of(pg->owner));
}
