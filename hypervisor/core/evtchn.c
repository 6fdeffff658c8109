// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels: allocating, binding and closing ports.
 *
 * The table of a domain grows by chunks and never shrinks while the domain lives, so
 * a row's address is stable and a sender needs no table lock. Locks:
 *
 *	s->lock (LOCK_EVTCHN)		allocation and every change of a row's kind;
 *					two domains: lower address first
 *	e->lock (LOCK_EVTCHN_PORT)	the same change, and sending; irq-safe; two rows
 *					(a pair): lower address first
 *
 * An interdomain pair is broken under both rows' locks, so a sender that holds its own
 * row's lock may use the peer's row.
 *
 * Delivery methods are in evtchn_2l.c and evtchn_fifo.c, sending in evtchn_send.c,
 * virtual and physical interrupts in evtchn_virq.c.
 */
#include "core/evtchn_port.h"
#include "core/xsm.h"
#include "core/pirq.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "mm/page_alloc.h"
#include <xen/interface/event_channel.h>

#define RESET_PREEMPT_EVERY	64

static unsigned long row_lock(struct evtchn *e)
	__acquires(&e->lock)
{
	return spin_lock_irqsave(&e->lock);
}

static void row_unlock(struct evtchn *e, unsigned long flags)
	__releases(&e->lock)
{
	spin_unlock_irqrestore(&e->lock, flags);
}

/* To sparse a pair of locks, which may be one and the same, counts as one. */
static unsigned long row_lock_pair(struct evtchn *a, struct evtchn *b)
	__acquires(&a->lock)
{
	unsigned long flags = spin_lock_irqsave(a < b ? &a->lock : &b->lock);

	if (a != b) {			/* one class: lower address first */
		spin_lock_nested(a < b ? &b->lock : &a->lock);
		__release(&b->lock);
	}
	return flags;
}

static void row_unlock_pair(struct evtchn *a, struct evtchn *b, unsigned long flags)
	__releases(&a->lock)
{
	if (a != b) {
		__acquire(&b->lock);
		spin_unlock(&b->lock);
	}
	spin_unlock_irqrestore(&a->lock, flags);
}

static void tables_lock(struct evtchn_state *a, struct evtchn_state *b)
	__acquires(&a->lock)
{
	spin_lock(a < b ? &a->lock : &b->lock);
	if (a != b) {			/* one class: lower address first */
		spin_lock_nested(a < b ? &b->lock : &a->lock);
		__release(&b->lock);
	}
}

static void tables_unlock(struct evtchn_state *a, struct evtchn_state *b)
	__releases(&a->lock)
{
	if (a != b) {
		__acquire(&b->lock);
		spin_unlock(&b->lock);
	}
	spin_unlock(&a->lock);
}

/* ------------------------------------------------------------------ the table */

/* Add a chunk of rows. Lock: s->lock. */
static int table_grow(struct evtchn_state *s)
{
	u32 first = s->nr_ports, i;
	struct evtchn *rows;

	if (first > s->max_port || first >= s->method->max_ports)
		return -ENOSPC;
	rows = hv_alloc_page();
	static_assert(sizeof(struct evtchn) * PORTS_PER_CHUNK <= HV_PAGE_SIZE);
	if (!rows)
		return -ENOMEM;
	for (i = 0; i < PORTS_PER_CHUNK; i++) {
		spin_lock_setup(&rows[i].lock, LOCK_EVTCHN_PORT);
		rows[i].port = first + i;
		rows[i].priority = FIFO_PRIORITY_DEFAULT;
	}
	s->chunk[first / PORTS_PER_CHUNK] = rows;
	__atomic_store_n(&s->nr_ports, first + PORTS_PER_CHUNK, __ATOMIC_RELEASE);
	return 0;
}

/* A free row, made RESERVED. Lock: the domain's table. */
static int port_alloc(struct domain *d, struct evtchn **out)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn *e;
	u32 port;
	int ret;

	if (s->dying)
		return -EINVAL;
	for (port = s->next_free;; port++) {
		if (port > s->max_port || port >= s->method->max_ports)
			return refuse(-ENOSPC, "d%u has no free port", d->mm.id);
		if (port >= s->nr_ports) {
			ret = table_grow(s);
			if (ret)
				return ret;
		}
		e = evtchn_row(d, port);
		if (e->kind == ECS_FREE && !s->method->is_pending(d, e))
			break;
	}
	s->next_free = port + 1;
	e->kind = ECS_RESERVED;
	*out = e;
	return 0;
}

