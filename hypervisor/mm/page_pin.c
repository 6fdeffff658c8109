// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pins, and puts that were preempted with nobody left to repeat them.
 *
 * A pin is one general and one type reference that the guest holds on a table of
 * its own by hypercall; the bit PINNED says that it exists. Taking the bit away
 * is the compare-and-swap that gives its references to the unpinner, so two CPUs
 * that unpin the same frame give them back once.
 *
 * Putting the last reference of a table with millions of entries under it is
 * preempted. An unpin is a hypercall of its own: it sets the bit again and is
 * continued. But a table can also lose its last reference because an entry was
 * overwritten, a root replaced, or the table above taken apart, and then there is
 * no reference left to show for what remains to be done. Such a table is parked: a
 * list of the owner's, linked through struct page, holds the reference, and each of
 * the owner's memory hypercalls empties the list first. To the guest it looks as if
 * the put had been complete.
 *
 * The list can hold a frame once only: a frame on it is PARTIAL with count 1,
 * or was taken up again by a get, whose put then is not the last.
 *
 * Lock: the owner's page_lock for the list, never held while a put works. While
 * one CPU works on a parked frame the others that want to drain are told to try
 * again (draining), so none overtakes it.
 */
#include "mm/frame_fast.h"
#include "mm/guest_pt.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"

/* Sets PINNED, which stands for references that the caller has. False: was set. */
static bool pin_set(struct page *pg)
{
	for (;;) {
		u64 word = READ_ONCE(pg->type);

		if (word & PT_PINNED)
			return false;
		if (word & PT_LOCKED)
			cpu_pause();
		else if (word_swap(&pg->type, &word, word | PT_PINNED))
			return true;
	}
}

static bool pin_clear(struct page *pg)
{
	for (;;) {
		u64 word = READ_ONCE(pg->type);

		if (!(word & PT_PINNED))
			return false;
		if (word & PT_LOCKED)
			cpu_pause();
		else if (word_swap(&pg->type, &word, word & ~PT_PINNED))
			return true;
	}
}

static void put_or_park(struct page *pg)
{
	if (page_put_and_type(pg, true))
		page_park(pg);
}

int page_pin(struct page *pg, struct mm_owner *o, enum page_type type)
{
	int err = page_get_and_type(pg, o->id, type, true);

	if (err)
		return err;
	if (!pin_set(pg)) {
		put_or_park(pg);
		return refuse(-EINVAL, "frame %llx is pinned already", page_to_mfn(pg).v);
	}
	/* page_relinquish_all() may have passed this frame before it was pinned. */
	if (unlikely(READ_ONCE(o->dying)) && pin_clear(pg)) {
		put_or_park(pg);
		return -EINVAL;
	}
	return 0;
}

int page_unpin(struct page *pg, struct mm_owner *o)
{
	int err;

	if (!page_try_get(pg, o->id))
		return refuse(-EINVAL, "frame %llx is not of owner %u", page_to_mfn(pg).v, o->id);
	if (!pin_clear(pg)) {
		err = refuse(-EINVAL, "frame %llx is not pinned", page_to_mfn(pg).v);
	} else {
		err = page_put_and_type(pg, true);
		if (err && !pin_set(pg)) {	/* pinned anew meanwhile */
			page_park(pg);
			err = 0;
		}
	}
	page_drop(pg);
	return err;
}

void page_park(struct page *pg)
{
	struct mm_owner *o = mm_owner_of(pg->owner);

	spin_lock(&o->page_lock);
	pg->parked = o->parked;
	o->parked = page_to_mfn(pg).v;
	spin_unlock(&o->page_lock);
}

static struct page *parked_take(struct mm_owner *o)
{
	struct page *pg = NULL;

	spin_lock(&o->page_lock);
	if (o->parked != NO_FRAME) {
		pg = mfn_to_page(_mfn(o->parked));
		o->parked = pg->parked;
		o->draining++;
	}
	spin_unlock(&o->page_lock);
	return pg;
}

int __page_drain(struct mm_owner *o)
{
	struct page *pg;

	while ((pg = parked_take(o))) {
		int err = page_put_and_type(pg, true);

		if (err)
			page_park(pg);
		spin_lock(&o->page_lock);
		o->draining--;
		spin_unlock(&o->page_lock);
		if (err)
			return err;
	}
	return READ_ONCE(o->draining) ? -HV_ERESTART : 0;
}
