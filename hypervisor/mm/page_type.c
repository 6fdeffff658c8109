// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page type state machine (its picture and rules are in mm/page_type.h).
 *
 * Everything that a guest may do to its own address spaces rests on one
 * statement: a frame that the processor walks as a page table is never
 * writable by a guest. The published escapes from paravirtualised guests are
 * the ways in which other code lost that statement; here each is excluded by
 * the shape of the state rather than by a test that could be forgotten:
 *
 * - Two CPUs giving a frame two types: type, count, validity and the lock are
 *   one word, and every transition is one compare-and-swap that names the
 *   whole state it starts from.
 * - Half-validated tables taken for something else: PARTIAL is a state of the
 *   frame with the number of entries that hold references in it. It has neither
 *   VALID nor a usable count, so nothing but its own type can continue it.
 * - Valid tables above half-validated ones: an entry holds a reference of a VALID table
 *   or none. A subtree whose release is preempted leaves its parent at once.
 * - Entries dropped twice, or never, after an interruption: the entry index k
 *   is advanced by the same code that takes or drops the entry's references,
 *   and there is no second record of progress anywhere.
 * - Tables that contain themselves: a frame has one type, so it cannot be
 *   both the table and the next level's table, and no linear maps are counted.
 * - Retyping while a TLB, or a processor's cache of upper levels, still
 *   holds the old use: every last put stamps the frame with the flush clock
 *   while the word is frozen; every change of type flushes the CPUs whose last
 *   flush is not younger, before the contents are looked at. Frames that another
 *   domain had mapped are flushed on all CPUs, not only on their owner's.
 * - Contents seen through the cache that differ from memory: a frame that was
 *   ever writable through an uncached mapping has its lines flushed at
 *   the same place, before its contents are looked at.
 *
 * Lock: the word itself. Deliberately absent: waiting for another level's table.
 */
#include "mm/frame_fast.h"
#include "mm/guest_pt.h"
#include "mm/log_dirty.h"
#include "mm/segdesc.h"
#include "cpu/printk.h"
#include "cpu/smp.h"

#define PT_STICKY	(PT_FOREIGN | PT_NONCOHERENT)

static u64 word_make(enum page_type type, u64 flags, u32 count)
{
	return (u64)type << PT_TYPE_SHIFT | flags | count;
}

static enum page_type word_type(u64 word)
{
	return word >> PT_TYPE_SHIFT;
}

static bool type_is_table(enum page_type type)
{
	return type >= TYPE_L1 && type <= TYPE_L4;
}

/* Ends a frozen period: nobody else may touch the word until this store. */
static void word_thaw(struct page *pg, u64 word)
{
	__atomic_store_n(&pg->type, word, __ATOMIC_RELEASE);
}

/* The old use of a frozen frame is over; see that no CPU remembers it. */
static void old_use_flush(struct page *pg, u64 old)
{
	if (pg->tlb_stamp) {
		struct mm_owner *o = mm_owner_of(pg->owner);
		cpuset_t cpus = READ_ONCE(cpus_online);

		if (o && !(old & PT_FOREIGN))
			cpus = READ_ONCE(o->dirty_cpus);
		cpus = tlb_filter(cpus, pg->tlb_stamp);
		if (!cpuset_empty(cpus))
			tlb_flush(cpus);
		pg->tlb_stamp = 0;
	}
	if (unlikely(old & PT_NONCOHERENT))
		cache_flush_page(page_to_virt(pg));
}

/* State: frozen, nothing held => TYPE_NONE, count 0. */
static void word_thaw_none(struct page *pg)
{
	log_dirty_mark_page(pg);
	pg->tlb_stamp = tlb_clock();
	word_thaw(pg, 0);
}

/* A reference of the frame on itself: it has one already, so this cannot fail. */
static void page_ref_self(struct page *pg)
{
	__atomic_add_fetch(&pg->count, 1, __ATOMIC_SEQ_CST);
}

/*
 * Validation failed at entry @done: drop what [0, @done) hold. If that is preempted
 * the rest becomes a parked put.
 * State: frozen => NONE, or PARTIAL(k) count 1 on the parked list.
 */
