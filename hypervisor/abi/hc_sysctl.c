// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl: questions and orders about the whole machine. The table of operations.
 *
 * As in domctl, what all operations need is done here once: privilege, interface
 * version, one at a time (LOCK_DOMCTL), the argument copied in as a whole and, where
 * the row says BACK, out as a whole on success and before a continuation.
 *
 * Deliberately absent: coverage, live patching, lock profiling, cache allocation,
 * power management, page offlining: -EOPNOTSUPP, and a line in the errata.
 *
 * ABI: __HYPERVISOR_sysctl(struct xen_sysctl *)
 * Errors: -EPERM not a control domain; -EFAULT; -EACCES interface version;
 * -EOPNOTSUPP; others at the operations
 */
#include <linux/array_size.h>
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "abi/sysctl.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"

#define BACK	1

struct sysctl_row {
	sysctl_fn fn;
	u8 flags;
};

#define ROW(name, how) \
	[XEN_SYSCTL_##name] = { .fn = sysctl_##name, .flags = (how) }

static const struct sysctl_row rows[] = {
	/* the hypervisor's console */
	ROW(readconsole,	BACK),
	ROW(debug_keys,		0),

	/* observation */
	ROW(tbuf_op,		BACK),
	ROW(perfc_op,		BACK),

	/* what there is */
	ROW(physinfo,		BACK),
	ROW(getdomaininfolist,	BACK),
	ROW(getcpuinfo,		BACK),
	ROW(availheap,		BACK),
	ROW(cputopoinfo,	BACK),
	ROW(numainfo,		BACK),
	ROW(pcitopoinfo,	BACK),
	ROW(get_cpu_policy,	BACK),
	ROW(get_cpu_featureset,	BACK),

	/* scheduling */
	ROW(cpupool_op,		BACK),
	ROW(sched_id,		BACK),
	ROW(scheduler_op,	BACK),
};

static const struct sysctl_row *row_of(u32 cmd)
{
	const struct sysctl_row *row;

	if (cmd >= ARRAY_SIZE(rows))
		return NULL;
	row = &rows[array_index_nospec(cmd, ARRAY_SIZE(rows))];
	return row->fn ? row : NULL;
}

HYPERCALL(sysctl)
{
	const struct sysctl_row *row;
	struct xen_sysctl op;
	int ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&op, a1, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_SYSCTL_INTERFACE_VERSION)
		return -EACCES;
	row = row_of(op.cmd);
	if (!row)
		return refuse(-EOPNOTSUPP, "sysctl %u", op.cmd);

	ret = -HV_ERESTART;
	if (control_lock_acquire()) {
		ret = row->fn(&op);
		control_lock_release();
		if (row->flags & BACK && (!ret || ret == -HV_ERESTART) &&
		    guest_write(a1, &op, sizeof(op)))
			ret = -EFAULT;
	}
	if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_sysctl, 1, a1, 0, 0, 0, 0);
	return ret;
}
