// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched=null: every vCPU has a CPU to itself, or waits until one is free.
 *
 * For machines with at least as many CPUs as vCPUs, and for those who want no
 * scheduler in the way: the decision is a look at one pointer.
 *
 * owner[cpu] names the vCPU that a CPU belongs to. It is written under null_lock
 * together with the vCPU's own null_vcpu.cpu; picking reads it without the lock.
 * A vCPU gets a CPU when it first becomes runnable and keeps it while it blocks;
 * it gives it up when it goes offline for good (freed) or its affinity moves it.
 * A vCPU without a CPU stands on the waiting list, marked runnable (its time
 * counts as stolen), until an owner leaves.
 *
 * Deliberately absent: weights, caps, time slices, balancing.
 */
#include "core/sched_cpu.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "mm/page_alloc.h"
#include <xen/interface/domctl.h>

struct null_vcpu {
	struct vcpu *vcpu;
	struct list_head waiting;	/* on null_waiting, or empty */
	bool assigned;			/* owns v->cpu */
	bool ready;			/* runnable and not running */
};

/* A leaf inside the run-queue locks. */
static DEFINE_SPINLOCK_CLASS(null_lock, LOCK_SCHED);
static LIST_HEAD(null_waiting);
static struct vcpu *null_owner[HV_NR_CPUS];

static struct null_vcpu *null_of(const struct vcpu *v)
{
	return v->sched_priv;
}

/* A free CPU that @v may use, the present one if possible; HV_NR_CPUS if none. */
static unsigned int null_free_cpu(const struct vcpu *v)
{
	cpuset_t allowed = cpuset_and(sched_allowed(v), cpus_online);
	unsigned int cpu;

	if (cpuset_test(&allowed, v->cpu) && !null_owner[v->cpu])
		return v->cpu;
	for_each_cpu_in(cpu, allowed)
		if (!null_owner[cpu])
			return cpu;
	return HV_NR_CPUS;
}

static int null_init_cpu(unsigned int cpu)
{
	return 0;
}

static int null_init_vcpu(struct vcpu *v)
{
	struct null_vcpu *nv = xalloc(struct null_vcpu);

	if (!nv)
		return -ENOMEM;
	nv->vcpu = v;
	INIT_LIST_HEAD(&nv->waiting);
	v->sched_priv = nv;
	return 0;
}

/* Give a CPU that has become free to the first waiter that may use it. null_lock held. */
static struct vcpu *null_hand_over(unsigned int cpu)
{
	struct null_vcpu *nv;

	list_for_each_entry(nv, &null_waiting, waiting) {
		cpuset_t allowed = sched_allowed(nv->vcpu);

		if (!cpuset_test(&allowed, cpu))
			continue;
		list_del_init(&nv->waiting);
		return nv->vcpu;
	}
	return NULL;
}

static void null_release(struct vcpu *v)
{
	struct null_vcpu *nv = null_of(v);
	struct vcpu *heir = NULL;
	unsigned long flags = local_irq_off_save();

	spin_lock_nested(&null_lock);
	list_del_init(&nv->waiting);
	if (nv->assigned) {
		null_owner[v->cpu] = NULL;
		nv->assigned = false;
		heir = null_hand_over(v->cpu);
	}
	spin_unlock(&null_lock);
	local_irq_back(flags);
	/* It was marked runnable all the time: being woken again gets it the CPU. */
	if (heir)
		sched_wake(heir);
}

static void null_free_vcpu(struct vcpu *v)
{
	null_release(v);
	xfree(v->sched_priv);
	v->sched_priv = NULL;
}

/* v->cpu may change here: @v is not running, and its lock is held. */
static void null_wake(struct vcpu *v)
{
	struct null_vcpu *nv = null_of(v);
	unsigned int cpu;

	nv->ready = true;
	if (!nv->assigned) {
		spin_lock_nested(&null_lock);
		cpu = null_free_cpu(v);
		list_del_init(&nv->waiting);
		if (cpu < HV_NR_CPUS) {
			null_owner[cpu] = v;
			nv->assigned = true;
			WRITE_ONCE(v->cpu, cpu);
		} else {
			list_add_tail(&nv->waiting, &null_waiting);
		}
		spin_unlock(&null_lock);
		if (!nv->assigned)
			return;
	}
	softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
}

static void null_sleep(struct vcpu *v)
{
	struct null_vcpu *nv = null_of(v);

	nv->ready = false;
	if (!list_empty(&nv->waiting)) {
		spin_lock_nested(&null_lock);
		list_del_init(&nv->waiting);
		spin_unlock(&null_lock);
	}
}

static struct sched_decision null_pick(unsigned int cpu, u64 now)
{
	struct vcpu *v = READ_ONCE(null_owner[cpu]);

	if (!v || v->cpu != cpu || !vcpu_runnable(v))
		return (struct sched_decision){ };
	/* Another CPU may still be saving it; it will say so through saved(). */
	if (v->running && v != current_vcpu())
		return (struct sched_decision){ };
	null_of(v)->ready = false;
	return (struct sched_decision){ .next = v };
}

/* Affinity took it off its CPU: give that up, then look for another. */
static unsigned int null_choose_cpu(struct vcpu *v)
{
	struct null_vcpu *nv = null_of(v);
	cpuset_t allowed = cpuset_and(sched_allowed(v), cpus_online);
	unsigned int cpu = v->cpu;

	if (!cpuset_test(&allowed, cpu)) {
		spin_lock_nested(&null_lock);
		if (nv->assigned) {
			null_owner[cpu] = NULL;
			nv->assigned = false;
		}
		cpu = null_free_cpu(v);
		if (cpu < HV_NR_CPUS) {
			null_owner[cpu] = v;
			nv->assigned = true;
		} else {
			cpu = cpuset_first(allowed);
		}
		spin_unlock(&null_lock);
	}
	return cpu;
}

static void null_dump(unsigned int cpu)
{
	struct vcpu *v = READ_ONCE(null_owner[cpu]);

	if (v)
		printk(LOG_INFO "  cpu %u belongs to d%uv%u\n", cpu, v->domain->mm.id, v->id);
}

const struct sched_policy sched_null = {
	.name = "null",
	.id = XEN_SCHEDULER_NULL,
	.init_cpu = null_init_cpu,
	.init_vcpu = null_init_vcpu,
	.free_vcpu = null_free_vcpu,
	.wake = null_wake,
	.sleep = null_sleep,
	.saved = null_wake,
	.pick = null_pick,
	.choose_cpu = null_choose_cpu,
	.dump = null_dump,
};
