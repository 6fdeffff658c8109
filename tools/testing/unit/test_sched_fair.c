// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the proportional-share policy fair, within its promises?
 *
 * The policy and the timers are the real ones; the machine is emulated in virtual
 * time (hosted_core/sched_sim.h). Each case is a population of vCPUs on a number of
 * CPUs, run for many seconds, and compares what each got with what it should have
 * got.
 */
#include "sched_sim.h"
#include "core/credit2.h"
#include "unit.h"

#define HOG	(50 * NS_PER_MS), 0	/* never sleeps */

void sim_reset_policy(void)
{
	memset(credit2_rqs, 0, sizeof(credit2_rqs));
	credit2_idlers = CPUSET_NONE;
}

/* @a is @b times @num / @den, within @percent */
static bool near(u64 a, u64 b, u64 num, u64 den, u64 percent)
{
	double want = (double)b * num / den;

	if (a < want * (100 - percent) / 100 || a > want * (100 + percent) / 100) {
		printf("# %llu, wanted %.0f\n", (unsigned long long)a, want);
		return false;
	}
	return true;
}

static void two_weights_one_cpu(void)
{
	struct domain *a, *b;

	sim_init(&sched_credit2, 1, 1);
	a = sim_domain(1, 256, 0, HOG);
	b = sim_domain(1, 512, 0, HOG);
	sim_run(20 * NS_PER_S);
	CHECK(near(sim_ran(b), sim_ran(a), 2, 1, 5));
	CHECK(!sim_idle());
}

static void extreme_weights(void)
{
	struct domain *a, *b;

	sim_init(&sched_credit2, 1, 2);
	a = sim_domain(1, 64, 0, HOG);
	b = sim_domain(1, 6400, 0, HOG);
	sim_run(100 * NS_PER_S);
	CHECK(near(sim_ran(b), sim_ran(a), 100, 1, 10));
}

static void three_on_two_cpus(void)
{
	struct domain *d[3];

	sim_init(&sched_credit2, 2, 3);
	for (int i = 0; i < 3; i++)
		d[i] = sim_domain(1, 256, 0, HOG);
	sim_run(30 * NS_PER_S);
	for (int i = 0; i < 3; i++)
		CHECK(near(sim_ran(d[i]), 60 * NS_PER_S, 1, 3, 5));
	CHECK(!sim_idle());
}

/* 1:2:4 over 8 CPUs, none of which could be satisfied by one CPU alone */
static void many_weights_many_cpus(void)
{
	struct domain *d[3];

	sim_init(&sched_credit2, 8, 4);
	for (int i = 0; i < 3; i++)
		d[i] = sim_domain(16, 128 << i, 0, HOG);
	sim_run(30 * NS_PER_S);
	CHECK(near(sim_ran(d[1]), sim_ran(d[0]), 2, 1, 5));
	CHECK(near(sim_ran(d[2]), sim_ran(d[0]), 4, 1, 5));
	CHECK(!sim_idle());
}

/* A weight that would be more than a CPU: it gets a CPU, the others share the rest. */
static void infeasible_weight(void)
{
	struct domain *big, *d[3];

	sim_init(&sched_credit2, 2, 5);
	big = sim_domain(1, 25600, 0, HOG);
	for (int i = 0; i < 3; i++)
		d[i] = sim_domain(1, 256, 0, HOG);
	sim_run(30 * NS_PER_S);
	CHECK(near(sim_ran(big), 30 * NS_PER_S, 1, 1, 3));
	for (int i = 0; i < 3; i++)
		CHECK(near(sim_ran(d[i]), 30 * NS_PER_S, 1, 3, 8));
}

static void cap_of_half_a_cpu(void)
{
	struct domain *a;

	sim_init(&sched_credit2, 1, 6);
	a = sim_domain(1, 256, 50, HOG);
	sim_run(20 * NS_PER_S);
	CHECK(near(sim_ran(a), 20 * NS_PER_S, 1, 2, 5));
}

