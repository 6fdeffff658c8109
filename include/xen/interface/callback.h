/* SPDX-License-Identifier: MIT */
/* callback_op: entry points that the hypervisor calls in a PV guest. */
#ifndef _XEN_INTERFACE_CALLBACK_H
#define _XEN_INTERFACE_CALLBACK_H

#include <xen/interface/xen.h>

/* callback_register.type */
#define CALLBACKTYPE_event			0	/* event upcall */
/* a segment could not be loaded */
#define CALLBACKTYPE_failsafe			1
/* syscall from 64-bit user mode */
#define CALLBACKTYPE_syscall			2
/* historic number of sysenter */
#define CALLBACKTYPE_sysenter_deprecated	3
#define CALLBACKTYPE_nmi			4	/* NMI, dom0's vCPU 0 only */
#define CALLBACKTYPE_sysenter			5	/* sysenter */
/* syscall from compatibility mode */
#define CALLBACKTYPE_syscall32			7

/* callback_register.flags: enter with upcalls masked. */
#define _CALLBACKF_mask_events	0
#define CALLBACKF_mask_events	(1U << _CALLBACKF_mask_events)

/* callback_op(command, argument), guest writes. */
#define CALLBACKOP_register	0

struct callback_register {
	u16 type;
	u16 flags;
	xen_callback_t address;
};

#define CALLBACKOP_unregister	1

struct callback_unregister {
	u16 type;
	u16 _unused;
};

#endif /* _XEN_INTERFACE_CALLBACK_H */
