// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving frames between the domain and the hypervisor.
 *
 *	page with a frame --(mapping reset, decrease)--> page without
 *	page without --(increase, mapping update)--> page with a frame
 *
 * "Mapping" is all that names the frame: the p2m entry and the kernel's linear
 * mapping. The hypervisor takes a frame only when nothing maps it.
 */

#include <linux/export.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <asm/xen/hypercall.h>
#include <xen/interface/memory.h>
#include <xen/mem-reservation.h>

bool xen_scrub_pages __read_mostly = IS_ENABLED(CONFIG_XEN_SCRUB_PAGES_DEFAULT);
core_param(xen_scrub_pages, xen_scrub_pages, bool, 0);

/**
 * xenmem_reservation_va_mapping_update() - pages got frames: map them
 * @nr_pages: how many
 * @pages: the pages
 * @frames: their frames
 */
void xenmem_reservation_va_mapping_update(unsigned long nr_pages,
					  struct page **pages,
					  xen_pfn_t *frames)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		set_phys_to_machine(page_to_pfn(pages[i]), frames[i]);
		BUG_ON(HYPERVISOR_update_va_mapping((unsigned long)
						    page_to_virt(pages[i]),
						    mfn_pte(frames[i],
							    PAGE_KERNEL), 0));
	}
}
EXPORT_SYMBOL_GPL(xenmem_reservation_va_mapping_update);

/**
 * xenmem_reservation_va_mapping_reset() - pages are to lose their frames
 * @nr_pages: how many
 * @pages: the pages
 */
void xenmem_reservation_va_mapping_reset(unsigned long nr_pages,
					 struct page **pages)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		BUG_ON(HYPERVISOR_update_va_mapping((unsigned long)
						    page_to_virt(pages[i]),
						    __pte_ma(0), 0));
		/* The entry exists: it has just named the frame. */
		__set_phys_to_machine(page_to_pfn(pages[i]),
				      INVALID_P2M_ENTRY);
	}
}
EXPORT_SYMBOL_GPL(xenmem_reservation_va_mapping_reset);

static int move_frames(unsigned int op, unsigned int nr_frames,
		       xen_pfn_t *frames)
{
	struct xen_memory_reservation r = {
		.domid = DOMID_SELF,
		.nr_extents = nr_frames,
	};

	set_xen_guest_handle(r.extent_start, frames);
	return HYPERVISOR_memory_op(op, &r);
}

/**
 * xenmem_reservation_increase() - get frames
 * @nr_frames: how many
 * @frames: pfns to get them for; replaced by the frames
 *
 * Return: how many of them, from the first on, got one; or -errno.
 */
int xenmem_reservation_increase(unsigned int nr_frames, xen_pfn_t *frames)
{
	return move_frames(XENMEM_populate_physmap, nr_frames, frames);
}
EXPORT_SYMBOL_GPL(xenmem_reservation_increase);

/**
 * xenmem_reservation_decrease() - give frames away
 * @nr_frames: how many
 * @frames: the frames, mapped nowhere
 *
 * Return: how many of them, from the first on, were taken; or -errno.
 */
int xenmem_reservation_decrease(unsigned int nr_frames, xen_pfn_t *frames)
{
	return move_frames(XENMEM_decrease_reservation, nr_frames, frames);
}
EXPORT_SYMBOL_GPL(xenmem_reservation_decrease);
