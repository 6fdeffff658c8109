/* SPDX-License-Identifier: MIT */
/*
 * Boot information of PVH guests; ebx holds its physical address at the entry
 * point. Version 1 and later have the memory map. All addresses are physical.
 */
#ifndef _XEN_INTERFACE_HVM_START_INFO_H
#define _XEN_INTERFACE_HVM_START_INFO_H

/* hvm_start_info.magic: "xEn3" with bit 7 of the E set. */
#define XEN_HVM_START_MAGIC_VALUE	0x336ec578

/* hvm_memmap_table_entry.type, numbered as in e820. */
#define XEN_HVM_MEMMAP_TYPE_RAM		1
#define XEN_HVM_MEMMAP_TYPE_RESERVED	2
#define XEN_HVM_MEMMAP_TYPE_ACPI	3
#define XEN_HVM_MEMMAP_TYPE_NVS		4
#define XEN_HVM_MEMMAP_TYPE_UNUSABLE	5
#define XEN_HVM_MEMMAP_TYPE_DISABLED	6
#define XEN_HVM_MEMMAP_TYPE_PMEM	7
#ifndef __ASSEMBLY__
#include <linux/types.h>

/* Builder writes. */
struct hvm_start_info {
	u32 magic;
	u32 version;
	u32 flags;		/* SIF_* */
	u32 nr_modules;
	u64 modlist_paddr;	/* array of hvm_modlist_entry */
	u64 cmdline_paddr;
	u64 rsdp_paddr;
	u64 memmap_paddr;	/* array of hvm_memmap_table_entry */
	u32 memmap_entries;
	u32 reserved;
};

struct hvm_modlist_entry {
	u64 paddr;
	u64 size;
	u64 cmdline_paddr;	/* string, or 0 */
	u64 reserved;
};

struct hvm_memmap_table_entry {
	u64 addr;
	u64 size;
	u32 type;
	u32 reserved;
};

#endif /* __ASSEMBLY__ */

#endif /* _XEN_INTERFACE_HVM_START_INFO_H */
