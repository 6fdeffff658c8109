// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where everything lies in dom0's pseudo-physical memory on its first instruction.
 *
 *	pfn 0
 *	|  (nothing, up to the kernel)
 *	|  kernel
 *	|  initrd			unless the kernel has MOD_START_PFN
 *	|  list of mfns			unless the kernel has INIT_P2M
 *	|  start_info
 *	|  page tables			root first, mapped read-only
 *	|  stack			one page
 *	|  at least 512 KiB, up to a multiple of 4 MiB
 *	+- end of the initial mapping
 *	|  initrd			otherwise
 *	|  list of mfns, its tables	otherwise
 *	|  free memory
 *	nr_pages
 *
 * The size of the page tables depends on the size of the mapping, which
 * contains them: that is solved by trying again with one more frame.
 */
#include "boot/dom0_layout.h"
#include "cpu/layout.h"
#include <linux/kernel.h>

#define SLACK_PAGES	((512 << 10) >> HV_PAGE_SHIFT)
#define ROUND_PAGES	((4 << 20) >> HV_PAGE_SHIFT)

static u64 pages_of(u64 bytes)
{
	return (bytes + HV_PAGE_SIZE - 1) >> HV_PAGE_SHIFT;
}

/* Entries of 1 << @shift bytes that the pages from @va touch */
static u64 entries_for(u64 va, u64 pages, unsigned int shift)
{
	u64 last = va + (pages << HV_PAGE_SHIFT) - 1;

	return (last >> shift) - (va >> shift) + 1;
}

/* Tables below the root that map @pages from @va */
static u64 tables_for(u64 va, u64 pages)
{
	return entries_for(va, pages, 21) + entries_for(va, pages, 30) +
	       entries_for(va, pages, 39);
}

/* May a guest have [va, va + pages)? */
static bool guest_range(u64 va, u64 pages)
{
	u64 bytes = pages << HV_PAGE_SHIFT, last = va + bytes - 1;
	s64 first_top = (s64)va >> 47, last_top = (s64)last >> 47;

	if (!pages || (va & ~HV_PAGE_MASK) || pages > 1ULL << 35 || last < va)
		return false;
	if (first_top != last_top || (first_top != 0 && first_top != -1))
		return false;		/* not canonical, or across the hole */
	return last < HV_VIRT_START || va >= HV_VIRT_END;
}

/* False if the mapping cannot be where it shall be */
static bool plan_mapped(struct dom0_layout *l, u64 at, u64 virt_base)
{
	l->start_info_pfn = at++;
	l->pt_pfn = at;
	for (l->pt_frames = 4; ; l->pt_frames++) {
		l->stack_pfn = l->pt_pfn + l->pt_frames;
		l->mapped_pages = ALIGN(l->stack_pfn + 1 + SLACK_PAGES, ROUND_PAGES);
		if (!guest_range(virt_base, l->mapped_pages))
			return false;
		if (l->pt_frames >= 1 + tables_for(virt_base, l->mapped_pages))
			return true;
	}
}

const char *dom0_layout_plan(struct dom0_layout *l, const struct elf_kernel *k)
{
	bool p2m_apart = k->p2m_base != ELF_NO_ADDRESS;
	u64 at = pages_of(k->phys_end);

	l->p2m_data_frames = pages_of(l->nr_pages * sizeof(u64));
	l->p2m_frames = l->p2m_data_frames;
	if (l->initrd_bytes && !k->mod_start_pfn) {
		l->initrd_pfn = at;
		at += pages_of(l->initrd_bytes);
	}
	if (!p2m_apart) {
		l->p2m_pfn = at;
		at += l->p2m_frames;
	}
	if (at > 1ULL << 32)
		return "kernel and initrd are too large";
	if (!plan_mapped(l, at, k->virt_base))
		return "kernel and initrd do not fit where the kernel wants to be mapped";
	at = l->mapped_pages;

	if (l->initrd_bytes && k->mod_start_pfn) {
		l->initrd_pfn = at;
		at += pages_of(l->initrd_bytes);
	}
	if (p2m_apart) {
		if (!guest_range(k->p2m_base, l->p2m_data_frames) ||
		    (k->p2m_base >> 39) == (k->virt_base >> 39))
			return "it wants its list of frames at an impossible address";
		l->p2m_pfn = at;
		l->p2m_frames += tables_for(k->p2m_base, l->p2m_data_frames);
		at += l->p2m_frames;
	}
	l->used_pages = at;
	if (at > l->nr_pages)
		return "there is too little memory for kernel and initrd; "
		       "raise dom0_mem= or give the machine more";
	return NULL;
}
