// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proportional share, the slow half: domains, caps, parameters, life and death.
 *
 * A cap is a budget per period of 10 ms that all vCPUs of a domain draw from. The
 * period timer belongs to the domain and only runs while there is something for
 * it to do: it is armed by the first vCPU that draws, and not armed again once the
 * budget is full and nobody is parked.
 *
 *	running --- budget gone ---> parked (in no queue) --- next period ---> queued
 *
 * "parked" is set and cleared under the run-queue lock of the vCPU, like
 * everything else about it; fd->parked only counts, so that a period without
 * parked vCPUs visits none. A period during which nobody drew is not made up for.
 */
#include "core/credit2.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "mm/page_alloc.h"
#include <linux/minmax.h>
#include <xen/interface/domctl.h>
#include <xen/interface/sysctl.h>

static void credit2_arm_period(struct fair_domain *fd, u64 now)
{
	if (timer_armed(&fd->period))
		return;
	/* the period that was missed while nobody ran is not made up for */
	if (now - fd->period_start > 2 * FAIR_PERIOD_NS)
		fd->period_start = now;
	timer_set(&fd->period, fd->period_start + FAIR_PERIOD_NS);
}

/* @fv wants to run but may not: into no queue. Its lock is held. */
void credit2_park(struct fair_vcpu *fv, u64 now)
{
	fair_quota_return(&fv->e);
	if (!fv->parked) {
		fv->parked = true;
		__atomic_fetch_add(&fv->fd->parked, 1, __ATOMIC_RELAXED);
	}
	credit2_arm_period(fv->fd, now);
}

void credit2_unpark(struct fair_vcpu *fv)
{
	if (!fv->parked)
		return;
	fv->parked = false;
	__atomic_fetch_sub(&fv->fd->parked, 1, __ATOMIC_RELAXED);
}

u64 credit2_quota(struct fair_vcpu *fv, u64 want, u64 now)
{
	if (!fv->fd->group.cap)
		return want;
	credit2_arm_period(fv->fd, now);
	return min(fair_quota_take(&fv->e, want), want);
}

/* A period of a capped domain ends: refill, and let the parked ones queue. */
static void credit2_period(void *arg)
{
	struct fair_domain *fd = arg;
	struct domain *d = fd->domain;

	fd->period_start += FAIR_PERIOD_NS;
	fair_replenish(&fd->group);
	if (!fd->group.cap || READ_ONCE(fd->parked) ||
	    READ_ONCE(fd->group.budget) < fair_budget_full(&fd->group))
		credit2_arm_period(fd, clock_ns());
	if (!READ_ONCE(fd->parked))
		return;

	for (unsigned int i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = READ_ONCE(d->vcpu[i]);
		struct fair_vcpu *fv = v ? fair_of(v) : NULL;
		unsigned long flags;
		struct sched_cpu *sc;

		if (!fv || !fv->parked)
			continue;
		sc = sched_lock_vcpu(v, &flags);
		if (fv->parked) {
			credit2_unpark(fv);
			if (!v->running && vcpu_runnable(v))
				credit2_queue(v, false);
		}
		spin_unlock_irqrestore(&sc->lock, flags);
	}
}

int credit2_init_cpu(unsigned int cpu)
{
	fair_queue_init(&credit2_rqs[cpu].q);
	return 0;
}

int credit2_init_domain(struct domain *d)
{
	struct fair_domain *fd = xalloc(struct fair_domain);

	if (!fd)
		return -ENOMEM;
	fd->group.weight = FAIR_WEIGHT_DEFAULT;
	fd->domain = d;
	timer_setup(&fd->period, credit2_period, fd, cpuset_first(d->pool->cpus));
	d->sched_priv = fd;
	return 0;
}

void credit2_free_domain(struct domain *d)
{
	struct fair_domain *fd = d->sched_priv;

	if (!fd)
		return;
	timer_kill(&fd->period);
	d->sched_priv = NULL;
	xfree(fd);
}

