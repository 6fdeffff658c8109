// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages for grants: without a frame, to map into; a stock of them; and ranges
 * of pages cut into frames.
 *
 * The private flag marks a page whose private field holds the grant it shows
 * (xen_page_foreign()). The stock links its pages through zone_device_data,
 * which neither kind of page (unpopulated, ballooned) uses for anything else.
 */

#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <xen/mem-reservation.h>
#include <xen/xen.h>
#include "grant_internal.h"

/**
 * gnttab_pages_set_private() - make pages able to name a grant
 * @nr_pages: how many
 * @pages: any without a frame
 */
int gnttab_pages_set_private(int nr_pages, struct page **pages)
{
	while (nr_pages--)
		SetPagePrivate(pages[nr_pages]);
	return 0;
}
EXPORT_SYMBOL_GPL(gnttab_pages_set_private);

/**
 * gnttab_pages_clear_private() - undo that
 * @nr_pages: how many
 * @pages: without a mapped grant
 */
void gnttab_pages_clear_private(int nr_pages, struct page **pages)
{
	while (nr_pages--)
		ClearPagePrivate(pages[nr_pages]);
}
EXPORT_SYMBOL_GPL(gnttab_pages_clear_private);

/**
 * gnttab_alloc_pages() - pages to map grants into
 * @nr_pages: how many
 * @pages: filled
 *
 * Return: 0 or -ENOMEM.
 */
int gnttab_alloc_pages(int nr_pages, struct page **pages)
{
	int err = xen_alloc_unpopulated_pages(nr_pages, pages);

	return err ?: gnttab_pages_set_private(nr_pages, pages);
}
EXPORT_SYMBOL_GPL(gnttab_alloc_pages);

/**
 * gnttab_free_pages() - give them back
 * @nr_pages: how many
 * @pages: without a mapped grant
 */
void gnttab_free_pages(int nr_pages, struct page **pages)
{
	gnttab_pages_clear_private(nr_pages, pages);
	xen_free_unpopulated_pages(nr_pages, pages);
}
EXPORT_SYMBOL_GPL(gnttab_free_pages);

/**
 * gnttab_page_cache_init() - an empty stock
 * @cache: the caller's
 */
void gnttab_page_cache_init(struct gnttab_page_cache *cache)
{
	spin_lock_init(&cache->lock);
	cache->num_pages = 0;
	cache->pages = NULL;
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_init);

static struct page *pop(struct gnttab_page_cache *cache)
{
	struct page *page = cache->pages;

	cache->pages = page->zone_device_data;
	cache->num_pages--;
	return page;
}

/**
 * gnttab_page_cache_get() - a page, from the stock or a new one
 * @cache: the stock
 * @page: filled
 *
 * Return: 0 or -ENOMEM.
 */
int gnttab_page_cache_get(struct gnttab_page_cache *cache, struct page **page)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&cache->lock, flags);
	found = cache->num_pages;
	if (found)
		*page = pop(cache);
	spin_unlock_irqrestore(&cache->lock, flags);
	return found ? 0 : gnttab_alloc_pages(1, page);
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_get);

/**
 * gnttab_page_cache_put() - pages into the stock
 * @cache: the stock
 * @pages: without a mapped grant
 * @num: how many
 */
void gnttab_page_cache_put(struct gnttab_page_cache *cache,
			   struct page **pages, unsigned int num)
{
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&cache->lock, flags);
	for (i = 0; i < num; i++) {
		pages[i]->zone_device_data = cache->pages;
		cache->pages = pages[i];
	}
	cache->num_pages += num;
	spin_unlock_irqrestore(&cache->lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_put);

/**
 * gnttab_page_cache_shrink() - free what is too much
 * @cache: the stock
 * @num: what may stay
 */
void gnttab_page_cache_shrink(struct gnttab_page_cache *cache, unsigned int num)
{
	struct page *batch[16];
	unsigned long flags;
	unsigned int n;

	do {
		n = 0;
		spin_lock_irqsave(&cache->lock, flags);
		while (n < ARRAY_SIZE(batch) && cache->num_pages > num)
			batch[n++] = pop(cache);
		spin_unlock_irqrestore(&cache->lock, flags);
		gnttab_free_pages(n, batch);
	} while (n == ARRAY_SIZE(batch));
}
EXPORT_SYMBOL_GPL(gnttab_page_cache_shrink);

