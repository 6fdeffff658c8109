// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters: written by their own CPU without a lock, summed by whoever asks.
 *
 * A sum taken while CPUs count may miss the last few; a reset by another CPU
 * may be undone by an increment in flight. Both are fine for what they are for.
 *
 * The crossings that never reach C count in struct pcpu (fast_count), since entry.S
 * has nothing else within reach; they are folded in here.
 */
#include "core/stats.h"
#include "cpu/printk.h"
#include <linux/array_size.h>
#include <linux/string.h>

static const char *const counter_name[NR_COUNTERS] = {
#define COUNTER(name, ...) \
	[CNT_##name] = #name,
#include "core/counters.def.h"
#undef COUNTER
};

static const char *const counter_text[NR_COUNTERS] = {
#define COUNTER(name, text) \
	[CNT_##name] = text,
#include "core/counters.def.h"
#undef COUNTER
};

static const enum counter fast_to_counter[NR_FAST_COUNTS] = {
	[FAST_SYSCALL] = CNT_syscall,
	[FAST_IRET] = CNT_iret,
	[FAST_PAGE_FAULT] = CNT_bounce_pf,
	[FAST_EVENT] = CNT_event_upcall,
};

void stats_sum(struct counters *out)
{
	unsigned int cpu, i;

	memset(out, 0, sizeof(*out));
	for_each_online_cpu(cpu) {
		struct pcpu *p = pcpu_of(cpu);
		const struct counters *c = counters_of(p);

		for (i = 0; i < ARRAY_SIZE(c->hypercall); i++)
			out->hypercall[i] += READ_ONCE(c->hypercall[i]);
		for (i = 0; i < ARRAY_SIZE(c->exception); i++)
			out->exception[i] += READ_ONCE(c->exception[i]);
		for (i = 0; i < NR_COUNTERS; i++)
			out->c[i] += READ_ONCE(c->c[i]);
		for (i = 0; i < NR_FAST_COUNTS; i++)
			out->c[fast_to_counter[i]] += READ_ONCE(p->fast_count[i]);
	}
}

void stats_reset(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct pcpu *p = pcpu_of(cpu);

		memset(p->counts, 0, sizeof(p->counts));
		memset(p->fast_count, 0, sizeof(p->fast_count));
	}
}

const char *stats_counter_name(enum counter c)
{
	return counter_name[c];
}

const char *stats_counter_text(enum counter c)
{
	return counter_text[c];
}

u64 stats_of_cpu(enum counter c, unsigned int cpu)
{
	struct pcpu *p = pcpu_of(cpu);
	u64 n = READ_ONCE(counters_of(p)->c[c]);

	for (unsigned int i = 0; i < NR_FAST_COUNTS; i++)
		if (fast_to_counter[i] == c)
			n += READ_ONCE(p->fast_count[i]);
	return n;
}

void stats_print(void)
{
	static struct counters sum;	/* debug key: one at a time */
	unsigned int i;

	stats_sum(&sum);
	for (i = 0; i < ARRAY_SIZE(sum.hypercall); i++)
		if (sum.hypercall[i])
			printk(LOG_INFO "perfc: hypercall.%u %llu\n", i, sum.hypercall[i]);
	for (i = 0; i < ARRAY_SIZE(sum.exception); i++)
		if (sum.exception[i])
			printk(LOG_INFO "perfc: exception.%u %llu\n", i, sum.exception[i]);
	for (i = 0; i < NR_COUNTERS; i++)
		printk(LOG_INFO "perfc: %s %llu (%s)\n", counter_name[i], sum.c[i],
		       counter_text[i]);
}
