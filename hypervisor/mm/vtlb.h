/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A translation cache in software: page tables of a vCPU of which the guest knows
 * nothing, filled on faults from the guest's own. Used while a log of written
 * pages is kept; what it is and why is told in mm/vtlb.c.
 */
#ifndef HV_MM_VTLB_H
#define HV_MM_VTLB_H

#include "cpu/pcpu.h"
#include "mm/owner.h"

/* The two roots of a vCPU. */
enum vtlb_mode { VTLB_KERNEL, VTLB_USER, NR_VTLB_MODES };

struct vtlb {
	struct mm_owner *owner;
	u64 *root[NR_VTLB_MODES];	/* walked by the processor */
	mfn_t guest_root[NR_VTLB_MODES];	/* the guest's; held by the vCPU */
	u64 **page;			/* [nr_pages] tables below the roots, */
	u32 nr_pages, used;		/* of which the first @used are linked */
};

/* Empty, with @nr_pages tables to fill. NULL: no memory. */
struct vtlb *vtlb_create(struct mm_owner *o, u32 nr_pages);
void vtlb_destroy(struct vtlb *t);

/* The vCPU has another root. The caller flushes what the processor knows of the old one. */
void vtlb_set_root(struct vtlb *t, enum vtlb_mode mode, mfn_t guest_root);
u64 vtlb_cr3(const struct vtlb *t, enum vtlb_mode mode);

/* As the processor's own: directly before it is flushed. */
void vtlb_empty(struct vtlb *t);
void vtlb_forget(struct vtlb *t, unsigned long va);

/**
 * vtlb_fill() - the processor found no translation, or one that forbids the access
 * @error: of the page fault; if the guest's own tables do not allow it either its P bit
 *         is made what the processor would have said about those
 *
 * Context: the vCPU's state is in this CPU; any interrupt state.
 * Return: true if the access may be tried again.
 */
bool vtlb_fill(struct vtlb *t, unsigned long gva, u32 *error);

/* This CPU's, if what is loaded in it uses one; called at each flush (mm/tlb.c). */
static inline void vtlb_flushed(void)
{
	struct vtlb *t = this_pcpu()->vtlb;

	if (unlikely(t))
		vtlb_empty(t);
}

#endif
