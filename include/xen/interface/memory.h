/* SPDX-License-Identifier: MIT */
/*
 * memory_op: how much memory a domain has, which machine frames it is made of,
 * and where they appear. What only tools use is in memory_tools.h.
 */
#ifndef _XEN_INTERFACE_MEMORY_H
#define _XEN_INTERFACE_MEMORY_H

#include <xen/interface/xen.h>

/*
 * Add, drop or place extents. Result: number of extents done, which may be less
 * than asked; a call is restarted by the caller from there.
 */
#define XENMEM_increase_reservation	0

/* extent_start holds mfns (PV) to give back. */
#define XENMEM_decrease_reservation	1

/* extent_start: in pfns, out mfns (PV). */
#define XENMEM_populate_physmap	6

/*
 * address_bits carries more than its name says: a limit on address width in
 * bits 0-7 (0: none), a NUMA node plus one in bits 8-15, and flags above.
 */
#define XENMEMF_address_bits(x)		(x)
#define XENMEMF_get_address_bits(x)	((x) & 0xffu)
#define XENMEMF_node(x)			(((x) + 1) << 8)
#define XENMEMF_get_node(x)		((((x) >> 8) - 1) & 0xffu)
#define XENMEMF_populate_on_demand	(1 << 16)
#define XENMEMF_exact_node_request	(1 << 17)
#define XENMEMF_exact_node(n)		(XENMEMF_node(n) | XENMEMF_exact_node_request)
#define XENMEMF_vnode			(1 << 18)	/* node is virtual */

/* Guest writes; the hypervisor stores frame numbers through extent_start. */
struct xen_memory_reservation {
	GUEST_HANDLE(xen_pfn_t) extent_start;
	xen_ulong_t nr_extents;
	unsigned int extent_order;	/* extents of 2^order frames */
	unsigned int address_bits;	/* XENMEMF_* */
	domid_t domid;		/* DOMID_SELF, or any domain for tools */
};
DEFINE_GUEST_HANDLE_STRUCT(xen_memory_reservation);

/*
 * Trade the frames of in for those of out, as many frames on each side.
 * nr_exchanged (both write) counts done in-extents and must start at 0.
 */
#define XENMEM_exchange	11

struct xen_memory_exchange {
	struct xen_memory_reservation in;
	struct xen_memory_reservation out;
	xen_ulong_t nr_exchanged;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_memory_exchange);

/* No argument; result: highest mfn of the machine. */
#define XENMEM_maximum_ram_page	2

/* Argument: domid; result: frames owned, or the limit. */
#define XENMEM_current_reservation	3
#define XENMEM_maximum_reservation	4

/* Argument of the ops that take only a domain. */
struct xen_memory_domain {
	domid_t domid;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_memory_domain);

/* Argument: xen_memory_domain; result: highest pfn ever populated. */
#define XENMEM_maximum_gpfn		14

/* Lists the 2 MiB extents that make up the M2P table, as mfns. */
#define XENMEM_machphys_mfn_list	5

struct xen_machphys_mfn_list {
	unsigned int max_extents;	/* room in extent_start */
	GUEST_HANDLE(xen_pfn_t) extent_start;
	unsigned int nr_extents;	/* out: entries written */
};
DEFINE_GUEST_HANDLE_STRUCT(xen_machphys_mfn_list);

/* The same for the M2P of 32-bit guests. */
#define XENMEM_machphys_compat_mfn_list	25

/* Where the read-only M2P window lies in the caller's address space. */
#define XENMEM_machphys_mapping	12

struct xen_machphys_mapping {
	xen_ulong_t v_start, v_end;
	xen_ulong_t max_mfn;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_machphys_mapping);

/* What add_to_physmap maps. */
#define XENMAPSPACE_shared_info		0	/* the domain's shared page */
#define XENMAPSPACE_grant_table		1	/* frame idx of the grant table */
#define XENMAPSPACE_gmfn		2	/* frame idx of the same domain */
#define XENMAPSPACE_gmfn_range		3	/* the same, for idx .. idx+size-1 */
/* a frame of another domain, batch form only */
#define XENMAPSPACE_gmfn_foreign	4
#define XENMAPSPACE_dev_mmio		5	/* device memory */

