/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine in virtual time that runs the real policy and the real timers.
 *
 * It plays the generic scheduler's part (running flags, leaving, slices) and the
 * guests' part: each vCPU runs for a while, then sleeps for a while. The emulation
 * goes from event to event, so that hours cost seconds.
 */
#ifndef SCHED_SIM_H
#define SCHED_SIM_H

#include "hosted_core.h"
#include "core/sched_cpu.h"

#define NS_PER_MS	1000000ULL
#define NS_PER_S	1000000000ULL

struct sim_vcpu {
	struct vcpu v;
	u64 run_ns, sleep_ns;		/* behaviour; sleep_ns 0: never sleeps */
	u64 burst_left;			/* of run_ns */
	u64 wake_at;			/* 0: not asleep */
	u64 woken_at;			/* waiting for its CPU since then */
	u64 ran, since;
	u64 worst_latency, sum_latency, nr_wakes, migrations;
	u32 last_cpu;
};

void sim_init(const struct sched_policy *policy, unsigned int cpus, u64 seed);
void sim_reset_policy(void);		/* the test's: forget the last machine */
/* A domain of @vcpus that behave alike; in percent of one CPU @cap, 0 none. */
struct domain *sim_domain(unsigned int vcpus, u16 weight, u16 cap, u64 run_ns, u64 sleep_ns);
struct sim_vcpu *sim_vcpu(struct domain *d, unsigned int i);
void sim_pin(struct domain *d, cpuset_t set);
void sim_run(u64 ns);			/* counts start anew */
u64 sim_ran(const struct domain *d);
u64 sim_idle(void);			/* CPU time in which nothing ran */
/* CPU time during which a CPU idled although a vCPU waited that it might have run */
u64 sim_wasted(void);
void sim_stop(struct domain *d, bool stop);
u64 sim_random(void);

#endif
