/* SPDX-License-Identifier: MIT */
/*
 * domctl, what concerns a domain as a whole: creation, state, memory, identity.
 */
#ifndef _XEN_INTERFACE_DOMCTL_DOMAIN_H
#define _XEN_INTERFACE_DOMCTL_DOMAIN_H

#include <xen/interface/ctl_common.h>
#include <xen/interface/memory.h>

/* createdomain. The domain starts without memory and vCPUs, paused. */
struct xen_domctl_createdomain {
	u32 ssidref;
	xen_domain_handle_t handle;
#define _XEN_DOMCTL_CDF_hvm		0
#define XEN_DOMCTL_CDF_hvm		(1U << _XEN_DOMCTL_CDF_hvm)
#define _XEN_DOMCTL_CDF_hap		1
#define XEN_DOMCTL_CDF_hap		(1U << _XEN_DOMCTL_CDF_hap)
#define _XEN_DOMCTL_CDF_s3_integrity	2
#define XEN_DOMCTL_CDF_s3_integrity	(1U << _XEN_DOMCTL_CDF_s3_integrity)
#define _XEN_DOMCTL_CDF_oos_off		3
#define XEN_DOMCTL_CDF_oos_off		(1U << _XEN_DOMCTL_CDF_oos_off)
#define _XEN_DOMCTL_CDF_xs_domain	4
#define XEN_DOMCTL_CDF_xs_domain	(1U << _XEN_DOMCTL_CDF_xs_domain)
#define _XEN_DOMCTL_CDF_iommu		5
#define XEN_DOMCTL_CDF_iommu		(1U << _XEN_DOMCTL_CDF_iommu)
#define _XEN_DOMCTL_CDF_nested_virt	6
#define XEN_DOMCTL_CDF_nested_virt	(1U << _XEN_DOMCTL_CDF_nested_virt)
#define XEN_DOMCTL_CDF_vpmu		(1U << 7)
#define XEN_DOMCTL_CDF_MAX		XEN_DOMCTL_CDF_vpmu
	u32 flags;	/* XEN_DOMCTL_CDF_* */
#define _XEN_DOMCTL_IOMMU_no_sharept	0
#define XEN_DOMCTL_IOMMU_no_sharept	(1U << _XEN_DOMCTL_IOMMU_no_sharept)
#define XEN_DOMCTL_IOMMU_MAX		XEN_DOMCTL_IOMMU_no_sharept
	u32 iommu_opts;			/* XEN_DOMCTL_IOMMU_* */
	u32 max_vcpus;
	u32 max_evtchn_port;		/* highest usable port */
	s32 max_grant_frames;		/* negative: the default */
	s32 max_maptrack_frames;	/* negative: the default */
#define XEN_DOMCTL_GRANT_version_mask	0xf
#define XEN_DOMCTL_GRANT_version(v)	((v) & XEN_DOMCTL_GRANT_version_mask)
	u32 grant_opts;		/* highest grant table version */
	u32 vmtrace_size;	/* bytes per vCPU, 0 for none */
	u32 cpupool_id;
	struct xen_arch_domainconfig arch;
};

/*
 * getdomaininfo, and one entry of sysctl getdomaininfolist. Hypervisor writes.
 * The answer is for the first domain with this number or a higher one.
 */
