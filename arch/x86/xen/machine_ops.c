// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stopping, restarting and crashing a domain; asking for a processor.
 *
 * All ways to end are one hypercall with a reason.  What happens then is up to
 * the domain's configuration, or, for the initial domain, to the machine.
 *
 * After a panic the reason is to be "crash".  The kernel first gets its normal
 * course (dumps, notifiers, panic=), so the notifier only remembers the
 * reason for the emergency restart at its end, and makes sure that there is
 * an end.  With a crash kernel loaded all this is none of our business.  The
 * boot parameter xen_legacy_crash crashes the domain at once, for tools that
 * dump it from outside.
 */
#include <linux/kexec.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/reboot.h>

#include <xen/interface/sched.h>
#include <xen/suspend.h>

#include <asm/reboot.h>
#include <asm/xen/hypercall.h>

#include "machine_ops.h"

static int emergency_reason = SHUTDOWN_reboot;
static bool crash_at_once;

/**
 * xen_reboot() - end this domain
 * @reason: SHUTDOWN_*
 */
void xen_reboot(int reason)
{
	struct sched_shutdown end = { .reason = reason };

	if (HYPERVISOR_sched_op(SCHEDOP_shutdown, &end))
		BUG();
}

static void restart(char *command)
{
	xen_reboot(SHUTDOWN_reboot);
}

static void halt_machine(void)
{
	xen_reboot(SHUTDOWN_poweroff);
}

/* Drivers registered for powering off go first: a UPS, say. */
static void power_off(void)
{
	do_kernel_power_off();
	halt_machine();
}

static void crash(struct pt_regs *regs)
{
	xen_reboot(SHUTDOWN_crash);
}

static void emergency_restart_machine(void)
{
	xen_reboot(emergency_reason);
}

/** machine_ops_init() - install the operations */
void __init machine_ops_init(void)
{
	machine_ops = (struct machine_ops){
		.power_off = power_off,
		.halt = halt_machine,
		.shutdown = halt_machine,
		.restart = restart,
		.emergency_restart = emergency_restart_machine,
		.crash_shutdown = crash,
	};
}

static int on_panic(struct notifier_block *self, unsigned long event,
		    void *message)
{
	if (kexec_crash_loaded())
		return NOTIFY_DONE;
	if (crash_at_once)
		xen_reboot(SHUTDOWN_crash);

	emergency_reason = SHUTDOWN_crash;
	/* 0 would wait for ever; a domain's end is somebody else's decision. */
	if (!panic_timeout)
		panic_timeout = -1;
	return NOTIFY_DONE;
}

static struct notifier_block panic_block = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

/** machine_ops_watch_panic() - let a panic end the domain */
void __init machine_ops_watch_panic(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}

static int __init parse_legacy_crash(char *arg)
{
	crash_at_once = true;
	return 0;
}
early_param("xen_legacy_crash", parse_legacy_crash);

/**
 * machine_ops_pin_vcpu() - ask for a certain processor
 * @cpu: number of the physical processor; negative to undo
 *
 * Some firmware must be called on a certain processor.  When the hypervisor
 * cannot or will not do it, say so once and do not ask again.
 */
void machine_ops_pin_vcpu(int cpu)
{
	struct sched_pin_override pin = { .pcpu = cpu };
	static bool hopeless;
	int err;

	if (hopeless)
		return;
	err = HYPERVISOR_sched_op(SCHEDOP_pin_override, &pin);
	if (cpu < 0 || !err)
		return;

	hopeless = err != -EINVAL && err != -EBUSY;
	pr_warn("this vCPU cannot be pinned to processor %d (%d)%s\n", cpu, err,
		err == -EPERM ? ": not permitted" : "");
}
