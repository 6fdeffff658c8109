// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt sources: ownership, delivery, end of interrupt.
 *
 *	        claim_hv / bind_guest            interrupt (level, guest)
 *	UNUSED ----------------------> bound ------------------------> in flight
 *	(masked) <-------------------- (open) <----------------------- (masked)
 *	            unbind                        irq_guest_eoi()
 *
 * A level-triggered source is masked at the IOAPIC and EOI'd at the APIC at
 * once, before its owner hears of it; it is opened again when the owner is
 * done. So a guest that never acknowledges blocks its own device and nothing
 * else, and no CPU's priority is ever held. An edge or MSI is EOI'd at once and
 * stays open; if one fires more than STORM_MAX times within a hundredth of a
 * second it is masked until that CPU's next once-a-second tick.
 *
 * Owners are called without the descriptor's lock: the guest handler takes
 * event-channel locks, which are outer to ours. A handler may therefore still
 * run while unbind returns; the upper layer tolerates that.
 *
 * Moving a source to another CPU is in irq_move.c, vectors in vectors.c.
 */
#include "cpu/irq.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/irq_desc.h"
#include "cpu/irq_move.h"
#include "cpu/printk.h"

#define STORM_MAX		5000
#define STORM_WINDOWS_PER_S	100

unsigned int nr_gsi;
struct irq_desc irq_descs[HV_NR_IRQS];
void (*irq_guest_handler)(unsigned int irq);

struct irq_desc *irq_desc_of(unsigned int irq)
{
	struct irq_desc *d;

	if (irq >= HV_NR_IRQS)
		return NULL;
	d = &irq_descs[irq];
	return READ_ONCE(d->chip) ? d : NULL;
}

void irq_mask_locked(struct irq_desc *d)
{
	if (d->masked)
		return;
	d->chip->mask(d);
	d->masked = true;
}

void irq_unmask_locked(struct irq_desc *d)
{
	if (!d->masked || d->stormy || d->in_flight)
		return;
	d->masked = false;
	d->chip->unmask(d);
}

static void note_storm(struct irq_desc *d)
{
	u64 now = clock_tsc();

	if (now - d->window_tsc > clock_tsc_khz * 1000 / STORM_WINDOWS_PER_S) {
		d->window_tsc = now;
		d->window_count = 0;
	}
	if (++d->window_count < STORM_MAX)
		return;
	d->stormy = true;
	irq_mask_locked(d);
	irq_move_note_storm();
	printk(LOG_WARN "irq %u: storm, masked for a second\n", d->irq);
}

/*
 * The interrupt has been taken by this CPU as @vector. Return: whom to call.
 */
static enum irq_owner accept(struct irq_desc *d, unsigned int vector)
{
	unsigned int cpu = this_cpu();
	enum irq_owner owner = d->owner;
	bool mine = (d->vector == vector && d->cpu == cpu) ||
		    (d->old_vector == vector && d->old_cpu == cpu);

	if (!d->chip || !mine) {
		apic_eoi();
		return IRQ_UNUSED;
	}
	d->count++;
	if (d->level)
		irq_mask_locked(d);
	apic_eoi();
	if (owner == IRQ_UNUSED) {
		irq_mask_locked(d);
		return owner;
	}
	/* Some MSI sources cannot be masked. */
	if (d->stormy)
		return IRQ_UNUSED;
	if (d->level)
		d->in_flight = true;
	else
		note_storm(d);
	if (d->move_pending)
		irq_move_locked(d);
	return owner;
}

static void finish_level_hv(struct irq_desc *d)
{
	spin_lock(&d->lock);
	d->in_flight = false;
	if (d->owner == IRQ_OF_HV)
		irq_unmask_locked(d);
	spin_unlock(&d->lock);
}

void irq_deliver(unsigned int irq, unsigned int vector)
{
	struct irq_desc *d = &irq_descs[irq];
	void (*fn)(unsigned int irq);
	enum irq_owner owner;
	bool level;

	spin_lock(&d->lock);
	owner = accept(d, vector);
	fn = d->fn;
	level = d->level;
	spin_unlock(&d->lock);

	if (owner == IRQ_OF_GUEST) {
		irq_guest_handler(irq);
	} else if (owner == IRQ_OF_HV) {
		fn(irq);
		if (level)
			finish_level_hv(d);
	}
}

int irq_setup_gsi(unsigned int gsi, bool level, bool active_low)
{
	struct irq_desc *d = irq_desc_of(gsi);
	unsigned long flags;
	int err = 0;

	if (!d || gsi >= nr_gsi)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->lock);
	if (d->owner == IRQ_OF_HV) {
		err = -EBUSY;
	} else if (d->configured) {
		err = -EEXIST;
	} else {
		d->configured = true;
		d->level = level;
		d->active_low = active_low;
		if (d->vector) {
			bool was_masked = d->masked;

			irq_mask_locked(d);
			d->chip->retarget(d);
			if (!was_masked)
				irq_unmask_locked(d);
		}
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return err;
}

