/* SPDX-License-Identifier: GPL-2.0-only */
/* An interrupt source inside cpu/: its state and the chip that controls it. */
#ifndef HV_CPU_IRQ_DESC_H
#define HV_CPU_IRQ_DESC_H

#include "cpu/irq.h"
#include "cpu/spinlock.h"

struct irq_desc;

/* All are called with the descriptor's lock held, interrupts off. */
struct irq_chip {
	const char *name;
	void (*mask)(struct irq_desc *d);
	void (*unmask)(struct irq_desc *d);
	/* Send to d->vector on d->cpu from now on; the source is masked. */
	void (*retarget)(struct irq_desc *d);
	/* Level: delivered to an APIC and not yet EOI'd there. May be NULL. */
	bool (*undelivered_eoi)(struct irq_desc *d);
};

enum irq_owner {
	IRQ_UNUSED,		/* nobody; masked */
	IRQ_OF_HV,
	IRQ_OF_GUEST,
};

struct irq_desc {
	spinlock_t lock;		/* covers everything below */
	u16 irq;
	u8 owner;			/* enum irq_owner */
	u8 cpu, vector;			/* vector 0: none allocated */
	u8 old_cpu, old_vector;		/* being vacated; old_vector 0: none */
	u8 old_age;			/* ticks since it was left */
	u8 block;			/* vectors in this multi-message run, 1 else */
	bool level, active_low;
	bool configured;		/* trigger mode was set explicitly */
	bool masked;			/* at the chip */
	bool in_flight;			/* level: guest has not EOI'd yet */
	bool move_pending;		/* want differs from where it is */
	bool stormy;			/* masked until the next tick */
	cpuset_t want;			/* where it should go */
	const struct irq_chip *chip;	/* NULL: number not in use */
	void (*fn)(unsigned int irq);	/* IRQ_OF_HV */
	u64 count;
	u64 window_tsc;			/* storm detection */
	u32 window_count;
	union {
		struct { u8 ioapic, pin; } io;
		struct msi_source *msi;
	};
};

extern struct irq_desc irq_descs[HV_NR_IRQS];

/* The descriptor if @irq is in range and has a chip, else NULL. */
struct irq_desc *irq_desc_of(unsigned int irq);

/* With the lock held: take a vector on a CPU of @set (any online one as a last resort). */
int irq_assign_locked(struct irq_desc *d, cpuset_t set, unsigned int block);
void irq_release_vector_locked(struct irq_desc *d);
void irq_mask_locked(struct irq_desc *d);
void irq_unmask_locked(struct irq_desc *d);

/* Find @nr consecutive unused numbers behind the GSIs and give them @chip; or -ENOSPC. */
int irq_number_alloc(unsigned int nr, const struct irq_chip *chip);
void irq_number_free(unsigned int irq);

/* Online CPUs that a chipset message with an 8-bit destination can reach. */
cpuset_t irq_cpus_reachable(void);

/* entry: the common interrupt path calls this with interrupts off */
void irq_dispatch(unsigned int vector);

/* One line per source for the debug key. */
void irq_dump(void);

#endif
