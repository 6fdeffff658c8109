/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Soft interrupts: work that an interrupt or another CPU leaves for the moment
 * when this CPU is about to return to a guest.
 *
 * One pending word per CPU, in struct pcpu. entry.S tests it on every exit to
 * a guest with interrupts off and calls softirq_run(); the idle loop does the
 * same. Long hypercalls look at it (softirq_pending()) to know that they should
 * stop and continue later: that is the whole of preemption.
 */
#ifndef HV_CPU_SOFTIRQ_H
#define HV_CPU_SOFTIRQ_H

#include "cpu/pcpu.h"

enum softirq {
	SOFTIRQ_TIMER,
	SOFTIRQ_SCHEDULE,
	SOFTIRQ_TASKLET,
	SOFTIRQ_PIRQ,
	SOFTIRQ_KEYHANDLER,
	SOFTIRQ_HOST_ERROR,
	NR_SOFTIRQS,
};

typedef void (*softirq_fn)(void);

void softirq_register(enum softirq nr, softirq_fn fn);

/* Runs handlers until none is pending. Interrupts on, no lock held. */
void softirq_run(void);

/* Mark for this CPU; safe in any context. */
void softirq_raise(enum softirq nr);

/* Mark for @cpu and make it look (IPI unless it is this CPU or already marked). */
void softirq_raise_on(unsigned int cpu, enum softirq nr);

static inline bool softirq_pending(void)
{
	return READ_ONCE(this_pcpu()->softirq_pending);
}

#endif
