// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, where vCPUs run and what share they get.
 *
 * Affinities come and go as bitmaps of the caller's size. A set answers with what takes
 * effect now (the CPUs that are online), a get with what was wished.
 *
 * The parameters of a scheduler are its own business (core/sched.h, adjust); here is
 * only the check that the caller means the scheduler that the domain's pool has, and
 * the walk over a list of vCPUs, which may end early: the caller sees how far it
 * came and goes on itself.
 *
 * There is one memory node, so node affinity is accepted if it contains that one.
 */
#include "abi/domctl.h"
#include "core/cpupool.h"
#include "core/preempt.h"
#include "core/sched.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "mm/guest_copy.h"

#define HARD	XEN_VCPUAFFINITY_HARD
#define SOFT	XEN_VCPUAFFINITY_SOFT
#define FORCE	XEN_VCPUAFFINITY_FORCE

/* ------------------------------------------------------------------ affinity */

static int affinity_check(const struct xen_domctl_vcpuaffinity *a, bool set)
{
	if (!(a->flags & (HARD | SOFT | FORCE)) || a->flags & ~(HARD | SOFT | FORCE))
		return refuse(-EINVAL, "affinity flags %#x", a->flags);
	if (a->flags & FORCE && !set)
		return -EINVAL;
	if ((a->flags & HARD && !a->cpumap_hard.bitmap) ||
	    (a->flags & SOFT && !a->cpumap_soft.bitmap))
		return refuse(-EINVAL, "affinity without a map");
	return 0;
}

static int affinity_vcpu(struct xen_domctl *op, struct domain *d, bool set, struct vcpu **out)
{
	u32 id = op->u.vcpuaffinity.vcpu;

	*out = domctl_vcpu(d, id);
	if (!*out)
		return id < d->max_vcpus ? -ESRCH : -EINVAL;
	return affinity_check(&op->u.vcpuaffinity, set);
}

static cpuset_t wished_hard(const struct vcpu *v)
{
	return v->affinity_pins ? v->saved_affinity : v->hard_affinity;
}

/* What is asked for, of the two maps */
static int affinity_out(const struct xen_domctl_vcpuaffinity *a, cpuset_t hard, cpuset_t soft)
{
	u32 nr = control_nr_cpus();
	int err = 0;

	if (a->flags & HARD)
		err = control_bitmap_write(&a->cpumap_hard, hard.bits, nr);
	if (!err && a->flags & SOFT)
		err = control_bitmap_write(&a->cpumap_soft, soft.bits, nr);
	return err;
}

/**
 * domctl_setvcpuaffinity() - the CPUs that a vCPU may use, and those it likes
 *
 * FORCE ends an override that is in force. Errors: -EINVAL flags, number, or no online
 * CPU of its pool is left; -ESRCH; -EFAULT.
 */
int domctl_setvcpuaffinity(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_vcpuaffinity *a = &op->u.vcpuaffinity;
	cpuset_t hard, soft, online;
	struct vcpu *v;
	int err = affinity_vcpu(op, d, true, &v);

	if (err)
		return err;
	hard = wished_hard(v);
	soft = v->soft_affinity;
	if (a->flags & HARD)
		err = control_bitmap_read(&a->cpumap_hard, &hard.bits);
	if (!err && a->flags & SOFT)
		err = control_bitmap_read(&a->cpumap_soft, &soft.bits);
	if (!err && a->flags & FORCE)
		(void)sched_pin_override(v, -1);	/* if there is one */
	if (!err && a->flags & (HARD | SOFT))
		err = sched_set_affinity(v, hard, soft);
	if (err)
		return err;
	online = cpuset_and(d->pool->cpus, READ_ONCE(cpus_online));
	hard = cpuset_and(hard, online);
	return affinity_out(a, hard, cpuset_and(soft, hard));
}

int domctl_getvcpuaffinity(struct xen_domctl *op, struct domain *d)
{
	struct vcpu *v;
	int err = affinity_vcpu(op, d, false, &v);

	return err ? err : affinity_out(&op->u.vcpuaffinity, wished_hard(v), v->soft_affinity);
}

/* Errors: -EINVAL the only node is not in the map; -EFAULT. */
int domctl_setnodeaffinity(struct xen_domctl *op, struct domain *d)
{
	u64 nodes;
	int err = control_bitmap_read(&op->u.nodeaffinity.nodemap, &nodes);

	if (err)
		return err;
	return nodes & 1 ? 0 : refuse(-EINVAL, "no memory in nodes %#llx", nodes);
}

int domctl_getnodeaffinity(struct xen_domctl *op, struct domain *d)
{
	return control_bitmap_write(&op->u.nodeaffinity.nodemap, 1, 1);
}

/* ------------------------------------------------------------------ shares */

/* Parameters of single vCPUs; ends early rather than being continued. */
static int adjust_vcpus(struct xen_domctl_scheduler_op *s, struct domain *d, bool put)
{
	const struct sched_policy *policy = d->pool->policy;
	struct xen_domctl_schedparam_vcpu one;
	u32 i;
	int err = 0;

	if (!policy->adjust_vcpu)
		return -EINVAL;
	for (i = 0; !err && i < s->u.v.nr_vcpus; i++) {
		struct vcpu *v;

		if (i && hypercall_preempt())
			break;
		if (copy_from_guest_at(&one, s->u.v.vcpus, i))
			return -EFAULT;
		v = domctl_vcpu(d, one.vcpuid);
		if (!v)
			return -EINVAL;
		err = policy->adjust_vcpu(v, &one.u, put);
		if (!err && !put && copy_to_guest_at(s->u.v.vcpus, i, &one))
			return -EFAULT;
	}
	s->u.v.nr_vcpus = i;
	return err;
}

/**
 * domctl_scheduler_op() - weight, cap, budget
 * Errors: -EINVAL another scheduler than the domain has, or a value out of range.
 */
int domctl_scheduler_op(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_scheduler_op *s = &op->u.scheduler_op;
	const struct sched_policy *policy = d->pool->policy;
	bool put = s->cmd == XEN_DOMCTL_SCHEDOP_putinfo ||
		   s->cmd == XEN_DOMCTL_SCHEDOP_putvcpuinfo;

	if (s->sched_id != policy->id)
		return refuse(-EINVAL, "d%u is not under scheduler %u", d->mm.id, s->sched_id);
	switch (s->cmd) {
	case XEN_DOMCTL_SCHEDOP_putinfo:
	case XEN_DOMCTL_SCHEDOP_getinfo:
		return policy->adjust ? policy->adjust(d, &s->u, put) : 0;
	case XEN_DOMCTL_SCHEDOP_putvcpuinfo:
	case XEN_DOMCTL_SCHEDOP_getvcpuinfo:
		return adjust_vcpus(s, d, put);
	default:
		return -EINVAL;
	}
}
