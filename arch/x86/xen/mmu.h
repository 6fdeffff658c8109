/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables that the hypervisor checks: what the start of day, the other
 * processors and suspend need of them. mmu_table.h is for the mmu_*.c files.
 *
 * Order at boot: xen_init_mmu_ops(), xen_setup_machphys_mapping(),
 * xen_build_dynamic_phys_to_machine() (p2m.h), xen_setup_kernel_pagetable(),
 * xen_reserve_special_pages(); the rest follows by itself from x86_init hooks.
 */
#ifndef XEN_MMU_H
#define XEN_MMU_H

#include <linux/percpu.h>
#include <linux/types.h>

#include <asm/pgtable_types.h>

/* The root this CPU believes in, as a pseudo-physical address. */
DECLARE_PER_CPU(unsigned long, xen_cr3);

/* Fill pv_ops.mmu and the x86_init hooks of the memory half. */
void xen_init_mmu_ops(void);

/* Learn where the machine-to-physical table is. */
void xen_setup_machphys_mapping(void);

/**
 * xen_setup_kernel_pagetable() - leave the builder's root for the kernel's own
 * @pgd: the root that the domain was started with
 *
 * Grafts the kernel's mapping below init_top_pgt, once at __START_KERNEL_map
 * and once at the linear map, loads it, and moves xen_start_info to its linear
 * address. Sets max_pfn_mapped.
 */
void xen_setup_kernel_pagetable(pgd_t *pgd);

/* memblock_reserve() the pages that the builder put into our memory. */
void xen_reserve_special_pages(void);

/* Panic if the builder's page tables lie where the E820 map has no RAM. */
void xen_pt_check_e820(void);

/*
 * The builder's frame list lies where the E820 map has no RAM: move it, with
 * the tables that map it, to memory found by xen_find_free_area().
 */
void xen_relocate_p2m(void);

/* Map the machine frame @mfn at the kernel address @vaddr, flushing it. */
void set_pte_mfn(unsigned long vaddr, unsigned long mfn, pgprot_t prot);

/* Around a save: every table in use must be known to the hypervisor. */
void xen_mm_pin_all(void);
void xen_mm_unpin_all(void);

#endif
