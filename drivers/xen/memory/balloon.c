// SPDX-License-Identifier: GPL-2.0-only
/*
 * The balloon: pages of the domain that have no frame.
 *
 * It grows when the domain is told to have less memory: pages are taken from
 * the allocator, their frames given to the hypervisor. It shrinks when there
 * may be more: frames for its pages, and the pages go back to the allocator.
 * If it is empty and there may still be more, memory is hot-added
 * (balloon_hotplug.c): its pages start in the balloon.
 *
 * The same pages serve as addresses to map foreign frames at
 * (xen_alloc_ballooned_pages()), where nothing better exists (unpopulated.c).
 *
 * A thread works towards target_pages in batches, with a delay that doubles
 * when there is no memory, and gives up after max_retry_count tries until the
 * target changes. The lock covers the list and the statistics but the target,
 * which anybody may set.
 */

#include <linux/export.h>
#include <linux/freezer.h>
#include <linux/highmem.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/swap.h>
#include <linux/vmalloc.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <xen/interface/memory.h>
#include <xen/mem-reservation.h>
#include <xen/page.h>
#include <xen/xen.h>
#include "balloon_internal.h"

/* Not so hard that others are killed for it. */
#define GFP_BALLOON \
	(GFP_HIGHUSER | __GFP_NOWARN | __GFP_NORETRY | __GFP_NOMEMALLOC)

#define BATCH	(PAGE_SIZE / sizeof(xen_pfn_t))

struct balloon_stats balloon_stats = {
	.schedule_delay = 1,
	.max_schedule_delay = 32,
	.retry_count = 1,
	.max_retry_count = 4,
};
EXPORT_SYMBOL_GPL(balloon_stats);

static DEFINE_MUTEX(lock);
static LIST_HEAD(pages_in);
static DECLARE_WAIT_QUEUE_HEAD(thread_wait);
static DECLARE_WAIT_QUEUE_HEAD(added_wait);
static enum balloon_state state = BALLOON_DONE;

/* Scratch of one batch; the lock's. */
static xen_pfn_t frames[BATCH];
static struct page *batch[BATCH];

void balloon_lock(void)
{
	mutex_lock(&lock);
}

void balloon_unlock(void)
{
	mutex_unlock(&lock);
}

/**
 * balloon_wake() - things have changed: look again
 */
void balloon_wake(void)
{
	wake_up(&thread_wait);
}

/**
 * balloon_add() - put a page into the balloon
 * @page: without a frame
 */
void balloon_add(struct page *page)
{
	if (!PageOffline(page))
		__SetPageOffline(page);
	list_add(&page->lru, &pages_in);
	balloon_stats.balloon_low++;
	wake_up(&added_wait);
}

static struct page *take(void)
{
	struct page *page = list_first_entry_or_null(&pages_in, struct page,
						     lru);

	if (!page)
		return NULL;
	list_del(&page->lru);
	balloon_stats.balloon_low--;
	__ClearPageOffline(page);
	return page;
}

static long missing(void)
{
	return balloon_stats.target_pages - balloon_stats.current_pages;
}

static enum balloon_state deflate(unsigned long nr)
{
	unsigned long i;
	int got;

	nr = min(nr, BATCH);
	for (i = 0; i < nr; i++) {
		batch[i] = take();
		if (!batch[i])
			break;
		frames[i] = page_to_xen_pfn(batch[i]);
	}
	nr = i;
	got = max(xenmem_reservation_increase(nr, frames), 0);
	xenmem_reservation_va_mapping_update(got, batch, frames);
	for (i = 0; i < nr; i++) {
		if (i < got)
			free_reserved_page(batch[i]);
		else
			balloon_add(batch[i]);
	}
	balloon_stats.current_pages += got;
	return got ? BALLOON_DONE : BALLOON_AGAIN;
}

static enum balloon_state inflate(unsigned long nr, gfp_t gfp)
{
	unsigned long i, want = min(nr, BATCH);

	for (i = 0; i < want; i++) {
		batch[i] = alloc_page(gfp);
		if (!batch[i])
			break;
		adjust_managed_page_count(batch[i], -1);
		xenmem_reservation_scrub_page(batch[i]);
		frames[i] = xen_page_to_gfn(batch[i]);
	}
	nr = i;
	/* Aliases that were mapped lazily would hold the frames. */
	vm_unmap_aliases();
	xenmem_reservation_va_mapping_reset(nr, batch);
	flush_tlb_all();
	for (i = 0; i < nr; i++)
		balloon_add(batch[i]);
	/* Nothing maps them, and they are ours: they cannot be refused. */
	BUG_ON(xenmem_reservation_decrease(nr, frames) != nr);
	balloon_stats.current_pages -= nr;
	return nr == want ? BALLOON_DONE : BALLOON_AGAIN;
}

static enum balloon_state step(long more)
{
	long nr, available;
	enum balloon_state s;

	if (more > 0)
		return list_empty(&pages_in) ? balloon_hotplug() :
					       deflate(more);
	if (!more)
		return BALLOON_DONE;
	available = si_mem_available();
	nr = min(-more, available);
	if (nr <= 0)
		return BALLOON_AGAIN;
	s = inflate(nr, GFP_BALLOON);
	/* Less than asked because that is all there is: do not hurry. */
	if (s == BALLOON_DONE && nr != -more && nr < totalreserve_pages)
		s = BALLOON_AGAIN;
	return s;
}

