/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scheduling: one small interface, several policies.
 *
 * The generic part (sched.c) owns runstates, pauses, affinity, cpupools, and the
 * SOFTIRQ_SCHEDULE handler; a policy only orders vCPUs. The default policy is
 * proportional share ("credit2" by name and id to the toolstack); "null" gives a
 * vCPU a CPU for itself; "rtds" is the deadline policy. One run-queue lock per CPU;
 * two are taken lower CPU first.
 */
#ifndef HV_CORE_SCHED_H
#define HV_CORE_SCHED_H

#include "core/vcpu.h"

struct sched_decision {
	struct vcpu *next;
	u64 slice_ns;			/* 0: until something happens */
	bool migrated;
};

struct sched_policy {
	const char *name;		/* what sched= takes */
	u32 id;				/* XEN_SCHEDULER_* */
	int (*init_cpu)(unsigned int cpu);
	int (*init_domain)(struct domain *d);
	void (*free_domain)(struct domain *d);
	int (*init_vcpu)(struct vcpu *v);	/* picks v->cpu */
	void (*free_vcpu)(struct vcpu *v);
	void (*wake)(struct vcpu *v);		/* run-queue lock of v->cpu held */
	void (*sleep)(struct vcpu *v);
	void (*yield)(struct vcpu *v);
	struct sched_decision (*pick)(unsigned int cpu, u64 now);
	unsigned int (*choose_cpu)(struct vcpu *v);
	void (*saved)(struct vcpu *v);		/* it left its CPU: may run elsewhere; lock held */
	/* XEN_DOMCTL_scheduler_op: the member of op.u; -EINVAL out of range */
	int (*adjust)(struct domain *d, void *params, bool put);
	int (*adjust_vcpu)(struct vcpu *v, void *params, bool put);
	/* XEN_SYSCTL_scheduler_op: the member of op.u */
	int (*adjust_global)(void *params, bool put);
	void (*dump)(unsigned int cpu);
};

extern const struct sched_policy sched_credit2, sched_null, sched_rtds;
extern const struct sched_policy *sched_default;
const struct sched_policy *sched_policy_by_id(u32 id);	/* NULL if there is none */

void sched_init(void);				/* BSP, after timers */
void sched_init_cpu(unsigned int cpu);		/* creates its idle vCPU */
void __noreturn sched_start(void);		/* enter the idle loop of this CPU */
int sched_init_vcpu(struct vcpu *v);
void sched_free_vcpu(struct vcpu *v);
int sched_init_domain(struct domain *d);
void sched_free_domain(struct domain *d);

void sched_sleep(struct vcpu *v, bool sync);
void sched_wake(struct vcpu *v);
void sched_yield(void);
int sched_set_affinity(struct vcpu *v, cpuset_t hard, cpuset_t soft);	/* -EINVAL no CPU left */
int sched_pin_override(struct vcpu *v, int cpu);	/* SCHEDOP_pin_override; < 0 undoes */
void __noreturn sched_idle_loop(void);
void sched_dump(void);				/* debug key: run queues */

void runstate_get(struct vcpu *v, struct vcpu_runstate_info *out);	/* up to date */
void runstate_to_guest(const struct vcpu *v, struct vcpu_runstate_info *r);
void runstate_publish(struct vcpu *v);		/* current: write the guest's area */
u64 vcpu_cpu_time_ns(struct vcpu *v);
u64 idle_time_ns(unsigned int cpu);

#endif
