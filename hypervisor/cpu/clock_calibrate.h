/* SPDX-License-Identifier: GPL-2.0-only */
/* Measuring the TSC and the APIC timer against a chipset counter. */
#ifndef HV_CPU_CLOCK_CALIBRATE_H
#define HV_CPU_CLOCK_CALIBRATE_H

#include "cpu/platform_timer.h"

/* A TSC value and a counter value of the same moment; @width: TSC ticks between the looks. */
struct clock_pair {
	u64 tsc;
	u64 count;
	u64 width;
};

struct clock_pair clock_take_pair(const struct platform_timer *t);

/* Sets clock_tsc_khz and *@apic_khz; CPU 0, interrupts off, APIC up. */
void clock_calibrate(const struct platform_timer *t, u64 *tsc_hz, u64 *apic_hz);

#endif
