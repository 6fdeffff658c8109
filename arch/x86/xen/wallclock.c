// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time of day.
 *
 * The shared-info page says what time it was when the hypervisor's clock was
 * zero.  A guest reads it and cannot set it.  The initial domain has the real
 * time clock of the machine, reads and sets that as on bare metal, and is
 * besides the hypervisor's source of the time of day: whenever its own is set,
 * and every eleven minutes, the usual period for keeping an RTC right, it
 * passes it on.
 */
#include <linux/init.h>
#include <linux/pvclock_gtod.h>
#include <linux/timekeeper_internal.h>
#include <linux/timekeeping.h>

#include <xen/interface/platform.h>
#include <xen/vcpu.h>
#include <xen/xen.h>

#include <asm/pvclock.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include "pv_time.h"

#define SYNC_PERIOD_S	(11 * 60)

static void read_wallclock(struct timespec64 *now)
{
	preempt_disable();
	pvclock_read_wallclock(&HYPERVISOR_shared_info->wc,
			       &__this_cpu_read(xen_vcpu)->time, now);
	preempt_enable();
}

static int cannot_set(const struct timespec64 *now)
{
	return -ENODEV;
}

/* The caller serialises. */
static int on_time_update(struct notifier_block *self, unsigned long was_set,
			  void *timekeeper)
{
	static time64_t next_sync;
	const struct timekeeper *tk = timekeeper;
	struct xen_platform_op op = {
		.cmd = XENPF_settime64,
		.u.settime64.secs = tk->xtime_sec,
		.u.settime64.nsecs = tk->tkr_mono.xtime_nsec >>
				     tk->tkr_mono.shift,
	};

	if (!was_set && tk->xtime_sec < next_sync)
		return NOTIFY_OK;

	op.u.settime64.system_time = pv_clock_ns();
	if (HYPERVISOR_platform_op(&op))
		return NOTIFY_BAD;
	next_sync = tk->xtime_sec + SYNC_PERIOD_S;
	return NOTIFY_OK;
}

static struct notifier_block time_update = {
	.notifier_call = on_time_update,
};

/** wallclock_init() - take the hooks */
void __init wallclock_init(void)
{
	x86_platform.get_wallclock = read_wallclock;
	if (!xen_initial_domain())
		x86_platform.set_wallclock = cannot_set;
}

/** wallclock_start() - set the kernel's time, with full resolution */
void __init wallclock_start(void)
{
	struct timespec64 now;

	read_wallclock(&now);
	do_settimeofday64(&now);
	if (xen_initial_domain())
		pvclock_gtod_register_notifier(&time_update);
}
