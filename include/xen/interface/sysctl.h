/* SPDX-License-Identifier: MIT */
/*
 * sysctl: what tools do to the machine or ask about it. The envelope and the
 * operations that have no header of their own.
 */
#ifndef _XEN_INTERFACE_SYSCTL_H
#define _XEN_INTERFACE_SYSCTL_H

#include <xen/interface/domctl.h>
#include <xen/interface/sysctl_livepatch.h>
#include <xen/interface/sysctl_pm.h>
#include <xen/interface/sysctl_sched.h>
#include <xen/interface/sysctl_topology.h>

/* Caller writes it; another value gives -EACCES. The value of 4.17. */
#define XEN_SYSCTL_INTERFACE_VERSION	0x00000015

/* readconsole: the hypervisor's log ring. */
struct xen_sysctl_readconsole {
	u8 clear;	/* empty the ring afterwards */
	u8 incremental;	/* start at index, not at the oldest byte */
	u8 pad0, pad1;
	u32 index;	/* out: where to go on */
	GUEST_HANDLE_64(char) buffer;
	u32 count;	/* in: room, out: bytes */
};

/* tbuf_op: trace buffers, see xentrace.h. */
struct xen_sysctl_tbuf_op {
#define XEN_SYSCTL_TBUFOP_get_info	0
#define XEN_SYSCTL_TBUFOP_set_cpu_mask	1
#define XEN_SYSCTL_TBUFOP_set_evt_mask	2
#define XEN_SYSCTL_TBUFOP_set_size	3
#define XEN_SYSCTL_TBUFOP_enable	4
#define XEN_SYSCTL_TBUFOP_disable	5
	u32 cmd;
	struct xenctl_bitmap cpu_mask;
	u32 evt_mask;
	u64 buffer_mfn;	/* out: of struct t_info */
	u32 size;	/* pages per CPU; out: of struct t_info */
};

/* perfc_op: performance counters. A null desc asks for the counts. */
#define XEN_SYSCTL_PERFCOP_reset	1
#define XEN_SYSCTL_PERFCOP_query	2

struct xen_sysctl_perfc_desc {
	char name[80];
	u32 nr_vals;	/* values of this counter, one or one per CPU */
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_perfc_desc);

typedef u32 xen_sysctl_perfc_val_t;
DEFINE_GUEST_HANDLE(xen_sysctl_perfc_val_t);

struct xen_sysctl_perfc_op {
	u32 cmd;
	u32 nr_counters;
	u32 nr_vals;
	GUEST_HANDLE_64(xen_sysctl_perfc_desc) desc;
	GUEST_HANDLE_64(xen_sysctl_perfc_val_t) val;
};

/* getdomaininfolist: up to max_domains entries from first_domain on. */
struct xen_sysctl_getdomaininfolist {
	domid_t first_domain;
	u32 max_domains;
	GUEST_HANDLE_64(xen_domctl_getdomaininfo) buffer;
	u32 num_domains;
};

/* debug_keys: as if typed on the console. */
struct xen_sysctl_debug_keys {
	GUEST_HANDLE_64(char) keys;
	u32 nr_keys;
};

/* page_offline_op on mfns start..end; one status word each. */
struct xen_sysctl_page_offline_op {
#define sysctl_page_offline		1
#define sysctl_page_online		2
#define sysctl_query_page_offline	3
	u32 cmd;
	u32 start;
	u32 end;
	GUEST_HANDLE(u32) status;
};

/* Status words: outcome in bits 0-7, reason above, owner from bit 16. */
#define PG_OFFLINE_STATUS_MASK	(0xFFUL)
#define PG_OFFLINE_INVALID	(0x1UL << 0)
#define PG_OFFLINE_OFFLINED	(0x1UL << 1)
#define PG_OFFLINE_PENDING	(0x1UL << 2)
#define PG_OFFLINE_FAILED	(0x1UL << 3)
#define PG_OFFLINE_AGAIN	(0x1UL << 4)
#define PG_ONLINE_FAILED	PG_OFFLINE_FAILED
#define PG_ONLINE_ONLINED	PG_OFFLINE_OFFLINED

/* Status words of a query. */
#define PG_OFFLINE_STATUS_OFFLINED		(0x1UL << 1)
#define PG_OFFLINE_STATUS_ONLINE		(0x1UL << 2)
#define PG_OFFLINE_STATUS_OFFLINE_PENDING	(0x1UL << 3)
#define PG_OFFLINE_STATUS_BROKEN		(0x1UL << 4)
#define PG_OFFLINE_MISC_MASK			(0xFFUL << 4)
#define PG_OFFLINE_XENPAGE			(0x1UL << 8)
#define PG_OFFLINE_DOM0PAGE			(0x1UL << 9)
#define PG_OFFLINE_ANONYMOUS			(0x1UL << 10)
#define PG_OFFLINE_NOT_CONV_RAM			(0x1UL << 11)
#define PG_OFFLINE_OWNED			(0x1UL << 12)
#define PG_OFFLINE_BROKEN			(0x1UL << 13)
#define PG_ONLINE_BROKEN			PG_OFFLINE_BROKEN
#define PG_OFFLINE_OWNER_SHIFT			16

/* lockprof_op: lock statistics; times in ns. */
#define XEN_SYSCTL_LOCKPROF_reset	1
#define XEN_SYSCTL_LOCKPROF_query	2
#define LOCKPROF_TYPE_GLOBAL		0
#define LOCKPROF_TYPE_PERDOM		1
#define LOCKPROF_TYPE_N			2

