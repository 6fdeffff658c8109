/* SPDX-License-Identifier: MIT */
/*
 * xen_version: who and what the hypervisor is. Any domain may ask; strings that
 * would tell too much are replaced by "<denied>" for unprivileged ones.
 */
#ifndef _XEN_INTERFACE_VERSION_H
#define _XEN_INTERFACE_VERSION_H

#include <xen/interface/xen.h>
#include <xen/interface/features.h>

/* No argument; result: major << 16 | minor. */
#define XENVER_version	0

/* Hypervisor writes all of the following. */
#define XENVER_extraversion	1

struct xen_extraversion {
	char extraversion[16];
};

#define XEN_EXTRAVERSION_LEN	(sizeof(struct xen_extraversion))
#define XENVER_compile_info	2

struct xen_compile_info {
	char compiler[64];
	char compile_by[16];
	char compile_domain[32];
	char compile_date[32];
};

#define XENVER_capabilities	3

/* Space-separated list such as "xen-3.0-x86_64". */
struct xen_capabilities_info {
	char info[1024];
};

#define XEN_CAPABILITIES_INFO_LEN	(sizeof(struct xen_capabilities_info))
#define XENVER_changeset		4

struct xen_changeset_info {
	char info[64];
};

#define XEN_CHANGESET_INFO_LEN	(sizeof(struct xen_changeset_info))

/* virt_start: lowest address the hypervisor reserves. */
#define XENVER_platform_parameters	5

struct xen_platform_parameters {
	xen_ulong_t virt_start;
};

/* In: submap_idx; out: 32 XENFEAT_* bits of that word. */
#define XENVER_get_features	6

struct xen_feature_info {
	unsigned int submap_idx;
	u32 submap;
};

/* No argument; result in bytes. */
#define XENVER_pagesize	7

/* The caller's UUID (xen_domain_handle_t). */
#define XENVER_guest_handle	8

/* The hypervisor's own command line. */
#define XENVER_commandline	9

struct xen_commandline {
	char buf[1024];
};

/* len in: room, out: length. A null argument asks for the length. */
#define XENVER_build_id	10

struct xen_build_id {
	u32 len;	/* bytes of buf */
	unsigned char buf[];
};

#endif /* _XEN_INTERFACE_VERSION_H */
