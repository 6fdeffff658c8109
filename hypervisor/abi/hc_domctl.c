// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl: control of one domain by the toolstack. The table of operations.
 *
 * Everything that all operations need is done once, here: the privilege, the interface
 * version, finding the domain and holding it, one operation at a time (LOCK_DOMCTL),
 * the argument copied in as a whole and, where the operation answers, out as a whole.
 * An operation that is long returns -HV_ERESTART; its argument is then written back if
 * it carries progress, and the caller makes the same call again.
 *
 * The flags of a row:
 *
 *	BACK	on success (and on -HV_ERESTART) the argument goes back to the caller
 *	ALWAYS	it goes back in every case: the answer explains the error
 *	OTHER	refused for the caller's own domain: it would stop in the middle
 *	ANY	the domain need not exist (d is NULL then)
 *
 * Deliberately absent: rows for translated guests, memory sharing, introspection,
 * IOMMU-less interrupts and cache allocation; they return -EOPNOTSUPP as stock builds
 * without those do, and stand in the errata.
 *
 * ABI: __HYPERVISOR_domctl(struct xen_domctl *)
 * Errors: -EPERM not a control domain; -EFAULT; -EACCES interface version; -ESRCH no
 * such domain; -EINVAL own domain; -EOPNOTSUPP; others at the operations
 */
#include <linux/array_size.h>
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "abi/domctl.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"

#define BACK	1
#define ALWAYS	2
#define OTHER	4
#define ANY	8

struct domctl_row {
	domctl_fn fn;
	u8 flags;
};

#define ROW(name, how) \
	[XEN_DOMCTL_##name] = { .fn = domctl_##name, .flags = (how) }

static const struct domctl_row rows[] = {
	/* life */
	ROW(createdomain,	ANY | BACK),
	ROW(max_vcpus,		OTHER),
	ROW(pausedomain,	OTHER),
	ROW(unpausedomain,	0),
	ROW(resumedomain,	OTHER),
	ROW(destroydomain,	OTHER),
	ROW(soft_reset,		OTHER),
	ROW(sendtrigger,	0),

	/* what it is */
	ROW(getdomaininfo,	ANY | BACK),
	ROW(setdomainhandle,	0),
	ROW(setdebugging,	OTHER),
	ROW(settimeoffset,	0),
	ROW(set_virq_handler,	0),
	ROW(set_address_size,	OTHER),
	ROW(get_address_size,	BACK),

	/* memory and hardware it may use */
	ROW(max_mem,		0),
	ROW(hypercall_init,	OTHER),
	ROW(irq_permission,	0),
	ROW(iomem_permission,	0),
	ROW(ioport_permission,	0),

	/* state of its vCPUs */
	ROW(setvcpucontext,	OTHER),
	ROW(getvcpucontext,	OTHER),
	ROW(getvcpuinfo,	BACK),
	ROW(get_ext_vcpucontext, OTHER | BACK),
	ROW(set_ext_vcpucontext, OTHER),
	ROW(getvcpuextstate,	OTHER | BACK),
	ROW(setvcpuextstate,	OTHER),
	ROW(get_vcpu_msrs,	OTHER | BACK),
	ROW(set_vcpu_msrs,	OTHER | ALWAYS),
	ROW(get_cpu_policy,	BACK),
	ROW(set_cpu_policy,	OTHER | ALWAYS),
	ROW(settscinfo,		OTHER),
	ROW(gettscinfo,		OTHER | BACK),

	/* its memory, for saving */
	ROW(getpageframeinfo3,	0),
	ROW(shadow_op,		OTHER | BACK),

	/* where and how they run */
	ROW(setvcpuaffinity,	BACK),
	ROW(getvcpuaffinity,	BACK),
	ROW(setnodeaffinity,	0),
	ROW(getnodeaffinity,	BACK),
	ROW(scheduler_op,	BACK),

	/* devices */
	[XEN_DOMCTL_assign_device]	= { .fn = domctl_assign_device, .flags = ANY },
	[XEN_DOMCTL_test_assign_device]	= { .fn = domctl_assign_device, .flags = ANY },
	[XEN_DOMCTL_deassign_device]	= { .fn = domctl_assign_device, .flags = ANY },
	[XEN_DOMCTL_get_device_group]	= { .fn = domctl_assign_device },
};

struct vcpu *domctl_vcpu(const struct domain *d, u32 id)
{
	if (id >= d->max_vcpus)
		return NULL;
	return READ_ONCE(d->vcpu[array_index_nospec(id, d->max_vcpus)]);
}

static const struct domctl_row *row_of(u32 cmd)
{
	const struct domctl_row *row;

	if (cmd >= ARRAY_SIZE(rows))
		return NULL;
	row = &rows[array_index_nospec(cmd, ARRAY_SIZE(rows))];
	return row->fn ? row : NULL;
}

/* A reference on the domain that is meant, or NULL in *@out where that is allowed. */
static int find_domain(const struct domctl_row *row, const struct xen_domctl *op,
		       struct domain **out)
{
	*out = domain_get(op->domain);
	if (!*out)
		return row->flags & ANY ? 0 : -ESRCH;
	if (row->flags & OTHER && *out == current_domain()) {
		domain_put(*out);
		return refuse(-EINVAL, "domctl %u of its own domain", op->cmd);
	}
	return 0;
}

static bool answers(const struct domctl_row *row, int ret)
{
	return row->flags & ALWAYS || (row->flags & BACK && (!ret || ret == -HV_ERESTART));
}

HYPERCALL(domctl)
{
	const struct domctl_row *row;
	struct xen_domctl op;
	struct domain *d;
	int ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&op, a1, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -EACCES;
	row = row_of(op.cmd);
	if (!row)
		return refuse(-EOPNOTSUPP, "domctl %u", op.cmd);
	ret = find_domain(row, &op, &d);
	if (ret)
		return ret;

	ret = -HV_ERESTART;
	if (control_lock_acquire()) {
		ret = row->fn(&op, d);
		control_lock_release();
		if (answers(row, ret) && guest_write(a1, &op, sizeof(op)))
			ret = -EFAULT;
	}
	if (d)
		domain_put(d);
	if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_domctl, 1, a1, 0, 0, 0, 0);
	return ret;
}
