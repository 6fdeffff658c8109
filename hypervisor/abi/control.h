/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What domctl and sysctl share: the lock that serialises control operations, and
 * bitmaps in the caller's memory.
 */
#ifndef HV_ABI_CONTROL_H
#define HV_ABI_CONTROL_H

#include "core/vcpu.h"
#include "lib/cpuset.h"
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

/*
 * Control operations happen one at a time (LOCK_DOMCTL). A caller that finds it taken
 * gives way instead of spinning for long: false means "make the call again".
 */
bool control_lock_acquire(void);
void control_lock_release(void);

/**
 * control_bitmap_write() - the lowest @nr_bits of @bits into the caller's bitmap
 * @map: room as the caller says; what lies beyond @nr_bits is cleared
 * Errors: -EFAULT
 */
int control_bitmap_write(const struct xenctl_bitmap *map, u64 bits, u32 nr_bits);

/* The other way; bits at and beyond 64 and those the caller does not give count as 0. */
int control_bitmap_read(const struct xenctl_bitmap *map, u64 *bits);

/* One more than the highest number of an online CPU: how many bits a CPU map has. */
u32 control_nr_cpus(void);

#endif