/* Set a reserved row up. Lock: the domain's table. */
static void port_become(struct evtchn *e, enum evtchn_kind kind, u16 vcpu)
{
	unsigned long flags = row_lock(e);

	e->kind = kind;
	e->vcpu = vcpu;
	row_unlock(e, flags);
}

/* Lock: the domain's table and the row's. */
static void port_free(struct domain *d, struct evtchn *e)
{
	struct evtchn_state *s = d->evtchn;

	s->method->clear_pending(d, e);
	e->kind = ECS_FREE;
	e->vcpu = 0;
	e->priority = FIFO_PRIORITY_DEFAULT;
	if (e->port < s->next_free)
		s->next_free = e->port;
}

/* ------------------------------------------------------------------ binding */

/* A domain may wait for one that does not exist yet, unless the policy must know it. */
static bool remote_allowed(const struct domain *d, u16 remote)
{
	struct domain *rd = domain_get(remote);
	bool may = rd ? xsm_may_talk(d, rd) : !xsm_must_know();

	if (rd)
		domain_put(rd);
	return may;
}

int evtchn_alloc_unbound(struct domain *d, u16 remote, u32 *port)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn *e;
	int ret;

	if (remote == DOMID_SELF)
		remote = current_domain()->mm.id;
	if (!remote_allowed(d, remote))
		return refuse(-EPERM, "d%u waits for d%u", d->mm.id, remote);
	spin_lock(&s->lock);
	ret = port_alloc(d, &e);
	if (!ret) {
		e->unbound.remote = remote;
		port_become(e, ECS_UNBOUND, 0);
		*port = e->port;
	}
	spin_unlock(&s->lock);
	return ret;
}

/* Both tables are locked. */
static int bind_pair(struct domain *ld, struct domain *rd, u32 rport, u32 *lport)
{
	struct evtchn *r = evtchn_row(rd, rport), *l;
	unsigned long flags;
	int ret;

	if (!r)
		return -EINVAL;
	if (r->kind != ECS_UNBOUND || r->unbound.remote != ld->mm.id)
		return refuse(-EINVAL, "d%u port %u does not wait for d%u", rd->mm.id, rport,
			      ld->mm.id);
	ret = port_alloc(ld, &l);
	if (ret)
		return ret;
	flags = row_lock_pair(l, r);
	l->inter.d = rd;
	l->inter.port = rport;
	l->kind = ECS_INTERDOMAIN;
	r->inter.d = ld;
	r->inter.port = l->port;
	r->kind = ECS_INTERDOMAIN;
	/* Something may have been sent while nobody was bound: let the new end look. */
	evtchn_deliver(ld, l);
	row_unlock_pair(l, r, flags);
	*lport = l->port;
	return 0;
}

int evtchn_bind_interdomain(struct domain *ld, u16 rdom, u32 rport, u32 *lport)
{
	struct domain *rd = domain_get_self_or(rdom);
	int ret;

	if (!rd)
		return -ESRCH;
	tables_lock(ld->evtchn, rd->evtchn);
	if (!xsm_may_talk(ld, rd))
		ret = refuse(-EPERM, "d%u binds to d%u", ld->mm.id, rd->mm.id);
	else
		ret = rd->evtchn->dying ? -EINVAL : bind_pair(ld, rd, rport, lport);
	tables_unlock(ld->evtchn, rd->evtchn);
	domain_put(rd);
	return ret;
}

int evtchn_bind_ipi(struct domain *d, u32 vcpu, u32 *port)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn *e;
	int ret;

	if (vcpu >= d->max_vcpus || !d->vcpu[vcpu])
		return -ENOENT;
	spin_lock(&s->lock);
	ret = port_alloc(d, &e);
	if (!ret) {
		port_become(e, ECS_IPI, vcpu);
		*port = e->port;
	}
	spin_unlock(&s->lock);
	return ret;
}

