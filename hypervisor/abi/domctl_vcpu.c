// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, the registers of a vCPU in the form that builders and savers know
 * (core/vcpu_context.c), and what it is doing.
 *
 * Reading and writing registers makes the whole domain or the vCPU stand still for
 * the moment. VGCF_online says whether the vCPU is up: a builder sets it for the first
 * one, a restorer for those that were.
 */
#include "abi/domctl.h"
#include "core/guest_time.h"
#include "core/sched.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"

/**
 * domctl_setvcpucontext() - registers, entry points, tables of one vCPU
 *
 * Errors: -EINVAL no such vCPU or a value cannot be, -EFAULT, -ENOMEM, -EOPNOTSUPP
 * tables of an initialised vCPU would change, or a reset (no context) is asked for.
 */
int domctl_setvcpucontext(struct xen_domctl *op, struct domain *d)
{
	struct vcpu *v = domctl_vcpu(d, op->u.vcpucontext.vcpu);
	struct vcpu_guest_context *c;
	int err;

	if (!v || d->dying)
		return -EINVAL;
	if (!op->u.vcpucontext.ctxt)
		return refuse(-EOPNOTSUPP, "reset of d%uv%u", d->mm.id, v->id);
	c = xalloc(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	err = copy_from_guest(c, op->u.vcpucontext.ctxt);
	if (!err) {
		domain_pause(d);
		err = vcpu_set_context(v, c);
		/* builders clear shared_info after they made it their own */
		if (!err && !v->id)
			guest_time_update_wallclock(d);
		if (!err && c->flags & VGCF_online)
			vcpu_bring_up(v);
		else if (!err)
			vcpu_take_down(v);
		domain_unpause(d);
	}
	xfree(c);
	return err;
}

/* Errors: -ESRCH no such vCPU, -ENODATA it has no state yet, -EFAULT, -ENOMEM. */
int domctl_getvcpucontext(struct xen_domctl *op, struct domain *d)
{
	struct vcpu *v = domctl_vcpu(d, op->u.vcpucontext.vcpu);
	struct vcpu_guest_context *c;
	int err;

	if (!v)
		return -ESRCH;
	if (!v->initialised)
		return -ENODATA;
	c = xalloc(struct vcpu_guest_context);
	if (!c)
		return -ENOMEM;
	vcpu_pause(v);
	vcpu_get_context(v, c);
	vcpu_unpause(v);
	err = copy_to_guest(op->u.vcpucontext.ctxt, c);
	xfree(c);
	return err;
}

/* Errors: -EINVAL number out of range, -ESRCH no such vCPU. */
int domctl_getvcpuinfo(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_getvcpuinfo *info = &op->u.getvcpuinfo;
	struct vcpu *v = domctl_vcpu(d, info->vcpu);
	unsigned long why;

	if (!v)
		return info->vcpu < d->max_vcpus ? -ESRCH : -EINVAL;
	why = READ_ONCE(v->pause_flags);
	info->online = !(why & 1UL << VPF_DOWN);
	info->blocked = !!(why & (1UL << VPF_BLOCKED | 1UL << VPF_POLLING));
	info->running = !!READ_ONCE(v->running);
	info->cpu_time = vcpu_cpu_time_ns(v);
	info->cpu = READ_ONCE(v->cpu);
	return 0;
}
