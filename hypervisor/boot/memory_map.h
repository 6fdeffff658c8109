/* SPDX-License-Identifier: GPL-2.0-only */
/* Making the loader's memory map usable. */
#ifndef HV_BOOT_MEMORY_MAP_H
#define HV_BOOT_MEMORY_MAP_H

#include "boot/multiboot.h"

#define BOOT_MAP_REGIONS	(2 * BOOT_MAX_REGIONS)

/* The machine's memory, tidy: sorted, disjoint, neighbours of one type merged. */
extern struct boot_region memory_map[BOOT_MAP_REGIONS];
extern unsigned int memory_map_nr;

/**
 * memory_map_tidy() - sort regions, resolve overlaps, merge neighbours
 * @in: regions in any order; contents are not changed
 * @nr_in: how many, at most BOOT_MAX_REGIONS
 * @out: BOOT_MAP_REGIONS entries
 *
 * Where regions overlap the one with the larger type number wins, so that
 * nothing reserved is taken for RAM.
 *
 * Return: number of regions in @out.
 */
unsigned int memory_map_tidy(const struct boot_region *in, unsigned int nr_in,
			     struct boot_region *out);

#endif
