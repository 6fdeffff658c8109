// SPDX-License-Identifier: GPL-2.0-only
/*
 * The irq chips, moving ports between CPUs, waiting for ports, and the binding
 * of ports to handlers.
 *
 * An event is an edge: the pending state is cleared when the irq core
 * acknowledges, before the handler runs, and what is raised from then on is a
 * new event. The chips differ in one thing, what acknowledging means:
 *
 *	xen-dyn		 clear
 *	xen-dyn-lateeoi	 clear, and mask until the driver's xen_irq_lateeoi()
 *	xen-percpu	 clear; for virqs and ipis that belong to one CPU
 *	xen-pirq	 clear, and tell the hypervisor if it wants to know
 *			 (evt_pirq.c)
 *
 * The names are seen by irqbalance, which looks for "xen-dyn".
 *
 * While a port moves, two CPUs can see the same event. Delivery claims the
 * binding (evt_deliver()) and acknowledging gives it free again; with a late
 * EOI the claim lasts until the EOI.
 */

#include <linux/export.h>
#include <linux/interrupt.h>
#include <xen/interface/sched.h>
#include <xen/xenbus.h>
#include "evt_internal.h"

/**
 * evt_acknowledge() - an event is about to be handled: the next one is new
 * @b: any; nothing happens without a port
 */
void evt_acknowledge(struct evt_binding *b)
{
	if (!b->port)
		return;
	/* The claim first: an event raised after the clear must find it free. */
	smp_store_release(&b->active, 0);
	evt_ops->clear(b->port);
}

static void chip_mask(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		evt_mask(b, EVT_MASK_EXPLICIT);
}

static void chip_unmask(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		evt_unmask(b, EVT_MASK_EXPLICIT);
}

static void chip_ack(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		evt_acknowledge(b);
}

static void chip_mask_ack(struct irq_data *data)
{
	chip_mask(data);
	chip_ack(data);
}

static void chip_ack_late(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (!b || !b->port)
		return;
	evt_mask(b, EVT_MASK_EOI);
	/* The claim stays. */
	evt_ops->clear(b->port);
}

int evt_retrigger(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (!b || !b->port)
		return 0;
	/* Unmasking is what delivers. */
	evt_mask(b, EVT_MASK_TEMPORARY);
	evt_ops->set(b->port);
	evt_unmask(b, EVT_MASK_TEMPORARY);
	return 1;
}

/**
 * evt_set_affinity() - irq_set_affinity of all chips
 * @data: the irq's
 * @dest: CPUs to choose from
 * @force: not looked at
 *
 * Context: the descriptor's lock is held, interrupts are off.
 * Return: 0, or -ENODEV without a port.
 */
int evt_set_affinity(struct irq_data *data, const struct cpumask *dest,
		     bool force)
{
	struct evt_binding *b = evt_by_irq(data->irq);
	unsigned int cpu = evt_least_loaded_cpu(dest);
	struct evtchn_bind_vcpu arg;

	if (!b || !b->port)
		return -ENODEV;
	arg.port = b->port;
	arg.vcpu = xen_vcpu_nr(cpu);

	/* Not to be delivered on a CPU that does not expect it yet. */
	evt_mask(b, EVT_MASK_TEMPORARY);
	/* Per-CPU virqs and ipis cannot move, nor do they have to. */
	if (!HYPERVISOR_event_channel_op(EVTCHNOP_bind_vcpu, &arg)) {
		if (b->kind == EVT_VIRQ)
			evt_move_virq(b, cpu);
		evt_set_cpu(b, cpu);
	}
	evt_unmask(b, EVT_MASK_TEMPORARY);
	irq_data_update_effective_affinity(data, cpumask_of(cpu));
	return 0;
}

struct irq_chip evt_chip __read_mostly = {
	.name			= "xen-dyn",
	.irq_mask		= chip_mask,
	.irq_unmask		= chip_unmask,
	.irq_disable		= chip_mask,
	.irq_ack		= chip_ack,
	.irq_mask_ack		= chip_mask_ack,
	.irq_set_affinity	= evt_set_affinity,
	.irq_retrigger		= evt_retrigger,
};