/* The allowed CPU that fewest call theirs; ties go to where it is. */
unsigned int credit2_choose_cpu(struct vcpu *v)
{
	cpuset_t allowed = cpuset_and(sched_allowed(v), READ_ONCE(cpus_online));
	cpuset_t soft = cpuset_and(allowed, v->soft_affinity);
	cpuset_t from = cpuset_empty(soft) ? allowed : soft;
	unsigned int best = HV_NR_CPUS, cpu;
	u32 least = ~0U;

	for_each_cpu_in(cpu, from) {
		u32 nr = READ_ONCE(credit2_rqs[cpu].assigned) * 2 + (cpu != v->cpu);

		if (nr < least) {
			least = nr;
			best = cpu;
		}
	}
	if (best < HV_NR_CPUS && best != v->cpu) {
		__atomic_fetch_sub(&credit2_rqs[v->cpu].assigned, 1, __ATOMIC_RELAXED);
		__atomic_fetch_add(&credit2_rqs[best].assigned, 1, __ATOMIC_RELAXED);
		fair_place_moved(&credit2_rqs[best].q, &fair_of(v)->e, false);
	}
	return best;
}

int credit2_init_vcpu(struct vcpu *v)
{
	struct fair_vcpu *fv = xalloc(struct fair_vcpu);

	if (!fv)
		return -ENOMEM;
	fv->vcpu = v;
	fv->fd = v->domain->sched_priv;
	fv->e.group = &fv->fd->group;
	v->sched_priv = fv;
	__atomic_fetch_add(&credit2_rqs[v->cpu].assigned, 1, __ATOMIC_RELAXED);
	v->cpu = credit2_choose_cpu(v);
	fv->e.vtime = READ_ONCE(credit2_rqs[v->cpu].q.min_vtime);
	return 0;
}

void credit2_free_vcpu(struct vcpu *v)
{
	struct fair_vcpu *fv = fair_of(v);

	if (!fv)
		return;
	__atomic_fetch_sub(&credit2_rqs[v->cpu].assigned, 1, __ATOMIC_RELAXED);
	v->sched_priv = NULL;
	xfree(fv);
}

int credit2_adjust(struct domain *d, void *params, bool put)
{
	struct xen_domctl_sched_credit2 *p = params;
	struct fair_domain *fd = d->sched_priv;

	if (!put) {
		p->weight = fd->group.weight;
		p->cap = fd->group.cap;
		return 0;
	}
	/* ~0 leaves the cap alone, as 0 does the weight */
	if (p->weight)
		WRITE_ONCE(fd->group.weight, p->weight);
	if (p->cap != (u16)~0U) {
		WRITE_ONCE(fd->group.cap, p->cap);
		__atomic_store_n(&fd->group.budget, 0, __ATOMIC_RELAXED);
		fair_replenish(&fd->group);
		fd->period_start = clock_ns();
		timer_set(&fd->period, fd->period_start + FAIR_PERIOD_NS);
	}
	return 0;
}

int credit2_adjust_global(void *params, bool put)
{
	struct xen_sysctl_credit2_schedule *p = params;

	if (put) {
		if (p->ratelimit_us && (p->ratelimit_us < XEN_SYSCTL_SCHED_RATELIMIT_MIN ||
					p->ratelimit_us > XEN_SYSCTL_SCHED_RATELIMIT_MAX))
			return refuse(-EINVAL, "rate limit %u us", p->ratelimit_us);
		WRITE_ONCE(credit2_ratelimit_us, p->ratelimit_us);
	}
	p->ratelimit_us = credit2_ratelimit_us;
	return 0;
}

static void credit2_dump_one(const char *what, const struct fair_vcpu *fv)
{
	const struct vcpu *v = fv->vcpu;

	printk(LOG_INFO "    %s d%uv%u vtime %llu weight %u cap %u quota %lld%s\n", what,
	       v->domain->mm.id, v->id, fv->e.vtime, fv->fd->group.weight, fv->fd->group.cap,
	       fv->e.quota, fv->parked ? " parked" : "");
}

void credit2_dump(unsigned int cpu)
{
	struct fair_rq *rq = &credit2_rqs[cpu];
	struct fair_entity *e;

	printk(LOG_INFO "  cpu %u: %u waiting, %u assigned, vtime %llu%s\n", cpu, rq->q.nr,
	       rq->assigned, rq->q.min_vtime, cpuset_test(&credit2_idlers, cpu) ? ", idle" : "");
	if (rq->curr)
		credit2_dump_one("runs ", rq->curr);
	for (e = fair_first(&rq->q); e; e = rb_order_next(e, struct fair_entity, node))
		credit2_dump_one("waits", entity_vcpu(e));
}

