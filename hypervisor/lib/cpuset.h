/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of physical CPUs in one machine word (the hypervisor drives up to 64).
 *
 * One word means that a set is copied, compared and atomically updated with
 * single instructions; there is no variable-size mask anywhere.
 */
#ifndef HV_LIB_CPUSET_H
#define HV_LIB_CPUSET_H

#include <linux/types.h>
#include <linux/compiler.h>

#define HV_NR_CPUS	64

typedef struct { u64 bits; } cpuset_t;

#define CPUSET_NONE	((cpuset_t){ 0 })
#define CPUSET_ALL	((cpuset_t){ ~0ULL })

static inline cpuset_t cpuset_of(unsigned int cpu) { return (cpuset_t){ 1ULL << cpu }; }
static inline bool cpuset_empty(cpuset_t s) { return !s.bits; }
static inline bool cpuset_equal(cpuset_t a, cpuset_t b) { return a.bits == b.bits; }
static inline bool cpuset_subset(cpuset_t a, cpuset_t b) { return !(a.bits & ~b.bits); }
static inline cpuset_t cpuset_and(cpuset_t a, cpuset_t b) { return (cpuset_t){ a.bits & b.bits }; }
static inline cpuset_t cpuset_or(cpuset_t a, cpuset_t b) { return (cpuset_t){ a.bits | b.bits }; }

static inline cpuset_t cpuset_andnot(cpuset_t a, cpuset_t b)
{
	return (cpuset_t){ a.bits & ~b.bits };
}

static inline bool cpuset_test(const cpuset_t *s, unsigned int cpu)
{
	return __atomic_load_n(&s->bits, __ATOMIC_RELAXED) >> cpu & 1;
}

/* Number of members; __builtin_popcountll() would call a library function. */
static inline unsigned int cpuset_weight(cpuset_t s)
{
	unsigned int n = 0;

	for (; s.bits; s.bits &= s.bits - 1)
		n++;
	return n;
}

/* first member, HV_NR_CPUS if there is none */
static inline unsigned int cpuset_first(cpuset_t s)
{
	return s.bits ? __builtin_ctzll(s.bits) : HV_NR_CPUS;
}

/* first member above @cpu, HV_NR_CPUS if there is none */
static inline unsigned int cpuset_next(cpuset_t s, unsigned int cpu)
{
	if (cpu >= 63)
		return HV_NR_CPUS;
	return cpuset_first((cpuset_t){ s.bits & (~0ULL << (cpu + 1)) });
}

#define for_each_cpu_in(cpu, set) \
	for ((cpu) = cpuset_first(set); (cpu) < HV_NR_CPUS; (cpu) = cpuset_next(set, cpu))

/* Atomic updates, full barrier (they publish "this CPU uses it" facts). */
static inline void cpuset_set_atomic(cpuset_t *s, unsigned int cpu)
{
	__atomic_fetch_or(&s->bits, 1ULL << cpu, __ATOMIC_SEQ_CST);
}

static inline void cpuset_clear_atomic(cpuset_t *s, unsigned int cpu)
{
	__atomic_fetch_and(&s->bits, ~(1ULL << cpu), __ATOMIC_SEQ_CST);
}

#endif
