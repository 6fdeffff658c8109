/* SPDX-License-Identifier: MIT */
/*
 * domctl, what concerns vCPUs: register state, affinity, scheduling parameters.
 */
#ifndef _XEN_INTERFACE_DOMCTL_VCPU_H
#define _XEN_INTERFACE_DOMCTL_VCPU_H

#include <xen/interface/ctl_common.h>

/* setvcpucontext, getvcpucontext. A null ctxt for set resets the vCPU. */
struct xen_domctl_vcpucontext {
	u32 vcpu;
	GUEST_HANDLE_64(vcpu_guest_context) ctxt;
};

/* getvcpuinfo. Hypervisor writes all but vcpu. */
struct xen_domctl_getvcpuinfo {
	u32 vcpu;
	u8 online;
	u8 blocked;
	u8 running;
	u64 cpu_time;	/* ns */
	u32 cpu;	/* pCPU it is on or was on last */
};

/*
 * setvcpuaffinity, getvcpuaffinity. Set also writes the maps back as they take
 * effect.
 */
struct xen_domctl_vcpuaffinity {
	u32 vcpu;
#define _XEN_VCPUAFFINITY_HARD	0
#define XEN_VCPUAFFINITY_HARD	(1U << _XEN_VCPUAFFINITY_HARD)
#define _XEN_VCPUAFFINITY_SOFT	1
#define XEN_VCPUAFFINITY_SOFT	(1U << _XEN_VCPUAFFINITY_SOFT)
#define _XEN_VCPUAFFINITY_FORCE	2
#define XEN_VCPUAFFINITY_FORCE	(1U << _XEN_VCPUAFFINITY_FORCE)
	u32 flags;	/* which maps; FORCE lifts a temporary override */
	struct xenctl_bitmap cpumap_hard;
	struct xenctl_bitmap cpumap_soft;
};

/* Numbers of schedulers. */
#define XEN_SCHEDULER_CREDIT	5
#define XEN_SCHEDULER_CREDIT2	6
#define XEN_SCHEDULER_ARINC653	7
#define XEN_SCHEDULER_RTDS	8
#define XEN_SCHEDULER_NULL	9

struct xen_domctl_sched_credit {
	u16 weight;	/* share relative to others, 256 by default */
	u16 cap;	/* percent of one CPU, 0 for none */
};

struct xen_domctl_sched_credit2 {
	u16 weight;
	u16 cap;
};

/* Deadline scheduler; both in microseconds. */
struct xen_domctl_sched_rtds {
	u32 period;
	u32 budget;
#define _XEN_DOMCTL_SCHEDRT_extra	0
#define XEN_DOMCTL_SCHEDRT_extra	(1U << _XEN_DOMCTL_SCHEDRT_extra)
	u32 flags;
};

/* Parameters of one vCPU. */
struct xen_domctl_schedparam_vcpu {
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
	} u;
	u32 vcpuid;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_domctl_schedparam_vcpu);

/* scheduler_op: per domain, or per vCPU through u.v. */
#define XEN_DOMCTL_SCHEDOP_putinfo	0
#define XEN_DOMCTL_SCHEDOP_getinfo	1
#define XEN_DOMCTL_SCHEDOP_putvcpuinfo	2
#define XEN_DOMCTL_SCHEDOP_getvcpuinfo	3

struct xen_domctl_scheduler_op {
	u32 sched_id;	/* must match the domain's scheduler */
	u32 cmd;
	union {
		struct xen_domctl_sched_credit credit;
		struct xen_domctl_sched_credit2 credit2;
		struct xen_domctl_sched_rtds rtds;
		struct {
			GUEST_HANDLE_64(xen_domctl_schedparam_vcpu) vcpus;
			u32 nr_vcpus;	/* entries; out: entries done */
			u32 padding;
		} v;
	} u;
};

/* sendtrigger. PV domains only take NMI. */
#define XEN_DOMCTL_SENDTRIGGER_NMI	0
#define XEN_DOMCTL_SENDTRIGGER_RESET	1
#define XEN_DOMCTL_SENDTRIGGER_INIT	2
#define XEN_DOMCTL_SENDTRIGGER_POWER	3
#define XEN_DOMCTL_SENDTRIGGER_SLEEP	4

struct xen_domctl_sendtrigger {
	u32 trigger;
	u32 vcpu;
};

/*
 * set_ext_vcpucontext, get_ext_vcpucontext: what vcpu_guest_context has no room
 * for.
 */
struct xen_domctl_ext_vcpucontext {
	u32 vcpu;
	u32 size;	/* bytes from the start of this struct that are valid */
	u64 syscall32_callback_eip;
	u64 sysenter_callback_eip;
	u16 syscall32_callback_cs;
	u16 sysenter_callback_cs;
	u8 syscall32_disables_events;
	u8 sysenter_disables_events;
	union {
		u64 mcg_cap;
		struct hvm_vmce_vcpu vmce;
	};
};

/*
 * setvcpuextstate, getvcpuextstate. buffer: two u64 (xcr0 and the accumulated
 * xcr0), then an XSAVE area, compacted or not as its header says.
 */
struct xen_domctl_vcpuextstate {
	u32 vcpu;
	u64 xfeature_mask;	/* out for a get: features in use */
	u64 size;		/* 0 in a get asks for it */
	GUEST_HANDLE_64(u64) buffer;
};

/* One MSR that migrates with the vCPU. */
struct xen_domctl_vcpu_msr {
	u32 index;
	u32 reserved;
	u64 value;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_domctl_vcpu_msr);

/*
 * get_vcpu_msrs, set_vcpu_msrs. A null msrs in a get asks for the highest
 * possible count.
 */
struct xen_domctl_vcpu_msrs {
	u32 vcpu;
	u32 msr_count;
	GUEST_HANDLE_64(xen_domctl_vcpu_msr) msrs;
};

#endif /* _XEN_INTERFACE_DOMCTL_VCPU_H */