struct xen_sysctl_lockprof_data {
	char name[40];
	s32 type;
	s32 idx;
	u64 lock_cnt;
	u64 block_cnt;
	u64 lock_time;
	u64 block_time;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl_lockprof_data);

struct xen_sysctl_lockprof_op {
	u32 cmd;
	u32 max_elem;
	u32 nr_elem;
	u64 time;
	GUEST_HANDLE_64(xen_sysctl_lockprof_data) data;
};

/* coverage_op: code coverage of the hypervisor. */
#define XEN_GCOV_FORMAT_MAGIC		0x58434f56
#define XEN_SYSCTL_COVERAGE_get_size	0
#define XEN_SYSCTL_COVERAGE_read	1
#define XEN_SYSCTL_COVERAGE_reset	2

struct xen_sysctl_coverage_op {
	u32 cmd;
	u32 size;
	GUEST_HANDLE_64(char) buffer;
};

/* psr_cmt_op: cache occupancy monitoring. */
#define XEN_SYSCTL_PSR_CMT_get_total_rmid		0
#define XEN_SYSCTL_PSR_CMT_get_l3_upscaling_factor	1
#define XEN_SYSCTL_PSR_CMT_get_l3_cache_size		2
#define XEN_SYSCTL_PSR_CMT_enabled			3
#define XEN_SYSCTL_PSR_CMT_get_l3_event_mask		4

struct xen_sysctl_psr_cmt_op {
	u32 cmd;
	u32 flags;
	union {
		u64 data;
		struct {
			u32 cpu;
			u32 rsvd;
		} l3_cache;
	} u;
};

/* psr_alloc: what can be allocated. */
#define XEN_SYSCTL_PSR_get_l3_info	0
#define XEN_SYSCTL_PSR_get_l2_info	1
#define XEN_SYSCTL_PSR_get_mba_info	2

struct xen_sysctl_psr_alloc {
	u32 cmd;
	u32 target;
	union {
		struct {
			u32 cbm_len;
			u32 cos_max;
#define XEN_SYSCTL_PSR_CAT_L3_CDP	(1u << 0)
			u32 flags;
		} cat_info;
		struct {
			u32 thrtl_max;
			u32 cos_max;
#define XEN_SYSCTL_PSR_MBA_LINEAR	(1u << 0)
			u32 flags;
		} mba_info;
	} u;
};

/* xen_sysctl.cmd */
#define XEN_SYSCTL_readconsole		1
#define XEN_SYSCTL_tbuf_op		2
#define XEN_SYSCTL_physinfo		3
#define XEN_SYSCTL_sched_id		4
#define XEN_SYSCTL_perfc_op		5
#define XEN_SYSCTL_getdomaininfolist	6
#define XEN_SYSCTL_debug_keys		7
#define XEN_SYSCTL_getcpuinfo		8
#define XEN_SYSCTL_availheap		9
#define XEN_SYSCTL_get_pmstat		10
#define XEN_SYSCTL_cpu_hotplug		11
#define XEN_SYSCTL_pm_op		12
#define XEN_SYSCTL_page_offline_op	14
#define XEN_SYSCTL_lockprof_op		15
#define XEN_SYSCTL_cputopoinfo		16
#define XEN_SYSCTL_numainfo		17
#define XEN_SYSCTL_cpupool_op		18
#define XEN_SYSCTL_scheduler_op		19
#define XEN_SYSCTL_coverage_op		20
#define XEN_SYSCTL_psr_cmt_op		21
#define XEN_SYSCTL_pcitopoinfo		22
#define XEN_SYSCTL_psr_alloc		23
#define XEN_SYSCTL_get_cpu_levelling_caps	25
#define XEN_SYSCTL_get_cpu_featureset	26
#define XEN_SYSCTL_livepatch_op		27
#define XEN_SYSCTL_get_cpu_policy	29

/*
 * Argument of the hypercall; copied as a whole, and back where the operation
 * has results.
 */
struct xen_sysctl {
	u32 cmd;
	u32 interface_version;
	union {
		struct xen_sysctl_readconsole readconsole;
		struct xen_sysctl_tbuf_op tbuf_op;
		struct xen_sysctl_physinfo physinfo;
		struct xen_sysctl_cputopoinfo cputopoinfo;
		struct xen_sysctl_pcitopoinfo pcitopoinfo;
		struct xen_sysctl_numainfo numainfo;
		struct xen_sysctl_sched_id sched_id;
		struct xen_sysctl_perfc_op perfc_op;
		struct xen_sysctl_getdomaininfolist getdomaininfolist;
		struct xen_sysctl_debug_keys debug_keys;
		struct xen_sysctl_getcpuinfo getcpuinfo;
		struct xen_sysctl_availheap availheap;
		struct xen_sysctl_get_pmstat get_pmstat;
		struct xen_sysctl_cpu_hotplug cpu_hotplug;
		struct xen_sysctl_pm_op pm_op;
		struct xen_sysctl_page_offline_op page_offline;
		struct xen_sysctl_lockprof_op lockprof_op;
		struct xen_sysctl_cpupool_op cpupool_op;
		struct xen_sysctl_scheduler_op scheduler_op;
		struct xen_sysctl_coverage_op coverage_op;
		struct xen_sysctl_psr_cmt_op psr_cmt_op;
		struct xen_sysctl_psr_alloc psr_alloc;
		struct xen_sysctl_cpu_levelling_caps cpu_levelling_caps;
		struct xen_sysctl_cpu_featureset cpu_featureset;
		struct xen_sysctl_livepatch_op livepatch;
		struct xen_sysctl_cpu_policy cpu_policy;
		u8 pad[128];
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_sysctl);

#endif /* _XEN_INTERFACE_SYSCTL_H */
