// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt flag and halting: pv_ops.irq.
 *
 * A guest kernel runs unprivileged, so the real interrupt flag is never its
 * business.  Its flag is the byte evtchn_upcall_mask; pv_entry.S has the
 * operations on it.  They use per-CPU data, which does not take part until
 * vcpu_info.c has registered it.  Up to then the boot processor runs with
 * events masked, as it was started: reading the flag says "off", disabling
 * does nothing, and enabling would be a bug.
 */
#include <linux/hardirq.h>
#include <linux/smp.h>

#include <xen/events.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/vcpu.h>

#include <asm/paravirt.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>

#include "irq_ops.h"
#include "pv_entry.h"

/* Wait for an event.  The hypervisor unmasks events and blocks in one step. */
static noinstr void block_for_event(void)
{
	if (HYPERVISOR_sched_op(SCHEDOP_block, NULL))
		BUG();
}

/* HLT with interrupts off waits for nothing: the processor is given up. */
static void halt_cpu(void)
{
	if (!irqs_disabled())
		block_for_event();
	else
		HYPERVISOR_vcpu_op(VCPUOP_down,
				   xen_vcpu_nr(smp_processor_id()), NULL);
}

/* objtool follows this table by its name. */
static const typeof(pv_ops) xen_irq_ops __initconst = {
	.irq = {
		.halt = halt_cpu,
		.safe_halt = block_for_event,
		.irq_enable = __PV_IS_CALLEE_SAVE(BUG_func),
		.irq_disable = __PV_IS_CALLEE_SAVE(paravirt_nop),
		.save_fl = __PV_IS_CALLEE_SAVE(paravirt_ret0),
	},
};

/** irq_ops_init() - install the operations for early boot */
void __init irq_ops_init(void)
{
	pv_ops.irq = xen_irq_ops.irq;
	x86_init.irqs.intr_init = xen_init_IRQ;
}

/**
 * irq_ops_use_percpu() - switch over to the per-CPU flag
 *
 * State: every possible vCPU has its vcpu_info in per-CPU data.
 */
void __init irq_ops_use_percpu(void)
{
	pv_ops.irq.irq_disable = __PV_IS_CALLEE_SAVE(xen_irq_disable_direct);
	pv_ops.irq.irq_enable = __PV_IS_CALLEE_SAVE(xen_irq_enable_direct);
	pv_ops.irq.save_fl = __PV_IS_CALLEE_SAVE(xen_save_fl_direct);
	pv_ops.mmu.read_cr2 = __PV_IS_CALLEE_SAVE(xen_read_cr2_direct);
}
