// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rings to and from xenstored, and the thread that serves them.
 *
 * One page: a ring of 1 KiB for each direction, with free-running indexes.
 * Messages are longer than that, so they go in pieces, and what does not fit now
 * waits for the event that says there is room. The thread is the only one that
 * touches the rings; others hand it requests (xs_request.c).
 *
 * xs_ring_mutex is held from the first byte of an incoming message to its last.
 * Suspend takes it: a message cut in two by a move to another machine could
 * not be put together again.
 *
 * The indexes of the other side are checked each time. If they are nonsense
 * the ring starts anew; what was under way is lost with an error.
 */

#include <linux/kthread.h>
#include <linux/slab.h>
#include <xen/events.h>
#include <xen/xen.h>
#include "xenbus_internal.h"

/* Held while a message is half read, see above. */
DEFINE_MUTEX(xs_ring_mutex);

static DECLARE_WAIT_QUEUE_HEAD(ring_wait);
static struct task_struct *ring_task;
static int ring_irq;

static DECLARE_COMPLETION(first_event);

static irqreturn_t ring_event(int irq, void *dev_id)
{
	complete_all(&first_event);
	wake_up(&ring_wait);
	return IRQ_HANDLED;
}

/**
 * xs_ring_wait() - wait for the first sign of the other end
 */
void xs_ring_wait(void)
{
	wait_for_completion(&first_event);
}

/**
 * xs_ring_kick() - there is a new request
 */
void xs_ring_kick(void)
{
	wake_up(&ring_wait);
}

static bool readable(void)
{
	return xen_store_interface->rsp_cons !=
	       READ_ONCE(xen_store_interface->rsp_prod);
}

static bool writable(void)
{
	return xen_store_interface->req_prod -
	       READ_ONCE(xen_store_interface->req_cons) != XENSTORE_RING_SIZE;
}

/* Send as much as there is room for; returns how much, or -EIO. */
static int ring_write(const char *data, unsigned int len)
{
	struct xenstore_domain_interface *ring = xen_store_interface;
	unsigned int done = 0, part;
	u32 prod, cons, at;

	while (done < len) {
		prod = ring->req_prod;
		cons = READ_ONCE(ring->req_cons);
		if (prod - cons > XENSTORE_RING_SIZE) {
			ring->req_cons = 0;
			ring->req_prod = 0;
			return -EIO;
		}
		at = MASK_XENSTORE_IDX(prod);
		part = min3(len - done, XENSTORE_RING_SIZE - at,
			    XENSTORE_RING_SIZE - (prod - cons));
		if (!part)
			break;
		/* The room was seen before it is filled ... */
		virt_mb();
		memcpy(ring->req + at, data + done, part);
		/* ... and is full before that is said. */
		virt_wmb();
		WRITE_ONCE(ring->req_prod, prod + part);
		done += part;
		/* Did the other side see it empty? Then it sleeps. */
		virt_mb();
		if (READ_ONCE(ring->req_cons) == prod)
			notify_remote_via_evtchn(xen_store_evtchn);
	}
	/* It may have caught up between two pieces. */
	if (done)
		notify_remote_via_evtchn(xen_store_evtchn);
	return done;
}

/* Take as much as there is; returns how much, or -EIO. */
static int ring_read(char *data, unsigned int len)
{
	struct xenstore_domain_interface *ring = xen_store_interface;
	unsigned int done = 0, part;
	u32 prod, cons, at;

	while (done < len) {
		cons = ring->rsp_cons;
		prod = READ_ONCE(ring->rsp_prod);
		if (prod - cons > XENSTORE_RING_SIZE) {
			ring->rsp_cons = 0;
			ring->rsp_prod = 0;
			return -EIO;
		}
		at = MASK_XENSTORE_IDX(cons);
		part = min3(len - done, XENSTORE_RING_SIZE - at, prod - cons);
		if (!part)
			break;
		/* The index is newer than what it announces ... */
		virt_rmb();
		memcpy(data + done, ring->rsp + at, part);
		/* ... which must be copied before its room is given away. */
		virt_mb();
		WRITE_ONCE(ring->rsp_cons, cons + part);
		done += part;
		/* Only who found the ring full waits for room. */
		virt_mb();
		if (READ_ONCE(ring->rsp_prod) - cons >= XENSTORE_RING_SIZE)
			notify_remote_via_evtchn(xen_store_evtchn);
	}
	return done;
}

/**
 * struct incoming - the message that is being read; the thread's
 * @active: it has begun; xs_ring_mutex is held
 * @msg: its head
 * @body: its body; NULL while the head is incomplete
 * @event: what @body is part of, if it is a watch event
 * @got: bytes of the part that is being read
 */
