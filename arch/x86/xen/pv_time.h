/* SPDX-License-Identifier: GPL-2.0-only */
/* Time: clock, timer, wall clock. */
#ifndef XEN_PV_TIME_H
#define XEN_PV_TIME_H

#include <linux/init.h>
#include <linux/types.h>

/* pv_clock.c */
void __init pv_time_init(void);
u64 pv_clock_ns(void);
void pv_clock_save(void);
void pv_clock_restore(void);

/* pv_clockevent.c */
int pv_clockevent_prepare(unsigned int cpu);
void pv_clockevent_remove(unsigned int cpu);
void pv_clockevent_start(void);

/* wallclock.c */
void __init wallclock_init(void);
void __init wallclock_start(void);

#endif
