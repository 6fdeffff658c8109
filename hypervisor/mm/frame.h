/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct page: one 32-byte record for every frame of RAM.
 *
 * Two words carry everything that must change atomically:
 *
 *   head   references, owner and flags. A frame with no references is free
 *          (or being freed) and its owner cannot be relied on; taking a
 *          reference checks owner and count in the same compare-and-swap, so
 *          no lock is needed and a dying frame cannot be revived.
 *   type   what the frame is used as, and how often (mm/page_type.h).
 *
 * An owner is a small number: a domain id, or one of the special owners below.
 * mm/ knows a domain only as struct mm_owner (mm/owner.h).
 *
 * Who holds a reference: PAGE_ALLOCATED is the owner's own; then one for each
 * present PTE in a validated table, each type reference taken together with it,
 * each pin, each grant map, each base pointer in use, each hypervisor mapping.
 */
#ifndef HV_MM_FRAME_H
#define HV_MM_FRAME_H

#include "lib/types.h"
#include "cpu/layout.h"

struct mm_owner;

/* owners beyond domain ids; the numbers are the ABI's DOMID_* where one exists */
#define OWNER_IO	0x7ff1	/* MMIO and reserved frames */
#define OWNER_XEN	0x7ff2	/* hypervisor frames that guests may map (read-only M2P ...) */
#define OWNER_NONE	0x7fff

/* flags in head */
#define PAGE_ALLOCATED	0x0001	/* the owner's own reference is still held */
#define PAGE_HV		0x0002	/* hypervisor memory: never a guest's */
#define PAGE_SHAREABLE	0x0004	/* hypervisor frame shared with its owner (shared_info ...) */
#define PAGE_OFFLINE	0x0008	/* taken out of service */
#define PAGE_FREE	0x0010	/* in the allocator */
#define PAGE_LISTED	0x0020	/* on its owner's list; owner's page_lock */
#define PAGE_LEAVING	0x0040	/* on its dying owner's second list; owner's page_lock */
#define PAGE_DIRTY	0x0080	/* free: may hold somebody's data, scrub before use */

struct page {
	union {
		struct {
			u32 count;
			u16 owner;
			u16 flags;
		};
		u64 head;	/* atomic */
	};
	u64 type;		/* atomic; mm/page_type.h */
	u32 next, prev;		/* frame numbers; lock: the owner's page_lock or the allocator's */
	u32 tlb_stamp;		/* flush clock at the end of its last use; 0 = none */
	union {
		u8 order;	/* free: size of the block */
		u32 parked;	/* next on the owner's list of unfinished puts (mm/page_type.h) */
	};
};

static_assert(sizeof(struct page) == 32);

#define frame_table	((struct page *)FRAME_TABLE_VIRT)
#define NO_FRAME	(~0U)		/* end of a list of frame numbers */
extern u64 max_frame;		/* first frame number without a record */

static inline struct page *mfn_to_page(mfn_t mfn) { return frame_table + mfn.v; }
static inline mfn_t page_to_mfn(const struct page *pg) { return _mfn(pg - frame_table); }

/*
 * Has this number a record that describes RAM? Every number below max_frame has
 * a readable record; those of holes say OWNER_IO (one shared read-only page of
 * them serves all holes), so one comparison and one load decide.
 */
static inline bool mfn_is_ram(mfn_t mfn)
{
	return mfn.v < max_frame && READ_ONCE(frame_table[mfn.v].owner) != OWNER_IO;
}

/* Hypervisor's own view of RAM (direct map): valid for every RAM frame. */
static inline void *maddr_to_virt(u64 maddr) { return (void *)(DIRECTMAP_VIRT + maddr); }
static inline void *mfn_to_virt(mfn_t mfn) { return maddr_to_virt(mfn_to_maddr(mfn)); }
static inline u64 virt_to_maddr(const void *dm) { return (unsigned long)dm - DIRECTMAP_VIRT; }
static inline mfn_t virt_to_mfn(const void *dm) { return _mfn(virt_to_maddr(dm) >> HV_PAGE_SHIFT); }
static inline void *page_to_virt(const struct page *pg) { return mfn_to_virt(page_to_mfn(pg)); }

/**
 * page_get() - take a reference if the frame is in use by @owner
 * Return: false if it is free, someone else's, or the count is about to overflow.
 * Context: any, lock-free.
 */
bool __must_check page_get(struct page *pg, u16 owner);

/* As page_get() for whoever owns it; the owner is returned. */
bool __must_check page_get_any(struct page *pg, u16 *owner);

/* Drop a reference. The last one frees the frame (to its owner's accounts and the allocator). */
void page_put(struct page *pg);

/* Clear PAGE_ALLOCATED and drop that reference; false if it was clear already. */
bool page_put_allocated(struct page *pg);

#endif
