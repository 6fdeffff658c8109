/* SPDX-License-Identifier: MIT */
/*
 * Framebuffer. The front end owns the pixels; one shared frame holds events of
 * fixed size in both directions and the list of the pixels' frames.
 */
#ifndef _XEN_INTERFACE_IO_FBIF_H
#define _XEN_INTERFACE_IO_FBIF_H

#include <linux/types.h>

/* Front to back: this rectangle changed. Only if request-update is set. */
#define XENFB_TYPE_UPDATE	2

struct xenfb_update {
	u8 type;
	s32 x;
	s32 y;
	s32 width;
	s32 height;
};

/* Front to back: new geometry, in pixels and bytes. Needs feature-resize. */
#define XENFB_TYPE_RESIZE	3

struct xenfb_resize {
	u8 type;
	s32 width;
	s32 height;
	s32 stride;	/* bytes per line */
	s32 depth;	/* bits per pixel */
	s32 offset;	/* of the first pixel in the buffer */
};

#define XENFB_OUT_EVENT_SIZE	40

union xenfb_out_event {
	u8 type;
	struct xenfb_update update;
	struct xenfb_resize resize;
	char pad[XENFB_OUT_EVENT_SIZE];
};

/* No events are defined from back to front. */
#define XENFB_IN_EVENT_SIZE	40

union xenfb_in_event {
	u8 type;
	char pad[XENFB_IN_EVENT_SIZE];
};

#define XENFB_IN_RING_SIZE	1024
#define XENFB_IN_RING_LEN	(XENFB_IN_RING_SIZE / XENFB_IN_EVENT_SIZE)
#define XENFB_IN_RING_OFFS	1024
#define XENFB_IN_RING(page) \
	((union xenfb_in_event *)((char *)(page) + XENFB_IN_RING_OFFS))
#define XENFB_IN_RING_REF(page, idx) \
	(XENFB_IN_RING((page))[(idx) % XENFB_IN_RING_LEN])
#define XENFB_OUT_RING_SIZE	2048
#define XENFB_OUT_RING_LEN	(XENFB_OUT_RING_SIZE / XENFB_OUT_EVENT_SIZE)
#define XENFB_OUT_RING_OFFS	(XENFB_IN_RING_OFFS + XENFB_IN_RING_SIZE)
#define XENFB_OUT_RING(page) \
	((union xenfb_out_event *)((char *)(page) + XENFB_OUT_RING_OFFS))
#define XENFB_OUT_RING_REF(page, idx) \
	(XENFB_OUT_RING((page))[(idx) % XENFB_OUT_RING_LEN])

/* Head of the shared frame. in_prod and out_cons: back end writes. */
struct xenfb_page {
	u32 in_cons, in_prod;
	u32 out_cons, out_prod;
	s32 width;		/* of the start; later sizes come as events */
	s32 height;
	u32 line_length;
	u32 mem_length;		/* bytes of the buffer */
	u8 depth;
	unsigned long pd[256];	/* mfns of frames that list the buffer's mfns */
};

#ifdef __KERNEL__
#define XENFB_WIDTH	800
#define XENFB_HEIGHT	600
#define XENFB_DEPTH	32
#endif

#endif /* _XEN_INTERFACE_IO_FBIF_H */
