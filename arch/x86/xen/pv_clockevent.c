// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer: one clock event device per vCPU, one shot at a time.
 *
 * The hypervisor has two timers for each vCPU.  The periodic one, running when
 * a vCPU is created, ticks only while the vCPU does; it is of no use and is
 * stopped once and for all.  The other raises VIRQ_TIMER at an absolute time
 * of the hypervisor's clock.  The kernel's own clock may be slewed against it,
 * so each interval is added to what the hypervisor's clock says now.  A time
 * that has passed already is no error: the event comes at once.
 *
 * The event channel is bound before the vCPU starts and unbound after it has
 * stopped; in between the device is registered anew at each start.
 */
#include <linux/clockchips.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

#include <xen/events.h>
#include <xen/interface/vcpu.h>
#include <xen/suspend.h>
#include <xen/vcpu.h>

#include <asm/xen/hypercall.h>

#include "pv_time.h"

#define INTERVAL_MAX_NS	0xffffffff

struct timer {
	struct clock_event_device dev;
	char name[16];			/* of the interrupt */
};

static DEFINE_PER_CPU(struct timer, timers) = { .dev.irq = -1 };

static unsigned long interval_min_ns __ro_after_init = 1;

static int __init parse_slop(char *arg)
{
	interval_min_ns = memparse(arg, NULL);
	return 0;
}
early_param("xen_timer_slop", parse_slop);

static int program(unsigned long delta, struct clock_event_device *dev)
{
	struct vcpu_set_singleshot_timer shot = {
		.timeout_abs_ns = pv_clock_ns() + delta,
	};

	if (HYPERVISOR_vcpu_op(VCPUOP_set_singleshot_timer,
			       xen_vcpu_nr(smp_processor_id()), &shot))
		BUG();
	return 0;
}

static int shut_down(struct clock_event_device *dev)
{
	return HYPERVISOR_vcpu_op(VCPUOP_stop_singleshot_timer,
				  xen_vcpu_nr(smp_processor_id()), NULL);
}

static irqreturn_t on_timer(int irq, void *unused)
{
	struct clock_event_device *dev = this_cpu_ptr(&timers.dev);

	if (!dev->event_handler)
		return IRQ_NONE;
	dev->event_handler(dev);
	return IRQ_HANDLED;
}

static int stop_periodic(unsigned int cpu)
{
	return HYPERVISOR_vcpu_op(VCPUOP_stop_periodic_timer, xen_vcpu_nr(cpu),
				  NULL);
}

/**
 * pv_clockevent_prepare() - bind the timer interrupt of a vCPU
 * @cpu: which; not running, or this one
 *
 * Return: 0 or an error.
 */
int pv_clockevent_prepare(unsigned int cpu)
{
	struct timer *timer = &per_cpu(timers, cpu);
	int irq, err;

	err = stop_periodic(cpu);
	if (err)
		return err;

	snprintf(timer->name, sizeof(timer->name), "timer%u", cpu);
	irq = bind_virq_to_irqhandler(VIRQ_TIMER, cpu, on_timer,
				      IRQF_PERCPU | IRQF_NOBALANCING |
				      IRQF_TIMER | IRQF_FORCE_RESUME |
				      IRQF_EARLY_RESUME, timer->name, NULL);
	if (irq < 0)
		return irq;
	/* With two-level events there are no priorities: not an error. */
	xen_set_irq_priority(irq, XEN_IRQ_PRIORITY_MAX);

	timer->dev = (struct clock_event_device){
		.name = "xen",
		.rating = 500,
		.features = CLOCK_EVT_FEAT_ONESHOT,
		.irq = irq,
		.cpumask = cpumask_of(cpu),
		/* ticks are nanoseconds */
		.mult = 1,
		.shift = 0,
		.min_delta_ns = interval_min_ns,
		.min_delta_ticks = interval_min_ns,
		.max_delta_ns = INTERVAL_MAX_NS,
		.max_delta_ticks = INTERVAL_MAX_NS,
		.set_next_event = program,
		.set_state_shutdown = shut_down,
	};
	return 0;
}

/** pv_clockevent_remove() - the reverse; harmless if nothing was prepared */
void pv_clockevent_remove(unsigned int cpu)
{
	struct clock_event_device *dev = &per_cpu(timers, cpu).dev;

	if (dev->irq < 0)
		return;
	unbind_from_irqhandler(dev->irq, NULL);
	dev->irq = -1;
}

/** pv_clockevent_start() - this vCPU's timer may be used */
void pv_clockevent_start(void)
{
	clockevents_register_device(this_cpu_ptr(&timers.dev));
}

/** xen_timer_resume() - on a new host the periodic timers run again */
void xen_timer_resume(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (stop_periodic(cpu))
			BUG();
}
