// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bindings: irq <-> port, their life, and what all kinds of them share.
 *
 * Two tables find a binding. From the irq: the descriptor's chip data, but for
 * the legacy irqs, whose chip data belongs to the PC code, an array. From the
 * port: an xarray, read in the upcall under RCU.
 *
 *	create ---> attach(port) <---> detach ---> destroy
 *	   irq only     irq and port               a grace period later: freed
 *
 * A binding without a port is normal: a pirq that was not started, and every
 * binding for a moment of resume, when all ports of the old machine are gone.
 * Its mask operations then only record the reason.
 *
 * References: a binding made for one user has refs 0 and goes with that user.
 * One made for several (user space's ports, shared handlers) is counted.
 *
 * Load: per CPU the number of attached ports, for spreading new ones.
 */

#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <xen/xenbus.h>
#include "evt_internal.h"

/* Of the life of bindings, see above. */
DEFINE_MUTEX(evt_lock);
LIST_HEAD(evt_list);

static DEFINE_XARRAY(ports);
static struct evt_binding *legacy[NR_IRQS_LEGACY];
static DEFINE_PER_CPU(atomic_t, load);

struct evt_binding *evt_by_irq(unsigned int irq)
{
	if (irq < nr_legacy_irqs())
		return legacy[irq];
	return irq_get_chip_data(irq);
}

static void set_irq_binding(unsigned int irq, struct evt_binding *b)
{
	if (irq < nr_legacy_irqs())
		legacy[irq] = b;
	else
		irq_set_chip_data(irq, b);
}

struct evt_binding *evt_by_port(evtchn_port_t port)
{
	return xa_load(&ports, port);
}

static void free_desc(unsigned int irq)
{
	/* The others belong to the PC code. */
	if (irq >= nr_legacy_irqs())
		irq_free_desc(irq);
}

static void free_binding(struct work_struct *work)
{
	struct evt_binding *b = container_of(to_rcu_work(work),
					     struct evt_binding, rwork);

	set_irq_binding(b->irq, NULL);
	free_desc(b->irq);
	kfree(b);
}

/**
 * evt_create() - make a binding that has an irq and no port yet
 * @irq: a descriptor the caller allocated, which is ours from now on, also
 *	if this fails; or -1 to have one allocated
 * @chip: the irq's operations
 * @flow: the irq's flow handler
 * @name: of the flow, for /proc/interrupts
 *
 * Context: evt_lock held.
 * Return: the binding, or NULL without memory or irqs.
 */
struct evt_binding *evt_create(int irq, struct irq_chip *chip,
			       irq_flow_handler_t flow, const char *name)
{
	struct evt_binding *b;

	lockdep_assert_held(&evt_lock);
	if (irq < 0)
		irq = irq_alloc_desc_from(0, -1);
	if (irq < 0)
		return NULL;
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b) {
		free_desc(irq);
		return NULL;
	}
	b->irq = irq;
	b->mask_reasons = EVT_MASK_EXPLICIT;
	raw_spin_lock_init(&b->lock);
	INIT_LIST_HEAD(&b->eoi_node);
	INIT_RCU_WORK(&b->rwork, free_binding);
	set_irq_binding(irq, b);
	irq_set_chip_and_handler_name(irq, chip, flow, name);
	/* A port can be moved at any time, not only from its handler. */
	irq_set_status_flags(irq, IRQ_MOVE_PCNTXT);
	list_add_tail_rcu(&b->node, &evt_list);
	return b;
}

/**
 * evt_destroy() - take a binding out of all tables
 * @b: has no port and no irq handler any more
 *
 * Context: evt_lock held. Freed a grace period later.
 */
void evt_destroy(struct evt_binding *b)
{
	lockdep_assert_held(&evt_lock);
	WARN_ON(b->port);
	list_del_rcu(&b->node);
	evt_eoi_remove(b);
	queue_rcu_work(system_wq, &b->rwork);
}

static void uncount(struct evt_binding *b)
{
	if (b->counted)
		atomic_dec(per_cpu_ptr(&load, b->cpu));
	b->counted = false;
}

/**
 * evt_set_cpu() - deliver the events of a binding on another CPU
 * @b: has a port
 * @cpu: where the hypervisor delivers them already
 */
