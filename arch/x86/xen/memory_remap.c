// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that lies where the map has a hole moves up.
 *
 * This takes two steps, because at the time of the first there is neither a
 * frame list that can grow nor a linear map.
 *
 * 1. prepare: for each hole below initial_pages, note the machine frames that
 *    are there, give the hole its identity mapping, and decide on the frames
 *    above where the memory will reappear.  The notes are an array in a piece
 *    of RAM set aside for it, written through the early window; the
 *    destinations are a short list of runs, in the same order:
 *
 *	holes	[a a a][b b]	notes	a a a b b
 *	runs	{to 100, 4} {to 200, 1}	 => 100..103 = a a a b, 200 = b
 *
 * 2. remap, on the kernel's own page tables: enter the frames of the notes
 *    into the frame list at their destinations, tell the hypervisor their new
 *    numbers, and map them.  All of the latter is queued and goes out in
 *    batches.
 *
 * Memory for which there is no destination is given back.
 *
 * Holes are rounded out to pages: some firmware puts tables into a reserved
 * range that begins in the middle of one.
 */
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>

#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include <asm/early_ioremap.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include "memory_layout.h"
#include "multicall.h"
#include "p2m.h"

#define NOTES_PER_PAGE	(PAGE_SIZE / sizeof(unsigned long))

struct run {
	unsigned long to;
	unsigned long nr;
};

static struct run runs[2 * E820_MAX_ENTRIES] __initdata;
static unsigned int nr_runs __initdata;

static phys_addr_t notes __initdata;		/* 0: no room was found */
static unsigned long nr_notes __initdata;
static unsigned long *notes_window __initdata;	/* at the current page */

/* Holes -------------------------------------------------------------------- */

typedef void (*hole_fn)(unsigned long pfn, unsigned long end);

/* Call @func for each maximal range without RAM, to the end of the map. */
static void __init visit_holes(hole_fn func)
{
	const struct e820_entry *e = guest_map.entries;
	const struct e820_entry *end = e + guest_map.nr_entries;
	phys_addr_t hole = 0, top = 0;

	for (; e < end; e++) {
		top = e->addr + e->size;
		if (e->type != E820_TYPE_RAM)
			continue;
		if (PFN_DOWN(hole) < PFN_UP(e->addr))
			func(PFN_DOWN(hole), PFN_UP(e->addr));
		hole = top;
	}
	if (PFN_DOWN(hole) < PFN_UP(top))
		func(PFN_DOWN(hole), PFN_UP(top));
}

static unsigned long pages_in_holes __initdata;

static void __init count_hole(unsigned long pfn, unsigned long end)
{
	end = min(end, initial_pages);
	if (pfn < end)
		pages_in_holes += end - pfn;
}

/** memory_remap_count() - how many pages have to move */
unsigned long __init memory_remap_count(void)
{
	pages_in_holes = 0;
	visit_holes(count_hole);
	return pages_in_holes;
}

/* Step 1 --------------------------------------------------------------------- */

static void __init note_frame(unsigned long mfn)
{
	unsigned long at = nr_notes % NOTES_PER_PAGE;

	if (!at) {
		if (notes_window)
			early_memunmap(notes_window, PAGE_SIZE);
		notes_window = early_memremap(notes + nr_notes * sizeof(mfn),
					      PAGE_SIZE);
		BUG_ON(!notes_window);
	}
	notes_window[at] = mfn;
	nr_notes++;
}

/* Find the next destination, from *@to on.  Returns its length, at most @nr. */
static unsigned long __init next_destination(unsigned long *to,
					     unsigned long nr)
{
	const struct e820_entry *e = guest_map.entries;
	const struct e820_entry *end = e + guest_map.nr_entries;

	for (; e < end; e++) {
		unsigned long last = PFN_DOWN(e->addr + e->size);

		if (e->type != E820_TYPE_RAM || last <= *to)
			continue;
		*to = max(*to, PFN_UP(e->addr));
		if (*to < last)
			return min(nr, last - *to);
	}
	return 0;
}

