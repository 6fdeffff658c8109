/* SPDX-License-Identifier: MIT */
/*
 * The xenstore protocol: messages on a ring (guests) or a socket (dom0), and
 * the ring itself.
 */
#ifndef _XEN_INTERFACE_IO_XS_WIRE_H
#define _XEN_INTERFACE_IO_XS_WIRE_H

#include <linux/errno.h>
#include <linux/types.h>

/* xsd_sockmsg.type; an answer has the type of its request, or XS_ERROR. */
enum xsd_sockmsg_type {
	XS_CONTROL,
#define XS_DEBUG	XS_CONTROL
	XS_DIRECTORY,
	XS_READ,
	XS_GET_PERMS,
	XS_WATCH,
	XS_UNWATCH,
	XS_TRANSACTION_START,
	XS_TRANSACTION_END,
	XS_INTRODUCE,
	XS_RELEASE,
	XS_GET_DOMAIN_PATH,
	XS_WRITE,
	XS_MKDIR,
	XS_RM,
	XS_SET_PERMS,
	XS_WATCH_EVENT,		/* daemon to client, unasked */
	XS_ERROR,
	XS_IS_DOMAIN_INTRODUCED,
	XS_RESUME,
	XS_SET_TARGET,
	XS_RESET_WATCHES = XS_SET_TARGET + 2,
	XS_DIRECTORY_PART,
	XS_TYPE_COUNT,
	XS_INVALID = 0xffff,	/* guaranteed to stay unused */
};

/* Historic modes of XS_WRITE. */
#define XS_WRITE_NONE		"NONE"
#define XS_WRITE_CREATE		"CREATE"
#define XS_WRITE_CREATE_EXCL	"CREATE|EXCL"

/* Errors travel as names; this is how they translate. */
struct xsd_errors {
	int errnum;
	const char *errstring;
};

#define XSD_ERROR(x)	{ x, #x }
static struct xsd_errors xsd_errors[] __maybe_unused = {
	XSD_ERROR(EINVAL),
	XSD_ERROR(EACCES),
	XSD_ERROR(EEXIST),
	XSD_ERROR(EISDIR),
	XSD_ERROR(ENOENT),
	XSD_ERROR(ENOMEM),
	XSD_ERROR(ENOSPC),
	XSD_ERROR(EIO),
	XSD_ERROR(ENOTEMPTY),
	XSD_ERROR(ENOSYS),
	XSD_ERROR(EROFS),
	XSD_ERROR(EBUSY),
	XSD_ERROR(EAGAIN),
	XSD_ERROR(EISCONN),
	XSD_ERROR(E2BIG),
};

/* Head of every message; len bytes follow. */
struct xsd_sockmsg {
	u32 type;
	u32 req_id;	/* chosen by the client, comes back in the answer */
	u32 tx_id;	/* transaction, 0 outside of one */
	u32 len;
};

/* Order of the strings in a watch event. */
enum xs_watch_type {
	XS_WATCH_PATH = 0,
	XS_WATCH_TOKEN,
};

/* Bytes per direction. */
#define XENSTORE_RING_SIZE	1024
typedef u32 XENSTORE_RING_IDX;
#define MASK_XENSTORE_IDX(idx)	((idx) & (XENSTORE_RING_SIZE - 1))

/*
 * The shared frame. Guest writes req, req_prod and rsp_cons, the daemon the
 * rest; connection is written by both.
 */
struct xenstore_domain_interface {
	char req[XENSTORE_RING_SIZE];
	char rsp[XENSTORE_RING_SIZE];
	XENSTORE_RING_IDX req_cons, req_prod;
	XENSTORE_RING_IDX rsp_cons, rsp_prod;
	u32 server_features;	/* XENSTORE_SERVER_FEATURE_* */
	u32 connection;
	u32 error;
};

/* Limits: payload of a message, absolute and relative paths. */
#define XENSTORE_PAYLOAD_MAX	4096
#define XENSTORE_ABS_PATH_MAX	3072
#define XENSTORE_REL_PATH_MAX	2048

/* Bits of server_features. */
#define XENSTORE_SERVER_FEATURE_RECONNECTION	1
#define XENSTORE_SERVER_FEATURE_ERROR		2

/* Values of connection: the guest writes RECONNECT, the daemon clears it. */
#define XENSTORE_CONNECTED	0
#define XENSTORE_RECONNECT	1

/* Values of error: why the daemon gave up on the ring. */
#define XENSTORE_ERROR_NONE	0
#define XENSTORE_ERROR_COMM	1
#define XENSTORE_ERROR_RINGIDX	2
#define XENSTORE_ERROR_PROTO	3

#endif /* _XEN_INTERFACE_IO_XS_WIRE_H */