/* For evtchn_virq.c: a row of a kind that needs no peer. Lock: the domain's table. */
int evtchn_port_make(struct domain *d, enum evtchn_kind kind, u16 vcpu, u32 what,
		     struct evtchn **out)
{
	int ret = port_alloc(d, out);

	if (ret)
		return ret;
	(*out)->virq = what;
	port_become(*out, kind, vcpu);
	return 0;
}

/* Take it back before anyone has used it. Lock: the domain's table. */
void evtchn_port_unmake(struct domain *d, struct evtchn *e)
{
	unsigned long flags = row_lock(e);

	port_free(d, e);
	row_unlock(e, flags);
}

/* ------------------------------------------------------------------ closing */

/*
 * Interdomain: the peer's end goes back to waiting. Needs the peer's table lock, which
 * may have to be taken before ours; then look again, since the pair may have changed.
 */
static int close_interdomain(struct domain *d, struct evtchn *e)
{
	struct domain *peer;
	struct evtchn *r;
	unsigned long flags;

	for (;;) {
		spin_lock(&d->evtchn->lock);
		if (e->kind != ECS_INTERDOMAIN) {
			spin_unlock(&d->evtchn->lock);
			return -EAGAIN;
		}
		peer = e->inter.d;
		if (!domain_hold(peer))		/* cannot be: the pair keeps it bound */
			BUG();
		spin_unlock(&d->evtchn->lock);

		tables_lock(d->evtchn, peer->evtchn);
		if (e->kind == ECS_INTERDOMAIN && e->inter.d == peer)
			break;
		tables_unlock(d->evtchn, peer->evtchn);
		domain_put(peer);
	}
	r = evtchn_row(peer, e->inter.port);
	flags = row_lock_pair(e, r);
	r->kind = ECS_UNBOUND;
	r->unbound.remote = d->mm.id;
	port_free(d, e);
	row_unlock_pair(e, r, flags);
	tables_unlock(d->evtchn, peer->evtchn);
	domain_put(peer);
	return 0;
}

/* The other kinds. Lock: the domain's table. */
static int close_local(struct domain *d, struct evtchn *e)
{
	unsigned long flags;

	switch (e->kind) {
	case ECS_FREE:
	case ECS_RESERVED:
		return -EINVAL;
	case ECS_PIRQ:
		pirq_unbind_event(d, e->pirq, e->port);
		break;
	case ECS_VIRQ:
		evtchn_virq_forget(d, e);
		break;
	}
	flags = row_lock(e);
	port_free(d, e);
	row_unlock(e, flags);
	return 0;
}

int evtchn_close(struct domain *d, u32 port)
{
	struct evtchn *e = evtchn_row(d, port);
	int ret;

	if (!e)
		return -EINVAL;
	do {
		spin_lock(&d->evtchn->lock);
		if (e->kind != ECS_INTERDOMAIN) {
			ret = close_local(d, e);
			spin_unlock(&d->evtchn->lock);
		} else {
			spin_unlock(&d->evtchn->lock);
			ret = close_interdomain(d, e);
		}
	} while (ret == -EAGAIN);
	return ret;
}

/* ------------------------------------------------------------------ small operations */

int evtchn_bind_vcpu(struct domain *d, u32 port, u32 vcpu)
{
	struct evtchn *e = evtchn_row(d, port);
	unsigned long flags;
	int ret = 0;

	if (vcpu >= d->max_vcpus || !d->vcpu[vcpu])
		return -ENOENT;
	if (!e)
		return -EINVAL;
	spin_lock(&d->evtchn->lock);
	switch (e->kind) {
	case ECS_VIRQ:
		if (!evtchn_virq_is_global(e->virq)) {
			ret = -EINVAL;
			break;
		}
		fallthrough;
	case ECS_UNBOUND:
	case ECS_INTERDOMAIN:
	case ECS_PIRQ:
		flags = row_lock(e);
		e->vcpu = vcpu;
		row_unlock(e, flags);
		if (e->kind == ECS_PIRQ)
			pirq_set_affinity(d, e->pirq, d->vcpu[vcpu]);
		break;
	default:
		ret = -EINVAL;
		break;
	}
	spin_unlock(&d->evtchn->lock);
	return ret;
}

