/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug audit: count every reference and type reference from scratch (page
 * tables, pins, base pointers and what core/ reports through the callback:
 * grant maps, shared frames, vcpu_info pages) and compare with the frame table.
 */
#ifndef HV_MM_AUDIT_H
#define HV_MM_AUDIT_H

#include "mm/owner.h"

struct audit {
	u64 frames, errors;
	u32 *refs, *types;
};

void audit_ref(struct audit *a, mfn_t mfn, bool typed);
/* prints "audit: N frames, M errors"; all vCPUs paused by the caller */
u64 audit_run(void (*report_core)(struct audit *a));

#endif
