// SPDX-License-Identifier: GPL-2.0-only
/*
 * Giving other domains access to our frames, and taking it back.
 *
 *	free ref ---> permitted ---> ended ---> free ref
 *			 \			 ^
 *			  peer still maps it	 |
 *			   `--> deferred --------'
 *
 * Access cannot be taken from a peer that has the frame mapped. Such a grant
 * goes on the deferred list, together with a reference of the page, and once a
 * second some of the list are tried again (grant_table.free_per_iteration=, 0
 * for all). Neither number nor page is used for anything else until then.
 */

#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "grant_internal.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "grant_table."

static unsigned int free_per_iteration = 10;
module_param(free_per_iteration, uint, 0600);

/* Tries after which a deferred grant is worth a line in the log. */
#define TRIES_BEFORE_NOTICE	60

struct deferred {
	struct list_head node;
	grant_ref_t ref;
	unsigned int tries;
	struct page *page;
};

static void retry_deferred(struct work_struct *work);

static DEFINE_SPINLOCK(deferred_lock);
static LIST_HEAD(deferred_list);
static DECLARE_DELAYED_WORK(deferred_work, retry_deferred);
static atomic_t nr_leaked;

/**
 * gnttab_grant_foreign_access_ref() - let a domain use a frame
 * @ref: the caller's
 * @domid: the domain
 * @frame: the frame
 * @readonly: it may not write
 */
void gnttab_grant_foreign_access_ref(grant_ref_t ref, domid_t domid,
				     unsigned long frame, int readonly)
{
	grant_layout->fill(ref, domid, frame, readonly ?
			   GTF_permit_access | GTF_readonly :
			   GTF_permit_access);
}
EXPORT_SYMBOL_GPL(gnttab_grant_foreign_access_ref);

/**
 * gnttab_grant_foreign_access() - the same with a reference from the pool
 * @domid: the domain
 * @frame: the frame
 * @readonly: it may not write
 *
 * Return: the reference or -ENOSPC.
 */
int gnttab_grant_foreign_access(domid_t domid, unsigned long frame,
				int readonly)
{
	grant_ref_t ref;
	int err = gnttab_alloc_grant_references(1, &ref);

	if (err)
		return err;
	gnttab_grant_foreign_access_ref(ref, domid, frame, readonly);
	return ref;
}
EXPORT_SYMBOL_GPL(gnttab_grant_foreign_access);

/**
 * gnttab_end_foreign_access_ref() - withdraw; the reference stays the caller's
 * @ref: permitted
 *
 * Return: 1, or 0 while the peer uses it.
 */
int gnttab_end_foreign_access_ref(grant_ref_t ref)
{
	if (grant_layout->end(ref))
		return 1;
	pr_warn_ratelimited("xen: grant %u is still in use\n", ref);
	return 0;
}
EXPORT_SYMBOL_GPL(gnttab_end_foreign_access_ref);

/**
 * gnttab_try_end_foreign_access() - withdraw and free the reference
 * @ref: permitted
 *
 * Return: 1, or 0 while the peer uses it.
 */
int gnttab_try_end_foreign_access(grant_ref_t ref)
{
	if (!grant_layout->end(ref))
		return 0;
	gnttab_free_grant_reference(ref);
	return 1;
}
EXPORT_SYMBOL_GPL(gnttab_try_end_foreign_access);

static void retry_deferred(struct work_struct *work)
{
	unsigned int budget = READ_ONCE(free_per_iteration) ?: UINT_MAX;
	struct deferred *d, *next;
	LIST_HEAD(todo);
	LIST_HEAD(busy);

	spin_lock_irq(&deferred_lock);
	list_splice_init(&deferred_list, &todo);
	spin_unlock_irq(&deferred_lock);

	list_for_each_entry_safe(d, next, &todo, node) {
		if (!budget--)
			break;
		if (gnttab_try_end_foreign_access(d->ref)) {
			put_page(d->page);
			list_del(&d->node);
			kfree(d);
			continue;
		}
		if (++d->tries == TRIES_BEFORE_NOTICE)
			pr_info("xen: grant %u is still in use\n", d->ref);
		/* Behind those that were not tried. */
		list_move_tail(&d->node, &busy);
	}

	spin_lock_irq(&deferred_lock);
	list_splice(&todo, &deferred_list);
	list_splice_tail(&busy, &deferred_list);
	if (!list_empty(&deferred_list))
		schedule_delayed_work(&deferred_work, HZ);
	spin_unlock_irq(&deferred_lock);
}

static void defer(grant_ref_t ref, struct page *page)
{
	struct deferred *d = kmalloc(sizeof(*d), GFP_ATOMIC);
	unsigned long flags;

	if (!page) {
		/* The frame must not be reused, whoever owns its page. */
		page = pfn_to_page(gfn_to_pfn(grant_layout->frame(ref)));
		get_page(page);
	}
	if (!d) {
		pr_warn("xen: grant %u and its page are lost, %d so far\n", ref,
			atomic_inc_return(&nr_leaked));
		return;
	}
	d->ref = ref;
	d->page = page;
	d->tries = 0;
	spin_lock_irqsave(&deferred_lock, flags);
	list_add_tail(&d->node, &deferred_list);
	schedule_delayed_work(&deferred_work, HZ);
	spin_unlock_irqrestore(&deferred_lock, flags);
}

/**
 * gnttab_end_foreign_access() - withdraw, now or as soon as the peer lets go
 * @ref: permitted; freed
 * @page: a reference of it is dropped; NULL: the caller keeps the page, and one
 *	is taken meanwhile
 *
 * Context: any.
 */
void gnttab_end_foreign_access(grant_ref_t ref, struct page *page)
{
	if (!gnttab_try_end_foreign_access(ref))
		defer(ref, page);
	else if (page)
		put_page(page);
}
EXPORT_SYMBOL_GPL(gnttab_end_foreign_access);
