// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device's state and its errors, as xenstore shows them.
 *
 * Our state is written only when it changes, as every write wakes the other
 * end, and only while the node exists: a device that is torn down must not be
 * brought back to life by writing into it. Both are tested and written in one
 * transaction.
 *
 * Errors go to the log and to error/NODE/error. A fatal one also closes the
 * device, and the driver hears of that by its other end.
 */

#include <linux/export.h>
#include <linux/slab.h>
#include "xenbus_internal.h"

/**
 * xenbus_strstate() - the name of a state
 * @state: any
 */
const char *xenbus_strstate(enum xenbus_state state)
{
	static const char * const names[] = {
		"Unknown", "Initialising", "InitWait", "Initialised",
		"Connected", "Closing", "Closed", "Reconfiguring",
		"Reconfigured",
	};

	return (unsigned int)state < ARRAY_SIZE(names) ? names[state] : "?";
}
EXPORT_SYMBOL_GPL(xenbus_strstate);

/**
 * xenbus_read_driver_state() - the state of a node
 * @path: of the device
 */
enum xenbus_state xenbus_read_driver_state(const char *path)
{
	int state;

	if (xenbus_scanf(XBT_NIL, path, "state", "%d", &state) != 1)
		return XenbusStateUnknown;
	return state;
}
EXPORT_SYMBOL_GPL(xenbus_read_driver_state);

static void report(struct xenbus_device *dev, int err, struct va_format *vaf)
{
	char *path;

	dev_err(&dev->dev, "%d %pV\n", -err, vaf);
	path = kasprintf(GFP_KERNEL, "error/%s", dev->nodename);
	if (path)
		xenbus_printf(XBT_NIL, path, "error", "%d %pV", -err, vaf);
	kfree(path);
}

/* 0: written, or there is no node to write to. */
static int write_state(struct xenbus_device *dev, enum xenbus_state state)
{
	struct xenbus_transaction t;
	int old, err;

	do {
		err = xenbus_transaction_start(&t);
		if (err)
			return err;
		if (xenbus_scanf(t, dev->nodename, "state", "%d", &old) != 1) {
			err = xenbus_transaction_end(t, 1);
			break;
		}
		err = xenbus_printf(t, dev->nodename, "state", "%d", state);
		if (err) {
			xenbus_transaction_end(t, 1);
			return err;
		}
		err = xenbus_transaction_end(t, 0);
	} while (err == -EAGAIN);
	return err;
}

/**
 * xenbus_switch_state() - tell the other end our new state
 * @dev: ours
 * @state: the state
 *
 * Return: 0; errors are reported as fatal ones.
 */
int xenbus_switch_state(struct xenbus_device *dev, enum xenbus_state state)
{
	int err;

	if (state == dev->state)
		return 0;
	err = write_state(dev, state);
	if (!err) {
		dev->state = state;
		return 0;
	}
	xenbus_dev_error(dev, err, "switching to state %s",
			 xenbus_strstate(state));
	/* One try to close, which may fail for the same reason. */
	if (state != XenbusStateClosing &&
	    !write_state(dev, XenbusStateClosing))
		dev->state = XenbusStateClosing;
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_switch_state);

/**
 * xenbus_frontend_closed() - a front end's answer to its back end's closing
 * @dev: the front end
 */
int xenbus_frontend_closed(struct xenbus_device *dev)
{
	xenbus_switch_state(dev, XenbusStateClosed);
	complete(&dev->down);
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_frontend_closed);

/**
 * xenbus_dev_error() - report an error
 * @dev: whose
 * @err: -errno, or a grant status
 * @fmt: what
 */
void xenbus_dev_error(struct xenbus_device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list ap;

	va_start(ap, fmt);
	vaf.va = &ap;
	report(dev, err, &vaf);
	va_end(ap);
}
EXPORT_SYMBOL_GPL(xenbus_dev_error);

/**
 * xenbus_dev_fatal() - report an error that the device does not survive
 * @dev: whose
 * @err: -errno, or a grant status
 * @fmt: what
 */
void xenbus_dev_fatal(struct xenbus_device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list ap;

	va_start(ap, fmt);
	vaf.va = &ap;
	report(dev, err, &vaf);
	va_end(ap);
	xenbus_switch_state(dev, XenbusStateClosing);
}
EXPORT_SYMBOL_GPL(xenbus_dev_fatal);

/**
 * xenbus_watch_path() - put a watch on a path
 * @dev: for whom; closed if that fails
 * @path: where; the watch's from now on
 * @watch: the watch
 * @will_handle: filter, or NULL
 * @callback: called for changes
 */
int xenbus_watch_path(struct xenbus_device *dev, const char *path,
		      struct xenbus_watch *watch,
		      bool (*will_handle)(struct xenbus_watch *watch,
					  const char *path, const char *token),
		      void (*callback)(struct xenbus_watch *watch,
				       const char *path, const char *token))
{
	int err;

	watch->node = path;
	watch->callback = callback;
	watch->will_handle = will_handle;
	err = register_xenbus_watch(watch);
	if (err) {
		watch->node = NULL;
		xenbus_dev_fatal(dev, err, "watching %s", path);
	}
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_watch_path);

/**
 * xenbus_watch_pathfmt() - the same with a formatted path
 * @dev: for whom; closed if that fails
 * @watch: the watch; its node is to be kfree()d after its end
 * @will_handle: filter, or NULL
 * @callback: called for changes
 * @pathfmt: where
 */
int xenbus_watch_pathfmt(struct xenbus_device *dev, struct xenbus_watch *watch,
			 bool (*will_handle)(struct xenbus_watch *watch,
					     const char *path,
					     const char *token),
			 void (*callback)(struct xenbus_watch *watch,
					  const char *path, const char *token),
			 const char *pathfmt, ...)
{
	va_list ap;
	char *path;
	int err;

	va_start(ap, pathfmt);
	path = kvasprintf(XS_GFP, pathfmt, ap);
	va_end(ap);
	if (!path) {
		xenbus_dev_fatal(dev, -ENOMEM, "making a watch");
		return -ENOMEM;
	}
	err = xenbus_watch_path(dev, path, watch, will_handle, callback);
	if (err)
		kfree(path);
	return err;
}
EXPORT_SYMBOL_GPL(xenbus_watch_pathfmt);
