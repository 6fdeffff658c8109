// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/xenbus (and /proc/xen/xenbus): xenstore for user space, message by
 * message as on the ring.
 *
 * A write is part of one request, of one, or of several in sequence. Most
 * requests go to the ring as they are, with the caller's numbers put back into
 * the answer. Watches are the exception: they are registered in the kernel's
 * name and their events given the caller's token again, so that events find
 * the file they belong to and resume renews them.
 *
 * Transactions are remembered, to be aborted when the file is closed and to be
 * refused after the domain has moved to another xenstored.
 *
 * Locks: write_mutex is held while a request is put together and acted on, and
 * may wait for answers; lock is of the lists and never waits. The ring's thread
 * takes only the latter: it must be able to bring the answers.
 *
 * References: the open file's, and one for each request under way.
 */

#include <linux/miscdevice.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/xen.h>
#include "xenbus_internal.h"

/* A message for the reader. */
struct reply {
	struct list_head node;
	unsigned int len, done;
	char data[] __counted_by(len);
};

/* Id 0: started, not answered yet. */
struct transaction {
	struct list_head node;
	u32 id;
	unsigned int generation;
};

struct user_watch {
	struct list_head node;
	struct xenbus_watch watch;
	struct xs_file *file;
	char *token;
};

struct xs_file {
	struct kref ref;
	struct work_struct free_work;

	struct mutex write_mutex;	/* of in_len, in and watches */
	unsigned int in_len;
	union {
		struct xsd_sockmsg msg;
		char bytes[sizeof(struct xsd_sockmsg) + XENSTORE_PAYLOAD_MAX];
	} in;
	struct list_head watches;

	struct mutex read_mutex;	/* one reader at a time */
	spinlock_t lock;		/* of the lists below */
	struct list_head transactions;
	struct list_head replies;
	wait_queue_head_t read_wait;
};

/* The end of a file. */

static void drop_answer(struct xs_request *req)
{
	xs_request_leave(req);
	kfree(req->answer);
	xs_request_put(req);
}

static void abort_transaction(u32 id)
{
	struct xs_request *req = xs_request_alloc(2);

	if (!req)
		return;
	req->msg.type = XS_TRANSACTION_END;
	req->msg.tx_id = id;
	req->user = true;
	req->complete = drop_answer;
	memcpy(req->payload, "F", 2);
	xs_request_submit(req);
}

static void free_watch(struct user_watch *w)
{
	unregister_xenbus_watch(&w->watch);
	kfree(w->watch.node);
	kfree(w->token);
	kfree(w);
}

static void free_file(struct work_struct *work)
{
	struct xs_file *f = container_of(work, struct xs_file, free_work);
	struct transaction *t, *next_t;
	struct user_watch *w, *next_w;
	struct reply *r, *next_r;

	list_for_each_entry_safe(t, next_t, &f->transactions, node) {
		if (t->id && t->generation == xs_generation)
			abort_transaction(t->id);
		kfree(t);
	}
	list_for_each_entry_safe(w, next_w, &f->watches, node)
		free_watch(w);
	list_for_each_entry_safe(r, next_r, &f->replies, node)
		kfree(r);
	kfree(f);
}

/* The last reference may be the ring thread's, which must not wait. */
static void release_file(struct kref *ref)
{
	schedule_work(&container_of(ref, struct xs_file, ref)->free_work);
}

/* Answers and events. */

