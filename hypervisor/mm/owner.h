/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory side of a domain: what mm/ needs to know of it.
 *
 * struct domain embeds one. mm_owner_of() finds it by number; a number is
 * published before the first frame is given to it and withdrawn after the last
 * frame has come back, so a frame in use always has a live owner record.
 */
#ifndef HV_MM_OWNER_H
#define HV_MM_OWNER_H

#include "cpu/spinlock.h"
#include "lib/cpuset.h"
#include "mm/frame.h"

struct log_dirty;

struct mm_owner {
	u16 id;
	bool privileged;		/* may map other domains' frames (dom0) */
	bool cache_control;		/* has MMIO or devices: may set PWT, PCD, PAT */
	bool isolated;			/* runs on root tables of mm/isolation.h; constant */
	bool dying;
	bool crash_wanted;		/* mm found the guest beyond repair; core acts on it */
	cpuset_t dirty_cpus;		/* atomic: CPUs whose TLB may hold its mappings */
	struct log_dirty *log_dirty;	/* mm/log_dirty.h; NULL: nobody asks what is written */
	u64 *perdomain_l3;		/* table behind slot 260 */
	mfn_t perdomain_l3_mfn;

	/* page_lock */
	spinlock_t page_lock;		/* LOCK_PAGE_LIST */
	u32 first_page;			/* frame list, NO_FRAME = empty */
	u32 leaving_page;		/* frames of a dying owner that others still reference */
	u32 parked;			/* tables whose last put was preempted; page_drain() */
	u32 draining;			/* parked tables that some CPU is working on */
	u64 nr_pages;			/* on both lists */
	u64 max_pages;			/* 0 is 0: core sets it before populating */
	u64 nr_hv_pages;		/* shareable hypervisor frames */
	u64 outstanding_claim;

	/* may it map these MMIO frames? installed by core (rangeset) */
	bool (*iomem_ok)(const struct mm_owner *o, mfn_t first, u64 nr);
	/* last page reference gone and owner dying, etc.: core's hook; may be NULL */
	void (*all_gone)(struct mm_owner *o);
};

/* Zero the lists and the lock; @o->id is set by the caller. */
void mm_owner_init(struct mm_owner *o, u16 id);
void mm_owner_init_special(void);		/* boot: OWNER_XEN, OWNER_IO */
struct mm_owner *mm_owner_of(u16 id);		/* NULL if there is none */
int mm_owner_publish(struct mm_owner *o);	/* -EEXIST / -ENOMEM */
void mm_owner_withdraw(struct mm_owner *o);

#endif
