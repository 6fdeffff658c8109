/* SPDX-License-Identifier: MIT */
/* sysctl, schedulers and CPU pools. */
#ifndef _XEN_INTERFACE_SYSCTL_SCHED_H
#define _XEN_INTERFACE_SYSCTL_SCHED_H

#include <xen/interface/ctl_common.h>

/* sched_id: hypervisor writes XEN_SCHEDULER_* of the boot pool. */
struct xen_sysctl_sched_id {
	u32 sched_id;
};

/*
 * cpupool_op. INFO answers for the first pool with this id or a higher one,
 * -ENOENT past the last; it fills every field. FREEINFO: CPUs in no pool.
 */
#define XEN_SYSCTL_CPUPOOL_OP_CREATE		1
#define XEN_SYSCTL_CPUPOOL_OP_DESTROY		2
#define XEN_SYSCTL_CPUPOOL_OP_INFO		3
#define XEN_SYSCTL_CPUPOOL_OP_ADDCPU		4
#define XEN_SYSCTL_CPUPOOL_OP_RMCPU		5
#define XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN	6
#define XEN_SYSCTL_CPUPOOL_OP_FREEINFO		7

/* cpupool_id or cpu: let the hypervisor choose. */
#define XEN_SYSCTL_CPUPOOL_PAR_ANY	0xFFFFFFFF

struct xen_sysctl_cpupool_op {
	u32 op;
	u32 cpupool_id;
	u32 sched_id;
	u32 domid;	/* for MOVEDOMAIN */
	u32 cpu;	/* for ADDCPU and RMCPU */
	u32 n_dom;	/* out: domains in the pool */
	struct xenctl_bitmap cpumap;
};

#define ARINC653_MAX_DOMAINS_PER_SCHEDULE	64

/* A fixed time table; ns. */
struct xen_sysctl_arinc653_schedule {
	u64 major_frame;
	u8 num_sched_entries;
	struct {
		xen_domain_handle_t dom_handle;
		u32 vcpu_id;
		u64 runtime;
	} sched_entries[ARINC653_MAX_DOMAINS_PER_SCHEDULE];
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_arinc653_schedule);

/* Microseconds that a vCPU may run before it can be preempted; 0 is off. */
#define XEN_SYSCTL_SCHED_RATELIMIT_MAX	500000
#define XEN_SYSCTL_SCHED_RATELIMIT_MIN	100

struct xen_sysctl_credit_schedule {
#define XEN_SYSCTL_CSCHED_TSLICE_MAX	1000
#define XEN_SYSCTL_CSCHED_TSLICE_MIN	1
	u32 tslice_ms;
	u32 ratelimit_us;
#define XEN_SYSCTL_CSCHED_MGR_DLY_MAX_US	(100 * 1000)
	u32 vcpu_migr_delay_us;
};

struct xen_sysctl_credit2_schedule {
	u32 ratelimit_us;
};

/* scheduler_op: parameters of a pool's scheduler. */
#define XEN_SYSCTL_SCHEDOP_putinfo	0
#define XEN_SYSCTL_SCHEDOP_getinfo	1

struct xen_sysctl_scheduler_op {
	u32 cpupool_id;
	u32 sched_id;
	u32 cmd;
	union {
		struct xen_sysctl_sched_arinc653 {
			GUEST_HANDLE_64(xen_sysctl_arinc653_schedule) schedule;
		} sched_arinc653;
		struct xen_sysctl_credit_schedule sched_credit;
		struct xen_sysctl_credit2_schedule sched_credit2;
	} u;
};

#endif /* _XEN_INTERFACE_SYSCTL_SCHED_H */
