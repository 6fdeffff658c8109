// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU pools: a partition of the CPUs, each part with a policy of its own.
 *
 * Pool 0 exists always and gets every CPU at boot. A domain belongs to one pool;
 * its vCPUs run on the pool's CPUs only. A CPU in no pool runs its idle vCPU.
 *
 * Changing the partition is rare and done with care rather than speed: a CPU that
 * leaves a pool is first taken out of pool->cpus, so that nothing new is placed
 * there; then every vCPU of the pool that calls it home is made to move; when the CPU
 * runs idle and its queue is empty it is free. A domain changes pools while it
 * is paused: its vCPUs leave the old policy and are made anew in the new one.
 *
 * Lock: pools_lock (LOCK_LEAF) for the list, the counts and the sets; sets are read
 * without it.
 */
#include "core/cpupool.h"
#include "core/sched_cpu.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "mm/page_alloc.h"

struct cpupool *cpupool0;
cpuset_t cpupool_free_cpus;

static LIST_HEAD(pools);
static DEFINE_SPINLOCK_CLASS(pools_lock, LOCK_LEAF);

static struct cpupool *pool_find(u32 id, bool exact)
{
	struct cpupool *p;

	list_for_each_entry(p, &pools, link)
		if (p->id == id || (!exact && p->id > id))
			return p;
	return NULL;
}

/* In order of numbers. Lock held. */
static void pool_link(struct cpupool *pool)
{
	struct list_head *before = &pools;
	struct cpupool *p;

	list_for_each_entry(p, &pools, link) {
		if (p->id > pool->id) {
			before = &p->link;
			break;
		}
	}
	list_add_tail(&pool->link, before);
}

void cpupool_init(void)
{
	cpupool0 = xalloc(struct cpupool);
	if (!cpupool0)
		panic("no memory for the CPU pool");
	cpupool0->policy = sched_default;
	list_add(&cpupool0->link, &pools);
}

int cpupool_join(struct domain *d, u32 id)
{
	struct cpupool *p;
	int err = 0;

	spin_lock(&pools_lock);
	p = pool_find(id, true);
	if (!p)
		err = -ENOENT;
	else if (cpuset_empty(p->cpus))
		err = -EBUSY;
	else
		p->nr_domains++;
	spin_unlock(&pools_lock);
	if (!err)
		d->pool = p;
	return err;
}

void cpupool_leave(struct domain *d)
{
	spin_lock(&pools_lock);
	d->pool->nr_domains--;
	spin_unlock(&pools_lock);
	d->pool = NULL;
}

int cpupool_create(u32 *id, u32 sched_id)
{
	const struct sched_policy *policy = sched_policy_by_id(sched_id);
	struct cpupool *p;
	u32 want = *id;
	int err = 0;

	if (!policy)
		return refuse(-EINVAL, "no scheduler %u", sched_id);
	p = xalloc(struct cpupool);
	if (!p)
		return -ENOMEM;
	p->policy = policy;
	spin_lock(&pools_lock);
	if (want == ~0U)
		for (want = 0; pool_find(want, true); want++)
			;
	else if (pool_find(want, true))
		err = -EEXIST;
	if (!err) {
		p->id = want;
		pool_link(p);
	}
	spin_unlock(&pools_lock);
	if (err)
		xfree(p);
	else
		*id = want;
	return err;
}

int cpupool_destroy(u32 id)
{
	struct cpupool *p;
	int err = 0;

	spin_lock(&pools_lock);
	p = pool_find(id, true);
	if (!p)
		err = -ENOENT;
	else if (p == cpupool0 || p->nr_domains || !cpuset_empty(p->cpus))
		err = -EBUSY;
	else
		list_del(&p->link);
	spin_unlock(&pools_lock);
	if (!err)
		xfree(p);
	return err;
}

int cpupool_info(u32 id, struct cpupool_info *out)
{
	struct cpupool *p;
	int err = 0;

	spin_lock(&pools_lock);
	p = pool_find(id, false);
	if (p)
		*out = (struct cpupool_info){ p->id, p->policy->id, p->nr_domains, p->cpus };
	else
		err = -ENOENT;
	spin_unlock(&pools_lock);
	return err;
}

/* CPU and policy meet. The CPU runs idle and is in no pool. */
static int cpu_enter(struct cpupool *p, unsigned int cpu)
{
	struct sched_cpu *sc = &sched_cpus[cpu];
	unsigned long flags;
	int err = p->policy->init_cpu(cpu);

	if (err)
		return err;
	flags = spin_lock_irqsave(&sc->lock);
	sc->pool = p;
	spin_unlock_irqrestore(&sc->lock, flags);
	cpuset_set_atomic(&p->cpus, cpu);
	softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
	return 0;
}