void evt_set_cpu(struct evt_binding *b, unsigned int cpu)
{
	evt_ops->move(b->port, cpu, b->cpu);
	uncount(b);
	b->cpu = cpu;
	b->counted = true;
	atomic_inc(per_cpu_ptr(&load, cpu));
}

/**
 * evt_attach() - give a binding its port
 * @b: without a port
 * @port: masked or never used
 * @cpu: where the hypervisor delivers its events
 *
 * Context: evt_lock held, or resume with interrupts off.
 * Errors: -ENOMEM; the port is the caller's still.
 */
int evt_attach(struct evt_binding *b, evtchn_port_t port, unsigned int cpu)
{
	gfp_t gfp = irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL;
	int err;

	if (evt_ops->setup) {
		err = evt_ops->setup(port);
		if (err)
			return err;
	}
	err = xa_err(xa_store(&ports, port, b, gfp));
	if (err)
		return err;
	b->port = port;
	evt_ops->mask(port);
	evt_set_cpu(b, cpu);
	return 0;
}

/**
 * evt_detach() - take a binding's port away
 * @b: any; nothing happens without a port
 *
 * The port is masked and unknown to us afterwards, but still open.
 */
void evt_detach(struct evt_binding *b)
{
	evtchn_port_t port = b->port;

	if (!port)
		return;
	evt_mask(b, EVT_MASK_EXPLICIT);
	xa_erase(&ports, port);
	evt_ops->remove(port, b->cpu);
	uncount(b);
	b->port = 0;
}

/**
 * evt_detach_all() - forget all ports: they stayed on another machine
 *
 * Context: resume, one CPU, interrupts off.
 */
void evt_detach_all(void)
{
	struct evt_binding *b;

	list_for_each_entry(b, &evt_list, node) {
		if (b->port)
			xa_erase(&ports, b->port);
		uncount(b);
		b->port = 0;
		/* Events of the old port need no end any more. */
		evt_eoi_remove(b);
		b->eoi_time = 0;
		b->active = 0;
		b->mask_reasons &= EVT_MASK_EXPLICIT;
	}
}

/**
 * evt_mask() - stop delivery for one more reason
 * @b: any
 * @reason: EVT_MASK_*
 */
void evt_mask(struct evt_binding *b, u8 reason)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&b->lock, flags);
	if (!b->mask_reasons && b->port)
		evt_ops->mask(b->port);
	b->mask_reasons |= reason;
	raw_spin_unlock_irqrestore(&b->lock, flags);
}

/**
 * evt_unmask() - one reason is gone; deliver again if it was the last
 * @b: any
 * @reason: EVT_MASK_*
 */
void evt_unmask(struct evt_binding *b, u8 reason)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&b->lock, flags);
	b->mask_reasons &= ~reason;
	if (!b->mask_reasons && b->port)
		evt_ops->unmask(b->port);
	raw_spin_unlock_irqrestore(&b->lock, flags);
}

/**
 * evt_least_loaded_cpu() - where a new port does least harm
 * @among: CPUs to choose from; all if none of these is online
 */
unsigned int evt_least_loaded_cpu(const struct cpumask *among)
{
	unsigned int cpu, best = nr_cpu_ids, least = UINT_MAX;

	if (!cpumask_intersects(among, cpu_online_mask))
		among = cpu_online_mask;
	for_each_cpu_and(cpu, among, cpu_online_mask) {
		unsigned int now = atomic_read(per_cpu_ptr(&load, cpu));

		if (now < least) {
			least = now;
			best = cpu;
		}
	}
	return best;
}

/**
 * evt_bind_port() - a binding for an open port of this domain
 * @port: bound already: its irq is returned
 * @chip: how events are acknowledged
 * @dev: the device to account to, or NULL
 * @shared: one more user of a counted binding
 *
 * Return: the irq, -EINVAL (no such port) or -ENOMEM.
 */
int evt_bind_port(evtchn_port_t port, struct irq_chip *chip,
		  struct xenbus_device *dev, bool shared)
{
	struct evt_binding *b;
	int ret;

	if (!port || port >= evt_ops->max_ports())
		return -EINVAL;

	mutex_lock(&evt_lock);
	b = evt_by_port(port);
	if (b) {
		ret = -EBUSY;
		if (WARN_ON(b->kind != EVT_PORT))
			goto out;
		if (shared && !WARN_ON(!b->refs))
			b->refs++;
		ret = b->irq;
		goto out;
	}

