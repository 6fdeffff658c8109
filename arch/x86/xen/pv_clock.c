// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock: nanoseconds since the hypervisor started.
 *
 * Each vCPU's info contains a time stamp, the TSC at that moment, and the
 * factor from TSC to nanoseconds; arch/x86/kernel/pvclock.c does the sum.  It
 * is used in three ways:
 *
 *  - the clocksource "xen";
 *  - the scheduler's clock and printk()'s time stamps, counted from boot and
 *    continued over a suspend as if no time had passed;
 *  - in user mode, without a system call, if the hypervisor says that the TSC
 *    is synchronous on all processors.  Then one copy of the first vCPU's
 *    parameters, in a page that the vDSO shows to user mode, is good for
 *    everybody.  The hypervisor keeps it up to date.
 *
 * Where the TSC itself is known to be good, the clocksource "tsc" is preferred
 * by rating: in the initial domain, which is never moved, and where the
 * hypervisor promises never to intercept RDTSC.
 *
 * The frequency of the TSC is part of the parameters too.  Nothing is measured
 * with timers that a guest does not have; neither is the "processor" speed,
 * which native code would look for first.
 */
#include <linux/clocksource.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/timekeeping.h>

#include <xen/interface/vcpu.h>
#include <xen/interface/xen.h>
#include <xen/runstate.h>
#include <xen/xen.h>

#include <asm/paravirt.h>
#include <asm/pvclock.h>
#include <asm/tsc.h>
#include <asm/x86_init.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include "pv_time.h"
#include "vcpu_info.h"

enum {
	RATING_BELOW_NATIVE_TSC	= 275,	/* "tsc" has 300 */
	RATING_BELOW_SAFE_TSC	= 299,
	RATING_BEST		= 400,
};

static u64 sched_clock_start __read_mostly;

/* What user mode reads; NULL if it does not. */
static struct pvclock_vsyscall_time_info *user_page __ro_after_init;

/** pv_clock_ns() - the time now, in ns since the hypervisor started */
u64 pv_clock_ns(void)
{
	u64 now;

	preempt_disable_notrace();
	now = pvclock_clocksource_read(&__this_cpu_read(xen_vcpu)->time);
	preempt_enable_notrace();
	return now;
}

static noinstr u64 sched_clock_ns(void)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);

	return pvclock_clocksource_read_nowd(&vcpu->time) - sched_clock_start;
}

static u64 read_clocksource(struct clocksource *cs)
{
	return pv_clock_ns();
}

static int enable_clocksource(struct clocksource *cs)
{
	vclocks_set_used(VDSO_CLOCKMODE_PVCLOCK);
	return 0;
}

static struct clocksource clocksource_xen __read_mostly = {
	.name = "xen",
	.rating = RATING_BEST,
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
	.mask = CLOCKSOURCE_MASK(64),
	.read = read_clocksource,
	.enable = enable_clocksource,
};

static unsigned long tsc_khz_told(void)
{
	setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
	return pvclock_tsc_khz(&HYPERVISOR_shared_info->vcpu_info[0].time);
}

static bool __init tsc_never_intercepted(void)
{
	u32 eax, mode, ecx, edx;

	if (!boot_cpu_has(X86_FEATURE_NONSTOP_TSC) ||
	    !boot_cpu_has(X86_FEATURE_CONSTANT_TSC) || check_tsc_unstable())
		return false;
	cpuid_count(xen_cpuid_base() + 3, 0, &eax, &mode, &ecx, &edx);
	return mode == XEN_CPUID_TSC_MODE_NEVER_EMULATE;
}

/* Time in user mode --------------------------------------------------------- */

/* Tell the hypervisor where to keep a second copy; NULL: nowhere. */
static int keep_copy(struct pvclock_vsyscall_time_info *page)
{
	struct vcpu_register_time_memory_area area = {
		.addr.v = page ? &page->pvti : NULL,
	};

	return HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_time_memory_area, 0,
				  &area);
}

static void __init offer_to_user_mode(void)
{
	struct pvclock_vsyscall_time_info *page;

	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return;
	if (keep_copy(page)) {
		free_page((unsigned long)page);
		return;
	}
	if (!(page->pvti.flags & PVCLOCK_TSC_STABLE_BIT)) {
		/* If it cannot be taken back it must stay allocated. */
		if (!keep_copy(NULL))
			free_page((unsigned long)page);
		return;
	}
	user_page = page;
	pvclock_set_pvti_cpu0_va(page);
	clocksource_xen.vdso_clock_mode = VDSO_CLOCKMODE_PVCLOCK;
}

/* Suspend -------------------------------------------------------------------- */

static u64 sched_clock_saved;

/** pv_clock_save() - before a suspend, on the last running processor */
void pv_clock_save(void)
{
	sched_clock_saved = pv_clock_ns() - sched_clock_start;
	if (!user_page)
		return;
	if (keep_copy(NULL))
		pr_notice("the user mode clock cannot be taken back\n");
	else
		clear_page(user_page);
}

/**
 * pv_clock_restore() - after it
 *
 * If the new host offers no copy, or no synchronous TSC, user mode finds a
 * page of zeroes and makes a system call instead.
 */
void pv_clock_restore(void)
{
	if (user_page && keep_copy(user_page))
		pr_notice("no user mode clock on this host\n");
	/* The clock may stand before where it stood. */
	pvclock_resume();
	sched_clock_start = pv_clock_ns() - sched_clock_saved;
}

/* Boot ------------------------------------------------------------------------ */

static void __init start_clock(void)
{
	if (xen_initial_domain())
		clocksource_xen.rating = RATING_BELOW_NATIVE_TSC;
	else if (tsc_never_intercepted())
		clocksource_xen.rating = RATING_BELOW_SAFE_TSC;

	/* It is there, whatever CPUID was allowed to say. */
	setup_force_cpu_cap(X86_FEATURE_TSC);

	if (__this_cpu_read(xen_vcpu)->time.flags & PVCLOCK_TSC_STABLE_BIT) {
		pvclock_set_flags(PVCLOCK_TSC_STABLE_BIT);
		offer_to_user_mode();
	}
	clocksource_register_hz(&clocksource_xen, NSEC_PER_SEC);
}

/* x86_init.timers.timer_init; interrupts can be bound and memory allocated */
static void __init start_time(void)
{
	start_clock();
	wallclock_start();
	xen_setup_runstate_info(smp_processor_id());
	if (pv_clockevent_prepare(smp_processor_id()))
		panic("no timer interrupt\n");
	pv_clockevent_start();
	xen_time_setup_guest();
}

/**
 * pv_time_init() - use the hypervisor's clock from now on
 *
 * State: the shared-info page is mapped.
 */
void __init pv_time_init(void)
{
	sched_clock_start = pv_clock_ns();
	paravirt_set_sched_clock(sched_clock_ns);

	x86_init.timers.timer_init = start_time;
	x86_init.timers.setup_percpu_clockev = x86_init_noop;
	x86_cpuinit.setup_percpu_clockev = x86_init_noop;
	x86_platform.calibrate_cpu = tsc_khz_told;
	x86_platform.calibrate_tsc = tsc_khz_told;
	wallclock_init();
}
