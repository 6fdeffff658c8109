/* SPDX-License-Identifier: GPL-2.0-only */
/* Watchdogs of domains: SCHEDOP_watchdog. */
#ifndef HV_CORE_WATCHDOG_GUEST_H
#define HV_CORE_WATCHDOG_GUEST_H

#include "core/domain.h"

/*
 * @id 0: arm a free one, return its id (1..2), -ENOSPC if all are armed, -EINVAL without a
 * timeout. Else re-arm (0), or disarm with timeout 0; -EINVAL no such id or not armed.
 */
long watchdog_guest_set(struct domain *d, u32 id, u32 timeout_s);

/* Nothing fires any more after this. */
void watchdog_guest_free(struct domain *d);

#endif
