// SPDX-License-Identifier: GPL-2.0-only
/*
 * C side of the entries: the event upcall and the exceptions without an IST.
 *
 * Native code gives NMI, #DB, #DF and #MC stacks of their own.  Here they
 * arrive on the interrupted stack like any other exception, so mainline emits
 * asm_xenpv_exc_* stubs for them, and these functions pick the handler that
 * matches where the exception came from.
 *
 * The upcall is the only interrupt there is.  It finds its events in memory,
 * so it can be made at any time, by the hypervisor or by ourselves, and
 * finding nothing is harmless.
 *
 * A hypercall made on behalf of the toolstack may run for seconds.  In a
 * kernel without preemption, privcmd marks it as preemptible; an upcall that
 * interrupts a marked hypercall reschedules if it should.  The mark is per
 * CPU, and the task may go on elsewhere, hence it is taken and put back.
 */
#include <linux/entry-common.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/printk.h>

#include <xen/events.h>
#include <xen/remap.h>

#include <asm/idtentry.h>
#include <asm/irq_regs.h>
#include <asm/irq_stack.h>
#include <asm/traps.h>

#include "pv_entry.h"
#include "vcpu_info.h"

#ifdef CONFIG_PREEMPTION
static __always_inline bool take_hcall_mark(void)
{
	return false;
}

static __always_inline void put_hcall_mark(void)
{
}
#else
DEFINE_PER_CPU(bool, xen_in_preemptible_hcall);
EXPORT_PER_CPU_SYMBOL_GPL(xen_in_preemptible_hcall);

static __always_inline bool take_hcall_mark(void)
{
	bool marked = __this_cpu_read(xen_in_preemptible_hcall);

	__this_cpu_write(xen_in_preemptible_hcall, false);
	return marked;
}

static __always_inline void put_hcall_mark(void)
{
	__this_cpu_write(xen_in_preemptible_hcall, true);
}
#endif

static void handle_events(struct pt_regs *regs)
{
	struct pt_regs *outer = set_irq_regs(regs);

	inc_irq_stat(irq_hv_callback_count);
	xen_evtchn_do_upcall();
	set_irq_regs(outer);
}

/**
 * xen_pv_evtchn_do_upcall() - take the events that are pending
 * @regs: what was interrupted
 *
 * Context: events masked, and masked again on return.
 */
__visible noinstr void xen_pv_evtchn_do_upcall(struct pt_regs *regs)
{
	irqentry_state_t state = irqentry_enter(regs);

	instrumentation_begin();
	run_sysvec_on_irqstack_cond(handle_events, regs);

	if (take_hcall_mark()) {
		if (!WARN_ON_ONCE(state.exit_rcu))
			irqentry_exit_cond_resched();
		put_hcall_mark();
	}
	instrumentation_end();
	irqentry_exit(regs, state);
}

/**
 * xen_upcall_pending() - an upcall made by ourselves
 * @regs: the place where events were enabled
 *
 * The last part of enabling events when there are some.  Each round ends like
 * the return from an interrupt: unmask, and look whether more has come.  The
 * order matters only to this CPU: whoever sets the pending flag later also
 * interrupts it in order to look at the mask.
 *
 * Context: events unmasked, or masked after a preemption; unmasked on return.
 */
__visible noinstr void xen_upcall_pending(struct pt_regs *regs)
{
	do {
		raw_cpu_write(xen_vcpu_info.evtchn_upcall_mask, 1);
		xen_pv_evtchn_do_upcall(regs);
		raw_cpu_write(xen_vcpu_info.evtchn_upcall_mask, 0);
		barrier();
	} while (raw_cpu_read(xen_vcpu_info.evtchn_upcall_pending));
}

DEFINE_IDTENTRY_RAW(xenpv_exc_debug)
{
	if (user_mode(regs))
		noist_exc_debug(regs);
	else
		exc_debug(regs);
}

#ifdef CONFIG_X86_MCE
DEFINE_IDTENTRY_RAW(xenpv_exc_machine_check)
{
	if (user_mode(regs))
		noist_exc_machine_check(regs);
	else
		exc_machine_check(regs);
}
#endif

DEFINE_IDTENTRY_RAW(xenpv_exc_nmi)
{
	exc_nmi(regs);
}

DEFINE_IDTENTRY_RAW_ERRORCODE(xenpv_exc_double_fault)
{
	exc_double_fault(regs, error_code);
}

/* An IDT entry that trap_table.c could not translate was used after all. */
DEFINE_IDTENTRY_RAW(exc_xen_unknown_trap)
{
	instrumentation_begin();
	panic("trap through an IDT entry unknown to the port, at %pS\n",
	      (void *)regs->ip);
	instrumentation_end();
}
