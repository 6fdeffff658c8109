/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proportional share: virtual time, queues ordered by it, and capped budgets.
 *
 * Pure arithmetic and trees: no locks, no clock, no CPU. sched_credit2.c adds
 * those; the unit test runs this code as a simulation.
 *
 * Virtual time advances for whoever runs, inversely to its weight. Who has the
 * least has had the least of what it may have, and runs next:
 *
 *	weight 256:  1 ns of CPU = 1 ns of virtual time
 *	weight 512:  1 ns of CPU = 1/2 ns
 *
 * All queues of a machine share one scale, so "waits here with less than the one
 * that runs there" is meaningful, and moving that one over makes the shares
 * right across CPUs. Two clamps keep the scale honest where queues drift apart
 * because affinity separates them: who wakes may be at most FAIR_WAKE_BONUS_NS
 * ahead of the queue that it joins, and who is moved at most FAIR_SPREAD_NS ahead or
 * behind. Nobody saves up time by sleeping, nobody starves by moving.
 */
#ifndef HV_CORE_FAIR_QUEUE_H
#define HV_CORE_FAIR_QUEUE_H

#include "lib/rb_order.h"

#define FAIR_WEIGHT_DEFAULT	256
#define FAIR_WAKE_BONUS_NS	1000000		/* virtual */
#define FAIR_SPREAD_NS		100000000	/* virtual */
#define FAIR_GRANULARITY_NS	250000		/* virtual: smaller leads are not worth a switch */
#define FAIR_PERIOD_NS		10000000	/* of capped budgets */

/* The share that its vCPUs have in common. */
struct fair_group {
	u32 weight;			/* each vCPU's */
	u32 cap;			/* percent of one CPU for all together, 0: none */
	s64 budget;			/* ns left in this period; atomic */
};

struct fair_entity {
	struct rb_node node;
	struct fair_group *group;
	u64 vtime;			/* virtual ns */
	s64 quota;			/* ns taken from the group's budget and not used yet */
	bool queued;
};

struct fair_queue {
	struct rb_root_cached tree;	/* by vtime */
	u64 min_vtime;			/* of those queued and the running one; never goes back */
	u32 nr;
};

void fair_queue_init(struct fair_queue *q);
void fair_enqueue(struct fair_queue *q, struct fair_entity *e);
void fair_dequeue(struct fair_queue *q, struct fair_entity *e);

static inline struct fair_entity *fair_first(const struct fair_queue *q)
{
	return rb_order_first(&q->tree, struct fair_entity, node);
}

/* It ran for @ns: virtual time, and quota if its group is capped. */
void fair_charge(struct fair_entity *e, u64 ns);

/* Advance min_vtime; @running is the one on the CPU, NULL if idle or leaving. */
void fair_advance(struct fair_queue *q, const struct fair_entity *running);

/* It slept and joins @q; it was moved and joins @q. Not queued yet. */
void fair_place_woken(const struct fair_queue *q, struct fair_entity *e, bool empty);
void fair_place_moved(const struct fair_queue *q, struct fair_entity *e, bool empty);

/* Should @a run rather than @b? @margin of virtual ns in favour of @b. */
static inline bool fair_beats(const struct fair_entity *a, const struct fair_entity *b, u64 margin)
{
	return (s64)(a->vtime + margin - b->vtime) < 0;
}

/*
 * fair_quota_take() - may it run as far as its group's cap is concerned?
 * Return: ns that it may run before it has to ask again, 0 for "not now".
 * Without a cap ~0.
 */
u64 fair_quota_take(struct fair_entity *e, u64 want_ns);
/* Would fair_quota_take() give it anything? */
bool fair_quota_ready(const struct fair_entity *e);
/* It stopped running: what is left, or the debt, goes back to the group. */
void fair_quota_return(struct fair_entity *e);
/* A period began. */
void fair_replenish(struct fair_group *g);

static inline s64 fair_budget_full(const struct fair_group *g)
{
	return (s64)g->cap * (FAIR_PERIOD_NS / 100);
}

#endif
