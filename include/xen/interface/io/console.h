/* SPDX-License-Identifier: MIT */
/*
 * The PV console: one shared frame with a byte ring in each direction. in: the
 * console daemon writes and owns in_prod; out: the guest writes and owns
 * out_prod. The indices run freely.
 */
#ifndef _XEN_INTERFACE_IO_CONSOLE_H
#define _XEN_INTERFACE_IO_CONSOLE_H

#include <linux/types.h>

typedef u32 XENCONS_RING_IDX;
#define MASK_XENCONS_IDX(idx, ring)	((idx) & (sizeof(ring) - 1))

struct xencons_interface {
	char in[1024];
	char out[2048];
	XENCONS_RING_IDX in_cons, in_prod;
	XENCONS_RING_IDX out_cons, out_prod;
};

#endif /* _XEN_INTERFACE_IO_CONSOLE_H */
