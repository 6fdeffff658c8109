/* SPDX-License-Identifier: MIT */
/*
 * domctl, what concerns looking into a domain: debuggers, memory events,
 * sharing, tracing, cache monitoring and allocation. Of these a PV hypervisor
 * offers little; numbers and layouts are here so that refusals are exact.
 */
#ifndef _XEN_INTERFACE_DOMCTL_MONITOR_H
#define _XEN_INTERFACE_DOMCTL_MONITOR_H

#include <xen/interface/ctl_common.h>
#include <xen/interface/event_channel.h>

/* subscribe: port to raise when the domain stops for its debugger. */
struct xen_domctl_subscribe {
	u32 port;
};

#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_OFF	0
#define XEN_DOMCTL_DEBUG_OP_SINGLE_STEP_ON	1

/* debug_op: single step. */
struct xen_domctl_debug_op {
	u32 op;
	u32 vcpu;
};

/* gdbsx_guestmemio: copy guest memory. remain is out. */
struct xen_domctl_gdbsx_memio {
	u64 pgd3val;	/* non-zero: page table to walk */
	u64 gva;	/* guest address */
	u64 uva;	/* caller's address */
	u32 len;
	u8 gwr;		/* 1: write to the guest */
	u32 remain;
};

/* gdbsx_pausevcpu, gdbsx_unpausevcpu. */
struct xen_domctl_gdbsx_pauseunp_vcpu {
	u32 vcpu;
};

/* gdbsx_domstatus: which vCPU stopped, and why. */
struct xen_domctl_gdbsx_domstatus {
	u8 paused;
	u32 vcpu_id;
	u32 vcpu_ev;
};

/*
 * vm_event_op: rings of memory events. op is one of these, mode one of
 * XEN_DOMCTL_VM_EVENT_OP_*.
 */
#define XEN_VM_EVENT_ENABLE		0
#define XEN_VM_EVENT_DISABLE		1
#define XEN_VM_EVENT_RESUME		2
#define XEN_VM_EVENT_GET_VERSION	3
#define XEN_DOMCTL_VM_EVENT_OP_PAGING	1
#define XEN_DOMCTL_VM_EVENT_OP_MONITOR	2
#define XEN_DOMCTL_VM_EVENT_OP_SHARING	3

struct xen_domctl_vm_event_op {
	u32 op;
	u32 mode;
	union {
		struct {
			u32 port;
		} enable;
		u32 version;
	} u;
};

#define XEN_DOMCTL_MEM_SHARING_CONTROL	0

/* mem_sharing_op. */
struct xen_domctl_mem_sharing_op {
	u8 op;
	union {
		u8 enable;
	} u;
};

/* audit_p2m: counts of inconsistencies. */
struct xen_domctl_audit_p2m {
	u64 orphans;
	u64 m2p_bad;
	u64 p2m_bad;
};

/* set_access_required: crash rather than run unmonitored. */
struct xen_domctl_set_access_required {
	u8 access_required;
};

/* psr_cmt_op: cache occupancy monitoring. */
struct xen_domctl_psr_cmt_op {
#define XEN_DOMCTL_PSR_CMT_OP_DETACH		0
#define XEN_DOMCTL_PSR_CMT_OP_ATTACH		1
#define XEN_DOMCTL_PSR_CMT_OP_QUERY_RMID	2
	u32 cmd;
	u32 data;
};

/* monitor_op: report guest actions through the vm_event ring. */
#define XEN_DOMCTL_MONITOR_OP_ENABLE			0
#define XEN_DOMCTL_MONITOR_OP_DISABLE			1
#define XEN_DOMCTL_MONITOR_OP_GET_CAPABILITIES		2
#define XEN_DOMCTL_MONITOR_OP_EMULATE_EACH_REP		3
#define XEN_DOMCTL_MONITOR_OP_CONTROL_REGISTERS		4
#define XEN_DOMCTL_MONITOR_EVENT_WRITE_CTRLREG		0
#define XEN_DOMCTL_MONITOR_EVENT_MOV_TO_MSR		1
#define XEN_DOMCTL_MONITOR_EVENT_SINGLESTEP		2
#define XEN_DOMCTL_MONITOR_EVENT_SOFTWARE_BREAKPOINT	3
#define XEN_DOMCTL_MONITOR_EVENT_GUEST_REQUEST		4
#define XEN_DOMCTL_MONITOR_EVENT_DEBUG_EXCEPTION	5
#define XEN_DOMCTL_MONITOR_EVENT_CPUID			6
#define XEN_DOMCTL_MONITOR_EVENT_PRIVILEGED_CALL	7
#define XEN_DOMCTL_MONITOR_EVENT_INTERRUPT		8
#define XEN_DOMCTL_MONITOR_EVENT_DESC_ACCESS		9
#define XEN_DOMCTL_MONITOR_EVENT_EMUL_UNIMPLEMENTED	10
#define XEN_DOMCTL_MONITOR_EVENT_INGUEST_PAGEFAULT	11
#define XEN_DOMCTL_MONITOR_EVENT_VMEXIT			12

struct xen_domctl_monitor_op {
	u32 op;
	u32 event;
	union {
		struct {
			u8 index;
			u8 sync;
			u8 onchangeonly;
			u8 pad1;
			u32 pad2;
			u64 bitmask;
		} mov_to_cr;
		struct {
			u32 msr;
			u8 onchangeonly;
		} mov_to_msr;
		struct {
			u8 sync;
			u8 allow_userspace;
		} guest_request;
		struct {
			u8 sync;
		} debug_exception;
		struct {
			u8 sync;
		} vmexit;
	} u;
};

/* psr_alloc: cache and bandwidth allocation. */
struct xen_domctl_psr_alloc {
#define XEN_DOMCTL_PSR_SET_L3_CBM	0
#define XEN_DOMCTL_PSR_GET_L3_CBM	1
#define XEN_DOMCTL_PSR_SET_L3_CODE	2
#define XEN_DOMCTL_PSR_SET_L3_DATA	3
#define XEN_DOMCTL_PSR_GET_L3_CODE	4
#define XEN_DOMCTL_PSR_GET_L3_DATA	5
#define XEN_DOMCTL_PSR_SET_L2_CBM	6
#define XEN_DOMCTL_PSR_GET_L2_CBM	7
#define XEN_DOMCTL_PSR_SET_MBA_THRTL	8
#define XEN_DOMCTL_PSR_GET_MBA_THRTL	9
	u32 cmd;
	u32 target;	/* socket */
	u64 data;
};

/* vuart_op; ARM only. */
struct xen_domctl_vuart_op {
#define XEN_DOMCTL_VUART_OP_INIT	0
	u32 cmd;
#define XEN_DOMCTL_VUART_TYPE_VPL011	0
	u32 type;
	u64 gfn;
	domid_t console_domid;
	u8 pad[2];
	evtchn_port_t evtchn;
};

/* vmtrace_op: processor trace. */
struct xen_domctl_vmtrace_op {
	u32 cmd;
	u32 vcpu;
	u64 key;
	u64 value;
#define XEN_DOMCTL_vmtrace_enable		1
#define XEN_DOMCTL_vmtrace_disable		2
#define XEN_DOMCTL_vmtrace_reset_and_enable	3
#define XEN_DOMCTL_vmtrace_output_position	4
#define XEN_DOMCTL_vmtrace_get_option		5
#define XEN_DOMCTL_vmtrace_set_option		6
};
DEFINE_GUEST_HANDLE_STRUCT(xen_domctl_vmtrace_op);

#endif /* _XEN_INTERFACE_DOMCTL_MONITOR_H */
