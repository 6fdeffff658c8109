// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing core/ up. The order is told in core_init.h; what needs what:
 *
 *	timers      the soft interrupts of cpu/
 *	idle domain the heap
 *	scheduler   the idle domain's record, and the sched= option
 *	CPUs        all of these; each takes itself into pool 0 and is from then on
 *	            a place where vCPUs are put
 *
 * Nothing here can fail with a way to go on, so nothing returns an error.
 */
#include "core/core_init.h"
#include "core/console_guest.h"
#include "core/debug_keys.h"
#include "core/dom0_gone.h"
#include "core/domain.h"
#include "core/host_errors.h"
#include "core/sched.h"
#include "core/timer.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "mm/isolation.h"

void core_init_bsp(void)
{
	timers_init();
	domain_init();
	sched_init();
	debug_keys_init();
	dom0_gone_init();
	host_errors_init();
}

void core_init_cpu(void)
{
	if (isolation_init_cpu())
		panic("CPU%u: no memory for page-table isolation", this_cpu());
	sched_init_cpu(this_cpu());
}
