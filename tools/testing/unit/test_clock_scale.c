// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu/clock_scale.c: precision over all plausible TSC frequencies, continuity and
 * monotonicity over corrections, bounded slew.
 */
#include "cpu/clock_scale.h"
#include "unit.h"

#define SECOND	1000000000ULL

static void precision(void)
{
	static const u64 hz[] = {
		1000000, 1193182, 49999000, 999999999, 1000000000, 1000000001, 1999999999,
		2000000000, 2596100000, 3500000000, 5000000000, 10000000000,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hz); i++) {
		struct clock_scale s = { .tsc_base = 77, .ns_base = 5 };
		u64 hour = 3600, ns, want = hour * SECOND + 5;
		u64 diff;

		clock_scale_set_hz(&s, hz[i]);
		CHECK(s.mul >> 31);
		CHECK(s.shift > -32 && s.shift < 32);
		CHECK_EQ(clock_scale_ns(&s, 77), 5);
		CHECK_EQ(clock_scale_ns(&s, 10), 5);	/* before the base */
		ns = clock_scale_ns(&s, 77 + hour * hz[i]);
		diff = ns > want ? ns - want : want - ns;
		CHECK(diff < hour * 2 * SECOND / 1000000000 + 1000);
	}
}

/* A CPU whose TSC is 200 ppm faster than believed finds the true time, and stays. */
static void slew_converges(void)
{
	const u64 believed = 2000000000, real = 2000400000;
	struct clock_scale s = { };
	u64 tsc = 0, last = 0, i, error;

	clock_scale_set_hz(&s, believed);
	for (i = 1; i < 20; i++) {
		u64 k;

		for (k = 0; k < 10; k++) {
			u64 ns = clock_scale_ns(&s, tsc + real / 10 * k);

			CHECK(ns >= last);
			last = ns;
		}
		tsc = i * real;
		k = clock_scale_ns(&s, tsc);
		CHECK(k >= last);
		clock_scale_slew(&s, tsc, i * SECOND, real);
		CHECK_EQ(clock_scale_ns(&s, tsc), k);	/* no step */
	}
	error = clock_scale_ns(&s, tsc + real) - 20 * SECOND;
	CHECK((s64)error < 2000 && (s64)error > -2000);
}

static void far_behind_steps_forward(void)
{
	struct clock_scale s = { };

	clock_scale_set_hz(&s, SECOND);
	clock_scale_slew(&s, SECOND, 3 * SECOND, SECOND);
	CHECK_EQ(clock_scale_ns(&s, SECOND), 3 * SECOND);
}

static void far_ahead_never_steps_back(void)
{
	struct clock_scale s = { };
	u64 a, b;

	clock_scale_set_hz(&s, SECOND);
	a = clock_scale_ns(&s, 10 * SECOND);
	clock_scale_slew(&s, 10 * SECOND, SECOND, SECOND);
	CHECK_EQ(clock_scale_ns(&s, 10 * SECOND), a);
	b = clock_scale_ns(&s, 11 * SECOND);
	CHECK(b > a && b - a >= SECOND * 89 / 100 && b - a <= SECOND * 91 / 100 + 10000000);
}

int main(void)
{
	UNIT(precision);
	UNIT(slew_converges);
	UNIT(far_behind_steps_forward);
	UNIT(far_ahead_never_steps_back);
	return unit_done();
}
