/* SPDX-License-Identifier: MIT */
/* sysctl, live patching of the hypervisor. */
#ifndef _XEN_INTERFACE_SYSCTL_LIVEPATCH_H
#define _XEN_INTERFACE_SYSCTL_LIVEPATCH_H

#include <xen/interface/ctl_common.h>

#define LIVEPATCH_PAYLOAD_VERSION	2
#define XEN_LIVEPATCH_NAME_SIZE		128

/* size includes the terminating zero. */
struct xen_livepatch_name {
	GUEST_HANDLE_64(char) name;
	u16 size;
	u16 pad[3];
};

#define XEN_SYSCTL_LIVEPATCH_UPLOAD	0

struct xen_sysctl_livepatch_upload {
	struct xen_livepatch_name name;
	u64 size;
	GUEST_HANDLE_64(u8) payload;
};

#define XEN_SYSCTL_LIVEPATCH_GET	1

struct xen_livepatch_status {
#define LIVEPATCH_STATE_CHECKED	1
#define LIVEPATCH_STATE_APPLIED	2
	u32 state;
	s32 rc;	/* 0, an errno, or -EAGAIN while at work */
};
DEFINE_GUEST_HANDLE_STRUCT(xen_livepatch_status);

struct xen_sysctl_livepatch_get {
	struct xen_livepatch_name name;
	struct xen_livepatch_status status;
};

#define XEN_SYSCTL_LIVEPATCH_LIST	2

struct xen_sysctl_livepatch_list {
	u32 version;
	u32 idx;	/* first payload wanted */
	u32 nr;		/* in: room, out: left over */
	u32 pad;
	u32 name_total_size;
	u32 metadata_total_size;
	GUEST_HANDLE_64(xen_livepatch_status) status;
	GUEST_HANDLE_64(char) name;
	GUEST_HANDLE_64(u32) len;
	GUEST_HANDLE_64(char) metadata;
	GUEST_HANDLE_64(u32) metadata_len;
};

#define XEN_SYSCTL_LIVEPATCH_ACTION	3

struct xen_sysctl_livepatch_action {
	struct xen_livepatch_name name;
#define LIVEPATCH_ACTION_UNLOAD		1
#define LIVEPATCH_ACTION_REVERT		2
#define LIVEPATCH_ACTION_APPLY		3
#define LIVEPATCH_ACTION_REPLACE	4
	u32 cmd;
	u32 timeout;	/* ns */
#define LIVEPATCH_ACTION_APPLY_NODEPS	(1 << 0)
	u32 flags;
	u32 pad;
};

/* livepatch_op. */
struct xen_sysctl_livepatch_op {
	u32 cmd;
	u32 pad;
	union {
		struct xen_sysctl_livepatch_upload upload;
		struct xen_sysctl_livepatch_list list;
		struct xen_sysctl_livepatch_get get;
		struct xen_sysctl_livepatch_action action;
	} u;
};

#endif /* _XEN_INTERFACE_SYSCTL_LIVEPATCH_H */
