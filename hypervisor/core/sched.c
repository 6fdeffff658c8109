// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic scheduler: who may run, and the moment of changing over.
 *
 * Hypercalls never sleep in the hypervisor: there is one stack per CPU and no
 * stack per vCPU. What looks like waiting is a flag (pause_flags, pause_count)
 * plus SOFTIRQ_SCHEDULE; when the CPU is about to return to the guest, the
 * softirq handler below asks the policy whom to run, and context_switch()
 * leaves through that one's exit path instead.
 *
 *	sched_wake()   -> policy->wake():  queue it; poke a CPU that should look
 *	sched_sleep()  -> policy->sleep(): unqueue it, or poke the CPU that runs it
 *	sched_run()    -> policy->pick():  decide
 *	sched_left()   -> policy->saved(): a preempted one may be queued now
 *
 * Everything about one vCPU's scheduling is covered by the run-queue lock of
 * the CPU that it belongs to (sched_cpu.h has the table of states). A decision
 * and its bookkeeping are one critical section; the registers move after it,
 * without the lock, protected by the running flag: nobody else picks, moves or
 * looks into a vCPU while it is set.
 *
 * When nothing else wants the CPU the last guest's registers and address space
 * stay in it while it idles (switch.c). Then the whole of leaving is done in
 * the decision's critical section, so that a guest that sleeps and wakes all
 * the time costs one lock to stop and one to go on.
 */
#include "core/sched_cpu.h"
#include "core/guest_time.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "core/trace.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "lib/param.h"
#include <linux/array_size.h>
#include <linux/string.h>

struct sched_cpu sched_cpus[HV_NR_CPUS];

const struct sched_policy *sched_default = &sched_credit2;

static const struct sched_policy *const policies[] = {
	&sched_credit2, &sched_null, &sched_rtds,
};

static char sched_option[16];
string_param("sched", sched_option);

const struct sched_policy *sched_policy_by_id(u32 id)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++)
		if (policies[i]->id == id)
			return policies[i];
	return NULL;
}

struct sched_cpu *sched_lock_vcpu(struct vcpu *v, unsigned long *flags)
	__acquires(&sched_cpus->lock)
{
	for (;;) {
		unsigned int cpu = READ_ONCE(v->cpu);
		struct sched_cpu *sc = &sched_cpus[cpu];

		*flags = spin_lock_irqsave(&sc->lock);
		if (v->cpu == cpu)
			return sc;
		spin_unlock_irqrestore(&sc->lock, *flags);
	}
}

static void sched_unlock(struct sched_cpu *sc, unsigned long flags)
	__releases(&sc->lock)
{
	spin_unlock_irqrestore(&sc->lock, flags);
}

/**
 * sched_wake() - look again whether a vCPU may run
 *
 * State: blocked or offline => runnable and queued, if nothing holds it back.
 * Context: any, also interrupts; takes the run-queue lock.
 */
void sched_wake(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	/* On a CPU: its own next decision finds out, or sched_left() does. */
	if (!v->running) {
		int state = runstate_stopped(v);

		if (v->runstate.state != state)
			runstate_change(v, state, clock_ns());
		if (state == RUNSTATE_runnable) {
			tbuf_vcpu(TRC_SCHED_WAKE, v);
			vcpu_policy(v)->wake(v);
		}
	}
	sched_unlock(sc, flags);
}

/**
 * sched_sleep() - a vCPU may have lost the right to run
 * @sync: wait until it is off its CPU and its registers are in memory
 *
 * Context: interrupts on and no lock held if @sync; not on current then. The
 * caller owns the reason (a pause count or flag) and has set it before.
 */
void sched_sleep(struct vcpu *v, bool sync)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	if (!vcpu_runnable(v)) {
		if (v->running) {
			softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
		} else {
			int state = runstate_stopped(v);

			vcpu_policy(v)->sleep(v);
			if (v->runstate.state != state)
				runstate_change(v, state, clock_ns());
		}
	}
	sched_unlock(sc, flags);

	if (!sync || v == current_vcpu())
		return;
	/* pairs with the release in sched_left() and sched_run() */
	while (__atomic_load_n(&v->running, __ATOMIC_ACQUIRE) && !vcpu_runnable(v))
		cpu_pause();
	vcpu_sync(v);
}

