/* SPDX-License-Identifier: MIT */
/* States of one end of a split device, in its xenstore node "state". */
#ifndef _XEN_INTERFACE_IO_XENBUS_H
#define _XEN_INTERFACE_IO_XENBUS_H

enum xenbus_state {
	XenbusStateUnknown = 0,
	XenbusStateInitialising = 1,	/* no information yet */
	/* back end: waits for details of the front end */
	XenbusStateInitWait = 2,
	XenbusStateInitialised = 3,	/* waits for a connection */
	XenbusStateConnected = 4,
	XenbusStateClosing = 5,		/* a shutdown was asked for */
	XenbusStateClosed = 6,
	XenbusStateReconfiguring = 7,	/* PCI: devices come or go */
	XenbusStateReconfigured = 8,
};

#endif /* _XEN_INTERFACE_IO_XENBUS_H */
