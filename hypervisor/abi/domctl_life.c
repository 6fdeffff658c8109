// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, the life of a domain: made, equipped with vCPUs, stopped and started by its
 * controller, resumed after a suspend that was none, destroyed.
 *
 *	createdomain   nothing but a number, limits and a pause
 *	max_vcpus      its vCPUs, all of them, once
 *	(the builder gives it memory, contents and registers)
 *	unpausedomain  it runs
 *	...
 *	destroydomain  preempted as often as need be; what is left when other domains
 *	               still hold frames of it is a zombie, shown as dying
 *
 * A configuration is checked here for what this hypervisor can be: PV domains without
 * emulated devices and without an IOMMU. What only others could have is -EINVAL, as
 * it is on stock builds without them.
 *
 * Deliberately absent: soft reset, which only translated guests have.
 */
#include <linux/string.h>
#include "abi/domctl.h"
#include "core/cpupool.h"
#include "core/preempt.h"
#include "core/sched.h"
#include "cpu/printk.h"

static int config_check(const struct xen_domctl_createdomain *c)
{
	u32 version = XEN_DOMCTL_GRANT_version(c->grant_opts);

	if (c->flags & ~XEN_DOMCTL_CDF_xs_domain)
		return refuse(-EINVAL, "domain with flags %#x", c->flags);
	if (c->iommu_opts || c->vmtrace_size)
		return refuse(-EINVAL, "domain with an IOMMU or processor trace");
	if (!c->max_vcpus || c->max_vcpus > HV_MAX_VCPUS)
		return refuse(-EINVAL, "domain with %u vCPUs", c->max_vcpus);
	if (c->grant_opts & ~XEN_DOMCTL_GRANT_version_mask || version < 1 || version > 2)
		return refuse(-EINVAL, "domain with grant options %#x", c->grant_opts);
	if (c->arch.emulation_flags || c->arch.misc_flags & ~XEN_X86_MISC_FLAGS_MAX)
		return refuse(-EINVAL, "PV domain with emulated devices");
	return 0;
}

/**
 * domctl_createdomain() - a domain without memory and vCPUs, paused once
 *
 * The number is the caller's wish, or the next free one if it wishes for 0 or for a
 * reserved one; the answer says which.
 *
 * Errors: -EINVAL configuration, -EEXIST, -ENFILE no number left, -ENOENT no such CPU
 * pool, -EBUSY no CPU in it, -ENOMEM.
 */
int domctl_createdomain(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_createdomain *c = &op->u.createdomain;
	struct domain_config config = {
		.ssid = c->ssidref,
		.flags = c->flags,
		.max_vcpus = c->max_vcpus,
		.max_evtchn_port = c->max_evtchn_port,
		.max_grant_frames = c->max_grant_frames,
		.max_maptrack_frames = c->max_maptrack_frames,
		.grant_version = XEN_DOMCTL_GRANT_version(c->grant_opts),
		.pool = c->cpupool_id,
		.msr_relaxed = c->arch.misc_flags & XEN_X86_MSR_RELAXED,
	};
	u16 id = op->domain;
	int err = config_check(c);

	if (err)
		return err;
	static_assert(sizeof(config.handle) == sizeof(c->handle));
	memcpy(config.handle, c->handle, sizeof(config.handle));
	if (!id || id >= DOMID_LIMIT)
		err = domain_pick_id(&id);
	else if (d)
		err = -EEXIST;
	if (!err)
		err = domain_create(id, &config, &d);
	if (!err)
		op->domain = id;
	return err;
}

/* Errors: -EINVAL not the number it was created for, -ENOMEM (some may exist then). */
int domctl_max_vcpus(struct xen_domctl *op, struct domain *d)
{
	if (op->u.max_vcpus.max != d->max_vcpus)
		return refuse(-EINVAL, "d%u is for %u vCPUs", d->mm.id, d->max_vcpus);
	if (d->dying)
		return -EINVAL;
	for (u32 id = 0; id < d->max_vcpus; id++) {
		if (d->vcpu[id])
			continue;
		if (!vcpu_create(d, id))
			return -ENOMEM;
		if (hypercall_preempt())
			return -HV_ERESTART;
	}
	return 0;
}

int domctl_pausedomain(struct xen_domctl *op, struct domain *d)
{
	return domain_pause_by_controller(d);
}

int domctl_unpausedomain(struct xen_domctl *op, struct domain *d)
{
	return domain_unpause_by_controller(d);
}

int domctl_resumedomain(struct xen_domctl *op, struct domain *d)
{
	domain_resume(d);
	return 0;
}

int domctl_destroydomain(struct xen_domctl *op, struct domain *d)
{
	return domain_kill(d);
}

int domctl_soft_reset(struct xen_domctl *op, struct domain *d)
{
	return refuse(-EINVAL, "soft reset of PV domain d%u", d->mm.id);
}

/**
 * domctl_sendtrigger() - an NMI for one vCPU; a PV domain has no other buttons
 * Errors: -ESRCH no such vCPU, -EINVAL power button, -ENOSYS others.
 */
int domctl_sendtrigger(struct xen_domctl *op, struct domain *d)
{
	struct vcpu *v = domctl_vcpu(d, op->u.sendtrigger.vcpu);

	if (!v)
		return -ESRCH;
	switch (op->u.sendtrigger.trigger) {
	case XEN_DOMCTL_SENDTRIGGER_NMI:
		if (!__atomic_exchange_n(&v->nmi_pending, true, __ATOMIC_SEQ_CST))
			vcpu_kick(v);
		return 0;
	case XEN_DOMCTL_SENDTRIGGER_POWER:
	case XEN_DOMCTL_SENDTRIGGER_SLEEP:
		return -EINVAL;
	default:
		return refuse(-ENOSYS, "trigger %u", op->u.sendtrigger.trigger);
	}
}
