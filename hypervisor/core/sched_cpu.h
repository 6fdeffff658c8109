/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the scheduler share: the per-CPU record and the run-queue lock.
 *
 * v->cpu names the CPU whose lock covers everything about the scheduling of v:
 * whether it is queued, running, its runstate, v->cpu itself. It may change as
 * long as v is neither queued nor running; so lock, then look again.
 *
 *   runstate   running flag   queued   meaning
 *   running    1              no       on v->cpu
 *   runnable   0              yes      waiting in v->cpu's queue
 *   runnable   1              no       preempted, its registers still being saved
 *   blocked    1              no       stopped, its registers still being saved
 *   blocked    0              no       waits for an event
 *   offline    0 or 1         no       paused or down
 *
 * "queued" may briefly be false for a runnable vCPU that a policy keeps back
 * (out of budget) or that is between two CPUs: a policy's wake() and sleep()
 * therefore do nothing if the vCPU is already where they would put it.
 */
#ifndef HV_CORE_SCHED_CPU_H
#define HV_CORE_SCHED_CPU_H

#include "core/cpupool.h"
#include "core/sched.h"

struct sched_cpu {
	spinlock_t lock;		/* LOCK_SCHED */
	struct vcpu *idle;
	struct vcpu *current;		/* last decision; lock */
	struct cpupool *pool;		/* NULL: runs nothing but its idle vCPU */
	struct hv_timer slice;		/* ends the current decision */
	u64 decided_ns;
	u64 switches;
} __aligned(64);

extern struct sched_cpu sched_cpus[HV_NR_CPUS];

static inline const struct sched_policy *vcpu_policy(const struct vcpu *v)
{
	return v->domain->pool->policy;
}

/* CPUs that it may run on: what it was given, inside its pool. */
static inline cpuset_t sched_allowed(const struct vcpu *v)
{
	cpuset_t both = cpuset_and(v->hard_affinity, v->domain->pool->cpus);

	return cpuset_empty(both) ? v->domain->pool->cpus : both;
}

static inline bool sched_cpu_is_idle(unsigned int cpu)
{
	return READ_ONCE(sched_cpus[cpu].current) == sched_cpus[cpu].idle;
}

/* Lock the run queue that @v belongs to; its record. Interrupts off on return. */
struct sched_cpu *sched_lock_vcpu(struct vcpu *v, unsigned long *flags)
	__acquires(&sched_cpus->lock);

/* Choose an allowed CPU for it; not queued, not running; lock held. */
void sched_place(struct vcpu *v);

/* Make it leave a CPU that it may not use any more; no run-queue lock held. */
void sched_move_off(struct vcpu *v);

/* Into the policy of its domain's pool. -ENOMEM */
int sched_rehome_vcpu(struct vcpu *v);

/* runstate.c; run-queue lock held */
void runstate_change(struct vcpu *v, int state, u64 now);

/* The state of a vCPU that does not run: why not? */
static inline int runstate_stopped(const struct vcpu *v)
{
	unsigned long flags = READ_ONCE(v->pause_flags);

	if (vcpu_runnable(v))
		return RUNSTATE_runnable;
	return flags & (1UL << VPF_BLOCKED | 1UL << VPF_POLLING) ?
		RUNSTATE_blocked : RUNSTATE_offline;
}

/*
 * sched_left() - @prev is no longer on this CPU
 * Called by context_switch() when its registers are in memory.
 */
void sched_left(struct vcpu *prev);

#endif
