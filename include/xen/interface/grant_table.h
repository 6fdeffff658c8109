/* SPDX-License-Identifier: MIT */
/*
 * grant_table_op and the grant table itself: one domain lets another map, copy
 * or receive single frames.
 */
#ifndef _XEN_INTERFACE_GRANT_TABLE_H
#define _XEN_INTERFACE_GRANT_TABLE_H

#include <xen/interface/xen.h>

/* Index into a domain's grant table. */
typedef u32 grant_ref_t;

/*
 * Granting guest writes; the hypervisor sets GTF_reading and GTF_writing by
 * compare and exchange on flags. Set flags last, clear them first.
 */
struct grant_entry_v1 {
	u16 flags;
	domid_t domid;	/* who may use it */
	u32 frame;	/* mfn (PV) or gfn, 32 bits */
};

/* First references are set up by the toolstack. */
#define GNTTAB_NR_RESERVED_ENTRIES	8
#define GNTTAB_RESERVED_CONSOLE		0
#define GNTTAB_RESERVED_XENSTORE	1

/* Low two bits of flags: the kind of entry. */
#define GTF_invalid		(0U << 0)
#define GTF_permit_access	(1U << 0)
#define GTF_accept_transfer	(2U << 0)
#define GTF_transitive		(3U << 0)
#define GTF_type_mask		(3U << 0)

/* Flags of access entries. reading and writing are set by the hypervisor. */
#define _GTF_readonly	(2)	/* grantee may only read */
#define GTF_readonly	(1U << _GTF_readonly)
#define _GTF_reading	(3)	/* mapped, or being copied from */
#define GTF_reading	(1U << _GTF_reading)
#define _GTF_writing	(4)	/* mapped writable, or being copied to */
#define GTF_writing	(1U << _GTF_writing)
#define _GTF_PWT	(5)	/* cache attributes to map with */
#define GTF_PWT		(1U << _GTF_PWT)
#define _GTF_PCD	(6)
#define GTF_PCD		(1U << _GTF_PCD)
#define _GTF_PAT	(7)
#define GTF_PAT		(1U << _GTF_PAT)
#define _GTF_sub_page	(8)	/* v2: a part of the page, by copy only */
#define GTF_sub_page	(1U << _GTF_sub_page)

/* Flags of transfer entries, set by the hypervisor. */
#define _GTF_transfer_committed	(2)	/* a frame is on its way */
#define GTF_transfer_committed	(1U << _GTF_transfer_committed)
#define _GTF_transfer_completed	(3)	/* frame holds the new mfn */
#define GTF_transfer_completed	(1U << _GTF_transfer_completed)

/*
 * Version 2: 16-byte entries with 64-bit frames. The in-use bits live in a
 * separate status array, so flags is the guest's alone.
 */
struct grant_entry_header {
	u16 flags;
	domid_t domid;
};

union grant_entry_v2 {
	struct grant_entry_header hdr;
	struct {
		struct grant_entry_header hdr;
		u32 pad0;
		u64 frame;
	} full_page;
	struct {
		struct grant_entry_header hdr;
		u16 page_off;
		u16 length;
		u64 frame;
	} sub_page;
	struct {
		struct grant_entry_header hdr;
		domid_t trans_domid;
		u16 pad0;
		grant_ref_t gref;
	} transitive;
	u32 __spacer[4];
};

/* One per v2 entry: GTF_reading and GTF_writing, hypervisor writes. */
typedef u16 grant_status_t;

/*
 * Sub-ops. Each takes an array of the struct of its name; errors that concern
 * one element go to its status field (GNTST_*), not to the result.
 */
#define GNTTABOP_map_grant_ref		0
#define GNTTABOP_unmap_grant_ref	1
#define GNTTABOP_setup_table		2
#define GNTTABOP_dump_table		3
#define GNTTABOP_transfer		4
#define GNTTABOP_copy			5
#define GNTTABOP_query_size		6
#define GNTTABOP_unmap_and_replace	7
#define GNTTABOP_set_version		8
#define GNTTABOP_get_status_frames	9
#define GNTTABOP_get_version		10
#define GNTTABOP_swap_grant_ref		11
#define GNTTABOP_cache_flush		12

/* Names a mapping made by this domain. */
typedef u32 grant_handle_t;

/*
 * Both write: status, handle and dev_bus_addr are results. With
 * GNTMAP_contains_pte, host_addr is the machine address of the entry to fill.
 */
struct gnttab_map_grant_ref {
	u64 host_addr;
	u32 flags;
	grant_ref_t ref;
	domid_t dom;
	s16 status;
	grant_handle_t handle;
	u64 dev_bus_addr;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_map_grant_ref);

/* status is the result; zero addresses are not unmapped. */
struct gnttab_unmap_grant_ref {
	u64 host_addr;
	u64 dev_bus_addr;
	grant_handle_t handle;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_unmap_grant_ref);

/* Grows the table of dom to nr_frames at least and lists its frames. */
struct gnttab_setup_table {
	domid_t dom;
	u32 nr_frames;
	s16 status;
	GUEST_HANDLE(xen_pfn_t) frame_list;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_setup_table);