static struct incoming {
	bool active;
	unsigned int got;
	struct xsd_sockmsg msg;
	char *body;
	struct xs_event *event;
} in;

static int read_part(void *part, unsigned int len)
{
	int n = ring_read(part + in.got, len - in.got);

	if (n < 0)
		return n;
	in.got += n;
	return in.got == len ? 0 : -EAGAIN;
}

static int read_head(void)
{
	int err = read_part(&in.msg, sizeof(in.msg));

	if (err)
		return err;
	/* Not again should the allocation have to be tried again. */
	if (in.msg.len > XENSTORE_PAYLOAD_MAX)
		return -EINVAL;
	if (in.msg.type == XS_WATCH_EVENT) {
		in.event = kmalloc(struct_size(in.event, body, in.msg.len + 1),
				   XS_GFP);
		in.body = in.event ? in.event->body : NULL;
	} else {
		in.body = kmalloc(in.msg.len + 1, XS_GFP);
	}
	if (!in.body)
		return -ENOMEM;
	in.got = 0;
	return 0;
}

static int read_message(void)
{
	int err = in.body ? 0 : read_head();

	if (!err)
		err = read_part(in.body, in.msg.len);
	if (err)
		return err;
	in.body[in.msg.len] = 0;
	if (!in.event)
		return xs_request_answered(&in.msg, in.body);
	in.event->len = in.msg.len;
	return xs_watch_event(in.event);
}

/* Whoever took the message has taken its memory too, even with an error. */
static void receive(void)
{
	int err;

	if (!in.active) {
		if (!readable())
			return;
		mutex_lock(&xs_ring_mutex);
		in.active = true;
	}
	err = read_message();
	if (err == -EAGAIN)
		return;
	if (err == -ENOMEM) {
		schedule_timeout_uninterruptible(1);
		return;
	}
	if (err) {
		pr_warn_ratelimited("xen: bad message from xenstore: %d\n", err);
		if (err == -EIO || err == -EINVAL)
			kfree(in.event ? (void *)in.event : in.body);
	}
	memset(&in, 0, sizeof(in));
	mutex_unlock(&xs_ring_mutex);
}

/* The request that is being sent, and how much of it has gone. */
static struct xs_request *out;
static unsigned int out_done;

static void transmit(void)
{
	unsigned int len;
	int n;

	if (!writable())
		return;
	if (!out) {
		out = xs_request_next();
		out_done = 0;
	}
	if (!out)
		return;
	len = sizeof(out->msg) + out->msg.len;
	n = ring_write((char *)&out->msg + out_done, len - out_done);
	if (n < 0) {
		xs_request_failed(out, n);
		out = NULL;
		return;
	}
	out_done += n;
	if (out_done == len) {
		xs_request_sent(out);
		out = NULL;
	}
}

static bool work_to_do(void)
{
	return readable() || (writable() && (out || xs_request_next()));
}

static int ring_thread(void *unused)
{
	while (!kthread_should_stop()) {
		if (wait_event_interruptible(ring_wait, work_to_do()))
			continue;
		receive();
		transmit();
	}
	return 0;
}

/**
 * xs_ring_start() - serve the rings; again after resume
 *
 * Return: 0 or -errno.
 */
int xs_ring_start(void)
{
	struct xenstore_domain_interface *ring = xen_store_interface;
	struct task_struct *task;
	int irq;

	if (ring_irq > 0) {
		rebind_evtchn_irq(xen_store_evtchn, ring_irq);
		return 0;
	}
	if (ring->rsp_prod != ring->rsp_cons) {
		pr_warn("xen: dropping old answers of xenstore\n");
		/* A dump kernel finds what the crashed one left: keep it. */
		if (!reset_devices)
			ring->rsp_cons = ring->rsp_prod;
	}
	irq = bind_evtchn_to_irqhandler(xen_store_evtchn, ring_event, 0,
					"xenbus", &ring_irq);
	if (irq < 0)
		return irq;
	ring_irq = irq;
	if (!ring_task) {
		task = kthread_run(ring_thread, NULL, "xenbus");
		if (IS_ERR(task)) {
			xs_ring_stop();
			return PTR_ERR(task);
		}
		ring_task = task;
	}
	return 0;
}

/**
 * xs_ring_stop() - listen no more, as the other end is to be replaced
 */
void xs_ring_stop(void)
{
	unbind_from_irqhandler(ring_irq, &ring_irq);
	ring_irq = 0;
}
