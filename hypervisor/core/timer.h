/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Timers: one ordered tree per CPU, run from SOFTIRQ_TIMER with interrupts on.
 *
 * A timer belongs to a CPU; the callback runs there. timer_kill() waits for a
 * running callback. A timer may be set again from its own callback.
 */
#ifndef HV_CORE_TIMER_H
#define HV_CORE_TIMER_H

#include "lib/rb_order.h"

struct hv_timer {
	struct rb_node node;
	u64 deadline_ns;
	void (*fn)(void *arg);
	void *arg;
	u16 cpu;		/* whose tree; changes under that tree's lock */
	u8 state;		/* timer.c */
	u8 running;		/* callbacks being executed (two while it migrates) */
};

void timers_init(void);

/* Before first use; not for a timer that may be set. */
void timer_setup(struct hv_timer *t, void (*fn)(void *arg), void *arg, unsigned int cpu);

/**
 * timer_set() - (re)arm: the callback runs once, at or shortly after @deadline_ns
 *
 * Context: any; takes the tree's lock (LOCK_TIMER). On a killed timer: nothing.
 */
void timer_set(struct hv_timer *t, u64 deadline_ns);

/* Disarm; a callback that has begun runs to its end. */
void timer_stop(struct hv_timer *t);

/* Disarm for good and wait for a running callback. Not from the callback itself. */
void timer_kill(struct hv_timer *t);

/* From now on it belongs to @cpu; armed or not. */
void timer_migrate(struct hv_timer *t, unsigned int cpu);

/* A CPU goes away: give all its armed timers to another. */
void timers_move_all(unsigned int from, unsigned int to);

static inline bool timer_armed(const struct hv_timer *t)
{
	return READ_ONCE(t->state) == 1;
}

/* Debug key: what is armed, on every CPU. */
void timers_dump(void);

#endif
