// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches: being told when something changes at or below a node.
 *
 * A watch is known to xenstored by a token; ours is the address of the struct
 * xenbus_watch in hex, believed only if it is on the list. Events come through
 * the ring's thread, which must never block on a callback (callbacks talk to
 * xenstore, through that very thread). So they are queued for a second thread,
 * xenwatch, which calls one callback at a time.
 *
 * Locks: watches_lock is of the list of watches, events_lock of the queue and
 * of nr_pending; callback_mutex is held while a callback runs, so that
 * unregistering can wait for it; watch_rwsem keeps suspend and the registering
 * of watches apart, as resume registers the whole list anew.
 */

#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include "xenbus_internal.h"

static DEFINE_SPINLOCK(watches_lock);
static LIST_HEAD(watches);
static DEFINE_SPINLOCK(events_lock);
static LIST_HEAD(events);
static DECLARE_WAIT_QUEUE_HEAD(events_wait);
static DEFINE_MUTEX(callback_mutex);
static DECLARE_RWSEM(watch_rwsem);
static struct task_struct *watch_task;

/**
 * xs_count_strings() - strings in a list of them
 * @strings: each ended by a NUL
 * @len: of all
 */
unsigned int xs_count_strings(const char *strings, unsigned int len)
{
	unsigned int i, n = 0;

	for (i = 0; i < len; i++)
		n += !strings[i];
	return n;
}

/* The payload of a request about a watch: node and token. */
static int talk_watch(u32 type, struct xenbus_watch *watch)
{
	char *payload;
	int len, err;

	payload = kasprintf(XS_GFP, "%s%c%lX", watch->node, 0, (long)watch);
	if (!payload)
		return -ENOMEM;
	len = strlen(payload) + 1;
	len += strlen(payload + len) + 1;
	err = xs_talk_ack(XBT_NIL, type, payload, len);
	kfree(payload);
	return err;
}

static struct xenbus_watch *find_watch(const char *token)
{
	struct xenbus_watch *watch;
	unsigned long addr;

	if (kstrtoul(token, 16, &addr))
		return NULL;
	list_for_each_entry(watch, &watches, list)
		if ((unsigned long)watch == addr)
			return watch;
	return NULL;
}

/**
 * xs_watch_event() - an event has come
 * @event: body and len are filled; taken in any case
 *
 * Context: the ring's thread.
 * Return: 0, or -EPROTO if it is not what it should be.
 */
int xs_watch_event(struct xs_event *event)
{
	struct xenbus_watch *watch;

	if (xs_count_strings(event->body, event->len) != 2) {
		kfree(event);
		return -EPROTO;
	}
	event->path = event->body;
	event->token = event->body + strlen(event->body) + 1;

	spin_lock(&watches_lock);
	watch = find_watch(event->token);
	if (watch && (!watch->will_handle ||
		      watch->will_handle(watch, event->path, event->token))) {
		event->watch = watch;
		spin_lock(&events_lock);
		list_add_tail(&event->node, &events);
		watch->nr_pending++;
		spin_unlock(&events_lock);
		event = NULL;
	}
	spin_unlock(&watches_lock);
	kfree(event);
	wake_up(&events_wait);
	return 0;
}

static void deliver_one(void)
{
	struct xs_event *event;

	mutex_lock(&callback_mutex);
	spin_lock(&events_lock);
	event = list_first_entry_or_null(&events, struct xs_event, node);
	if (event) {
		list_del(&event->node);
		event->watch->nr_pending--;
	}
	spin_unlock(&events_lock);
	if (event) {
		event->watch->callback(event->watch, event->path, event->token);
		kfree(event);
	}
	mutex_unlock(&callback_mutex);
}

static int watch_thread(void *unused)
{
	watch_task = current;
	for (;;) {
		wait_event_interruptible(events_wait, !list_empty(&events));
		deliver_one();
	}
	return 0;
}

/**
 * register_xenbus_watch() - be told of changes
 * @watch: node and callback are filled
 *
 * Return: 0 or -errno. xenstored sends a first event at once.
 */
int register_xenbus_watch(struct xenbus_watch *watch)
{
	int err;

	watch->nr_pending = 0;
	down_read(&watch_rwsem);
	/* First the list: the first event comes before the answer. */
	spin_lock(&watches_lock);
	list_add(&watch->list, &watches);
	spin_unlock(&watches_lock);
	err = talk_watch(XS_WATCH, watch);
	if (err) {
		spin_lock(&watches_lock);
		list_del(&watch->list);
		spin_unlock(&watches_lock);
	}
	up_read(&watch_rwsem);
	return err;
}
EXPORT_SYMBOL_GPL(register_xenbus_watch);

static void drop_events(struct xenbus_watch *watch)
{
	struct xs_event *event, *next;

	spin_lock(&events_lock);
	if (watch->nr_pending) {
		list_for_each_entry_safe(event, next, &events, node) {
			if (event->watch == watch) {
				list_del(&event->node);
				kfree(event);
			}
		}
		watch->nr_pending = 0;
	}
	spin_unlock(&events_lock);
}

/**
 * unregister_xenbus_watch() - be told no more
 * @watch: registered
 *
 * Context: process; waits for a running callback unless it is the caller.
 */
void unregister_xenbus_watch(struct xenbus_watch *watch)
{
	bool in_callback = current == watch_task;
	int err;

	down_read(&watch_rwsem);
	spin_lock(&watches_lock);
	list_del(&watch->list);
	spin_unlock(&watches_lock);
	err = talk_watch(XS_UNWATCH, watch);
	if (err)
		pr_warn("xen: cannot end the watch of %s: %d\n", watch->node,
			err);
	up_read(&watch_rwsem);

	if (!in_callback)
		mutex_lock(&callback_mutex);
	drop_events(watch);
	if (!in_callback)
		mutex_unlock(&callback_mutex);
}
EXPORT_SYMBOL_GPL(unregister_xenbus_watch);

/**
 * xs_suspend() - bring the traffic with xenstore to rest
 */
void xs_suspend(void)
{
	xs_gate_close();
	mutex_lock(&xs_ring_mutex);
	down_write(&watch_rwsem);
}

/**
 * xs_suspend_cancel() - go on as before
 */
void xs_suspend_cancel(void)
{
	up_write(&watch_rwsem);
	mutex_unlock(&xs_ring_mutex);
	xs_gate_open();
}

/**
 * xs_resume() - go on with another xenstored: it knows no watch of ours
 */
void xs_resume(void)
{
	struct xenbus_watch *watch;

	if (xs_ring_start())
		pr_err("xen: no ring to xenstore after resume\n");
	mutex_unlock(&xs_ring_mutex);
	xs_gate_open();
	/* Nobody else changes the list while we hold the semaphore. */
	list_for_each_entry(watch, &watches, list)
		if (talk_watch(XS_WATCH, watch))
			pr_err("xen: lost the watch of %s\n", watch->node);
	up_write(&watch_rwsem);
}

/**
 * xs_watch_init() - start delivering events
 */
int __init xs_watch_init(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(watch_thread, NULL, "xenwatch"));
}
