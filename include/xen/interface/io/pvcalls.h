/* SPDX-License-Identifier: MIT */
/*
 * Socket calls carried out by the back end. One ring carries the calls; each
 * connected socket has a byte ring of its own.
 */
#ifndef _XEN_INTERFACE_IO_PVCALLS_H
#define _XEN_INTERFACE_IO_PVCALLS_H

#include <linux/string.h>
#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

/* Node "function-calls". */
#define XENBUS_FUNCTIONS_CALLS	"1"

/*
 * Describes a socket's byte ring. *_error: negative errno, set by the producer
 * when no more comes.
 */
struct pvcalls_data_intf {
	RING_IDX in_cons, in_prod, in_error;
	u8 pad1[52];
	RING_IDX out_cons, out_prod, out_error;
	u8 pad2[52];
	RING_IDX ring_order;
	grant_ref_t ref[];
};

DEFINE_XEN_FLEX_RING(pvcalls);

/* xen_pvcalls_request.cmd */
#define PVCALLS_SOCKET	0
#define PVCALLS_CONNECT	1
#define PVCALLS_RELEASE	2
#define PVCALLS_BIND	3
#define PVCALLS_LISTEN	4
#define PVCALLS_ACCEPT	5
#define PVCALLS_POLL	6

/* id names a socket, the front end chooses it. */
struct xen_pvcalls_request {
	u32 req_id;
	u32 cmd;
	union {
		struct xen_pvcalls_socket {
			u64 id;
			u32 domain;
			u32 type;
			u32 protocol;
		} socket;
		struct xen_pvcalls_connect {
			u64 id;
			u8 addr[28];		/* struct sockaddr of Linux */
			u32 len;
			u32 flags;
			grant_ref_t ref;	/* of the pvcalls_data_intf */
			u32 evtchn;
		} connect;
		struct xen_pvcalls_release {
			u64 id;
			u8 reuse;
		} release;
		struct xen_pvcalls_bind {
			u64 id;
			u8 addr[28];	/* struct sockaddr of Linux */
			u32 len;
		} bind;
		struct xen_pvcalls_listen {
			u64 id;
			u32 backlog;
		} listen;
		struct xen_pvcalls_accept {
			u64 id;
			u64 id_new;
			grant_ref_t ref;	/* of the pvcalls_data_intf */
			u32 evtchn;
		} accept;
		struct xen_pvcalls_poll {
			u64 id;
		} poll;
		struct xen_pvcalls_dummy {
			u8 dummy[56];	/* fixes the size */
		} dummy;		/* fixes the size */
	} u;
};

struct xen_pvcalls_response {
	u32 req_id;
	u32 cmd;
	s32 ret;	/* 0 or a negative errno */
	u32 pad;
	union {
		struct _xen_pvcalls_socket {
			u64 id;
		} socket;
		struct _xen_pvcalls_connect {
			u64 id;
		} connect;
		struct _xen_pvcalls_release {
			u64 id;
		} release;
		struct _xen_pvcalls_bind {
			u64 id;
		} bind;
		struct _xen_pvcalls_listen {
			u64 id;
		} listen;
		struct _xen_pvcalls_accept {
			u64 id;
		} accept;
		struct _xen_pvcalls_poll {
			u64 id;
		} poll;
		struct _xen_pvcalls_dummy {
			u8 dummy[8];
		} dummy;
	} u;
};

DEFINE_RING_TYPES(xen_pvcalls, struct xen_pvcalls_request,
		  struct xen_pvcalls_response);

#endif /* _XEN_INTERFACE_IO_PVCALLS_H */
