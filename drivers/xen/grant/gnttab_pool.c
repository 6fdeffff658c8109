// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which grant references are free.
 *
 * One bit per reference, set while it is free, and a cursor behind the last one
 * handed out: references are reused as late as possible, which keeps a stale
 * number in a peer from meeting a new grant soon, and makes the search short.
 *
 * Paths that may not fail take references in advance, as a private list: the
 * list's head is a reference, and next_of() each one names the following. Such
 * a list belongs to its user, who locks it; the pool touches it no more.
 *
 *	free (bit set) ---> taken: single | run of numbers | on a private list
 *
 * Who finds no references can leave a callback, called under the lock when
 * enough have come back. Lock: pool_lock, also taken in interrupts.
 */

#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "grant_internal.h"

#define LIST_END	((grant_ref_t)-1)
#define PER_PAGE	(PAGE_SIZE / sizeof(grant_ref_t))

static DEFINE_SPINLOCK(pool_lock);
static unsigned long *free_bits;
static grant_ref_t **next_pages;
static unsigned int nr_refs;		/* the table's length */
static unsigned int nr_free;
static unsigned int cursor;
static struct gnttab_free_callback *waiting;

static grant_ref_t *next_of(grant_ref_t ref)
{
	return &next_pages[ref / PER_PAGE][ref % PER_PAGE];
}

/**
 * grant_pool_init() - room for the bookkeeping of so many references
 * @max_refs: more there will never be
 */
int __init grant_pool_init(unsigned int max_refs)
{
	free_bits = bitmap_zalloc(max_refs, GFP_KERNEL);
	next_pages = kcalloc(DIV_ROUND_UP(max_refs, PER_PAGE),
			     sizeof(*next_pages), GFP_KERNEL);
	if (free_bits && next_pages)
		return 0;
	bitmap_free(free_bits);
	kfree(next_pages);
	return -ENOMEM;
}

/**
 * grant_pool_prepare() - memory for references to come
 * @from: the first
 * @to: one behind the last
 *
 * Return: 0 or -ENOMEM; what was allocated is kept for the next try.
 */
int grant_pool_prepare(unsigned int from, unsigned int to)
{
	unsigned int i;

	for (i = from / PER_PAGE; i < DIV_ROUND_UP(to, PER_PAGE); i++) {
		if (!next_pages[i])
			next_pages[i] = (void *)__get_free_page(GFP_ATOMIC);
		if (!next_pages[i])
			return -ENOMEM;
	}
	return 0;
}

/**
 * grant_pool_add() - the table has grown
 * @from: the first new reference; 0: the first ones are reserved
 * @to: one behind the last
 */
void grant_pool_add(unsigned int from, unsigned int to)
{
	from = max_t(unsigned int, from, GNTTAB_NR_RESERVED_ENTRIES);
	bitmap_set(free_bits, from, to - from);
	nr_free += to - from;
	nr_refs = to;
}

/**
 * grant_pool_size() - references that there are, free or not
 */
unsigned int grant_pool_size(void)
{
	return nr_refs;
}

static grant_ref_t take_one(void)
{
	unsigned int ref = find_next_bit(free_bits, nr_refs, cursor);

	if (ref >= nr_refs)
		ref = find_first_bit(free_bits, nr_refs);
	__clear_bit(ref, free_bits);
	nr_free--;
	cursor = ref + 1;
	return ref;
}

static void put_one(grant_ref_t ref)
{
	if (WARN_ON_ONCE(ref < GNTTAB_NR_RESERVED_ENTRIES || ref >= nr_refs ||
			 __test_and_set_bit(ref, free_bits)))
		return;
	nr_free++;
}

static void call_waiting(void)
{
	struct gnttab_free_callback **link = &waiting, *cb;

	while ((cb = *link)) {
		if (nr_free >= cb->count) {
			*link = cb->next;
			cb->next = NULL;
			cb->fn(cb->arg);
		} else {
			link = &cb->next;
		}
	}
}

/**
 * gnttab_alloc_grant_references() - a private list
 * @count: its length
 * @head: filled
 *
 * Return: 0 or -ENOSPC.
 */
int gnttab_alloc_grant_references(u16 count, grant_ref_t *head)
{
	grant_ref_t list = LIST_END;
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&pool_lock, flags);
	if (nr_free < count && grant_table_grow(count - nr_free))
		err = -ENOSPC;
	while (!err && count--) {
		grant_ref_t ref = take_one();

		*next_of(ref) = list;
		list = ref;
	}
	spin_unlock_irqrestore(&pool_lock, flags);
	*head = list;
	return err;
}
EXPORT_SYMBOL_GPL(gnttab_alloc_grant_references);