static int queue_reply(struct xs_file *f, const struct xsd_sockmsg *msg,
		       const char *body)
{
	unsigned int len = sizeof(*msg) + msg->len;
	struct reply *r = kmalloc(struct_size(r, data, len), GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->len = len;
	r->done = 0;
	memcpy(r->data, msg, sizeof(*msg));
	memcpy(r->data + sizeof(*msg), body, msg->len);
	spin_lock(&f->lock);
	list_add_tail(&r->node, &f->replies);
	spin_unlock(&f->lock);
	wake_up(&f->read_wait);
	return 0;
}

static struct transaction *find_transaction(struct xs_file *f, u32 id)
{
	struct transaction *t;

	list_for_each_entry(t, &f->transactions, node)
		if (t->id == id)
			return t;
	return NULL;
}

static void end_transaction(struct xs_file *f, u32 id)
{
	struct transaction *t;

	spin_lock(&f->lock);
	t = find_transaction(f, id);
	if (t)
		list_del(&t->node);
	spin_unlock(&f->lock);
	kfree(t);
}

static void note_started(struct xs_file *f, const char *answer)
{
	struct transaction *t;
	u32 id;

	if (kstrtou32(answer, 10, &id) || !id) {
		end_transaction(f, 0);
		return;
	}
	spin_lock(&f->lock);
	t = find_transaction(f, 0);
	if (t)
		t->id = id;
	spin_unlock(&f->lock);
}

/* Context: the ring's thread. */
static void answered(struct xs_request *req)
{
	struct xs_file *f = req->owner;

	xs_request_leave(req);
	if (req->type == XS_TRANSACTION_END)
		end_transaction(f, req->msg.tx_id);
	else if (req->type == XS_TRANSACTION_START && req->answer &&
		 req->msg.type != XS_ERROR)
		note_started(f, req->answer);
	else if (req->type == XS_TRANSACTION_START)
		end_transaction(f, 0);
	if (queue_reply(f, &req->msg, req->answer ?: ""))
		pr_warn_ratelimited("xen: no memory for an answer of xenstore\n");
	kfree(req->answer);
	xs_request_put(req);
	kref_put(&f->ref, release_file);
}

static void watch_fired(struct xenbus_watch *watch, const char *path,
			const char *token)
{
	struct user_watch *w = container_of(watch, struct user_watch, watch);
	struct xsd_sockmsg msg = { .type = XS_WATCH_EVENT };
	char *body;

	/* Path, NUL, token, NUL. */
	body = kasprintf(GFP_KERNEL, "%s%c%s", path, 0, w->token);
	if (!body)
		return;
	msg.len = strlen(path) + 1 + strlen(w->token) + 1;
	queue_reply(w->file, &msg, body);
	kfree(body);
}

/* Requests. */

/* Answer the present request ourselves. */
static int reply_with(struct xs_file *f, u32 type, const char *text)
{
	struct xsd_sockmsg msg = f->in.msg;

	msg.type = type;
	msg.len = strlen(text) + 1;
	return queue_reply(f, &msg, text);
}

static int watch_request(struct xs_file *f, const char *path, unsigned int len)
{
	const char *token = memchr(path, 0, len);
	struct user_watch *w;
	int err;

	if (!token++ || !memchr(token, 0, len - (token - path)))
		return reply_with(f, XS_ERROR, "EINVAL");

	if (f->in.msg.type == XS_UNWATCH) {
		list_for_each_entry(w, &f->watches, node) {
			if (!strcmp(w->token, token) &&
			    !strcmp(w->watch.node, path)) {
				list_del(&w->node);
				free_watch(w);
				break;
			}
		}
		return reply_with(f, XS_UNWATCH, "OK");
	}

	w = kzalloc(sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	w->file = f;
	w->token = kstrdup(token, GFP_KERNEL);
	w->watch.node = kstrdup(path, GFP_KERNEL);
	w->watch.callback = watch_fired;
	err = w->token && w->watch.node ? register_xenbus_watch(&w->watch)
					: -ENOMEM;
	if (err) {
		kfree(w->watch.node);
		kfree(w->token);
		kfree(w);
		return err;
	}
	list_add(&w->node, &f->watches);
	return reply_with(f, XS_WATCH, "OK");
}

static int forward(struct xs_file *f)
{
	struct xs_request *req = xs_request_alloc(f->in.msg.len);

	if (!req)
		return -ENOMEM;
	req->msg = f->in.msg;
	memcpy(req->payload, f->in.bytes + sizeof(f->in.msg), f->in.msg.len);
	req->user = true;
	req->owner = f;
	req->complete = answered;
	kref_get(&f->ref);
	xs_request_submit(req);
	return 0;
}

static int start_transaction(struct xs_file *f)
{
	struct transaction *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int err;

	if (!t)
		return -ENOMEM;
	t->generation = xs_generation;
	spin_lock(&f->lock);
	list_add(&t->node, &f->transactions);
	spin_unlock(&f->lock);
	err = forward(f);
	if (err)
		end_transaction(f, 0);
	return err;
}

static int request(struct xs_file *f)
{
	const char *payload = f->in.bytes + sizeof(f->in.msg);
	u32 type = f->in.msg.type, len = f->in.msg.len;
	struct transaction *t = NULL;
	unsigned int generation = 0;

	if (type == XS_WATCH || type == XS_UNWATCH)
		return watch_request(f, payload, len);
	if (type == XS_TRANSACTION_START)
		return start_transaction(f);

	if (f->in.msg.tx_id) {
		spin_lock(&f->lock);
		t = find_transaction(f, f->in.msg.tx_id);
		if (t)
			generation = t->generation;
		spin_unlock(&f->lock);
		if (!t)
			return reply_with(f, XS_ERROR, "ENOENT");
	}
	if (type != XS_TRANSACTION_END)
		return forward(f);
	if (len != 2 || payload[1] || (*payload != 'T' && *payload != 'F') || !t)
		return reply_with(f, XS_ERROR, "EINVAL");
	if (generation == xs_generation)
		return forward(f);
	/* It stayed with another xenstored. */
	end_transaction(f, f->in.msg.tx_id);
	return *payload == 'T' ? reply_with(f, XS_ERROR, "EAGAIN") :
				 reply_with(f, XS_TRANSACTION_END, "OK");
}

static ssize_t xs_dev_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	struct xs_file *f = file->private_data;
	size_t done = 0, want, n;
	int err = 0;

	mutex_lock(&f->write_mutex);
	while (done < count && !err) {
		/* First the head, then what it announces. */
		want = sizeof(f->in.msg);
		if (f->in_len >= want)
			want += f->in.msg.len;
		n = min(count - done, want - f->in_len);
		if (copy_from_user(f->in.bytes + f->in_len, buf + done, n)) {
			err = -EFAULT;
			break;
		}
		f->in_len += n;
		done += n;
		if (f->in_len < sizeof(f->in.msg))
			continue;
		if (f->in.msg.len > XENSTORE_PAYLOAD_MAX) {
			f->in_len = 0;
			err = -E2BIG;
		} else if (f->in_len == sizeof(f->in.msg) + f->in.msg.len) {
			err = request(f);
			f->in_len = 0;
		}
	}
	mutex_unlock(&f->write_mutex);
	return err ?: done;
}

/* Copies out of the first reply; takes it off when it is finished. */
static ssize_t read_first(struct xs_file *f, char __user *buf, size_t count)
{
	struct reply *r = list_first_entry(&f->replies, struct reply, node);
	size_t n = min_t(size_t, count, r->len - r->done);

	if (copy_to_user(buf, r->data + r->done, n))
		return -EFAULT;
	r->done += n;
	if (r->done == r->len) {
		spin_lock(&f->lock);
		list_del(&r->node);
		spin_unlock(&f->lock);
		kfree(r);
	}
	return n;
}

static ssize_t xs_dev_read(struct file *file, char __user *buf, size_t count,
			   loff_t *pos)
{
	struct xs_file *f = file->private_data;
	ssize_t done = 0, n = 0;

	if (!count)
		return 0;
	do {
		if (list_empty(&f->replies) && (file->f_flags & O_NONBLOCK))
			return -EAGAIN;
		if (wait_event_interruptible(f->read_wait,
					     !list_empty(&f->replies)))
			return -ERESTARTSYS;
		mutex_lock(&f->read_mutex);
		while (done < count && !list_empty(&f->replies)) {
			n = read_first(f, buf + done, count - done);
			if (n < 0)
				break;
			done += n;
		}
		mutex_unlock(&f->read_mutex);
	} while (!done && n >= 0);
	return done ?: n;
}

static __poll_t xs_dev_poll(struct file *file, poll_table *wait)
{
	struct xs_file *f = file->private_data;

	poll_wait(file, &f->read_wait, wait);
	return list_empty(&f->replies) ? 0 : EPOLLIN | EPOLLRDNORM;
}

static int xs_dev_open(struct inode *inode, struct file *file)
{
	struct xs_file *f;

	if (xs_place == XS_NOWHERE)
		return -ENOENT;
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	stream_open(inode, file);
	kref_init(&f->ref);
	INIT_WORK(&f->free_work, free_file);
	mutex_init(&f->write_mutex);
	mutex_init(&f->read_mutex);
	spin_lock_init(&f->lock);
	INIT_LIST_HEAD(&f->watches);
	INIT_LIST_HEAD(&f->transactions);
	INIT_LIST_HEAD(&f->replies);
	init_waitqueue_head(&f->read_wait);
	file->private_data = f;
	return 0;
}

static int xs_dev_release(struct inode *inode, struct file *file)
{
	struct xs_file *f = file->private_data;

	kref_put(&f->ref, release_file);
	return 0;
}

const struct file_operations xen_xenbus_fops = {
	.owner		= THIS_MODULE,
	.open		= xs_dev_open,
	.release	= xs_dev_release,
	.read		= xs_dev_read,
	.write		= xs_dev_write,
	.poll		= xs_dev_poll,
};
EXPORT_SYMBOL_GPL(xen_xenbus_fops);

static int __init xs_dev_init(void)
{
	static struct miscdevice dev = {
		.minor	= MISC_DYNAMIC_MINOR,
		.name	= "xen/xenbus",
		.fops	= &xen_xenbus_fops,
	};

	return xen_domain() ? misc_register(&dev) : -ENODEV;
}
device_initcall(xs_dev_init);
