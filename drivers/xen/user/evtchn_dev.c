// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/evtchn: event channels for programs.
 *
 * An open file owns a set of ports, each bound by one of its ioctls.  An event
 * puts its port on the file's list of pending ports and leaves the channel
 * masked; read() takes ports from the list, and writing a port number back
 * says that its event was handled and opens the channel again.
 *
 *         event                read()               write()
 *   OPEN --------> PENDING ------------> TAKEN -----------------> OPEN
 *        (on list, masked)     (masked)         (event ends, unmasked)
 *
 * A port is on the list at most once, so the list needs no room of its own and
 * cannot overflow: every event lost by an earlier interface of this kind was
 * lost to a full ring.  IOCTL_EVTCHN_RESET empties the list.
 *
 * Locks: @bind_lock covers the set of ports and is held by everything that
 * looks one up; @pending_lock, taken in the interrupt handler, covers the list
 * and the ports' states.
 *
 * A file can be restricted to one peer for good, before it is handed to a
 * program that is trusted with no more than that.
 */
#define pr_fmt(fmt) "xen:" KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include <xen/events.h>
#include <xen/evtchn.h>
#include <xen/vcpu.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

/* No restriction: not a number that a domain can have. */
#define ANY_DOMAIN	DOMID_INVALID
/* Ports handled by one copy of read() or write(). */
#define BATCH		64

struct port_file {
	struct xarray ports;		/* port -> struct user_port */
	struct mutex bind_lock;		/* of @ports, @peer */
	domid_t peer;
	spinlock_t pending_lock;	/* of @pending, the ports' states */
	struct list_head pending;
	wait_queue_head_t wait;
	struct fasync_struct *fasync;
	char name[32];			/* in /proc/interrupts */
};

struct user_port {
	struct port_file *file;
	struct list_head pending;	/* on file->pending, or empty */
	evtchn_port_t port;
	bool open;			/* under file->pending_lock */
};

static irqreturn_t evtchn_interrupt(int irq, void *data)
{
	struct user_port *up = data;
	struct port_file *pf = up->file;
	bool first = false;

	spin_lock(&pf->pending_lock);
	if (!WARN_ONCE(!up->open, "event on masked port %u\n", up->port)) {
		up->open = false;
		first = list_empty(&pf->pending);
		list_add_tail(&up->pending, &pf->pending);
	}
	spin_unlock(&pf->pending_lock);

	if (first) {
		wake_up_interruptible(&pf->wait);
		kill_fasync(&pf->fasync, SIGIO, POLL_IN);
	}
	return IRQ_HANDLED;
}

/* Move up to @max pending ports to @ports. */
static unsigned int take_ports(struct port_file *pf, u32 *ports,
			       unsigned int max)
{
	struct user_port *up;
	unsigned int nr = 0;

	spin_lock_irq(&pf->pending_lock);
	while (nr < max && !list_empty(&pf->pending)) {
		up = list_first_entry(&pf->pending, struct user_port, pending);
		list_del_init(&up->pending);
		ports[nr++] = up->port;
	}
	spin_unlock_irq(&pf->pending_lock);
	return nr;
}

/* Put ports back that could not be delivered; unbound ones are forgotten. */
static void return_ports(struct port_file *pf, const u32 *ports,
			 unsigned int nr)
{
	struct user_port *up;

	mutex_lock(&pf->bind_lock);
	spin_lock_irq(&pf->pending_lock);
	while (nr--) {
		up = xa_load(&pf->ports, ports[nr]);
		if (up && !up->open && list_empty(&up->pending))
			list_add(&up->pending, &pf->pending);
	}
	spin_unlock_irq(&pf->pending_lock);
	mutex_unlock(&pf->bind_lock);
}

static ssize_t evtchn_read(struct file *file, char __user *buf, size_t count,
			   loff_t *pos)
{
	struct port_file *pf = file->private_data;
	unsigned int nr, room = min_t(size_t, count / sizeof(u32), BATCH);
	u32 ports[BATCH];
	int ret;

	if (!room)
		return 0;
	while (!(nr = take_ports(pf, ports, room))) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(pf->wait,
					       !list_empty(&pf->pending));
		if (ret)
			return ret;
	}
	if (copy_to_user(buf, ports, nr * sizeof(u32))) {
		return_ports(pf, ports, nr);
		return -EFAULT;
	}
	return nr * sizeof(u32);
}

/* The program is done with its event; @up may have been bound anew since. */
static void reopen_port(struct port_file *pf, struct user_port *up)
{
	bool done = false;

	spin_lock_irq(&pf->pending_lock);
	if (!up->open) {
		list_del_init(&up->pending);
		up->open = true;
		done = true;
	}
	spin_unlock_irq(&pf->pending_lock);
	if (done)
		xen_irq_lateeoi(irq_from_evtchn(up->port), 0);
}

