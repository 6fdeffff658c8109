// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vector allocation.
 *
 * Vectors 0x30..0xdf of every CPU are handed out independently: the same vector
 * may mean different sources on different CPUs, so 64 CPUs have thousands.
 * 0x80 and 0x82 are left out, because guests use them for their own INT
 * instructions. Nothing here knows hardware; hosted unit tests run this file.
 */
#include "cpu/vectors.h"

#define GUEST_INT_A	0x80
#define GUEST_INT_B	0x82

void vectors_init(struct vector_map *m)
{
	__builtin_memset(m->irq, 0xff, sizeof(m->irq));
	__builtin_memset(m->used, 0, sizeof(m->used));
}

static bool run_is_free(const struct vector_map *m, unsigned int cpu, unsigned int first,
			unsigned int nr)
{
	unsigned int v;

	for (v = first; v < first + nr; v++)
		if (m->irq[cpu][v] != VECTOR_NO_IRQ || v == GUEST_INT_A || v == GUEST_INT_B)
			return false;
	return true;
}

int vectors_alloc(struct vector_map *m, unsigned int cpu, unsigned int nr, unsigned int irq)
{
	unsigned int first, i;

	if (!nr || (nr & (nr - 1)) || nr > 32 || cpu >= HV_NR_CPUS)
		return -EINVAL;
	for (first = (VEC_FIRST_DYNAMIC + nr - 1) & ~(nr - 1);
	     first + nr - 1 <= VEC_LAST_DYNAMIC; first += nr) {
		if (!run_is_free(m, cpu, first, nr))
			continue;
		for (i = 0; i < nr; i++)
			m->irq[cpu][first + i] = irq + i;
		m->used[cpu] += nr;
		return first;
	}
	return -ENOSPC;
}

void vectors_free(struct vector_map *m, unsigned int cpu, unsigned int vector, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		m->irq[cpu][vector + i] = VECTOR_NO_IRQ;
	m->used[cpu] -= nr;
}

unsigned int vectors_least_used(const struct vector_map *m, cpuset_t set)
{
	unsigned int cpu, best = HV_NR_CPUS;

	for_each_cpu_in(cpu, set)
		if (best == HV_NR_CPUS || m->used[cpu] < m->used[best])
			best = cpu;
	return best;
}
