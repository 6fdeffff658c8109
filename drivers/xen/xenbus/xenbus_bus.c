// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the bus of front ends and the bus of back ends have in common: devices
 * appear and vanish with directories in xenstore, are joined with drivers by
 * their type, and are told of the state of their other end.
 *
 *	node there, state Initialising ---> device registered ---> driver's probe
 *	node gone                      ---> device unregistered, driver's remove
 *
 * The details of the other end (path, domain) are read before each probe and
 * after each resume, and a watch put on its state.
 *
 * reclaim_sem keeps memory reclaim away from probe and remove.
 */

#include <linux/export.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "xenbus_internal.h"

static struct xenbus_type *type_of(struct xenbus_device *dev)
{
	return container_of(dev->dev.bus, struct xenbus_type, bus);
}

static const struct xenbus_device_id *find_id(const struct xenbus_driver *drv,
					      struct xenbus_device *dev)
{
	const struct xenbus_device_id *id;

	for (id = drv->ids; id && *id->devicetype; id++)
		if (!strcmp(id->devicetype, dev->devicetype))
			return id;
	return NULL;
}

int xenbus_match(struct device *dev, const struct device_driver *drv)
{
	return !!find_id(to_xenbus_driver(drv), to_xenbus_device(dev));
}

/* The other end. */

static void forget_otherend(struct xenbus_device *dev)
{
	if (dev->otherend_watch.node) {
		unregister_xenbus_watch(&dev->otherend_watch);
		kfree(dev->otherend_watch.node);
		dev->otherend_watch.node = NULL;
	}
	kfree(dev->otherend);
	dev->otherend = NULL;
}

static int find_otherend(struct xenbus_device *dev)
{
	forget_otherend(dev);
	return to_xenbus_driver(dev->dev.driver)->read_otherend_details(dev);
}

/**
 * xenbus_read_otherend() - learn path and domain of the other end
 * @dev: ours
 * @id_node: name of the node with the domain
 * @path_node: name of the node with the path
 */
int xenbus_read_otherend(struct xenbus_device *dev, const char *id_node,
			 const char *path_node)
{
	int err = xenbus_gather(XBT_NIL, dev->nodename,
				id_node, "%i", &dev->otherend_id,
				path_node, NULL, &dev->otherend, NULL);

	if (err) {
		xenbus_dev_fatal(dev, err, "no other end in %s", dev->nodename);
		return err;
	}
	if (*dev->otherend && xenbus_exists(XBT_NIL, dev->otherend, ""))
		return 0;
	xenbus_dev_fatal(dev, -ENOENT, "other end of %s is not there",
			 dev->nodename);
	kfree(dev->otherend);
	dev->otherend = NULL;
	return -ENOENT;
}

static void otherend_changed(struct xenbus_watch *watch, const char *path,
			     const char *token)
{
	struct xenbus_device *dev = container_of(watch, struct xenbus_device,
						 otherend_watch);
	struct xenbus_driver *drv = to_xenbus_driver(dev->dev.driver);
	enum xenbus_state state;

	/* An event of the end before the present one. */
	if (!dev->otherend || !strstarts(path, dev->otherend))
		return;
	state = xenbus_read_driver_state(dev->otherend);
	dev_dbg(&dev->dev, "%s is %s\n", dev->otherend, xenbus_strstate(state));
	/* When the system goes down devices close; drivers are told nothing. */
	if (system_state > SYSTEM_RUNNING) {
		if (type_of(dev)->closing_is_closed &&
		    state == XenbusStateClosing)
			xenbus_frontend_closed(dev);
		return;
	}
	if (drv->otherend_changed)
		drv->otherend_changed(dev, state);
}

static int watch_otherend(struct xenbus_device *dev)
{
	return xenbus_watch_pathfmt(dev, &dev->otherend_watch,
				    type_of(dev)->will_handle, otherend_changed,
				    "%s/state", dev->otherend);
}

/* Statistics, in a directory "xenbus" while a driver has the device. */

#define COUNTER(name)							\
static ssize_t name##_show(struct device *d,				\
			   struct device_attribute *attr, char *buf)	\
{									\
	return sysfs_emit(buf, "%d\n",					\
			  atomic_read(&to_xenbus_device(d)->name));	\
}									\
static DEVICE_ATTR_RO(name)

COUNTER(event_channels);
COUNTER(events);
COUNTER(spurious_events);
COUNTER(jiffies_eoi_delayed);

static ssize_t spurious_threshold_show(struct device *d,
				       struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", to_xenbus_device(d)->spurious_threshold);
}

