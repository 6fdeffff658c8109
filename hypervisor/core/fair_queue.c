// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proportional share arithmetic. The idea is told in fair_queue.h.
 *
 * Numbers. Virtual time is 64 bits of nanoseconds and is compared by signed
 * difference, so it may wrap. A charge is ns * 256 / weight, rounded up so that
 * no sequence of short runs is free.
 *
 * Caps. A group's budget is what all its vCPUs together may still run in this
 * period. A vCPU that gets a CPU takes a part of it (quota) along, at most what it
 * is going to run, uses it up, and gives the rest back when it leaves. It may
 * overrun, because the CPU is taken away a little late: the quota then is
 * negative, and giving it back is a debt that the next period pays. So the
 * average is exact however coarse the timer is.
 *
 * The budget is changed with atomic additions only; vCPUs of one group run on
 * many CPUs at once and share no lock.
 */
#include "core/fair_queue.h"
#include <linux/limits.h>

void fair_queue_init(struct fair_queue *q)
{
	*q = (struct fair_queue){ .tree = RB_ROOT_CACHED };
}

void fair_enqueue(struct fair_queue *q, struct fair_entity *e)
{
	rb_order_insert(&q->tree, e, struct fair_entity, node, vtime);
	e->queued = true;
	WRITE_ONCE(q->nr, q->nr + 1);
}

void fair_dequeue(struct fair_queue *q, struct fair_entity *e)
{
	rb_order_remove(&q->tree, &e->node);
	e->queued = false;
	WRITE_ONCE(q->nr, q->nr - 1);
}

void fair_charge(struct fair_entity *e, u64 ns)
{
	u32 weight = e->group->weight;

	if (weight == FAIR_WEIGHT_DEFAULT)
		e->vtime += ns;
	else
		e->vtime += (ns * FAIR_WEIGHT_DEFAULT + weight - 1) / weight;
	if (e->group->cap)
		e->quota -= ns;
}

void fair_advance(struct fair_queue *q, const struct fair_entity *running)
{
	const struct fair_entity *first = fair_first(q);
	u64 least;

	if (running && first)
		least = fair_beats(first, running, 0) ? first->vtime : running->vtime;
	else if (running || first)
		least = (running ?: first)->vtime;
	else
		return;
	if ((s64)(least - q->min_vtime) > 0)
		WRITE_ONCE(q->min_vtime, least);
}

/* Not less than @ahead before, not more than @behind after the queue's minimum. */
static void fair_clamp(const struct fair_queue *q, struct fair_entity *e, u64 ahead, u64 behind)
{
	s64 lead = q->min_vtime - e->vtime;

	if (lead > (s64)ahead)
		e->vtime = q->min_vtime - ahead;
	else if (-lead > (s64)behind)
		e->vtime = q->min_vtime + behind;
}

void fair_place_woken(const struct fair_queue *q, struct fair_entity *e, bool empty)
{
	/* Nobody to be compared with: only the gift of a long sleep is limited. */
	fair_clamp(q, e, FAIR_WAKE_BONUS_NS, empty ? S64_MAX : FAIR_SPREAD_NS);
}

void fair_place_moved(const struct fair_queue *q, struct fair_entity *e, bool empty)
{
	if (!empty)
		fair_clamp(q, e, FAIR_SPREAD_NS, FAIR_SPREAD_NS);
}

u64 fair_quota_take(struct fair_entity *e, u64 want_ns)
{
	struct fair_group *g = e->group;
	s64 left = __atomic_load_n(&g->budget, __ATOMIC_RELAXED);
	s64 take;

	if (!g->cap)
		return ~0ULL;
	if (e->quota > 0)
		return e->quota;
	do {
		/* an overrun of its own is paid from what it takes now */
		if (left + e->quota <= 0)
			return 0;
		take = (s64)want_ns - e->quota;
		if (take > left)
			take = left;
	} while (!__atomic_compare_exchange_n(&g->budget, &left, left - take, false,
					      __ATOMIC_RELAXED, __ATOMIC_RELAXED));
	e->quota += take;
	return e->quota;
}

bool fair_quota_ready(const struct fair_entity *e)
{
	return !e->group->cap || e->quota > 0 ||
	       __atomic_load_n(&e->group->budget, __ATOMIC_RELAXED) + e->quota > 0;
}

void fair_quota_return(struct fair_entity *e)
{
	if (!e->quota)
		return;
	__atomic_fetch_add(&e->group->budget, e->quota, __ATOMIC_RELAXED);
	e->quota = 0;
}

void fair_replenish(struct fair_group *g)
{
	s64 full = fair_budget_full(g);
	s64 old = __atomic_load_n(&g->budget, __ATOMIC_RELAXED), new;

	do {
		new = old + full > full ? full : old + full;
	} while (!__atomic_compare_exchange_n(&g->budget, &old, new, false,
					      __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}
