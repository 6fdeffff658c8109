// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the hypervisor's upcall to the irq core; set-up and resume.
 *
 * The upcall finds vcpu_info.evtchn_upcall_pending set, clears it and has the
 * channel ABI hand out every port that is pending on this CPU, again and again
 * until the flag stays clear. No lock is taken on the way: ports are found
 * under RCU.
 *
 * Nothing bounds how often a peer can raise events. So an upcall that takes
 * longer than xen.event_loop_timeout ms starts to defer: late EOIs of what it
 * hands out from then on wait for xen.event_eoi_delay jiffies if they come
 * while the same upcall still runs (evt_lateeoi.c). The peer is then masked
 * and the loop ends. Upcalls are numbered per CPU (evt_epoch) to know.
 *
 * The channel ABI is chosen once: FIFO if the hypervisor has it and
 * xen.fifo_events=0 was not given, else two-level.
 */

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/moduleparam.h>
#include <linux/timekeeping.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus.h>
#include "evt_internal.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

bool xen_fifo_events = true;
module_param_named(fifo_events, xen_fifo_events, bool, 0);
module_param_named(event_loop_timeout, evt_loop_timeout_ms, uint, 0644);
module_param_named(event_eoi_delay, evt_eoi_delay, uint, 0644);

const struct evt_ops *evt_ops;
DEFINE_PER_CPU(unsigned int, evt_epoch);

/* How many events to hand out between two looks at the clock. */
#define EVENTS_PER_LOOK	256

static bool too_long(struct evt_loop *loop)
{
	ktime_t now;

	if (loop->defer_eoi || ++loop->count % EVENTS_PER_LOOK)
		return loop->defer_eoi;
	/* The first look starts the clock: short upcalls never read it. */
	now = ktime_get_mono_fast_ns();
	if (!loop->deadline)
		loop->deadline = ktime_add_ms(now, evt_loop_timeout_ms);
	else if (ktime_after(now, loop->deadline))
		loop->defer_eoi = true;
	return loop->defer_eoi;
}

/**
 * evt_deliver() - hand one event to the irq core
 * @port: pending and not masked
 * @loop: of the upcall
 *
 * Context: upcall, interrupts off, RCU read side.
 */
void evt_deliver(evtchn_port_t port, struct evt_loop *loop)
{
	struct evt_binding *b = evt_by_port(port);

	if (!b)
		return;
	if (too_long(loop)) {
		b->eoi_cpu = smp_processor_id();
		b->eoi_epoch = __this_cpu_read(evt_epoch);
		b->eoi_time = get_jiffies_64() + evt_eoi_delay;
	}
	/* Another CPU has this very event: the port is moving. */
	if (xchg_acquire(&b->active, 1))
		return;
	if (b->dev)
		atomic_inc(&b->dev->events);
	generic_handle_irq(b->irq);
}

/**
 * xen_evtchn_do_upcall() - handle all events of this CPU
 *
 * Context: hard interrupt, interrupts off.
 * Return: IRQ_HANDLED, or IRQ_NONE if there was nothing.
 */
int xen_evtchn_do_upcall(void)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);
	unsigned int cpu = smp_processor_id();
	int ret = vcpu->evtchn_upcall_pending ? IRQ_HANDLED : IRQ_NONE;
	struct evt_loop loop = { };

	rcu_read_lock();
	do {
		vcpu->evtchn_upcall_pending = 0;
		evt_ops->drain(cpu, &loop);
		/* The flag is set after what it announces. */
		virt_rmb();
	} while (vcpu->evtchn_upcall_pending);
	rcu_read_unlock();

	/* Late EOIs of this upcall's events need not wait any more. */
	__this_cpu_inc(evt_epoch);
	return ret;
}

/**
 * xen_evtchn_nr_channels() - ports that can be used at present
 */
unsigned int xen_evtchn_nr_channels(void)
{
	return evt_ops->nr_ports();
}
EXPORT_SYMBOL_GPL(xen_evtchn_nr_channels);

static int cpu_prepare(unsigned int cpu)
{
	evt_eoi_cpu_init(cpu);
	return evt_ops->cpu_init ? evt_ops->cpu_init(cpu) : 0;
}

static int cpu_dead(unsigned int cpu)
{
	return evt_ops->cpu_exit ? evt_ops->cpu_exit(cpu) : 0;
}

/**
 * xen_init_IRQ() - make event channels usable
 *
 * Context: init_IRQ() of the boot, one CPU, interrupts off.
 */
void __init xen_init_IRQ(void)
{
	evtchn_port_t port;

	if (!xen_fifo_events || evt_fifo_init()) {
		xen_fifo_events = false;
		evt_ops = &evt_2l_ops;
	}
	pr_info("xen: event channels use the %s ABI\n", evt_ops->name);

	evt_eoi_cpu_init(smp_processor_id());
	cpuhp_setup_state_nocalls(CPUHP_XEN_EVTCHN_PREPARE,
				  "xen/evtchn:prepare", cpu_prepare, cpu_dead);

	/* What the hypervisor left open has no handler yet. */
	for (port = 0; port < evt_ops->nr_ports(); port++)
		evt_ops->mask(port);
	evt_pirq_init();
}

/**
 * xen_irq_resume() - get new ports on a new machine
 *
 * Virqs and ipis are bound anew, pirqs mapped and started again. Inter-domain
 * ports are gone for good: their drivers reconnect.
 *
 * Context: resume, one CPU, interrupts off.
 */
void xen_irq_resume(void)
{
	unsigned int cpu;

	if (evt_ops->resume)
		evt_ops->resume();
	evt_detach_all();
	for_each_possible_cpu(cpu)
		evt_percpu_resume(cpu);
	evt_pirq_resume();
}