/* A cap counts for all vCPUs together, wherever they run, and beside others. */
static void cap_across_cpus(void)
{
	struct domain *a, *b;

	sim_init(&sched_credit2, 4, 7);
	a = sim_domain(4, 256, 150, HOG);
	b = sim_domain(4, 256, 0, HOG);
	sim_run(20 * NS_PER_S);
	CHECK(near(sim_ran(a), 20 * NS_PER_S, 3, 2, 5));
	CHECK(near(sim_ran(b), 20 * NS_PER_S, 5, 2, 5));
	CHECK(!sim_idle());
}

static void cap_of_a_sleeper(void)
{
	struct domain *a;

	sim_init(&sched_credit2, 1, 8);
	a = sim_domain(1, 256, 20, 3 * NS_PER_MS, 2 * NS_PER_MS);
	sim_run(20 * NS_PER_S);
	CHECK(near(sim_ran(a), 20 * NS_PER_S, 1, 5, 5));
}

static void cap_is_lifted(void)
{
	struct xen_domctl_sched_credit2 p = { 256, 0 };
	struct domain *a;

	sim_init(&sched_credit2, 1, 9);
	a = sim_domain(1, 256, 10, HOG);
	sim_run(5 * NS_PER_S);
	CHECK(near(sim_ran(a), 5 * NS_PER_S, 1, 10, 6));
	sched_credit2.adjust(a, &p, true);
	sim_run(5 * NS_PER_S);
	CHECK(near(sim_ran(a), 5 * NS_PER_S, 1, 1, 2));
}

/* Little work, often: must be served within a millisecond beside CPU hogs. */
static void latency_beside_hogs(void)
{
	struct domain *quick;
	u64 worst = 0;

	sim_init(&sched_credit2, 4, 10);
	for (int i = 0; i < 8; i++)
		sim_domain(2, 256, 0, HOG);
	quick = sim_domain(4, 256, 0, NS_PER_MS / 10, 5 * NS_PER_MS);
	sim_run(30 * NS_PER_S);
	for (unsigned int i = 0; i < 4; i++) {
		struct sim_vcpu *s = sim_vcpu(quick, i);

		CHECK(s->nr_wakes > 1000);
		worst = max(worst, s->worst_latency);
	}
	printf("# worst wake-up latency %llu us\n", (unsigned long long)worst / 1000);
	CHECK(worst < NS_PER_MS);
}

/* Sleeping must not earn more than one's share. */
static void sleeping_is_no_trick(void)
{
	struct domain *hog, *sly;

	sim_init(&sched_credit2, 1, 11);
	hog = sim_domain(1, 256, 0, HOG);
	sly = sim_domain(1, 256, 0, 9 * NS_PER_MS, NS_PER_MS / 10);
	sim_run(30 * NS_PER_S);
	CHECK(sim_ran(sly) <= sim_ran(hog) * 21 / 20);
}

/* Idle CPUs beside waiting vCPUs are work not conserved. */
static void work_conserving(void)
{
	sim_init(&sched_credit2, 8, 12);
	for (int i = 0; i < 12; i++)
		sim_domain(2, 128 + 64 * i, 0, (1 + i) * NS_PER_MS, (20 + i % 5) * NS_PER_MS);
	sim_run(30 * NS_PER_S);
	CHECK(sim_idle() > 8 * NS_PER_S);	/* or it would show nothing */
	printf("# wasted %llu us of %llu idle\n", (unsigned long long)sim_wasted() / 1000,
	       (unsigned long long)sim_idle() / 1000);
	CHECK(sim_wasted() < 8 * 30 * NS_PER_S / 1000);
}

