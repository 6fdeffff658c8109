/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of this directory.
 *
 *	xs_ring		bytes: the two rings and the thread that moves them
 *	xs_request	messages: requests, answers, the gate for suspend
 *	xs_ops		the operations on nodes
 *	xs_watch	watches and the thread that delivers their events
 *	xs_dev		/dev/xen/xenbus: the same for user space
 *	xs_backend_dev	/dev/xen/xenbus_backend: for a xenstored in user space
 *	xenbus_start	where xenstore is, and telling others that it answers
 *	xenbus_bus	what both buses share
 *	xenbus_front	the bus of front ends
 *	xenbus_back	the bus of back ends
 *	xenbus_state	states and errors of devices
 *	xenbus_map	rings: sharing ours, mapping theirs
 */
#ifndef _DRIVERS_XEN_XENBUS_INTERNAL_H
#define _DRIVERS_XEN_XENBUS_INTERNAL_H

#include <linux/kref.h>
#include <linux/wait.h>
#include <xen/xenbus.h>

/* Where xenstored runs. */
enum xs_place {
	XS_NOWHERE,
	XS_REMOTE,	/* in another domain, and was there before us */
	XS_LOCAL,	/* in user space here; starts some time after us */
};

extern enum xs_place xs_place;
/* Counts suspends: transactions of an older generation are void. */
extern unsigned int xs_generation;

/* Allocation flags on the path of swapping over a block front end. */
#define XS_GFP	(GFP_NOIO | __GFP_HIGH)

/**
 * struct xs_request - one message to xenstored and its answer
 * @node: on the list of requests to send, or of those to be answered
 * @ref: one of the sender, one of the ring
 * @wait: the sender, if it waits
 * @done: the answer, or @err, is there; set last
 * @user: from /dev/xen/xenbus
 * @err: it could not be sent: -errno
 * @type: what was asked; @msg.type is what was answered
 * @user_id: req_id of user space, in place again in the answer
 * @answer: @msg.len bytes and a NUL; the sender's to free
 * @complete: called when @done is set, in the ring's thread
 * @owner: for @complete
 * @msg: head of the request; of the answer when @done
 * @payload: of the request
 */
struct xs_request {
	struct list_head node;
	struct kref ref;
	wait_queue_head_t wait;
	bool done;
	bool user;
	int err;
	u32 type;
	u32 user_id;
	char *answer;
	void (*complete)(struct xs_request *req);
	void *owner;
	struct xsd_sockmsg msg;
	char payload[];
};

/* An event on its way to a watch; @body is path and token. */
struct xs_event {
	struct list_head node;
	struct xenbus_watch *watch;
	const char *path;
	const char *token;
	unsigned int len;
	char body[];
};

/* xs_ring.c */
extern struct mutex xs_ring_mutex;
int xs_ring_start(void);
void xs_ring_stop(void);
void xs_ring_kick(void);
void xs_ring_wait(void);

/* xs_request.c */
struct xs_request *xs_request_alloc(unsigned int len);
void xs_request_put(struct xs_request *req);
void xs_request_submit(struct xs_request *req);
void xs_request_leave(struct xs_request *req);
struct xs_request *xs_request_next(void);
void xs_request_sent(struct xs_request *req);
void xs_request_failed(struct xs_request *req, int err);
int xs_request_answered(const struct xsd_sockmsg *msg, char *body);
char *xs_talk(struct xenbus_transaction t, u32 type, const char *payload,
	      unsigned int payload_len, unsigned int *len);
int xs_talk_ack(struct xenbus_transaction t, u32 type, const char *payload,
		unsigned int payload_len);
void xs_gate_close(void);
void xs_gate_open(void);
int xs_request_init(void);

/* xs_watch.c */
int xs_watch_event(struct xs_event *event);
int xs_watch_init(void);
unsigned int xs_count_strings(const char *strings, unsigned int len);

/* xenbus_bus.c */
#define XENBUS_NAME_SIZE	20

/**
 * struct xenbus_type - one of the two buses
 * @bus: the driver core's
 * @root: the directory that devices are below
 * @levels: slashes in a device's path
 * @name: make the device's name from its path
 * @probe: look at the directory root/type/dir
 * @will_handle: filter for events of other ends' states
 * @closing_is_closed: answer a Closing of the other end by Closed when the
 *	system goes down
 */
struct xenbus_type {
	struct bus_type bus;
	const char *root;
	unsigned int levels;
	int (*name)(char name[XENBUS_NAME_SIZE], const char *nodename);
	int (*probe)(struct xenbus_type *type, const char *devtype,
		     const char *dir);
	bool (*will_handle)(struct xenbus_watch *watch, const char *path,
			    const char *token);
	bool closing_is_closed;
};

extern const struct attribute_group *xenbus_dev_groups[];
int xenbus_match(struct device *dev, const struct device_driver *drv);
int xenbus_dev_probe(struct device *dev);
void xenbus_dev_remove(struct device *dev);
int xenbus_dev_suspend(struct device *dev);
int xenbus_dev_resume(struct device *dev);
int xenbus_register_driver(struct xenbus_driver *drv, struct xenbus_type *type,
			   struct module *owner, const char *mod_name);
int xenbus_read_otherend(struct xenbus_device *dev, const char *id_node,
			 const char *path_node);
int xenbus_probe_node(struct xenbus_type *type, const char *devtype,
		      const char *nodename);
int xenbus_probe_all(struct xenbus_type *type);
void xenbus_node_changed(struct xenbus_type *type, const char *path);

#endif /* _DRIVERS_XEN_XENBUS_INTERNAL_H */
