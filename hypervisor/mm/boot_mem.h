/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the boot loader's memory map to a working mm layer.
 *
 * boot/main.c reports what it knows, then calls mm_init() once; the page tables
 * of start.S (first 4 GiB in the direct map) are still in use at that time.
 * mm_init() takes what it needs for itself from RAM below 4 GiB that is not
 * reserved, builds the final tables in boot_l4, the frame table and the M2P, and
 * hands everything that is not reserved to the allocator. Order of calls:
 *
 *	boot_mem_add() for every RAM region of the memory map
 *	boot_mem_reserve() for the image, the modules, the trampoline page ...
 *	mm_init()
 *	... boot_mem_release() for reserved ranges that are not needed any more
 *
 * Overlapping and unsorted ranges are fine. The first MiB is never handed out
 * and always reachable through the direct map. Other firmware regions (ACPI
 * tables) are not in the direct map: use vmap_mmio().
 */
#ifndef HV_MM_BOOT_MEM_H
#define HV_MM_BOOT_MEM_H

#include "lib/types.h"

#define BOOT_MEM_RANGES	256

void boot_mem_add(u64 start_maddr, u64 end_maddr);
void boot_mem_reserve(u64 start_maddr, u64 end_maddr);

/* Context: boot, one CPU, interrupts off. Panics if there is too little memory. */
void mm_init(void);

/* Give a reserved range (or a part of one) to the allocator. After mm_init(). */
void boot_mem_release(u64 start_maddr, u64 end_maddr);

/* RAM regions as added, sorted and merged; whole frames. NULL behind the end. */
struct boot_range { u64 start, end; };
const struct boot_range *boot_mem_range(unsigned int i);

#endif
