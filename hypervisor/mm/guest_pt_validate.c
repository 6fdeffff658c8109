// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a table of a guest's valid, and taking that back.
 *
 * Called by the state machine only, with the frame's type word frozen and its
 * old use flushed out of every TLB: the guest cannot write the frame, no
 * processor walks it, and nobody else will look at it until the word is
 * released. So what is read here is what will be used.
 *
 * *@done is the number of entries, from 0, that hold their references. It moves
 * with each entry, in both directions, and is the only record of progress; a
 * preempted call is continued by calling again with the same *@done.
 *
 * An entry counts as held only while the table that it names is valid. So when the
 * release of a subtree is cut short, the subtree is parked and the entry is done
 * with: were it left to be released again, a get could take this table upwards once
 * more and make it valid above a half-dropped one.
 *
 * An L1 is done in one go, up to 512 short steps. Its tables are mostly empty when
 * a process is forked, and mostly emptied when it has exited, so eight
 * entries are skipped at a time. Upper tables are emptier still: they skip in the
 * same way, and look for waiting soft interrupts after each entry that they used,
 * and every 16 entries.
 *
 * In an L4 the hypervisor's slots are not the guest's: whatever stands there is
 * overwritten when the table becomes valid and removed when it ceases to be.
 */
#include "mm/guest_pt_fast.h"
#include "mm/guest_pt_commit.h"
#include "mm/hv_pgtable.h"
#include "cpu/softirq.h"

#define ENTRIES		512
#define PREEMPT_EVERY	16

static bool slot_is_hv(enum page_type level, unsigned int i)
{
	return level == TYPE_L4 && i >= HV_FIRST_SLOT && i <= HV_LAST_SLOT;
}

/* Between entries: is there work for this CPU? Asked every 16 of them, not at the ends. */
static inline bool preempt_due(unsigned int done)
{
	return !(done % PREEMPT_EVERY) && done && done < ENTRIES && softirq_pending();
}

static inline u64 any_of_eight(const u64 *s)
{
	return s[0] | s[1] | s[2] | s[3] | s[4] | s[5] | s[6] | s[7];
}

/* Drops entries [0, @n) of an L1. */
static void l1_drop_below(const u64 *slot, unsigned int n)
{
	while (n) {
		if (!(n & 7) && !(any_of_eight(&slot[n - 8]) & PTE_P)) {
			n -= 8;
			continue;
		}
		n--;
		if (slot[n] & PTE_P)
			l1_release(slot[n]);
	}
}

static int l1_validate(u64 *slot, const struct pt_owners *own)
{
	unsigned int i = 0;
	int err;

	while (i < ENTRIES) {
		unsigned int end = i + 8;

		if (!(any_of_eight(&slot[i]) & PTE_P)) {
			i = end;
			continue;
		}
		for (; i < end; i++) {
			u64 pte = slot[i], fixed;

			if (!(pte & PTE_P))
				continue;
			err = -EINVAL;
			if (!l1_bits_ok(pte, own->table))
				goto fail;
			fixed = l1_adjust(pte);
			err = l1_hold(fixed, own);
			if (err)
				goto fail;
			if (fixed != pte)
				pte_commit(&slot[i], fixed);
		}
	}
	return 0;
fail:
	l1_drop_below(slot, i);
	return err;
}

static int upper_validate(u64 *slot, enum page_type level, const struct pt_owners *own,
			  unsigned int *done, bool preemptible)
{
	while (*done < ENTRIES) {
		unsigned int i = *done;
		u64 pte = slot[i];

		if (!(i & 7) && !(any_of_eight(&slot[i]) & PTE_P)) {
			*done = i + 8;
			if (preemptible && preempt_due(*done))
				return -HV_ERESTART;
			continue;
		}
		if (pte & PTE_P && !slot_is_hv(level, i)) {
			int err = pte_check(pte, level, own->table);

			pte = pte_adjust(pte, level);
			if (!err)
				err = pte_hold(pte, level, own, preemptible);
			if (err)
				return err;
			if (pte != slot[i])
				pte_commit(&slot[i], pte);
		}
		*done = i + 1;
		if (preemptible && (pte & PTE_P ? i + 1 < ENTRIES && softirq_pending() :
				    preempt_due(*done)))
			return -HV_ERESTART;
	}
	if (level == TYPE_L4)
		guest_l4_fill(slot, own->table);
	return 0;
}

int guest_pt_validate(struct page *pg, enum page_type level, unsigned int *done, bool preemptible)
{
	struct mm_owner *o = mm_owner_of(pg->owner);
	struct pt_owners own = { .table = o, .frames = o };
	u64 *slot = page_to_virt(pg);

	if (level == TYPE_L1)
		return l1_validate(slot, &own);
	return upper_validate(slot, level, &own, done, preemptible);
}

int guest_pt_devalidate(struct page *pg, enum page_type level, unsigned int *done,
			bool preemptible)
{
	u64 *slot = page_to_virt(pg);

	if (level == TYPE_L1) {
		l1_drop_below(slot, *done);
		*done = 0;
		return 0;
	}
	if (level == TYPE_L4 && *done == ENTRIES)
		guest_l4_clear(slot);
	while (*done) {
		unsigned int i = *done - 1;
		u64 pte = slot[i];
		bool cut = false;

		if (!(*done & 7) && !(any_of_eight(&slot[*done - 8]) & PTE_P)) {
			*done -= 8;
			if (preemptible && preempt_due(*done))
				return -HV_ERESTART;
			continue;
		}
		if (pte & PTE_P && !slot_is_hv(level, i))
			cut = pte_release(pte, level, preemptible);
		*done = i;
		if (cut) {
			page_park(mfn_to_page(pte_mfn(pte)));
			return -HV_ERESTART;
		}
		if (preemptible && (pte & PTE_P ? i && softirq_pending() : preempt_due(i)))
			return -HV_ERESTART;
	}
	return 0;
}

void guest_l4_fill(u64 *l4, const struct mm_owner *o)
{
	hv_root_copy_slots(l4, o->perdomain_l3_mfn);
}

void guest_l4_clear(u64 *l4)
{
	for (unsigned int i = HV_FIRST_SLOT; i <= HV_LAST_SLOT; i++)
		pte_commit(&l4[i], 0);
}
