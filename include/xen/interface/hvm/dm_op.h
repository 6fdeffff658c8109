/* SPDX-License-Identifier: MIT */
/*
 * dm_op: hypercall of device models. Only its argument is needed here: the
 * caller passes an array of buffers, the first of which holds the operation.
 */
#ifndef _XEN_INTERFACE_HVM_DM_OP_H
#define _XEN_INTERFACE_HVM_DM_OP_H

#include <xen/interface/xen.h>

struct xen_dm_op_buf {
	GUEST_HANDLE(void) h;
	xen_ulong_t size;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_dm_op_buf);

#endif /* _XEN_INTERFACE_HVM_DM_OP_H */
