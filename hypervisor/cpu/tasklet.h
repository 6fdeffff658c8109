/* SPDX-License-Identifier: GPL-2.0-only */
/* A function to run soon, once, on a given CPU, with interrupts on. */
#ifndef HV_CPU_TASKLET_H
#define HV_CPU_TASKLET_H

#include "lib/types.h"

struct tasklet {
	void (*fn)(void *arg);
	void *arg;
	struct tasklet *next;	/* softirq.c */
	u32 state;
};

/* Any context. Queued already: nothing happens. Running: it runs once more. */
void tasklet_schedule(struct tasklet *t);
void tasklet_schedule_on(struct tasklet *t, unsigned int cpu);

/* Neither queued nor running: its memory may be freed by whoever stops scheduling it. */
bool tasklet_idle(const struct tasklet *t);

void softirq_init(void);

#endif
