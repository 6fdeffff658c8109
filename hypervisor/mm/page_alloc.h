/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame allocator: a binary buddy over all RAM under one lock. Frames that were a
 * guest's are scrubbed before anyone else sees them. A freed frame carries the flush
 * clock of its last use, and is given out only after every CPU that may still hold a
 * translation has flushed.
 */
#ifndef HV_MM_PAGE_ALLOC_H
#define HV_MM_PAGE_ALLOC_H

#include "mm/owner.h"

#define ALLOC_ZERO	1	/* cleared (guest frames are scrubbed anyway) */
#define ALLOC_LOW32	2	/* below 4 GiB */
#define ALLOC_NO_SCRUB	8	/* dom0's builder: what firmware left may stay */
#define ALLOC_NO_OWNER_LIST 4	/* give it to the owner without putting it on its list */

/* Boot: called by mm_init() (mm/boot_mem.h). */
void page_alloc_add(u64 start_maddr, u64 end_maddr);

/* Hypervisor memory: 2^order contiguous frames, direct-mapped; NULL if none. PAGE_HV. */
void *hv_alloc_pages(unsigned int order, unsigned int flags);
void hv_free_pages(void *p, unsigned int order);
static inline void *hv_alloc_page(void) { return hv_alloc_pages(0, ALLOC_ZERO); }

/**
 * guest_alloc_pages() - frames for a domain
 * @bits: 0, or the frames must lie below 1 << bits bytes
 * Checks max_pages, puts the frames on the owner's list with count 1 and
 * PAGE_ALLOCATED. Return: first frame, NULL if over the limit or out of memory.
 */
struct page *guest_alloc_pages(struct mm_owner *o, unsigned int order, unsigned int bits,
			       unsigned int flags);

/* Give a free-standing frame to an owner / take it off (exchange, grant transfer). */
int page_assign(struct page *pg, struct mm_owner *o, unsigned int order, unsigned int flags);
int page_steal(struct page *pg, struct mm_owner *o, unsigned int flags);

/* A stolen frame that nobody gets: back to the allocator, to be scrubbed. */
void page_free_stolen(struct page *pg);

/* An hv frame becomes visible to a guest: shared_info, grant frames; writable or read-only */
void hv_page_share(void *p, struct mm_owner *o, bool writable);
void hv_page_unshare(void *p, struct mm_owner *o);

u64 page_alloc_total(void);	/* frames that the machine has */
u64 page_alloc_free(void);	/* frames that are free */
u64 page_alloc_unclaimed(void);

/* XENMEM_claim_pages: @nr more frames than it has are kept for @o; 0 gives the claim up */
int page_claim(struct mm_owner *o, u64 nr);

/* mm/relinquish.c: from the list of frames to that of leaving ones */
void page_list_leave(struct mm_owner *o, struct page *pg);

/* mm/frame.c: the last reference of @pg is gone */
void page_free_guest(struct page *pg, struct mm_owner *o);

/* small objects */
void *xmalloc(size_t bytes);		/* zeroed; NULL if out of memory; max 64 KiB */
void xfree(void *p);
#define xalloc(type)		((type *)xmalloc(sizeof(type)))
#define xalloc_array(type, n)	((type *)xmalloc_array(sizeof(type), n))
void *xmalloc_array(size_t each, size_t nr);	/* overflow-checked; vmalloc-like beyond 64 KiB */

/* debug: fail the n-th allocation from now (0 = never) */
extern u32 alloc_fail_countdown;

#endif
