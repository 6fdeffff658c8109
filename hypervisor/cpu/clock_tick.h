/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rest of cpu/ sees of the clock: the timer interrupt, the start-up
 * checks, and a once-a-second call on every CPU for housekeeping.
 */
#ifndef HV_CPU_CLOCK_TICK_H
#define HV_CPU_CLOCK_TICK_H

#include "cpu/clock.h"

void clock_timer_interrupt(void);	/* VEC_TIMER, after EOI, interrupts off */
void clock_check_warp(void);		/* all CPUs online, interrupts on */
void clock_distrust_tsc(const char *why);
void clock_wall_init(void);

/* A second has passed on this CPU: run the registered functions by softirq. */
void clock_tick_due(void);

/**
 * clock_tick_register() - call @fn once a second on every CPU
 * It runs as a soft interrupt: interrupts on, no lock held. Boot only.
 */
void clock_tick_register(void (*fn)(void));

#endif
