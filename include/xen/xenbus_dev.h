/* SPDX-License-Identifier: GPL-2.0-only */
/* ioctls of /dev/xen/xenbus_backend, for a xenstored in user space. */
#ifndef _XEN_XENBUS_DEV_H
#define _XEN_XENBUS_DEV_H

#include <linux/ioctl.h>

/* Returns the port of this domain's own channel to xenstored. */
#define IOCTL_XENBUS_BACKEND_EVTCHN	_IOC(_IOC_NONE, 'B', 0, 0)
/* The argument is xenstored's domid; returns the port to give it. */
#define IOCTL_XENBUS_BACKEND_SETUP	_IOC(_IOC_NONE, 'B', 1, 0)

#endif /* _XEN_XENBUS_DEV_H */
