// SPDX-License-Identifier: GPL-2.0-only
/*
 * The deadline policy, real code on the emulated machine of sched_sim.h: does
 * everyone get his budget in every period, and nobody more than he may?
 */
#include "sched_sim.h"
#include "unit.h"

#define HOG	(50 * NS_PER_MS), 0

void sim_reset_policy(void)
{
}

static bool near(u64 a, u64 want, u64 percent)
{
	if (a < want * (100 - percent) / 100 || a > want * (100 + percent) / 100) {
		printf("# %llu, wanted %llu\n", (unsigned long long)a, (unsigned long long)want);
		return false;
	}
	return true;
}

static struct domain *reserved(unsigned int vcpus, u32 period_us, u32 budget_us, bool extra)
{
	struct xen_domctl_sched_rtds p = { period_us, budget_us, extra };
	struct domain *d = sim_domain(vcpus, 0, 0, HOG);

	CHECK_EQ(sched_rtds.adjust(d, &p, true), 0);
	return d;
}

static void budget_is_a_limit(void)
{
	struct domain *d;

	sim_init(&sched_rtds, 1, 1);
	d = reserved(1, 10000, 4000, false);
	sim_run(NS_PER_S);
	sim_run(10 * NS_PER_S);
	CHECK(near(sim_ran(d), 4 * NS_PER_S, 1));
	CHECK(near(sim_idle(), 6 * NS_PER_S, 1));
}

/* Deadlines are all met up to full use of the CPU. */
static void a_full_cpu(void)
{
	struct domain *d[3];

	sim_init(&sched_rtds, 1, 2);
	d[0] = reserved(1, 10000, 4000, false);
	d[1] = reserved(1, 20000, 8000, false);
	d[2] = reserved(1, 40000, 8000, false);
	sim_run(NS_PER_S);
	sim_run(10 * NS_PER_S);
	CHECK(near(sim_ran(d[0]), 4 * NS_PER_S, 1));
	CHECK(near(sim_ran(d[1]), 4 * NS_PER_S, 1));
	CHECK(near(sim_ran(d[2]), 2 * NS_PER_S, 1));
}

static void extra_time_is_what_is_left(void)
{
	struct domain *firm, *extra;

	sim_init(&sched_rtds, 1, 3);
	firm = reserved(1, 10000, 3000, false);
	extra = reserved(1, 10000, 1000, true);
	sim_run(NS_PER_S);
	sim_run(10 * NS_PER_S);
	CHECK(near(sim_ran(firm), 3 * NS_PER_S, 1));
	CHECK(near(sim_ran(extra), 7 * NS_PER_S, 1));
	CHECK(!sim_idle());
}

static void several_cpus(void)
{
	struct domain *firm, *extra;

	sim_init(&sched_rtds, 4, 4);
	firm = reserved(6, 20000, 10000, false);
	extra = reserved(8, 10000, 500, true);
	sim_run(NS_PER_S);
	sim_run(10 * NS_PER_S);
	for (unsigned int i = 0; i < 6; i++)
		CHECK(near(sim_vcpu(firm, i)->ran, 5 * NS_PER_S, 2));
	CHECK(near(sim_ran(extra), 10 * NS_PER_S, 2));
	CHECK(sim_wasted() < NS_PER_S / 1000);
}

/* Not at once, as a hog's deadline may be nearer, but within their period. */
static void sleepers_are_served_in_time(void)
{
	struct domain *quick;

	sim_init(&sched_rtds, 2, 5);
	reserved(4, 100000, 25000, true);
	quick = sim_domain(2, 0, 0, NS_PER_MS / 5, 10 * NS_PER_MS);
	sim_run(NS_PER_S);
	sim_run(20 * NS_PER_S);
	for (unsigned int i = 0; i < 2; i++) {
		CHECK(sim_vcpu(quick, i)->nr_wakes > 1000);
		CHECK(sim_vcpu(quick, i)->worst_latency < 10 * NS_PER_MS);
	}
}

static void affinity_is_kept(void)
{
	struct domain *d;

	sim_init(&sched_rtds, 4, 6);
	d = reserved(2, 10000, 4000, false);
	sim_pin(d, cpuset_of(3));
	sim_run(NS_PER_S);
	sim_run(10 * NS_PER_S);
	CHECK(near(sim_ran(d), 8 * NS_PER_S, 1));
}

static void nonsense_is_refused(void)
{
	static const struct xen_domctl_sched_rtds bad[] = {
		{ 0, 0, 0 }, { 10000, 20000, 0 }, { 10000, 1, 0 }, { ~0U, 1000, 0 },
	};
	struct domain *d;

	sim_init(&sched_rtds, 1, 7);
	d = reserved(1, 10000, 4000, false);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		struct xen_domctl_sched_rtds p = bad[i];

		CHECK_EQ(sched_rtds.adjust(d, &p, true), -EINVAL);
	}
	sim_run(10 * NS_PER_S);
	CHECK(near(sim_ran(d), 4 * NS_PER_S, 1));
}

int main(void)
{
	UNIT(budget_is_a_limit);
	UNIT(a_full_cpu);
	UNIT(extra_time_is_what_is_left);
	UNIT(several_cpus);
	UNIT(sleepers_are_served_in_time);
	UNIT(affinity_is_kept);
	UNIT(nonsense_is_refused);
	return unit_done();
}
