// SPDX-License-Identifier: GPL-2.0-only
/*
 * Soft interrupts and tasklets.
 *
 * A bit in struct pcpu says that a handler should run on that CPU before it
 * next enters a guest. Bits are set by anyone (atomically, with the full barrier
 * that makes the work visible) and taken one at a time by the CPU itself,
 * lowest number first, with interrupts on.
 *
 * A tasklet is one call of a function, queued at most once, run on the CPU it
 * was queued for, never on two CPUs at a time. One bit covers them all. Its
 * state word goes IDLE -> QUEUED -> RUNNING -> IDLE, or RUNNING -> QUEUED_AGAIN
 * if it is scheduled while it runs.
 *
 * The exit path tests the pending word again after the handlers, with
 * interrupts off, so a bit set at any time is not lost.
 */
#include "cpu/softirq.h"
#include "cpu/clock_tick.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/tasklet.h"

#define MAX_TICK_FNS	8

static softirq_fn handlers[NR_SOFTIRQS];

void softirq_register(enum softirq nr, softirq_fn fn)
{
	handlers[nr] = fn;
}

void softirq_run(void)
{
	struct pcpu *pcpu = this_pcpu();
	u32 pending;

	while ((pending = READ_ONCE(pcpu->softirq_pending))) {
		unsigned int nr = __builtin_ctz(pending);

		__atomic_fetch_and(&pcpu->softirq_pending, ~(1U << nr), __ATOMIC_SEQ_CST);
		if (handlers[nr])
			handlers[nr]();
		/* The scheduler may have moved to another vCPU, never to another CPU. */
	}
}

void softirq_raise(enum softirq nr)
{
	__atomic_fetch_or(&this_pcpu()->softirq_pending, 1U << nr, __ATOMIC_SEQ_CST);
}

void softirq_raise_on(unsigned int cpu, enum softirq nr)
{
	u32 old = __atomic_fetch_or(&pcpu_of(cpu)->softirq_pending, 1U << nr,
				    __ATOMIC_SEQ_CST);

	if (!(old & 1U << nr) && cpu != this_cpu())
		smp_kick(cpu);
}

/* --- tasklets --- */

enum { TASKLET_IDLE, TASKLET_QUEUED, TASKLET_RUNNING, TASKLET_QUEUED_AGAIN };

static struct tasklet *queue_head[HV_NR_CPUS];	/* pushed by anyone, taken whole */

static void push(struct tasklet *t, unsigned int cpu)
{
	struct tasklet *head = READ_ONCE(queue_head[cpu]);

	do {
		t->next = head;
	} while (!__atomic_compare_exchange_n(&queue_head[cpu], &head, t, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	softirq_raise_on(cpu, SOFTIRQ_TASKLET);
}

void tasklet_schedule_on(struct tasklet *t, unsigned int cpu)
{
	u32 state = READ_ONCE(t->state);
	u32 want;

	do {
		if (state == TASKLET_QUEUED || state == TASKLET_QUEUED_AGAIN)
			return;
		want = state == TASKLET_IDLE ? TASKLET_QUEUED : TASKLET_QUEUED_AGAIN;
	} while (!__atomic_compare_exchange_n(&t->state, &state, want, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	if (want == TASKLET_QUEUED)
		push(t, cpu);
}

void tasklet_schedule(struct tasklet *t)
{
	tasklet_schedule_on(t, this_cpu());
}

bool tasklet_idle(const struct tasklet *t)
{
	return __atomic_load_n(&t->state, __ATOMIC_ACQUIRE) == TASKLET_IDLE;
}

static void run_one(struct tasklet *t)
{
	u32 running = TASKLET_RUNNING;

	__atomic_store_n(&t->state, TASKLET_RUNNING, __ATOMIC_SEQ_CST);
	t->fn(t->arg);
	if (__atomic_compare_exchange_n(&t->state, &running, TASKLET_IDLE, false,
					__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
		return;
	/* Anything else: it has given its memory back, which is something new by now. */
	if (running != TASKLET_QUEUED_AGAIN)
		return;
	__atomic_store_n(&t->state, TASKLET_QUEUED, __ATOMIC_SEQ_CST);
	push(t, this_cpu());
}

static void run_tasklets(void)
{
	struct tasklet *t = __atomic_exchange_n(&queue_head[this_cpu()], NULL,
						__ATOMIC_SEQ_CST);

	while (t) {
		struct tasklet *next = t->next;

		run_one(t);
		t = next;
	}
}

/* --- the once-a-second functions --- */

static void (*tick_fns[MAX_TICK_FNS])(void);
static unsigned int nr_tick_fns;
static struct tasklet tick_tasklet[HV_NR_CPUS];

void clock_tick_register(void (*fn)(void))
{
	BUG_ON(nr_tick_fns == MAX_TICK_FNS);
	tick_fns[nr_tick_fns++] = fn;
}

static void run_tick_fns(void *unused)
{
	unsigned int i;

	for (i = 0; i < nr_tick_fns; i++)
		tick_fns[i]();
}

void clock_tick_due(void)
{
	tasklet_schedule(&this_var(tick_tasklet));
}

void softirq_init(void)
{
	unsigned int cpu;

	softirq_register(SOFTIRQ_TASKLET, run_tasklets);
	for (cpu = 0; cpu < HV_NR_CPUS; cpu++)
		tick_tasklet[cpu].fn = run_tick_fns;
}
