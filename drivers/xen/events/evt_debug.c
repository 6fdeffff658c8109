// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the event channels look like, in the log: the answer to the debug virq,
 * which the hypervisor raises from its console (key 'q').
 */

#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include "evt_internal.h"

static DEFINE_SPINLOCK(debug_lock);

static char flag(bool yes, char c)
{
	return yes ? c : '-';
}

/**
 * xen_debug_interrupt() - irq handler: print all bindings that have a port
 * @irq: not looked at
 * @dev_id: not looked at
 *
 * One line per CPU (u: upcall pending, m: upcalls masked) and one per port
 * (p: pending, M: masked, a: active).
 */
irqreturn_t xen_debug_interrupt(int irq, void *dev_id)
{
	static const char * const kinds[] = {
		"none", "port", "virq", "ipi", "pirq",
	};
	struct evt_binding *b;
	unsigned long flags;
	unsigned int cpu;

	spin_lock_irqsave(&debug_lock, flags);
	for_each_online_cpu(cpu) {
		struct vcpu_info *v = per_cpu(xen_vcpu, cpu);

		pr_info("vcpu %u: %c%c sel %lx\n", cpu,
			flag(v->evtchn_upcall_pending, 'u'),
			flag(v->evtchn_upcall_mask, 'm'),
			(unsigned long)v->evtchn_pending_sel);
	}
	rcu_read_lock();
	list_for_each_entry_rcu(b, &evt_list, node) {
		if (!b->port)
			continue;
		pr_info("port %u: irq %d %s vcpu %u %c%c%c reasons %x\n",
			b->port, b->irq, kinds[b->kind], b->cpu,
			flag(evt_ops->test(b->port), 'p'),
			flag(b->mask_reasons, 'M'), flag(b->active, 'a'),
			b->mask_reasons);
	}
	rcu_read_unlock();
	spin_unlock_irqrestore(&debug_lock, flags);
	return IRQ_HANDLED;
}
