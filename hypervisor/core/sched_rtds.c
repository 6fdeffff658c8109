// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched=rtds: budgets and deadlines.
 *
 * A vCPU has a period and a budget: in every period it is to get that much CPU time.
 * Who must be done first runs first (earliest deadline first); who has used its
 * budget waits for its next period, or, if it may use what others leave over
 * (extra time, the default), goes on at a lower level, behind everyone who still
 * has budget of his own.
 *
 *	key = level, then deadline; the smallest key runs
 *
 *	queued <-> running -- budget gone --> level + 1, or depleted until the deadline
 *	blocked -- wakes after its deadline --> a new period begins now
 *
 * Queues are per CPU, under the CPU's lock, but the choice is global: every
 * decision looks at the first key of each queue (published in an array) and takes
 * over a vCPU that should run before the CPU's own choice. As in the default policy
 * the other queue's lock is only tried.
 *
 * A period that begins while the vCPU runs or waits is noticed when it is next
 * charged; only a depleted one needs a timer.
 *
 * Deliberately absent: admission control. Tools that promise more than there is
 * get what EDF gives under overload.
 */
#include "core/sched_cpu.h"
#include "core/stats.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "lib/rb_order.h"
#include "mm/page_alloc.h"
#include <linux/minmax.h>
#include <xen/interface/domctl.h>

#define US			1000ULL
#define PERIOD_DEFAULT_US	10000
#define BUDGET_DEFAULT_US	4000
#define PERIOD_MIN_US		100
#define BUDGET_MIN_US		50
#define PERIOD_MAX_US		(3600U * 1000000)
#define LEVEL_SHIFT		60
#define LEVEL_MAX		7
#define RETRY_NS		50000
#define NOBODY			(~0ULL)

struct rt_vcpu {
	struct rb_node node;
	u64 key;
	struct vcpu *vcpu;
	u64 period_ns, budget_ns;
	u64 deadline_ns;
	s64 left_ns;
	u8 level;
	bool extra, queued, depleted;
	struct hv_timer refill;		/* armed while depleted */
};

struct rt_queue {
	struct rb_root_cached tree;
	struct rt_vcpu *curr;
	u64 charged_ns;
	u64 first_key, curr_key;	/* for others to look at */
} __aligned(64);

static struct rt_queue rt_queues[HV_NR_CPUS];

static struct rt_vcpu *rt_of(const struct vcpu *v)
{
	return v->sched_priv;
}

/* ------------------------------------------------------------------ budgets */

static void rt_set_key(struct rt_vcpu *rv)
{
	rv->key = (u64)rv->level << LEVEL_SHIFT | rv->deadline_ns;
}

/* Not queued. A new period if the old one is over; @from_now: it slept through the end. */
static void rt_new_period(struct rt_vcpu *rv, u64 now, bool from_now)
{
	if (now < rv->deadline_ns)
		return;
	if (from_now)
		rv->deadline_ns = now + rv->period_ns;
	else
		rv->deadline_ns += (now - rv->deadline_ns) / rv->period_ns * rv->period_ns +
				   rv->period_ns;
	rv->left_ns = rv->budget_ns;
	rv->level = 0;
	rv->depleted = false;
	rt_set_key(rv);
}

/* Not queued. It ran for @ns. */
static void rt_charge(struct rt_vcpu *rv, u64 ns, u64 now)
{
	rv->left_ns -= ns;
	rt_new_period(rv, now, false);
	if (rv->left_ns > 0)
		return;
	if (rv->extra) {
		rv->level = min(rv->level + 1, LEVEL_MAX);
		rv->left_ns += rv->budget_ns;
		if (rv->left_ns <= 0)
			rv->left_ns = rv->budget_ns;
		rt_set_key(rv);
	} else {
		rv->depleted = true;
		timer_set(&rv->refill, rv->deadline_ns);
	}
}

/* ------------------------------------------------------------------ queueing */

static struct rt_vcpu *rt_first(const struct rt_queue *q)
{
	return rb_order_first(&q->tree, struct rt_vcpu, node);
}

static void rt_publish(struct rt_queue *q)
{
	struct rt_vcpu *first = rt_first(q);

	WRITE_ONCE(q->first_key, first ? first->key : NOBODY);
	WRITE_ONCE(q->curr_key, q->curr ? q->curr->key : NOBODY);
}

static void rt_enqueue(struct rt_queue *q, struct rt_vcpu *rv)
{
	rb_order_insert(&q->tree, rv, struct rt_vcpu, node, key);
	rv->queued = true;
	rt_publish(q);
}

static void rt_dequeue(struct rt_queue *q, struct rt_vcpu *rv)
{
	rb_order_remove(&q->tree, &rv->node);
	rv->queued = false;
	rt_publish(q);
}

