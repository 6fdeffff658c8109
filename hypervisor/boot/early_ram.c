// SPDX-License-Identifier: GPL-2.0-only
/*
 * Room in RAM before the memory layer works.
 *
 * The dom0 kernel is unpacked before there is an allocator, because it needs one
 * contiguous range of several ten megabytes which the allocator, once it has
 * handed out memory, might not have. A range is taken from the top of the
 * highest gap below 4 GiB (start.S maps no more), and is handed back frame by
 * frame when the kernel has been copied to its place.
 */
#include "boot/early_ram.h"
#include "boot/memory_map.h"
#include "cpu/image.h"
#include "mm/boot_mem.h"
#include <linux/kernel.h>

#define LIMIT	0x100000000ULL
#define FLOOR	0x100000

struct taken_range {
	u64 start, end;
};

static struct taken_range taken[BOOT_MAX_MODULES + 4];
static unsigned int nr_taken;

static void take(u64 start, u64 end)
{
	BUG_ON(nr_taken == ARRAY_SIZE(taken));
	taken[nr_taken++] = (struct taken_range){ start, end };
	boot_mem_reserve(start, end);
}

void early_ram_init(void)
{
	for (unsigned int i = 0; i < memory_map_nr; i++) {
		const struct boot_region *r = &memory_map[i];

		if (r->type == REGION_RAM)
			boot_mem_add(r->start, r->end);
	}
	take(image_maddr(_image_start), image_maddr(_image_end));
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.module[i];

		take(m->start, m->start + m->size);
	}
}

static const struct taken_range *overlap(u64 start, u64 end)
{
	for (unsigned int i = 0; i < nr_taken; i++) {
		if (taken[i].start < end && start < taken[i].end)
			return &taken[i];
	}
	return NULL;
}

/* Highest place in [start, end) for @bytes, 0 if there is none */
static u64 place_in(u64 start, u64 end, u64 bytes)
{
	while (end > start && end - start >= bytes) {
		u64 at = (end - bytes) & HV_PAGE_MASK;
		const struct taken_range *other;

		if (at < start)
			break;
		other = overlap(at, at + bytes);
		if (!other)
			return at;
		end = other->start;
	}
	return 0;
}

u64 early_ram_take(u64 bytes)
{
	bytes = ALIGN(bytes, HV_PAGE_SIZE);
	for (unsigned int i = memory_map_nr; i--; ) {
		const struct boot_region *r = &memory_map[i];
		u64 at;

		if (r->type != REGION_RAM)
			continue;
		at = place_in(max(r->start, FLOOR), min(r->end, LIMIT), bytes);
		if (at) {
			take(at, at + bytes);
			return at;
		}
	}
	return 0;
}
