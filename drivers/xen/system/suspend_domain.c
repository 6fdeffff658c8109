// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspend and resume of the whole domain, for save, migration and checkpoints.
 *
 *	freeze tasks and threads | devices | xenstore | devices, late
 *	------------------------ stop all CPUs but one ------------------------
 *	system core | grants | runstate | arch		=> hypercall
 *	arch | runstate | grants | events | timer | system core
 *	-----------------------------------------------------------------------
 *	console | who asked | arch, all CPUs | devices | xenstore | devices, late
 *	| threads and tasks
 *
 * The hypercall returns on the new machine; or, with a value, on the old one:
 * nobody was moved (a checkpoint, or it failed), and what belongs to the
 * machine is still as it was.
 */

#include <linux/cpumask.h>
#include <linux/freezer.h>
#include <linux/notifier.h>
#include <linux/export.h>
#include <linux/pm.h>
#include <linux/stop_machine.h>
#include <linux/suspend.h>
#include <linux/syscore_ops.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/hvc-console.h>
#include <xen/page.h>
#include <xen/runstate.h>
#include <xen/suspend.h>
#include <xen/xenbus.h>
#include "suspend_domain.h"

static RAW_NOTIFIER_HEAD(resume_chain);

/**
 * xen_resume_notifier_register() - be called on each arrival
 * @nb: called after the console and before the other CPUs' preparations
 */
void xen_resume_notifier_register(struct notifier_block *nb)
{
	raw_notifier_chain_register(&resume_chain, nb);
}
EXPORT_SYMBOL_GPL(xen_resume_notifier_register);

/**
 * xen_resume_notifier_unregister() - be called no more
 * @nb: registered
 */
void xen_resume_notifier_unregister(struct notifier_block *nb)
{
	raw_notifier_chain_unregister(&resume_chain, nb);
}
EXPORT_SYMBOL_GPL(xen_resume_notifier_unregister);

#ifdef CONFIG_HIBERNATE_CALLBACKS
/* Context: one CPU, interrupts off. */
static int leave_and_arrive(void *data)
{
	int *cancelled = data;
	int err = syscore_suspend();

	if (err)
		return err;
	gnttab_suspend();
	xen_manage_runstate_time(XEN_RUNSTATE_SUSPEND);
	xen_arch_pre_suspend();

	*cancelled = HYPERVISOR_suspend(virt_to_gfn(xen_start_info));

	xen_arch_post_suspend(*cancelled);
	xen_manage_runstate_time(*cancelled ? XEN_RUNSTATE_CANCELLED :
					      XEN_RUNSTATE_RESUME);
	if (gnttab_resume())
		panic("xen: no grant table after resume\n");
	if (!*cancelled) {
		xen_irq_resume();
		xen_timer_resume();
	}
	syscore_resume();
	return 0;
}

/* With devices and xenstore at rest. */
static int move(void)
{
	int cancelled = 1;
	int err;

	xen_arch_suspend();
	err = stop_machine(leave_and_arrive, &cancelled, cpumask_of(0));
	if (err)
		pr_err("xen: suspend failed: %d\n", err);
	if (!cancelled)
		xen_console_resume();
	raw_notifier_call_chain(&resume_chain, 0, NULL);
	xen_arch_resume();
	return cancelled;
}

/**
 * xen_suspend_domain() - the toolstack wants to move this domain
 *
 * Context: process (xenwatch).
 */
void xen_suspend_domain(void)
{
	int cancelled = 1;

	if (freeze_processes()) {
		pr_err("xen: suspend: processes do not freeze\n");
		return;
	}
	if (freeze_kernel_threads()) {
		pr_err("xen: suspend: threads do not freeze\n");
		goto thaw;
	}
	if (dpm_suspend_start(PMSG_FREEZE)) {
		pr_err("xen: suspend: a device does not stop\n");
		goto resume_end;
	}
	xs_suspend();
	if (dpm_suspend_end(PMSG_FREEZE)) {
		pr_err("xen: suspend: a device does not stop, late\n");
	} else {
		cancelled = move();
		dpm_resume_start(cancelled ? PMSG_THAW : PMSG_RESTORE);
	}
	if (cancelled)
		xs_suspend_cancel();
	else
		xs_resume();
resume_end:
	dpm_resume_end(cancelled ? PMSG_THAW : PMSG_RESTORE);
thaw:
	thaw_processes();
}
#endif
