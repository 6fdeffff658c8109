// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus of front ends: device/TYPE/ID, named TYPE-ID.
 *
 * Boot waits for front ends to connect, as the root file system may be on one:
 * half a minute for any, five minutes altogether for those that matter.
 *
 * A front end is closed in an orderly way when the system goes down. A dom0
 * with front ends of its own resumes them from a work item: their back ends are
 * in the same domain and not resumed yet.
 */

#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/pm.h>
#include <xen/xen.h>
#include "xenbus_internal.h"

#define CLOSE_TIMEOUT		(5 * HZ)
#define WAIT_FOR_ANY		(30 * HZ)
#define WAIT_FOR_ESSENTIAL	(300 * HZ)

static int front_name(char name[XENBUS_NAME_SIZE], const char *nodename)
{
	const char *path = strchr(nodename, '/');
	char *slash;

	if (!path || strscpy(name, path + 1, XENBUS_NAME_SIZE) < 0)
		return -EINVAL;
	slash = strchr(name, '/');
	if (!slash)
		return -EINVAL;
	*slash = '-';
	return 0;
}

static int front_probe(struct xenbus_type *type, const char *devtype,
		       const char *id)
{
	char *node;
	int err;

	/* The first console has a node but is no xenbus device. */
	if (!strcmp(devtype, "console") && !strcmp(id, "0"))
		return 0;
	node = kasprintf(GFP_KERNEL, "%s/%s/%s", type->root, devtype, id);
	if (!node)
		return -ENOMEM;
	err = xenbus_probe_node(type, devtype, node);
	kfree(node);
	return err;
}

static int front_uevent(const struct device *d, struct kobj_uevent_env *env)
{
	return add_uevent_var(env, "MODALIAS=xen:%s",
			      to_xenbus_device(d)->devicetype);
}

static void delayed_resume(struct work_struct *work)
{
	xenbus_dev_resume(&container_of(work, struct xenbus_device, work)->dev);
}

static int front_dev_probe(struct device *d)
{
	if (xs_place == XS_LOCAL)
		INIT_WORK(&to_xenbus_device(d)->work, delayed_resume);
	return xenbus_dev_probe(d);
}

static int front_resume(struct device *d)
{
	if (xs_place != XS_LOCAL)
		return xenbus_dev_resume(d);
	if (d->driver)
		schedule_work(&to_xenbus_device(d)->work);
	return 0;
}

static int front_thaw(struct device *d)
{
	/* Nobody was moved. */
	return 0;
}

static void front_shutdown(struct device *d)
{
	struct xenbus_device *dev = to_xenbus_device(d);

	if (dev->state != XenbusStateConnected)
		return;
	xenbus_switch_state(dev, XenbusStateClosing);
	if (!wait_for_completion_timeout(&dev->down, CLOSE_TIMEOUT))
		dev_info(d, "does not close\n");
}

static const struct dev_pm_ops front_pm_ops = {
	.freeze		= xenbus_dev_suspend,
	.thaw		= front_thaw,
	.restore	= front_resume,
};

static struct xenbus_type front_type = {
	.root			= "device",
	.levels			= 2,
	.name			= front_name,
	.probe			= front_probe,
	.closing_is_closed	= true,
	.bus = {
		.name		= "xen",
		.match		= xenbus_match,
		.uevent		= front_uevent,
		.probe		= front_dev_probe,
		.remove		= xenbus_dev_remove,
		.shutdown	= front_shutdown,
		.dev_groups	= xenbus_dev_groups,
		.pm		= &front_pm_ops,
	},
};

static void node_changed(struct xenbus_watch *watch, const char *path,
			 const char *token)
{
	xenbus_node_changed(&front_type, path);
}

static int read_backend(struct xenbus_device *dev)
{
	return xenbus_read_otherend(dev, "backend-id", "backend");
}

/* Waiting. */

struct wait_scope {
	struct device_driver *driver;	/* NULL: any */
	bool essential_only;
};

static int is_connecting(struct device *d, void *data)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct wait_scope *scope = data;
	struct xenbus_driver *drv;

	/* Without a driver it will not connect. */
	if (!d->driver || (scope->driver && scope->driver != d->driver))
		return 0;
	drv = to_xenbus_driver(d->driver);
	if (scope->essential_only && drv->not_essential)
		return 0;
	return dev->state < XenbusStateConnected ||
	       (dev->state == XenbusStateConnected && drv->is_ready &&
		!drv->is_ready(dev));
}

static int complain(struct device *d, void *data)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct wait_scope *scope = data;

	if (scope->driver && scope->driver != d->driver)
		return 0;
	if (!d->driver)
		dev_info(d, "no driver for %s\n", dev->nodename);
	else if (dev->state < XenbusStateConnected)
		dev_warn(d, "%s does not connect, its other end is %s\n",
			 xenbus_strstate(dev->state), dev->otherend ?
			 xenbus_strstate(xenbus_read_driver_state(dev->otherend))
			 : "not there");
	return 0;
}

static bool may_wait;

static void wait_for_devices(struct device_driver *driver)
{
	struct wait_scope scope = { .driver = driver };
	unsigned long start = jiffies;
	bool told = false;

	if (!may_wait || !xen_domain())
		return;
	while (bus_for_each_dev(&front_type.bus, NULL, &scope, is_connecting)) {
		unsigned long waited = jiffies - start;

		if (waited > WAIT_FOR_ESSENTIAL)
			break;
		if (waited > WAIT_FOR_ANY)
			scope.essential_only = true;
		if (waited > 5 * HZ && !told) {
			pr_warn("xen: waiting for devices to connect\n");
			told = true;
		}
		schedule_timeout_interruptible(HZ / 10);
	}
	bus_for_each_dev(&front_type.bus, NULL, &scope, complain);
}

/**
 * __xenbus_register_frontend() - see xenbus_register_frontend()
 * @drv: the driver
 * @owner: its module
 * @mod_name: its module's name
 *
 * A driver that is loaded later waits here for its devices.
 */
int __xenbus_register_frontend(struct xenbus_driver *drv, struct module *owner,
			       const char *mod_name)
{
	int err;

	drv->read_otherend_details = read_backend;
	err = xenbus_register_driver(drv, &front_type, owner, mod_name);
	if (!err)
		wait_for_devices(&drv->driver);
	return err;
}
EXPORT_SYMBOL_GPL(__xenbus_register_frontend);

static int look_and_watch(struct notifier_block *nb, unsigned long event,
			  void *data)
{
	static struct xenbus_watch watch = {
		.node = "device",
		.callback = node_changed,
	};

	xenbus_probe_all(&front_type);
	register_xenbus_watch(&watch);
	return NOTIFY_DONE;
}

static int __init front_init(void)
{
	static struct notifier_block nb = { .notifier_call = look_and_watch };
	int err = bus_register(&front_type.bus);

	if (!err && xen_domain())
		err = register_xenstore_notifier(&nb);
	return err;
}
subsys_initcall(front_init);

static int __init front_wait(void)
{
	may_wait = true;
	wait_for_devices(NULL);
	return 0;
}
late_initcall(front_wait);
