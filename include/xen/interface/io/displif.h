/* SPDX-License-Identifier: MIT */
/*
 * Displays: per connector a ring of requests and a page of events; pixels lie
 * in buffers that both ends see. Buffers and framebuffers are named by cookies
 * that the front end chooses.
 */
#ifndef _XEN_INTERFACE_IO_DISPLIF_H
#define _XEN_INTERFACE_IO_DISPLIF_H

#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

#define XENDISPL_PROTOCOL_VERSION	"2"
#define XENDISPL_PROTOCOL_VERSION_INT	2

/* xendispl_req.operation */
#define XENDISPL_OP_DBUF_CREATE		0x10
#define XENDISPL_OP_DBUF_DESTROY	0x11
#define XENDISPL_OP_FB_ATTACH		0x12
#define XENDISPL_OP_FB_DETACH		0x13
#define XENDISPL_OP_SET_CONFIG		0x14
#define XENDISPL_OP_PG_FLIP		0x15
#define XENDISPL_OP_GET_EDID		0x16

/* xendispl_evt.type */
#define XENDISPL_EVT_PG_FLIP	0x00

/* Name of the device and of its nodes in xenstore. */
#define XENDISPL_DRIVER_NAME		"vdispl"
#define XENDISPL_LIST_SEPARATOR		","
#define XENDISPL_RESOLUTION_SEPARATOR	"x"
#define XENDISPL_FIELD_BE_VERSIONS	"versions"
#define XENDISPL_FIELD_FE_VERSION	"version"
#define XENDISPL_FIELD_REQ_RING_REF	"req-ring-ref"
#define XENDISPL_FIELD_REQ_CHANNEL	"req-event-channel"
#define XENDISPL_FIELD_EVT_RING_REF	"evt-ring-ref"
#define XENDISPL_FIELD_EVT_CHANNEL	"evt-event-channel"
#define XENDISPL_FIELD_RESOLUTION	"resolution"
#define XENDISPL_FIELD_BE_ALLOC		"be-alloc"
#define XENDISPL_FIELD_UNIQUE_ID	"unique-id"

/* EDID: a base block and its extensions. */
#define XENDISPL_EDID_BLOCK_SIZE	128
#define XENDISPL_EDID_BLOCK_COUNT	256
#define XENDISPL_EDID_MAX_SIZE (XENDISPL_EDID_BLOCK_SIZE * XENDISPL_EDID_BLOCK_COUNT)

/* xendispl_dbuf_create_req.flags: the back end allocates, and grants. */
#define XENDISPL_DBUF_FLG_REQ_ALLOC	(1 << 0)

struct xendispl_dbuf_create_req {
	u64 dbuf_cookie;
	u32 width;
	u32 height;
	u32 bpp;			/* bits per pixel */
	u32 buffer_sz;			/* bytes */
	u32 flags;
	grant_ref_t gref_directory;	/* first xendispl_page_directory */
	u32 data_ofs;			/* of the first pixel */
};

/* Grants of the buffer's pages; a chain, 0 ends it. */
struct xendispl_page_directory {
	grant_ref_t gref_dir_next_page;
	grant_ref_t gref[];
};

struct xendispl_dbuf_destroy_req {
	u64 dbuf_cookie;
};

struct xendispl_fb_attach_req {
	u64 dbuf_cookie;
	u64 fb_cookie;
	u32 width;
	u32 height;
	u32 pixel_format;	/* FOURCC */
};

struct xendispl_fb_detach_req {
	u64 fb_cookie;
};

/* Mode of the connector; a zero cookie turns it off. */
struct xendispl_set_config_req {
	u64 fb_cookie;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
	u32 bpp;
};

struct xendispl_page_flip_req {
	u64 fb_cookie;
};

/* Answered in the buffer; xendispl_get_edid_resp has the length. */
struct xendispl_get_edid_req {
	u32 buffer_sz;
	grant_ref_t gref_directory;
};

struct xendispl_get_edid_resp {
	u32 edid_sz;
};

/* The framebuffer is now shown. */
struct xendispl_pg_flip_evt {
	u64 fb_cookie;
};

struct xendispl_req {
	u16 id;
	u8 operation;
	u8 reserved[5];
	union {
		struct xendispl_dbuf_create_req dbuf_create;
		struct xendispl_dbuf_destroy_req dbuf_destroy;
		struct xendispl_fb_attach_req fb_attach;
		struct xendispl_fb_detach_req fb_detach;
		struct xendispl_set_config_req set_config;
		struct xendispl_page_flip_req pg_flip;
		struct xendispl_get_edid_req get_edid;
		u8 reserved[56];
	} op;
};

struct xendispl_resp {
	u16 id;
	u8 operation;
	u8 reserved;
	s32 status;
	union {
		struct xendispl_get_edid_resp get_edid;
		u8 reserved1[56];
	} op;
};

struct xendispl_evt {
	u16 id;
	u8 type;
	u8 reserved[5];
	union {
		struct xendispl_pg_flip_evt pg_flip;
		u8 reserved[56];
	} op;
};

DEFINE_RING_TYPES(xen_displif, struct xendispl_req, struct xendispl_resp);

/* Head of the event page. in_prod: back end writes, in_cons: front end. */
struct xendispl_event_page {
	u32 in_cons;
	u32 in_prod;
	u8 reserved[56];
};

#define XENDISPL_EVENT_PAGE_SIZE	XEN_PAGE_SIZE
#define XENDISPL_IN_RING_OFFS		(sizeof(struct xendispl_event_page))
#define XENDISPL_IN_RING_SIZE (XENDISPL_EVENT_PAGE_SIZE - XENDISPL_IN_RING_OFFS)
#define XENDISPL_IN_RING_LEN (XENDISPL_IN_RING_SIZE / sizeof(struct xendispl_evt))
#define XENDISPL_IN_RING(page) \
	((struct xendispl_evt *)((char *)(page) + XENDISPL_IN_RING_OFFS))
#define XENDISPL_IN_RING_REF(page, idx) \
	(XENDISPL_IN_RING((page))[(idx) % XENDISPL_IN_RING_LEN])

#endif /* _XEN_INTERFACE_IO_DISPLIF_H */