static int bind(unsigned int irq, cpuset_t set, enum irq_owner owner,
		void (*fn)(unsigned int irq))
{
	struct irq_desc *d = irq_desc_of(irq);
	unsigned long flags;
	int err = 0;

	if (!d)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->lock);
	if (!d->chip)
		err = -EINVAL;
	else if (d->owner != IRQ_UNUSED)
		err = -EBUSY;
	else if (!d->vector)
		err = irq_assign_locked(d, set, 1);
	if (!err) {
		d->owner = owner;
		d->fn = fn;
		d->in_flight = false;
		d->want = set;
		d->chip->retarget(d);
		if (!cpuset_test(&set, d->cpu))
			irq_move_locked(d);
		irq_unmask_locked(d);
	}
	spin_unlock_irqrestore(&d->lock, flags);
	return err;
}

int irq_claim_hv(unsigned int irq, void (*fn)(unsigned int irq))
{
	return bind(irq, cpuset_of(this_cpu()), IRQ_OF_HV, fn);
}

int irq_bind_guest(unsigned int irq, cpuset_t set)
{
	return bind(irq, set, IRQ_OF_GUEST, NULL);
}

void irq_unbind_guest(unsigned int irq)
{
	struct irq_desc *d = irq_desc_of(irq);
	unsigned long flags;

	if (!d)
		return;
	flags = spin_lock_irqsave(&d->lock);
	if (d->owner == IRQ_OF_GUEST) {
		irq_mask_locked(d);
		d->owner = IRQ_UNUSED;
		d->in_flight = false;
		d->move_pending = false;
	}
	spin_unlock_irqrestore(&d->lock, flags);
}

void irq_guest_eoi(unsigned int irq)
{
	struct irq_desc *d = irq_desc_of(irq);
	unsigned long flags;

	if (!d)
		return;
	flags = spin_lock_irqsave(&d->lock);
	if (d->owner == IRQ_OF_GUEST && d->in_flight) {
		d->in_flight = false;
		if (d->move_pending)
			irq_move_locked(d);
		irq_unmask_locked(d);
	}
	spin_unlock_irqrestore(&d->lock, flags);
}

bool irq_needs_eoi(unsigned int irq)
{
	struct irq_desc *d = irq_desc_of(irq);

	return d && READ_ONCE(d->level);
}

int irq_vector(unsigned int irq)
{
	struct irq_desc *d = irq_desc_of(irq);
	unsigned long flags;
	int v = 0;

	if (!d)
		return -EINVAL;
	flags = spin_lock_irqsave(&d->lock);
	if (!d->vector)
		v = irq_assign_locked(d, irq_cpus_reachable(), 1);
	if (v >= 0)
		v = d->vector;
	spin_unlock_irqrestore(&d->lock, flags);
	return v;
}

int irq_number_alloc(unsigned int nr, const struct irq_chip *chip)
{
	static DEFINE_SPINLOCK_CLASS(number_lock, LOCK_IRQ_CHIP);
	unsigned long flags = spin_lock_irqsave(&number_lock);
	unsigned int irq, run = 0, i;
	int found = -ENOSPC;

	for (irq = nr_gsi; irq < HV_NR_IRQS && found < 0; irq++) {
		run = irq_descs[irq].chip ? 0 : run + 1;
		if (run == nr)
			found = irq - nr + 1;
	}
	for (i = 0; found >= 0 && i < nr; i++) {
		struct irq_desc *d = &irq_descs[found + i];

		d->level = false;
		d->masked = true;
		d->configured = true;
		d->count = 0;
		WRITE_ONCE(d->chip, chip);
	}
	spin_unlock_irqrestore(&number_lock, flags);
	return found;
}

void irq_number_free(unsigned int irq)
{
	struct irq_desc *d = &irq_descs[irq];
	unsigned long flags = spin_lock_irqsave(&d->lock);

	irq_release_vector_locked(d);
	d->owner = IRQ_UNUSED;
	d->in_flight = false;
	d->stormy = false;
	d->move_pending = false;
	d->msi = NULL;
	WRITE_ONCE(d->chip, NULL);
	spin_unlock_irqrestore(&d->lock, flags);
}

void irq_dump(void)
{
	static const char *const owners[] = { "-", "hypervisor", "guest" };
	unsigned int irq;

	for (irq = 0; irq < HV_NR_IRQS; irq++) {
		const struct irq_desc *d = &irq_descs[irq];

		if (!d->chip || (!d->vector && !d->count))
			continue;
		printk(LOG_INFO "irq %3u %-7s %s%s vec %02x cpu %u %s%s%s%s count %llu\n",
		       irq, d->chip->name, d->level ? "level" : "edge",
		       d->active_low ? "/low" : "", d->vector, d->cpu, owners[d->owner],
		       d->masked ? " masked" : "", d->in_flight ? " in-flight" : "",
		       d->move_pending ? " moving" : "", (unsigned long long)d->count);
	}
}
