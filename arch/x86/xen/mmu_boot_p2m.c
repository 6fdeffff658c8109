// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame list that the domain's builder made: moving it out of the way, and
 * freeing it.
 *
 * The list is at a virtual address of its own (an ELF note asks for that; a
 * few GiB of list would not fit behind the image), or, from old builders, in
 * the image's mapping. In the first case the frames [first_p2m_pfn,
 * first_p2m_pfn + nr_p2m_frames) hold the list and the tables that map it.
 *
 * For the initial domain those frames were chosen without regard to where the
 * real machine has its memory. If the place turns out to be a hole, the list
 * is copied to a better one, mapped two root entries up, so that old and new
 * can be in use at the same time. New tables need no pinning: made read-only,
 * they become tables by being referenced from the root.
 *
 * When the kernel has a list of its own, all of that goes back to the boot
 * allocator. Again the reference from the root goes first; what it led to is
 * then ordinary memory, which has only to be made writable.
 */
#include <linux/init.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/pgtable.h>

#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"
#include "p2m.h"

#define RELOCATED_P2M	(2 * PGDIR_SIZE)

static bool __init p2m_in_image_map(void)
{
	return xen_start_info->mfn_list >= __START_KERNEL_map;
}

/*
 * Fill @nr_tables consecutive tables so that their entries refer to @nr
 * consecutive pages at @pages; then make them read-only.
 */
static void __init fill_tables(phys_addr_t tables, unsigned long nr_tables,
			       phys_addr_t pages, unsigned long nr,
			       pgprot_t prot)
{
	unsigned long i, done = 0;

	while (nr_tables--) {
		pte_t *table = early_memremap(tables, PAGE_SIZE);

		clear_page(table);
		for (i = 0; i < PTRS_PER_PTE && done < nr; i++, done++)
			table[i] = pfn_pte(PFN_DOWN(pages) + done, prot);
		early_memunmap(table, PAGE_SIZE);

		make_lowmem_page_readonly(__va(tables));
		tables += PAGE_SIZE;
	}
}

/* Take the old list out of use; its frames become writable memory. */
static void __init drop_old_list(unsigned long list_size)
{
	unsigned long pfn = PFN_DOWN(__pa(xen_start_info->mfn_list));
	unsigned long nr = PFN_DOWN(list_size);
	unsigned long i;

	if (!p2m_in_image_map()) {
		set_pgd(pgd_offset_k(xen_start_info->mfn_list), __pgd(0));
		pfn = xen_start_info->first_p2m_pfn;
		nr = xen_start_info->nr_p2m_frames;
	}

	for (i = 0; i < nr; i++)
		make_lowmem_page_readwrite(__va(PFN_PHYS(pfn + i)));
	memblock_phys_free(PFN_PHYS(pfn), PFN_PHYS(nr));
}

void __init xen_relocate_p2m(void)
{
	unsigned long size = PAGE_ALIGN(xen_start_info->nr_pages *
					sizeof(unsigned long));
	unsigned long nr_list = PFN_DOWN(size);
	unsigned long nr_pt = DIV_ROUND_UP(nr_list, PTRS_PER_PTE);
	unsigned long nr_pmd = DIV_ROUND_UP(nr_pt, PTRS_PER_PMD);
	unsigned long nr_pud = DIV_ROUND_UP(nr_pmd, PTRS_PER_PUD);
	unsigned long nr_frames = nr_list + nr_pt + nr_pmd + nr_pud;
	phys_addr_t area, pmds, pts, list;
	unsigned long i;

	area = xen_find_free_area(PFN_PHYS(nr_frames));
	if (!area)
		panic("No room to move the p2m list to\n");
	pmds = area + PFN_PHYS(nr_pud);
	pts = pmds + PFN_PHYS(nr_pmd);
	list = pts + PFN_PHYS(nr_pt);

	fill_tables(pts, nr_pt, list, nr_list, PAGE_KERNEL);
	fill_tables(pmds, nr_pmd, pts, nr_pt, __pgprot(_PAGE_TABLE));
	fill_tables(area, nr_pud, pmds, nr_pmd, __pgprot(_PAGE_TABLE));
	for (i = 0; i < nr_pud; i++)
		set_pgd(pgd_offset_k(RELOCATED_P2M + i * PGDIR_SIZE),
			__pgd((area + PFN_PHYS(i)) | _PAGE_TABLE));

	memcpy((void *)RELOCATED_P2M, xen_p2m_addr, size);
	xen_p2m_addr = (unsigned long *)RELOCATED_P2M;
	drop_old_list(size);

	xen_start_info->mfn_list = RELOCATED_P2M;
	xen_start_info->first_p2m_pfn = PFN_DOWN(area);
	xen_start_info->nr_p2m_frames = nr_frames;
}

/* Free the page that @entry refers to and, @level > 0, what it refers to. */
static void __init free_subtree(struct mmu_kernel_cursor *cursor,
				pteval_t entry, int level)
{
	phys_addr_t phys = xen_entry_val(entry) & PTE_PFN_MASK;
	pteval_t *table = __va(phys);
	unsigned long flags;
	int i;

	for (i = 0; level && i < PTRS_PER_PTE; i++)
		if (table[i] & _PAGE_PRESENT)
			free_subtree(cursor, table[i], level - 1);

	flags = xen_mc_begin();
	mmu_queue_prot(cursor, PFN_DOWN(phys), PAGE_KERNEL);
	xen_mc_keep(flags);
	memblock_phys_free(phys, PAGE_SIZE);
}

void __init mmu_free_builder_p2m(void)
{
	unsigned long start = xen_start_info->mfn_list;
	unsigned long size = PAGE_ALIGN(xen_start_info->nr_pages *
					sizeof(unsigned long));
	struct mmu_kernel_cursor cursor = {};
	unsigned long addr;

	if (p2m_in_image_map()) {
		mmu_clean_high_map(start, start + roundup(size, PMD_SIZE));
		memblock_phys_free(__pa(start), size);
	} else {
		for (addr = start & PGDIR_MASK; addr < start + size;
		     addr += PGDIR_SIZE) {
			pgd_t *pgd = pgd_offset_k(addr);
			pteval_t entry = pgd->pgd;

			set_pgd(pgd, __pgd(0));
			if (entry & _PAGE_PRESENT)
				free_subtree(&cursor, entry, 3);
		}
		xen_mc_flush();
	}

	xen_start_info->mfn_list = (unsigned long)xen_p2m_addr;
}
