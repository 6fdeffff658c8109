// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast is the TSC?
 *
 * A run reads {TSC, counter} at its start and at its end, RUN_MS later. Each
 * reading is the tightest of several: TSC before, counter, TSC after. What
 * comes in between (an SMI, the host's scheduler when we are a virtual machine)
 * makes a reading wide, and a tight one is true. Runs are repeated until two
 * agree within TOLERANCE_PPM; if none do, the last is used and the warning says
 * so. The APIC timer counts along and is measured in the same runs.
 *
 * The counter is summed up while spinning because the PIT's wraps every 55 ms.
 */
#include "cpu/clock_calibrate.h"
#include "cpu/apic.h"
#include "cpu/insn.h"
#include "cpu/printk.h"

#define RUN_MS		20
#define RUN_TSC_MAX	100000000000ULL	/* 10 s of a 10 GHz TSC */
#define MAX_RUNS	6
#define TOLERANCE_PPM	500
#define TRIES		6

struct clock_pair clock_take_pair(const struct platform_timer *t)
{
	struct clock_pair best = { .width = ~0ULL };
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		u64 before = tsc_read_ordered();
		u64 count = t->read();
		u64 after = tsc_read_ordered();

		if (after - before < best.width) {
			best.width = after - before;
			best.tsc = before + (after - before) / 2;
			best.count = count;
		}
	}
	return best;
}

/* Counts down; the TSC is its reference, so it need not be read at the same moment. */
static u64 apic_count_up(void)
{
	return -(u64)apic_timer_count();
}

static const struct platform_timer apic_counter = { .name = "apic", .read = apic_count_up };

struct run {
	u64 tsc_hz;
	u64 apic_hz;
};

static struct run one_run(const struct platform_timer *t)
{
	u64 want = t->hz * RUN_MS / 1000, sum = 0, last;
	struct clock_pair a, b, apic_a, apic_b;
	u64 hz;

	apic_timer_free_run();
	a = clock_take_pair(t);
	apic_a = clock_take_pair(&apic_counter);
	last = a.count;
	do {
		u64 now = t->read();

		sum += (now - last) & t->mask;
		last = now;
	} while (sum < want && tsc_read() - a.tsc < RUN_TSC_MAX);
	if (sum < want)
		panic("timer %s stopped while the TSC was measured", t->name);
	b = clock_take_pair(t);
	apic_b = clock_take_pair(&apic_counter);
	sum += (b.count - last) & t->mask;
	hz = mul_div_u64_hv(b.tsc - a.tsc, t->hz, sum);
	return (struct run){
		.tsc_hz = hz,
		.apic_hz = mul_div_u64_hv((u32)(apic_b.count - apic_a.count), hz,
					  apic_b.tsc - apic_a.tsc),
	};
}

static bool agree(u64 a, u64 b)
{
	u64 diff = a > b ? a - b : b - a;

	return diff * 1000000 <= a * TOLERANCE_PPM;
}

void clock_calibrate(const struct platform_timer *t, u64 *tsc_hz, u64 *apic_hz)
{
	struct run run[MAX_RUNS];
	unsigned int i, j;

	for (i = 0; i < MAX_RUNS; i++) {
		run[i] = one_run(t);
		for (j = 0; j < i; j++)
			if (agree(run[i].tsc_hz, run[j].tsc_hz))
				goto done;
	}
	i--;
	j = i;
	printk(LOG_WARN "clock: no two of %u measurements against %s agree\n", MAX_RUNS, t->name);
done:
	*tsc_hz = run[i].tsc_hz / 2 + run[j].tsc_hz / 2;
	*apic_hz = run[i].apic_hz / 2 + run[j].apic_hz / 2;
	if (*tsc_hz < 1000000)
		panic("the TSC runs at %llu Hz against %s: unusable",
		      (unsigned long long)*tsc_hz, t->name);
}