static void page_unwind_failed(struct page *pg, enum page_type type, unsigned int done,
			       bool self_ref)
{
	if (!guest_pt_devalidate(pg, type, &done, true)) {
		word_thaw_none(pg);
		if (self_ref)
			page_drop(pg);
		return;
	}
	if (!self_ref)
		page_ref_self(pg);
	word_thaw(pg, word_make(type, PT_PARTIAL | (u64)done << PT_DONE_SHIFT, 1));
	page_park(pg);
}

/*
 * State: frozen, entries [0, done) held => VALID with one more reference than
 * @old had, or PARTIAL, or NONE.
 */
static int page_validate(struct page *pg, enum page_type type, u64 old, bool preemptible)
{
	bool resumed = old & PT_PARTIAL;
	unsigned int done = resumed ? (old & PT_DONE_MASK) >> PT_DONE_SHIFT : 0;
	u32 count = resumed ? (u32)old : 0;
	u64 pinned = resumed ? old & PT_PINNED : 0;
	int err;

	err = guest_pt_validate(pg, type, &done, preemptible);
	log_dirty_mark_page(pg);	/* a saver treats tables in another way */
	if (!err) {
		word_thaw(pg, word_make(type, PT_VALID | pinned, count + 1));
		if (resumed && !count)
			page_drop(pg);		/* its own reference; the caller has another */
		return 0;
	}
	if (err == -HV_ERESTART || count) {
		if (!resumed)
			page_ref_self(pg);
		word_thaw(pg, word_make(type, PT_PARTIAL | pinned | (u64)done << PT_DONE_SHIFT,
					count));
		return err;
	}
	page_unwind_failed(pg, type, done, resumed);
	return err;
}

/* State: other type, count 0, claimed (frozen) => @type, count 1, or an error. */
static int page_become(struct page *pg, enum page_type type, u64 old, u64 sticky,
		       bool preemptible)
{
	int err;

	old_use_flush(pg, old);
	if (type_is_table(type))
		return page_validate(pg, type, 0, preemptible);
	if (type == TYPE_SEGDESC) {
		err = segdesc_check_page(page_to_virt(pg));
		log_dirty_mark_page(pg);
		if (err) {
			word_thaw(pg, 0);
			return err;
		}
		word_thaw(pg, word_make(type, PT_VALID, 1));
		return 0;
	}
	word_thaw(pg, word_make(type, sticky, 1));
	return 0;
}

/* The word's type is the wanted one. Return: 1 means look again. */
static int page_get_same(struct page *pg, enum page_type type, u64 word, u64 sticky,
			 bool preemptible)
{
	if (word & PT_VALID || (type == TYPE_WRITABLE && !(word & PT_LOCKED))) {
		if ((u32)word >= FRAME_COUNT_MAX)
			return refuse(-EBUSY, "type count of %llx full", page_to_mfn(pg).v);
		return word_swap(&pg->type, &word, (word + 1) | sticky) ? 0 : 1;
	}
	if (word & PT_LOCKED) {
		cpu_pause();
		return 1;
	}
	BUG_ON(!(word & PT_PARTIAL));
	if (!word_swap(&pg->type, &word, word | PT_LOCKED))
		return 1;
	return page_validate(pg, type, word, preemptible);
}

/*
 * Get for a caller who may hold locks of tables above @type's level, and none
 * at or below it.
 * @sticky: PT_FOREIGN, PT_NONCOHERENT for TYPE_WRITABLE
 */
int page_type_get_held(struct page *pg, enum page_type type, u64 sticky, bool preemptible)
{
	for (;;) {
		u64 word = READ_ONCE(pg->type);
		enum page_type now = word_type(word);
		int err;

		if (now == type) {
			err = page_get_same(pg, type, word, sticky, preemptible);
			if (err != 1)
				return err;
			continue;
		}
		if ((u32)word || word & PT_PARTIAL || (word & PT_LOCKED && type_is_table(now)))
			return refuse(-EINVAL, "frame %llx is used as type %u, not %u",
				      page_to_mfn(pg).v, now, type);
		if (word & PT_LOCKED) {
			cpu_pause();
			continue;
		}
		if (word_swap(&pg->type, &word, word_make(type, PT_LOCKED, 0)))
			return page_become(pg, type, word, sticky, preemptible);
	}
}

