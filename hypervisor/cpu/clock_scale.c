// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic of time scales.
 *
 * mul is kept in [2^31, 2^32): 31 significant bits, an error below half a
 * part per billion, far less than the calibration's. shift takes the rest:
 * negative for TSCs above 1 GHz. There is no state and no lock here; the file
 * is also built into the hosted unit tests.
 */
#include "cpu/clock_scale.h"

#define NSEC_PER_SEC_HV	1000000000ULL

void clock_scale_set_hz(struct clock_scale *s, u64 hz)
{
	u64 num = NSEC_PER_SEC_HV;
	int shift = 0;

	/* Bring num / hz into [1/2, 1) by doubling one of them. */
	while (num >= hz) {
		hz <<= 1;
		shift++;
	}
	while (num << 1 < hz) {
		num <<= 1;
		shift--;
	}
	s->mul = mul_div_u64_hv(num, 1ULL << 32, hz);
	s->shift = shift;
}

void clock_scale_slew(struct clock_scale *s, u64 tsc, u64 true_ns, u64 hz)
{
	const s64 limit = NSEC_PER_SEC_HV / 10;
	u64 now = clock_scale_ns(s, tsc);
	s64 error = true_ns - now;

	if (error > limit) {
		now = true_ns;
		error = 0;
	}
	if (error < -limit)
		error = -limit;
	s->tsc_base = tsc;
	s->ns_base = now;
	/* Running faster by error/1s is the same as a TSC of a lower frequency. */
	clock_scale_set_hz(s, mul_div_u64_hv(hz, NSEC_PER_SEC_HV, NSEC_PER_SEC_HV + error));
}
