/* SPDX-License-Identifier: MIT */
/* memory_op sub-ops that only the toolstack and memory-sharing daemons use. */
#ifndef _XEN_INTERFACE_MEMORY_TOOLS_H
#define _XEN_INTERFACE_MEMORY_TOOLS_H

#include <xen/interface/xen.h>
#include <xen/interface/physdev.h>

/* Populate-on-demand. set_pod_target reads target_pages; both fill the rest. */
#define XENMEM_set_pod_target		16
#define XENMEM_get_pod_target		17
struct xen_pod_target {
	u64 target_pages;
	u64 tot_pages;		/* owned, cache included */
	u64 pod_cache_pages;	/* waiting to be handed out */
	u64 pod_entries;	/* still unpopulated */
	domid_t domid;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_pod_target);

/* No argument; results in frames, of the whole machine. */
#define XENMEM_get_sharing_freed_pages	18
#define XENMEM_get_sharing_shared_pages	19

/* Demand paging by a tool. */
#define XENMEM_paging_op		20
#define XENMEM_paging_op_nominate	0
#define XENMEM_paging_op_evict		1
#define XENMEM_paging_op_prep		2
struct xen_mem_paging_op {
	u8 op;
	domid_t domain;
	GUEST_HANDLE(u8) buffer;	/* prep: one page to load */
	u64 gfn;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mem_paging_op);

/* Access rights that a monitor puts on guest frames. */
#define XENMEM_access_op		21
#define XENMEM_access_op_set_access	0
#define XENMEM_access_op_get_access	1
#define XENMEM_access_op_set_access_multi 4

enum xenmem_access {
	XENMEM_access_n,
	XENMEM_access_r,
	XENMEM_access_w,
	XENMEM_access_rw,
	XENMEM_access_x,
	XENMEM_access_rx,
	XENMEM_access_wx,
	XENMEM_access_rwx,
	XENMEM_access_rx2rw,	/* rx until the first write, then rw */
	XENMEM_access_n2rwx,	/* none until the first access, then rwx */
	XENMEM_access_default,	/* what the domain has by default */
};

struct xen_mem_access_op {
	u8 op;
	u8 access;	/* enum xenmem_access; out for get_access */
	domid_t domid;
	u32 nr;		/* frames from pfn on, or list length */
	u64 pfn;	/* ~0: the default */
	GUEST_HANDLE(u64) pfn_list;
	GUEST_HANDLE(u8) access_list;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mem_access_op);

/* Sharing of equal frames between domains. */
#define XENMEM_sharing_op		22
#define XENMEM_sharing_op_nominate_gfn	0
#define XENMEM_sharing_op_nominate_gref	1
#define XENMEM_sharing_op_share		2
#define XENMEM_sharing_op_debug_gfn	3
#define XENMEM_sharing_op_debug_mfn	4
#define XENMEM_sharing_op_debug_gref	5
#define XENMEM_sharing_op_add_physmap	6
#define XENMEM_sharing_op_audit		7
#define XENMEM_sharing_op_range_share	8
#define XENMEM_sharing_op_fork		9
#define XENMEM_sharing_op_fork_reset	10

/* Results of share when one of the handles is stale. */
#define XENMEM_SHARING_OP_S_HANDLE_INVALID	(-10)
#define XENMEM_SHARING_OP_C_HANDLE_INVALID	(-9)

/* A gfn field whose bit 62 is set holds a grant reference instead. */
#define XENMEM_SHARING_OP_FIELD_IS_GREF_FLAG	(1ULL << 62)

struct xen_mem_sharing_op {
	u8 op;
	domid_t domain;
	union {
		struct mem_sharing_op_nominate {
			union {
				u64 gfn;
				u32 grant_ref;
			} u;
			u64 handle;		/* out */
		} nominate;
		struct mem_sharing_op_share {
			u64 source_gfn;
			u64 source_handle;
			u64 client_gfn;
			u64 client_handle;
			domid_t client_domain;
		} share;
		struct mem_sharing_op_range {
			u64 first_gfn;
			u64 last_gfn;	/* inclusive */
			u64 opaque;	/* 0; the hypervisor's progress */
			domid_t client_domain;
			u16 _pad[3];
		} range;
		struct mem_sharing_op_debug {
			union {
				u64 gfn;
				u64 mfn;
				u32 gref;
			} u;
		} debug;
		struct mem_sharing_op_fork {
			domid_t parent_domain;
#define XENMEM_FORK_WITH_IOMMU_ALLOWED	(1u << 0)
#define XENMEM_FORK_BLOCK_INTERRUPTS	(1u << 1)
#define XENMEM_FORK_RESET_STATE		(1u << 2)
#define XENMEM_FORK_RESET_MEMORY	(1u << 3)
			u16 flags;
			u32 pad;
		} fork;
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mem_sharing_op);

/*
 * Argument xen_memory_reservation: set aside nr_extents frames in total for
 * domid, without choosing them. 0 gives the rest of a claim back.
 */
#define XENMEM_claim_pages		24

/* Frames that firmware reserves for devices. nr_entries in: room, out: count. */
#define XENMEM_reserved_device_memory_map 27
struct xen_reserved_device_memory {
	xen_pfn_t start_pfn;
	xen_ulong_t nr_pages;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_reserved_device_memory);

struct xen_reserved_device_memory_map {
#define XENMEM_RDM_ALL	1	/* of every device, not only of dev */
	u32 flags;
	unsigned int nr_entries;
	GUEST_HANDLE(xen_reserved_device_memory) buffer;
	union {
		struct physdev_pci_device pci;
	} dev;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_reserved_device_memory_map);

#endif /* _XEN_INTERFACE_MEMORY_TOOLS_H */
