// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual interrupts and inter-processor interrupts: sources that belong to a
 * vCPU.
 *
 * Per CPU two tables name the binding of each virq and each ipi. They are
 * changed under evt_lock, but for the move of a global virq to another CPU,
 * which the irq core orders. Sending an ipi reads the port straight from its
 * binding: a CPU that others send to has its ipis bound.
 *
 * A per-CPU irq (percpu virq, ipi) is never moved by the irq core; its affinity
 * mask is set here so that /proc shows where it goes.
 */

#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <xen/interface/vcpu.h>
#include "evt_internal.h"

struct percpu_bindings {
	struct evt_binding *virq[NR_VIRQS];
	struct evt_binding *ipi[XEN_NR_IPIS];
};

static DEFINE_PER_CPU(struct percpu_bindings, bound);

static void show_affinity(struct evt_binding *b)
{
	struct irq_data *data = irq_get_irq_data(b->irq);

	irq_data_update_affinity(data, cpumask_of(b->cpu));
	irq_data_update_effective_affinity(data, cpumask_of(b->cpu));
}

/* A crashed kernel before us left the virq bound: find its port. */
static int find_virq_port(unsigned int virq, unsigned int cpu, bool percpu,
			  evtchn_port_t *port)
{
	struct evtchn_status status;
	bool other_cpu = false;
	evtchn_port_t p;

	for (p = 1; p < evt_ops->max_ports(); p++) {
		memset(&status, 0, sizeof(status));
		status.dom = DOMID_SELF;
		status.port = p;
		if (HYPERVISOR_event_channel_op(EVTCHNOP_status, &status) ||
		    status.status != EVTCHNSTAT_virq || status.u.virq != virq)
			continue;
		if (status.vcpu == xen_vcpu_nr(cpu)) {
			*port = p;
			return 0;
		}
		other_cpu = true;
	}
	return other_cpu && !percpu ? -EEXIST : -ENOENT;
}

static int open_virq(unsigned int virq, unsigned int cpu, bool percpu,
		     evtchn_port_t *port)
{
	struct evtchn_bind_virq arg = { .virq = virq, .vcpu = xen_vcpu_nr(cpu) };
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &arg);

	if (err == -EEXIST)
		return find_virq_port(virq, cpu, percpu, port);
	*port = arg.port;
	return err;
}

static int open_ipi(unsigned int cpu, evtchn_port_t *port)
{
	struct evtchn_bind_ipi arg = { .vcpu = xen_vcpu_nr(cpu) };
	int err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_ipi, &arg);

	*port = arg.port;
	return err;
}

/* Open a port for a new binding; destroy the binding if that fails. */
static int start(struct evt_binding *b, unsigned int cpu, bool percpu)
{
	evtchn_port_t port;
	int err;

	if (b->kind == EVT_VIRQ)
		err = open_virq(b->virq, cpu, percpu, &port);
	else
		err = open_ipi(cpu, &port);
	if (err)
		goto fail;
	err = evt_attach(b, port, cpu);
	if (err) {
		xen_evtchn_close(port);
		goto fail;
	}
	if (percpu)
		show_affinity(b);
	return 0;
fail:
	evt_destroy(b);
	return err;
}

/**
 * bind_virq_to_irq() - the irq of a virtual interrupt
 * @virq: VIRQ_*
 * @cpu: that gets it; global virqs can move later
 * @percpu: it belongs to @cpu for good
 *
 * Return: the irq (also if it is bound already) or -errno.
 */
int bind_virq_to_irq(unsigned int virq, unsigned int cpu, bool percpu)
{
	struct evt_binding **slot = &per_cpu(bound, cpu).virq[virq];
	struct evt_binding *b;
	int err;

	guard(mutex)(&evt_lock);
	if (*slot)
		return (*slot)->irq;
	b = percpu ? evt_create(-1, &evt_percpu_chip, handle_percpu_irq, "virq")
		   : evt_create(-1, &evt_chip, handle_edge_irq, "virq");
	if (!b)
		return -ENOMEM;
	b->kind = EVT_VIRQ;
	b->virq = virq;
	err = start(b, cpu, percpu);
	if (err)
		return err;
	*slot = b;
	return b->irq;
}
EXPORT_SYMBOL_GPL(bind_virq_to_irq);

static int bind_ipi_to_irq(enum ipi_vector ipi, unsigned int cpu)
{
	struct evt_binding **slot = &per_cpu(bound, cpu).ipi[ipi];
	struct evt_binding *b;
	int err;

	guard(mutex)(&evt_lock);
	if (*slot)
		return (*slot)->irq;
	b = evt_create(-1, &evt_percpu_chip, handle_percpu_irq, "ipi");
	if (!b)
		return -ENOMEM;
	b->kind = EVT_IPI;
	b->ipi = ipi;
	err = start(b, cpu, true);
	if (err)
		return err;
	*slot = b;
	return b->irq;
}

