// SPDX-License-Identifier: GPL-2.0-only
/*
 * Using what other domains granted: mapping their frames at addresses of pages
 * that have no frame, unmapping them again, copying.
 *
 * A mapped page is marked foreign and names its grant. Its p2m entry is the
 * foreign frame, so that DMA and grants of our own reach it; the architecture
 * sets and clears that, and the kernel mapping of user mappings (kmap_ops).
 *
 * Unmapping has to wait while somebody else holds the page, as the network does
 * with pages in flight. There is no notification for that: page counts are
 * looked at, ever more rarely.
 */

#include <linux/delay.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <asm/xen/hypercall.h>
#include "grant_internal.h"

/* GNTST_eagain: 1 + 2 + ... ms, half a minute in all. */
#define MAX_TRIES	256
/* Milliseconds between looks at page counts: a multiple of the tries. */
#define UNMAP_DELAY_MS	5

/* @status is a member of @op. */
static void repeat(unsigned int cmd, void *op, s16 *status)
{
	unsigned int try;

	for (try = 1; try < MAX_TRIES && *status == GNTST_eagain; try++) {
		msleep(try);
		if (HYPERVISOR_grant_table_op(cmd, op, 1))
			*status = GNTST_general_error;
	}
	if (*status == GNTST_eagain) {
		pr_err("xen: a granted frame stays paged out\n");
		*status = GNTST_bad_page;
	}
}

/**
 * gnttab_batch_map() - map, without anything that concerns pages
 * @batch: what to map; each has a status afterwards, never GNTST_eagain
 * @count: how many
 */
void gnttab_batch_map(struct gnttab_map_grant_ref *batch, unsigned int count)
{
	unsigned int i;

	/* Refused as a whole only if the arguments are not in memory. */
	BUG_ON(HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, batch, count));
	for (i = 0; i < count; i++)
		repeat(GNTTABOP_map_grant_ref, &batch[i], &batch[i].status);
}
EXPORT_SYMBOL_GPL(gnttab_batch_map);

/**
 * gnttab_batch_copy() - copy from or to frames of other domains
 * @batch: what to copy; each has a status afterwards, never GNTST_eagain
 * @count: how many
 */
void gnttab_batch_copy(struct gnttab_copy *batch, unsigned int count)
{
	unsigned int i;

	BUG_ON(HYPERVISOR_grant_table_op(GNTTABOP_copy, batch, count));
	for (i = 0; i < count; i++)
		repeat(GNTTABOP_copy, &batch[i], &batch[i].status);
}
EXPORT_SYMBOL_GPL(gnttab_batch_copy);

/**
 * gnttab_map_refs() - map grants at the addresses of pages
 * @map_ops: what to map; each has a status afterwards
 * @kmap_ops: the same for the kernel's mapping if @map_ops are user addresses
 * @pages: one for each, without a frame
 * @count: how many
 *
 * Return: 0 or -errno of the whole; failures of single ones are in their status.
 */
int gnttab_map_refs(struct gnttab_map_grant_ref *map_ops,
		    struct gnttab_map_grant_ref *kmap_ops,
		    struct page **pages, unsigned int count)
{
	unsigned int i;
	int err = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, map_ops,
					    count);

	if (err)
		return err;
	for (i = 0; i < count; i++) {
		struct gnttab_map_grant_ref *op = &map_ops[i];

		repeat(GNTTABOP_map_grant_ref, op, &op->status);
		if (op->status == GNTST_okay) {
			struct xen_page_foreign *foreign;

			SetPageForeign(pages[i]);
			foreign = xen_page_foreign(pages[i]);
			foreign->gref = op->ref;
			foreign->domid = op->dom;
		} else if (op->status == GNTST_no_device_space) {
			pr_warn_ratelimited("xen: no room to track more mapped grants\n");
		}
	}
	err = set_foreign_p2m_mapping(map_ops, kmap_ops, pages, count);
	return err;
}
EXPORT_SYMBOL_GPL(gnttab_map_refs);

/**
 * gnttab_unmap_refs() - undo gnttab_map_refs()
 * @unmap_ops: what to unmap; each has a status afterwards
 * @kunmap_ops: the kernel's mappings, if there were any apart
 * @pages: one for each
 * @count: how many
 */
int gnttab_unmap_refs(struct gnttab_unmap_grant_ref *unmap_ops,
		      struct gnttab_unmap_grant_ref *kunmap_ops,
		      struct page **pages, unsigned int count)
{
	unsigned int i;
	int err;

	err = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, unmap_ops,
					count);
	if (err)
		return err;
	for (i = count; i--; )
		ClearPageForeign(pages[i]);
	return clear_foreign_p2m_mapping(unmap_ops, kunmap_ops, pages, count);
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs);

static void unmap_if_unused(struct gntab_unmap_queue_data *item)
{
	unsigned int i;

	for (i = 0; i < item->count; i++) {
		if (page_count(item->pages[i]) > 1) {
			unsigned int ms = UNMAP_DELAY_MS * (item->age + 1);

			schedule_delayed_work(&item->gnttab_work,
					      msecs_to_jiffies(ms));
			return;
		}
	}
	item->done(gnttab_unmap_refs(item->unmap_ops, item->kunmap_ops,
				     item->pages, item->count), item);
}

static void unmap_work(struct work_struct *work)
{
	struct gntab_unmap_queue_data *item =
		container_of(to_delayed_work(work),
			     struct gntab_unmap_queue_data, gnttab_work);

	if (item->age < UINT_MAX / UNMAP_DELAY_MS - 1)
		item->age++;
	unmap_if_unused(item);
}

/**
 * gnttab_unmap_refs_async() - unmap when nobody else holds the pages
 * @item: what and whom to tell; may be freed by its done()
 */
void gnttab_unmap_refs_async(struct gntab_unmap_queue_data *item)
{
	item->age = 0;
	INIT_DELAYED_WORK(&item->gnttab_work, unmap_work);
	unmap_if_unused(item);
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs_async);

struct unmap_waiter {
	struct completion done;
	int result;
};

static void wake_unmap_waiter(int result, struct gntab_unmap_queue_data *item)
{
	struct unmap_waiter *waiter = item->data;

	waiter->result = result;
	complete(&waiter->done);
}

/**
 * gnttab_unmap_refs_sync() - the same, and wait for it
 * @item: what
 */
int gnttab_unmap_refs_sync(struct gntab_unmap_queue_data *item)
{
	struct unmap_waiter waiter;

	init_completion(&waiter.done);
	item->done = wake_unmap_waiter;
	item->data = &waiter;
	gnttab_unmap_refs_async(item);
	wait_for_completion(&waiter.done);
	return waiter.result;
}
EXPORT_SYMBOL_GPL(gnttab_unmap_refs_sync);