static void plan(enum balloon_state s)
{
	struct balloon_stats *b = &balloon_stats;

	state = s;
	if (s == BALLOON_AGAIN) {
		b->retry_count++;
		b->schedule_delay = min(2 * b->schedule_delay,
					b->max_schedule_delay);
		if (!b->max_retry_count || b->retry_count <= b->max_retry_count)
			return;
		state = BALLOON_GIVEN_UP;
	} else if (s != BALLOON_DONE) {
		return;
	}
	b->schedule_delay = 1;
	b->retry_count = 1;
}

static unsigned long delay(void)
{
	switch (state) {
	case BALLOON_AGAIN:
		return balloon_stats.schedule_delay * HZ;
	case BALLOON_WAIT:
		return HZ;
	default:
		return 3600 * HZ;
	}
}

static int balloon_thread(void *unused)
{
	long more;

	set_freezable();
	for (;;) {
		/* Done: any difference is new. Else: only another one is. */
		more = state == BALLOON_DONE ? 0 : missing();
		wait_event_freezable_timeout(thread_wait, missing() != more,
					     delay());
		balloon_lock();
		plan(step(missing()));
		balloon_unlock();
		cond_resched();
	}
	return 0;
}

/**
 * balloon_set_new_target() - how much memory the domain is to have
 * @target_pages: in pages
 */
void balloon_set_new_target(unsigned long target_pages)
{
	balloon_stats.target_pages = target_pages;
	balloon_wake();
}
EXPORT_SYMBOL_GPL(balloon_set_new_target);

/* Have more pages in the balloon; called and returns with the lock held. */
static int add_more(unsigned int nr)
{
	int err;

	if (balloon_hotplug_unpopulated() &&
	    balloon_hotplug() != BALLOON_GIVEN_UP) {
		/* They come when the memory is brought online. */
		balloon_unlock();
		err = wait_event_interruptible(added_wait,
					       !list_empty(&pages_in));
		balloon_lock();
		return err ? -ENOMEM : 0;
	}
	if (si_mem_available() < nr)
		return -ENOMEM;
	return inflate(nr, GFP_USER) == BALLOON_DONE ? 0 : -ENOMEM;
}

/**
 * xen_alloc_ballooned_pages() - pages without frames
 * @nr_pages: how many
 * @pages: filled
 *
 * Return: 0 or -ENOMEM.
 */
int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int n = 0;
	int err = 0;

	balloon_lock();
	balloon_stats.target_unpopulated += nr_pages;
	while (n < nr_pages && !err) {
		pages[n] = take();
		if (pages[n])
			err = xen_alloc_p2m_entry(page_to_pfn(pages[n++]));
		else
			err = add_more(nr_pages - n);
	}
	if (err)
		balloon_stats.target_unpopulated -= nr_pages - n;
	balloon_unlock();
	if (err)
		xen_free_ballooned_pages(n, pages);
	return err < 0 ? -ENOMEM : 0;
}
EXPORT_SYMBOL(xen_alloc_ballooned_pages);

/**
 * xen_free_ballooned_pages() - give them back
 * @nr_pages: how many
 * @pages: the pages, without frames
 */
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;

	balloon_lock();
	for (i = 0; i < nr_pages; i++)
		if (pages[i])
			balloon_add(pages[i]);
	balloon_stats.target_unpopulated -= nr_pages;
	if (missing())
		balloon_wake();
	balloon_unlock();
}
EXPORT_SYMBOL(xen_free_ballooned_pages);

/* RAM that boot found no frames for. */
static void __init add_extra_memory(void)
{
	unsigned int i;

	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS; i++) {
		unsigned long pfn = xen_extra_mem[i].start_pfn;
		/* mem= may end it earlier. */
		unsigned long end = min(max_pfn, pfn + xen_extra_mem[i].n_pfns);

		for (; pfn < end; pfn++) {
			balloon_add(pfn_to_page(pfn));
			balloon_stats.total_pages++;
		}
	}
}

static int __init balloon_init(void)
{
	domid_t self = DOMID_SELF;
	struct task_struct *task;
	long pages = 0;

	if (!xen_domain())
		return -ENODEV;
	if (xen_initial_domain())
		pages = HYPERVISOR_memory_op(XENMEM_current_reservation, &self);
	if (pages <= 0) {
		pages = xen_start_info->nr_pages - xen_released_pages;
		if (WARN_ON(pages <= 0))
			return -ERANGE;
		pages = min_t(unsigned long, pages, max_pfn);
	}
	balloon_stats.current_pages = pages;
	balloon_stats.target_pages = pages;
	balloon_stats.total_pages = pages;

	balloon_hotplug_init();
	add_extra_memory();
	task = kthread_run(balloon_thread, NULL, "xen-balloon");
	if (IS_ERR(task))
		return PTR_ERR(task);
	balloon_control_init();
	return 0;
}
subsys_initcall(balloon_init);