void sched_yield(void)
{
	struct vcpu *v = current_vcpu();

	v->yielded = 1;
	tbuf_vcpu(TRC_SCHED_YIELD, v);
	if (vcpu_policy(v)->yield)
		vcpu_policy(v)->yield(v);
	softirq_raise(SOFTIRQ_SCHEDULE);
}

static void sched_slice_over(void *unused)
{
	softirq_raise(SOFTIRQ_SCHEDULE);
}

/*
 * @v is off this CPU for good. Lock held, of v->cpu.
 * State: running flag 1 => 0, then queued if it can run.
 */
static void sched_left_locked(struct vcpu *v, u64 now)
{
	int state;

	if (v->pause_flags & (1UL << VPF_MIGRATING)) {
		__atomic_fetch_and(&v->pause_flags, ~(1UL << VPF_MIGRATING), __ATOMIC_SEQ_CST);
		/* waiters for the old lock look at v->cpu again */
		sched_place(v);
		__atomic_store_n(&v->running, 0, __ATOMIC_RELEASE);
		return;
	}
	__atomic_store_n(&v->running, 0, __ATOMIC_RELEASE);
	state = runstate_stopped(v);
	if (v->runstate.state != state)
		runstate_change(v, state, now);
	if (state == RUNSTATE_runnable)
		vcpu_policy(v)->saved(v);
}

void sched_left(struct vcpu *prev)
{
	unsigned long flags;
	struct sched_cpu *sc;
	bool moves;

	if (prev->is_idle) {
		prev->running = 0;
		return;
	}
	sc = sched_lock_vcpu(prev, &flags);
	moves = prev->pause_flags & (1UL << VPF_MIGRATING);
	sched_left_locked(prev, clock_ns());
	sched_unlock(sc, flags);
	if (moves)
		sched_wake(prev);
}

static struct sched_decision sched_decide(struct sched_cpu *sc, unsigned int cpu, u64 now)
{
	struct sched_decision d = { };

	if (sc->pool)
		d = sc->pool->policy->pick(cpu, now);
	if (!d.next)
		d.next = sc->idle;
	return d;
}

/* SOFTIRQ_SCHEDULE: on the main stack, nothing of value below it. */
static void sched_run(void)
{
	unsigned int cpu = this_cpu();
	struct sched_cpu *sc = &sched_cpus[cpu];
	struct vcpu *prev = current_vcpu();
	struct sched_decision d;
	bool to_idle, moves;
	u64 now;

	local_irq_off();
	spin_lock(&sc->lock);
	now = clock_ns();
	d = sched_decide(sc, cpu, now);
	prev->yielded = 0;
	if (d.slice_ns)
		timer_set(&sc->slice, now + d.slice_ns);
	else if (timer_armed(&sc->slice))
		timer_stop(&sc->slice);

	if (d.next == prev) {
		spin_unlock(&sc->lock);
		local_irq_on();
		return;
	}
	sc->switches++;
	sc->decided_ns = now;
	WRITE_ONCE(sc->current, d.next);
	runstate_change(prev, prev->is_idle ? RUNSTATE_runnable : runstate_stopped(prev), now);
	runstate_change(d.next, RUNSTATE_running, now);
	d.next->running = 1;

	/*
	 * The idle vCPU needs nothing of the machine, so prev's registers may
	 * stay where they are: it has left already. Whoever wants them sends an
	 * IPI (vcpu_sync()), which this CPU takes when it idles.
	 */
	to_idle = d.next->is_idle;
	moves = to_idle && prev->pause_flags & (1UL << VPF_MIGRATING);
	if (to_idle)
		sched_left_locked(prev, now);
	spin_unlock(&sc->lock);
	if (!prev->is_idle) {
		guest_timers_switch_out(prev);
		vcpu_publish(prev);
	}
	if (moves)
		sched_wake(prev);

	count(CNT_context_switch);
	if (unlikely(tbuf_on))
		tbuf_switch(prev, d.next);
	trace_note(TRC_SWITCH, prev->domain->mm.id << 16 | prev->id,
		   d.next->domain->mm.id << 16 | d.next->id, now);

	/*
	 * Fetch next's registers from the CPU where they were left. With
	 * interrupts on: two CPUs may be asking each other.
	 */
	if (d.next->dirty_cpu != cpu && d.next->dirty_cpu != ~0U) {
		local_irq_on();
		vcpu_sync(d.next);
		local_irq_off();
	}
	context_switch(prev, d.next);
}