struct irq_chip evt_lateeoi_chip __read_mostly = {
	.name			= "xen-dyn-lateeoi",
	.irq_mask		= chip_mask,
	.irq_unmask		= chip_unmask,
	.irq_disable		= chip_mask,
	.irq_ack		= chip_ack_late,
	/* The core replays it later, and that comes through irq_ack. */
	.irq_mask_ack		= chip_mask_ack,
	.irq_set_affinity	= evt_set_affinity,
	.irq_retrigger		= evt_retrigger,
};

struct irq_chip evt_percpu_chip __read_mostly = {
	.name			= "xen-percpu",
	.irq_mask		= chip_mask,
	.irq_unmask		= chip_unmask,
	.irq_disable		= chip_mask,
	.irq_ack		= chip_ack,
};

static int request(int irq, irq_handler_t handler, unsigned long irqflags,
		   const char *devname, void *dev_id)
{
	int err;

	if (irq < 0)
		return irq;
	err = request_irq(irq, handler, irqflags, devname, dev_id);
	if (!err)
		return irq;
	evt_unbind(irq);
	return err;
}

/**
 * bind_evtchn_to_irq() - the irq of a local port
 * @port: open
 *
 * Return: the irq or -errno.
 */
int bind_evtchn_to_irq(evtchn_port_t port)
{
	return evt_bind_port(port, &evt_chip, NULL, false);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irq);

/**
 * bind_evtchn_to_irq_lateeoi() - the same, to be ended by xen_irq_lateeoi()
 * @port: open
 */
int bind_evtchn_to_irq_lateeoi(evtchn_port_t port)
{
	return evt_bind_port(port, &evt_lateeoi_chip, NULL, false);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irq_lateeoi);

/**
 * bind_evtchn_to_irqhandler() - handle the events of a local port
 * @port: open; with IRQF_SHARED it may be bound already
 * @handler: for request_irq()
 * @irqflags: for request_irq()
 * @devname: for request_irq()
 * @dev_id: for request_irq()
 *
 * Return: the irq or -errno; the port stays open then unless it was ours.
 */
