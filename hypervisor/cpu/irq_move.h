/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors of interrupt sources, and moving a source between CPUs. */
#ifndef HV_CPU_IRQ_MOVE_H
#define HV_CPU_IRQ_MOVE_H

#include "cpu/irq_desc.h"

/* Try to bring a source to a CPU of d->want now; else move_pending stays set. */
void irq_move_locked(struct irq_desc *d);

/* Once per source that went stormy: the tick opens it again. */
void irq_move_note_storm(void);

/* irq that @vector of this CPU belongs to, or VECTOR_NO_IRQ */
unsigned int irq_of_vector(unsigned int vector);

void irq_move_init(void);

/* irq.c: hand an interrupt taken on @vector to its owner; does the EOI */
void irq_deliver(unsigned int irq, unsigned int vector);

#endif