static void affinity_is_kept(void)
{
	struct domain *pinned, *loose;

	sim_init(&sched_credit2, 4, 13);
	pinned = sim_domain(4, 256, 0, HOG);
	sim_pin(pinned, cpuset_of(2));		/* sim_schedule() aborts if it is not */
	loose = sim_domain(3, 256, 0, HOG);
	sim_run(20 * NS_PER_S);
	CHECK(near(sim_ran(pinned), 20 * NS_PER_S, 1, 1, 5));
	CHECK(near(sim_ran(loose), 60 * NS_PER_S, 1, 1, 5));
	for (int i = 0; i < 4; i++)
		CHECK(near(sim_vcpu(pinned, i)->ran, 5 * NS_PER_S, 1, 1, 5));
}

/* What was apart for a long time must not starve anyone when it meets. */
static void drifted_queues_meet(void)
{
	struct domain *crowd, *alone, *d;

	sim_init(&sched_credit2, 2, 14);
	crowd = sim_domain(10, 256, 0, HOG);
	sim_pin(crowd, cpuset_of(0));
	alone = sim_domain(1, 256, 0, HOG);
	sim_pin(alone, cpuset_of(1));
	sim_run(60 * NS_PER_S);
	d = sim_domain(1, 256, 0, HOG);
	sim_run(4 * NS_PER_S);
	CHECK(near(sim_ran(d), 2 * NS_PER_S, 1, 1, 15));
	CHECK(near(sim_ran(alone), 2 * NS_PER_S, 1, 1, 15));
}

static void paused_and_resumed(void)
{
	struct domain *a, *b;

	sim_init(&sched_credit2, 2, 15);
	a = sim_domain(2, 256, 0, HOG);
	b = sim_domain(2, 256, 0, HOG);
	sim_run(2 * NS_PER_S);
	sim_stop(a, true);
	sim_run(5 * NS_PER_S);
	CHECK_EQ(sim_ran(a), 0);
	CHECK(near(sim_ran(b), 10 * NS_PER_S, 1, 1, 1));
	sim_stop(a, false);
	sim_run(5 * NS_PER_S);
	CHECK(near(sim_ran(a), 5 * NS_PER_S, 1, 1, 5));
}

/* Hundreds of vCPUs of every kind on 64 CPUs: hogs of equal weight get equal time. */
static void a_big_machine(void)
{
	struct domain *hogs, *heavy;
	u64 least = ~0ULL, most = 0;

	sim_init(&sched_credit2, 64, 16);
	for (int i = 0; i < 20; i++)
		sim_domain(4, 256, 0, (1 + i % 3) * NS_PER_MS, (1 + i % 7) * NS_PER_MS);
	hogs = sim_domain(128, 256, 0, HOG);
	heavy = sim_domain(32, 512, 0, HOG);
	sim_run(3 * NS_PER_S);		/* settle */
	sim_run(12 * NS_PER_S);
	for (unsigned int i = 0; i < 128; i++) {
		least = min(least, sim_vcpu(hogs, i)->ran);
		most = max(most, sim_vcpu(hogs, i)->ran);
	}
	printf("# hogs between %llu and %llu ms\n", (unsigned long long)least / 1000000,
	       (unsigned long long)most / 1000000);
	CHECK(most < least * 115 / 100);
	CHECK(near(sim_ran(heavy) / 32, sim_ran(hogs) / 128, 2, 1, 5));
	CHECK(sim_wasted() < 64 * 12 * NS_PER_S / 1000);
}

int main(void)
{
	UNIT(two_weights_one_cpu);
	UNIT(extreme_weights);
	UNIT(three_on_two_cpus);
	UNIT(many_weights_many_cpus);
	UNIT(infeasible_weight);
	UNIT(cap_of_half_a_cpu);
	UNIT(cap_across_cpus);
	UNIT(cap_of_a_sleeper);
	UNIT(cap_is_lifted);
	UNIT(latency_beside_hogs);
	UNIT(sleeping_is_no_trick);
	UNIT(work_conserving);
	UNIT(affinity_is_kept);
	UNIT(drifted_queues_meet);
	UNIT(paused_and_resumed);
	UNIT(a_big_machine);
	return unit_done();
}
