// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making the loader's memory map usable.
 *
 * Firmware maps come unsorted, with overlaps, with empty regions, and with one
 * range cut into many pieces. The boundaries of all regions, sorted, cut the
 * address space into intervals in which nothing changes; each gets the strictest
 * type of the regions that cover it, and equal neighbours are joined. With n
 * regions there are at most 2n - 1 intervals. Types that nobody here knows count
 * as reserved.
 */
#include "boot/memory_map.h"
#include <linux/sort.h>

struct boot_region memory_map[BOOT_MAP_REGIONS];
unsigned int memory_map_nr;

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static u32 strictest(const struct boot_region *in, unsigned int nr, u64 start)
{
	u32 type = 0;

	for (unsigned int i = 0; i < nr; i++) {
		u32 this = in[i].type <= REGION_BAD ? in[i].type : REGION_RESERVED;

		if (in[i].start <= start && start < in[i].end && this > type)
			type = this;
	}
	return type;
}

unsigned int memory_map_tidy(const struct boot_region *in, unsigned int nr_in,
			     struct boot_region *out)
{
	static u64 cut[BOOT_MAP_REGIONS];
	unsigned int nr_cuts = 0, nr = 0;

	for (unsigned int i = 0; i < nr_in; i++) {
		cut[nr_cuts++] = in[i].start;
		cut[nr_cuts++] = in[i].end;
	}
	sort(cut, nr_cuts, sizeof(cut[0]), compare_u64, NULL);

	for (unsigned int i = 0; i + 1 < nr_cuts; i++) {
		u32 type = strictest(in, nr_in, cut[i]);

		if (cut[i] == cut[i + 1] || !type)
			continue;
		if (nr && out[nr - 1].end == cut[i] && out[nr - 1].type == type)
			out[nr - 1].end = cut[i + 1];
		else
			out[nr++] = (struct boot_region){ cut[i], cut[i + 1], type };
	}
	return nr;
}
