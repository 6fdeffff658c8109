// SPDX-License-Identifier: GPL-2.0-only
/*
 * Using one entry of a grant table: acquire and release.
 *
 * An entry is the granter's memory and may change at any moment. The first use reads
 * it once, checks the copy, and marks it in use by compare-and-swap on the word that
 * holds the flags and the domid (v1), or in the status array (v2): if the granter
 * changed it meanwhile the swap fails and everything is looked at again, a bounded number
 * of times. While it is in use the frame number of the first use counts, whatever the
 * entry says then.
 *
 *	idle --acquire--> in use (readers, writers) --last release--> idle
 *
 * Sub-page and transitive entries can only be copied from and to. Transitive ones are
 * refused (errata): nobody was seen to use them.
 */
#include <linux/nospec.h>
#include "core/grant_table.h"
#include "cpu/printk.h"
#include "mm/log_dirty.h"

#define TRIES	5

/* One reading of an entry, in one form for both versions. */
struct entry_copy {
	u32 word;			/* flags, domid << 16 */
	u64 frame;
	u16 start, length;
};

static struct grant_entry_v1 *v1_entry(struct grant_table *t, u32 ref)
{
	return (struct grant_entry_v1 *)t->shared[ref / V1_PER_FRAME] + ref % V1_PER_FRAME;
}

static union grant_entry_v2 *v2_entry(struct grant_table *t, u32 ref)
{
	return (union grant_entry_v2 *)t->shared[ref / V2_PER_FRAME] + ref % V2_PER_FRAME;
}

static grant_status_t *v2_status(struct grant_table *t, u32 ref)
{
	return t->status[ref / STATUS_PER_FRAME] + ref % STATUS_PER_FRAME;
}

static u32 *entry_word(struct grant_table *t, u32 ref)
{
	return t->version == 1 ? (u32 *)v1_entry(t, ref) : (u32 *)v2_entry(t, ref);
}

static void entry_read(struct grant_table *t, u32 ref, struct entry_copy *c)
{
	c->word = __atomic_load_n(entry_word(t, ref), __ATOMIC_ACQUIRE);
	c->start = 0;
	c->length = HV_PAGE_SIZE;
	if (t->version == 1) {
		c->frame = READ_ONCE(v1_entry(t, ref)->frame);
		return;
	}
	c->frame = READ_ONCE(v2_entry(t, ref)->full_page.frame);
	if (c->word & GTF_sub_page) {
		c->start = READ_ONCE(v2_entry(t, ref)->sub_page.page_off);
		c->length = READ_ONCE(v2_entry(t, ref)->sub_page.length);
	}
}

static s16 entry_check(const struct entry_copy *c, u16 user, bool readonly, bool whole_page)
{
	if ((c->word & GTF_type_mask) != GTF_permit_access || c->word >> 16 != user ||
	    (!readonly && c->word & GTF_readonly) || (whole_page && c->word & GTF_sub_page))
		return GNTST_general_error;
	if (c->start + c->length > HV_PAGE_SIZE)
		return GNTST_bad_page;
	return GNTST_okay;
}

/* Set the in-use bits for what was read in @c. false: the entry has changed. */
static bool entry_mark(struct grant_table *t, u32 ref, const struct entry_copy *c, bool readonly)
{
	u16 bits = readonly ? GTF_reading : GTF_reading | GTF_writing;
	u32 old = c->word;

	if (t->version == 1)
		return __atomic_compare_exchange_n(entry_word(t, ref), &old, old | bits, false,
						   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
	__atomic_fetch_or(v2_status(t, ref), bits, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(entry_word(t, ref), __ATOMIC_SEQ_CST) == c->word)
		return true;
	__atomic_fetch_and(v2_status(t, ref), ~bits, __ATOMIC_SEQ_CST);
	return false;
}

/* Same as entry_mark() for an entry in use: a second writer, say. */
static void entry_mark_more(struct grant_table *t, u32 ref, bool readonly)
{
	u16 bits = readonly ? GTF_reading : GTF_reading | GTF_writing;

	if (t->version == 1)
		__atomic_fetch_or(entry_word(t, ref), bits, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_or(v2_status(t, ref), bits, __ATOMIC_SEQ_CST);
}

static void entry_unmark(struct grant_table *t, u32 ref, u16 bits)
{
	if (t->version == 1)
		__atomic_fetch_and(entry_word(t, ref), ~(u32)bits, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(v2_status(t, ref), ~bits, __ATOMIC_SEQ_CST);
}

s16 grant_entry_acquire(struct domain *rd, u32 ref, u16 user, bool readonly, bool whole_page,
			struct grant_use *use)
{
	struct grant_table *t = rd->grants;
	struct grant_active *act;
	struct entry_copy c;
	unsigned int i;
	s16 status;

	if (!t->version || ref >= grant_nr_entries(t))
		return GNTST_bad_gntref;
	ref = array_index_nospec(ref, grant_nr_entries(t));
	act = grant_active_row(t, ref);
	for (i = 0; i < TRIES; i++) {
		entry_read(t, ref, &c);
		status = entry_check(&c, user, readonly, whole_page);
		if (status != GNTST_okay)
			return status;
		if (act->readers || act->writers) {
			if (act->domid != user)
				return GNTST_general_error;
			entry_mark_more(t, ref, readonly);
			break;
		}
		if (!entry_mark(t, ref, &c, readonly))
			continue;
		act->frame = c.frame;
		act->start = c.start;
		act->length = c.length;
		act->domid = user;
		t->in_use++;
		break;
	}
	if (i == TRIES)
		return GNTST_eagain;
	if (readonly)
		act->readers++;
	else
		act->writers++;
	use->frame = act->frame;
	use->start = act->start;
	use->length = act->length;
	use->readonly = readonly;
	return GNTST_okay;
}

void grant_entry_release(struct domain *rd, u32 ref, bool readonly)
{
	struct grant_table *t = rd->grants;
	struct grant_active *act = grant_active_row(t, ref);

	if (readonly)
		act->readers--;
	else if (!--act->writers)
		entry_unmark(t, ref, GTF_writing);
	if (!act->readers && !act->writers) {
		entry_unmark(t, ref, GTF_reading);
		t->in_use--;
	}
}

void grant_mark_dirty(struct domain *d)
{
	struct grant_table *t = d->grants;
	u32 ref;

	spin_lock(&t->lock);
	for (ref = 0; t->in_use && ref < grant_nr_entries(t); ref++) {
		struct grant_active *act = grant_active_row(t, ref);

		if (act->writers)
			log_dirty_mark(&d->mm, _mfn(act->frame));
	}
	spin_unlock(&t->lock);
}
