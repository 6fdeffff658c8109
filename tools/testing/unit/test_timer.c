// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers against a model: a list of what is armed.
 *
 * Random operations on many timers of several CPUs. A timer must fire exactly once
 * for each time that it was set and not stopped, not before its deadline, in the
 * order of deadlines on its CPU, on the CPU that it belongs to; and the hardware
 * must never be left without a deadline that is due.
 */
#include "hosted_core.h"
#include "unit.h"

#define NR_TIMERS	200
#define NR_CPUS_TESTED	4

unsigned int hosted_cpu;
u64 hosted_now = 1000;
u64 hosted_deadline[HV_NR_CPUS];
u32 hosted_softirqs[HV_NR_CPUS];
cpuset_t cpus_online = { (1 << NR_CPUS_TESTED) - 1 };
void (*hosted_timer_softirq)(void);
int hosted_alloc_fail;

struct vcpu *current_vcpu(void)
{
	return NULL;
}

struct tested {
	struct hv_timer t;
	u64 deadline;		/* 0: not armed */
	unsigned int cpu, fired, expected;
	int again;		/* set itself again this many times */
};

static struct tested timers[NR_TIMERS];
static u64 seed = 7, last_fired[HV_NR_CPUS];

static u64 below(u64 n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % n;
}

static void arm(struct tested *x, u64 in)
{
	x->deadline = hosted_now + in;
	timer_set(&x->t, x->deadline);
}

static void fired(void *arg)
{
	struct tested *x = arg;

	CHECK(x->deadline && x->deadline <= hosted_now);
	CHECK_EQ(x->cpu, hosted_cpu);
	CHECK(x->deadline >= last_fired[hosted_cpu]);
	last_fired[hosted_cpu] = x->deadline;
	x->deadline = 0;
	x->fired++;
	if (x->again) {
		x->again--;
		arm(x, 1 + below(1000));
	}
}

/* The hardware's and soft interrupts' part, up to @until. */
static void pass_time(u64 until)
{
	while (hosted_now < until) {
		u64 at = until;
		unsigned int cpu;

		for (cpu = 0; cpu < NR_CPUS_TESTED; cpu++) {
			if (hosted_deadline[cpu] && hosted_deadline[cpu] < at)
				at = hosted_deadline[cpu];
			if (hosted_softirqs[cpu])
				at = hosted_now;
		}
		hosted_now = at > hosted_now ? at : hosted_now;
		for (cpu = 0; cpu < NR_CPUS_TESTED; cpu++) {
			bool due = hosted_deadline[cpu] && hosted_deadline[cpu] <= hosted_now;

			if (!due && !hosted_softirqs[cpu])
				continue;
			if (due)
				hosted_deadline[cpu] = 0;
			hosted_softirqs[cpu] = 0;
			hosted_cpu = cpu;
			last_fired[cpu] = 0;
			hosted_timer_softirq();
		}
	}
}

static void nothing_late(void)
{
	for (int i = 0; i < NR_TIMERS; i++)
		CHECK(!timers[i].deadline || timers[i].deadline >= hosted_now);
}

static void one_operation(void)
{
	struct tested *x = &timers[below(NR_TIMERS)];

	hosted_cpu = below(NR_CPUS_TESTED);
	switch (below(6)) {
	case 0:
	case 1:
	case 2:
		x->again = below(3);
		arm(x, 1 + below(5000));
		break;
	case 3:
		x->deadline = 0;
		x->again = 0;
		timer_stop(&x->t);
		break;
	case 4:
		x->cpu = below(NR_CPUS_TESTED);
		timer_migrate(&x->t, x->cpu);
		break;
	case 5:
		pass_time(hosted_now + below(500));
		nothing_late();
		break;
	}
	CHECK_EQ(timer_armed(&x->t), x->deadline != 0);
}

static void random_operations(void)
{
	for (int i = 0; i < NR_TIMERS; i++) {
		timers[i].cpu = below(NR_CPUS_TESTED);
		timer_setup(&timers[i].t, fired, &timers[i], timers[i].cpu);
	}
	for (int i = 0; i < 300000; i++)
		one_operation();
	pass_time(hosted_now + 100000);
	for (int i = 0; i < NR_TIMERS; i++)
		CHECK_EQ(timers[i].deadline, 0);
}

static void a_dead_timer_stays_dead(void)
{
	struct tested x = { };

	hosted_cpu = 0;
	timer_setup(&x.t, fired, &x, 0);
	arm(&x, 10);
	timer_kill(&x.t);
	timer_set(&x.t, hosted_now + 10);
	pass_time(hosted_now + 1000);
	CHECK_EQ(x.fired, 0);
	CHECK(!timer_armed(&x.t));
}

static void a_cpu_goes_away(void)
{
	struct tested x[50] = { };

	for (int i = 0; i < 50; i++) {
		x[i].cpu = 1;
		timer_setup(&x[i].t, fired, &x[i], 1);
		hosted_cpu = below(NR_CPUS_TESTED);
		arm(&x[i], 100 + below(100));
	}
	for (int i = 0; i < 50; i++)
		x[i].cpu = 3;
	hosted_cpu = 0;
	timers_move_all(1, 3);
	pass_time(hosted_now + 1000);
	for (int i = 0; i < 50; i++)
		CHECK_EQ(x[i].fired, 1);
}

static void stopping_what_was_never_set_up(void)
{
	struct hv_timer t = { };

	timer_stop(&t);
	timer_kill(&t);
}

int main(void)
{
	timers_init();
	UNIT(random_operations);
	UNIT(a_dead_timer_stays_dead);
	UNIT(a_cpu_goes_away);
	UNIT(stopping_what_was_never_set_up);
	return unit_done();
}
