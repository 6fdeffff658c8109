/* SPDX-License-Identifier: MIT */
/*
 * hvm_op: the part that guests and PV drivers use. Control of device models is
 * in dm_op.h.
 */
#ifndef _XEN_INTERFACE_HVM_HVM_OP_H
#define _XEN_INTERFACE_HVM_HVM_OP_H

#include <xen/interface/xen.h>

/* Both take xen_hvm_param; get writes value. */
#define HVMOP_set_param	0
#define HVMOP_get_param	1

struct xen_hvm_param {
	domid_t domid;
	u32 index;	/* HVM_PARAM_* */
	u64 value;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_param);

/* No argument: flush the TLB of the caller's vCPUs. */
#define HVMOP_flush_tlbs	5

/* HVM guest: a root table is about to be torn down. */
#define HVMOP_pagetable_dying	9

struct xen_hvm_pagetable_dying {
	domid_t domid;
	aligned_u64 gpa;
};

typedef struct xen_hvm_pagetable_dying xen_hvm_pagetable_dying_t;
DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_pagetable_dying);

/* What a guest frame is. */
enum hvmmem_type_t {
	HVMMEM_ram_rw,
	HVMMEM_ram_ro,
	HVMMEM_mmio_dm,
};

/* Out: the guest's time in ns. */
#define HVMOP_get_time		10
struct xen_hvm_get_time {
	u64 now;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_get_time);

/* Out: mem_type of pfn. */
#define HVMOP_get_mem_type	15

struct xen_hvm_get_mem_type {
	domid_t domid;
	u16 mem_type;
	u16 pad[2];
	u64 pfn;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_get_mem_type);

/* HVM guest: interrupt vector for this vCPU's event upcall. */
#define HVMOP_set_evtchn_upcall_vector	23

struct xen_hvm_evtchn_upcall_vector {
	u32 vcpu;
	u8 vector;
};

typedef struct xen_hvm_evtchn_upcall_vector xen_hvm_evtchn_upcall_vector_t;
DEFINE_GUEST_HANDLE_STRUCT(xen_hvm_evtchn_upcall_vector);

/* The caller pokes whoever monitors it. */
#define HVMOP_guest_request_vm_event	24
/* Alternate views of guest memory; not available to PV guests. */
#define HVMOP_altp2m			25

#endif /* _XEN_INTERFACE_HVM_HVM_OP_H */
