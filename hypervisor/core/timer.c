// SPDX-License-Identifier: GPL-2.0-only
/*
 * Timers: an ordered tree per CPU over the one-shot hardware timer.
 *
 *	timer_set()             clock_program(first deadline)
 *	    |                          |
 *	    v                          v
 *	tree of this CPU  ....  hardware interrupt -> SOFTIRQ_TIMER -> timers_run()
 *
 * The hardware is programmed for the earliest deadline only, and only when that
 * changes; it raises SOFTIRQ_TIMER, whose handler takes expired timers off the
 * tree one at a time, drops the lock, and calls back with interrupts on.
 *
 * Invariants. A timer is in at most one tree, that of t->cpu, and t->cpu
 * changes only with that tree's lock held; so whoever wants the lock takes
 * tree[t->cpu] and looks again whether t->cpu is still the same. Only a CPU
 * itself programs its hardware: setting a timer that becomes the first one of
 * another CPU raises SOFTIRQ_TIMER there instead.
 *
 * A callback may set, stop or migrate its own timer. timer_kill() from
 * elsewhere spins until the callback has returned; the killed state also stops
 * a callback from arming the timer again.
 *
 * Deliberately absent: slack and coalescing. The busiest user (the guest's
 * one-shot timer) moves its one timer back and forth far more often than it
 * lets it expire, which is a tree removal and insertion without a hardware
 * access unless it was the first.
 */
#include "core/timer.h"
#include "cpu/clock.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "cpu/softirq.h"
#include "cpu/spinlock.h"

enum timer_state { TIMER_IDLE, TIMER_ARMED, TIMER_KILLED, TIMER_MOVING };

struct timer_tree {
	spinlock_t lock;		/* everything below, and who belongs to the tree */
	struct rb_root_cached armed;	/* by deadline_ns */
	u64 programmed;			/* what the hardware was told; own CPU */
} __aligned(64);

static struct timer_tree trees[HV_NR_CPUS];

static struct timer_tree *timer_lock(struct hv_timer *t, unsigned long *flags)
	__acquires(&trees->lock)
{
	for (;;) {
		unsigned int cpu = READ_ONCE(t->cpu);
		struct timer_tree *tree = &trees[cpu];

		*flags = spin_lock_irqsave(&tree->lock);
		if (t->cpu == cpu)
			return tree;
		spin_unlock_irqrestore(&tree->lock, *flags);
	}
}

/* Tell the hardware about the first deadline of this CPU's tree. Lock held. */
static void timer_program(struct timer_tree *tree)
{
	struct hv_timer *first = rb_order_first(&tree->armed, struct hv_timer, node);
	u64 deadline = first ? first->deadline_ns : 0;

	if (deadline == tree->programmed)
		return;
	/*
	 * A later deadline is not worth the hardware access: the interrupt
	 * comes too early once, finds nothing, and programs the right one.
	 */
	if (tree->programmed && (!deadline || deadline > tree->programmed))
		return;
	tree->programmed = deadline;
	clock_program(deadline);
}

/* @t became or was the first of @tree: let the owning CPU adjust. Lock held. */
static void timer_first_changed(struct timer_tree *tree, unsigned int cpu)
{
	if (cpu == this_cpu())
		timer_program(tree);
	else
		softirq_raise_on(cpu, SOFTIRQ_TIMER);
}

static void timer_insert(struct timer_tree *tree, struct hv_timer *t)
{
	t->state = TIMER_ARMED;
	rb_order_insert(&tree->armed, t, struct hv_timer, node, deadline_ns);
	if (tree->armed.rb_leftmost == &t->node)
		timer_first_changed(tree, t->cpu);
}

static void timer_remove(struct timer_tree *tree, struct hv_timer *t)
{
	if (t->state == TIMER_ARMED)
		rb_order_remove(&tree->armed, &t->node);
	if (t->state != TIMER_KILLED)
		t->state = TIMER_IDLE;
}

void timer_setup(struct hv_timer *t, void (*fn)(void *arg), void *arg, unsigned int cpu)
{
	*t = (struct hv_timer){ .fn = fn, .arg = arg, .cpu = cpu };
}

void timer_set(struct hv_timer *t, u64 deadline_ns)
{
	unsigned long flags;
	struct timer_tree *tree = timer_lock(t, &flags);

	if (t->state != TIMER_KILLED) {
		timer_remove(tree, t);
		t->deadline_ns = deadline_ns ?: 1;
		timer_insert(tree, t);
	}
	spin_unlock_irqrestore(&tree->lock, flags);
}

