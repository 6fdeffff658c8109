/* SPDX-License-Identifier: GPL-2.0-only */
/* DMA in a domain whose frames are scattered over the machine's memory. */
#ifndef _XEN_SWIOTLB_XEN_H
#define _XEN_SWIOTLB_XEN_H

#include <linux/swiotlb.h>
#include <asm/xen/swiotlb-xen.h>

extern const struct dma_map_ops xen_swiotlb_dma_ops;

#endif /* _XEN_SWIOTLB_XEN_H */