static ssize_t spurious_threshold_store(struct device *d,
					struct device_attribute *attr,
					const char *buf, size_t count)
{
	int err = kstrtouint(buf, 0, &to_xenbus_device(d)->spurious_threshold);

	return err ?: count;
}
static DEVICE_ATTR_RW(spurious_threshold);

static struct attribute *stat_attrs[] = {
	&dev_attr_spurious_threshold.attr,
	&dev_attr_event_channels.attr,
	&dev_attr_events.attr,
	&dev_attr_spurious_events.attr,
	&dev_attr_jiffies_eoi_delayed.attr,
	NULL
};

static const struct attribute_group stat_group = {
	.name	= "xenbus",
	.attrs	= stat_attrs,
};

/* Joining devices and drivers. */

static void call_remove(struct xenbus_driver *drv, struct xenbus_device *dev)
{
	if (!drv->remove)
		return;
	down(&dev->reclaim_sem);
	drv->remove(dev);
	up(&dev->reclaim_sem);
}

int xenbus_dev_probe(struct device *d)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct xenbus_driver *drv = to_xenbus_driver(d->driver);
	int err = -ENODEV;

	if (!drv->probe)
		goto fail;
	err = find_otherend(dev);
	if (err)
		return err;
	err = -ESRCH;
	if (!try_module_get(drv->driver.owner))
		goto fail;

	down(&dev->reclaim_sem);
	err = drv->probe(dev, find_id(drv, dev));
	up(&dev->reclaim_sem);
	if (err)
		goto put;
	err = watch_otherend(dev);
	if (err) {
		call_remove(drv, dev);
		goto put;
	}
	dev->spurious_threshold = 1;
	if (sysfs_create_group(&d->kobj, &stat_group))
		dev_warn(d, "no statistics\n");
	return 0;
put:
	module_put(drv->driver.owner);
fail:
	xenbus_dev_error(dev, err, "probing %s", dev->nodename);
	return err;
}

void xenbus_dev_remove(struct device *d)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct xenbus_driver *drv = to_xenbus_driver(d->driver);

	sysfs_remove_group(&d->kobj, &stat_group);
	if (dev->otherend_watch.node) {
		unregister_xenbus_watch(&dev->otherend_watch);
		kfree(dev->otherend_watch.node);
		dev->otherend_watch.node = NULL;
	}
	call_remove(drv, dev);
	module_put(drv->driver.owner);
	kfree(dev->otherend);
	dev->otherend = NULL;

	/* Who may be bound again stays as it is, unless it was closing. */
	if (!drv->allow_rebind ||
	    xenbus_read_driver_state(dev->nodename) == XenbusStateClosing)
		xenbus_switch_state(dev, XenbusStateClosed);
}

int xenbus_dev_suspend(struct device *d)
{
	struct xenbus_driver *drv;
	int err;

	if (!d->driver)
		return 0;
	drv = to_xenbus_driver(d->driver);
	err = drv->suspend ? drv->suspend(to_xenbus_device(d)) : 0;
	/* The domain is going to move all the same. */
	if (err)
		dev_warn(d, "suspend: %d\n", err);
	return 0;
}

int xenbus_dev_resume(struct device *d)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct xenbus_driver *drv;
	int err;

	if (!d->driver)
		return 0;
	drv = to_xenbus_driver(d->driver);
	err = find_otherend(dev);
	if (!err) {
		dev->state = XenbusStateInitialising;
		err = drv->resume ? drv->resume(dev) : 0;
	}
	if (!err)
		err = watch_otherend(dev);
	if (err)
		dev_warn(d, "resume: %d\n", err);
	return err;
}

/**
 * xenbus_register_driver() - what both kinds of drivers need
 * @drv: the driver
 * @type: its bus
 * @owner: its module
 * @mod_name: its module's name
 */
int xenbus_register_driver(struct xenbus_driver *drv, struct xenbus_type *type,
			   struct module *owner, const char *mod_name)
{
	drv->driver.bus = &type->bus;
	drv->driver.name = drv->name ?: drv->ids[0].devicetype;
	drv->driver.mod_name = mod_name;
	drv->driver.owner = owner;
	return driver_register(&drv->driver);
}

/**
 * xenbus_unregister_driver() - the end of a driver
 * @drv: registered
 */
void xenbus_unregister_driver(struct xenbus_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(xenbus_unregister_driver);

/* Devices and nodes. */

static ssize_t nodename_show(struct device *d, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%s\n", to_xenbus_device(d)->nodename);
}
static DEVICE_ATTR_RO(nodename);

static ssize_t devtype_show(struct device *d, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%s\n", to_xenbus_device(d)->devicetype);
}
static DEVICE_ATTR_RO(devtype);

static ssize_t modalias_show(struct device *d, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%s:%s\n", d->bus->name,
			  to_xenbus_device(d)->devicetype);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t state_show(struct device *d, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  xenbus_strstate(to_xenbus_device(d)->state));
}
static DEVICE_ATTR_RO(state);

