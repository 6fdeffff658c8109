// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory before there is an allocator, and how the allocator gets it.
 *
 * Two lists of ranges: what is RAM, and what of it is taken. Taking memory for
 * page tables and the frame table means to find the highest place below
 * 4 GiB (which start.S has mapped) that is RAM and not taken, and to add it to the
 * second list. When the final tables are in place everything that is RAM and not
 * taken goes to the allocator, and boot_mem_alloc() must not be called again.
 *
 * Whatever is taken belongs to the hypervisor for good, unless boot_mem_release()
 * gives it back (modules that were unpacked, code that ran once).
 *
 * Lock: none; one CPU.
 */
#include "mm/boot_mem.h"
#include "mm/boot_alloc.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"
#include "cpu/printk.h"
#include <linux/kernel.h>
#include <linux/string.h>

#define EARLY_LIMIT	BIT_ULL(32)
#define LOW_END		BIT_ULL(20)		/* firmware's; never handed out */

struct range_list {
	struct boot_range range[BOOT_MEM_RANGES];
	unsigned int nr;
};

static struct range_list ram, taken;
static bool handed_over;

/* Adds [start, end), joined with every range that it touches; kept sorted. */
static void range_add(struct range_list *list, u64 start, u64 end)
{
	unsigned int i = 0, from;

	if (start >= end)
		return;
	while (i < list->nr && list->range[i].end < start)
		i++;
	from = i;
	while (i < list->nr && list->range[i].start <= end) {
		start = min(start, list->range[i].start);
		end = max(end, list->range[i].end);
		i++;
	}
	if (from == i) {
		if (list->nr == BOOT_MEM_RANGES) {
			if (list == &taken)
				panic("memory map: too many reserved ranges");
			printk(LOG_WARN "Memory map: too many ranges, %llx-%llx is not used\n",
			       start, end);
			return;
		}
		memmove(&list->range[from + 1], &list->range[from],
			(list->nr - from) * sizeof(list->range[0]));
		list->nr++;
	} else {
		memmove(&list->range[from + 1], &list->range[i],
			(list->nr - i) * sizeof(list->range[0]));
		list->nr -= i - from - 1;
	}
	list->range[from] = (struct boot_range){ start, end };
}

void boot_mem_add(u64 start_maddr, u64 end_maddr)
{
	start_maddr = ALIGN(start_maddr, HV_PAGE_SIZE);
	end_maddr = min(end_maddr, DIRECTMAP_SIZE) & HV_PAGE_MASK;
	range_add(&ram, start_maddr, end_maddr);
}

void boot_mem_reserve(u64 start_maddr, u64 end_maddr)
{
	BUG_ON(handed_over);
	range_add(&taken, start_maddr & HV_PAGE_MASK, ALIGN(end_maddr, HV_PAGE_SIZE));
}

const struct boot_range *boot_mem_range(unsigned int i)
{
	return i < ram.nr ? &ram.range[i] : NULL;
}

/* The range of @list that overlaps [start, end), or NULL. */
static const struct boot_range *range_overlap(const struct range_list *list, u64 start, u64 end)
{
	for (unsigned int i = 0; i < list->nr; i++)
		if (list->range[i].start < end && start < list->range[i].end)
			return &list->range[i];
	return NULL;
}

/* Highest start of @bytes in [start, end) that is not taken; 0 if none. */
static u64 place_in(u64 start, u64 end, u64 bytes, u64 align)
{
	while (end >= bytes && (end - bytes) >= start) {
		u64 at = (end - bytes) & ~(align - 1);
		const struct boot_range *in_the_way;

		if (at < start)
			return 0;
		in_the_way = range_overlap(&taken, at, at + bytes);
		if (!in_the_way)
			return at;
		end = in_the_way->start;
	}
	return 0;
}

u64 boot_mem_alloc(u64 bytes, u64 align)
{
	BUG_ON(handed_over);
	for (unsigned int i = ram.nr; i--; ) {
		u64 end = min(ram.range[i].end, EARLY_LIMIT);
		u64 start = max(ram.range[i].start, LOW_END);
		u64 at = start < end ? place_in(start, end, bytes, align) : 0;

		if (at) {
			range_add(&taken, at, at + bytes);
			memset(maddr_to_virt(at), 0, bytes);
			return at;
		}
	}
	panic("%llu KiB of memory below 4 GiB are needed and not there; give the machine more",
	      bytes >> 10);
}

/* Calls @fn for each part of [start, end) that is not taken. */
static void free_parts(u64 start, u64 end, void (*fn)(u64 start, u64 end))
{
	start = max(start, LOW_END);
	while (start < end) {
		const struct boot_range *next = range_overlap(&taken, start, end);
		u64 stop = next ? max(next->start, start) : end;

		if (start < stop)
			fn(start, stop);
		start = next ? next->end : end;
	}
}

/*
 * The first MiB is firmware's: dom0 looks for tables there, by its permission for
 * machine addresses, not as an owner of RAM.
 */
static void low_memory_is_io(void)
{
	for (u64 mfn = 0; mfn < LOW_END >> HV_PAGE_SHIFT; mfn++) {
		struct page *pg = mfn_to_page(_mfn(mfn));

		pg->count = 1;
		pg->owner = OWNER_IO;
	}
}

void mm_init(void)
{
	range_add(&taken, 0, LOW_END);
	if (!ram.nr)
		panic("the boot loader passed no memory map");
	mm_owner_init_special();
	hv_pgtable_init();
	low_memory_is_io();
	handed_over = true;
	for (unsigned int i = 0; i < ram.nr; i++)
		free_parts(ram.range[i].start, ram.range[i].end, page_alloc_add);
	printk("Memory: %llu MiB, %llu MiB free\n", page_alloc_total() >> 8,
	       page_alloc_free() >> 8);
}

void boot_mem_release(u64 start_maddr, u64 end_maddr)
{
	start_maddr = max(ALIGN(start_maddr, HV_PAGE_SIZE), LOW_END);
	end_maddr &= HV_PAGE_MASK;
	for (unsigned int i = 0; i < ram.nr; i++) {
		u64 start = max(start_maddr, ram.range[i].start);
		u64 end = min(end_maddr, ram.range[i].end);

		if (start < end)
			page_alloc_add(start, end);
	}
}
