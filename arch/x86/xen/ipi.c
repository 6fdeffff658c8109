// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts between processors: an event channel for each kind and target.
 *
 * A vCPU has its channels before it runs and until it has stopped; they are
 * made and taken away by the one who brings it up.  Sending to a processor
 * that is not online is not attempted.
 *
 * A call of a function on many processors makes the sender wait for all of
 * them.  If one of them could run but has no processor to run on, the sender
 * gives up its own for a moment.
 *
 * The emergency interrupt (NMI) is not an event; the hypervisor delivers it
 * as a trap.
 */
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <xen/events.h>
#include <xen/interface/sched.h>
#include <xen/runstate.h>

#include <asm/apicdef.h>
#include <asm/irq_vectors.h>
#include <asm/xen/hypercall.h>

#include "ipi.h"

static irqreturn_t on_reschedule(int irq, void *unused)
{
	inc_irq_stat(irq_resched_count);
	scheduler_ipi();
	return IRQ_HANDLED;
}

static irqreturn_t on_call_function(int irq, void *unused)
{
	inc_irq_stat(irq_call_count);
	generic_smp_call_function_interrupt();
	return IRQ_HANDLED;
}

static irqreturn_t on_call_function_single(int irq, void *unused)
{
	inc_irq_stat(irq_call_count);
	generic_smp_call_function_single_interrupt();
	return IRQ_HANDLED;
}

static irqreturn_t on_irq_work(int irq, void *unused)
{
	inc_irq_stat(apic_irq_work_irqs);
	irq_work_run();
	return IRQ_HANDLED;
}

static const struct ipi {
	irq_handler_t handler;
	const char *name;
	enum ipi_vector vector;
} ipis[] = {
	{ on_reschedule, "resched", XEN_RESCHEDULE_VECTOR },
	{ on_call_function, "callfunc", XEN_CALL_FUNCTION_VECTOR },
	{ on_call_function_single, "callfuncsingle",
	  XEN_CALL_FUNCTION_SINGLE_VECTOR },
	{ on_irq_work, "irqwork", XEN_IRQ_WORK_VECTOR },
};

#define NR_IPIS		ARRAY_SIZE(ipis)
#define DEBUG_SLOT	NR_IPIS		/* VIRQ_DEBUG, not quite an IPI */
#define NR_SLOTS	(NR_IPIS + 1)

/* name: NULL if the slot is free */
struct slot {
	char *name;
	int irq;
};

static DEFINE_PER_CPU(struct slot[NR_SLOTS], slots);

static int bind(unsigned int cpu, unsigned int nr)
{
	const unsigned long flags = IRQF_PERCPU | IRQF_NOBALANCING;
	struct slot *slot = &per_cpu(slots, cpu)[nr];
	bool debug = nr == DEBUG_SLOT;

	slot->name = kasprintf(GFP_KERNEL, "%s%u",
			       debug ? "debug" : ipis[nr].name, cpu);
	if (!slot->name)
		return -ENOMEM;

	slot->irq = debug ?
		bind_virq_to_irqhandler(VIRQ_DEBUG, cpu, xen_debug_interrupt,
					flags, slot->name, NULL) :
		bind_ipi_to_irqhandler(ipis[nr].vector, cpu, ipis[nr].handler,
				       flags, slot->name, NULL);
	return slot->irq < 0 ? slot->irq : 0;
}

static void unbind(struct slot *slot)
{
	if (slot->name && slot->irq >= 0)
		unbind_from_irqhandler(slot->irq, NULL);
	kfree(slot->name);
	slot->name = NULL;
}

/**
 * ipi_prepare() - make the channels of a vCPU
 * @cpu: which
 *
 * Return: 0, or an error; then nothing is left.
 */
int ipi_prepare(unsigned int cpu)
{
	unsigned int nr;
	int err;

	for (nr = 0; nr < NR_SLOTS; nr++) {
		/* The handler prints two-level events only. */
		if (nr == DEBUG_SLOT && xen_fifo_events)
			continue;
		err = bind(cpu, nr);
		if (err) {
			ipi_remove(cpu);
			return err;
		}
	}
	return 0;
}

/** ipi_remove() - take the channels away, as many as there are */
void ipi_remove(unsigned int cpu)
{
	unsigned int nr;

	for (nr = 0; nr < NR_SLOTS; nr++)
		unbind(&per_cpu(slots, cpu)[nr]);
}

/* Sending -------------------------------------------------------------------- */

static void send(const struct cpumask *mask, int but, enum ipi_vector vector)
{
	unsigned int cpu;

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		if (cpu != but)
			xen_send_IPI_one(cpu, vector);
}

#define NOBODY	(-1)

/** ipi_reschedule() - smp_ops.smp_send_reschedule */
void ipi_reschedule(int cpu)
{
	xen_send_IPI_one(cpu, XEN_RESCHEDULE_VECTOR);
}

/** ipi_call_function_single() - smp_ops.send_call_func_single_ipi */
void ipi_call_function_single(int cpu)
{
	send(cpumask_of(cpu), NOBODY, XEN_CALL_FUNCTION_SINGLE_VECTOR);
}

/** ipi_call_function() - smp_ops.send_call_func_ipi */
void ipi_call_function(const struct cpumask *mask)
{
	unsigned int cpu;

	send(mask, NOBODY, XEN_CALL_FUNCTION_VECTOR);

	for_each_cpu(cpu, mask) {
		if (xen_vcpu_stolen(cpu)) {
			HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
			return;
		}
	}
}

static void send_native(const struct cpumask *mask, int but, int vector)
{
	static const struct {
		int native;
		enum ipi_vector ours;
	} same[] = {
		{ NMI_VECTOR, XEN_NMI_VECTOR },
		{ APIC_DM_NMI, XEN_NMI_VECTOR },
		{ IRQ_WORK_VECTOR, XEN_IRQ_WORK_VECTOR },
		{ RESCHEDULE_VECTOR, XEN_RESCHEDULE_VECTOR },
		{ CALL_FUNCTION_VECTOR, XEN_CALL_FUNCTION_VECTOR },
		{ CALL_FUNCTION_SINGLE_VECTOR,
		  XEN_CALL_FUNCTION_SINGLE_VECTOR },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		if (same[i].native == vector) {
			send(mask, but, same[i].ours);
			return;
		}
	}
	pr_err_ratelimited("there is no event for vector %#x\n", vector);
}

/** ipi_native_mask() - apic.send_IPI_mask */
void ipi_native_mask(const struct cpumask *mask, int vector)
{
	send_native(mask, NOBODY, vector);
}

/** ipi_native_mask_but_self() - apic.send_IPI_mask_allbutself */
void ipi_native_mask_but_self(const struct cpumask *mask, int vector)
{
	send_native(mask, smp_processor_id(), vector);
}

/** ipi_native_others() - apic.send_IPI_allbutself */
void ipi_native_others(int vector)
{
	send_native(cpu_online_mask, smp_processor_id(), vector);
}

/** ipi_native_all() - apic.send_IPI_all */
void ipi_native_all(int vector)
{
	send_native(cpu_online_mask, NOBODY, vector);
}

/** ipi_native_self() - apic.send_IPI_self */
void ipi_native_self(int vector)
{
	send_native(cpumask_of(smp_processor_id()), NOBODY, vector);
}
