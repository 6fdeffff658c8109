/* SPDX-License-Identifier: MIT */
/* sysctl, what the machine is made of: CPUs, nodes, memory, CPU features. */
#ifndef _XEN_INTERFACE_SYSCTL_TOPOLOGY_H
#define _XEN_INTERFACE_SYSCTL_TOPOLOGY_H

#include <xen/interface/ctl_common.h>
#include <xen/interface/physdev.h>

/* xen_sysctl_physinfo.capabilities: guest types and hardware help. */
#define _XEN_SYSCTL_PHYSCAP_hvm			0
#define XEN_SYSCTL_PHYSCAP_hvm			(1u << _XEN_SYSCTL_PHYSCAP_hvm)
#define _XEN_SYSCTL_PHYSCAP_pv			1
#define XEN_SYSCTL_PHYSCAP_pv			(1u << _XEN_SYSCTL_PHYSCAP_pv)
#define _XEN_SYSCTL_PHYSCAP_directio		2
#define XEN_SYSCTL_PHYSCAP_directio (1u << _XEN_SYSCTL_PHYSCAP_directio)
#define _XEN_SYSCTL_PHYSCAP_hap			3
#define XEN_SYSCTL_PHYSCAP_hap			(1u << _XEN_SYSCTL_PHYSCAP_hap)
#define _XEN_SYSCTL_PHYSCAP_shadow		4
#define XEN_SYSCTL_PHYSCAP_shadow (1u << _XEN_SYSCTL_PHYSCAP_shadow)
#define _XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share	5
#define XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share \
	(1u << _XEN_SYSCTL_PHYSCAP_iommu_hap_pt_share)
#define XEN_SYSCTL_PHYSCAP_vmtrace	(1u << 6)
#define XEN_SYSCTL_PHYSCAP_vpmu		(1u << 7)
#define XEN_SYSCTL_PHYSCAP_gnttab_v1	(1u << 8)
#define XEN_SYSCTL_PHYSCAP_gnttab_v2	(1u << 9)
#define XEN_SYSCTL_PHYSCAP_MAX		XEN_SYSCTL_PHYSCAP_gnttab_v2

/* This header has the handle for an array of devices. */
DEFINE_GUEST_HANDLE_STRUCT(physdev_pci_device);

/* physinfo. Hypervisor writes. */
struct xen_sysctl_physinfo {
	u32 threads_per_core;
	u32 cores_per_socket;
	u32 nr_cpus;
	u32 max_cpu_id;		/* highest that can come online */
	u32 nr_nodes;
	u32 max_node_id;
	u32 cpu_khz;
	u32 capabilities;
	u32 arch_capabilities;
	u32 pad;
	u64 total_pages;	/* RAM of the machine */
	u64 free_pages;
	u64 scrub_pages;	/* free, to be cleared */
	u64 outstanding_pages;	/* claimed */
	u64 max_mfn;
	u32 hw_cap[8];		/* feature words of CPUID */
};

struct xen_sysctl_cpuinfo {
	u64 idletime;	/* ns */
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_cpuinfo);

/* getcpuinfo. */
struct xen_sysctl_getcpuinfo {
	u32 max_cpus;	/* room */
	GUEST_HANDLE_64(xen_sysctl_cpuinfo) info;
	u32 nr_cpus;	/* out */
};

/* availheap: free memory between two address widths. */
struct xen_sysctl_availheap {
	u32 min_bitwidth;	/* 0: no lower limit */
	u32 max_bitwidth;	/* 0: no upper limit */
	s32 node;		/* -1: all */
	u64 avail_bytes;
};

/* For CPUs that are offline. */
#define XEN_INVALID_CORE_ID	(~0U)
#define XEN_INVALID_SOCKET_ID	(~0U)
#define XEN_INVALID_NODE_ID	(~0U)

struct xen_sysctl_cputopo {
	u32 core;
	u32 socket;
	u32 node;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_cputopo);

