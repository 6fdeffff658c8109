/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of ranges a domain may use: I/O ports, MMIO frames, interrupts. Lock inside. */
#ifndef HV_CORE_PERMIT_H
#define HV_CORE_PERMIT_H

#include "lib/types.h"

struct permit;

struct permit *permit_create(void);
void permit_free(struct permit *p);
int permit_add(struct permit *p, u64 first, u64 last);
int permit_remove(struct permit *p, u64 first, u64 last);
bool permit_has(const struct permit *p, u64 first, u64 last);
/* Walk: the part of the first range that lies at or behind @from; false at the end */
bool permit_next(const struct permit *p, u64 from, u64 *first, u64 *last);
u32 permit_version(const struct permit *p);	/* counts changes */

#endif
