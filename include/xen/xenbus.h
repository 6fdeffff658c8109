/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xenstore and the buses whose devices are described in it.
 *
 * A split device is two xenstore directories, a front end's and a back end's,
 * each naming the other and each with a "state". The xenbus drivers see one
 * half as a struct xenbus_device, are told when the other half's state moves,
 * and answer by moving their own.
 */
#ifndef _XEN_XENBUS_H
#define _XEN_XENBUS_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/semaphore.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/io/xenbus.h>
#include <xen/interface/io/xs_wire.h>
#include <xen/interface/xen.h>

#define XENBUS_MAX_RING_GRANT_ORDER	4
#define XENBUS_MAX_RING_GRANTS		(1U << XENBUS_MAX_RING_GRANT_ORDER)

/**
 * struct xenbus_watch - be told of changes at and below a node
 * @node: the caller's; stays until the watch is unregistered
 * @callback: process context, one event at a time over all watches
 * @will_handle: optional filter, called under a spinlock as an event arrives;
 *	false drops it
 * @list: ours
 * @nr_pending: ours: events queued and not yet delivered
 */
struct xenbus_watch {
	const char *node;
	void (*callback)(struct xenbus_watch *watch, const char *path,
			 const char *token);
	bool (*will_handle)(struct xenbus_watch *watch, const char *path,
			    const char *token);
	struct list_head list;
	unsigned int nr_pending;
};

/**
 * struct xenbus_device - one half of a split device
 * @nodename: its directory
 * @devicetype: "vbd", "vif", ...
 * @otherend: the other half's directory
 * @otherend_id: the domain of the other half
 * @state: what we last wrote to our "state"
 * @otherend_watch: for the other half's state
 * @down: completed when the other half has closed, or is gone
 * @work: unbinds the driver once the device has closed
 * @reclaim_sem: held by probe, remove and memory reclaim
 * @event_channels: inter-domain channels bound by the driver
 * @events: events received
 * @spurious_events: of these, without work
 * @spurious_threshold: spurious events in a row that are not punished
 * @jiffies_eoi_delayed: how long events were held back as punishment
 * @dev: the driver core's device
 */
struct xenbus_device {
	const char *nodename;
	const char *devicetype;
	const char *otherend;
	int otherend_id;
	enum xenbus_state state;
	struct xenbus_watch otherend_watch;
	struct completion down;
	struct work_struct work;
	struct semaphore reclaim_sem;

	unsigned int spurious_threshold;
	atomic_t event_channels;
	atomic_t events;
	atomic_t spurious_events;
	atomic_t jiffies_eoi_delayed;

	struct device dev;
};

#define to_xenbus_device(d)	container_of_const(d, struct xenbus_device, dev)

struct xenbus_device_id {
	char devicetype[32];	/* "" ends a table */
};

/**
 * struct xenbus_driver - a driver for one kind of half device
 * @ids: device types, ended by ""
 * @name: defaults to the first type
 * @allow_rebind: keep the node when the driver is unbound
 * @not_essential: boot does not wait for its devices
 * @probe: a device appeared
 * @otherend_changed: the other half's state moved
 * @remove: the device goes
 * @suspend: before the domain leaves its machine
 * @resume: after it arrived
 * @uevent: add variables
 * @is_ready: for the wait at boot; NULL: connected is ready
 * @reclaim_memory: the host is short of memory
 * @read_otherend_details: set by the bus
 * @driver: the driver core's driver
 */
struct xenbus_driver {
	const struct xenbus_device_id *ids;
	const char *name;
	bool not_essential;
	bool allow_rebind;
	int (*probe)(struct xenbus_device *dev,
		     const struct xenbus_device_id *id);
	void (*remove)(struct xenbus_device *dev);
	void (*otherend_changed)(struct xenbus_device *dev,
				 enum xenbus_state state);
	int (*suspend)(struct xenbus_device *dev);
	int (*resume)(struct xenbus_device *dev);
	int (*uevent)(const struct xenbus_device *dev,
		      struct kobj_uevent_env *env);
	int (*is_ready)(struct xenbus_device *dev);
	void (*reclaim_memory)(struct xenbus_device *dev);
	int (*read_otherend_details)(struct xenbus_device *dev);
	struct device_driver driver;
};

#define to_xenbus_driver(d) \
	container_of_const(d, struct xenbus_driver, driver)

#define xenbus_register_frontend(drv) \
	__xenbus_register_frontend(drv, THIS_MODULE, KBUILD_MODNAME)
#define xenbus_register_backend(drv) \
	__xenbus_register_backend(drv, THIS_MODULE, KBUILD_MODNAME)

int __must_check __xenbus_register_backend(struct xenbus_driver *drv,
					   struct module *owner,
					   const char *mod_name);
int __must_check __xenbus_register_frontend(struct xenbus_driver *drv,
					    struct module *owner,
					    const char *mod_name);
void xenbus_unregister_driver(struct xenbus_driver *drv);

/* Xenstore: the path is dir/node, or dir if node is empty. */
struct xenbus_transaction {
	u32 id;
};

