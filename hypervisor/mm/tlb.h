/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TLB flushing by sets of CPUs, with a flush clock that spares needless ones.
 *
 * The clock ticks with every full flush of any CPU; pcpu->tlb_stamp is its value at
 * that CPU's last full flush. A frame whose tlb_stamp is older than a CPU's stamp
 * cannot be in that CPU's TLB any more.
 */
#ifndef HV_MM_TLB_H
#define HV_MM_TLB_H

#include "lib/cpuset.h"
#include "mm/frame.h"

extern u32 flush_clock;
static inline u32 tlb_clock(void)
{
	return READ_ONCE(flush_clock) ?: 1;
}

void tlb_flush_local(void);			/* everything incl. global */
void tlb_flush_page_local(unsigned long va);
void tlb_flush(cpuset_t cpus);			/* this CPU may be a member */
void tlb_flush_page(cpuset_t cpus, unsigned long va);
cpuset_t tlb_filter(cpuset_t cpus, u32 stamp);	/* members that have not flushed since @stamp */
void tlb_ipi(void);				/* VEC_TLB: what others asked this CPU for */

extern bool tlb_user_global;	/* user entries of guests are global: PCID not in use */
extern bool tlb_pcid;		/* PCID and INVPCID in use; set by paging_init() */

/* What the CPU's paging can do; after features_init_bsp(), before hv_pgtable_init(). */
struct paging_features {
	unsigned int maddr_bits;
	bool gib_pages;
};

void paging_init(struct paging_features *f);

/* Write back and drop every cache line of a frame. */
void cache_flush_page(const void *va);
mfn_t tlb_current_root(void);			/* CR3 */

/* Load a root table; flushes as the CR3 value says (PCID bits included). */
void tlb_load_root(u64 cr3);

/*
 * Each root that a CPU has in use for one vCPU is a context of its own, if PCID is
 * in use. What a guest runs on must not share one with what shows the hypervisor.
 */
enum tlb_context {
	CONTEXT_KERNEL,			/* also the hypervisor's own root */
	CONTEXT_USER,
	CONTEXT_KERNEL_EXIT,		/* isolated: mm/isolation.h */
	CONTEXT_USER_EXIT,
	NR_CONTEXTS
};

u64 tlb_make_cr3(mfn_t root, enum tlb_context context);

#endif
