/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames as the hypervisor counts them. On x86 they are the kernel's pages:
 * the conversions below cost nothing and exist because shared drivers use them.
 */
#ifndef _XEN_PAGE_H
#define _XEN_PAGE_H

#include <asm/page.h>

#define XEN_PAGE_SHIFT		12
#define XEN_PAGE_SIZE		(_AC(1, UL) << XEN_PAGE_SHIFT)
#define XEN_PAGE_MASK		(~(XEN_PAGE_SIZE - 1))
#define XEN_PFN_PER_PAGE	(PAGE_SIZE >> XEN_PAGE_SHIFT)

#define XEN_PFN_UP(bytes)	(((bytes) + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT)
#define XEN_PFN_DOWN(bytes)	((bytes) >> XEN_PAGE_SHIFT)
#define xen_offset_in_page(p)	((unsigned long)(p) & (XEN_PAGE_SIZE - 1))

#define page_to_xen_pfn(page)	(page_to_pfn(page) * XEN_PFN_PER_PAGE)
#define xen_pfn_to_page(pfn)	pfn_to_page((pfn) / XEN_PFN_PER_PAGE)

#include <asm/xen/page.h>

/* The frame number by which the hypervisor knows @page. */
static inline unsigned long xen_page_to_gfn(struct page *page)
{
	return pfn_to_gfn(page_to_xen_pfn(page));
}

/*
 * RAM that the domain may grow into but did not get at boot: the boot code
 * records the ranges, the balloon takes them over.
 */
#define XEN_EXTRA_MEM_MAX_REGIONS	128

struct xen_memory_region {
	unsigned long start_pfn;
	unsigned long n_pfns;
};

extern struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS];
/* Frames of the domain that boot gave back because their place is taken. */
extern unsigned long xen_released_pages;

#endif /* _XEN_PAGE_H */