struct xen_domctl_getdomaininfo {
	domid_t domain;
	u16 pad1;
#define _XEN_DOMINF_dying		0
#define XEN_DOMINF_dying		(1U << _XEN_DOMINF_dying)
#define _XEN_DOMINF_hvm_guest		1
#define XEN_DOMINF_hvm_guest		(1U << _XEN_DOMINF_hvm_guest)
#define _XEN_DOMINF_shutdown		2
#define XEN_DOMINF_shutdown		(1U << _XEN_DOMINF_shutdown)
#define _XEN_DOMINF_paused		3
#define XEN_DOMINF_paused		(1U << _XEN_DOMINF_paused)
#define _XEN_DOMINF_blocked		4
#define XEN_DOMINF_blocked		(1U << _XEN_DOMINF_blocked)
#define _XEN_DOMINF_running		5
#define XEN_DOMINF_running		(1U << _XEN_DOMINF_running)
#define _XEN_DOMINF_debugged		6
#define XEN_DOMINF_debugged		(1U << _XEN_DOMINF_debugged)
#define _XEN_DOMINF_xs_domain		7
#define XEN_DOMINF_xs_domain		(1U << _XEN_DOMINF_xs_domain)
#define _XEN_DOMINF_hap			8
#define XEN_DOMINF_hap			(1U << _XEN_DOMINF_hap)
#define XEN_DOMINF_shutdownmask		255
#define XEN_DOMINF_shutdownshift	16
	u32 flags;		/* XEN_DOMINF_* */
	u64 tot_pages;
	u64 max_pages;
	u64 outstanding_pages;	/* claimed, not yet allocated */
	u64 shr_pages;
	u64 paged_pages;
	u64 shared_info_frame;	/* mfn */
	u64 cpu_time;		/* ns, of all vCPUs */
	u32 nr_online_vcpus;
#define XEN_INVALID_MAX_VCPU_ID	(~0U)
	u32 max_vcpu_id;	/* XEN_INVALID_MAX_VCPU_ID: no vCPU */
	u32 ssidref;
	xen_domain_handle_t handle;
	u32 cpupool;
	u8 gpaddr_bits;
	u8 pad2[7];
	struct xen_arch_domainconfig arch_config;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_domctl_getdomaininfo);

/* getpageframeinfo3: array holds mfns and receives their types in place. */
#define XEN_DOMCTL_PFINFO_LTAB_SHIFT	28
#define XEN_DOMCTL_PFINFO_NOTAB		(0x0U << 28)
#define XEN_DOMCTL_PFINFO_L1TAB		(0x1U << 28)
#define XEN_DOMCTL_PFINFO_L2TAB		(0x2U << 28)
#define XEN_DOMCTL_PFINFO_L3TAB		(0x3U << 28)
#define XEN_DOMCTL_PFINFO_L4TAB		(0x4U << 28)
#define XEN_DOMCTL_PFINFO_LTABTYPE_MASK	(0x7U << 28)
#define XEN_DOMCTL_PFINFO_LPINTAB	(0x1U << 31)
#define XEN_DOMCTL_PFINFO_XTAB		(0xfU << 28)
#define XEN_DOMCTL_PFINFO_XALLOC	(0xeU << 28)
#define XEN_DOMCTL_PFINFO_BROKEN	(0xdU << 28)
#define XEN_DOMCTL_PFINFO_LTAB_MASK	(0xfU << 28)

struct xen_domctl_getpageframeinfo3 {
	u64 num;	/* entries of array */
	GUEST_HANDLE_64(xen_pfn_t) array;
};

/*
 * shadow_op, chiefly log-dirty mode for migration. CLEAN copies the bitmap out
 * and starts over; PEEK only copies.
 */
#define XEN_DOMCTL_SHADOW_OP_OFF		0
#define XEN_DOMCTL_SHADOW_OP_ENABLE		32
#define XEN_DOMCTL_SHADOW_OP_CLEAN		11
#define XEN_DOMCTL_SHADOW_OP_PEEK		12
#define XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION	30
#define XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION	31

/* Older forms of ENABLE with a fixed mode. */
#define XEN_DOMCTL_SHADOW_OP_ENABLE_TEST	1
#define XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY	2

/* xen_domctl_shadow_op.mode for ENABLE */
#define XEN_DOMCTL_SHADOW_ENABLE_REFCOUNT	(1 << 1)
#define XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY	(1 << 2)
#define XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE	(1 << 3)
#define XEN_DOMCTL_SHADOW_ENABLE_EXTERNAL	(1 << 4)

/* xen_domctl_shadow_op.mode for CLEAN and PEEK: the guest no longer runs. */
#define XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL	(1 << 0)

/* Since the last CLEAN. */
struct xen_domctl_shadow_op_stats {
	u32 fault_count;
	u32 dirty_count;
};

