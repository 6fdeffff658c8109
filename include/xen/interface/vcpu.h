/* SPDX-License-Identifier: MIT */
/*
 * vcpu_op(command, vcpu, argument): life cycle, run states, timers and
 * registered areas of virtual CPUs.
 */
#ifndef _XEN_INTERFACE_VCPU_H
#define _XEN_INTERFACE_VCPU_H

#include <xen/interface/xen.h>

/*
 * Argument vcpu_guest_context: first state of a vCPU that is still down. Fails
 * with -EEXIST once it was initialised.
 */
#define VCPUOP_initialise	0

/* No argument: make it runnable. */
#define VCPUOP_up	1

/* No argument: take it offline; may be asynchronous for other vCPUs. */
#define VCPUOP_down	2

/* No argument; result 1 if online. -ENOENT for a number without vCPU. */
#define VCPUOP_is_up	3

/* Copies a vcpu_runstate_info out, once. */
#define VCPUOP_get_runstate_info	4

/* Hypervisor writes. */
struct vcpu_runstate_info {
	int state;		/* RUNSTATE_* */
	u64 state_entry_time;	/* system time in ns; bit 63: being updated */
	/* Only with VMASST_TYPE_runstate_update_flag. */
#define XEN_RUNSTATE_UPDATE	(1ULL << 63)
	u64 time[4];	/* ns spent per state */
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_runstate_info);

/* vcpu_runstate_info.state */
#define RUNSTATE_running	0	/* on a CPU now */
#define RUNSTATE_runnable	1	/* ready, waits for a CPU: stolen time */
#define RUNSTATE_blocked	2	/* waits for an event */
#define RUNSTATE_offline	3	/* paused, down or not yet initialised */

/*
 * The hypervisor keeps the area at a virtual address up to date, from this call
 * on.
 */
#define VCPUOP_register_runstate_memory_area	5

struct vcpu_register_runstate_memory_area {
	union {
		GUEST_HANDLE(vcpu_runstate_info) h;
		struct vcpu_runstate_info *v;
		u64 p;
	} addr;
};

/* VIRQ_TIMER every period_ns; only on the vCPU itself. */
#define VCPUOP_set_periodic_timer	6
#define VCPUOP_stop_periodic_timer	7

struct vcpu_set_periodic_timer {
	u64 period_ns;
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_set_periodic_timer);

/* VIRQ_TIMER once at an absolute system time; only on the vCPU itself. */
#define VCPUOP_set_singleshot_timer	8
#define VCPUOP_stop_singleshot_timer	9

struct vcpu_set_singleshot_timer {
	u64 timeout_abs_ns;
	u32 flags;
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_set_singleshot_timer);

/* Refuse with -ETIME when the time has passed already. */
#define _VCPU_SSHOTTMR_future	(0)
#define VCPU_SSHOTTMR_future	(1U << _VCPU_SSHOTTMR_future)

/*
 * Moves the vCPU's vcpu_info to mfn and offset, for good. It may not cross a
 * page and can be given once.
 */
#define VCPUOP_register_vcpu_info	10

struct vcpu_register_vcpu_info {
	u64 mfn;
	u32 offset;
	u32 rsvd;
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_register_vcpu_info);

/* No argument: deliver a virtual NMI. */
#define VCPUOP_send_nmi	11

/* APIC and ACPI identifiers of a pinned vCPU's CPU. */
#define VCPUOP_get_physid	12

struct vcpu_get_physid {
	u64 phys_id;
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_get_physid);

/* phys_id: APIC id in the low half, ACPI id in the high half. */
#define xen_vcpu_physid_to_x86_apicid(physid)	((u32)(physid))
#define xen_vcpu_physid_to_x86_acpiid(physid)	((u32)((physid) >> 32))

/* A further copy of the vCPU's time info, for use from user mode. */
#define VCPUOP_register_vcpu_time_memory_area	13
DEFINE_GUEST_HANDLE_STRUCT(vcpu_time_info);

struct vcpu_register_time_memory_area {
	union {
		GUEST_HANDLE(vcpu_time_info) h;
		struct pvclock_vcpu_time_info *v;
		u64 p;
	} addr;
};
DEFINE_GUEST_HANDLE_STRUCT(vcpu_register_time_memory_area);

#endif /* _XEN_INTERFACE_VCPU_H */
