// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking back all memory of a dying domain.
 *
 * When this runs nothing of the domain runs any more, its vCPUs' base pointers and
 * descriptor frames have been put, and no new pin or allocation can succeed (both
 * look at dying). What remains to hold its frames are the allocation
 * references, pins, interrupted validations, and what others have (grant maps,
 * foreign maps of the builder's).
 *
 * Frames are taken from the head of the owner's list one at a time: what the
 * domain holds on the frame is dropped, and the frame is moved to the list of
 * leaving frames before its allocation reference goes; if that was the last one it
 * is freed at once, else when the others let go. So the first list shrinks with
 * every step whatever others do, and an empty one means done. Tables drop what
 * they hold when their last type reference goes, wherever that happens.
 *
 * Preemptible: nothing is remembered between calls but the lists.
 */
#include "mm/frame_fast.h"
#include "mm/page_alloc.h"
#include "cpu/softirq.h"

#define PREEMPT_EVERY	32

static struct page *first_page_get(struct mm_owner *o)
{
	struct page *pg;

	for (;;) {
		pg = NULL;
		spin_lock(&o->page_lock);
		if (o->first_page != NO_FRAME) {
			pg = mfn_to_page(_mfn(o->first_page));
			if (!page_try_get(pg, o->id)) {
				/* Somebody is freeing it and waits for the lock. */
				spin_unlock(&o->page_lock);
				cpu_pause();
				continue;
			}
		}
		spin_unlock(&o->page_lock);
		return pg;
	}
}

static int relinquish_page(struct page *pg, struct mm_owner *o)
{
	int err = 0;

	if (READ_ONCE(pg->type) & PT_PINNED)
		err = page_unpin(pg, o);
	if (!err || err == -EINVAL)
		err = page_unwind_abandoned(pg);
	if (err)
		return err;
	page_list_leave(o, pg);
	page_put_allocated(pg);
	return 0;
}

int page_relinquish_all(struct mm_owner *o)
{
	unsigned int steps = 0;
	struct page *pg;
	int err;

	err = page_drain(o);
	if (err)
		return err;
	while ((pg = first_page_get(o))) {
		err = relinquish_page(pg, o);
		page_drop(pg);
		if (err)
			return err;
		if (!(++steps % PREEMPT_EVERY) && softirq_pending())
			return -HV_ERESTART;
	}
	return page_drain(o);
}
