// SPDX-License-Identifier: GPL-2.0-only
/*
 * grant_table_op: batches of operations on grants.
 *
 * Every operation reports its own status in its argument; the hypercall fails as a
 * whole only if an argument cannot be read or written. A preempted batch goes on with
 * the next operation. Unmaps flush once for a stretch of up to UNMAP_STRETCH before
 * their statuses are given back, since "unmapped" means that no CPU can use the
 * mapping any more.
 *
 * ABI: __HYPERVISOR_grant_table_op(cmd, args, count)
 * Errors: -ENOSYS; -EFAULT; -EINVAL count
 */
#include <linux/array_size.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "core/grant.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_type.h"
#include "mm/tlb.h"

#define UNMAP_STRETCH	8

union arg {
	struct gnttab_map_grant_ref map;
	struct gnttab_unmap_grant_ref unmap;
	struct gnttab_unmap_and_replace replace;
	struct gnttab_setup_table setup;
	struct gnttab_transfer transfer;
	struct gnttab_copy copy;
	struct gnttab_query_size query;
	struct gnttab_set_version set_version;
	struct gnttab_get_version get_version;
	struct gnttab_get_status_frames status_frames;
	struct gnttab_swap_grant_ref swap;
	struct gnttab_dump_table dump;
};

static const u8 arg_size[] = {
	[GNTTABOP_map_grant_ref] = sizeof(struct gnttab_map_grant_ref),
	[GNTTABOP_unmap_grant_ref] = sizeof(struct gnttab_unmap_grant_ref),
	[GNTTABOP_setup_table] = sizeof(struct gnttab_setup_table),
	[GNTTABOP_dump_table] = sizeof(struct gnttab_dump_table),
	[GNTTABOP_transfer] = sizeof(struct gnttab_transfer),
	[GNTTABOP_copy] = sizeof(struct gnttab_copy),
	[GNTTABOP_query_size] = sizeof(struct gnttab_query_size),
	[GNTTABOP_unmap_and_replace] = sizeof(struct gnttab_unmap_and_replace),
	[GNTTABOP_set_version] = sizeof(struct gnttab_set_version),
	[GNTTABOP_get_status_frames] = sizeof(struct gnttab_get_status_frames),
	[GNTTABOP_get_version] = sizeof(struct gnttab_get_version),
	[GNTTABOP_swap_grant_ref] = sizeof(struct gnttab_swap_grant_ref),
};

/* Those of which a call may carry several. */
static bool is_batch(unsigned int cmd)
{
	switch (cmd) {
	case GNTTABOP_map_grant_ref:
	case GNTTABOP_unmap_grant_ref:
	case GNTTABOP_unmap_and_replace:
	case GNTTABOP_transfer:
	case GNTTABOP_copy:
	case GNTTABOP_swap_grant_ref:
		return true;
	default:
		return false;
	}
}

static int run_one(unsigned int cmd, union arg *a, struct grant_unmapped *u)
{
	struct domain *d = current_domain();

	switch (cmd) {
	case GNTTABOP_map_grant_ref:
		return grant_map(d, &a->map);
	case GNTTABOP_unmap_grant_ref:
		return grant_unmap(d, &a->unmap, u);
	case GNTTABOP_unmap_and_replace:
		return grant_unmap_and_replace(d, &a->replace, u);
	case GNTTABOP_setup_table:
		return grant_setup_table(d, &a->setup);
	case GNTTABOP_transfer:
		return grant_transfer(d, &a->transfer);
	case GNTTABOP_copy:
		return grant_copy(d, &a->copy);
	case GNTTABOP_query_size:
		return grant_query_size(d, &a->query);
	case GNTTABOP_set_version:
		return grant_set_version(d, &a->set_version.version);
	case GNTTABOP_get_version:
		return grant_get_version(d, &a->get_version);
	case GNTTABOP_get_status_frames:
		return grant_get_status_frames(d, &a->status_frames);
	case GNTTABOP_swap_grant_ref:
		a->swap.status = grant_swap(d, a->swap.ref_a, a->swap.ref_b);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

HYPERCALL(grant_table_op)
{
	struct domain *d = current_domain();
	unsigned int cmd = a1, count = a3, done, n, i, size;
	union arg a[UNMAP_STRETCH];
	struct grant_unmapped u[UNMAP_STRETCH];
	bool flush;
	int ret;

	if (cmd == GNTTABOP_cache_flush)
		return -EOPNOTSUPP;
	if (cmd >= ARRAY_SIZE(arg_size))
		return -ENOSYS;
	cmd = array_index_nospec(cmd, ARRAY_SIZE(arg_size));
	if (!arg_size[cmd])
		return -ENOSYS;
	if ((int)count < 0 || (!is_batch(cmd) && count != 1))
		return -EINVAL;
	size = arg_size[cmd];
	if (!guest_range_ok(a2, (u64)count * size))
		return -EFAULT;

	if (is_batch(cmd) && page_drain(&d->mm))
		return hypercall_continue(__HYPERVISOR_grant_table_op, 3, cmd, a2, count, 0, 0);

	for (done = 0; done < count; done += n) {
		if (done && hypercall_preempt())
			return hypercall_continue(__HYPERVISOR_grant_table_op, 3, cmd,
						  a2 + (u64)done * size, count - done, 0, 0);
		n = min_t(unsigned int, count - done, UNMAP_STRETCH);
		flush = false;
		ret = 0;
		for (i = 0; i < n && !ret; i++) {
			u[i].what = 0;
			ret = guest_read(&a[i], a2 + (u64)(done + i) * size, size);
			if (!ret)
				ret = run_one(cmd, &a[i], &u[i]);
			flush |= u[i].what;
		}
		if (flush)
			tlb_flush(d->mm.dirty_cpus);
		for (n = i, i = 0; i < n; i++)
			grant_unmap_finish(d, &u[i]);
		/* an operation that failed as a whole has no status to give back */
		n = ret ? n - 1 : n;
		for (i = 0; i < n; i++)
			if (guest_write(a2 + (u64)(done + i) * size, &a[i], size))
				return -EFAULT;
		if (ret)
			return ret;
	}
	return 0;
}