/* The first of @count free ones in a row; nr_refs: there are none. */
static unsigned long find_run(unsigned int count)
{
	unsigned long at, end;

	for (at = find_first_bit(free_bits, nr_refs); at < nr_refs;
	     at = find_next_bit(free_bits, nr_refs, end)) {
		end = find_next_zero_bit(free_bits, nr_refs, at);
		if (end - at >= count)
			break;
	}
	return at;
}

/**
 * gnttab_alloc_grant_reference_seq() - references with consecutive numbers
 * @count: how many
 * @first: filled
 *
 * Return: 0 or -ENOSPC.
 */
int gnttab_alloc_grant_reference_seq(unsigned int count, grant_ref_t *first)
{
	unsigned long flags, at;
	int err = 0;

	spin_lock_irqsave(&pool_lock, flags);
	at = find_run(count);
	if (at >= nr_refs) {
		/* What is added is a run of its own. */
		err = grant_table_grow(count) ? -ENOSPC : 0;
		at = err ? 0 : find_run(count);
	}
	if (!err) {
		bitmap_clear(free_bits, at, count);
		nr_free -= count;
		*first = at;
	}
	spin_unlock_irqrestore(&pool_lock, flags);
	return err;
}
EXPORT_SYMBOL_GPL(gnttab_alloc_grant_reference_seq);

/**
 * gnttab_claim_grant_reference() - take one off a private list
 * @head: of the list
 *
 * Return: the reference or -ENOSPC.
 */
int gnttab_claim_grant_reference(grant_ref_t *head)
{
	grant_ref_t ref = *head;

	if (unlikely(ref == LIST_END))
		return -ENOSPC;
	*head = *next_of(ref);
	return ref;
}
EXPORT_SYMBOL_GPL(gnttab_claim_grant_reference);

/**
 * gnttab_release_grant_reference() - put one back on a private list
 * @head: of the list
 * @ref: taken from it
 */
void gnttab_release_grant_reference(grant_ref_t *head, grant_ref_t ref)
{
	*next_of(ref) = *head;
	*head = ref;
}
EXPORT_SYMBOL_GPL(gnttab_release_grant_reference);

/**
 * gnttab_empty_grant_references() - is a private list used up?
 * @head: of the list
 */
int gnttab_empty_grant_references(const grant_ref_t *head)
{
	return *head == LIST_END;
}
EXPORT_SYMBOL_GPL(gnttab_empty_grant_references);

/**
 * gnttab_free_grant_references() - give up a private list
 * @head: of the list
 */
void gnttab_free_grant_references(grant_ref_t head)
{
	unsigned long flags;

	spin_lock_irqsave(&pool_lock, flags);
	while (head != LIST_END) {
		grant_ref_t next = *next_of(head);

		put_one(head);
		head = next;
	}
	call_waiting();
	spin_unlock_irqrestore(&pool_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_references);

/**
 * gnttab_free_grant_reference_seq() - give up consecutive references
 * @first: the first
 * @count: how many
 */
void gnttab_free_grant_reference_seq(grant_ref_t first, unsigned int count)
{
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&pool_lock, flags);
	for (i = 0; i < count; i++)
		put_one(first + i);
	call_waiting();
	spin_unlock_irqrestore(&pool_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_reference_seq);

/**
 * gnttab_free_grant_reference() - give up one reference
 * @ref: not in use by a peer any more
 */
void gnttab_free_grant_reference(grant_ref_t ref)
{
	gnttab_free_grant_reference_seq(ref, 1);
}
EXPORT_SYMBOL_GPL(gnttab_free_grant_reference);

/**
 * gnttab_request_free_callback() - be called when references are free
 * @callback: the caller's; nothing happens if it waits already
 * @fn: called once, with the pool's lock held: it may only wake something
 * @arg: for @fn
 * @count: so many have to be free
 */
void gnttab_request_free_callback(struct gnttab_free_callback *callback,
				  void (*fn)(void *), void *arg, u16 count)
{
	struct gnttab_free_callback *cb;
	unsigned long flags;

	spin_lock_irqsave(&pool_lock, flags);
	for (cb = waiting; cb; cb = cb->next)
		if (cb == callback)
			break;
	if (!cb) {
		callback->fn = fn;
		callback->arg = arg;
		callback->count = count;
		callback->next = waiting;
		waiting = callback;
		call_waiting();
	}
	spin_unlock_irqrestore(&pool_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_request_free_callback);

/**
 * gnttab_cancel_free_callback() - wait no more
 * @callback: waiting or not
 */
void gnttab_cancel_free_callback(struct gnttab_free_callback *callback)
{
	struct gnttab_free_callback **link;
	unsigned long flags;

	spin_lock_irqsave(&pool_lock, flags);
	for (link = &waiting; *link; link = &(*link)->next) {
		if (*link == callback) {
			*link = callback->next;
			break;
		}
	}
	spin_unlock_irqrestore(&pool_lock, flags);
}
EXPORT_SYMBOL_GPL(gnttab_cancel_free_callback);
