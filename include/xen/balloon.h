/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that comes and goes at run time. */
#ifndef _XEN_BALLOON_H
#define _XEN_BALLOON_H

#include <linux/errno.h>
#include <linux/types.h>

struct page;

/*
 * Pages without a machine frame, for mapping foreign frames. xen/xen.h's
 * xen_alloc_unpopulated_pages() is the better source where it exists.
 */
int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages);
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages);

/**
 * struct balloon_stats - what the balloon wants and has
 * @current_pages: what the domain has now
 * @target_pages: what it was told to have
 * @total_pages: what the kernel counts as RAM, present or ballooned out
 * @target_unpopulated: of @total_pages, hot-added to map foreign frames
 * @balloon_low: pages in the balloon
 * @schedule_delay: seconds until the next try
 * @max_schedule_delay: limit of @schedule_delay, which doubles by failure
 * @retry_count: tries that failed in a row
 * @max_retry_count: give up after so many; 0 is never
 */
struct balloon_stats {
	unsigned long current_pages;
	unsigned long target_pages;
	unsigned long total_pages;
	unsigned long target_unpopulated;
	unsigned long balloon_low;
	unsigned long schedule_delay;
	unsigned long max_schedule_delay;
	unsigned long retry_count;
	unsigned long max_retry_count;
};

extern struct balloon_stats balloon_stats;

/* Set from the boot code: mem= as the user gave it, before it was clipped. */
extern u64 xen_saved_max_mem_size;

void balloon_set_new_target(unsigned long target_pages);

#endif /* _XEN_BALLOON_H */
