/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that deal with page tables tell each other.
 *
 * A table is "pinned" here if the hypervisor may know it as a table: then it
 * is mapped read-only and every store goes through the hypervisor. PG_pinned
 * of its page says so; before there are struct pages, every table is.
 */
#ifndef XEN_MMU_TABLE_H
#define XEN_MMU_TABLE_H

#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>

#include <asm/tlbflush.h>
#include <asm/xen/page.h>

/* As in the trace points of trace/events/xen.h. */
enum pt_level {
	PT_PGD,
	PT_P4D,
	PT_PUD,
	PT_PMD,
	PT_PTE,
};

/* The first address that no user mapping reaches, in whole root entries. */
#define MMU_USER_LIMIT	((STACK_TOP_MAX + PGDIR_SIZE - 1) & PGDIR_MASK)

/* The root that the hypervisor has for this CPU; see mmu_cr3.c. */
DECLARE_PER_CPU(unsigned long, xen_current_cr3);

DECLARE_STATIC_KEY_FALSE(mmu_struct_pages_ready);

/* Is the table that contains @entry (or is @entry) pinned? */
static inline bool mmu_table_pinned(const void *entry)
{
	if (static_branch_likely(&mmu_struct_pages_ready))
		return PagePinned(virt_to_page(entry));
	return true;
}

/* mmu_entry.c: entries of all levels */
pteval_t xen_entry_val(pteval_t entry);
pteval_t xen_make_entry(pteval_t val);
pteval_t xen_make_entry_init(pteval_t val);
void xen_set_pte(pte_t *ptep, pte_t pte);
void xen_set_pte_init(pte_t *ptep, pte_t pte);
void xen_set_pmd(pmd_t *pmdp, pmd_t pmd);
void xen_set_pud(pud_t *pudp, pud_t pud);
void xen_set_p4d(p4d_t *p4dp, p4d_t p4d);
pte_t xen_ptep_modify_prot_start(struct vm_area_struct *vma,
				 unsigned long addr, pte_t *ptep);
void xen_ptep_modify_prot_commit(struct vm_area_struct *vma,
				 unsigned long addr, pte_t *ptep, pte_t pte);

/* mmu_lifetime.c: tables come and go */
pgd_t *mmu_user_pgd(pgd_t *entry);
int xen_pgd_alloc(struct mm_struct *mm);
void xen_pgd_free(struct mm_struct *mm, pgd_t *pgd);
void xen_alloc_pte(struct mm_struct *mm, unsigned long pfn);
void xen_alloc_pmd(struct mm_struct *mm, unsigned long pfn);
void xen_alloc_pud(struct mm_struct *mm, unsigned long pfn);
void xen_release_pte(unsigned long pfn);
void xen_release_pmd(unsigned long pfn);
void xen_release_pud(unsigned long pfn);
#ifdef CONFIG_X86_VSYSCALL_EMULATION
extern pud_t xen_user_vsyscall_pud[PTRS_PER_PUD];
#endif

/* mmu_pin.c: whole address spaces */
void xen_enter_mmap(struct mm_struct *mm);
void xen_exit_mmap(struct mm_struct *mm);
void mmu_mark_kernel_tables(void);

/* mmu_cr3.c, mmu_tlb.c */
unsigned long xen_read_cr3(void);
void xen_write_cr3(unsigned long cr3);
void xen_write_cr3_init(unsigned long cr3);
void xen_write_cr2(unsigned long cr2);
void xen_flush_tlb(void);
void xen_flush_tlb_one_user(unsigned long addr);
void xen_flush_tlb_multi(const struct cpumask *cpus,
			 const struct flush_tlb_info *info);
void mmu_flush_tlb_all(void);
void mmu_tlb_init(void);

/* mmu_kernel_map.c: the kernel's own view of a page */

/* Remembers the last table used: neighbouring pages need no new walk. */
struct mmu_kernel_cursor {
	unsigned long base;
	pte_t *table;
};

/**
 * mmu_queue_pte() - queue a change of the linear map at @vaddr
 * @cursor: zeroed before the first use
 *
 * Context: between xen_mc_begin() and xen_mc_end().
 */
void mmu_queue_pte(struct mmu_kernel_cursor *cursor, unsigned long vaddr,
		   pte_t pte);

/* The same for the protection of page @pfn. */
void mmu_queue_prot(struct mmu_kernel_cursor *cursor, unsigned long pfn,
		    pgprot_t prot);

/* Map the page at @vaddr, which is at __pa(@vaddr), with @prot; or die. */
void mmu_set_prot(void *vaddr, pgprot_t prot, unsigned long uvmf);

/* mmu_fixmap.c */
void xen_set_fixmap(unsigned int idx, phys_addr_t phys, pgprot_t prot);
void mmu_fixmap_init(void);

/* mmu_boot.c, mmu_boot_p2m.c: pages of the builder, until nobody needs them */
void mmu_clean_high_map(unsigned long start, unsigned long end);
void mmu_free_builder_p2m(void);
void mmu_clean_builder_tables(void);

/* mmu_exchange.c */
void mmu_exchange_init(void);

#endif
