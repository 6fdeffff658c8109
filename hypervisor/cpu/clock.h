/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System time: nanoseconds since boot from the TSC, one clock for all CPUs.
 *
 * clock_ns() is monotonic on each CPU and across CPUs as far as the TSC is
 * synchronised; otherwise each CPU is calibrated against the platform timer
 * (HPET, else PM timer, else PIT) once a second and the per-CPU scale absorbs the drift.
 */
#ifndef HV_CPU_CLOCK_H
#define HV_CPU_CLOCK_H

#include "lib/types.h"

/* What a PV guest needs to compute the same time: vcpu_time_info terms. */
struct clock_scale {
	u64 tsc_base;
	u64 ns_base;
	u32 mul;		/* ns = (((tsc - tsc_base) << shift) * mul) >> 32 */
	s8 shift;		/* negative: right shift */
};

u64 clock_ns(void);
u64 clock_tsc(void);
void clock_read_scale(struct clock_scale *out);	/* of this CPU */
extern u64 clock_tsc_khz;
extern bool clock_tsc_reliable;			/* invariant and in step on all CPUs */

/* Called on each CPU after its scale changed, interrupts off (core updates vcpu_time_info). */
extern void (*clock_scale_changed)(void);

void clock_init_bsp(void);
void clock_init_ap(void);

/* One-shot hardware timer of this CPU: SOFTIRQ_TIMER is raised at or after it. 0 = off. */
void clock_program(u64 deadline_ns);

/* Wall clock: seconds and nanoseconds of UTC at system time 0. */
void clock_wall_get(u64 *sec, u32 *nsec);
void clock_wall_set(u64 sec, u32 nsec, u64 system_ns);

u64 clock_rtc_read(void);			/* CMOS clock, seconds since 1970 */
void clock_delay_us(unsigned int us);

#endif
