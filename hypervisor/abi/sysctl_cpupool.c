// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysctl, CPU pools: made, given CPUs and domains, undone (core/cpupool.c).
 *
 * Taking a CPU away waits until its vCPUs have gone elsewhere; the call is continued
 * until then.
 */
#include "abi/sysctl.h"
#include "core/cpupool.h"
#include "core/domain.h"
#include "cpu/printk.h"

static int pool_info(struct xen_sysctl_cpupool_op *p)
{
	struct cpupool_info info;
	int err = cpupool_info(p->cpupool_id, &info);

	if (err)
		return err;
	p->cpupool_id = info.id;
	p->sched_id = info.sched_id;
	p->n_dom = info.nr_domains;
	return control_bitmap_write(&p->cpumap, info.cpus.bits, control_nr_cpus());
}

static int remove_cpu(const struct xen_sysctl_cpupool_op *p)
{
	struct cpupool_info info;
	u32 cpu = p->cpu;
	int err;

	if (cpu == XEN_SYSCTL_CPUPOOL_PAR_ANY) {
		err = cpupool_info(p->cpupool_id, &info);
		if (err || info.id != p->cpupool_id)
			return -ENOENT;
		if (cpuset_empty(info.cpus))
			return -EINVAL;
		cpu = 63 - __builtin_clzll(info.cpus.bits);
	}
	return cpupool_remove_cpu(p->cpupool_id, cpu);
}

static int move_domain(const struct xen_sysctl_cpupool_op *p)
{
	struct domain *d;
	int err;

	if (p->domid >= DOMID_LIMIT)
		return -ESRCH;
	d = domain_get(p->domid);
	if (!d)
		return -ESRCH;
	if (d == current_domain())
		err = refuse(-EPERM, "d%u moves itself to another pool", d->mm.id);
	else if (d->dying)
		err = -EINVAL;
	else
		err = cpupool_move_domain(d, p->cpupool_id);
	domain_put(d);
	return err;
}

/**
 * sysctl_cpupool_op() - one of create, destroy, info, add and remove CPU, move, free CPUs
 *
 * Errors: -ENOENT no such pool (or none behind, for INFO), -EEXIST, -EBUSY, -ENODEV no
 * such CPU, -EINVAL, -ENOMEM, -ESRCH and -EPERM about the domain to move, -EFAULT,
 * -EOPNOTSUPP no such operation.
 */
int sysctl_cpupool_op(struct xen_sysctl *op)
{
	struct xen_sysctl_cpupool_op *p = &op->u.cpupool_op;

	switch (p->op) {
	case XEN_SYSCTL_CPUPOOL_OP_CREATE:
		return cpupool_create(&p->cpupool_id, p->sched_id);
	case XEN_SYSCTL_CPUPOOL_OP_DESTROY:
		return cpupool_destroy(p->cpupool_id);
	case XEN_SYSCTL_CPUPOOL_OP_INFO:
		return pool_info(p);
	case XEN_SYSCTL_CPUPOOL_OP_ADDCPU:
		return cpupool_add_cpu(p->cpupool_id, p->cpu);
	case XEN_SYSCTL_CPUPOOL_OP_RMCPU:
		return remove_cpu(p);
	case XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN:
		return move_domain(p);
	case XEN_SYSCTL_CPUPOOL_OP_FREEINFO:
		return control_bitmap_write(&p->cpumap, READ_ONCE(cpupool_free_cpus).bits,
					    control_nr_cpus());
	default:
		return refuse(-EOPNOTSUPP, "cpupool operation %u", p->op);
	}
}