/* Some CPU that it may use: where it is, else an idle one, else the first. */
void sched_place(struct vcpu *v)
{
	cpuset_t allowed = cpuset_and(sched_allowed(v), READ_ONCE(cpus_online));
	unsigned int cpu;

	if (vcpu_policy(v)->choose_cpu)
		cpu = vcpu_policy(v)->choose_cpu(v);
	else
		cpu = cpuset_test(&allowed, v->cpu) ? v->cpu : cpuset_first(allowed);
	if (cpu < HV_NR_CPUS)
		WRITE_ONCE(v->cpu, cpu);
}

int sched_init_domain(struct domain *d)
{
	const struct sched_policy *p = d->pool->policy;

	return p->init_domain ? p->init_domain(d) : 0;
}

void sched_free_domain(struct domain *d)
{
	if (d->pool && d->pool->policy->free_domain)
		d->pool->policy->free_domain(d);
}

/* Into the policy of its domain's pool, on some CPU of it. */
int sched_rehome_vcpu(struct vcpu *v)
{
	v->cpu = cpuset_first(v->domain->pool->cpus);
	if (v->cpu >= HV_NR_CPUS)
		return -EINVAL;
	return vcpu_policy(v)->init_vcpu(v);
}

int sched_init_vcpu(struct vcpu *v)
{
	v->hard_affinity = CPUSET_ALL;
	v->soft_affinity = CPUSET_ALL;
	v->runstate.state = RUNSTATE_offline;
	v->runstate.state_entry_time = clock_ns();
	return sched_rehome_vcpu(v);
}

void sched_free_vcpu(struct vcpu *v)
{
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	vcpu_policy(v)->sleep(v);
	sched_unlock(sc, flags);
	vcpu_policy(v)->free_vcpu(v);
}

void sched_init(void)
{
	bool known = !sched_option[0];

	for (unsigned int i = 0; i < ARRAY_SIZE(policies); i++) {
		if (strcmp(policies[i]->name, sched_option))
			continue;
		sched_default = policies[i];
		known = true;
	}
	if (!known)
		printk(LOG_WARN "sched=%s: unknown, using %s\n", sched_option, sched_default->name);

	for (unsigned int cpu = 0; cpu < HV_NR_CPUS; cpu++)
		spin_lock_setup(&sched_cpus[cpu].lock, LOCK_SCHED);
	cpupool_init();
	softirq_register(SOFTIRQ_SCHEDULE, sched_run);
	printk(LOG_INFO "sched: %s\n", sched_default->name);
}

/**
 * sched_init_cpu() - make a CPU able to run vCPUs
 * @cpu: the CPU itself or, before it starts, CPU 0 on its behalf
 *
 * Creates its idle vCPU and takes it into pool 0. Panics if out of memory: this
 * is boot.
 */
void sched_init_cpu(unsigned int cpu)
{
	struct sched_cpu *sc = &sched_cpus[cpu];
	struct vcpu *idle;
	unsigned long flags;

	if (sc->idle)
		return;
	idle = vcpu_create(dom_idle, cpu);
	if (!idle || sched_default->init_cpu(cpu))
		panic("no memory for the idle vCPU of CPU %u", cpu);
	idle->cpu = cpu;
	idle->running = 1;
	idle->pause_flags = 0;
	idle->runstate.state = RUNSTATE_running;
	idle->runstate.state_entry_time = clock_ns();
	timer_setup(&sc->slice, sched_slice_over, NULL, cpu);
	flags = spin_lock_irqsave(&sc->lock);
	sc->idle = idle;
	sc->current = idle;
	sc->pool = cpupool0;
	spin_unlock_irqrestore(&sc->lock, flags);
	cpuset_set_atomic(&cpupool0->cpus, cpu);
	set_current(pcpu_of(cpu), idle);
}

/* Debug key. Each queue under its lock, one after the other. */
void sched_dump(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct sched_cpu *sc = &sched_cpus[cpu];
		unsigned long flags = spin_lock_irqsave(&sc->lock);
		const struct vcpu *v = sc->current;

		printk(LOG_INFO "sched: cpu %u pool %d, d%uv%u since %llu us, %llu switches\n", cpu,
		       sc->pool ? (int)sc->pool->id : -1, v->domain->mm.id, v->id,
		       (clock_ns() - sc->decided_ns) / 1000, sc->switches);
		if (sc->pool && sc->pool->policy->dump)
			sc->pool->policy->dump(cpu);
		spin_unlock_irqrestore(&sc->lock, flags);
	}
}
