// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lazy mode: stretches of code after which the hypervisor must have caught up,
 * but not before.
 *
 * Two kinds exist. XEN_LAZY_MMU is what the memory management asks for around
 * its loops over page table entries. XEN_LAZY_CPU is a context switch, whose
 * many small calls (stack, thread-local segments, page tables) become one.
 * A CPU is in one of them or in none:
 *
 *	NONE --enter--> MMU --enter--> MMU (depth 2)
 *	MMU (depth 2) --leave--> MMU --leave, flush--> NONE
 *	MMU --context switch, flush--> CPU --end, flush--> NONE, or MMU again
 *
 * The memory management nests: set_ptes() opens a stretch inside the stretch
 * of its caller. Only the outermost leave flushes. What runs inside a stretch
 * may not rely on its updates before the end of it anyway, and a flush for
 * every inner stretch would undo the outer one.
 *
 * A task may be preempted inside a stretch on kernel mappings. That it was
 * inside is kept in its TIF_LAZY_MMU_UPDATES; how deep is not. When it comes
 * back the inner leave then ends the stretch early, and the outer leave finds
 * nothing to do: the rest goes one by one, which is slower and no less right.
 *
 * In an interrupt the mode is always NONE: handlers do not know about the
 * stretch they interrupt and must see their updates done.
 *
 * asm/xen/hypervisor.h declares the two per-CPU variables.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/thread_info.h>

#include <asm/xen/hypervisor.h>

#include "lazy.h"
#include "multicall.h"

/* Stretches of XEN_LAZY_MMU open inside the outermost one. */
DEFINE_PER_CPU(unsigned int, xen_lazy_nesting);
DEFINE_PER_CPU(enum xen_lazy_mode, xen_lazy_mode);

enum xen_lazy_mode xen_get_lazy_mode(void)
{
	return in_interrupt() ? XEN_LAZY_NONE : this_cpu_read(xen_lazy_mode);
}

void xen_enter_lazy_mmu(void)
{
	preempt_disable();
	if (this_cpu_read(xen_lazy_mode) == XEN_LAZY_MMU)
		this_cpu_inc(xen_lazy_nesting);
	else if (this_cpu_read(xen_lazy_mode) == XEN_LAZY_NONE)
		this_cpu_write(xen_lazy_mode, XEN_LAZY_MMU);
	preempt_enable();
}

void xen_leave_lazy_mmu(void)
{
	preempt_disable();
	if (this_cpu_read(xen_lazy_nesting)) {
		this_cpu_dec(xen_lazy_nesting);
	} else {
		xen_mc_flush();
		if (this_cpu_read(xen_lazy_mode) == XEN_LAZY_MMU)
			this_cpu_write(xen_lazy_mode, XEN_LAZY_NONE);
	}
	preempt_enable();
}

void xen_flush_lazy_mmu(void)
{
	preempt_disable();
	xen_mc_flush();
	preempt_enable();
}

void xen_start_context_switch(struct task_struct *prev)
{
	lockdep_assert_preemption_disabled();

	if (this_cpu_read(xen_lazy_mode) == XEN_LAZY_MMU) {
		xen_mc_flush();
		this_cpu_write(xen_lazy_nesting, 0);
		set_ti_thread_flag(task_thread_info(prev),
				   TIF_LAZY_MMU_UPDATES);
	}
	this_cpu_write(xen_lazy_mode, XEN_LAZY_CPU);
}

void xen_end_context_switch(struct task_struct *next)
{
	lockdep_assert_preemption_disabled();

	xen_mc_flush();
	this_cpu_write(xen_lazy_mode, XEN_LAZY_NONE);
	if (test_and_clear_ti_thread_flag(task_thread_info(next),
					  TIF_LAZY_MMU_UPDATES))
		xen_enter_lazy_mmu();
}
