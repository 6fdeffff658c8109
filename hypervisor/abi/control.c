// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lock of control operations, and bitmaps as they pass them.
 *
 * Operations that change domains, pools and permissions are rare and may be long, so
 * one lock for all of them costs nothing and spares every one of them the question
 * what another might be doing to the same domain. A second caller waits here as long
 * as nothing else wants its CPU; then it makes its call again later.
 *
 * Bitmaps of CPUs and nodes have as many bits as the caller's side thinks there are.
 * Up to 64 mean something here (HV_NR_CPUS). On the way out the caller's whole map is
 * written, since a tool looks at all of it.
 */
#include "abi/control.h"
#include <linux/limits.h>
#include <linux/minmax.h>
#include "core/preempt.h"
#include "cpu/smp.h"
#include "cpu/spinlock.h"
#include "mm/guest_copy.h"

/* As many as a caller may have; more would be a way to make us write for long. */
#define MAX_BITS	65536

static DEFINE_SPINLOCK_CLASS(control_lock, LOCK_DOMCTL);

bool control_lock_acquire(void)
{
	while (!spin_trylock(&control_lock)) {
		if (hypercall_preempt())
			return false;
		cpu_pause();
	}
	__release(0);		/* sparse looks at one function at a time */
	return true;
}

void control_lock_release(void)
{
	__acquire(0);
	spin_unlock(&control_lock);
}

int control_bitmap_write(const struct xenctl_bitmap *map, u64 bits, u32 nr_bits)
{
	u32 room = (min_t(u32, map->nr_bits, MAX_BITS) + 7) / 8;
	unsigned long gva = (unsigned long)map->bitmap;
	u32 known = min_t(u32, room, sizeof(bits));

	if (nr_bits < 64)
		bits &= (1ULL << nr_bits) - 1;
	if (map->nr_bits < 64)
		bits &= (1ULL << map->nr_bits) - 1;
	if (guest_write(gva, &bits, known))
		return -EFAULT;
	return room > known ? guest_clear(gva + known, room - known) : 0;
}

int control_bitmap_read(const struct xenctl_bitmap *map, u64 *bits)
{
	u32 known = min_t(u32, (map->nr_bits + 7ULL) / 8, sizeof(*bits));

	*bits = 0;
	if (guest_read(bits, (unsigned long)map->bitmap, known))
		return -EFAULT;
	if (map->nr_bits < 64)
		*bits &= (1ULL << map->nr_bits) - 1;
	return 0;
}

u32 control_nr_cpus(void)
{
	return 64 - __builtin_clzll(READ_ONCE(cpus_online).bits);
}