static void __init give_back(unsigned long pfn, unsigned long end)
{
	for (; pfn < end; pfn++) {
		xen_pfn_t mfn = pfn_to_mfn(pfn);
		struct xen_memory_reservation one = {
			.nr_extents = 1,
			.domid = DOMID_SELF,
		};

		if (mfn == INVALID_P2M_ENTRY || mfn_to_pfn(mfn) != pfn)
			continue;
		set_xen_guest_handle(one.extent_start, &mfn);
		if (HYPERVISOR_memory_op(XENMEM_decrease_reservation,
					 &one) == 1)
			xen_released_pages++;
	}
}

/* Returns the first frame that found no destination, or @end. */
static unsigned long __init note_range(unsigned long pfn, unsigned long end)
{
	static unsigned long to __initdata;

	to = max(to, initial_pages);
	while (notes && pfn < end && nr_runs < ARRAY_SIZE(runs)) {
		unsigned long nr = next_destination(&to, end - pfn);

		if (!nr)
			break;
		runs[nr_runs++] = (struct run){ to, nr };
		for (to += nr; nr; nr--)
			note_frame(pfn_to_mfn(pfn++));
	}
	return pfn;
}

static void __init unmap_range(unsigned long pfn, unsigned long end)
{
	for (end = min(end, max_pfn_mapped + 1); pfn < end; pfn++)
		if (HYPERVISOR_update_va_mapping((unsigned long)pfn_to_kaddr(pfn),
						 native_make_pte(0), 0))
			pr_warn_once("frame %#lx stays mapped\n", pfn);
}

static void __init make_hole(unsigned long pfn, unsigned long end)
{
	unsigned long populated = min(end, initial_pages);

	if (pfn < populated)
		give_back(note_range(pfn, populated), populated);
	set_phys_range_identity(pfn, end);
	unmap_range(pfn, end);
}

/**
 * memory_remap_prepare() - make all holes of the map
 *
 * Context: once the map is final and nothing of value is in its holes.
 */
void __init memory_remap_prepare(void)
{
	unsigned long pages = memory_remap_count();

	if (pages)
		notes = xen_find_free_area(PFN_ALIGN(pages *
						     sizeof(unsigned long)));
	visit_holes(make_hole);
	if (notes_window)
		early_memunmap(notes_window, PAGE_SIZE);

	if (pages)
		pr_info("%lu of %lu pages will move out of holes, %lu given back\n",
			nr_notes, pages, xen_released_pages);
}

/* Step 2 --------------------------------------------------------------------- */

static void __init populate(unsigned long pfn, unsigned long mfn)
{
	unsigned int level;
	unsigned long flags;
	pte_t *pte;

	if (!set_phys_to_machine(pfn, mfn))
		panic("frame %#lx cannot be entered into the list\n", pfn);
	pte = lookup_address((unsigned long)pfn_to_kaddr(pfn), &level);
	BUG_ON(!pte || level != PG_LEVEL_4K);

	flags = xen_mc_begin();
	xen_mc_mmu_update(PFN_PHYS(mfn) | MMU_MACHPHYS_UPDATE, pfn);
	xen_mc_mmu_update(arbitrary_virt_to_machine(pte).maddr |
			  MMU_NORMAL_PT_UPDATE,
			  pte_val_ma(mfn_pte(mfn, PAGE_KERNEL)));
	xen_mc_keep(flags);
}

/**
 * xen_remap_memory() - let the noted memory reappear
 *
 * Context: the kernel's page tables and its own frame list are in use, and
 * memblock still hands out the memory.
 */
void __init xen_remap_memory(void)
{
	const unsigned long *mfn = __va(notes);
	struct run *run;
	unsigned long i;

	for (run = runs; run < runs + nr_runs; run++) {
		for (i = 0; i < run->nr; i++)
			populate(run->to + i, *mfn++);
		preempt_disable();
		xen_mc_flush();
		preempt_enable();
		extra_memory_take(run->to, run->nr);
	}
	if (notes)
		memblock_phys_free(notes, PFN_ALIGN(nr_notes * sizeof(*mfn)));
	nr_runs = 0;

	xen_do_remap_nonram();
}
