/* SPDX-License-Identifier: GPL-2.0-only */
/* Giving frames to the hypervisor and getting them back, with all mappings. */
#ifndef _XEN_MEM_RESERVATION_H
#define _XEN_MEM_RESERVATION_H

#include <linux/highmem.h>
#include <xen/page.h>

/* Clear pages before they leave the domain (scrub_pages= of the kernel). */
extern bool xen_scrub_pages;

static inline void xenmem_reservation_scrub_page(struct page *page)
{
	if (xen_scrub_pages)
		clear_highpage(page);
}

/* Both return how many of @nr_frames were moved. */
int xenmem_reservation_increase(unsigned int nr_frames, xen_pfn_t *frames);
int xenmem_reservation_decrease(unsigned int nr_frames, xen_pfn_t *frames);

/* Point p2m and kernel mapping of @pages at @frames, or at nothing. */
void xenmem_reservation_va_mapping_update(unsigned long nr_pages,
					  struct page **pages,
					  xen_pfn_t *frames);
void xenmem_reservation_va_mapping_reset(unsigned long nr_pages,
					 struct page **pages);

#endif /* _XEN_MEM_RESERVATION_H */
