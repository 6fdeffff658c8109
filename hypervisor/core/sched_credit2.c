// SPDX-License-Identifier: GPL-2.0-only
/*
 * The default policy: proportional share with caps, affinity and work stealing.
 *
 * The toolstack knows it as "credit2" and drives it through that scheduler's
 * parameters (weight, cap, rate limit); the algorithm is our own, see
 * fair_queue.h for the arithmetic. One queue per CPU, under that CPU's lock:
 *
 *	wake     queue it where it ran last, then poke one CPU: that one if it is
 *	         idle, else some idle CPU that it may use, else that one if the
 *	         waker deserves to run before the one that does
 *	pick     charge the one that ran; the least virtual time goes on
 *	steal    an idle CPU takes the first fitting vCPU from the fullest queue; a
 *	         busy one looks, once per balance interval, for a vCPU that waits
 *	         elsewhere with clearly less virtual time than its own choice
 *	park     a vCPU of a capped domain without budget stays in no queue until
 *	         the domain's timer begins the next period
 *
 * Stealing takes the victim's lock with trylock while holding its own, so there
 * is no lock order between run queues; when it did not get a lock it looks again
 * a moment later.
 *
 * Going idle: the CPU sets its bit in credit2_idlers, then looks at the other queues;
 * a waker queues, then looks at credit2_idlers. Both are full barriers, so one of
 * the two sees the other and no vCPU waits beside an idle CPU.
 *
 * Deliberately absent: cache and NUMA topology; the first version balances CPUs
 * as equals.
 */
#include "core/credit2.h"
#include "core/stats.h"
#include "cpu/softirq.h"
#include "lib/param.h"
#include <linux/minmax.h>
#include <xen/interface/domctl.h>

#define SLICE_MAX_NS		10000000
#define SLICE_MIN_NS		2000000
#define SLICE_SHARED_NS		20000000	/* in which all waiting ones should run once */
#define LONE_SLICE_NS		20000000	/* nobody waits here: only to look elsewhere */
#define BALANCE_NS		10000000
#define STEAL_MARGIN_NS		5000000		/* virtual: what a move must be worth */
#define STEAL_RETRY_NS		50000
#define STEAL_LOOKS		16		/* queue entries examined for affinity */

struct fair_rq credit2_rqs[HV_NR_CPUS];
cpuset_t credit2_idlers;

unsigned int credit2_ratelimit_us = 200;
uint_param("sched_ratelimit_us", credit2_ratelimit_us);

/* ------------------------------------------------------------------ queueing */

static bool credit2_poke_idler(cpuset_t candidates)
{
	unsigned int cpu;

	for_each_cpu_in(cpu, candidates) {
		u64 bit = 1ULL << cpu;

		/* one poke per idle CPU: who clears the bit sends it */
		if (!(__atomic_fetch_and(&credit2_idlers.bits, ~bit, __ATOMIC_SEQ_CST) & bit))
			continue;
		softirq_raise_on(cpu, SOFTIRQ_SCHEDULE);
		return true;
	}
	return false;
}

/* @v was queued on its CPU: who should know? Lock held. */
static void credit2_tickle(struct vcpu *v, struct fair_vcpu *fv)
{
	struct fair_rq *rq = &credit2_rqs[v->cpu];
	cpuset_t allowed = sched_allowed(v), idlers;

	__atomic_thread_fence(__ATOMIC_SEQ_CST);	/* pairs with credit2_pick() going idle */
	if (!rq->curr) {
		cpuset_clear_atomic(&credit2_idlers, v->cpu);
		softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
		return;
	}
	idlers = cpuset_and(allowed, READ_ONCE(credit2_idlers));
	if (credit2_poke_idler(cpuset_and(idlers, v->soft_affinity)) ||
	    credit2_poke_idler(idlers))
		return;
	if (fair_beats(&fv->e, &rq->curr->e, FAIR_GRANULARITY_NS))
		softirq_raise_on(v->cpu, SOFTIRQ_SCHEDULE);
}

void credit2_queue(struct vcpu *v, bool woken)
{
	struct fair_vcpu *fv = fair_of(v);
	struct fair_rq *rq = &credit2_rqs[v->cpu];

	if (fv->e.queued || fv->parked)
		return;
	if (woken)
		fair_place_woken(&rq->q, &fv->e, !rq->curr && !rq->q.nr);
	fair_enqueue(&rq->q, &fv->e);
	credit2_tickle(v, fv);
}