/* Or-ed into idx of XENMAPSPACE_grant_table: the v2 status frames. */
#define XENMAPIDX_grant_table_status	0x80000000

/* Translated guests: make a frame appear at gpfn. */
#define XENMEM_add_to_physmap	7

struct xen_add_to_physmap {
	domid_t domid;
	u16 size;		/* frames, for gmfn_range */
	unsigned int space;	/* XENMAPSPACE_* */
	xen_ulong_t idx;
	xen_pfn_t gpfn;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_add_to_physmap);

/* The batch form; errs gets one errno per entry. */
#define XENMEM_add_to_physmap_range	23

struct xen_add_to_physmap_range {
	domid_t domid;
	u16 space;
	u16 size;
	domid_t foreign_domid;
	GUEST_HANDLE(xen_ulong_t) idxs;
	GUEST_HANDLE(xen_pfn_t) gpfns;
	GUEST_HANDLE(int) errs;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_add_to_physmap_range);

/* The name of the batch form since 4.4; the layout is the same. */
#define XENMEM_add_to_physmap_batch	XENMEM_add_to_physmap_range

/*
 * The domain's pseudo-physical map: nr_entries in: room, out: count; buffer
 * receives e820 entries (u64 addr, u64 size, u32 type).
 */
#define XENMEM_memory_map	9

struct xen_memory_map {
	unsigned int nr_entries;
	GUEST_HANDLE(void) buffer;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_memory_map);

/* The machine's own map, same argument; dom0 only. */
#define XENMEM_machine_memory_map	10

/* Tools: set the map another domain will see. */
#define XENMEM_set_memory_map		13
struct xen_foreign_memory_map {
	domid_t domid;
	struct xen_memory_map map;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_foreign_memory_map);

/* Translated guests: unmap gpfn. */
#define XENMEM_remove_from_physmap	15

struct xen_remove_from_physmap {
	domid_t domid;
	xen_pfn_t gpfn;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_remove_from_physmap);

/*
 * Map hypervisor-owned pages of domid. nr_frames 0 with a null frame_list asks
 * how many there are; frame_list then receives mfns (PV) or holds gfns to fill
 * (translated).
 */
#define XENMEM_acquire_resource	28

struct xen_mem_acquire_resource {
	domid_t domid;
	u16 type;	/* XENMEM_resource_* */
#define XENMEM_resource_ioreq_server	0
#define XENMEM_resource_grant_table	1

#define XENMEM_resource_vmtrace_buf	2

	u32 id;	/* per type: server id, or table id */
#define XENMEM_resource_grant_table_id_shared	0
#define XENMEM_resource_grant_table_id_status	1
	u32 nr_frames;
	u32 flags;	/* 4.17: must be 0 and is left alone */
	/* Older hosts set it: the frames belong to the caller. */
#define _XENMEM_rsrc_acq_caller_owned	0
#define XENMEM_rsrc_acq_caller_owned	(1u << _XENMEM_rsrc_acq_caller_owned)
	u64 frame;	/* first frame wanted */
#define XENMEM_resource_ioreq_server_frame_bufioreq	0
#define XENMEM_resource_ioreq_server_frame_ioreq(n)	(1 + (n))
	GUEST_HANDLE(xen_pfn_t) frame_list;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_mem_acquire_resource);

/* The domain's virtual NUMA topology; each nr_* is in: room, out: count. */
#define XENMEM_get_vnumainfo		26
struct xen_vmemrange {
	u64 start, end;
	unsigned int flags;
	unsigned int nid;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_vmemrange);

struct xen_vnuma_topology_info {
	domid_t domid;
	u16 pad;
	unsigned int nr_vnodes;
	unsigned int nr_vcpus;
	unsigned int nr_vmemranges;
	union {
		GUEST_HANDLE(uint) h;
		u64 pad;
	} vdistance;		/* nr_vnodes * nr_vnodes */
	union {
		GUEST_HANDLE(uint) h;
		u64 pad;
	} vcpu_to_vnode;
	union {
		GUEST_HANDLE(xen_vmemrange) h;
		u64 pad;
	} vmemrange;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_vnuma_topology_info);

#include <xen/interface/memory_tools.h>

#endif /* _XEN_INTERFACE_MEMORY_H */
