// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where an interrupt goes, and how it changes.
 *
 * A move takes a vector on the new CPU, rewrites the source, and keeps the old
 * vector valid: a message sent before the rewrite may still be pending in the
 * old CPU's APIC. The old CPU gives the vector back in its once-a-second tick,
 * at the earliest one full second later and only if its APIC does not hold a
 * request for it. A second move meanwhile is remembered in d->want and made
 * then; so a guest that migrates its interrupt furiously costs one rewrite a
 * second.
 *
 * A level-triggered IOAPIC entry that an APIC has accepted but not EOI'd must
 * not change its vector (the EOI is matched by vector and the entry would stay
 * blocked for ever): such a move waits for the interrupt's acceptance, which
 * comes within microseconds.
 *
 * vector_lock covers the vector map and nests inside descriptor locks.
 */
#include "cpu/irq_move.h"
#include "cpu/apic.h"
#include "cpu/clock_tick.h"
#include "cpu/printk.h"
#include "cpu/vectors.h"

static struct vector_map vectors;
static DEFINE_SPINLOCK_CLASS(vector_lock, LOCK_IRQ_CHIP);
static u32 vacating[HV_NR_CPUS];	/* old vectors that this CPU's tick must give back */
static u32 storms;			/* sources masked for storming */

unsigned int irq_of_vector(unsigned int vector)
{
	return READ_ONCE(vectors.irq[this_cpu()][vector]);
}

cpuset_t irq_cpus_reachable(void)
{
	cpuset_t set = CPUSET_NONE;
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (pcpu_of(cpu)->apic_id < 0xff)
			set = cpuset_or(set, cpuset_of(cpu));
	return set;
}

int irq_assign_locked(struct irq_desc *d, cpuset_t set, unsigned int block)
{
	cpuset_t all = irq_cpus_reachable(), try = cpuset_and(set, all);
	unsigned int cpu;
	int v = -ENOSPC;

	if (cpuset_empty(try))
		try = all;
	spin_lock(&vector_lock);
	while (v < 0 && !cpuset_empty(all)) {
		if (cpuset_empty(try))
			try = all;
		cpu = vectors_least_used(&vectors, try);
		v = vectors_alloc(&vectors, cpu, block, d->irq);
		try = cpuset_andnot(try, cpuset_of(cpu));
		all = cpuset_andnot(all, cpuset_of(cpu));
	}
	spin_unlock(&vector_lock);
	if (v < 0)
		return v;
	d->vector = v;
	d->cpu = cpu;
	d->block = block;
	d->want = set;
	return 0;
}

static void free_one(unsigned int cpu, unsigned int vector, unsigned int nr)
{
	spin_lock(&vector_lock);
	vectors_free(&vectors, cpu, vector, nr);
	spin_unlock(&vector_lock);
}

static void leave_old(struct irq_desc *d)
{
	free_one(d->old_cpu, d->old_vector, 1);
	d->old_vector = 0;
	__atomic_fetch_sub(&vacating[d->old_cpu], 1, __ATOMIC_RELAXED);
}

void irq_release_vector_locked(struct irq_desc *d)
{
	if (d->old_vector)
		leave_old(d);
	if (d->vector)
		free_one(d->cpu, d->vector, 1);
	d->vector = 0;
}

static int alloc_on(unsigned int cpu, unsigned int irq)
{
	int v;

	spin_lock(&vector_lock);
	v = vectors_alloc(&vectors, cpu, 1, irq);
	spin_unlock(&vector_lock);
	return v;
}

void irq_move_locked(struct irq_desc *d)
{
	cpuset_t set = cpuset_and(d->want, irq_cpus_reachable());
	bool was_masked = d->masked;
	unsigned int cpu;
	int v;

	d->move_pending = false;
	if (!d->vector || d->block > 1 || cpuset_empty(set) || cpuset_test(&set, d->cpu))
		return;
	d->move_pending = true;
	if (d->old_vector)
		return;
	irq_mask_locked(d);
	if (!d->level || !d->chip->undelivered_eoi || !d->chip->undelivered_eoi(d)) {
		cpu = vectors_least_used(&vectors, set);
		v = alloc_on(cpu, d->irq);
		if (v >= 0) {
			d->old_cpu = d->cpu;
			d->old_vector = d->vector;
			d->old_age = 0;
			d->cpu = cpu;
			d->vector = v;
			d->chip->retarget(d);
			__atomic_fetch_add(&vacating[d->old_cpu], 1, __ATOMIC_RELAXED);
		}
		/* No vector free: stay, and do not try again until asked. */
		d->move_pending = false;
	}
	if (!was_masked)
		irq_unmask_locked(d);
}

int irq_set_affinity(unsigned int irq, cpuset_t set)
{
	struct irq_desc *d = irq_desc_of(irq);
	unsigned long flags;
	int err = 0;

	if (!d || cpuset_empty(set))
		return -EINVAL;
	flags = spin_lock_irqsave(&d->lock);
	if (d->block > 1) {
		err = -EOPNOTSUPP;
	} else {
		d->want = set;
		irq_move_locked(d);
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return err;
}

void irq_move_note_storm(void)
{
	__atomic_fetch_add(&storms, 1, __ATOMIC_RELAXED);
}

static void tick_one(struct irq_desc *d, unsigned int cpu)
{
	if (d->old_vector && d->old_cpu == cpu && d->old_age++ &&
	    !apic_irr_test(d->old_vector) && !apic_isr_test(d->old_vector)) {
		leave_old(d);
		if (d->move_pending)
			irq_move_locked(d);
	}
	if (d->stormy && d->cpu == cpu) {
		d->stormy = false;
		d->window_count = 0;
		__atomic_fetch_sub(&storms, 1, __ATOMIC_RELAXED);
		if (d->owner == IRQ_UNUSED)
			return;
		irq_unmask_locked(d);
		/* Edges that came meanwhile are lost at the IOAPIC: raise one. */
		apic_send_ipi(d->cpu, d->vector);
	}
}

static void tick(void)
{
	unsigned int cpu = this_cpu(), irq;

	if (!READ_ONCE(vacating[cpu]) && !READ_ONCE(storms))
		return;
	for (irq = 0; irq < HV_NR_IRQS; irq++) {
		struct irq_desc *d = &irq_descs[irq];
		unsigned long flags;

		if (!READ_ONCE(d->chip))
			continue;
		flags = spin_lock_irqsave(&d->lock);
		if (d->chip)
			tick_one(d, cpu);
		spin_unlock_irqrestore(&d->lock, flags);
	}
}

void irq_move_init(void)
{
	unsigned int irq;

	vectors_init(&vectors);
	for (irq = 0; irq < HV_NR_IRQS; irq++) {
		spin_lock_setup(&irq_descs[irq].lock, LOCK_IRQ_DESC);
		irq_descs[irq].irq = irq;
		irq_descs[irq].masked = true;
	}
	clock_tick_register(tick);
}
