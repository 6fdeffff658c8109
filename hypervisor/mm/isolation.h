/* SPDX-License-Identifier: GPL-2.0-only */
/* Page-table isolation: the root tables that a guest runs on. See isolation.c. */
#ifndef HV_MM_ISOLATION_H
#define HV_MM_ISOLATION_H

#include "mm/owner.h"

/* Root tables of one vCPU, for kernel and user mode; both or none. */
struct isolation {
	u64 *kernel, *user;
};

int isolation_alloc(struct isolation *iso);	/* -ENOMEM */
void isolation_free(struct isolation *iso);

/* The tables that show this CPU's own area and nothing else of us; -ENOMEM. */
int isolation_init_cpu(void);

/*
 * Make the tables of the vCPU that is loaded on this CPU what they should be: copies of
 * the guest's. After its root tables or this CPU changed; does nothing if it has none.
 */
void isolation_refresh(void);

/*
 * An entry of a root table of @o's has changed: its copies follow on every CPU before
 * this returns. Context: interrupts on; the table's lock may be held.
 */
void isolation_sync(const struct mm_owner *o);

#endif