int cpupool_add_cpu(u32 id, u32 cpu)
{
	struct cpupool *p;
	int err = 0;

	spin_lock(&pools_lock);
	p = pool_find(id, true);
	if (cpu == ~0U)
		cpu = cpuset_first(cpupool_free_cpus);
	if (!p)
		err = -ENOENT;
	else if (cpu >= HV_NR_CPUS)
		err = -ENODEV;
	else if (!cpuset_test(&cpupool_free_cpus, cpu))
		err = -EBUSY;
	else
		cpuset_clear_atomic(&cpupool_free_cpus, cpu);
	spin_unlock(&pools_lock);
	if (err)
		return err;
	err = cpu_enter(p, cpu);
	if (err)
		cpuset_set_atomic(&cpupool_free_cpus, cpu);
	return err;
}

/* Everything of @p that calls @cpu home must look for another. */
static void pool_evict(struct cpupool *p, unsigned int cpu)
{
	struct domain *d;

	spin_lock(&domain_list_lock);
	list_for_each_entry(d, &domain_list, link) {
		for (u32 i = 0; d->pool == p && i < d->max_vcpus; i++) {
			struct vcpu *v = READ_ONCE(d->vcpu[i]);

			if (v && READ_ONCE(v->cpu) == cpu)
				sched_move_off(v);
		}
	}
	spin_unlock(&domain_list_lock);
}

static bool cpu_has_guests(unsigned int cpu)
{
	struct domain *d;
	bool has = !sched_cpu_is_idle(cpu);

	spin_lock(&domain_list_lock);
	list_for_each_entry(d, &domain_list, link)
		for (u32 i = 0; !has && i < d->max_vcpus; i++) {
			struct vcpu *v = READ_ONCE(d->vcpu[i]);

			has = v && READ_ONCE(v->cpu) == cpu;
		}
	spin_unlock(&domain_list_lock);
	return has;
}

/**
 * cpupool_remove_cpu() - take a CPU out of a pool
 *
 * Context: LOCK_DOMCTL; no lock. Errors: -ENOENT no such pool, -ENODEV not in it,
 * -EBUSY it is the last one of a pool with domains, -HV_ERESTART its vCPUs are on their
 * way to other CPUs: call again.
 */
int cpupool_remove_cpu(u32 id, u32 cpu)
{
	struct sched_cpu *sc;
	unsigned long flags;
	struct cpupool *p;
	int err = 0;

	spin_lock(&pools_lock);
	p = pool_find(id, true);
	if (!p)
		err = -ENOENT;
	else if (cpu >= HV_NR_CPUS || sched_cpus[cpu].pool != p)
		err = -ENODEV;
	else if (p->nr_domains && cpuset_equal(p->cpus, cpuset_of(cpu)))
		err = -EBUSY;
	else
		cpuset_clear_atomic(&p->cpus, cpu);
	spin_unlock(&pools_lock);
	if (err)
		return err;

	pool_evict(p, cpu);
	if (cpu_has_guests(cpu))
		return -HV_ERESTART;
	sc = &sched_cpus[cpu];
	flags = spin_lock_irqsave(&sc->lock);
	sc->pool = NULL;
	spin_unlock_irqrestore(&sc->lock, flags);
	cpuset_set_atomic(&cpupool_free_cpus, cpu);
	softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
	return 0;
}

/* All vCPUs of a paused domain into another policy. -ENOMEM leaves it where it was. */
static int domain_change_policy(struct domain *d, struct cpupool *to)
{
	struct cpupool *from = d->pool;
	u32 i;
	int err = 0;

	for (i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			sched_free_vcpu(d->vcpu[i]);
	sched_free_domain(d);
	for (int attempt = 0; attempt < 2; attempt++) {
		d->pool = attempt ? from : to;
		if (attempt)
			err = -ENOMEM;
		if (sched_init_domain(d))
			continue;
		for (i = 0; i < d->max_vcpus; i++)
			if (d->vcpu[i] && sched_rehome_vcpu(d->vcpu[i]))
				break;
		if (i == d->max_vcpus)
			return err;
	}
	domain_crash(d, "out of memory between two CPU pools");
	return -ENOMEM;
}

/**
 * cpupool_move_domain() - XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN
 * Context: LOCK_DOMCTL; @d is not current's. Errors: -ENOENT, -EBUSY no CPU there, -ENOMEM.
 */
int cpupool_move_domain(struct domain *d, u32 id)
{
	struct cpupool *old = d->pool, *p;
	int err = 0;

	if (d == current_domain())
		return refuse(-EBUSY, "d%u moves itself", d->mm.id);
	spin_lock(&pools_lock);
	p = pool_find(id, true);
	if (!p)
		err = -ENOENT;
	else if (cpuset_empty(p->cpus))
		err = -EBUSY;
	else
		p->nr_domains++;
	spin_unlock(&pools_lock);
	if (err)
		return err;

	domain_pause(d);
	if (p != old)
		err = domain_change_policy(d, p);
	domain_unpause(d);
	spin_lock(&pools_lock);
	if (err)
		p->nr_domains--;
	else
		old->nr_domains--;
	spin_unlock(&pools_lock);
	return err;
}