void timer_stop(struct hv_timer *t)
{
	unsigned long flags;
	struct timer_tree *tree;

	if (!READ_ONCE(t->fn))		/* never set up */
		return;
	tree = timer_lock(t, &flags);
	timer_remove(tree, t);
	spin_unlock_irqrestore(&tree->lock, flags);
}

void timer_kill(struct hv_timer *t)
{
	unsigned long flags;
	struct timer_tree *tree;

	if (!READ_ONCE(t->fn))
		return;
	tree = timer_lock(t, &flags);
	timer_remove(tree, t);
	t->state = TIMER_KILLED;
	spin_unlock_irqrestore(&tree->lock, flags);

	/* pairs with the release in timers_run() */
	while (__atomic_load_n(&t->running, __ATOMIC_ACQUIRE))
		cpu_pause();
}

void timer_migrate(struct hv_timer *t, unsigned int cpu)
{
	unsigned long flags;
	struct timer_tree *tree;
	bool armed;

	if (READ_ONCE(t->cpu) == cpu)
		return;

	/*
	 * Two steps instead of two locks: between them the timer is in no tree
	 * and belongs to the new CPU. Whoever stops or sets it meanwhile ends
	 * the move, and step two finds nothing to do.
	 */
	tree = timer_lock(t, &flags);
	armed = t->state == TIMER_ARMED;
	if (armed) {
		timer_remove(tree, t);
		t->state = TIMER_MOVING;
	}
	WRITE_ONCE(t->cpu, cpu);
	spin_unlock_irqrestore(&tree->lock, flags);

	if (!armed)
		return;
	tree = timer_lock(t, &flags);
	if (t->state == TIMER_MOVING)
		timer_insert(tree, t);
	spin_unlock_irqrestore(&tree->lock, flags);
}

void timers_move_all(unsigned int from, unsigned int to)
{
	struct timer_tree *tree = &trees[from];

	for (;;) {
		unsigned long flags = spin_lock_irqsave(&tree->lock);
		struct hv_timer *t = rb_order_first(&tree->armed, struct hv_timer, node);

		spin_unlock_irqrestore(&tree->lock, flags);
		if (!t)
			return;
		timer_migrate(t, to);
	}
}

/* SOFTIRQ_TIMER: interrupts on. */
static void timers_run(void)
{
	struct timer_tree *tree = &trees[this_cpu()];
	u64 now = clock_ns();
	unsigned long flags = spin_lock_irqsave(&tree->lock);
	struct hv_timer *t;

	while ((t = rb_order_first(&tree->armed, struct hv_timer, node)) &&
	       t->deadline_ns <= now) {
		void (*fn)(void *arg) = t->fn;
		void *arg = t->arg;

		timer_remove(tree, t);
		__atomic_fetch_add(&t->running, 1, __ATOMIC_RELAXED);
		spin_unlock_irqrestore(&tree->lock, flags);
		fn(arg);
		/* pairs with timer_kill(); @t may be gone right behind it */
		__atomic_fetch_sub(&t->running, 1, __ATOMIC_RELEASE);
		flags = spin_lock_irqsave(&tree->lock);
		now = clock_ns();
	}
	tree->programmed = 0;
	timer_program(tree);
	spin_unlock_irqrestore(&tree->lock, flags);
}

void timers_init(void)
{
	for (unsigned int cpu = 0; cpu < HV_NR_CPUS; cpu++) {
		trees[cpu] = (struct timer_tree){ .armed = RB_ROOT_CACHED };
		spin_lock_setup(&trees[cpu].lock, LOCK_TIMER);
	}
	softirq_register(SOFTIRQ_TIMER, timers_run);
}

void timers_dump(void)
{
	u64 now = clock_ns();
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		unsigned long flags = spin_lock_irqsave(&trees[cpu].lock);
		struct hv_timer *t = rb_order_first(&trees[cpu].armed, struct hv_timer, node);

		for (; t; t = rb_order_next(t, struct hv_timer, node)) {
			char name[64];

			symbol_name((unsigned long)t->fn, name, sizeof(name));
			printk(LOG_INFO "timer: cpu %u in %lld us %s\n", cpu,
			       ((s64)(t->deadline_ns - now)) / 1000, name);
		}
		spin_unlock_irqrestore(&trees[cpu].lock, flags);
	}
}
