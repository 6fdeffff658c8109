// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, what a domain is: the summary that every listing is made of, and the few
 * properties of a domain as a whole that are no memory and no vCPU.
 *
 * The summary is taken without stopping anything. Its parts (times, page counts, states
 * of vCPUs) are each true at some moment during the call, not all at the same one.
 *
 * A domain's width is fixed: 64. A builder that asks for 32 is told that this does not
 * exist, as on stock builds without it.
 */
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "abi/domctl.h"
#include "core/cpupool.h"
#include "core/evtchn.h"
#include "core/guest_time.h"
#include "core/sched.h"
#include "cpu/features.h"
#include "cpu/printk.h"
#include "mm/frame.h"

/* Sums over the vCPUs: times, how many are up, whether any runs, whether all sleep. */
static void info_of_vcpus(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	u32 flags = XEN_DOMINF_blocked;

	info->max_vcpu_id = XEN_INVALID_MAX_VCPU_ID;
	for (u32 id = 0; id < d->max_vcpus; id++) {
		struct vcpu *v = READ_ONCE(d->vcpu[id]);
		unsigned long why;

		if (!v)
			continue;
		info->cpu_time += vcpu_cpu_time_ns(v);
		info->max_vcpu_id = id;
		why = READ_ONCE(v->pause_flags);
		if (why & 1UL << VPF_DOWN)
			continue;
		if (!(why & (1UL << VPF_BLOCKED | 1UL << VPF_POLLING)))
			flags &= ~XEN_DOMINF_blocked;
		if (READ_ONCE(v->running))
			flags |= XEN_DOMINF_running;
		info->nr_online_vcpus++;
	}
	if (info->nr_online_vcpus)
		info->flags |= flags;
}

/* Together: a shutdown and its reason are seen both or not at all. */
static void info_of_life(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	u32 reason;

	spin_lock(&d->lock);
	reason = d->shutdown_reason == SHUTDOWN_CODE_NONE ? ~0U : d->shutdown_reason;
	if (d->shut_down)
		info->flags |= XEN_DOMINF_shutdown;
	if (d->controller_pauses)
		info->flags |= XEN_DOMINF_paused;
	spin_unlock(&d->lock);
	info->flags |= reason << XEN_DOMINF_shutdownshift;
	if (READ_ONCE(d->dying) == DOMAIN_DEAD)
		info->flags |= XEN_DOMINF_dying;
	if (d->flags & XEN_DOMCTL_CDF_xs_domain)
		info->flags |= XEN_DOMINF_xs_domain;
}

void domain_info(struct domain *d, struct xen_domctl_getdomaininfo *info)
{
	memset(info, 0, sizeof(*info));
	info->domain = d->mm.id;
	info_of_vcpus(d, info);
	info_of_life(d, info);

	spin_lock(&d->mm.page_lock);
	info->tot_pages = d->mm.nr_pages;
	info->max_pages = min_t(u64, d->mm.max_pages, U32_MAX);	/* that is "no limit" */
	info->outstanding_pages = d->mm.outstanding_claim;
	spin_unlock(&d->mm.page_lock);
	info->shared_info_frame = mfn_x(virt_to_mfn(d->shared));
	info->ssidref = d->ssid;
	memcpy(info->handle, d->handle, sizeof(info->handle));
	info->cpupool = d->pool ? d->pool->id : ~0U;
	info->gpaddr_bits = host_cpu.phys_bits;
	info->arch_config.misc_flags = d->msr_relaxed ? XEN_X86_MSR_RELAXED : 0;
}

/**
 * domctl_getdomaininfo() - the summary of the domain with this number or a higher one
 * Errors: -EINVAL reserved number, -ESRCH none.
 */
int domctl_getdomaininfo(struct xen_domctl *op, struct domain *d)
{
	struct domain *next = NULL;

	if (!d) {
		if (op->domain >= DOMID_LIMIT)
			return -EINVAL;
		next = domain_get_from(op->domain);
		if (!next)
			return -ESRCH;
		d = next;
	}
	domain_info(d, &op->u.getdomaininfo);
	op->domain = d->mm.id;
	if (next)
		domain_put(next);
	return 0;
}

int domctl_setdomainhandle(struct xen_domctl *op, struct domain *d)
{
	memcpy(d->handle, op->u.setdomainhandle.handle, sizeof(d->handle));
	return 0;
}

/* There is no debugger to stop for: only "off" is true. */
int domctl_setdebugging(struct xen_domctl *op, struct domain *d)
{
	return op->u.setdebugging.enable ? -EOPNOTSUPP : 0;
}

int domctl_settimeoffset(struct xen_domctl *op, struct domain *d)
{
	d->time_offset_s = op->u.settimeoffset.time_offset_seconds;
	guest_time_update_wallclock(d);
	return 0;
}

/* Errors: -EINVAL no such VIRQ, it is not a global one, or the domain is dying. */
int domctl_set_virq_handler(struct xen_domctl *op, struct domain *d)
{
	/* its end has passed the point where it would give the VIRQ up */
	if (d->dying)
		return -EINVAL;
	return evtchn_set_global_virq_owner(d, op->u.set_virq_handler.virq);
}

int domctl_set_address_size(struct xen_domctl *op, struct domain *d)
{
	switch (op->u.address_size.size) {
	case 64:
		return 0;
	case 32:
		return refuse(-EOPNOTSUPP, "32-bit domain");
	default:
		return -EINVAL;
	}
}

int domctl_get_address_size(struct xen_domctl *op, struct domain *d)
{
	op->u.address_size.size = 64;
	return 0;
}
