// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that never had a frame, to map foreign frames at.
 *
 * They come from address space that no memory is behind: first what boot left
 * over beyond the domain's memory, then new ranges, section by section, made
 * into device memory. So the domain's own memory need not be ballooned out for
 * them. They are linked through zone_device_data.
 */

#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <xen/balloon.h>
#include <xen/page.h>
#include <xen/xen.h>

static DEFINE_MUTEX(lock);
static struct page *stock;
static unsigned int nr_stock;
static bool usable;

/* Left over by boot: these pages are RAM in the kernel's count. */
unsigned long xen_unpopulated_pages;

static void put(struct page *page)
{
	page->zone_device_data = stock;
	stock = page;
	nr_stock++;
}

static struct page *get(void)
{
	struct page *page = stock;

	stock = page->zone_device_data;
	nr_stock--;
	return page;
}

static int make_pages(struct resource *res, unsigned long nr)
{
	unsigned long pfn = PFN_DOWN(res->start), i;
	struct dev_pagemap *map;
	void *addr;

	/* First, as the page tables are made from it: none is present. */
	for (i = 0; i < nr; i++)
		if (!set_phys_to_machine(pfn + i, INVALID_P2M_ENTRY))
			return -ENOMEM;
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	map->type = MEMORY_DEVICE_GENERIC;
	map->owner = res;
	map->nr_range = 1;
	map->range.start = res->start;
	map->range.end = res->end;
	addr = memremap_pages(map, NUMA_NO_NODE);
	if (IS_ERR(addr)) {
		kfree(map);
		return PTR_ERR(addr);
	}
	for (i = 0; i < nr; i++)
		put(pfn_to_page(pfn + i));
	return 0;
}

static int add_section(unsigned int nr_pages)
{
	unsigned long nr = round_up(nr_pages, PAGES_PER_SECTION);
	struct range range = mhp_get_pluggable_range(true);
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);
	int err;

	if (!res)
		return -ENOMEM;
	res->name = "Xen scratch";
	res->flags = IORESOURCE_MEM | IORESOURCE_BUSY;
	err = allocate_resource(&iomem_resource, res, nr * PAGE_SIZE,
				range.start, range.end,
				PAGES_PER_SECTION * PAGE_SIZE, NULL, NULL);
	if (err)
		goto free;
	err = make_pages(res, nr);
	if (!err)
		return 0;
	release_resource(res);
free:
	pr_err("xen: no address space for %u pages: %d\n", nr_pages, err);
	kfree(res);
	return err;
}

/**
 * xen_alloc_unpopulated_pages() - pages to map foreign frames at
 * @nr_pages: how many
 * @pages: filled
 *
 * Return: 0 or -errno.
 */
int xen_alloc_unpopulated_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;
	int err = 0;

	if (!usable)
		return xen_alloc_ballooned_pages(nr_pages, pages);
	mutex_lock(&lock);
	if (nr_stock < nr_pages)
		err = add_section(nr_pages - nr_stock);
	for (i = 0; i < nr_pages && !err; i++) {
		pages[i] = get();
		err = xen_alloc_p2m_entry(page_to_pfn(pages[i]));
	}
	if (err < 0)
		while (i--)
			put(pages[i]);
	mutex_unlock(&lock);
	return err;
}
EXPORT_SYMBOL(xen_alloc_unpopulated_pages);

/**
 * xen_free_unpopulated_pages() - give them back
 * @nr_pages: how many
 * @pages: with nothing mapped there
 */
void xen_free_unpopulated_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;

	if (!usable) {
		xen_free_ballooned_pages(nr_pages, pages);
		return;
	}
	mutex_lock(&lock);
	for (i = 0; i < nr_pages; i++)
		put(pages[i]);
	mutex_unlock(&lock);
}
EXPORT_SYMBOL(xen_free_unpopulated_pages);

static int __init unpopulated_init(void)
{
	unsigned int i;
	unsigned long j;

	if (!xen_pv_domain())
		return -ENODEV;
	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS; i++) {
		struct xen_memory_region *extra = &xen_extra_mem[i];

		for (j = 0; j < extra->n_pfns; j++)
			put(pfn_to_page(extra->start_pfn + j));
		xen_unpopulated_pages += extra->n_pfns;
		/* Not for the balloon as well. */
		extra->n_pfns = 0;
	}
	usable = true;
	return 0;
}
early_initcall(unpopulated_init);
