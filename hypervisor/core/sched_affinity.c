// SPDX-License-Identifier: GPL-2.0-only
/*
 * Affinity: which CPUs a vCPU may use, and moving it off one that it may not.
 *
 * Hard affinity binds, soft affinity is a wish that policies honour while a
 * wished CPU is free. Both are intersected with the pool's CPUs; a hard affinity
 * that has no CPU in the pool counts as "all of the pool" rather than as a
 * vCPU that can never run.
 *
 * A vCPU that runs where it no longer may is stopped by VPF_MIGRATING: its next
 * decision takes it off the CPU, and sched_left() gives it a new v->cpu before
 * anyone can see it as waiting there. One that waits is unqueued, moved, and
 * queued again, under first the old and then the new CPU's lock; in between it
 * belongs to no queue, which wake and sleep tolerate (sched_cpu.h).
 *
 * A pin override (SCHEDOP_pin_override, and the hypervisor's own needs) replaces
 * the hard affinity for a while; the wanted one waits in saved_affinity and
 * changes made meanwhile are made there.
 */
#include "core/atomic_bits.h"
#include "core/sched_cpu.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"

/* Make @v leave a CPU that it may not use any more. */
void sched_move_off(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);
	cpuset_t allowed = sched_allowed(v);
	bool waits = false;

	if (!cpuset_test(&allowed, v->cpu)) {
		if (v->running) {
			flag_set(&v->pause_flags, VPF_MIGRATING);
			softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
		} else {
			vcpu_policy(v)->sleep(v);
			sched_place(v);
			waits = true;
		}
	}
	spin_unlock_irqrestore(&sc->lock, flags);
	if (waits)
		sched_wake(v);
}

/**
 * sched_set_affinity() - XEN_DOMCTL_setvcpuaffinity
 *
 * Context: no lock held; the move itself may happen after the return.
 * Errors: -EINVAL no online CPU of the pool is in @hard.
 */
int sched_set_affinity(struct vcpu *v, cpuset_t hard, cpuset_t soft)
{
	cpuset_t usable = cpuset_and(cpuset_and(hard, v->domain->pool->cpus), cpus_online);
	unsigned long flags;
	struct sched_cpu *sc;

	if (cpuset_empty(usable))
		return refuse(-EINVAL, "d%uv%u: no usable CPU", v->domain->mm.id, v->id);

	sc = sched_lock_vcpu(v, &flags);
	if (v->affinity_pins)
		v->saved_affinity = hard;
	else
		v->hard_affinity = hard;
	v->soft_affinity = soft;
	spin_unlock_irqrestore(&sc->lock, flags);
	sched_move_off(v);
	return 0;
}

/**
 * sched_pin_override() - run @v on one CPU only, whatever its affinity says
 * @cpu: CPU number, negative to go back to the affinity
 *
 * ABI: SCHEDOP_pin_override. Errors: -EINVAL CPU not in the pool or offline,
 * -EBUSY pinned already, -ENOENT nothing to undo.
 */
int sched_pin_override(struct vcpu *v, int cpu)
{
	cpuset_t pool = cpuset_and(v->domain->pool->cpus, cpus_online);
	unsigned long flags;
	struct sched_cpu *sc;
	int err = 0;

	if (cpu >= HV_NR_CPUS || (cpu >= 0 && !cpuset_test(&pool, cpu)))
		return refuse(-EINVAL, "pin to CPU %d", cpu);

	sc = sched_lock_vcpu(v, &flags);
	if (cpu < 0) {
		if (v->affinity_pins) {
			v->affinity_pins = 0;
			v->hard_affinity = v->saved_affinity;
		} else {
			err = -ENOENT;
		}
	} else if (v->affinity_pins) {
		err = -EBUSY;
	} else {
		v->affinity_pins = 1;
		v->saved_affinity = v->hard_affinity;
		v->hard_affinity = cpuset_of(cpu);
	}
	spin_unlock_irqrestore(&sc->lock, flags);
	if (!err)
		sched_move_off(v);
	return err;
}
