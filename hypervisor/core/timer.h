/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Timers: one ordered tree per CPU, run from SOFTIRQ_TIMER with interrupts on.
 *
 * A timer belongs to a CPU; the callback runs there. timer_kill() waits for a
 * running callback. A timer may be set again from its own callback.
 */
#ifndef HV_CORE_TIMER_H
#define HV_CORE_TIMER_H

#include <linux/rbtree.h>
#include "lib/types.h"

struct hv_timer {
	struct rb_node node;
	u64 deadline_ns;
	void (*fn)(void *arg);
	void *arg;
	u16 cpu;
	u8 state;		/* timer.c */
};

void timers_init(void);
void timer_setup(struct hv_timer *t, void (*fn)(void *arg), void *arg, unsigned int cpu);
void timer_set(struct hv_timer *t, u64 deadline_ns);
void timer_stop(struct hv_timer *t);
void timer_kill(struct hv_timer *t);
void timer_migrate(struct hv_timer *t, unsigned int cpu);
void timers_move_all(unsigned int from, unsigned int to);

#endif
