// SPDX-License-Identifier: GPL-2.0-only
/*
 * More RAM than the domain was started with: address space is added to the
 * kernel's memory, section by section, without a frame behind it.
 *
 *	free address range --> p2m entries, all invalid --> memory added
 *	--> (brought online) --> its pages in the balloon --> frames
 *
 * The p2m comes first: adding builds page tables for the range, and its entries
 * must not be present. Whether and when memory is brought online is the kernel's
 * policy (memhp_default_state=).
 *
 * xen.balloon.hotplug_unpopulated (sysctl) takes pages for foreign frames from
 * here rather than from the domain's own memory.
 */

#include <linux/ioport.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sysctl.h>
#include <xen/page.h>
#include "balloon_internal.h"

static int hotplug_unpopulated;

bool balloon_hotplug_unpopulated(void)
{
	return hotplug_unpopulated;
}

static struct resource *find_range(unsigned long nr_pages)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	res->name = "System RAM";
	res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
	if (!allocate_resource(&iomem_resource, res, nr_pages * PAGE_SIZE, 0,
			       -1, PAGES_PER_SECTION * PAGE_SIZE, NULL, NULL))
		return res;
	kfree(res);
	return NULL;
}

static bool prepare_p2m(unsigned long pfn, unsigned long nr_pages)
{
	while (nr_pages--)
		if (!set_phys_to_machine(pfn++, INVALID_P2M_ENTRY))
			return false;
	return true;
}

/* Called and returns with the balloon's lock held. */
static bool add_memory_at(struct resource *res)
{
	int err;

	/* Bringing the memory online comes back to us for the lock. */
	balloon_unlock();
	lock_device_hotplug();
	err = add_memory_resource(memory_add_physaddr_to_nid(res->start), res,
				  MHP_MERGE_RESOURCE);
	unlock_device_hotplug();
	balloon_lock();
	return !err;
}

/**
 * balloon_hotplug() - add the memory that target and foreign frames need
 *
 * Context: the balloon's lock is held, and dropped meanwhile.
 * Return: BALLOON_WAIT (it is added, or was before), BALLOON_GIVEN_UP.
 */
enum balloon_state balloon_hotplug(void)
{
	unsigned long nr_pages;
	struct resource *res;
	long more = balloon_stats.target_pages +
		    balloon_stats.target_unpopulated -
		    balloon_stats.total_pages;

	/* Enough is added; somebody has yet to bring it online. */
	if (more <= 0)
		return BALLOON_WAIT;
	nr_pages = round_up(more, PAGES_PER_SECTION);
	res = find_range(nr_pages);
	if (res && prepare_p2m(PFN_DOWN(res->start), nr_pages) &&
	    add_memory_at(res)) {
		balloon_stats.total_pages += nr_pages;
		return BALLOON_WAIT;
	}
	pr_warn("xen: cannot add %lu pages of memory\n", nr_pages);
	if (res) {
		release_resource(res);
		kfree(res);
	}
	return BALLOON_GIVEN_UP;
}

static void page_online(struct page *page, unsigned int order)
{
	unsigned long i;

	balloon_lock();
	for (i = 0; i < 1UL << order; i++)
		balloon_add(page + i);
	balloon_unlock();
}

static int memory_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	if (event == MEM_ONLINE)
		balloon_wake();
	return NOTIFY_OK;
}

void __init balloon_hotplug_init(void)
{
	static struct notifier_block nb = { .notifier_call = memory_event };
	static struct ctl_table table[] = {
		{
			.procname	= "hotplug_unpopulated",
			.data		= &hotplug_unpopulated,
			.maxlen		= sizeof(int),
			.mode		= 0644,
			.proc_handler	= proc_dointvec_minmax,
			.extra1		= SYSCTL_ZERO,
			.extra2		= SYSCTL_ONE,
		},
	};

	set_online_page_callback(page_online);
	register_memory_notifier(&nb);
	register_sysctl_init("xen/balloon", table);
}