static struct attribute *xenbus_dev_attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_nodename.attr,
	&dev_attr_devtype.attr,
	&dev_attr_modalias.attr,
	NULL
};
static const struct attribute_group xenbus_dev_group = {
	.attrs	= xenbus_dev_attrs,
};

const struct attribute_group *xenbus_dev_groups[] = {
	&xenbus_dev_group,
	NULL
};

static void release_dev(struct device *d)
{
	struct xenbus_device *dev = to_xenbus_device(d);

	kfree(dev->nodename);
	kfree(dev->devicetype);
	kfree(dev);
}

/**
 * xenbus_probe_node() - make the device of a node
 * @type: the bus
 * @devtype: the device's type
 * @nodename: its directory
 *
 * Return: 0 also for a node that is not new: it is on its way out; -errno.
 */
int xenbus_probe_node(struct xenbus_type *type, const char *devtype,
		      const char *nodename)
{
	char name[XENBUS_NAME_SIZE];
	struct xenbus_device *dev;
	int err;

	if (xenbus_read_driver_state(nodename) != XenbusStateInitialising)
		return 0;
	err = type->name(name, nodename);
	if (err)
		return err;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	dev->state = XenbusStateInitialising;
	init_completion(&dev->down);
	sema_init(&dev->reclaim_sem, 1);
	device_initialize(&dev->dev);
	dev->dev.bus = &type->bus;
	dev->dev.release = release_dev;

	dev->nodename = kstrdup(nodename, GFP_KERNEL);
	dev->devicetype = kstrdup(devtype, GFP_KERNEL);
	err = -ENOMEM;
	if (dev->nodename && dev->devicetype)
		err = dev_set_name(&dev->dev, "%s", name);
	if (!err)
		err = device_add(&dev->dev);
	if (err)
		put_device(&dev->dev);
	return err;
}

/**
 * xenbus_probe_all() - make the devices of all nodes that are there
 * @type: the bus
 */
int xenbus_probe_all(struct xenbus_type *type)
{
	unsigned int nr_types, nr_dirs, i, j;
	char **types, **dirs;
	int err = 0;

	types = xenbus_directory(XBT_NIL, type->root, "", &nr_types);
	if (IS_ERR(types))
		return PTR_ERR(types);
	for (i = 0; i < nr_types && !err; i++) {
		dirs = xenbus_directory(XBT_NIL, type->root, types[i],
					&nr_dirs);
		if (IS_ERR(dirs)) {
			err = PTR_ERR(dirs);
			break;
		}
		for (j = 0; j < nr_dirs && !err; j++)
			err = type->probe(type, types[i], dirs[j]);
		kfree(dirs);
	}
	kfree(types);
	return err;
}

static int has_node(struct device *d, const void *path)
{
	return !strcmp(to_xenbus_device(d)->nodename, path);
}

static int is_below(struct device *d, const void *path)
{
	const char *node = to_xenbus_device(d)->nodename;
	size_t len = strlen(path);

	return !strncmp(node, path, len) && (!node[len] || node[len] == '/');
}

/* The length of the first @parts parts of a path; 0: it has not so many. */
static size_t prefix_length(const char *path, unsigned int parts)
{
	const char *p = path;

	for (;; p++) {
		p = strchrnul(p, '/');
		if (!--parts)
			return p - path;
		if (!*p)
			return 0;
	}
}

/**
 * xenbus_node_changed() - something happened at or below a node
 * @type: the bus whose root it is below
 * @path: of the node
 */
void xenbus_node_changed(struct xenbus_type *type, const char *path)
{
	char *node, *devtype;
	struct device *d;
	size_t len;

	/* A change of the root or of a type says nothing about devices. */
	if (!prefix_length(path, 3))
		return;
	if (!xenbus_exists(XBT_NIL, path, "")) {
		while ((d = bus_find_device(&type->bus, NULL, path, is_below))) {
			device_unregister(d);
			put_device(d);
		}
		return;
	}

	len = prefix_length(path, type->levels + 1);
	if (!len)
		return;
	node = kstrndup(path, len, GFP_KERNEL);
	path = strchr(path, '/') + 1;
	devtype = kstrndup(path, strcspn(path, "/"), GFP_KERNEL);
	if (node && devtype) {
		d = bus_find_device(&type->bus, NULL, node, has_node);
		if (d)
			put_device(d);
		else
			xenbus_probe_node(type, devtype, node);
	}
	kfree(devtype);
	kfree(node);
}
