/* SPDX-License-Identifier: MIT */
/*
 * Feature bits: what XENVER_get_features reports and what a kernel's ELF notes
 * require or support.
 */
#ifndef _XEN_INTERFACE_FEATURES_H
#define _XEN_INTERFACE_FEATURES_H

/* Page tables need not be mapped read-only. */
#define XENFEAT_writable_page_tables	0

/* Descriptor tables need not be mapped read-only. */
#define XENFEAT_writable_descriptor_tables	1

/* The guest sees pfns only. */
#define XENFEAT_auto_translated_physmap	2

/* The guest kernel runs in ring 0. */
#define XENFEAT_supervisor_mode_kernel	3

/* 32-bit guests: root tables may lie above 4 GiB. */
#define XENFEAT_pae_pgdir_above_4gb	4

/* MMU_PT_UPDATE_PRESERVE_AD works. */
#define XENFEAT_mmu_pt_update_preserve_ad	5

/* 32-bit guests: MMUEXT clear and copy of high frames. */
#define XENFEAT_highmem_assist	6

/* Available bits can be given with grant mappings. */
#define XENFEAT_gnttab_map_avail_bits	7

/* HVM guests get events on a vector. */
#define XENFEAT_hvm_callback_vector	8

/* HVM guests can use the PV clock. */
#define XENFEAT_hvm_safe_pvclock	9

/* HVM guests can use pirqs. */
#define XENFEAT_hvm_pirqs	10

/* The caller is dom0; in notes: the kernel can be dom0. */
#define XENFEAT_dom0	11

/* Reserved: ARM grant identity mapping, never set on x86. */
#define XENFEAT_grant_map_identity		12

/* XENMEMF_vnode works. */
#define XENFEAT_memory_op_vnode_supported	13

/* ARM only: hypercalls follow SMCCC. */
#define XENFEAT_ARM_SMCCC_supported	14

/* PVH: the RSDP may be anywhere. */
#define XENFEAT_linux_rsdp_unrestricted	15

/* Is pfn equal to mfn for the whole domain? Neither bit: unknown. */
#define XENFEAT_not_direct_mapped	16
#define XENFEAT_direct_mapped		17

/* Words of 32 features. */
#define XENFEAT_NR_SUBMAPS	1

#endif /* _XEN_INTERFACE_FEATURES_H */
