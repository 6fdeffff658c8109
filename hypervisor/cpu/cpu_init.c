// SPDX-License-Identifier: GPL-2.0-only
/*
 * Initialisation of a CPU, step by step; see cpu_init.h for what comes between.
 *
 * Both lists name the same parts in the same order; an AP's step does what is
 * per CPU and relies on the boot CPU's choices.
 */
#include "cpu/cpu_init.h"
#include "cpu/clock.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/irq.h"
#include "cpu/keyhandler.h"
#include "cpu/mce.h"
#include "cpu/power.h"
#include "cpu/speculation.h"
#include "cpu/tasklet.h"
#include "cpu/traps.h"
#include "cpu/watchdog.h"

void cpu_init_bsp_early(void)
{
	features_init_bsp();
	features_report();
}

void cpu_init_bsp(void)
{
	speculation_init_bsp();
	softirq_init();
	irq_init_bsp();
	clock_init_bsp();
	fpu_init_bsp();
	mce_init_bsp();
	watchdog_init_bsp();
	keyhandler_init();
	power_init();
}

void cpu_init_ap(void)
{
	traps_init_cpu();
	features_init_ap();
	speculation_init_ap();
	irq_init_ap();
	clock_init_ap();
	fpu_init_ap();
	mce_init_ap();
	watchdog_init_ap();
}
