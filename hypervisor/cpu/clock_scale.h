/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TSC ticks to nanoseconds and back: pure arithmetic.
 *
 * A scale maps tsc to ns_base + ((tsc - tsc_base) << shift) * mul / 2^32, the
 * form that PV guests evaluate themselves (struct vcpu_time_info).
 */
#ifndef HV_CPU_CLOCK_SCALE_H
#define HV_CPU_CLOCK_SCALE_H

#include "cpu/clock.h"
#include "cpu/insn.h"

/* Fill mul and shift for a TSC of @hz; mul has its top bit set (32 bits of precision). */
void clock_scale_set_hz(struct clock_scale *s, u64 hz);

/* A TSC value before tsc_base gives ns_base. */
static inline u64 clock_scale_ns(const struct clock_scale *s, u64 tsc)
{
	s64 delta = tsc - s->tsc_base;

	if (delta < 0)
		return s->ns_base;
	delta = s->shift >= 0 ? (u64)delta << s->shift : (u64)delta >> -s->shift;
	return s->ns_base + (u64)((u128)(u64)delta * s->mul >> 32);
}

/**
 * clock_scale_slew() - the next second's scale after a look at a better clock
 * @s: scale in use; replaced
 * @tsc: now
 * @true_ns: what the better clock says now
 * @hz: TSC frequency measured over the last interval
 *
 * Time never steps back: the new scale starts at what the old one says, and
 * runs up to 10 % fast or slow to lose the error within a second. Being
 * more than 100 ms late is made good by a step forward.
 */
void clock_scale_slew(struct clock_scale *s, u64 tsc, u64 true_ns, u64 hz);

#endif
