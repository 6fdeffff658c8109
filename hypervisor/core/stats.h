/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters: per-CPU, never shared, summed by readers (sysctl perfc_op, debug key).
 *
 * COUNTER(name) lines in core/counters.def.h are the one list: enum, names and
 * descriptions come from it. Hypercalls and sub-ops count in arrays.
 */
#ifndef HV_CORE_STATS_H
#define HV_CORE_STATS_H

#include "cpu/pcpu.h"

enum counter {
#define COUNTER(name, ...) CNT_##name,
#include "core/counters.def.h"
#undef COUNTER
	NR_COUNTERS,
};

struct counters {
	u64 hypercall[64];
	u64 exception[32];
	u64 c[NR_COUNTERS];
};

static_assert(sizeof(struct counters) <= sizeof(u64) * PCPU_COUNTS);

static inline struct counters *counters_of(struct pcpu *p)
{
	return (struct counters *)p->counts;
}

static inline void count(enum counter c) { counters_of(this_pcpu())->c[c]++; }
static inline void count_add(enum counter c, u64 n) { counters_of(this_pcpu())->c[c] += n; }

void stats_sum(struct counters *out);
void stats_reset(void);
const char *stats_counter_name(enum counter c);
const char *stats_counter_text(enum counter c);
u64 stats_of_cpu(enum counter c, unsigned int cpu);
void stats_print(void);		/* lines "perfc: name value" */

#endif
