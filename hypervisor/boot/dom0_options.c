// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0_mem= and dom0_max_vcpus=: how much of the machine dom0 gets.
 *
 * The syntax is Xen's. dom0_mem= takes a size and the limits min: and max:; a
 * negative size means all memory but that much. Without a size dom0 gets all
 * memory less a reserve for the hypervisor: a sixteenth, at most 128 MiB. min:
 * outranks the size, max: outranks both; max: is also how far dom0 may balloon
 * up later.
 *
 * dom0_max_vcpus= takes a number, or a range min-max into which the number of
 * CPUs is brought.
 */
#include "boot/dom0_options.h"
#include "lib/param.h"
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define RESERVE_FRACTION	16
#define RESERVE_MAX		((128ULL << 20) >> HV_PAGE_SHIFT)

struct dom0_mem dom0_mem_option;
static u32 vcpus_min = 1, vcpus_max;		/* max 0: not given */

static int parse_amount(struct mem_amount *a, const char *s, const char **rest)
{
	bool all_but = *s == '-';
	u64 bytes;

	s += all_but;
	bytes = param_parse_size(s, rest);
	if (*rest == s)
		return -EINVAL;
	*a = (struct mem_amount){ .bytes = bytes, .given = true, .all_but = all_but };
	return 0;
}

int dom0_mem_parse(struct dom0_mem *m, const char *s)
{
	struct dom0_mem new = *m;

	do {
		struct mem_amount *a = &new.want;

		if (!strncmp(s, "min:", 4))
			a = &new.min;
		else if (!strncmp(s, "max:", 4))
			a = &new.max;
		if (a != &new.want)
			s += 4;
		if (parse_amount(a, s, &s))
			return -EINVAL;
	} while (*s++ == ',');
	if (s[-1])
		return -EINVAL;
	*m = new;
	return 0;
}

static int __init parse_dom0_mem(const char *s)
{
	return dom0_mem_parse(&dom0_mem_option, s);
}

custom_param("dom0_mem", parse_dom0_mem);

static int __init parse_dom0_vcpus(const char *s)
{
	const char *rest;
	u64 low = param_parse_size(s, &rest), high = low;

	if (rest == s && *rest != '-')
		return -EINVAL;
	if (*rest == '-') {
		s = rest + 1;
		high = *s ? param_parse_size(s, &rest) : U32_MAX;
		if (!*s)
			rest = s;
	}
	if (*rest || !high || low > high || high > U32_MAX)
		return -EINVAL;
	vcpus_min = max(low, 1ULL);
	vcpus_max = high;
	return 0;
}

custom_param("dom0_max_vcpus", parse_dom0_vcpus);

static u64 amount_frames(const struct mem_amount *a, u64 available)
{
	u64 frames = a->bytes >> HV_PAGE_SHIFT;

	if (!a->all_but)
		return frames;
	return available > frames ? available - frames : 0;
}

u64 dom0_mem_frames(const struct dom0_mem *m, u64 available, u64 *max_frames)
{
	u64 frames = available - min(available / RESERVE_FRACTION, RESERVE_MAX);

	*max_frames = U64_MAX;
	if (m->want.given)
		frames = amount_frames(&m->want, available);
	if (m->min.given)
		frames = max(frames, amount_frames(&m->min, available));
	if (m->max.given) {
		*max_frames = amount_frames(&m->max, available);
		frames = min(frames, *max_frames);
	}
	return min(frames, available);
}

u32 dom0_vcpus(u32 nr_cpus, u32 limit)
{
	u32 nr = nr_cpus;

	if (vcpus_max)
		nr = clamp(nr_cpus, vcpus_min, vcpus_max);
	return clamp(nr, 1u, limit);
}
