/* SPDX-License-Identifier: GPL-2.0-only */
/* dom0_mem= and dom0_max_vcpus=: how much of the machine dom0 gets. */
#ifndef HV_BOOT_DOM0_OPTIONS_H
#define HV_BOOT_DOM0_OPTIONS_H

#include "lib/types.h"

/* An amount of memory, or what shall be left over of all there is. */
struct mem_amount {
	u64 bytes;
	bool given, all_but;	/* all_but: "-128M" */
};

struct dom0_mem {
	struct mem_amount want, min, max;
};

extern struct dom0_mem dom0_mem_option;

/**
 * dom0_mem_parse() - "<size>[,min:<size>][,max:<size>]", parts in any order
 * Return: 0, or -EINVAL with *@m unchanged.
 */
int dom0_mem_parse(struct dom0_mem *m, const char *s);

/**
 * dom0_mem_frames() - how many frames dom0 gets, and how many it may ever have
 * @available: frames that could be given
 * @max_frames: set to the limit; U64_MAX if there is none
 */
u64 dom0_mem_frames(const struct dom0_mem *m, u64 available, u64 *max_frames);

/* How many vCPUs: one for each of @nr_cpus unless dom0_max_vcpus= says otherwise. */
u32 dom0_vcpus(u32 nr_cpus, u32 limit);

#endif