static void credit2_wake(struct vcpu *v)
{
	credit2_queue(v, true);
}

static void credit2_saved(struct vcpu *v)
{
	credit2_queue(v, false);
}

static void credit2_sleep(struct vcpu *v)
{
	struct fair_vcpu *fv = fair_of(v);

	if (fv->e.queued)
		fair_dequeue(&credit2_rqs[v->cpu].q, &fv->e);
	fair_quota_return(&fv->e);
	credit2_unpark(fv);
}

/* ------------------------------------------------------------------ stealing */

/* First in @q that may run on @cpu; @wish: only one that would like to. */
static struct fair_vcpu *credit2_find(struct fair_queue *q, unsigned int cpu, bool wish)
{
	struct fair_entity *e = fair_first(q);

	for (int looks = 0; e && looks < STEAL_LOOKS; looks++) {
		struct vcpu *v = entity_vcpu(e)->vcpu;
		cpuset_t allowed = sched_allowed(v);
		cpuset_t soft = cpuset_and(allowed, v->soft_affinity);

		if (cpuset_test(&allowed, cpu) &&
		    (!wish || cpuset_empty(soft) || cpuset_test(&soft, cpu)))
			return entity_vcpu(e);
		e = rb_order_next(e, struct fair_entity, node);
	}
	return NULL;
}

/*
 * Take a vCPU over from @from's queue; @than: only one that deserves to run
 * clearly before it. Own lock held; *@busy is set if @from's was not to be had.
 */
static struct fair_vcpu *credit2_take(unsigned int cpu, unsigned int from, bool wish,
				      const struct fair_entity *than, bool *busy)
{
	struct fair_rq *rq = &credit2_rqs[cpu], *other = &credit2_rqs[from];
	struct fair_vcpu *fv;

	if (!spin_trylock(&sched_cpus[from].lock)) {
		*busy = true;
		return NULL;
	}
	fv = credit2_find(&other->q, cpu, wish);
	if (fv && than && !fair_beats(&fv->e, than, STEAL_MARGIN_NS))
		fv = NULL;
	if (fv) {
		fair_dequeue(&other->q, &fv->e);
		__atomic_fetch_sub(&other->assigned, 1, __ATOMIC_RELAXED);
		__atomic_fetch_add(&rq->assigned, 1, __ATOMIC_RELAXED);
		/* whoever waits for the old lock looks at v->cpu again */
		WRITE_ONCE(fv->vcpu->cpu, cpu);
		count(CNT_sched_steal);
	}
	spin_unlock(&sched_cpus[from].lock);
	if (fv)
		fair_place_moved(&rq->q, &fv->e, !than && !rq->q.nr);
	return fv;
}

/* The other CPU of the pool with most waiting, not yet in @done. */
static unsigned int credit2_fullest(cpuset_t pool, cpuset_t done)
{
	unsigned int best = HV_NR_CPUS, cpu;
	u32 most = 0;

	for_each_cpu_in(cpu, cpuset_andnot(pool, done)) {
		u32 nr = READ_ONCE(credit2_rqs[cpu].q.nr);

		if (nr > most) {
			most = nr;
			best = cpu;
		}
	}
	return best;
}

static struct fair_vcpu *credit2_steal(unsigned int cpu, const struct fair_entity *than, bool *busy)
{
	cpuset_t pool = READ_ONCE(sched_cpus[cpu].pool->cpus);
	struct fair_vcpu *fv;
	unsigned int from;

	/* An idle CPU goes a second time and takes also who would not like it. */
	for (int pass = 0; pass < (than ? 1 : 2); pass++) {
		cpuset_t done = cpuset_of(cpu);

		while ((from = credit2_fullest(pool, done)) < HV_NR_CPUS) {
			done = cpuset_or(done, cpuset_of(from));
			fv = credit2_take(cpu, from, pass == 0, than, busy);
			if (fv)
				return fv;
		}
	}
	return NULL;
}

/* ------------------------------------------------------------------ deciding */

static void credit2_charge(struct fair_rq *rq, u64 now)
{
	if (!rq->curr)
		return;
	if ((s64)(now - rq->charged_ns) > 0)
		fair_charge(&rq->curr->e, now - rq->charged_ns);
	rq->charged_ns = now;
}

/* First of the queue that has budget; those that have none are parked. */
static struct fair_vcpu *credit2_head(struct fair_rq *rq, u64 now)
{
	struct fair_entity *e;

