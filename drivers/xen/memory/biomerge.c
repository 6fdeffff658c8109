// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two pages that follow each other in the domain's numbering need not do so in
 * the machine's. A disk would see the machine's, so the block layer asks.
 */

#include <linux/bio.h>
#include <xen/page.h>
#include <xen/xen.h>

/**
 * xen_biovec_phys_mergeable() - does a page follow a segment in the machine?
 * @vec1: the segment
 * @page: the page; starts where the segment ends in the domain's numbering
 */
bool xen_biovec_phys_mergeable(const struct bio_vec *vec1,
			       const struct page *page)
{
	unsigned long first = pfn_to_bfn(page_to_pfn(vec1->bv_page));

	return pfn_to_bfn(page_to_pfn(page)) ==
	       first + PFN_DOWN(vec1->bv_offset + vec1->bv_len);
}
