/* SPDX-License-Identifier: MIT */
/*
 * Keyboard, pointer and touch events, in fixed slots of one shared frame, from
 * back to front.
 */
#ifndef _XEN_INTERFACE_IO_KBDIF_H
#define _XEN_INTERFACE_IO_KBDIF_H

#include <linux/types.h>

/* type, first byte of every event */
#define XENKBD_TYPE_MOTION	1
#define XENKBD_TYPE_RESERVED	2
#define XENKBD_TYPE_KEY		3
#define XENKBD_TYPE_POS		4
#define XENKBD_TYPE_MTOUCH	5

/* xenkbd_mtouch.event_type. SYN ends a group of simultaneous changes. */
#define XENKBD_MT_EV_DOWN	0
#define XENKBD_MT_EV_UP		1
#define XENKBD_MT_EV_MOTION	2
#define XENKBD_MT_EV_SYN	3
#define XENKBD_MT_EV_SHAPE	4
#define XENKBD_MT_EV_ORIENT	5

/* Name of the device and of its nodes in xenstore. */
#define XENKBD_DRIVER_NAME		"vkbd"
#define XENKBD_FIELD_FEAT_DSBL_KEYBRD	"feature-disable-keyboard"
#define XENKBD_FIELD_FEAT_DSBL_POINTER	"feature-disable-pointer"
#define XENKBD_FIELD_FEAT_ABS_POINTER	"feature-abs-pointer"
#define XENKBD_FIELD_FEAT_RAW_POINTER	"feature-raw-pointer"
#define XENKBD_FIELD_FEAT_MTOUCH	"feature-multi-touch"
#define XENKBD_FIELD_REQ_ABS_POINTER	"request-abs-pointer"
#define XENKBD_FIELD_REQ_RAW_POINTER	"request-raw-pointer"
#define XENKBD_FIELD_REQ_MTOUCH		"request-multi-touch"
#define XENKBD_FIELD_RING_GREF		"page-gref"
#define XENKBD_FIELD_EVT_CHANNEL	"event-channel"
#define XENKBD_FIELD_WIDTH		"width"
#define XENKBD_FIELD_HEIGHT		"height"
#define XENKBD_FIELD_MT_WIDTH		"multi-touch-width"
#define XENKBD_FIELD_MT_HEIGHT		"multi-touch-height"
#define XENKBD_FIELD_MT_NUM_CONTACTS	"multi-touch-num-contacts"
#define XENKBD_FIELD_UNIQUE_ID		"unique-id"
#define XENKBD_FIELD_RING_REF		"page-ref"

struct xenkbd_motion {
	u8 type;
	s32 rel_x;
	s32 rel_y;
	s32 rel_z;	/* wheel */
};

struct xenkbd_key {
	u8 type;
	u8 pressed;	/* 0: released */
	u32 keycode;	/* KEY_* and BTN_* of Linux */
};

struct xenkbd_position {
	u8 type;
	s32 abs_x;	/* pixels, or 0..32767 for a raw pointer */
	s32 abs_y;
	s32 rel_z;
};

struct xenkbd_mtouch {
	u8 type;
	u8 event_type;
	u8 contact_id;	/* which finger */
	u8 reserved[5];
	union {
		struct {
			s32 abs_x;
			s32 abs_y;
		} pos;
		struct {
			u32 major;
			u32 minor;
		} shape;
		s16 orientation;	/* of the contact's ellipse */
	} u;
};

#define XENKBD_IN_EVENT_SIZE	40

union xenkbd_in_event {
	u8 type;
	struct xenkbd_motion motion;
	struct xenkbd_key key;
	struct xenkbd_position pos;
	struct xenkbd_mtouch mtouch;
	char pad[XENKBD_IN_EVENT_SIZE];
};

/* No events are defined from front to back. */
#define XENKBD_OUT_EVENT_SIZE	40

union xenkbd_out_event {
	u8 type;
	char pad[XENKBD_OUT_EVENT_SIZE];
};

#define XENKBD_IN_RING_SIZE	2048
#define XENKBD_IN_RING_LEN	(XENKBD_IN_RING_SIZE / XENKBD_IN_EVENT_SIZE)
#define XENKBD_IN_RING_OFFS	1024
#define XENKBD_IN_RING(page) \
	((union xenkbd_in_event *)((char *)(page) + XENKBD_IN_RING_OFFS))
#define XENKBD_IN_RING_REF(page, idx) \
	(XENKBD_IN_RING((page))[(idx) % XENKBD_IN_RING_LEN])
#define XENKBD_OUT_RING_SIZE	1024
#define XENKBD_OUT_RING_LEN	(XENKBD_OUT_RING_SIZE / XENKBD_OUT_EVENT_SIZE)
#define XENKBD_OUT_RING_OFFS	(XENKBD_IN_RING_OFFS + XENKBD_IN_RING_SIZE)
#define XENKBD_OUT_RING(page) \
	((union xenkbd_out_event *)((char *)(page) + XENKBD_OUT_RING_OFFS))
#define XENKBD_OUT_RING_REF(page, idx) \
	(XENKBD_OUT_RING((page))[(idx) % XENKBD_OUT_RING_LEN])

/* Head of the shared frame. in_prod: back end writes, in_cons: front end. */
struct xenkbd_page {
	u32 in_cons, in_prod;
	u32 out_cons, out_prod;
};

#endif /* _XEN_INTERFACE_IO_KBDIF_H */
