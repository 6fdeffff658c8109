/* SPDX-License-Identifier: MIT */
/* 9pfs: byte rings that carry the 9P protocol. */
#ifndef _XEN_INTERFACE_IO_9PFS_H
#define _XEN_INTERFACE_IO_9PFS_H

#include <linux/string.h>
#include <xen/interface/io/ring.h>

DEFINE_XEN_FLEX_RING_AND_INTF(xen_9pfs);

#endif /* _XEN_INTERFACE_IO_9PFS_H */