int evtchn_set_priority(struct domain *d, u32 port, u32 priority)
{
	struct evtchn *e = evtchn_row(d, port);
	unsigned long flags;
	int ret;

	if (!e)
		return -EINVAL;
	flags = row_lock(e);
	ret = d->evtchn->method->set_priority(d, e, priority);
	row_unlock(e, flags);
	return ret;
}

int evtchn_status_get(struct domain *d, u32 port, struct evtchn_status *out)
{
	struct evtchn *e = evtchn_row(d, port);
	int ret = 0;

	if (!e)
		return -EINVAL;
	spin_lock(&d->evtchn->lock);
	out->vcpu = e->vcpu;
	switch (e->kind) {
	case ECS_FREE:
	case ECS_RESERVED:
		out->status = EVTCHNSTAT_closed;
		break;
	case ECS_UNBOUND:
		out->status = EVTCHNSTAT_unbound;
		out->u.unbound.dom = e->unbound.remote;
		break;
	case ECS_INTERDOMAIN:
		out->status = EVTCHNSTAT_interdomain;
		out->u.interdomain.dom = e->inter.d->mm.id;
		out->u.interdomain.port = e->inter.port;
		break;
	case ECS_PIRQ:
		out->status = EVTCHNSTAT_pirq;
		out->u.pirq = e->pirq;
		break;
	case ECS_VIRQ:
		out->status = EVTCHNSTAT_virq;
		out->u.virq = e->virq;
		break;
	case ECS_IPI:
		out->status = EVTCHNSTAT_ipi;
		break;
	}
	spin_unlock(&d->evtchn->lock);
	return ret;
}

/* ------------------------------------------------------------------ life */

int evtchn_init_domain(struct domain *d, u32 max_port)
{
	struct evtchn_state *s = xmalloc_array(sizeof(*s), 1);
	int ret;

	if (!s)
		return -ENOMEM;
	spin_lock_setup(&s->lock, LOCK_EVTCHN);
	s->method = &evtchn_2l;
	s->max_port = max_port;
	s->next_free = 1;		/* port 0 is never valid */
	ret = table_grow(s);
	if (ret) {
		xfree(s);
		return ret;
	}
	s->chunk[0][0].kind = ECS_RESERVED;
	d->evtchn = s;
	return 0;
}

/* Closed ports are passed over without a lock, so that a call that is continued gets on. */
static int close_all(struct domain *d)
{
	u32 port, closed = 0;

	for (port = 1; port < READ_ONCE(d->evtchn->nr_ports); port++) {
		if (READ_ONCE(evtchn_row(d, port)->kind) == ECS_FREE)
			continue;
		(void)evtchn_close(d, port);
		if (!(++closed % RESET_PREEMPT_EVERY) && softirq_pending())
			return -HV_ERESTART;
	}
	return 0;
}

/* Close every port; new ones are refused from now on. */
int evtchn_destroy_domain(struct domain *d)
{
	struct evtchn_state *s = d->evtchn;

	if (!s)
		return 0;
	spin_lock(&s->lock);
	s->dying = true;
	spin_unlock(&s->lock);
	evtchn_virq_owner_gone(d);
	if (close_all(d))
		return -HV_ERESTART;
	if (evtchn_fifo_teardown(d))
		BUG();			/* dying: nobody opens one again */
	return 0;
}

/* The domain is being freed: nobody can find it. */
void evtchn_free_domain(struct domain *d)
{
	struct evtchn_state *s = d->evtchn;
	u32 i;

	if (!s)
		return;
	for (i = 0; i < s->nr_ports / PORTS_PER_CHUNK; i++)
		hv_free_pages(s->chunk[i], 0);
	xfree(s);
	d->evtchn = NULL;
}

/*
 * Errors: -EINVAL dying, -EAGAIN a port was opened meanwhile, -HV_ERESTART preempted.
 */
int evtchn_reset(struct domain *d, bool resuming)
{
	if (READ_ONCE(d->evtchn->dying))
		return -EINVAL;
	return close_all(d) ?: evtchn_fifo_teardown(d);
}
