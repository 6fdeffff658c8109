// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending: the short path from a port to a vCPU.
 *
 * A sender holds its own row's lock (irq-safe, uncontended: one channel, one sender at
 * a time makes sense), which keeps an interdomain peer in place. Delivery then is
 * atomic bit operations and at most a kick of the vCPU.
 *
 * Polling (SCHEDOP_poll): the vCPU sets VPF_POLLING and what it polls for, then looks
 * at the ports; the sender makes the port pending, then looks at the flags. Both
 * orders are full barriers, so no event is slept through.
 */
#include "core/atomic_bits.h"
#include "core/evtchn_port.h"
#include "core/stats.h"
#include "cpu/printk.h"

void evtchn_mark_upcall(struct vcpu *v)
{
	if (!__atomic_exchange_n(&v->info->evtchn_upcall_pending, 1, __ATOMIC_SEQ_CST))
		vcpu_kick(v);
}

static void wake_pollers(struct domain *d, u32 port)
{
	u32 i;

	if (!READ_ONCE(d->pollers))
		return;
	for (i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];

		if (v && flag_test(&v->pause_flags, VPF_POLLING) &&
		    (READ_ONCE(v->poll_evtchn) < 0 || READ_ONCE(v->poll_evtchn) == (int)port))
			vcpu_poll_end(v);
	}
}

void evtchn_deliver(struct domain *d, struct evtchn *e)
{
	d->evtchn->method->set_pending(d, e);
	wake_pollers(d, e->port);
}

int evtchn_send(struct domain *d, u32 port)
{
	struct evtchn *e = evtchn_row(d, port);
	struct domain *rd;
	unsigned long flags;
	int ret = 0;

	if (!e || !port)
		return -EINVAL;
	count(CNT_evtchn_send);
	flags = spin_lock_irqsave(&e->lock);
	switch (e->kind) {
	case ECS_INTERDOMAIN:
		rd = e->inter.d;
		evtchn_deliver(rd, evtchn_row(rd, e->inter.port));
		break;
	case ECS_IPI:
		evtchn_deliver(d, e);
		break;
	case ECS_UNBOUND:
		break;			/* nobody there: not an error */
	default:
		ret = refuse(-EINVAL, "d%u port %u cannot be sent on", d->mm.id, port);
		break;
	}
	spin_unlock_irqrestore(&e->lock, flags);
	return ret;
}

int evtchn_unmask(struct domain *d, u32 port)
{
	struct evtchn *e = evtchn_row(d, port);
	unsigned long flags;

	if (!e)
		return -EINVAL;
	flags = spin_lock_irqsave(&e->lock);
	if (e->kind > ECS_RESERVED)
		d->evtchn->method->unmask(d, e);
	spin_unlock_irqrestore(&e->lock, flags);
	return 0;
}

bool evtchn_port_pending(struct domain *d, u32 port)
{
	struct evtchn *e = evtchn_row(d, port);
	unsigned long flags;
	bool pending;

	if (!e)
		return false;
	/* An open port keeps the delivery method's state where it is. */
	flags = spin_lock_irqsave(&e->lock);
	pending = e->kind > ECS_RESERVED && d->evtchn->method->is_pending(d, e);
	spin_unlock_irqrestore(&e->lock, flags);
	return pending;
}

bool evtchn_port_valid(struct domain *d, u32 port)
{
	return evtchn_row(d, port);
}
