/* SPDX-License-Identifier: MIT */
/*
 * kexec_op(command, argument): load and start another kernel in place of the
 * hypervisor. For dom0.
 */
#ifndef _XEN_INTERFACE_KEXEC_H
#define _XEN_INTERFACE_KEXEC_H

#include <xen/interface/xen.h>

/* Old form: pages of page_list. */
#define KEXEC_XEN_NO_PAGES	17

/* Image types: start on request, or after a crash. */
#define KEXEC_TYPE_DEFAULT	0
#define KEXEC_TYPE_CRASH	1

struct xen_kexec_image {
	unsigned long page_list[KEXEC_XEN_NO_PAGES];
	unsigned long indirection_page;
	unsigned long start_address;
};

/* Starts an image that was loaded. */
#define KEXEC_CMD_kexec	0

struct xen_kexec_exec {
	int type;
};

/* Old forms of load and unload, for images relocated by dom0. */
#define KEXEC_CMD_kexec_load_v1		1
#define KEXEC_CMD_kexec_unload_v1	2

struct xen_kexec_load_v1 {
	int type;
	struct xen_kexec_image image;
};

/* Memory ranges, machine addresses. CRASH is set aside for the crash image. */
#define KEXEC_RANGE_MA_CRASH		0
#define KEXEC_RANGE_MA_XEN		1
#define KEXEC_RANGE_MA_CPU		2
#define KEXEC_RANGE_MA_XENHEAP		3
#define KEXEC_RANGE_MA_BOOT_PARAM	4
#define KEXEC_RANGE_MA_EFI_MEMMAP	5
#define KEXEC_RANGE_MA_VMCOREINFO	6

/* In: range (and nr for CPU); out: size and start. */
#define KEXEC_CMD_kexec_get_range	3

struct xen_kexec_range {
	int range;
	int nr;	/* which CPU */
	unsigned long size;
	unsigned long start;
};

/* A piece of the image; the rest of dest_size is zeroed. */
struct xen_kexec_segment {
	union {
		GUEST_HANDLE(void) h;
		u64 _pad;
	} buf;
	u64 buf_size;
	u64 dest_maddr;
	u64 dest_size;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_kexec_segment);

/* Copies an image in, replacing one of the same type. */
#define KEXEC_CMD_kexec_load	4

struct xen_kexec_load {
	u8 type;
	u8 _pad;
	u16 arch;	/* ELF machine number */
	u32 nr_segments;
	union {
		GUEST_HANDLE(xen_kexec_segment) h;
		u64 _pad;
	} segments;
	u64 entry_maddr;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_kexec_load);

#define KEXEC_CMD_kexec_unload	5

struct xen_kexec_unload {
	u8 type;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_kexec_unload);

/* Result: 1 if an image of this type is loaded. */
#define KEXEC_CMD_kexec_status	6

struct xen_kexec_status {
	u8 type;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_kexec_status);

#endif /* _XEN_INTERFACE_KEXEC_H */
