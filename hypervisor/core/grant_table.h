/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inside of grant tables; for the files grant_*.c.
 *
 *   struct grant_table	one per domain: the frames it shares, and the truth about them
 *   struct grant_active	per entry: how often it is in use, and as which frame
 *   struct grant_map_row	per mapping that the domain has made of others' frames
 *
 * t->lock covers frames, version and all active rows. t->map_lock covers the rows of
 * mappings and their free list. Order: map_lock before lock (cpu/spinlock.h); two
 * domains' locks are never held together.
 */
#ifndef HV_CORE_GRANT_TABLE_H
#define HV_CORE_GRANT_TABLE_H

#include "core/grant.h"
#include "cpu/spinlock.h"

#define V1_PER_FRAME	(HV_PAGE_SIZE / sizeof(struct grant_entry_v1))
#define V2_PER_FRAME	(HV_PAGE_SIZE / sizeof(union grant_entry_v2))
#define STATUS_PER_FRAME (HV_PAGE_SIZE / sizeof(grant_status_t))
#define ACTIVE_PER_PAGE	(HV_PAGE_SIZE / sizeof(struct grant_active))
#define ROWS_PER_PAGE	(HV_PAGE_SIZE / sizeof(struct grant_map_row))
#define GRANT_FRAMES_DEFAULT	64
#define MAPTRACK_FRAMES_DEFAULT	1024
#define GRANT_FRAMES_LIMIT	4096

struct grant_active {
	u32 readers, writers;		/* uses in force; writers also count as readers do not */
	u64 frame;			/* the entry's frame while in use */
	u16 start, length;		/* of a sub-page grant */
	u16 domid;			/* who may use it */
	u16 pad;
	u64 pad2;
};

static_assert(sizeof(struct grant_active) == 32);

#define ROW_IN_USE	1
#define ROW_HOST	2
#define ROW_DEVICE	4
#define ROW_READONLY	8
#define ROW_TYPED	64		/* holds a TYPE_WRITABLE reference (for devices) */
#define ROW_PTE		16		/* host_addr named an entry, not a virtual address */
#define ROW_BUSY	32		/* an unmap is at work on it */

struct grant_map_row {
	u32 ref;			/* free: next free row */
	u16 domid;
	u16 flags;
	u64 frame;
};

struct grant_table {
	spinlock_t lock;		/* LOCK_GRANT */
	spinlock_t map_lock;		/* LOCK_GRANT_MAP */
	u32 version, max_version;
	u32 nr_frames, max_frames;
	u32 nr_status;
	void **shared;			/* [max_frames] */
	grant_status_t **status;	/* [max_frames / 8 + 1] */
	struct grant_active **active;	/* pages of rows, one for each entry */
	u32 nr_active_pages, max_active_pages;
	u32 in_use;			/* entries with readers or writers */

	struct grant_map_row **rows;	/* map_lock */
	u32 nr_row_pages, max_row_pages;
	u32 free_row;			/* ~0 = none */
	u32 nr_maps;
};

/* Which use of an entry. */
struct grant_use {
	u64 frame;
	u16 start, length;		/* part that may be touched */
	bool readonly;
};

/* Both return GNTST_*. Lock: rd's table lock held. @user: who uses it */
s16 grant_entry_acquire(struct domain *rd, u32 ref, u16 user, bool readonly, bool whole_page,
			struct grant_use *use);
void grant_entry_release(struct domain *rd, u32 ref, bool readonly);

u32 grant_nr_entries(const struct grant_table *t);
struct grant_active *grant_active_row(const struct grant_table *t, u32 ref);
int grant_grow(struct domain *d, u32 nr_frames);	/* lock held */

/* Domain that a table operation names: itself, or any for the privileged. GNTST_* in *@status */
struct domain *grant_target(struct domain *caller, u16 domid, s16 *status);

#endif
