/* SPDX-License-Identifier: GPL-2.0-only */
/* Which interrupt each vector of each CPU belongs to: pure bookkeeping. */
#ifndef HV_CPU_VECTORS_H
#define HV_CPU_VECTORS_H

#include "cpu/irq.h"

#define VECTOR_NO_IRQ	0xffff

/* Caller serialises (irq.c: vector_lock); readers of one entry need no lock. */
struct vector_map {
	u16 irq[HV_NR_CPUS][256];
	u8 used[HV_NR_CPUS];		/* vectors in use per CPU */
};

void vectors_init(struct vector_map *m);

/**
 * vectors_alloc() - the first free run of @nr vectors on @cpu
 * @nr: a power of two; the run is aligned to it (multi-message MSI wants that)
 * @irq: the run's vectors belong to irq, irq + 1, ...
 *
 * Return: first vector, or -ENOSPC.
 */
int vectors_alloc(struct vector_map *m, unsigned int cpu, unsigned int nr, unsigned int irq);
void vectors_free(struct vector_map *m, unsigned int cpu, unsigned int vector, unsigned int nr);

/* The member of @set with the fewest vectors in use; HV_NR_CPUS if @set is empty. */
unsigned int vectors_least_used(const struct vector_map *m, cpuset_t set);

#endif
