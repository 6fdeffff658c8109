/* SPDX-License-Identifier: GPL-2.0-only */
/* What the two files of the proportional-share policy share; the story is in sched_credit2.c. */
#ifndef HV_CORE_CREDIT2_H
#define HV_CORE_CREDIT2_H

#include "core/fair_queue.h"
#include "core/sched_cpu.h"

struct fair_domain {
	struct fair_group group;
	struct domain *domain;
	struct hv_timer period;
	u32 parked;			/* atomic: vCPUs without budget */
	u64 period_start;
};

struct fair_vcpu {
	struct fair_entity e;
	struct vcpu *vcpu;
	struct fair_domain *fd;
	bool parked;
};

struct fair_rq {
	struct fair_queue q;
	struct fair_vcpu *curr;		/* on the CPU; NULL when idle */
	u64 charged_ns;			/* until when curr has been charged */
	u64 started_ns;			/* when curr got the CPU */
	u64 balance_ns;			/* next look at the other queues */
	u32 assigned;			/* vCPUs that call this CPU theirs; atomic */
} __aligned(64);

extern struct fair_rq credit2_rqs[HV_NR_CPUS];
extern cpuset_t credit2_idlers;		/* atomic */
extern unsigned int credit2_ratelimit_us;

static inline struct fair_vcpu *fair_of(const struct vcpu *v)
{
	return v->sched_priv;
}

static inline struct fair_vcpu *entity_vcpu(struct fair_entity *e)
{
	return container_of(e, struct fair_vcpu, e);
}

/* Capped domains (credit2_domain.c); the vCPU's run-queue lock held */
void credit2_park(struct fair_vcpu *fv, u64 now);
void credit2_unpark(struct fair_vcpu *fv);
u64 credit2_quota(struct fair_vcpu *fv, u64 want_ns, u64 now);

/* Queue it on its CPU unless it is there or parked, and tell who should know. */
void credit2_queue(struct vcpu *v, bool woken);

/* The parts of sched_policy that are about life and parameters */
int credit2_init_cpu(unsigned int cpu);
int credit2_init_domain(struct domain *d);
void credit2_free_domain(struct domain *d);
int credit2_init_vcpu(struct vcpu *v);
void credit2_free_vcpu(struct vcpu *v);
unsigned int credit2_choose_cpu(struct vcpu *v);
int credit2_adjust(struct domain *d, void *params, bool put);
int credit2_adjust_global(void *params, bool put);
void credit2_dump(unsigned int cpu);

#endif