/**
 * bind_virq_to_irqhandler() - handle a virtual interrupt
 * @virq: VIRQ_*
 * @cpu: that gets it
 * @handler: for request_irq()
 * @irqflags: for request_irq(); IRQF_PERCPU: it belongs to @cpu for good
 * @devname: for request_irq()
 * @dev_id: for request_irq()
 *
 * Return: the irq or -errno.
 */
int bind_virq_to_irqhandler(unsigned int virq, unsigned int cpu,
			    irq_handler_t handler, unsigned long irqflags,
			    const char *devname, void *dev_id)
{
	int irq = bind_virq_to_irq(virq, cpu, irqflags & IRQF_PERCPU);
	int err;

	if (irq < 0)
		return irq;
	err = request_irq(irq, handler, irqflags, devname, dev_id);
	if (!err)
		return irq;
	evt_unbind(irq);
	return err;
}
EXPORT_SYMBOL_GPL(bind_virq_to_irqhandler);

/**
 * bind_ipi_to_irqhandler() - let others interrupt a CPU
 * @ipi: which of them
 * @cpu: that gets it
 * @handler: for request_irq()
 * @irqflags: for request_irq()
 * @devname: for request_irq()
 * @dev_id: for request_irq()
 *
 * Suspend works by ipis, so they are never suspended, and their new ports have
 * to be unmasked first of all at resume.
 *
 * Return: the irq or -errno.
 */
int bind_ipi_to_irqhandler(enum ipi_vector ipi, unsigned int cpu,
			   irq_handler_t handler, unsigned long irqflags,
			   const char *devname, void *dev_id)
{
	int irq = bind_ipi_to_irq(ipi, cpu);
	int err;

	if (irq < 0)
		return irq;
	irqflags |= IRQF_NO_SUSPEND | IRQF_EARLY_RESUME | IRQF_FORCE_RESUME;
	err = request_irq(irq, handler, irqflags, devname, dev_id);
	if (!err)
		return irq;
	evt_unbind(irq);
	return err;
}

/**
 * irq_evtchn_from_virq() - the binding of a virq
 * @cpu: where it is delivered
 * @virq: VIRQ_*
 * @port: filled with its port
 *
 * Return: the irq or -1.
 */
int irq_evtchn_from_virq(unsigned int cpu, unsigned int virq,
			 evtchn_port_t *port)
{
	struct evt_binding *b = per_cpu(bound, cpu).virq[virq];

	*port = b ? b->port : 0;
	return b ? b->irq : -1;
}

/**
 * xen_send_IPI_one() - interrupt another CPU
 * @cpu: has its ipis bound
 * @ipi: which; XEN_NMI_VECTOR needs no binding
 */
void xen_send_IPI_one(unsigned int cpu, enum ipi_vector ipi)
{
	struct evt_binding *b;

	if (unlikely(ipi == XEN_NMI_VECTOR)) {
		int err = HYPERVISOR_vcpu_op(VCPUOP_send_nmi, xen_vcpu_nr(cpu),
					     NULL);

		if (err)
			pr_warn("xen: no NMI for CPU%u: %d\n", cpu, err);
		return;
	}
	/* No RCU here: this CPU may be going down. The other one is not. */
	b = per_cpu(bound, cpu).ipi[ipi];
	if (!WARN_ON_ONCE(!b || !b->port))
		notify_remote_via_evtchn(b->port);
}

/**
 * evt_forget_percpu() - a binding goes: take it out of the tables
 * @b: any kind, with its port
 */
void evt_forget_percpu(struct evt_binding *b)
{
	if (b->kind == EVT_VIRQ)
		per_cpu(bound, b->cpu).virq[b->virq] = NULL;
	else if (b->kind == EVT_IPI)
		per_cpu(bound, b->cpu).ipi[b->ipi] = NULL;
}

/**
 * evt_move_virq() - a global virq is delivered on another CPU from now on
 * @b: of kind EVT_VIRQ
 * @cpu: the new one
 */
void evt_move_virq(struct evt_binding *b, unsigned int cpu)
{
	per_cpu(bound, b->cpu).virq[b->virq] = NULL;
	per_cpu(bound, cpu).virq[b->virq] = b;
}

static void rebind(struct evt_binding *b, unsigned int cpu)
{
	evtchn_port_t port;
	int err;

	if (!b)
		return;
	if (b->kind == EVT_VIRQ)
		err = open_virq(b->virq, cpu, true, &port);
	else
		err = open_ipi(cpu, &port);
	/* Without its timer or ipis a CPU is lost. */
	if (err || evt_attach(b, port, cpu))
		panic("xen: cannot bind irq %d of CPU%u anew\n", b->irq, cpu);
}

/**
 * evt_percpu_resume() - new ports for the virqs and ipis of a CPU
 * @cpu: any possible one
 *
 * Context: resume, interrupts off. The irq core unmasks them later.
 */
void evt_percpu_resume(unsigned int cpu)
{
	unsigned int i;

	for (i = 0; i < NR_VIRQS; i++)
		rebind(per_cpu(bound, cpu).virq[i], cpu);
	for (i = 0; i < XEN_NR_IPIS; i++)
		rebind(per_cpu(bound, cpu).ipi[i], cpu);
}
