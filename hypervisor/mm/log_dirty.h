/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which pages of a domain have been written: one bit for each pseudo-physical frame,
 * while somebody saves the running domain (Documentation/log-dirty.rst).
 *
 * Whoever writes a frame of a guest by another way than the guest's own stores calls
 * log_dirty_mark() AFTER it has written. The guest's own stores are noticed by
 * mm/vtlb.c. When no log is kept, which is almost always, a mark costs one load.
 */
#ifndef HV_MM_LOG_DIRTY_H
#define HV_MM_LOG_DIRTY_H

#include "mm/owner.h"

#define LOG_CHUNK_PFNS	(HV_PAGE_SIZE * 8UL)	/* bits of one page */
#define LOG_CHUNKS	(HV_PAGE_SIZE / sizeof(u64 *))
#define LOG_PFNS_MAX	(LOG_CHUNK_PFNS * LOG_CHUNKS)	/* 64 GiB of guest */

struct log_dirty {
	u64 nr_pfns;			/* frames beyond have no bit and are never dirty */
	u32 faults;			/* atomic: first writes noticed since the last CLEAN */
	u64 **chunk;			/* a page of pointers to pages of bits; atomic words */

	/* reading it, by one tool at a time; the control lock */
	u64 next;			/* bytes handed out so far by a read that was preempted */
	u64 reported;			/* bits set in them */
	unsigned long gva;		/* where to; identifies the read */
};

/* A log for pfns below @nr_pfns, all clean. NULL: no memory */
struct log_dirty *log_dirty_create(u64 nr_pfns);
void log_dirty_destroy(struct log_dirty *l);

/*
 * @l is what marks go to from now on; NULL ends it. When this returns no CPU is still
 * marking the old one. Context: interrupts on; cross-CPU calls.
 */
void log_dirty_install(struct mm_owner *o, struct log_dirty *l);

/* @mfn of @o has been written. Any context; nothing happens without a log. */
void log_dirty_mark_slow(struct mm_owner *o, mfn_t mfn);

static inline void log_dirty_mark(struct mm_owner *o, mfn_t mfn)
{
	if (unlikely(READ_ONCE(o->log_dirty)))
		log_dirty_mark_slow(o, mfn);
}

/* The same for a frame whose owner is not at hand. */
void log_dirty_mark_page(struct page *pg);

/* Is it marked, or no business of this log? Interrupts off. */
bool log_dirty_is_marked(const struct log_dirty *l, mfn_t mfn);
void log_dirty_set(struct log_dirty *l, mfn_t mfn);

/**
 * log_dirty_take() - up to @words words of bits from bit 64 * @first on
 * @clear: take the bits away
 * Words beyond the log are 0.
 */
void log_dirty_take(struct log_dirty *l, u64 first, u64 *out, unsigned int words, bool clear);

/* What log_dirty_take() took could not be delivered: put it back. */
void log_dirty_give_back(struct log_dirty *l, u64 first, const u64 *in, unsigned int words);

#endif
