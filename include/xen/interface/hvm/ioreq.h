/* SPDX-License-Identifier: MIT */
/*
 * One request from the hypervisor to a device model, in a page shared per
 * domain.
 */
#ifndef _XEN_INTERFACE_HVM_IOREQ_H
#define _XEN_INTERFACE_HVM_IOREQ_H

#include <linux/types.h>

/* ioreq.dir */
#define IOREQ_READ	1
#define IOREQ_WRITE	0

/*
 * ioreq.state walks through these in a circle; the hypervisor moves NONE to
 * READY and RESP_READY to NONE, the device model the rest.
 */
#define STATE_IOREQ_NONE	0
#define STATE_IOREQ_READY	1
#define STATE_IOREQ_INPROCESS	2
#define STATE_IORESP_READY	3

/* ioreq.type */
#define IOREQ_TYPE_PIO		0
#define IOREQ_TYPE_COPY		1
#define IOREQ_TYPE_PCI_CONFIG	2
#define IOREQ_TYPE_TIMEOFFSET	7
#define IOREQ_TYPE_INVALIDATE	8

struct ioreq {
	u64 addr;
	u64 data;	/* value, or guest-physical address if data_is_ptr */
	u32 count;	/* repetitions */
	u32 size;	/* bytes each */
	u32 vp_eport;	/* port that announces progress */
	u16 _pad0;
	u8 state:4;
	u8 data_is_ptr:1;
	u8 dir:1;
	u8 df:1;	/* 1: addresses go down */
	u8 _pad1:1;
	u8 type;
};

#endif /* _XEN_INTERFACE_HVM_IOREQ_H */
