/* SPDX-License-Identifier: MIT */
/* SCSI hosts: a request carries a command block and the pages for its data. */
#ifndef _XEN_INTERFACE_IO_VSCSIIF_H
#define _XEN_INTERFACE_IO_VSCSIIF_H

#include <xen/interface/io/ring.h>
#include <xen/interface/grant_table.h>

/*
 * vscsiif_request.act: command, abort or reset, or (historic) pieces for a
 * later command.
 */
#define VSCSIIF_ACT_SCSI_CDB		1
#define VSCSIIF_ACT_SCSI_ABORT		2
#define VSCSIIF_ACT_SCSI_RESET		3
#define VSCSIIF_ACT_SCSI_SG_PRESET	4

/* Pieces that fit into a request; more of them go into pages of pieces. */
#define VSCSIIF_SG_TABLESIZE		26
#define VSCSIIF_MAX_COMMAND_SIZE	16
#define VSCSIIF_SENSE_BUFFERSIZE	96
#define VSCSIIF_PAGE_SIZE		4096

struct scsiif_request_segment {
	grant_ref_t gref;
	u16 offset;
	u16 length;
};

#define VSCSIIF_SG_PER_PAGE (VSCSIIF_PAGE_SIZE / \
	sizeof(struct scsiif_request_segment))

struct vscsiif_request {
	u16 rqid;			/* comes back in the response */
	u8 act;
	u8 cmd_len;
	u8 cmnd[VSCSIIF_MAX_COMMAND_SIZE];
	u16 timeout_per_command;	/* seconds */
	u16 channel, id, lun;
	u16 ref_rqid;			/* abort: which request */
	u8 sc_data_direction;		/* as DMA_* of Linux */
	u8 nr_segments;
	/* In nr_segments: the pieces name pages of pieces. */
#define VSCSIIF_SG_GRANT	0x80
	struct scsiif_request_segment seg[VSCSIIF_SG_TABLESIZE];
	u32 reserved[3];
};

struct vscsiif_response {
	u16 rqid;
	u8 padding;
	u8 sense_len;
	u8 sense_buffer[VSCSIIF_SENSE_BUFFERSIZE];
	s32 rslt;
	u32 residual_len;	/* bytes not transferred */
	u32 reserved[36];
};

/* rslt: SCSI status in the low byte, host's verdict from bit 16. */
#define XEN_VSCSIIF_RSLT_STATUS(x)			((x) & 0x00ff)
#define XEN_VSCSIIF_RSLT_HOST(x) (((x) & 0x00ff0000) >> 16)
#define XEN_VSCSIIF_RSLT_HOST_OK			0
#define XEN_VSCSIIF_RSLT_HOST_NO_CONNECT		1
#define XEN_VSCSIIF_RSLT_HOST_BUS_BUSY			2
#define XEN_VSCSIIF_RSLT_HOST_TIME_OUT			3
#define XEN_VSCSIIF_RSLT_HOST_BAD_TARGET		4
#define XEN_VSCSIIF_RSLT_HOST_ABORT			5
#define XEN_VSCSIIF_RSLT_HOST_PARITY			6
#define XEN_VSCSIIF_RSLT_HOST_ERROR			7
#define XEN_VSCSIIF_RSLT_HOST_RESET			8
#define XEN_VSCSIIF_RSLT_HOST_BAD_INTR			9
#define XEN_VSCSIIF_RSLT_HOST_PASSTHROUGH		10
#define XEN_VSCSIIF_RSLT_HOST_SOFT_ERROR		11
#define XEN_VSCSIIF_RSLT_HOST_IMM_RETRY			12
#define XEN_VSCSIIF_RSLT_HOST_REQUEUE			13
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_DISRUPTED	14
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_FAILFAST	15
#define XEN_VSCSIIF_RSLT_HOST_TARGET_FAILURE		16
#define XEN_VSCSIIF_RSLT_HOST_NEXUS_FAILURE		17
#define XEN_VSCSIIF_RSLT_HOST_ALLOC_FAILURE		18
#define XEN_VSCSIIF_RSLT_HOST_MEDIUM_ERROR		19
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_MARGINAL	20

/* rslt of abort and reset. */
#define XEN_VSCSIIF_RSLT_RESET_SUCCESS	0x2002
#define XEN_VSCSIIF_RSLT_RESET_FAILED	0x2003

DEFINE_RING_TYPES(vscsiif, struct vscsiif_request, struct vscsiif_response);

#endif /* _XEN_INTERFACE_IO_VSCSIIF_H */
