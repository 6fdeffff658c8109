/* SPDX-License-Identifier: MIT */
/*
 * Block devices. A request names up to 11 pieces of pages, each granted to the
 * back end; an indirect request names pages full of such pieces.
 */
#ifndef _XEN_INTERFACE_IO_BLKIF_H
#define _XEN_INTERFACE_IO_BLKIF_H

#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

typedef u16 blkif_vdev_t;

/* In units of 512 bytes, whatever the device's sector size. */
typedef u64 blkif_sector_t;

/* blkif_request.operation. Number 4 was a packet command. */
#define BLKIF_OP_READ	0
#define BLKIF_OP_WRITE	1

/* A write that later ones may not overtake; needs feature-barrier. */
#define BLKIF_OP_WRITE_BARRIER	2

/* No data; needs feature-flush-cache. */
#define BLKIF_OP_FLUSH_DISKCACHE	3

/* No data; needs feature-discard. */
#define BLKIF_OP_DISCARD	5

/* Needs feature-max-indirect-segments. */
#define BLKIF_OP_INDIRECT			6
#define BLKIF_MAX_SEGMENTS_PER_REQUEST		11
#define BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST	8

/* Part of a page, in sectors of 512 bytes, both ends included. */
struct blkif_request_segment {
	grant_ref_t gref;
	u8 first_sect, last_sect;
};

/*
 * READ, WRITE, WRITE_BARRIER, FLUSH_DISKCACHE. id comes back in the response.
 */
struct blkif_request_rw {
	u8 nr_segments;
	blkif_vdev_t handle;
#ifndef CONFIG_X86_32
	u32 _pad1;
#endif
	u64 id;
	blkif_sector_t sector_number;
	struct blkif_request_segment seg[BLKIF_MAX_SEGMENTS_PER_REQUEST];
} __packed;

struct blkif_request_discard {
	u8 flag;
	/* blkif_request_discard.flag; needs discard-secure. */
#define BLKIF_DISCARD_SECURE	(1 << 0)
	blkif_vdev_t _pad1;
#ifndef CONFIG_X86_32
	u32 _pad2;
#endif
	u64 id;
	blkif_sector_t sector_number;
	u64 nr_sectors;
	u8 _pad3;
} __packed;

struct blkif_request_other {
	u8 _pad1;
	blkif_vdev_t _pad2;
#ifndef CONFIG_X86_32
	u32 _pad3;
#endif
	u64 id;
} __packed;

/*
 * indirect_op is READ or WRITE; the grants lead to arrays of
 * blkif_request_segment.
 */
struct blkif_request_indirect {
	u8 indirect_op;
	u16 nr_segments;
#ifndef CONFIG_X86_32
	u32 _pad1;
#endif
	u64 id;
	blkif_sector_t sector_number;
	blkif_vdev_t handle;
	u16 _pad2;
	grant_ref_t indirect_grefs[BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST];
#ifndef CONFIG_X86_32
	u32 _pad3;
#else
	u64 _pad3;
#endif
} __packed;

struct blkif_request {
	u8 operation;
	union {
		struct blkif_request_rw rw;
		struct blkif_request_discard discard;
		struct blkif_request_other other;
		struct blkif_request_indirect indirect;
	} u;
} __packed;

struct blkif_response {
	u64 id;
	u8 operation;
	s16 status;
};

/* blkif_response.status */
#define BLKIF_RSP_EOPNOTSUPP	-2
#define BLKIF_RSP_ERROR		-1
#define BLKIF_RSP_OKAY		0

DEFINE_RING_TYPES(blkif, struct blkif_request, struct blkif_response);

/* Bits of the node "info". */
#define VDISK_CDROM	0x1
#define VDISK_REMOVABLE	0x2
#define VDISK_READONLY	0x4

/* Device numbers in xenstore: major << 8 | minor, as Linux once had them. */
#define XEN_IDE0_MAJOR		3
#define XEN_IDE1_MAJOR		22
#define XEN_SCSI_DISK0_MAJOR	8
#define XEN_SCSI_DISK1_MAJOR	65
#define XEN_SCSI_DISK2_MAJOR	66
#define XEN_SCSI_DISK3_MAJOR	67
#define XEN_SCSI_DISK4_MAJOR	68
#define XEN_SCSI_DISK5_MAJOR	69
#define XEN_SCSI_DISK6_MAJOR	70
#define XEN_SCSI_DISK7_MAJOR	71
#define XEN_SCSI_DISK8_MAJOR	128
#define XEN_SCSI_DISK9_MAJOR	129
#define XEN_SCSI_DISK10_MAJOR	130
#define XEN_SCSI_DISK11_MAJOR	131
#define XEN_SCSI_DISK12_MAJOR	132
#define XEN_SCSI_DISK13_MAJOR	133
#define XEN_SCSI_DISK14_MAJOR	134
#define XEN_SCSI_DISK15_MAJOR	135

#endif /* _XEN_INTERFACE_IO_BLKIF_H */