int bind_evtchn_to_irqhandler(evtchn_port_t port, irq_handler_t handler,
			      unsigned long irqflags, const char *devname,
			      void *dev_id)
{
	return request(evt_bind_port(port, &evt_chip, NULL,
				     irqflags & IRQF_SHARED),
		       handler, irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irqhandler);

/**
 * bind_evtchn_to_irqhandler_lateeoi() - the same with late EOI
 * @port: open; with IRQF_SHARED it may be bound already
 * @handler: for request_irq()
 * @irqflags: for request_irq()
 * @devname: for request_irq()
 * @dev_id: for request_irq()
 */
int bind_evtchn_to_irqhandler_lateeoi(evtchn_port_t port,
				      irq_handler_t handler,
				      unsigned long irqflags,
				      const char *devname, void *dev_id)
{
	return request(evt_bind_port(port, &evt_lateeoi_chip, NULL,
				     irqflags & IRQF_SHARED),
		       handler, irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_evtchn_to_irqhandler_lateeoi);

static int bind_interdomain(struct xenbus_device *dev,
			    evtchn_port_t remote_port, bool shared)
{
	struct evtchn_bind_interdomain arg = {
		.remote_dom = dev->otherend_id,
		.remote_port = remote_port,
	};
	int ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &arg);

	if (ret)
		return ret;
	ret = evt_bind_port(arg.local_port, &evt_lateeoi_chip, dev, shared);
	if (ret < 0)
		xen_evtchn_close(arg.local_port);
	return ret;
}

/**
 * bind_interdomain_evtchn_to_irq_lateeoi() - connect to a peer's port
 * @dev: whose other end the peer is; gets the statistics
 * @remote_port: the port the peer offers
 *
 * Return: the irq or -errno.
 */
int bind_interdomain_evtchn_to_irq_lateeoi(struct xenbus_device *dev,
					   evtchn_port_t remote_port)
{
	return bind_interdomain(dev, remote_port, false);
}
EXPORT_SYMBOL_GPL(bind_interdomain_evtchn_to_irq_lateeoi);

/**
 * bind_interdomain_evtchn_to_irqhandler_lateeoi() - connect and handle
 * @dev: whose other end the peer is; gets the statistics
 * @remote_port: the port the peer offers
 * @handler: for request_irq()
 * @irqflags: for request_irq()
 * @devname: for request_irq()
 * @dev_id: for request_irq()
 *
 * Return: the irq or -errno.
 */
int
bind_interdomain_evtchn_to_irqhandler_lateeoi(struct xenbus_device *dev,
					      evtchn_port_t remote_port,
					      irq_handler_t handler,
					      unsigned long irqflags,
					      const char *devname, void *dev_id)
{
	return request(bind_interdomain(dev, remote_port,
					irqflags & IRQF_SHARED),
		       handler, irqflags, devname, dev_id);
}
EXPORT_SYMBOL_GPL(bind_interdomain_evtchn_to_irqhandler_lateeoi);

/**
 * unbind_from_irqhandler() - the end of any bind_*()
 * @irq: what bind_*() returned
 * @dev_id: what it was given; NULL if no handler was requested
 *
 * Context: process; waits for the handler.
 */
void unbind_from_irqhandler(unsigned int irq, void *dev_id)
{
	if (WARN_ON(!evt_by_irq(irq)))
		return;
	free_irq(irq, dev_id);
	evt_unbind(irq);
}
EXPORT_SYMBOL_GPL(unbind_from_irqhandler);

/**
 * notify_remote_via_irq() - raise the other end of an irq's port
 * @irq: bound; nothing happens while it has no port, as in resume
 */
void notify_remote_via_irq(int irq)
{
	struct evt_binding *b = evt_by_irq(irq);

	if (b && b->port)
		notify_remote_via_evtchn(b->port);
}
EXPORT_SYMBOL_GPL(notify_remote_via_irq);

/**
 * xen_set_irq_priority() - choose the FIFO queue of an irq's port
 * @irq: bound
 * @priority: XEN_IRQ_PRIORITY_*
 *
 * Return: 0 or -errno; -ENOSYS with the two-level ABI.
 */
int xen_set_irq_priority(unsigned int irq, unsigned int priority)
{
	struct evt_binding *b = evt_by_irq(irq);
	struct evtchn_set_priority arg = { .priority = priority };

	if (!b || !b->port)
		return -ENODEV;
	arg.port = b->port;
	return HYPERVISOR_event_channel_op(EVTCHNOP_set_priority, &arg);
}
EXPORT_SYMBOL_GPL(xen_set_irq_priority);

/**
 * xen_clear_irq_pending() - before polling: forget what was raised
 * @irq: bound
 */
void xen_clear_irq_pending(int irq)
{
	struct evt_binding *b = evt_by_irq(irq);

	if (b)
		evt_acknowledge(b);
}
EXPORT_SYMBOL(xen_clear_irq_pending);

/**
 * xen_test_irq_pending() - was it raised since the last clear?
 * @irq: bound
 */
bool xen_test_irq_pending(int irq)
{
	struct evt_binding *b = evt_by_irq(irq);

	return b && b->port && evt_ops->test(b->port);
}

/**
 * xen_poll_irq_timeout() - give up the CPU until an irq's port is pending
 * @irq: bound, normally disabled
 * @timeout: absolute system time in ns; 0: none
 */
void xen_poll_irq_timeout(int irq, u64 timeout)
{
	struct evt_binding *b = evt_by_irq(irq);
	struct sched_poll poll = { .nr_ports = 1, .timeout = timeout };
	evtchn_port_t port = b ? b->port : 0;

	if (!port)
		return;
	set_xen_guest_handle(poll.ports, &port);
	WARN_ON(HYPERVISOR_sched_op(SCHEDOP_poll, &poll));
}
EXPORT_SYMBOL(xen_poll_irq_timeout);

/**
 * xen_poll_irq() - the same without a timeout
 * @irq: bound, normally disabled
 */
void xen_poll_irq(int irq)
{
	xen_poll_irq_timeout(irq, 0);
}
