/* SPDX-License-Identifier: MIT */
/*
 * hypfs_op: a small file tree of hypervisor parameters. Reading a directory
 * yields entries, reading a file its entry and contents.
 */
#ifndef _XEN_INTERFACE_HYPFS_H
#define _XEN_INTERFACE_HYPFS_H

#include <xen/interface/xen.h>

#define XEN_HYPFS_VERSION	1
#define XEN_HYPFS_MAX_PATHLEN	1024

struct xen_hypfs_direntry {
	u8 type;
#define XEN_HYPFS_TYPE_DIR	0
#define XEN_HYPFS_TYPE_BLOB	1
#define XEN_HYPFS_TYPE_STRING	2
#define XEN_HYPFS_TYPE_UINT	3
#define XEN_HYPFS_TYPE_INT	4
#define XEN_HYPFS_TYPE_BOOL	5
	u8 encoding;
#define XEN_HYPFS_ENC_PLAIN	0
#define XEN_HYPFS_ENC_GZIP	1
	u16 pad;
	u32 content_len;
	u32 max_write_len;	/* 0: read-only */
};

struct xen_hypfs_dirlistentry {
	struct xen_hypfs_direntry e;
	u16 off_next;	/* bytes to the next entry, 0 for the last */
	char name[];
};

/* Commands. Arguments: path, its length, buffer, room in it. */
#define XEN_HYPFS_OP_get_version	0
#define XEN_HYPFS_OP_read		1
#define XEN_HYPFS_OP_write_contents	2

#endif /* _XEN_INTERFACE_HYPFS_H */
