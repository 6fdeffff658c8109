// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting everything again.
 *
 * Every reference in the frame table has a visible cause. The audit walks all
 * causes, adds up what each frame should have, and compares. A single missing or
 * surplus count is found this way on the day it happens, not when it has become a
 * frame that is writable and a page table at once.
 *
 *	cause                                       general  type
 *	PAGE_ALLOCATED                                 1
 *	PAGE_HV (in use; the hypervisor's own)         1      1 if PAGE_SHAREABLE
 *	present L1 entry of a valid table              1      1 if writable
 *	present L2-L4 entry of a valid table, or       1      1
 *	   below k in a PARTIAL one
 *	PINNED                                         1      1
 *	PARTIAL, count 0 (the frame itself)            1
 *	parked put                                     1      1
 *	base pointers, GDTs, grant maps ...            reported by core
 *
 * Besides, what an entry of an L2-L4 names must be a valid table of the level below.
 *
 * All vCPUs are paused by the caller, so nothing moves. Only frames with an owner
 * who is a domain are compared. Memory for the counts is allocated for the run.
 */
#include "mm/audit.h"
#include "mm/guest_pt.h"
#include "mm/page_alloc.h"
#include "cpu/printk.h"

#define MAX_REPORTS	32

void audit_ref(struct audit *a, mfn_t mfn, bool typed)
{
	if (!mfn_is_ram(mfn)) {
		printk(LOG_ERR "audit: reference to frame %llx, which is not RAM\n", mfn.v);
		a->errors++;
		return;
	}
	a->refs[mfn.v]++;
	a->types[mfn.v] += typed;
}

/* What an entry of a table names is a valid table of the level below. */
static void audit_child(struct audit *a, mfn_t mfn, enum page_type level)
{
	u64 word = mfn_is_ram(mfn) ? mfn_to_page(mfn)->type : 0;

	if (word & PT_VALID && word >> PT_TYPE_SHIFT == level)
		return;
	printk(LOG_ERR "audit: frame %llx is used as an L%u table, type word %llx\n",
	       mfn.v, level, word);
	a->errors++;
}

static void audit_entries(struct audit *a, const struct page *pg, enum page_type level,
			  unsigned int nr)
{
	const u64 *slot = page_to_virt(pg);

	for (unsigned int i = 0; i < nr; i++) {
		bool hv = level == TYPE_L4 && i >= HV_FIRST_SLOT && i <= HV_LAST_SLOT;
		u64 pte = slot[i];

		if (!(pte & PTE_P) || hv)
			continue;
		if (level == TYPE_L1 && !mfn_is_ram(pte_mfn(pte)))
			continue;
		audit_ref(a, pte_mfn(pte), level > TYPE_L1 || pte & PTE_RW);
		if (level > TYPE_L1)
			audit_child(a, pte_mfn(pte), level - 1);
	}
}

static bool is_free(const struct page *pg)
{
	return !pg->count;
}

/* What this frame's own state says about it and about others. */
static void audit_causes(struct audit *a, const struct page *pg)
{
	enum page_type type = page_type(pg);
	mfn_t mfn = page_to_mfn(pg);
	u64 word = pg->type;

	if (pg->flags & PAGE_ALLOCATED)
		audit_ref(a, mfn, false);
	if (pg->flags & PAGE_SHAREABLE)
		audit_ref(a, mfn, true);
	if (word & PT_PINNED)
		audit_ref(a, mfn, true);
	if (type < TYPE_L1 || type > TYPE_L4)
		return;
	if (word & PT_VALID) {
		audit_entries(a, pg, type, 512);
	} else if (word & PT_PARTIAL) {
		audit_entries(a, pg, type, (word & PT_DONE_MASK) >> PT_DONE_SHIFT);
		if (!(u32)word)
			audit_ref(a, mfn, false);
	}
	if (word & PT_LOCKED) {
		printk(LOG_ERR "audit: frame %llx is locked\n", mfn.v);
		a->errors++;
	}
}

static void audit_parked(struct audit *a, const struct mm_owner *o)
{
	for (u32 mfn = o->parked; mfn != NO_FRAME; mfn = frame_table[mfn].parked)
		audit_ref(a, _mfn(mfn), true);
}

static void audit_compare(struct audit *a, const struct page *pg)
{
	mfn_t mfn = page_to_mfn(pg);

	a->frames++;
	if (pg->count == a->refs[mfn.v] && page_type_count(pg) == a->types[mfn.v])
		return;
	if (a->errors++ < MAX_REPORTS)
		printk(LOG_ERR "audit: frame %llx of %u: %u references, should be %u; type word %llx, should count %u\n",
		       mfn.v, pg->owner, pg->count, a->refs[mfn.v], pg->type, a->types[mfn.v]);
}

static bool audited(const struct page *pg)
{
	return !is_free(pg) && pg->owner < OWNER_IO;
}

u64 audit_run(void (*report_core)(struct audit *a))
{
	struct audit a = {
		.refs = xmalloc_array(sizeof(u32), max_frame),
		.types = xmalloc_array(sizeof(u32), max_frame),
	};
	struct mm_owner *o;

	if (!a.refs || !a.types) {
		printk(LOG_WARN "audit: no memory for it\n");
		a.errors = 1;
		goto out;
	}
	for (u64 mfn = 0; mfn < max_frame; mfn++)
		if (audited(&frame_table[mfn]))
			audit_causes(&a, &frame_table[mfn]);
	for (unsigned int id = 0; id < OWNER_IO; id++) {
		o = mm_owner_of(id);
		if (o)
			audit_parked(&a, o);
	}
	if (report_core)
		report_core(&a);
	for (u64 mfn = 0; mfn < max_frame; mfn++)
		if (audited(&frame_table[mfn]))
			audit_compare(&a, &frame_table[mfn]);
	printk("audit: %llu frames, %llu errors\n", a.frames, a.errors);
out:
	xfree(a.refs);
	xfree(a.types);
	return a.errors;
}
