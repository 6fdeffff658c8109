/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page type state machine: why a guest cannot write its page tables.
 *
 * A frame is used as one thing at a time: nothing, writable data, a page table
 * of level 1-4, or a descriptor table. The count says how often. A frame can be
 * mapped writable only while it is (or may become) TYPE_WRITABLE, and becomes a
 * page table only after all its entries were checked and hold references:
 *
 *                       get(Ln): entries 0..511 checked, each holding refs
 *             +-------------------------------------------------+
 *             |                                                 v
 *   TYPE_NONE, count 0 <-----------------------------  Ln, VALID, count n
 *             ^   last put: entries 511..0 dropped              |
 *             |                                                 |
 *             +------------- Ln, PARTIAL(k), count 0 or 1 <-----+
 *                            preempted: entries [0, k) hold refs
 *
 *   TYPE_WRITABLE, count n  <->  count 0: only counts change; a change of type
 *   from count 0 flushes TLBs that may still hold the old use (tlb_stamp).
 *   TYPE_SEGDESC, VALID, count n: like a table, checked as a whole, never PARTIAL.
 *
 * PARTIAL(k) belongs to the frame itself, not to whoever was interrupted:
 *   count 0: nobody owns a type reference (a get was preempted); the frame holds
 *            one general reference on itself so that it is not freed with
 *            entries held;
 *   count 1: a put of the last reference was preempted; the putter (an unpin, a
 *            replaced root) still owns it, or has left it on its owner's parked
 *            list. It is never an entry's: entries hold VALID tables only.
 * get(same type) goes on upwards from k. get(other type) is refused, except that
 * one without page locks held first takes a PARTIAL of count 0 down to nothing.
 *
 * type word:  63..61 type   60 VALID   59 PARTIAL   58 LOCKED   57 PINNED
 *             55 FOREIGN   54 NONCOHERENT   41..32 k (PARTIAL only)   31..0 count
 *
 * Two rules make the word safe to share without a lock:
 *   - bits 63..56 change only by the holder of LOCKED, or by a compare-and-swap on
 *     a word that is not locked (so releasing it is a store of that one byte);
 *   - LOCKED without VALID freezes the whole word: it belongs to the holder.
 * A count of a VALID table may change while LOCKED is held by somebody.
 *
 * LOCKED is held while entries are checked, changed or dropped. Order: a table's
 * lock is taken before those of the tables it points to (L4 > L3 > L2 > L1),
 * never two of one level; then the owner's page list lock. Nobody waits for a
 * frame that is being made, or is ceasing to be, a table of another level than
 * wanted (refused instead), so an order exists for every pair of waiters. It is
 * never held across a preemption. Linear (recursive) tables are refused
 * (XEN-DIFF, errata): they would need the same frame at two levels.
 */
#ifndef HV_MM_PAGE_TYPE_H
#define HV_MM_PAGE_TYPE_H

#include <linux/bits.h>
#include "mm/owner.h"

enum page_type {
	TYPE_NONE = 0,
	TYPE_L1 = 1, TYPE_L2 = 2, TYPE_L3 = 3, TYPE_L4 = 4,
	TYPE_SEGDESC = 5,
	TYPE_WRITABLE = 7,
};

#define PT_TYPE_SHIFT	61
#define PT_VALID	BIT(60)
#define PT_PARTIAL	BIT(59)
#define PT_LOCKED	BIT(58)
#define PT_PINNED	BIT(57)
#define PT_FOREIGN	BIT(55)	/* was mapped writable by another domain: flush all CPUs */
#define PT_NONCOHERENT	BIT(54)	/* was mapped writable and not write-back: flush caches */
#define PT_DONE_SHIFT	32
#define PT_DONE_MASK	(0x3ffUL << PT_DONE_SHIFT)
#define PT_COUNT_MASK	0xffffffffUL

static inline enum page_type page_type(const struct page *pg)
{
	return READ_ONCE(pg->type) >> PT_TYPE_SHIFT;
}

static inline u32 page_type_count(const struct page *pg)
{
	return READ_ONCE(pg->type);
}

/**
 * page_get_type() - take a type reference
 *
 * State: see the picture above. Caller already holds a general reference.
 * Context: interrupts on, no page lock held; may take page locks and flush TLBs.
 * Errors: -EINVAL in use as something else, or an entry is not allowed;
 *         -EPERM an entry names somebody else's frame; -HV_ERESTART preempted
 *         (only if @preemptible), the frame is left PARTIAL; -EBUSY count full.
 */
int __must_check page_get_type(struct page *pg, enum page_type type, bool preemptible);

/* Return: 0, or -HV_ERESTART with the reference still held (only if @preemptible). */
int page_put_type(struct page *pg, bool preemptible);

/* Both references at once; @owner checked. -EINVAL if not @owner's. */
int __must_check page_get_and_type(struct page *pg, u16 owner, enum page_type type,
				   bool preemptible);
int page_put_and_type(struct page *pg, bool preemptible);

/* Pin: one more reference of both kinds, remembered in PT_PINNED. -EINVAL if already. */
int page_pin(struct page *pg, struct mm_owner *o, enum page_type type);
int page_unpin(struct page *pg, struct mm_owner *o);	/* -EINVAL not pinned, -HV_ERESTART */

/*
 * Locks @pg if it is a validated page table of any level: its type, else
 * TYPE_NONE unlocked. While it is locked it stays a table, and with that in use and
 * its owner's; the caller holds a general reference, or looks at the owner after
 * the lock is taken. No other page lock is held.
 */
enum page_type page_lock_table(struct page *pg);
void page_unlock(struct page *pg);

/* A preempted get that nobody continued (PARTIAL, count 0): down to NONE. -HV_ERESTART */
int page_unwind_abandoned(struct page *pg);

/**
 * page_park() - leave a preempted put to the owner's next memory operation
 * @pg: page_put_type() has just returned -HV_ERESTART; the caller's type and
 *      general reference go to the list
 *
 * For those who have nowhere to keep a reference: an entry that was overwritten,
 * a root that was replaced.
 */
void page_park(struct page *pg);

/**
 * page_drain() - finish parked puts
 *
 * Every hypercall that changes page tables or types calls it first, so that a guest
 * never meets its own unfinished tables. One load when there is nothing to do.
 * Context: no lock held. Return: 0, or -HV_ERESTART.
 */
int __page_drain(struct mm_owner *o);
static inline int page_drain(struct mm_owner *o)
{
	if (likely(READ_ONCE(o->parked) == NO_FRAME && !READ_ONCE(o->draining)))
		return 0;
	return __page_drain(o);
}

/*
 * Relinquish: drop every pin, PARTIAL and allocation reference of a dying
 * domain's frames; 0 when the list is empty, -HV_ERESTART to be called again.
 */
int page_relinquish_all(struct mm_owner *o);

#endif
