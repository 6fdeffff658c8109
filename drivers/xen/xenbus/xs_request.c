// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to xenstored: one message out, one message back.
 *
 *	submit ---> to_send ---> (ring) ---> sent ---> answered, done
 *		       \			      (or failed, done)
 *			`- ring error: failed, done
 *
 * Every request gets a number of ours, unique while it lives; user space's own
 * numbers are put back into the answers. Answers come in any order.
 *
 * Nobody waits for ever on a xenstored that was killed: when the system goes
 * down with a local one, waiters give up with -EIO. Such a request is freed by
 * whoever drops it last, sender or ring.
 *
 * The gate keeps requests out while the domain is suspended. It counts those
 * inside; kernel transactions count from start to end, and their requests may
 * enter a closing gate, as the transaction could not end otherwise. User
 * space's transactions do not count: they fail after a suspend (xs_dev.c).
 */

#include <linux/reboot.h>
#include <linux/slab.h>
#include "xenbus_internal.h"

unsigned int xs_generation;

static DEFINE_MUTEX(lists_mutex);
static LIST_HEAD(to_send);
static LIST_HEAD(sent);

static DEFINE_SPINLOCK(gate_lock);
static DECLARE_WAIT_QUEUE_HEAD(gate_wait);
static unsigned int inside;
static bool closed;
static u32 next_id;

/* The gate. */

static void gate_enter(struct xs_request *req)
{
	bool starts = req->type == XS_TRANSACTION_START && !req->user;

	spin_lock(&gate_lock);
	while (closed && !inside) {
		spin_unlock(&gate_lock);
		wait_event(gate_wait, !READ_ONCE(closed));
		spin_lock(&gate_lock);
	}
	inside += starts ? 2 : 1;
	req->msg.req_id = next_id++;
	spin_unlock(&gate_lock);
}

/**
 * xs_request_leave() - a request is done with, whatever came of it
 * @req: done, or given up
 */
void xs_request_leave(struct xs_request *req)
{
	bool failed = req->msg.type == XS_ERROR;
	bool ended = false;

	if (!req->user && req->type == XS_TRANSACTION_START)
		ended = failed;
	/* An end that finds no transaction ends none. */
	if (!req->user && req->type == XS_TRANSACTION_END)
		ended = !failed || !req->answer ||
			strcmp(req->answer, "ENOENT");
	spin_lock(&gate_lock);
	inside -= ended ? 2 : 1;
	if (!inside)
		wake_up_all(&gate_wait);
	spin_unlock(&gate_lock);
}

/**
 * xs_gate_close() - no more requests; wait for those that are under way
 */
void xs_gate_close(void)
{
	spin_lock(&gate_lock);
	closed = true;
	spin_unlock(&gate_lock);
	wait_event(gate_wait, !READ_ONCE(inside));
}

/**
 * xs_gate_open() - let them in again
 */
void xs_gate_open(void)
{
	xs_generation++;
	spin_lock(&gate_lock);
	closed = false;
	spin_unlock(&gate_lock);
	wake_up_all(&gate_wait);
}

/* The life of a request. */

/**
 * xs_request_alloc() - a request with room for a payload
 * @len: its length
 *
 * The caller fills msg.type, msg.tx_id and payload, and for user space msg.req_id,
 * user, complete and owner.
 */
struct xs_request *xs_request_alloc(unsigned int len)
{
	struct xs_request *req = kzalloc(struct_size(req, payload, len), XS_GFP);

	if (!req)
		return NULL;
	kref_init(&req->ref);
	init_waitqueue_head(&req->wait);
	req->msg.len = len;
	return req;
}

static void release(struct kref *ref)
{
	kfree(container_of(ref, struct xs_request, ref));
}

/**
 * xs_request_put() - drop a reference
 * @req: any
 */
void xs_request_put(struct xs_request *req)
{
	kref_put(&req->ref, release);
}

/**
 * xs_request_submit() - send
 * @req: filled in; the ring takes a reference of its own
 */
void xs_request_submit(struct xs_request *req)
{
	req->type = req->msg.type;
	req->user_id = req->msg.req_id;
	gate_enter(req);
	kref_get(&req->ref);
	mutex_lock(&lists_mutex);
	list_add_tail(&req->node, &to_send);
	mutex_unlock(&lists_mutex);
	xs_ring_kick();
}

/**
 * xs_request_next() - the first that is to be sent, or NULL
 *
 * Context: the ring's thread, the only one to take requests off.
 */
struct xs_request *xs_request_next(void)
{
	return list_first_entry_or_null(&to_send, struct xs_request, node);
}

/**
 * xs_request_sent() - the whole of a request is on its way
 * @req: what xs_request_next() said
 */
void xs_request_sent(struct xs_request *req)
{
	mutex_lock(&lists_mutex);
	list_move_tail(&req->node, &sent);
	mutex_unlock(&lists_mutex);
}

/* The ring's reference ends here. */
static void finish(struct xs_request *req)
{
	req->msg.req_id = req->user_id;
	/* The answer is complete before it is seen. */
	smp_store_release(&req->done, true);
	if (req->complete)
		req->complete(req);
	else
		wake_up(&req->wait);
	xs_request_put(req);
}

/**
 * xs_request_failed() - a request could not be sent
 * @req: what xs_request_next() said
 * @err: why
 */
void xs_request_failed(struct xs_request *req, int err)
{
	mutex_lock(&lists_mutex);
	list_del(&req->node);
	mutex_unlock(&lists_mutex);
	req->err = err;
	req->msg.type = XS_ERROR;
	req->msg.len = 0;
	finish(req);
}

/**
 * xs_request_answered() - an answer has come
 * @msg: its head
 * @body: kmalloc'ed; taken in any case
 *
 * Return: 0, or -ENOENT if nobody asked.
 */
int xs_request_answered(const struct xsd_sockmsg *msg, char *body)
{
	struct xs_request *req;

	mutex_lock(&lists_mutex);
	list_for_each_entry(req, &sent, node) {
		if (req->msg.req_id == msg->req_id) {
			list_del(&req->node);
			mutex_unlock(&lists_mutex);
			req->msg.type = msg->type;
			req->msg.len = msg->len;
			req->answer = body;
			finish(req);
			return 0;
		}
	}
	mutex_unlock(&lists_mutex);
	kfree(body);
	return -ENOENT;
}

/* Will an answer come? Not from a process that was killed. */
static bool hopeless(void)
{
	return xs_place == XS_LOCAL && (system_state == SYSTEM_POWER_OFF ||
					system_state == SYSTEM_RESTART ||
					system_state == SYSTEM_HALT);
}

static int errno_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(xsd_errors); i++)
		if (!strcmp(name, xsd_errors[i].errstring))
			return -xsd_errors[i].errnum;
	pr_warn("xen: xenstore says %s\n", name);
	return -EINVAL;
}

/* Takes the answer out of a request that is done. */
static char *take_answer(struct xs_request *req, unsigned int *len)
{
	char *answer = req->answer;
	int err = 0;

	if (req->err)
		err = req->err;
	else if (req->msg.type == XS_ERROR)
		err = errno_of(answer);
	else if (req->msg.type != req->type)
		err = -EINVAL;
	if (len)
		*len = req->msg.len;
	if (err) {
		kfree(answer);
		return ERR_PTR(err);
	}
	return answer;
}

/**
 * xs_talk() - ask xenstore and wait for the answer
 * @t: transaction, or XBT_NIL
 * @type: XS_*
 * @payload: of the request
 * @payload_len: its length
 * @len: if not NULL, filled with the answer's length
 *
 * Return: the answer, kmalloc'ed, with a NUL behind it; or ERR_PTR().
 */
char *xs_talk(struct xenbus_transaction t, u32 type, const char *payload,
	      unsigned int payload_len, unsigned int *len)
{
	struct xs_request *req;
	char *answer;

	if (payload_len > XENSTORE_PAYLOAD_MAX)
		return ERR_PTR(-E2BIG);
	if (xs_place == XS_NOWHERE)
		return ERR_PTR(-ENODEV);
	req = xs_request_alloc(payload_len);
	if (!req)
		return ERR_PTR(-ENOMEM);
	req->msg.type = type;
	req->msg.tx_id = t.id;
	memcpy(req->payload, payload, payload_len);

	xs_request_submit(req);
	/* Pairs with finish(): done is set when the answer is there. */
	wait_event(req->wait, smp_load_acquire(&req->done) || hopeless());
	if (!READ_ONCE(req->done)) {
		/* The system goes down: what the ring still does is no matter. */
		return ERR_PTR(-EIO);
	}
	xs_request_leave(req);
	answer = take_answer(req, len);
	xs_request_put(req);
	return answer;
}

/**
 * xs_talk_ack() - the same if the answer is only yes or no
 * @t: transaction, or XBT_NIL
 * @type: XS_*
 * @payload: of the request
 * @payload_len: its length
 */
int xs_talk_ack(struct xenbus_transaction t, u32 type, const char *payload,
		unsigned int payload_len)
{
	char *answer = xs_talk(t, type, payload, payload_len, NULL);

	if (IS_ERR(answer))
		return PTR_ERR(answer);
	kfree(answer);
	return 0;
}

static int going_down(struct notifier_block *nb, unsigned long code, void *data)
{
	struct xs_request *req;

	mutex_lock(&lists_mutex);
	list_for_each_entry(req, &to_send, node)
		wake_up(&req->wait);
	list_for_each_entry(req, &sent, node)
		wake_up(&req->wait);
	mutex_unlock(&lists_mutex);
	return NOTIFY_DONE;
}

/**
 * xs_request_init() - let waiters go when the system goes down
 */
int __init xs_request_init(void)
{
	static struct notifier_block nb = { .notifier_call = going_down };

	return register_reboot_notifier(&nb);
}
