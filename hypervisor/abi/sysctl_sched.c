// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, schedulers: which one is the default, and the parameters of a pool's.
 *
 * A policy keeps its global parameters once, not once for each pool; changing those
 * of one pool changes those of all pools under the same policy (errata).
 */
#include "abi/sysctl.h"
#include "core/cpupool.h"
#include "core/sched.h"
#include "cpu/printk.h"

int sysctl_sched_id(struct xen_sysctl *op)
{
	op->u.sched_id.sched_id = sched_default->id;
	return 0;
}

/* Errors: -EINVAL command, value, or another scheduler than the pool's; -ESRCH no such pool. */
int sysctl_scheduler_op(struct xen_sysctl *op)
{
	struct xen_sysctl_scheduler_op *s = &op->u.scheduler_op;
	const struct sched_policy *policy;
	struct cpupool_info info;

	if (s->cmd != XEN_SYSCTL_SCHEDOP_putinfo && s->cmd != XEN_SYSCTL_SCHEDOP_getinfo)
		return -EINVAL;
	if (cpupool_info(s->cpupool_id, &info) || info.id != s->cpupool_id)
		return -ESRCH;
	if (info.sched_id != s->sched_id)
		return refuse(-EINVAL, "pool %u is not under scheduler %u", info.id, s->sched_id);
	policy = sched_policy_by_id(info.sched_id);
	if (!policy->adjust_global)
		return -EOPNOTSUPP;
	return policy->adjust_global(&s->u, s->cmd == XEN_SYSCTL_SCHEDOP_putinfo);
}
