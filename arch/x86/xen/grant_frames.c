// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses for the grant table.
 *
 * The hypervisor hands out the table's frames as machine frame numbers, more of
 * them as the table grows. Nothing of the kernel's memory is behind them, so
 * all the address space that the table may ever need is set aside once, page
 * tables included. Mapping and unmapping then only store entries; the lookup
 * of an entry's place is done at set-up.
 *
 * Version 2 of the interface has a second set of frames, for the status words.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <asm/xen/page.h>

#include <xen/grant_table.h>
#include <xen/interface/grant_table.h>

struct frame_window {
	struct vm_struct *area;
	pte_t **entries;
	unsigned long nr;
};

static struct frame_window shared_window, status_window;

static int window_entry(pte_t *pte, unsigned long addr, void *data)
{
	struct frame_window *window = data;

	window->entries[window->nr++] = pte;
	return 0;
}

static int window_open(struct frame_window *window, unsigned long nr)
{
	unsigned long size = nr * PAGE_SIZE;

	window->entries = kmalloc_array(nr, sizeof(*window->entries),
					GFP_KERNEL);
	if (!window->entries)
		return -ENOMEM;

	window->area = get_vm_area(size, VM_IOREMAP);
	if (!window->area)
		goto free_entries;

	if (apply_to_page_range(&init_mm, (unsigned long)window->area->addr,
				size, window_entry, window))
		goto free_area;
	return 0;

free_area:
	free_vm_area(window->area);
	window->area = NULL;
free_entries:
	kfree(window->entries);
	window->nr = 0;
	return -ENOMEM;
}

static void window_close(struct frame_window *window)
{
	free_vm_area(window->area);
	kfree(window->entries);
	memset(window, 0, sizeof(*window));
}

static void window_map(struct frame_window *window, const u64 *frames,
		       unsigned long nr)
{
	unsigned long addr = (unsigned long)window->area->addr;
	unsigned long i;

	for (i = 0; i < nr; i++)
		set_pte_at(&init_mm, addr + i * PAGE_SIZE, window->entries[i],
			   mfn_pte(frames[i], PAGE_KERNEL));
}

int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status)
{
	int ret = window_open(&shared_window, nr_shared);

	if (ret)
		return ret;

	/* The number of status frames is 0 if version 2 is not to be used. */
	ret = nr_status ? window_open(&status_window, nr_status) : 0;
	if (ret)
		window_close(&shared_window);
	return ret;
}

int arch_gnttab_map_shared(xen_pfn_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **shared)
{
	BUILD_BUG_ON(sizeof(*frames) != sizeof(u64));

	window_map(&shared_window, (const u64 *)frames, nr_gframes);
	*shared = shared_window.area->addr;
	return 0;
}

int arch_gnttab_map_status(u64 *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes,
			   grant_status_t **shared)
{
	window_map(&status_window, frames, nr_gframes);
	*shared = status_window.area->addr;
	return 0;
}

void arch_gnttab_unmap(void *shared, unsigned long nr_gframes)
{
	struct frame_window *window = &shared_window;
	unsigned long addr = (unsigned long)shared;
	unsigned long i;

	if (status_window.area && shared == status_window.area->addr)
		window = &status_window;

	for (i = 0; i < nr_gframes; i++)
		set_pte_at(&init_mm, addr + i * PAGE_SIZE, window->entries[i],
			   __pte(0));
}
