/* SPDX-License-Identifier: GPL-2.0-only */
/* CPU pools: which CPUs a domain may use and under which scheduling policy. */
#ifndef HV_CORE_CPUPOOL_H
#define HV_CORE_CPUPOOL_H

#include "core/domain.h"
#include "lib/cpuset.h"

struct sched_policy;

struct cpupool {
	u32 id;
	u32 nr_domains;			/* pools lock */
	const struct sched_policy *policy;
	cpuset_t cpus;			/* written under the pools lock and the CPUs' locks */
	struct list_head link;
};

extern struct cpupool *cpupool0;
extern cpuset_t cpupool_free_cpus;	/* online, in no pool; pools lock */

void cpupool_init(void);

/* A domain joins the pool with this number. -ENOENT, -EBUSY no CPU in it */
int cpupool_join(struct domain *d, u32 id);
void cpupool_leave(struct domain *d);

struct cpupool_info {
	u32 id, sched_id, nr_domains;
	cpuset_t cpus;
};

/* XEN_SYSCTL_CPUPOOL_OP_*; -ENOENT no such pool */
int cpupool_create(u32 *id, u32 sched_id);		/* *id ~0: any; -EEXIST -EINVAL -ENOMEM */
int cpupool_destroy(u32 id);				/* -EBUSY in use */
int cpupool_info(u32 id, struct cpupool_info *out);	/* first pool with a number >= @id */
int cpupool_add_cpu(u32 id, u32 cpu);			/* cpu ~0: any free one; -ENODEV -EBUSY */
int cpupool_remove_cpu(u32 id, u32 cpu);		/* -ENODEV -EBUSY -HV_ERESTART */
int cpupool_move_domain(struct domain *d, u32 id);

#endif
