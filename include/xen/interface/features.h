/* SPDX-License-Identifier: MIT */
/*
 * Feature bits: what XENVER_get_features reports and what a kernel's ELF notes
 * require or support.
 */
#ifndef _XEN_INTERFACE_FEATURES_H
#define _XEN_INTERFACE_FEATURES_H

/* Bit numbers. */
/* page tables may be mapped writable */
#define XENFEAT_writable_page_tables		0
#define XENFEAT_writable_descriptor_tables	1	/* so may descriptor tables */
#define XENFEAT_auto_translated_physmap		2	/* the guest sees pfns only */
/* the guest kernel runs in ring 0 */
#define XENFEAT_supervisor_mode_kernel		3
#define XENFEAT_pae_pgdir_above_4gb		4	/* 32-bit: roots above 4 GiB */
/* MMU_PT_UPDATE_PRESERVE_AD works */
#define XENFEAT_mmu_pt_update_preserve_ad	5
/* 32-bit: MMUEXT clear and copy */
#define XENFEAT_highmem_assist			6
/* GNTMAP_guest_avail_mask works */
#define XENFEAT_gnttab_map_avail_bits		7
#define XENFEAT_hvm_callback_vector		8	/* HVM: events on a vector */
#define XENFEAT_hvm_safe_pvclock		9	/* HVM: PV clock */
#define XENFEAT_hvm_pirqs			10	/* HVM: pirqs */
#define XENFEAT_dom0				11	/* is dom0; in notes: can be */

/* Reserved: ARM grant identity mapping, never set on x86. */
#define XENFEAT_grant_map_identity		12

#define XENFEAT_memory_op_vnode_supported	13	/* XENMEMF_vnode works */
/* ARM: hypercalls follow SMCCC */
#define XENFEAT_ARM_SMCCC_supported		14
#define XENFEAT_linux_rsdp_unrestricted		15	/* PVH: RSDP may be anywhere */
/* some pfn is not its mfn; see next */
#define XENFEAT_not_direct_mapped		16
/* every pfn is its mfn; neither: unknown */
#define XENFEAT_direct_mapped			17

/* Words of 32 features. */
#define XENFEAT_NR_SUBMAPS	1

#endif /* _XEN_INTERFACE_FEATURES_H */