/* The allowed CPU whose present work has the largest key, if larger than @rv's. */
static void rt_tickle(const struct rt_vcpu *rv)
{
	unsigned int worst = HV_NR_CPUS, cpu;
	u64 worst_key = rv->key;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);	/* pairs with rt_pick() */
	for_each_cpu_in(cpu, cpuset_and(sched_allowed(rv->vcpu), READ_ONCE(cpus_online))) {
		u64 key = READ_ONCE(rt_queues[cpu].curr_key);

		if (key > worst_key || (key == worst_key && key == NOBODY)) {
			worst = cpu;
			worst_key = key;
		}
	}
	if (worst < HV_NR_CPUS)
		softirq_raise_on(worst, SOFTIRQ_SCHEDULE);
}

static void rt_queue_vcpu(struct vcpu *v)
{
	struct rt_vcpu *rv = rt_of(v);

	if (rv->queued || rv->depleted)
		return;
	rt_enqueue(&rt_queues[v->cpu], rv);
	rt_tickle(rv);
}

static void rt_wake(struct vcpu *v)
{
	struct rt_vcpu *rv = rt_of(v);

	if (!rv->queued)
		rt_new_period(rv, clock_ns(), true);
	rt_queue_vcpu(v);
}

static void rt_sleep(struct vcpu *v)
{
	struct rt_vcpu *rv = rt_of(v);

	if (rv->queued)
		rt_dequeue(&rt_queues[v->cpu], rv);
}

/* The deadline of a depleted vCPU: its next period begins. */
static void rt_refill(void *arg)
{
	struct rt_vcpu *rv = arg;
	struct vcpu *v = rv->vcpu;
	unsigned long flags;
	struct sched_cpu *sc = sched_lock_vcpu(v, &flags);

	if (rv->depleted) {
		rt_new_period(rv, max(clock_ns(), rv->deadline_ns), false);
		if (!v->running && vcpu_runnable(v))
			rt_queue_vcpu(v);
	}
	spin_unlock_irqrestore(&sc->lock, flags);
}

/* ------------------------------------------------------------------ deciding */

/* A waiting vCPU of another queue that should run here before @key. */
static struct rt_vcpu *rt_steal_from(unsigned int cpu, unsigned int from, u64 key, bool *busy)
{
	struct rt_queue *other = &rt_queues[from];
	struct rt_vcpu *rv;

	if (!spin_trylock(&sched_cpus[from].lock)) {
		*busy = true;
		return NULL;
	}
	for (rv = rt_first(other); rv && rv->key < key;
	     rv = rb_order_next(rv, struct rt_vcpu, node)) {
		cpuset_t allowed = sched_allowed(rv->vcpu);

		if (!cpuset_test(&allowed, cpu))
			continue;
		rt_dequeue(other, rv);
		WRITE_ONCE(rv->vcpu->cpu, cpu);
		count(CNT_sched_steal);
		break;
	}
	spin_unlock(&sched_cpus[from].lock);
	return rv && rv->key < key ? rv : NULL;
}

static struct rt_vcpu *rt_steal(unsigned int cpu, u64 key, bool *busy)
{
	cpuset_t done = cpuset_of(cpu), pool = READ_ONCE(sched_cpus[cpu].pool->cpus);

	for (;;) {
		unsigned int best = HV_NR_CPUS, other;
		u64 best_key = key;
		struct rt_vcpu *rv;

		for_each_cpu_in(other, cpuset_andnot(pool, done)) {
			u64 first = READ_ONCE(rt_queues[other].first_key);

			if (first < best_key) {
				best_key = first;
				best = other;
			}
		}
		if (best == HV_NR_CPUS)
			return NULL;
		rv = rt_steal_from(cpu, best, key, busy);
		if (rv)
			return rv;
		done = cpuset_or(done, cpuset_of(best));
	}
}

static struct sched_decision rt_pick(unsigned int cpu, u64 now)
{
	struct rt_queue *q = &rt_queues[cpu];
	struct rt_vcpu *curr = q->curr, *best = NULL, *rv;
	struct sched_decision d = { };
	bool busy = false;

	if (curr) {
		if ((s64)(now - q->charged_ns) > 0)
			rt_charge(curr, now - q->charged_ns, now);
		if (vcpu_runnable(curr->vcpu) && !curr->depleted)
			best = curr;
	}
	q->charged_ns = now;
	rv = rt_first(q);
	if (rv && (!best || rv->key < best->key || best->vcpu->yielded))
		best = rv;