static ssize_t evtchn_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	struct port_file *pf = file->private_data;
	unsigned int i, nr = min_t(size_t, count / sizeof(u32), BATCH);
	struct user_port *up;
	u32 ports[BATCH];

	if (!nr)
		return 0;
	if (copy_from_user(ports, buf, nr * sizeof(u32)))
		return -EFAULT;

	mutex_lock(&pf->bind_lock);
	for (i = 0; i < nr; i++) {
		up = xa_load(&pf->ports, ports[i]);
		if (up)
			reopen_port(pf, up);
	}
	mutex_unlock(&pf->bind_lock);
	return nr * sizeof(u32);
}

static __poll_t evtchn_poll(struct file *file, poll_table *wait)
{
	struct port_file *pf = file->private_data;
	__poll_t mask = EPOLLOUT | EPOLLWRNORM;

	poll_wait(file, &pf->wait, wait);
	if (!list_empty(&pf->pending))
		mask |= EPOLLIN | EPOLLRDNORM;
	return mask;
}

static int evtchn_fasync(int fd, struct file *file, int on)
{
	struct port_file *pf = file->private_data;

	return fasync_helper(fd, file, on, &pf->fasync);
}

/**
 * adopt_port() - make @port one of the file's
 * @pf: the file
 * @port: a port of this domain that nothing in the kernel uses yet
 * @is_static: the port was made by the host's configuration; never close it
 *
 * Context: under bind_lock.
 * Return: @port, or -errno; then a port that is not static has been closed.
 */
static int adopt_port(struct port_file *pf, evtchn_port_t port, bool is_static)
{
	struct user_port *up;
	int ret;

	up = kzalloc(sizeof(*up), GFP_KERNEL);
	if (!up) {
		ret = -ENOMEM;
		goto close;
	}
	up->file = pf;
	up->port = port;
	up->open = true;
	INIT_LIST_HEAD(&up->pending);

	ret = xa_insert(&pf->ports, port, up, GFP_KERNEL);
	if (ret)
		goto free;
	ret = bind_evtchn_to_irqhandler_lateeoi(port, evtchn_interrupt, 0,
						pf->name, up);
	if (ret < 0)
		goto erase;
	ret = evtchn_make_refcounted(port, is_static);
	if (ret) {
		unbind_from_irqhandler(irq_from_evtchn(port), up);
		xa_erase(&pf->ports, port);
		kfree(up);
		return ret;
	}
	return port;

erase:
	xa_erase(&pf->ports, port);
free:
	kfree(up);
close:
	if (!is_static)
		xen_evtchn_close(port);
	return ret;
}

/* Ends the handler first: nothing puts @up on the list afterwards. */
static void drop_port(struct port_file *pf, struct user_port *up)
{
	xa_erase(&pf->ports, up->port);
	unbind_from_irqhandler(irq_from_evtchn(up->port), up);
	spin_lock_irq(&pf->pending_lock);
	list_del_init(&up->pending);
	spin_unlock_irq(&pf->pending_lock);
	kfree(up);
}

static int bind_virq(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_bind_virq *req = arg;
	struct evtchn_bind_virq op = {
		.virq = req->virq,
		.vcpu = xen_vcpu_nr(0),
	};
	int ret;

	if (pf->peer != ANY_DOMAIN)
		return -EACCES;
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_virq, &op);
	return ret ? ret : adopt_port(pf, op.port, false);
}

static int bind_interdomain(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_bind_interdomain *req = arg;
	struct evtchn_bind_interdomain op = {
		.remote_dom = req->remote_domain,
		.remote_port = req->remote_port,
	};
	int ret;

	if (pf->peer != ANY_DOMAIN && pf->peer != req->remote_domain)
		return -EACCES;
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_bind_interdomain, &op);
	return ret ? ret : adopt_port(pf, op.local_port, false);
}

static int bind_unbound(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_bind_unbound_port *req = arg;
	struct evtchn_alloc_unbound op = {
		.dom = DOMID_SELF,
		.remote_dom = req->remote_domain,
	};
	int ret;

	if (pf->peer != ANY_DOMAIN && pf->peer != req->remote_domain)
		return -EACCES;
	ret = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &op);
	return ret ? ret : adopt_port(pf, op.port, false);
}

static int bind_static(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_bind *req = arg;

	if (pf->peer != ANY_DOMAIN)
		return -EACCES;
	if (req->port >= xen_evtchn_nr_channels())
		return -EINVAL;
	if (xa_load(&pf->ports, req->port))
		return -EISCONN;
	return adopt_port(pf, req->port, true);
}