	ret = -ENOMEM;
	b = evt_create(-1, chip, handle_edge_irq, "event");
	if (!b)
		goto out;
	b->kind = EVT_PORT;
	/* Ports start on the first vCPU; request_irq() spreads them. */
	ret = evt_attach(b, port, 0);
	if (ret) {
		evt_destroy(b);
		goto out;
	}
	b->dev = dev;
	if (dev)
		atomic_inc(&dev->event_channels);
	ret = b->irq;
out:
	mutex_unlock(&evt_lock);
	return ret;
}

/**
 * evt_unbind() - one user of a binding less; the last closes the port
 * @irq: whose handler is gone already
 */
void evt_unbind(unsigned int irq)
{
	struct evt_binding *b;
	evtchn_port_t port;

	mutex_lock(&evt_lock);
	b = evt_by_irq(irq);
	if (WARN_ON(!b) || (b->refs && --b->refs))
		goto out;
	port = b->port;
	if (port) {
		evt_forget_percpu(b);
		evt_detach(b);
		if (!b->fixed)
			xen_evtchn_close(port);
	}
	if (b->dev)
		atomic_dec(&b->dev->event_channels);
	b->dev = NULL;
	evt_destroy(b);
out:
	mutex_unlock(&evt_lock);
}

/**
 * evtchn_make_refcounted() - let a port have several users from now on
 * @port: bound, with one user
 * @is_static: never close it: it was there before us
 *
 * Return: 0, or -ENOENT if the port is not bound.
 */
int evtchn_make_refcounted(evtchn_port_t port, bool is_static)
{
	struct evt_binding *b;

	guard(mutex)(&evt_lock);
	b = evt_by_port(port);
	if (!b)
		return -ENOENT;
	WARN_ON(b->refs);
	b->refs = 1;
	b->fixed = is_static;
	return 0;
}
EXPORT_SYMBOL_GPL(evtchn_make_refcounted);

/**
 * evtchn_get() - one more user of a counted port
 * @port: any number
 *
 * Return: 0, -ENOENT (not bound) or -EINVAL (not counted, no such port).
 */
int evtchn_get(evtchn_port_t port)
{
	struct evt_binding *b;

	if (port >= evt_ops->max_ports())
		return -EINVAL;
	guard(mutex)(&evt_lock);
	b = evt_by_port(port);
	if (!b)
		return -ENOENT;
	if (!b->refs || b->refs == INT_MAX)
		return -EINVAL;
	b->refs++;
	return 0;
}
EXPORT_SYMBOL_GPL(evtchn_get);

/**
 * evtchn_put() - one user of a port less
 * @port: bound
 */
void evtchn_put(evtchn_port_t port)
{
	struct evt_binding *b = evt_by_port(port);

	if (!WARN_ON(!b))
		evt_unbind(b->irq);
}
EXPORT_SYMBOL_GPL(evtchn_put);

/**
 * rebind_evtchn_irq() - give an irq a new port, after resume
 * @port: not bound
 * @irq: bound, its old port is gone
 *
 * Context: process.
 */
void rebind_evtchn_irq(evtchn_port_t port, int irq)
{
	struct evt_binding *b = evt_by_irq(irq);

	if (WARN_ON(!b))
		return;
	/* The new port is masked; so the irq has to be, in the core's eyes. */
	disable_irq(irq);
	mutex_lock(&evt_lock);
	if (!WARN_ON(evt_by_port(port) || b->port))
		WARN_ON(evt_attach(b, port, 0));
	mutex_unlock(&evt_lock);
	if (b->port)
		irq_set_affinity(irq, irq_get_affinity_mask(irq));
	enable_irq(irq);
}
EXPORT_SYMBOL_GPL(rebind_evtchn_irq);

/**
 * irq_from_evtchn() - the irq of a port
 * @port: any
 *
 * Return: the irq, or -1 (as unsigned) if the port is not bound.
 */
unsigned int irq_from_evtchn(evtchn_port_t port)
{
	struct evt_binding *b = evt_by_port(port);

	return b ? b->irq : -1;
}
EXPORT_SYMBOL_GPL(irq_from_evtchn);