/*
 * cputopoinfo. A null handle asks for the count. num_cpus in: room, out:
 * entries written.
 */
struct xen_sysctl_cputopoinfo {
	u32 num_cpus;
	GUEST_HANDLE_64(xen_sysctl_cputopo) cputopo;
};

/* For nodes that do not exist. */
#define XEN_INVALID_MEM_SZ	(~0U)
#define XEN_INVALID_NODE_DIST	(~0U)

struct xen_sysctl_meminfo {
	u64 memsize;
	u64 memfree;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_meminfo);

/* numainfo. A null meminfo and distance ask for the count. */
struct xen_sysctl_numainfo {
	u32 num_nodes;
	GUEST_HANDLE_64(xen_sysctl_meminfo) meminfo;
	GUEST_HANDLE_64(u32) distance;	/* num_nodes * num_nodes, row by row */
};

/* For devices that do not exist. */
#define XEN_INVALID_DEV	(XEN_INVALID_NODE_ID - 1)

/* pcitopoinfo: the node of each device. Restarts after num_devs done. */
struct xen_sysctl_pcitopoinfo {
	u32 num_devs;
	GUEST_HANDLE_64(physdev_pci_device) devs;
	GUEST_HANDLE_64(u32) nodes;
};

/* get_cpu_levelling_caps: CPUID that can be masked or faulted in hardware. */
struct xen_sysctl_cpu_levelling_caps {
#define XEN_SYSCTL_CPU_LEVELCAP_faulting	(1ul << 0)
#define XEN_SYSCTL_CPU_LEVELCAP_ecx		(1ul << 1)
#define XEN_SYSCTL_CPU_LEVELCAP_edx		(1ul << 2)
#define XEN_SYSCTL_CPU_LEVELCAP_extd_ecx	(1ul << 3)
#define XEN_SYSCTL_CPU_LEVELCAP_extd_edx	(1ul << 4)
#define XEN_SYSCTL_CPU_LEVELCAP_xsave_eax	(1ul << 5)
#define XEN_SYSCTL_CPU_LEVELCAP_thermal_ecx	(1ul << 6)
#define XEN_SYSCTL_CPU_LEVELCAP_l7s0_eax	(1ul << 7)
#define XEN_SYSCTL_CPU_LEVELCAP_l7s0_ebx	(1ul << 8)
	u32 caps;
};

/*
 * get_cpu_featureset. nr_features in: room, out: words. A null handle asks for
 * the count.
 */
struct xen_sysctl_cpu_featureset {
#define XEN_SYSCTL_cpu_featureset_raw		0
#define XEN_SYSCTL_cpu_featureset_host		1
#define XEN_SYSCTL_cpu_featureset_pv		2
#define XEN_SYSCTL_cpu_featureset_hvm		3
#define XEN_SYSCTL_cpu_featureset_pv_max	4
#define XEN_SYSCTL_cpu_featureset_hvm_max	5
	u32 index;
	u32 nr_features;
	GUEST_HANDLE_64(u32) features;
};

/* get_cpu_policy. nr_* in: room, out: count; -ENOBUFS if room is short. */
struct xen_sysctl_cpu_policy {
#define XEN_SYSCTL_cpu_policy_raw		0
#define XEN_SYSCTL_cpu_policy_host		1
#define XEN_SYSCTL_cpu_policy_pv_max		2
#define XEN_SYSCTL_cpu_policy_hvm_max		3
#define XEN_SYSCTL_cpu_policy_pv_default	4
#define XEN_SYSCTL_cpu_policy_hvm_default	5
	u32 index;
	u32 nr_leaves;
	u32 nr_msrs;
	u32 _rsvd;
	GUEST_HANDLE_64(xen_cpuid_leaf) leaves;
	GUEST_HANDLE_64(xen_msr_entry) msrs;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_cpu_policy);

#endif /* _XEN_INTERFACE_SYSCTL_TOPOLOGY_H */