/*
 * A get that was preempted and never continued: take it down.
 * State: PARTIAL(k), count 0 => NONE, or PARTIAL(smaller k).
 */
int page_unwind_abandoned(struct page *pg)
{
	u64 word = READ_ONCE(pg->type);
	enum page_type type = word_type(word);
	unsigned int done = (word & PT_DONE_MASK) >> PT_DONE_SHIFT;
	int err;

	if (!(word & PT_PARTIAL) || (u32)word || word & PT_LOCKED)
		return 0;
	if (!word_swap(&pg->type, &word, word | PT_LOCKED))
		return 0;
	err = guest_pt_devalidate(pg, type, &done, true);
	if (err) {
		word_thaw(pg, word_make(type, PT_PARTIAL | (u64)done << PT_DONE_SHIFT, 0));
		return err;
	}
	word_thaw_none(pg);
	page_drop(pg);
	return 0;
}

int page_get_type(struct page *pg, enum page_type type, bool preemptible)
{
	u64 word = READ_ONCE(pg->type);
	int err;

	if (unlikely(word & PT_PARTIAL && word_type(word) != type && preemptible)) {
		err = page_unwind_abandoned(pg);
		if (err)
			return err;
	}
	return page_type_get_held(pg, type, 0, preemptible);
}

/*
 * The last reference of a table goes.
 * State: VALID or PARTIAL, count 1, claimed (frozen) => NONE, or PARTIAL count 1.
 */
static int page_last_put(struct page *pg, u64 old, bool preemptible)
{
	enum page_type type = word_type(old);
	unsigned int done = HV_PAGE_SIZE / sizeof(u64);
	int err;

	if (old & PT_PARTIAL)
		done = (old & PT_DONE_MASK) >> PT_DONE_SHIFT;
	err = guest_pt_devalidate(pg, type, &done, preemptible);
	if (!err)
		word_thaw_none(pg);
	else
		word_thaw(pg, word_make(type, PT_PARTIAL | (old & PT_PINNED) |
					(u64)done << PT_DONE_SHIFT, 1));
	return err;
}

int page_put_type(struct page *pg, bool preemptible)
{
	for (;;) {
		u64 word = READ_ONCE(pg->type);

		BUG_ON(!(u32)word);
		if (word_type(word) == TYPE_WRITABLE) {
			page_put_writable(pg);
			return 0;
		}
		if ((u32)word > 1) {
			if (word_swap(&pg->type, &word, word - 1))
				return 0;
			continue;
		}
		if (word & PT_LOCKED) {
			cpu_pause();
			continue;
		}
		if (!word_swap(&pg->type, &word, (word & ~PT_VALID) | PT_LOCKED))
			continue;
		if (type_is_table(word_type(word)))
			return page_last_put(pg, word, preemptible);
		word_thaw_none(pg);
		return 0;
	}
}

int page_get_and_type(struct page *pg, u16 owner, enum page_type type, bool preemptible)
{
	int err;

	if (!page_try_get(pg, owner))
		return refuse(-EINVAL, "frame %llx is not of owner %u", page_to_mfn(pg).v, owner);
	err = page_get_type(pg, type, preemptible);
	if (err)
		page_drop(pg);
	return err;
}

int page_put_and_type(struct page *pg, bool preemptible)
{
	int err = page_put_type(pg, preemptible);

	if (!err)
		page_drop(pg);
	return err;
}

void page_unlock(struct page *pg)
{
	u8 *top = (u8 *)&pg->type + 7;

	BUILD_BUG_ON(PT_LOCKED != 1UL << 58);
	__atomic_store_n(top, *top & ~(PT_LOCKED >> 56), __ATOMIC_RELEASE);
}

enum page_type page_lock_table(struct page *pg)
{
	u64 word = READ_ONCE(pg->type);

	for (;;) {
		if (!(word & PT_VALID) || word_type(word) == TYPE_SEGDESC)
			return TYPE_NONE;
		if (unlikely(word & PT_LOCKED)) {
			cpu_pause();
			word = READ_ONCE(pg->type);
			continue;
		}
		if (likely(word_swap(&pg->type, &word, word | PT_LOCKED)))
			return word_type(word);
	}
}
