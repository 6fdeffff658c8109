// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets of numbers as sorted, disjoint, non-adjacent ranges.
 *
 *	add 3-5      [3-5]
 *	add 9        [3-5] [9]
 *	add 6-8      [3-9]
 *	remove 4-5   [3] [6-9]
 *
 * A domain has three: I/O ports, MMIO frames, interrupts. They are asked far more
 * often than changed, and hold a handful of ranges, so an array and a binary
 * search do.
 *
 * Lock: one per set, a leaf (LOCK_LEAF). A change needs at most one slot more than
 * there are; the room for it is allocated before the lock is taken, so that an
 * operation either happens completely or not at all. The version counts changes
 * for those who derive something from the set (I/O bitmaps).
 */
#include "core/permit.h"
#include "cpu/printk.h"
#include "cpu/spinlock.h"
#include "mm/page_alloc.h"
#include <linux/string.h>

struct range { u64 first, last; };

struct permit {
	spinlock_t lock;		/* all of it */
	u32 nr, room;
	u32 version;
	struct range *range;
};

#define FIRST_ROOM	8

/*
 * Versions are never used twice, not even by a set that comes to lie where another one
 * was: whoever compares address and version cannot take one for the other.
 */
static u32 version_next(void)
{
	static u32 last;

	return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
}

struct permit *permit_create(void)
{
	struct permit *p = xalloc(struct permit);

	if (p) {
		spin_lock_setup(&p->lock, LOCK_LEAF);
		p->version = version_next();
	}
	return p;
}

void permit_free(struct permit *p)
{
	if (!p)
		return;
	xfree(p->range);
	xfree(p);
}

/* Room for one range more than there are, as far as one can tell without the lock. */
static int permit_make_room(struct permit *p)
{
	u32 room = READ_ONCE(p->room), want = room ? room * 2 : FIRST_ROOM;
	struct range *more;

	if (READ_ONCE(p->nr) < room)
		return 0;
	more = xalloc_array(struct range, want);
	if (!more)
		return -ENOMEM;
	spin_lock(&p->lock);
	if (p->room < want) {
		struct range *old = p->range;

		if (p->nr)
			memcpy(more, old, p->nr * sizeof(*more));
		p->range = more;
		p->room = want;
		more = old;
	}
	spin_unlock(&p->lock);
	xfree(more);
	return 0;
}

/* Index of the first range that ends at or behind @value; nr if there is none. Lock held. */
static u32 permit_find(const struct permit *p, u64 value)
{
	u32 low = 0, high = p->nr;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (p->range[mid].last < value)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Replace ranges [from, to) by @nr new ones. Lock held, room checked. */
static void permit_replace(struct permit *p, u32 from, u32 to, const struct range *new, u32 nr)
{
	memmove(&p->range[from + nr], &p->range[to], (p->nr - to) * sizeof(*new));
	for (u32 i = 0; i < nr; i++)
		p->range[from + i] = new[i];
	p->nr = p->nr - (to - from) + nr;
	WRITE_ONCE(p->version, version_next());
}

/**
 * permit_add() - allow [@first, @last]
 * Errors: -EINVAL empty range, -ENOMEM; the set is unchanged then.
 */
int permit_add(struct permit *p, u64 first, u64 last)
{
	struct range new = { first, last };
	u32 from, to;

	if (first > last)
		return -EINVAL;
again:
	if (permit_make_room(p))
		return -ENOMEM;
	spin_lock(&p->lock);
	if (p->nr == p->room) {
		spin_unlock(&p->lock);
		goto again;
	}
	/* what touches the new range becomes part of it */
	from = permit_find(p, first ? first - 1 : 0);
	for (to = from; to < p->nr && (last == ~0ULL || p->range[to].first <= last + 1); to++) {
		if (p->range[to].first < new.first)
			new.first = p->range[to].first;
		if (p->range[to].last > new.last)
			new.last = p->range[to].last;
	}
	permit_replace(p, from, to, &new, 1);
	spin_unlock(&p->lock);
	return 0;
}

/**
 * permit_remove() - forbid [@first, @last]
 * Errors: -EINVAL empty range, -ENOMEM; the set is unchanged then.
 */
int permit_remove(struct permit *p, u64 first, u64 last)
{
	struct range rest[2];
	u32 from, to, nr = 0;

	if (first > last)
		return -EINVAL;
again:
	if (permit_make_room(p))
		return -ENOMEM;
	spin_lock(&p->lock);
	if (p->nr == p->room) {
		spin_unlock(&p->lock);
		goto again;
	}
	from = permit_find(p, first);
	for (to = from; to < p->nr && p->range[to].first <= last; to++) {
		const struct range *r = &p->range[to];

		if (r->first < first)
			rest[nr++] = (struct range){ r->first, first - 1 };
		if (r->last > last)
			rest[nr++] = (struct range){ last + 1, r->last };
	}
	if (to > from)
		permit_replace(p, from, to, rest, nr);
	spin_unlock(&p->lock);
	return 0;
}

/* All of [@first, @last]? Context: any without LOCK_LEAF. */
bool permit_has(const struct permit *set, u64 first, u64 last)
{
	struct permit *p = (struct permit *)set;
	bool has;
	u32 i;

	if (first > last)
		return false;
	spin_lock(&p->lock);
	i = permit_find(p, first);
	has = i < p->nr && p->range[i].first <= first && p->range[i].last >= last;
	spin_unlock(&p->lock);
	return has;
}

/* The first range that ends at or behind @from: false if there is none. */
bool permit_next(const struct permit *set, u64 from, u64 *first, u64 *last)
{
	struct permit *p = (struct permit *)set;
	bool found;
	u32 i;

	spin_lock(&p->lock);
	i = permit_find(p, from);
	found = i < p->nr;
	if (found) {
		*first = p->range[i].first > from ? p->range[i].first : from;
		*last = p->range[i].last;
	}
	spin_unlock(&p->lock);
	return found;
}

u32 permit_version(const struct permit *p)
{
	return READ_ONCE(p->version);
}
