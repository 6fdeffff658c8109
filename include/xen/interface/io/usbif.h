/* SPDX-License-Identifier: MIT */
/*
 * USB host controllers. One ring carries transfers, another tells of devices
 * that come and go on the virtual ports.
 */
#ifndef _XEN_INTERFACE_IO_USBIF_H
#define _XEN_INTERFACE_IO_USBIF_H

#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

enum xenusb_spec_version {
	XENUSB_VER_UNKNOWN = 0,
	XENUSB_VER_USB11,
	XENUSB_VER_USB20,
	XENUSB_VER_USB30,
};

/*
 * xenusb_urb_request.pipe: port, unlink, direction (1: in), device, end point,
 * type.
 */
#define XENUSB_PIPE_PORT_MASK			0x0000001f
#define XENUSB_PIPE_UNLINK			0x00000020
#define XENUSB_PIPE_DIR				0x00000080
#define XENUSB_PIPE_DEV_MASK			0x0000007f
#define XENUSB_PIPE_DEV_SHIFT			8
#define XENUSB_PIPE_EP_MASK			0x0000000f
#define XENUSB_PIPE_EP_SHIFT			15
#define XENUSB_PIPE_TYPE_MASK			0x00000003
#define XENUSB_PIPE_TYPE_SHIFT			30
#define XENUSB_PIPE_TYPE_ISOC			0
#define XENUSB_PIPE_TYPE_INT			1
#define XENUSB_PIPE_TYPE_CTRL			2
#define XENUSB_PIPE_TYPE_BULK			3
#define xenusb_pipeportnum(pipe)		((pipe) & XENUSB_PIPE_PORT_MASK)
#define xenusb_setportnum_pipe(pipe, portnum)	((pipe) | (portnum))
#define xenusb_pipeunlink(pipe)			((pipe) & XENUSB_PIPE_UNLINK)
#define xenusb_pipesubmit(pipe)			(!xenusb_pipeunlink(pipe))
#define xenusb_setunlink_pipe(pipe)		((pipe) | XENUSB_PIPE_UNLINK)
#define xenusb_pipein(pipe)			((pipe) & XENUSB_PIPE_DIR)
#define xenusb_pipeout(pipe)			(!xenusb_pipein(pipe))
#define xenusb_pipedevice(pipe) \
	(((pipe) >> XENUSB_PIPE_DEV_SHIFT) & XENUSB_PIPE_DEV_MASK)
#define xenusb_pipeendpoint(pipe) \
	(((pipe) >> XENUSB_PIPE_EP_SHIFT) & XENUSB_PIPE_EP_MASK)
#define xenusb_pipetype(pipe) \
	(((pipe) >> XENUSB_PIPE_TYPE_SHIFT) & XENUSB_PIPE_TYPE_MASK)
#define xenusb_pipeisoc(pipe)	(xenusb_pipetype(pipe) == XENUSB_PIPE_TYPE_ISOC)
#define xenusb_pipeint(pipe)	(xenusb_pipetype(pipe) == XENUSB_PIPE_TYPE_INT)
#define xenusb_pipectrl(pipe)	(xenusb_pipetype(pipe) == XENUSB_PIPE_TYPE_CTRL)
#define xenusb_pipebulk(pipe)	(xenusb_pipetype(pipe) == XENUSB_PIPE_TYPE_BULK)

/* Pieces of buffer and isochronous descriptors together. */
#define XENUSB_MAX_SEGMENTS_PER_REQUEST	(16)
#define XENUSB_MAX_PORTNR		31
#define XENUSB_RING_SIZE		4096

struct xenusb_request_segment {
	grant_ref_t gref;
	u16 offset;
	u16 length;
};

struct xenusb_urb_request {
	u16 id;			/* comes back in the response */
	u16 nr_buffer_segs;	/* used entries of seg */
	u32 pipe;
	u16 transfer_flags;
	/* A short read is an error. */
#define XENUSB_SHORT_NOT_OK	0x0001
	u16 buffer_length;
	union {
		u8 ctrl[8];	/* setup packet */
		struct {
			u16 interval;
			u16 start_frame;
			u16 number_of_packets;
			/* entries of seg behind the buffer's */
			u16 nr_frame_desc_segs;
		} isoc;
		struct {
			u16 interval;
			u16 pad[3];
		} intr;
		struct {
			u16 unlink_id;	/* of the request to cancel */
			u16 pad[3];
		} unlink;
	} u;
	struct xenusb_request_segment seg[XENUSB_MAX_SEGMENTS_PER_REQUEST];
};

struct xenusb_urb_response {
	u16 id;
	u16 start_frame;
	s32 status;	/* 0 or a Linux errno */
#define XENUSB_STATUS_OK	0
#define XENUSB_STATUS_NODEV	(-19)
#define XENUSB_STATUS_INVAL	(-22)
#define XENUSB_STATUS_STALL	(-32)
#define XENUSB_STATUS_IOERROR	(-71)
#define XENUSB_STATUS_BABBLE	(-75)
#define XENUSB_STATUS_SHUTDOWN	(-108)
	s32 actual_length;	/* bytes */
	s32 error_count;
};

DEFINE_RING_TYPES(xenusb_urb, struct xenusb_urb_request,
		  struct xenusb_urb_response);

#define XENUSB_URB_RING_SIZE	__CONST_RING_SIZE(xenusb_urb, XENUSB_RING_SIZE)

/* Lends the back end a slot for a later report. */
struct xenusb_conn_request {
	u16 id;
};

/* A port changed. */
struct xenusb_conn_response {
	u16 id;
	u8 portnum;
	u8 speed;
#define XENUSB_SPEED_NONE	0
#define XENUSB_SPEED_LOW	1
#define XENUSB_SPEED_FULL	2
#define XENUSB_SPEED_HIGH	3
};

DEFINE_RING_TYPES(xenusb_conn, struct xenusb_conn_request,
		  struct xenusb_conn_response);

#define XENUSB_CONN_RING_SIZE __CONST_RING_SIZE(xenusb_conn, XENUSB_RING_SIZE)

#endif /* _XEN_INTERFACE_IO_USBIF_H */
