/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reference operations as inline code, for mm/'s own hot paths.
 *
 * Each is one compare-and-swap or one locked subtraction when nothing
 * special happens; what is special is left to the functions in frame.c and
 * page_type.c. Nothing outside mm/ includes this file.
 */
#ifndef HV_MM_FRAME_FAST_H
#define HV_MM_FRAME_FAST_H

#include "mm/page_type.h"
#include "mm/tlb.h"

#define FRAME_COUNT_MAX	0x7fffffffU

void page_free_last(struct page *pg);		/* frame.c */
int page_type_get_held(struct page *pg, enum page_type type, u64 sticky, bool preemptible);

static inline bool word_swap(u64 *word, u64 *old, u64 new)
{
	return __atomic_compare_exchange_n(word, old, new, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static inline bool page_try_get(struct page *pg, u16 owner)
{
	u64 head = READ_ONCE(pg->head);

	do {
		if (unlikely((u32)head - 1 >= FRAME_COUNT_MAX - 1 || (u16)(head >> 32) != owner))
			return false;
	} while (unlikely(!word_swap(&pg->head, &head, head + 1)));
	return true;
}

static inline void page_drop(struct page *pg)
{
	if (unlikely(!__atomic_sub_fetch(&pg->count, 1, __ATOMIC_SEQ_CST)))
		page_free_last(pg);
}

/* TYPE_WRITABLE, not locked; the sticky flags below bit 56 may have any value */
#define PT_STATE(word)		((word) >> 56)
#define PT_STATE_WRITABLE	((u64)TYPE_WRITABLE << (PT_TYPE_SHIFT - 56))

static inline bool page_try_get_writable(struct page *pg)
{
	u64 word = READ_ONCE(pg->type);

	do {
		if (unlikely(PT_STATE(word) != PT_STATE_WRITABLE ||
			     (u32)word >= FRAME_COUNT_MAX))
			return false;
	} while (unlikely(!word_swap(&pg->type, &word, word + 1)));
	return true;
}

/*
 * The last put freezes the word, so that the flush clock is read after the last
 * entry went away and before anybody can see that the count is zero.
 */
static inline void page_put_writable(struct page *pg)
{
	u64 word = READ_ONCE(pg->type), next;

	do {
		next = word - 1;
		if (!(u32)next)
			next |= PT_LOCKED;
	} while (unlikely(!word_swap(&pg->type, &word, next)));
	if (!(u32)next) {
		pg->tlb_stamp = tlb_clock();
		__atomic_store_n(&pg->type, next & ~PT_LOCKED, __ATOMIC_RELEASE);
	}
}

#endif
