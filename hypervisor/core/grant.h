/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant tables: a domain lends frames to another, by number.
 *
 * The table (v1 or v2 entries, in frames shared with the guest) is written by the
 * guest at any time; every use reads an entry once, changes it with compare-and-
 * swap, and keeps its own truth in struct grant_active. Lock: the granting domain's
 * table lock for its entries; the mapping domain's maptrack lock for handles. Both
 * may be needed: table locks first, lower domid first.
 */
#ifndef HV_CORE_GRANT_H
#define HV_CORE_GRANT_H

#include "core/vcpu.h"
#include <xen/interface/grant_table.h>

int grant_init_domain(struct domain *d, s32 max_frames, s32 max_maptrack, u32 max_version);
/* Drop every map this domain holds of others (preemptible: -HV_ERESTART); then free. */
int grant_release_maps(struct domain *d);
void grant_free_domain(struct domain *d);

/* fills op->status... */
int grant_map(struct domain *mapper, struct gnttab_map_grant_ref *op);

/*
 * Unmapping comes in two halves: the first clears the page-table entry, and what it leaves
 * in @u is finished by the second after the caller has flushed the TLBs of the mapper.
 */
struct grant_unmapped {
	u16 what;		/* 0: nothing to finish */
	u16 domid;
	u32 handle, ref;
	u64 frame;
};

int grant_unmap(struct domain *mapper, struct gnttab_unmap_grant_ref *op,
		struct grant_unmapped *u);
int grant_unmap_and_replace(struct domain *mapper, struct gnttab_unmap_and_replace *op,
			    struct grant_unmapped *u);
void grant_unmap_finish(struct domain *mapper, struct grant_unmapped *u);

int grant_setup_table(struct domain *caller, struct gnttab_setup_table *op);
int grant_copy(struct domain *caller, struct gnttab_copy *op);
int grant_transfer(struct domain *caller, struct gnttab_transfer *op);
int grant_query_size(struct domain *caller, struct gnttab_query_size *op);
int grant_set_version(struct domain *d, u32 *version);
int grant_get_version(struct domain *caller, struct gnttab_get_version *op);
int grant_get_status_frames(struct domain *caller, struct gnttab_get_status_frames *op);
int grant_swap(struct domain *d, u32 a, u32 b);
/* add_to_physmap, acquire_resource */
int grant_frame_mfn(struct domain *d, u32 idx, bool status, mfn_t *out);
u32 grant_max_frames(struct domain *d, bool status);
void grant_dump(struct domain *d);

struct audit;
void grant_audit(struct domain *d, struct audit *a);

/* Mark what others have mapped for writing in the log of written pages. */
void grant_mark_dirty(struct domain *d);

#endif