/* No transaction: the operation stands alone. */
#define XBT_NIL ((struct xenbus_transaction) { .id = 0 })

/* -EAGAIN from _end() means: somebody interfered, do it all again. */
int xenbus_transaction_start(struct xenbus_transaction *t);
int xenbus_transaction_end(struct xenbus_transaction t, int abort);

/* kfree() the results. Both end with a NUL that @len does not count. */
void *xenbus_read(struct xenbus_transaction t, const char *dir,
		  const char *node, unsigned int *len);
char **xenbus_directory(struct xenbus_transaction t, const char *dir,
			const char *node, unsigned int *num);

int xenbus_exists(struct xenbus_transaction t, const char *dir,
		  const char *node);
int xenbus_mkdir(struct xenbus_transaction t, const char *dir,
		 const char *node);
int xenbus_rm(struct xenbus_transaction t, const char *dir, const char *node);
int xenbus_write(struct xenbus_transaction t, const char *dir,
		 const char *node, const char *string);

/* Formatted. scanf returns the number of conversions, at least 1, or -errno. */
__printf(4, 5)
int xenbus_printf(struct xenbus_transaction t, const char *dir,
		  const char *node, const char *fmt, ...);
__scanf(4, 5)
int xenbus_scanf(struct xenbus_transaction t, const char *dir,
		 const char *node, const char *fmt, ...);
/* Triples of name, format (NULL: a string, to be freed), pointer; then NULL. */
int xenbus_gather(struct xenbus_transaction t, const char *dir, ...);
unsigned int xenbus_read_unsigned(const char *dir, const char *node,
				  unsigned int default_val);

/* After a read that may be missing: no node, or no number in it. */
#define XENBUS_EXIST_ERR(err)	((err) == -ENOENT || (err) == -ERANGE)

/* Treat an empty string as an error too; frees it. */
#define XENBUS_IS_ERR_READ(str) ({			\
	if (!IS_ERR(str) && !*(str)) {			\
		kfree(str);				\
		(str) = ERR_PTR(-ERANGE);		\
	}						\
	IS_ERR(str);					\
})

int register_xenbus_watch(struct xenbus_watch *watch);
/* On return the callback neither runs nor will (unless it is the caller). */
void unregister_xenbus_watch(struct xenbus_watch *watch);

/* Register @watch on a path; @dev goes into the error state on failure. */
int xenbus_watch_path(struct xenbus_device *dev, const char *path,
		      struct xenbus_watch *watch,
		      bool (*will_handle)(struct xenbus_watch *watch,
					  const char *path, const char *token),
		      void (*callback)(struct xenbus_watch *watch,
				       const char *path, const char *token));
__printf(5, 6)
int xenbus_watch_pathfmt(struct xenbus_device *dev, struct xenbus_watch *watch,
			 bool (*will_handle)(struct xenbus_watch *watch,
					     const char *path,
					     const char *token),
			 void (*callback)(struct xenbus_watch *watch,
					  const char *path, const char *token),
			 const char *pathfmt, ...);

/* Called once, when xenstore answers; at once if it does already. */
int register_xenstore_notifier(struct notifier_block *nb);
void unregister_xenstore_notifier(struct notifier_block *nb);
extern int xenstored_ready;

/* Around save and restore. */
void xs_suspend(void);
void xs_suspend_cancel(void);
void xs_resume(void);

/* The ring to xenstored, and our port on it; 0 if there is none. */
extern struct xenstore_domain_interface *xen_store_interface;
extern int xen_store_evtchn;
extern const struct file_operations xen_xenbus_fops;

/* For drivers: state. */
const char *xenbus_strstate(enum xenbus_state state);
enum xenbus_state xenbus_read_driver_state(const char *path);
int xenbus_switch_state(struct xenbus_device *dev, enum xenbus_state state);
int xenbus_frontend_closed(struct xenbus_device *dev);
int xenbus_dev_is_online(struct xenbus_device *dev);

/* For drivers: report an error in xenstore; fatal also closes the device. */
__printf(3, 4)
void xenbus_dev_fatal(struct xenbus_device *dev, int err, const char *fmt, ...);
__printf(3, 4)
void xenbus_dev_error(struct xenbus_device *dev, int err, const char *fmt, ...);

/* For drivers: rings and their event channels. */
int xenbus_alloc_evtchn(struct xenbus_device *dev, evtchn_port_t *port);
int xenbus_free_evtchn(struct xenbus_device *dev, evtchn_port_t port);
int xenbus_map_ring_valloc(struct xenbus_device *dev, grant_ref_t *gnt_refs,
			   unsigned int nr_grefs, void **vaddr);
int xenbus_unmap_ring_vfree(struct xenbus_device *dev, void *vaddr);
int xenbus_setup_ring(struct xenbus_device *dev, gfp_t gfp, void **vaddr,
		      unsigned int nr_pages, grant_ref_t *grefs);
void xenbus_teardown_ring(void **vaddr, unsigned int nr_pages,
			  grant_ref_t *grefs);

#endif /* _XEN_XENBUS_H */