	while ((e = fair_first(&rq->q))) {
		struct fair_vcpu *fv = entity_vcpu(e);

		if (fair_quota_ready(e))
			return fv;
		fair_dequeue(&rq->q, e);
		credit2_park(fv, now);
	}
	return NULL;
}

/* The running one may go on, as far as it alone is concerned: itself, else NULL. */
static struct fair_vcpu *credit2_current(struct fair_rq *rq, u64 now)
{
	struct fair_vcpu *curr = rq->curr;

	if (!curr || !vcpu_runnable(curr->vcpu))
		return NULL;
	if (fair_quota_ready(&curr->e))
		return curr;
	credit2_park(curr, now);
	return NULL;
}

static u64 credit2_slice(const struct fair_rq *rq, bool busy)
{
	if (busy)
		return SLICE_MIN_NS;
	if (!rq->q.nr)
		return LONE_SLICE_NS;
	return clamp_t(u64, SLICE_SHARED_NS / (rq->q.nr + 1), SLICE_MIN_NS, SLICE_MAX_NS);
}

/* Choose between the running one and the first that waits. */
static struct fair_vcpu *credit2_choose(struct fair_rq *rq, u64 now, u64 *hold)
{
	struct fair_vcpu *curr = credit2_current(rq, now);
	struct fair_vcpu *head = credit2_head(rq, now);
	u64 ran = now - rq->started_ns;

	*hold = 0;
	if (!curr || !head)
		return curr ?: head;
	if (curr->vcpu->yielded)
		return head;
	if (!fair_beats(&head->e, &curr->e, ran >= SLICE_MIN_NS ? 0 : FAIR_GRANULARITY_NS))
		return curr;
	if (ran < (u64)credit2_ratelimit_us * 1000) {
		*hold = (u64)credit2_ratelimit_us * 1000 - ran;
		return curr;
	}
	return head;
}

/* Whom to run, were it not for the budget of its domain. */
static struct fair_vcpu *credit2_candidate(unsigned int cpu, u64 now, u64 *hold, bool *busy)
{
	struct fair_rq *rq = &credit2_rqs[cpu];
	struct fair_vcpu *next = credit2_choose(rq, now, hold);

	if (!next) {
		cpuset_set_atomic(&credit2_idlers, cpu);	/* before looking: see the essay */
		return credit2_steal(cpu, NULL, busy);
	}
	if ((s64)(now - rq->balance_ns) >= 0) {
		rq->balance_ns = now + BALANCE_NS;
		next = credit2_steal(cpu, &next->e, busy) ?: next;
	}
	return next;
}

static struct sched_decision credit2_pick(unsigned int cpu, u64 now)
{
	struct fair_rq *rq = &credit2_rqs[cpu];
	struct fair_vcpu *prev = rq->curr, *next;
	struct sched_decision d = { };
	bool busy = false;
	u64 hold = 0;

	credit2_charge(rq, now);
	while ((next = credit2_candidate(cpu, now, &hold, &busy))) {
		if (next->e.queued)
			fair_dequeue(&rq->q, &next->e);
		d.slice_ns = credit2_quota(next, hold ?: credit2_slice(rq, busy), now);
		if (d.slice_ns)
			break;
		credit2_park(next, now);
	}

	if (prev && next != prev)
		fair_quota_return(&prev->e);
	if (next != prev)
		rq->started_ns = now;
	rq->curr = next;
	rq->charged_ns = now;
	fair_advance(&rq->q, next ? &next->e : NULL);
	if (!next) {
		d.slice_ns = busy ? STEAL_RETRY_NS : 0;
		return d;
	}
	if (cpuset_test(&credit2_idlers, cpu))
		cpuset_clear_atomic(&credit2_idlers, cpu);
	d.next = next->vcpu;
	return d;
}

const struct sched_policy sched_credit2 = {
	.name = "credit2",
	.id = XEN_SCHEDULER_CREDIT2,
	.init_cpu = credit2_init_cpu,
	.init_domain = credit2_init_domain,
	.free_domain = credit2_free_domain,
	.init_vcpu = credit2_init_vcpu,
	.free_vcpu = credit2_free_vcpu,
	.wake = credit2_wake,
	.sleep = credit2_sleep,
	.saved = credit2_saved,
	.pick = credit2_pick,
	.choose_cpu = credit2_choose_cpu,
	.adjust = credit2_adjust,
	.adjust_global = credit2_adjust_global,
	.dump = credit2_dump,
};
