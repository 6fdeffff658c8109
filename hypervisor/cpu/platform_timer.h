/* SPDX-License-Identifier: GPL-2.0-only */
/* A counter of the chipset with a known frequency, to measure the TSC by. */
#ifndef HV_CPU_PLATFORM_TIMER_H
#define HV_CPU_PLATFORM_TIMER_H

#include "lib/types.h"

struct platform_timer {
	const char *name;	/* as in clocksource= */
	u64 hz;			/* set by init */
	u64 mask;		/* counter width: it wraps from mask to 0 */
	bool slow_wrap;		/* wraps seldom enough to be extended once a second */
	bool (*init)(struct platform_timer *t);	/* false: not there or not sane */
	u64 (*read)(void);	/* counts up */
};

extern struct platform_timer hpet_timer, pm_timer, pit_timer;

/* Never given to a guest: machine address of the HPET page, 0 if none in use */
extern u64 hpet_maddr;

/* Quiet the PIT's interrupt (channel 0). */
void pit_stop(void);

/* Best working one according to clocksource=; never NULL (panics). */
struct platform_timer *platform_timer_choose(void);

#endif