	/* what others see now is what this CPU will do; then look at them */
	WRITE_ONCE(q->curr_key, best ? best->key : NOBODY);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);	/* pairs with rt_tickle() */
	rv = rt_steal(cpu, best ? best->key : NOBODY, &busy);
	if (rv) {
		best = rv;
		d.migrated = true;
	}
	if (best && best->queued)
		rt_dequeue(q, best);
	q->curr = best;
	if (best) {
		rt_new_period(best, now, false);
		d.next = best->vcpu;
		d.slice_ns = best->left_ns > 0 ? best->left_ns : 1;
	}
	rt_publish(q);
	if (busy && (!d.slice_ns || d.slice_ns > RETRY_NS))
		d.slice_ns = RETRY_NS;
	return d;
}

/* ------------------------------------------------------------------ life */

static int rt_init_cpu(unsigned int cpu)
{
	rt_queues[cpu] = (struct rt_queue){
		.tree = RB_ROOT_CACHED, .first_key = NOBODY, .curr_key = NOBODY,
	};
	return 0;
}

static int rt_init_vcpu(struct vcpu *v)
{
	struct rt_vcpu *rv = xalloc(struct rt_vcpu);
	u64 now = clock_ns();

	if (!rv)
		return -ENOMEM;
	rv->vcpu = v;
	rv->period_ns = PERIOD_DEFAULT_US * US;
	rv->budget_ns = BUDGET_DEFAULT_US * US;
	rv->extra = true;
	rv->deadline_ns = now + rv->period_ns;
	rv->left_ns = rv->budget_ns;
	rt_set_key(rv);
	timer_setup(&rv->refill, rt_refill, rv, v->cpu);
	v->sched_priv = rv;
	return 0;
}

static void rt_free_vcpu(struct vcpu *v)
{
	struct rt_vcpu *rv = rt_of(v);

	if (!rv)
		return;
	timer_kill(&rv->refill);
	v->sched_priv = NULL;
	xfree(rv);
}

static int rt_adjust_vcpu(struct vcpu *v, void *params, bool put)
{
	struct xen_domctl_sched_rtds *p = params;
	struct rt_vcpu *rv = rt_of(v);
	unsigned long flags;
	struct sched_cpu *sc;

	if (put && (p->period < PERIOD_MIN_US || p->period > PERIOD_MAX_US ||
		    p->budget < BUDGET_MIN_US || p->budget > p->period))
		return refuse(-EINVAL, "budget %u of period %u us", p->budget, p->period);
	sc = sched_lock_vcpu(v, &flags);
	if (put) {
		rv->period_ns = p->period * US;
		rv->budget_ns = p->budget * US;
		rv->extra = p->flags & XEN_DOMCTL_SCHEDRT_extra;
	}
	p->period = rv->period_ns / US;
	p->budget = rv->budget_ns / US;
	p->flags = rv->extra ? XEN_DOMCTL_SCHEDRT_extra : 0;
	spin_unlock_irqrestore(&sc->lock, flags);
	return 0;
}

/* For the domain: every vCPU alike; asked for, the default. */
static int rt_adjust(struct domain *d, void *params, bool put)
{
	struct xen_domctl_sched_rtds *p = params;
	int err = 0;

	if (!put) {
		p->period = PERIOD_DEFAULT_US;
		p->budget = BUDGET_DEFAULT_US;
		return 0;
	}
	for (u32 i = 0; !err && i < d->max_vcpus; i++) {
		struct xen_domctl_sched_rtds one = *p;

		if (d->vcpu[i])
			err = rt_adjust_vcpu(d->vcpu[i], &one, true);
	}
	return err;
}

static void rt_dump(unsigned int cpu)
{
	struct rt_queue *q = &rt_queues[cpu];
	struct rt_vcpu *rv = rt_first(q);

	if (q->curr)
		printk(LOG_INFO "    runs  d%uv%u level %u deadline %llu left %lld\n",
		       q->curr->vcpu->domain->mm.id, q->curr->vcpu->id, q->curr->level,
		       q->curr->deadline_ns, q->curr->left_ns);
	for (; rv; rv = rb_order_next(rv, struct rt_vcpu, node))
		printk(LOG_INFO "    waits d%uv%u level %u deadline %llu left %lld\n",
		       rv->vcpu->domain->mm.id, rv->vcpu->id, rv->level, rv->deadline_ns,
		       rv->left_ns);
}

const struct sched_policy sched_rtds = {
	.name = "rtds",
	.id = XEN_SCHEDULER_RTDS,
	.init_cpu = rt_init_cpu,
	.init_vcpu = rt_init_vcpu,
	.free_vcpu = rt_free_vcpu,
	.wake = rt_wake,
	.sleep = rt_sleep,
	.saved = rt_queue_vcpu,
	.pick = rt_pick,
	.adjust = rt_adjust,
	.adjust_vcpu = rt_adjust_vcpu,
	.dump = rt_dump,
};
