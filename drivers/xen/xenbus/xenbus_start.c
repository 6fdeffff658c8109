// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where xenstore is, and when it answers.
 *
 * A domain is started with a page and a port to a xenstored that runs already,
 * both in the start info. The first domain has neither: it makes the page and
 * the port itself, and a xenstored in its user space finds them (/proc/xen,
 * /dev/xen/xenbus_backend) and connects some time later, which is noticed by
 * the first event on the port. Until then requests wait.
 *
 * Whoever needs xenstore registers for the moment when it answers; for a domain
 * with a remote one that moment is the device initcalls.
 */

#include <linux/export.h>
#include <linux/kthread.h>
#include <linux/proc_fs.h>
#include <asm/xen/hypervisor.h>
#include <xen/events.h>
#include <xen/page.h>
#include <xen/suspend.h>
#include <xen/xen.h>
#include "xenbus_internal.h"

enum xs_place xs_place;
int xen_store_evtchn;
EXPORT_SYMBOL_GPL(xen_store_evtchn);
struct xenstore_domain_interface *xen_store_interface;
EXPORT_SYMBOL_GPL(xen_store_interface);
int xenstored_ready;

static BLOCKING_NOTIFIER_HEAD(ready_chain);
static DEFINE_MUTEX(ready_mutex);
static bool announced;

/**
 * register_xenstore_notifier() - be called once when xenstore answers
 * @nb: called at once if it does already
 */
int register_xenstore_notifier(struct notifier_block *nb)
{
	bool now;
	int err = 0;

	mutex_lock(&ready_mutex);
	now = announced;
	if (!now)
		err = blocking_notifier_chain_register(&ready_chain, nb);
	mutex_unlock(&ready_mutex);
	if (now)
		nb->notifier_call(nb, 0, NULL);
	return err;
}
EXPORT_SYMBOL_GPL(register_xenstore_notifier);

/**
 * unregister_xenstore_notifier() - be called no more
 * @nb: registered
 */
void unregister_xenstore_notifier(struct notifier_block *nb)
{
	blocking_notifier_chain_unregister(&ready_chain, nb);
}
EXPORT_SYMBOL_GPL(unregister_xenstore_notifier);

static void announce(void)
{
	mutex_lock(&ready_mutex);
	xenstored_ready = 1;
	announced = true;
	mutex_unlock(&ready_mutex);
	blocking_notifier_call_chain(&ready_chain, 0, NULL);
}

static int wait_for_local(void *unused)
{
	xs_ring_wait();
	announce();
	return 0;
}

static int __init make_local(void)
{
	struct evtchn_alloc_unbound port = {
		.dom = DOMID_SELF,
		.remote_dom = DOMID_SELF,
	};
	unsigned long page = get_zeroed_page(GFP_KERNEL);
	int err;

	if (!page)
		return -ENOMEM;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &port);
	if (err) {
		free_page(page);
		return err;
	}
	xen_store_evtchn = port.port;
	xen_store_interface = (void *)page;
	return 0;
}

static int port_after_resume(struct notifier_block *nb, unsigned long action,
			     void *data)
{
	xen_store_evtchn = xen_start_info->store_evtchn;
	return NOTIFY_DONE;
}

static int __init xenbus_init(void)
{
	static struct notifier_block nb = { .notifier_call = port_after_resume };
	enum xs_place place = XS_LOCAL;
	int err = 0;

	if (!xen_domain())
		return -ENODEV;
	if (xen_start_info->store_evtchn) {
		place = XS_REMOTE;
		xen_store_evtchn = xen_start_info->store_evtchn;
		xen_store_interface = gfn_to_virt(xen_start_info->store_mfn);
		xenstored_ready = 1;
		xen_resume_notifier_register(&nb);
	} else {
		err = make_local();
	}
	if (!err)
		err = xs_request_init();
	if (!err)
		err = xs_ring_start();
	if (!err)
		err = xs_watch_init();
	if (err) {
		pr_err("xen: no xenstore: %d\n", err);
		return err;
	}
	xs_place = place;
	if (IS_ENABLED(CONFIG_XEN_COMPAT_XENFS))
		proc_create_mount_point("xen");
	return 0;
}
postcore_initcall(xenbus_init);

static int __init xenbus_go(void)
{
	if (xs_place == XS_REMOTE)
		announce();
	else if (xs_place == XS_LOCAL)
		return PTR_ERR_OR_ZERO(kthread_run(wait_for_local, NULL,
						   "xenbus_probe"));
	return 0;
}
device_initcall(xenbus_go);