/* Prints the table on the hypervisor's console. */
struct gnttab_dump_table {
	domid_t dom;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_dump_table);

/* Gives a frame to the domain that offered an accept_transfer entry. */
struct gnttab_transfer {
	xen_pfn_t mfn;
	domid_t domid;
	grant_ref_t ref;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_transfer);

/* gnttab_copy.flags: that end is a grant reference, else a frame number */
#define _GNTCOPY_source_gref	(0)
#define GNTCOPY_source_gref	(1 << _GNTCOPY_source_gref)
#define _GNTCOPY_dest_gref	(1)
#define GNTCOPY_dest_gref	(1 << _GNTCOPY_dest_gref)

/* Copies len bytes, neither end crossing its page. */
struct gnttab_copy {
	struct gnttab_copy_ptr {
		union {
			grant_ref_t ref;
			xen_pfn_t gmfn;
		} u;
		domid_t domid;
		u16 offset;
	} source, dest;
	u16 len;
	u16 flags;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_copy);

/* nr_frames: in use; max_nr_frames: the limit. */
struct gnttab_query_size {
	domid_t dom;
	u32 nr_frames;
	u32 max_nr_frames;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_query_size);

/* Unmaps host_addr and puts new_addr's entry there, clearing new_addr's. */
struct gnttab_unmap_and_replace {
	u64 host_addr;
	u64 new_addr;
	grant_handle_t handle;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_unmap_and_replace);

/* In: wished version; out: version in force. Nothing may be mapped. */
struct gnttab_set_version {
	u32 version;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_set_version);

/* Frames of the v2 status array. */
struct gnttab_get_status_frames {
	u32 nr_frames;
	domid_t dom;
	s16 status;
	GUEST_HANDLE(uint64_t) frame_list;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_get_status_frames);

/* Out: version of dom. */
struct gnttab_get_version {
	domid_t dom;
	u16 pad;
	u32 version;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_get_version);

/* Exchanges the contents of two entries. */
struct gnttab_swap_grant_ref {
	grant_ref_t ref_a;
	grant_ref_t ref_b;
	s16 status;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_swap_grant_ref);

/* ARM only: cache maintenance on a granted or local page. */
struct gnttab_cache_flush {
	union {
		u64 dev_bus_addr;
		grant_ref_t ref;
	} a;
	u16 offset;
	u16 length;
#define GNTTAB_CACHE_CLEAN		(1u << 0)
#define GNTTAB_CACHE_INVAL		(1u << 1)
#define GNTTAB_CACHE_SOURCE_GREF	(1u << 31)
	u32 op;
};
DEFINE_GUEST_HANDLE_STRUCT(gnttab_cache_flush);

/* gnttab_map_grant_ref.flags: where and how the mapping appears. */
#define _GNTMAP_device_map	(0)	/* for device I/O: dev_bus_addr */
#define GNTMAP_device_map	(1 << _GNTMAP_device_map)
#define _GNTMAP_host_map	(1)	/* for the CPU: host_addr */
#define GNTMAP_host_map		(1 << _GNTMAP_host_map)
#define _GNTMAP_readonly	(2)	/* without write access */
#define GNTMAP_readonly		(1 << _GNTMAP_readonly)
#define _GNTMAP_application_map	(3)	/* with user access */
#define GNTMAP_application_map	(1 << _GNTMAP_application_map)
#define _GNTMAP_contains_pte	(4)	/* host_addr: address of an entry */
#define GNTMAP_contains_pte	(1 << _GNTMAP_contains_pte)

/* Bits to store in the available bits of the entry. */
#define _GNTMAP_guest_avail0	(16)
#define GNTMAP_guest_avail_mask	((u32)~0 << _GNTMAP_guest_avail0)

/* Values of the status fields. */
#define GNTST_okay		(0)
#define GNTST_general_error	(-1)
#define GNTST_bad_domain	(-2)
#define GNTST_bad_gntref	(-3)
#define GNTST_bad_handle	(-4)
#define GNTST_bad_virt_addr	(-5)
#define GNTST_bad_dev_addr	(-6)
#define GNTST_no_device_space	(-7)
#define GNTST_permission_denied	(-8)
#define GNTST_bad_page		(-9)
#define GNTST_bad_copy_arg	(-10)
#define GNTST_address_too_big	(-11)
#define GNTST_eagain		(-12)

#define GNTST_no_space	(-13)

/* One phrase per status, index -GNTST_*. */
#define GNTTABOP_error_msgs {		\
	"success",			\
	"failed, no detail",		\
	"no such domain",		\
	"no such grant",		\
	"no such mapping",		\
	"bad host address",		\
	"bad device address",		\
	"IOMMU space exhausted",	\
	"not permitted",		\
	"frame not usable",		\
	"copy leaves its page",		\
	"frame above address limit",	\
	"busy, retry",			\
	"table full",			\
}

#endif /* _XEN_INTERFACE_GRANT_TABLE_H */