static int unbind_port(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_unbind *req = arg;
	struct user_port *up;

	if (req->port >= xen_evtchn_nr_channels())
		return -EINVAL;
	up = xa_load(&pf->ports, req->port);
	if (!up)
		return -ENOTCONN;
	drop_port(pf, up);
	return 0;
}

static int notify_port(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_notify *req = arg;

	if (!xa_load(&pf->ports, req->port))
		return -ENOTCONN;
	notify_remote_via_evtchn(req->port);
	return 0;
}

static int reset_pending(struct port_file *pf, const void *arg)
{
	struct user_port *up, *next;

	spin_lock_irq(&pf->pending_lock);
	list_for_each_entry_safe(up, next, &pf->pending, pending)
		list_del_init(&up->pending);
	spin_unlock_irq(&pf->pending_lock);
	return 0;
}

static int restrict_peer(struct port_file *pf, const void *arg)
{
	const struct ioctl_evtchn_restrict_domid *req = arg;

	if (pf->peer != ANY_DOMAIN)
		return -EACCES;
	if (!req->domid || req->domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	pf->peer = req->domid;
	return 0;
}

static const struct {
	unsigned int cmd;
	unsigned int size;
	int (*call)(struct port_file *pf, const void *arg);
} evtchn_calls[] = {
	{ IOCTL_EVTCHN_BIND_VIRQ,
	  sizeof(struct ioctl_evtchn_bind_virq), bind_virq },
	{ IOCTL_EVTCHN_BIND_INTERDOMAIN,
	  sizeof(struct ioctl_evtchn_bind_interdomain), bind_interdomain },
	{ IOCTL_EVTCHN_BIND_UNBOUND_PORT,
	  sizeof(struct ioctl_evtchn_bind_unbound_port), bind_unbound },
	{ IOCTL_EVTCHN_BIND_STATIC,
	  sizeof(struct ioctl_evtchn_bind), bind_static },
	{ IOCTL_EVTCHN_UNBIND,
	  sizeof(struct ioctl_evtchn_unbind), unbind_port },
	{ IOCTL_EVTCHN_NOTIFY,
	  sizeof(struct ioctl_evtchn_notify), notify_port },
	{ IOCTL_EVTCHN_RESET, 0, reset_pending },
	{ IOCTL_EVTCHN_RESTRICT_DOMID,
	  sizeof(struct ioctl_evtchn_restrict_domid), restrict_peer },
};

static long evtchn_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct port_file *pf = file->private_data;
	u64 copy[2];
	unsigned int i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(evtchn_calls); i++)
		if (evtchn_calls[i].cmd == cmd)
			break;
	if (i == ARRAY_SIZE(evtchn_calls))
		return -ENOTTY;
	if (copy_from_user(copy, (void __user *)arg, evtchn_calls[i].size))
		return -EFAULT;

	mutex_lock(&pf->bind_lock);
	ret = evtchn_calls[i].call(pf, copy);
	mutex_unlock(&pf->bind_lock);
	return ret;
}

static int evtchn_open(struct inode *inode, struct file *file)
{
	struct port_file *pf = kzalloc(sizeof(*pf), GFP_KERNEL);

	if (!pf)
		return -ENOMEM;
	xa_init(&pf->ports);
	mutex_init(&pf->bind_lock);
	spin_lock_init(&pf->pending_lock);
	INIT_LIST_HEAD(&pf->pending);
	init_waitqueue_head(&pf->wait);
	pf->peer = ANY_DOMAIN;
	snprintf(pf->name, sizeof(pf->name), "evtchn:%s", current->comm);
	file->private_data = pf;
	return stream_open(inode, file);
}

static int evtchn_release(struct inode *inode, struct file *file)
{
	struct port_file *pf = file->private_data;
	struct user_port *up;
	unsigned long port;

	xa_for_each(&pf->ports, port, up)
		drop_port(pf, up);
	xa_destroy(&pf->ports);
	kfree(pf);
	return 0;
}

static const struct file_operations evtchn_fops = {
	.owner		= THIS_MODULE,
	.open		= evtchn_open,
	.release	= evtchn_release,
	.read		= evtchn_read,
	.write		= evtchn_write,
	.poll		= evtchn_poll,
	.fasync		= evtchn_fasync,
	.unlocked_ioctl	= evtchn_ioctl,
};

static struct miscdevice evtchn_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "xen/evtchn",
	.fops	= &evtchn_fops,
};

static int __init evtchn_init(void)
{
	return xen_domain() ? misc_register(&evtchn_device) : -ENODEV;
}
module_init(evtchn_init);

static void __exit evtchn_exit(void)
{
	misc_deregister(&evtchn_device);
}
module_exit(evtchn_exit);

MODULE_DESCRIPTION("Xen event channels for programs (/dev/xen/evtchn)");
MODULE_LICENSE("GPL");