struct xen_domctl_shadow_op {
	u32 op;
	u32 mode;
	u32 mb;		/* pool size for the allocation ops, in and out */
	GUEST_HANDLE_64(u8) dirty_bitmap;
	u64 pages;	/* bits in dirty_bitmap; out: bits valid */
	struct xen_domctl_shadow_op_stats stats;
};

/* max_mem: limit on tot_pages. */
struct xen_domctl_max_mem {
	u64 max_memkb;
};

/* setnodeaffinity, getnodeaffinity. */
struct xen_domctl_nodeaffinity {
	struct xenctl_bitmap nodemap;
};

/* max_vcpus: creates them; only once. */
struct xen_domctl_max_vcpus {
	u32 max;
};

/* setdomainhandle: the UUID. */
struct xen_domctl_setdomainhandle {
	xen_domain_handle_t handle;
};

/* setdebugging: pause instead of crash, for a debugger. */
struct xen_domctl_setdebugging {
	u8 enable;
};

/* hypercall_init: fill a frame of the domain with hypercall stubs. */
struct xen_domctl_hypercall_init {
	u64 gmfn;
};

/* settimeoffset: wall clock relative to the machine's. */
struct xen_domctl_settimeoffset {
	s64 time_offset_seconds;
};

/* gethvmcontext, sethvmcontext. A null buffer asks for the size. */
struct xen_domctl_hvmcontext {
	u32 size;
	GUEST_HANDLE_64(u8) buffer;
};

/*
 * set_address_size, get_address_size: 32 or 64. Only while the domain has no
 * memory.
 */
struct xen_domctl_address_size {
	u32 size;
};

/* set_target: this domain may control that one, as device model. */
struct xen_domctl_set_target {
	domid_t target;
};

/* Marks err_leaf and the like as unset. */
#define XEN_CPUID_INPUT_UNUSED	0xFFFFFFFF

/*
 * get_cpu_policy, set_cpu_policy. nr_* in: room or count, out: count; -ENOBUFS
 * if room is short. err_* say what a refused policy tripped over.
 */
struct xen_domctl_cpu_policy {
	u32 nr_leaves;
	u32 nr_msrs;
	GUEST_HANDLE_64(xen_cpuid_leaf) leaves;
	GUEST_HANDLE_64(xen_msr_entry) msrs;
	u32 err_leaf, err_subleaf, err_msr;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_domctl_cpu_policy);

/* gethvmcontext_partial: one record. */
struct xen_domctl_hvmcontext_partial {
	u32 type;
	u32 instance;
	u64 bufsz;
	GUEST_HANDLE_64(u8) buffer;
};

/* gettscinfo, settscinfo. */
struct xen_domctl_tsc_info {
	u32 tsc_mode;		/* 0 default, 1 always emulate, 2 never */
	u32 gtsc_khz;		/* what the guest believes */
	u32 incarnation;	/* counts restores */
	u32 pad;
	u64 elapsed_nsec;	/* guest's time since its first boot */
};

/* set_virq_handler: give a global virq to this domain instead of dom0. */
struct xen_domctl_set_virq_handler {
	u32 virq;
};

/* set_broken_page_p2m. */
struct xen_domctl_set_broken_page_p2m {
	u64 pfn;
};

/* cacheflush; ARM only. */
struct xen_domctl_cacheflush {
	xen_pfn_t start_pfn, nr_pfns;
};

/* get_paging_mempool_size, set_paging_mempool_size. */
struct xen_domctl_paging_mempool {
	u64 size;	/* bytes */
};

/*
 * setvnumainfo: virtual NUMA topology; vnode_to_pnode is for the hypervisor
 * only.
 */
struct xen_domctl_vnuma {
	u32 nr_vnodes;
	u32 nr_vmemranges;
	u32 nr_vcpus;
	u32 pad;
	GUEST_HANDLE_64(uint) vdistance;
	GUEST_HANDLE_64(uint) vcpu_to_vnode;
	GUEST_HANDLE_64(uint) vnode_to_pnode;
	GUEST_HANDLE_64(xen_vmemrange) vmemrange;
};

#endif /* _XEN_INTERFACE_DOMCTL_DOMAIN_H */
