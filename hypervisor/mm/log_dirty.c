// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of written pages.
 *
 * Bits are numbered by pseudo-physical frame, as the machine-to-physical table gives
 * it: that is how a saver counts, and a guest that exchanges the frame behind a
 * number keeps the bit. The table's entries are the guest's to choose, so a
 * number beyond the log means nothing and is dropped: frames without one (shared
 * hypervisor frames, frames that are being given back) are not saved either.
 *
 * All memory is there from the beginning: marks are made in places that can neither
 * allocate nor fail.
 *
 * Order. A mark follows the write that it is about, a saver reads a page after
 * it has taken the page's bit. So if the bit is taken between the write and the mark,
 * the saver sees the write, and once more later; if before the write, the
 * mark stays. A guest's own store is marked before it happens, by mm/vtlb.c, which has its
 * own argument.
 *
 * Lock: none for marks: words change atomically, and a marker has interrupts off from
 * looking for the log until it is done, so a log that was taken out of the owner
 * is nobody's any more when every CPU has answered an interrupt.
 */
#include "mm/log_dirty.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include "cpu/irqflags.h"
#include "cpu/pcpu.h"
#include "cpu/smp.h"

struct log_dirty *log_dirty_create(u64 nr_pfns)
{
	struct log_dirty *l = xalloc(struct log_dirty);

	if (!l || nr_pfns > LOG_PFNS_MAX)
		goto fail;
	l->chunk = hv_alloc_page();
	if (!l->chunk)
		goto fail;
	for (u64 i = 0; i * LOG_CHUNK_PFNS < nr_pfns; i++) {
		l->chunk[i] = hv_alloc_page();
		if (!l->chunk[i])
			goto fail;
	}
	l->nr_pfns = nr_pfns;
	return l;
fail:
	log_dirty_destroy(l);
	return NULL;
}

void log_dirty_destroy(struct log_dirty *l)
{
	if (!l)
		return;
	for (u64 i = 0; l->chunk && i < LOG_CHUNKS; i++)
		if (l->chunk[i])
			hv_free_pages(l->chunk[i], 0);
	if (l->chunk)
		hv_free_pages(l->chunk, 0);
	xfree(l);
}

static void nothing(void *arg)
{
}

void log_dirty_install(struct mm_owner *o, struct log_dirty *l)
{
	__atomic_store_n(&o->log_dirty, l, __ATOMIC_SEQ_CST);
	smp_call(READ_ONCE(cpus_online), nothing, NULL, true);
}

/* The word and bit of a frame; NULL: it has none. */
static u64 *word_of(const struct log_dirty *l, mfn_t mfn, u64 *bit)
{
	u64 pfn = m2p_get(mfn);

	if (pfn >= l->nr_pfns)
		return NULL;
	*bit = 1UL << (pfn & 63);
	return &l->chunk[pfn / LOG_CHUNK_PFNS][pfn % LOG_CHUNK_PFNS / 64];
}

bool log_dirty_is_marked(const struct log_dirty *l, mfn_t mfn)
{
	u64 bit, *word = word_of(l, mfn, &bit);

	return !word || READ_ONCE(*word) & bit;
}

void log_dirty_set(struct log_dirty *l, mfn_t mfn)
{
	u64 bit, *word = word_of(l, mfn, &bit);

	if (word && !(READ_ONCE(*word) & bit))
		__atomic_fetch_or(word, bit, __ATOMIC_SEQ_CST);
}

void log_dirty_mark_slow(struct mm_owner *o, mfn_t mfn)
{
	unsigned long flags = local_irq_off_save();
	struct log_dirty *l = __atomic_load_n(&o->log_dirty, __ATOMIC_ACQUIRE);

	if (l)
		log_dirty_set(l, mfn);
	local_irq_back(flags);
}

void log_dirty_mark_page(struct page *pg)
{
	struct mm_owner *o = mm_owner_of(READ_ONCE(pg->owner));

	if (o)
		log_dirty_mark(o, page_to_mfn(pg));
}

static u64 *word_at(const struct log_dirty *l, u64 index)
{
	u64 pfn = index * 64;

	return pfn < l->nr_pfns ?
	       &l->chunk[pfn / LOG_CHUNK_PFNS][pfn % LOG_CHUNK_PFNS / 64] : NULL;
}

void log_dirty_take(struct log_dirty *l, u64 first, u64 *out, unsigned int words, bool clear)
{
	for (unsigned int i = 0; i < words; i++) {
		u64 *word = word_at(l, first + i);

		out[i] = word ? READ_ONCE(*word) : 0;
		if (out[i] && clear)
			out[i] = __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST);
	}
}

void log_dirty_give_back(struct log_dirty *l, u64 first, const u64 *in, unsigned int words)
{
	for (unsigned int i = 0; i < words; i++)
		if (in[i])
			__atomic_fetch_or(word_at(l, first + i), in[i], __ATOMIC_SEQ_CST);
}
