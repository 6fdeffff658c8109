// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events from the hypervisor: virtual interrupts of vCPUs and of the machine, and
 * physical interrupts as events.
 *
 * Per-vCPU VIRQs (timer, debug, profiling) may be bound once by each vCPU. Global ones
 * have one owner domain (dom0 unless the toolstack moved it), are bound on vCPU 0 and
 * can then be moved. v->virq_port[] says where a VIRQ goes, under v->virq_lock, which
 * is irq-safe: timers and interrupts raise VIRQs.
 */
#include "core/evtchn_port.h"
#include "core/pirq.h"
#include "cpu/printk.h"
#include <xen/interface/event_channel.h>

#define NR_VIRQ	24

static struct domain *virq_owner[NR_VIRQ];	/* NULL: dom0; LOCK_DOMCTL, but for readers */

bool evtchn_virq_is_global(u32 virq)
{
	switch (virq) {
	case VIRQ_TIMER:
	case VIRQ_DEBUG:
	case VIRQ_XENOPROF:
	case VIRQ_XENPMU:
		return false;
	default:
		return true;
	}
}

int evtchn_bind_virq(struct domain *d, u32 vcpu, u32 virq, u32 *port)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn *e;
	unsigned long flags;
	struct vcpu *v;
	int ret;

	if (virq >= NR_VIRQ)
		return -EINVAL;
	if (evtchn_virq_is_global(virq) && vcpu)
		return -EINVAL;
	if (vcpu >= d->max_vcpus || !d->vcpu[vcpu])
		return -ENOENT;
	v = d->vcpu[vcpu];

	spin_lock(&s->lock);
	if (READ_ONCE(v->virq_port[virq])) {
		ret = refuse(-EEXIST, "d%uv%u VIRQ %u is bound", d->mm.id, vcpu, virq);
		goto out;
	}
	ret = evtchn_port_make(d, ECS_VIRQ, vcpu, virq, &e);
	if (ret)
		goto out;
	flags = spin_lock_irqsave(&v->virq_lock);
	v->virq_port[virq] = e->port;
	spin_unlock_irqrestore(&v->virq_lock, flags);
	*port = e->port;
out:
	spin_unlock(&s->lock);
	return ret;
}

/* A global VIRQ may have been moved to another vCPU since: look at all. */
void evtchn_virq_forget(struct domain *d, struct evtchn *e)
{
	unsigned long flags;
	u32 i;

	for (i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];

		if (!v || v->virq_port[e->virq] != e->port)
			continue;
		flags = spin_lock_irqsave(&v->virq_lock);
		v->virq_port[e->virq] = 0;
		spin_unlock_irqrestore(&v->virq_lock, flags);
	}
}

static void raise(struct vcpu *v, u32 virq)
{
	struct domain *d = v->domain;
	unsigned long flags = spin_lock_irqsave(&v->virq_lock);
	struct evtchn *e;
	u32 port = v->virq_port[virq];

	if (port) {
		e = evtchn_row(d, port);
		spin_lock(&e->lock);
		if (e->kind == ECS_VIRQ)
			evtchn_deliver(d, e);
		spin_unlock(&e->lock);
	}
	spin_unlock_irqrestore(&v->virq_lock, flags);
}

void evtchn_raise_vcpu_virq(struct vcpu *v, u32 virq)
{
	raise(v, virq);
}

/* The owner may change under us: hold it, and look again before believing it. */
void evtchn_raise_global_virq(u32 virq)
{
	struct domain *owner = READ_ONCE(virq_owner[virq]), *d = owner ?: dom0;

	if (!d || !domain_hold(d))
		return;
	if (READ_ONCE(virq_owner[virq]) == owner && d->vcpu[0])
		raise(d->vcpu[0], virq);
	domain_put(d);
}

/* Lock: LOCK_DOMCTL. The reference keeps the owner; it is dropped when that changes. */
int evtchn_set_global_virq_owner(struct domain *d, u32 virq)
{
	struct domain *old;

	if (virq >= NR_VIRQ || !evtchn_virq_is_global(virq))
		return -EINVAL;
	if (d && !domain_hold(d))
		return -EINVAL;
	old = virq_owner[virq];
	WRITE_ONCE(virq_owner[virq], d);
	if (old)
		domain_put(old);
	return 0;
}

void evtchn_virq_owner_gone(struct domain *d)
{
	u32 virq;

	for (virq = 0; virq < NR_VIRQ; virq++)
		if (virq_owner[virq] == d)
			(void)evtchn_set_global_virq_owner(NULL, virq);
}

int evtchn_bind_pirq(struct domain *d, u32 pirq, u32 flags, u32 *port)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn *e;
	int ret;

	spin_lock(&s->lock);
	ret = evtchn_port_make(d, ECS_PIRQ, 0, pirq, &e);
	if (!ret) {
		ret = pirq_bind_event(d, pirq, e->port, flags & BIND_PIRQ__WILL_SHARE);
		if (ret)
			evtchn_port_unmake(d, e);
		else
			*port = e->port;
	}
	spin_unlock(&s->lock);
	return ret;
}

/* From an interrupt: interrupts off. The port is bound as long as the pirq is. */
void evtchn_raise_pirq(struct domain *d, u32 port)
{
	struct evtchn *e = evtchn_row(d, port);

	spin_lock(&e->lock);
	if (e->kind == ECS_PIRQ)
		evtchn_deliver(d, e);
	spin_unlock(&e->lock);
}
