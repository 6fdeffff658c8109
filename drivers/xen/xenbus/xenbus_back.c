// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus of back ends: backend/TYPE/DOMID/ID, named TYPE-DOMID-ID.
 *
 * Hotplug scripts of the toolstack are started by the uevents of these devices,
 * which therefore name the xenstore directory. When the host is short of memory
 * back ends are asked to give up what they keep for speed.
 */

#include <linux/export.h>
#include <linux/shrinker.h>
#include <xen/xen.h>
#include "xenbus_internal.h"

static int back_name(char name[XENBUS_NAME_SIZE], const char *nodename)
{
	const char *devtype = strchr(nodename, '/');
	const char *id = strrchr(nodename, '/');
	char *frontend;
	int domid, err;

	if (!devtype++ || !id++ || strcspn(devtype, "/") == 0 || devtype == id)
		return -EINVAL;
	err = xenbus_gather(XBT_NIL, nodename, "frontend-id", "%i", &domid,
			    "frontend", NULL, &frontend, NULL);
	if (err)
		return err;
	if (!*frontend)
		err = -ERANGE;
	else if (!xenbus_exists(XBT_NIL, frontend, ""))
		err = -ENOENT;
	kfree(frontend);
	if (err)
		return err;
	if (snprintf(name, XENBUS_NAME_SIZE, "%.*s-%d-%s",
		     (int)strcspn(devtype, "/"), devtype, domid, id) >=
	    XENBUS_NAME_SIZE)
		return -ENOSPC;
	return 0;
}

static int back_probe(struct xenbus_type *type, const char *devtype,
		      const char *domid)
{
	unsigned int nr_ids, i;
	char **ids, *node, *dir;
	int err = 0;

	dir = kasprintf(GFP_KERNEL, "%s/%s/%s", type->root, devtype, domid);
	if (!dir)
		return -ENOMEM;
	ids = xenbus_directory(XBT_NIL, dir, "", &nr_ids);
	if (IS_ERR(ids)) {
		kfree(dir);
		return PTR_ERR(ids);
	}
	for (i = 0; i < nr_ids && !err; i++) {
		node = kasprintf(GFP_KERNEL, "%s/%s", dir, ids[i]);
		err = node ? xenbus_probe_node(type, devtype, node) : -ENOMEM;
		kfree(node);
	}
	kfree(ids);
	kfree(dir);
	return err;
}

static int back_uevent(const struct device *d, struct kobj_uevent_env *env)
{
	const struct xenbus_device *dev = to_xenbus_device(d);
	const struct xenbus_driver *drv;

	if (add_uevent_var(env, "XENBUS_TYPE=%s", dev->devicetype) ||
	    add_uevent_var(env, "XENBUS_PATH=%s", dev->nodename) ||
	    add_uevent_var(env, "XENBUS_BASE_PATH=backend") ||
	    add_uevent_var(env, "MODALIAS=xen-backend:%s", dev->devicetype))
		return -ENOMEM;
	if (!d->driver)
		return 0;
	drv = to_xenbus_driver(d->driver);
	return drv->uevent ? drv->uevent(dev, env) : 0;
}

/* One event on its way is enough: the state is read when it arrives. */
static bool back_will_handle(struct xenbus_watch *watch, const char *path,
			     const char *token)
{
	return !watch->nr_pending;
}

static struct xenbus_type back_type = {
	.root		= "backend",
	.levels		= 3,
	.name		= back_name,
	.probe		= back_probe,
	.will_handle	= back_will_handle,
	.bus = {
		.name		= "xen-backend",
		.match		= xenbus_match,
		.uevent		= back_uevent,
		.probe		= xenbus_dev_probe,
		.remove		= xenbus_dev_remove,
		.dev_groups	= xenbus_dev_groups,
	},
};

static void node_changed(struct xenbus_watch *watch, const char *path,
			 const char *token)
{
	xenbus_node_changed(&back_type, path);
}

static int read_frontend(struct xenbus_device *dev)
{
	return xenbus_read_otherend(dev, "frontend-id", "frontend");
}

/**
 * __xenbus_register_backend() - see xenbus_register_backend()
 * @drv: the driver
 * @owner: its module
 * @mod_name: its module's name
 */
int __xenbus_register_backend(struct xenbus_driver *drv, struct module *owner,
			      const char *mod_name)
{
	drv->read_otherend_details = read_frontend;
	return xenbus_register_driver(drv, &back_type, owner, mod_name);
}
EXPORT_SYMBOL_GPL(__xenbus_register_backend);

/**
 * xenbus_dev_is_online() - does the toolstack want to keep this back end?
 * @dev: a back end
 */
int xenbus_dev_is_online(struct xenbus_device *dev)
{
	return xenbus_read_unsigned(dev->nodename, "online", 0) != 0;
}
EXPORT_SYMBOL_GPL(xenbus_dev_is_online);

static int reclaim_one(struct device *d, void *data)
{
	struct xenbus_device *dev = to_xenbus_device(d);
	struct xenbus_driver *drv;

	if (!d->driver)
		return 0;
	drv = to_xenbus_driver(d->driver);
	/* Being probed or removed: it has nothing to spare. */
	if (!drv->reclaim_memory || down_trylock(&dev->reclaim_sem))
		return 0;
	drv->reclaim_memory(dev);
	up(&dev->reclaim_sem);
	return 0;
}

/* How much they give up is not known, so nothing is ever counted. */
static unsigned long count_objects(struct shrinker *shrinker,
				   struct shrink_control *sc)
{
	bus_for_each_dev(&back_type.bus, NULL, NULL, reclaim_one);
	return 0;
}

static int look_and_watch(struct notifier_block *nb, unsigned long event,
			  void *data)
{
	static struct xenbus_watch watch = {
		.node = "backend",
		.callback = node_changed,
	};

	xenbus_probe_all(&back_type);
	register_xenbus_watch(&watch);
	return NOTIFY_DONE;
}

static int __init back_init(void)
{
	static struct notifier_block nb = { .notifier_call = look_and_watch };
	struct shrinker *shrinker;
	int err = bus_register(&back_type.bus);

	if (err || !xen_domain())
		return err;
	err = register_xenstore_notifier(&nb);
	shrinker = shrinker_alloc(0, "xen-backend");
	if (shrinker) {
		shrinker->count_objects = count_objects;
		shrinker_register(shrinker);
	}
	return err;
}
subsys_initcall(back_init);
