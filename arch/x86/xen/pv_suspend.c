// SPDX-License-Identifier: GPL-2.0-only
/*
 * The architecture's part of suspending, and of waking up elsewhere.
 *
 * drivers/xen/manage.c runs the show; it calls, in this order,
 *
 *	xen_arch_suspend()	all processors running
 *	xen_arch_pre_suspend()	one processor, interrupts off
 *	  (the suspend hypercall; the domain is saved and restored, or not)
 *	xen_arch_post_suspend()	one processor, interrupts off
 *	xen_arch_resume()	all processors running
 *
 * Of what the hypervisor and the domain share, a saved image keeps only what
 * can be told in frame numbers of the domain.  So the frames of console and
 * xenstore in the start-info page are translated, and everything else is
 * taken apart and put together again: page tables (all pinned, the tool that
 * saves has to find them), shared info, frame list, vCPU infos, clock.
 *
 * SPEC_CTRL must be 0 while no kernel is there to manage it.
 */
#include <linux/cpufeature.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/tick.h>

#include <xen/interface/xen.h>
#include <xen/page.h>
#include <xen/suspend.h>

#include <asm/msr.h>
#include <asm/xen/hypervisor.h>

#include "cpu_ops.h"
#include "domain_info.h"
#include "mmu.h"
#include "p2m.h"
#include "pv_time.h"
#include "smp_boot.h"
#include "vcpu_info.h"

static DEFINE_PER_CPU(u64, saved_spec_ctrl);

static void translate_start_info(unsigned long (*translate)(unsigned long))
{
	struct start_info *si = xen_start_info;

	si->console.domU.mfn = translate(si->console.domU.mfn);
	si->store_mfn = translate(si->store_mfn);
}

/** xen_arch_pre_suspend() - take apart what we share with the hypervisor */
void xen_arch_pre_suspend(void)
{
	pv_clock_save();
	xen_mm_pin_all();
	translate_start_info(mfn_to_pfn);
	BUG_ON(!irqs_disabled());
	domain_info_unmap_shared();
}

/**
 * xen_arch_post_suspend() - put it together
 * @cancelled: we are where we were; else we were restored from an image, and
 *	       the toolstack has written the start-info page
 */
void xen_arch_post_suspend(int cancelled)
{
	unsigned int cpu;

	xen_build_mfn_list_list();
	domain_info_remap_shared();
	xen_setup_mfn_list_list();

	if (cancelled) {
		translate_start_info(pfn_to_mfn);
	} else {
		smp_boot_forget_contexts();
		for_each_possible_cpu(cpu)
			cpu_ops_kernel_stack_is(cpu, 0);
		xen_vcpu_restore();
	}
	xen_mm_unpin_all();
	pv_clock_restore();
}

static void suspend_this_cpu(void *unused)
{
	u64 val;

	tick_suspend_local();
	if (!boot_cpu_has(X86_FEATURE_SPEC_CTRL))
		return;
	rdmsrl(MSR_IA32_SPEC_CTRL, val);
	this_cpu_write(saved_spec_ctrl, val);
	wrmsrl(MSR_IA32_SPEC_CTRL, 0);
}

/* The boot processor's tick is resumed by timekeeping. */
static void resume_this_cpu(void *unused)
{
	if (boot_cpu_has(X86_FEATURE_SPEC_CTRL))
		wrmsrl(MSR_IA32_SPEC_CTRL, this_cpu_read(saved_spec_ctrl));
	if (smp_processor_id())
		tick_resume_local();
}

/** xen_arch_suspend() - before devices and interrupts are suspended */
void xen_arch_suspend(void)
{
	on_each_cpu(suspend_this_cpu, NULL, 1);
}

/** xen_arch_resume() - after they have been resumed */
void xen_arch_resume(void)
{
	on_each_cpu(resume_this_cpu, NULL, 1);
}
