// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames that have page structures but no memory.
 *
 * They exist so that the domain can grow without memory hotplug, and so that
 * foreign pages can be mapped somewhere.  A few regions are remembered between
 * the making of the map and the start of the balloon driver, which reads
 * xen_extra_mem[] and takes them over.  Meanwhile memblock must not hand them
 * out, so they are reserved.
 */
#include <linux/memblock.h>
#include <linux/mm.h>

#include <xen/page.h>
#include <xen/xen.h>

#include <asm/xen/page.h>

#include "memory_layout.h"

struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS] __initdata;

/* Pages given back because no place was found for them. */
unsigned long xen_released_pages;

#define REGIONS_END	(xen_extra_mem + XEN_EXTRA_MEM_MAX_REGIONS)

static unsigned long region_end(const struct xen_memory_region *r)
{
	return r->start_pfn + r->n_pfns;
}

/**
 * extra_memory_add() - a range of frames has no memory
 * @pfn: the first
 * @nr: how many
 */
void __init extra_memory_add(unsigned long pfn, unsigned long nr)
{
	struct xen_memory_region *r;

	memblock_reserve(PFN_PHYS(pfn), PFN_PHYS(nr));

	for (r = xen_extra_mem; r < REGIONS_END; r++) {
		if (r->n_pfns && region_end(r) == pfn) {
			r->n_pfns += nr;
			return;
		}
		if (!r->n_pfns) {
			*r = (struct xen_memory_region){ pfn, nr };
			return;
		}
	}
	pr_warn("%lu pages at frame %#lx stay unused: too many regions\n",
		nr, pfn);
}

/**
 * extra_memory_take() - a part of a region has been given memory
 * @pfn: the first frame
 * @nr: how many; all inside one region
 */
void __init extra_memory_take(unsigned long pfn, unsigned long nr)
{
	unsigned long end = pfn + nr;
	struct xen_memory_region *r;

	for (r = xen_extra_mem; r < REGIONS_END; r++) {
		unsigned long after = region_end(r);

		if (pfn < r->start_pfn || end > after)
			continue;
		if (pfn == r->start_pfn) {
			r->start_pfn = end;
			r->n_pfns = after - end;
		} else {
			r->n_pfns = pfn - r->start_pfn;
			if (end < after)
				extra_memory_add(end, after - end);
		}
		break;
	}
	memblock_phys_free(PFN_PHYS(pfn), PFN_PHYS(nr));
}

/**
 * xen_chk_extra_mem() - what a frame beyond the builder's list is
 * @pfn: the frame
 *
 * Return: an entry for the frame list: invalid for extra memory, else the
 * frame is where a device may be.
 */
unsigned long __ref xen_chk_extra_mem(unsigned long pfn)
{
	const struct xen_memory_region *r;

	for (r = xen_extra_mem; r < REGIONS_END; r++)
		if (pfn >= r->start_pfn && pfn < region_end(r))
			return INVALID_P2M_ENTRY;
	return IDENTITY_FRAME(pfn);
}

/** xen_inv_extra_mem() - enter all extra memory into the frame list */
void __init xen_inv_extra_mem(void)
{
	const struct xen_memory_region *r;
	unsigned long pfn;

	for (r = xen_extra_mem; r < REGIONS_END; r++)
		for (pfn = r->start_pfn; pfn < region_end(r); pfn++)
			set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
}