/**
 * gnttab_foreach_grant_in_range() - call for each frame of a range
 * @page: the first page of a contiguous piece
 * @offset: of the range in it
 * @len: of the range
 * @fn: called with frame, offset in it and length
 * @data: for @fn
 */
void gnttab_foreach_grant_in_range(struct page *page, unsigned int offset,
				   unsigned int len, xen_grant_fn_t fn,
				   void *data)
{
	unsigned long pfn = page_to_xen_pfn(page) + XEN_PFN_DOWN(offset);
	unsigned int part;

	for (offset = xen_offset_in_page(offset); len; len -= part) {
		part = min_t(unsigned int, len, XEN_PAGE_SIZE - offset);
		fn(pfn_to_gfn(pfn++), offset, part, data);
		offset = 0;
	}
}
EXPORT_SYMBOL_GPL(gnttab_foreach_grant_in_range);

/**
 * gnttab_foreach_grant() - call for each frame of some pages
 * @pages: where they are
 * @nr_grefs: frames
 * @fn: called for each
 * @data: for @fn
 */
void gnttab_foreach_grant(struct page **pages, unsigned int nr_grefs,
			  xen_grant_fn_t fn, void *data)
{
	unsigned int i;

	BUILD_BUG_ON(XEN_PFN_PER_PAGE != 1);
	for (i = 0; i < nr_grefs; i++)
		fn(xen_page_to_gfn(pages[i]), 0, XEN_PAGE_SIZE, data);
}

#ifdef CONFIG_XEN_GRANT_DMA_ALLOC
/**
 * gnttab_dma_alloc_pages() - contiguous pages for DMA, to map grants into
 * @args: see there
 *
 * The buffer's frames go back to the hypervisor; its addresses stay.
 *
 * Return: 0, -ENOMEM, or -EFAULT if the frames did not go.
 */
int gnttab_dma_alloc_pages(struct gnttab_dma_alloc_args *args)
{
	unsigned long pfn;
	size_t size;
	int i;

	if (args->nr_pages < 0 || args->nr_pages > INT_MAX >> PAGE_SHIFT)
		return -ENOMEM;
	size = (size_t)args->nr_pages << PAGE_SHIFT;
	args->vaddr = dma_alloc_attrs(args->dev, size, &args->dev_bus_addr,
				      GFP_KERNEL | __GFP_NOWARN,
				      args->coherent ? 0 :
				      DMA_ATTR_WRITE_COMBINE);
	if (!args->vaddr)
		return -ENOMEM;

	pfn = PHYS_PFN(args->dev_bus_addr);
	for (i = 0; i < args->nr_pages; i++) {
		args->pages[i] = pfn_to_page(pfn + i);
		args->frames[i] = xen_page_to_gfn(args->pages[i]);
		xenmem_reservation_scrub_page(args->pages[i]);
	}
	xenmem_reservation_va_mapping_reset(args->nr_pages, args->pages);
	if (xenmem_reservation_decrease(args->nr_pages, args->frames) !=
	    args->nr_pages) {
		gnttab_dma_free_pages(args);
		return -EFAULT;
	}
	return gnttab_pages_set_private(args->nr_pages, args->pages);
}
EXPORT_SYMBOL_GPL(gnttab_dma_alloc_pages);

/**
 * gnttab_dma_free_pages() - get frames for the buffer again and free it
 * @args: as filled by gnttab_dma_alloc_pages()
 *
 * Return: 0, or -EFAULT if there were not enough frames.
 */
int gnttab_dma_free_pages(struct gnttab_dma_alloc_args *args)
{
	size_t size = (size_t)args->nr_pages << PAGE_SHIFT;
	int i, got;

	gnttab_pages_clear_private(args->nr_pages, args->pages);
	for (i = 0; i < args->nr_pages; i++)
		args->frames[i] = page_to_xen_pfn(args->pages[i]);
	got = xenmem_reservation_increase(args->nr_pages, args->frames);
	xenmem_reservation_va_mapping_update(max(got, 0), args->pages,
					     args->frames);
	dma_free_attrs(args->dev, size, args->vaddr, args->dev_bus_addr,
		       args->coherent ? 0 : DMA_ATTR_WRITE_COMBINE);
	return got == args->nr_pages ? 0 : -EFAULT;
}
EXPORT_SYMBOL_GPL(gnttab_dma_free_pages);
#endif
