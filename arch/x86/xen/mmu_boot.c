// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first page tables.
 *
 * A domain starts on tables made by its builder, which map the kernel image
 * and what follows it (initrd, p2m, start info, these tables, a stack) at
 * __START_KERNEL_map. The kernel brings its own upper levels, filled by
 * head_64.S for the bare machine. The two are joined: builder's L1 tables,
 * kernel's L2 and above.
 *
 *	init_top_pgt  [linear map]  level3_ident_pgt   level2_ident_pgt --.
 *	              [top 512 G]   level3_kernel_pgt  level2_kernel_pgt --+--> L1s
 *	                                               level2_fixmap_pgt   |
 *	builder's root, L3, L2  --------- copied and dropped --------------'
 *
 * Both L2 tables are copies of the builder's, so the L1 tables are shared and
 * the same memory appears in the linear map and in the image's mapping. It may
 * not be executable in the former, which is a matter of the L2 entries.
 *
 * Everything above the image in the top mapping is unmapped again later, when
 * the linear map reaches it; cleanup_highmap() does the same on bare metal.
 *
 * The tables of the builder stay where they are, as long as they are in use:
 * xen_pt_check_e820() verifies that the final memory map has RAM there.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/pgtable.h>

#include <asm/init.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/memory.h>
#include <xen/xen.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"
#include "p2m.h"

/* The builder's tables that remain in use. */
static phys_addr_t builder_tables, builder_tables_size __initdata;

unsigned long *machine_to_phys_mapping = (void *)MACH2PHYS_VIRT_START;
EXPORT_SYMBOL_GPL(machine_to_phys_mapping);
unsigned long machine_to_phys_nr;
EXPORT_SYMBOL_GPL(machine_to_phys_nr);

void __init xen_setup_machphys_mapping(void)
{
	struct xen_machphys_mapping map;

	machine_to_phys_nr = MACH2PHYS_NR_ENTRIES;
	if (!HYPERVISOR_memory_op(XENMEM_machphys_mapping, &map)) {
		machine_to_phys_mapping = (unsigned long *)map.v_start;
		machine_to_phys_nr = map.max_mfn + 1;
	}
}

/* Where the image's mapping shows the table that a raw entry points to. */
static void *__init builder_table(pteval_t entry)
{
	unsigned long pfn = mfn_to_pfn((entry & XEN_PTE_MFN_MASK) >> PAGE_SHIFT);

	return (void *)(__START_KERNEL_map + PFN_PHYS(pfn));
}

static void __init table_to_machine(void *table)
{
	pteval_t *entry = table;
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++)
		entry[i] = xen_make_entry(entry[i]);
}

static void __init tables_readonly(void)
{
	int i;

	mmu_set_prot(init_top_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	mmu_set_prot(level3_ident_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	mmu_set_prot(level3_kernel_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	mmu_set_prot(level2_ident_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	mmu_set_prot(level2_kernel_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	mmu_set_prot(level2_fixmap_pgt, PAGE_KERNEL_RO, UVMF_NONE);
	for (i = 0; i < FIXMAP_PMD_NUM; i++)
		mmu_set_prot(level1_fixmap_pgt + i * PTRS_PER_PTE,
			     PAGE_KERNEL_RO, UVMF_NONE);
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	mmu_set_prot(xen_user_vsyscall_pud, PAGE_KERNEL_RO, UVMF_NONE);
#endif
}

static void __init root_command(unsigned int cmd, void *table)
{
	struct mmuext_op op = {
		.cmd = cmd,
		.arg1.mfn = pfn_to_mfn(PFN_DOWN(__pa(table))),
	};

	if (HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF))
		panic("page table command %u refused\n", cmd);
}

/* Give back those of @tables that lie at either end of [*first, *end). */
static void __init drop_tables(void *tables[], int nr, unsigned long *first,
			       unsigned long *end)
{
	int i;

	for (i = 0; i < nr; i++) {
		unsigned long pfn = PFN_DOWN(__pa(tables[i]));

		if (pfn == *first)
			++*first;
		else if (pfn == *end - 1)
			--*end;
		else
			continue;
		mmu_set_prot(tables[i], PAGE_KERNEL, UVMF_INVLPG);
		clear_page(tables[i]);
	}
}

void __init xen_setup_kernel_pagetable(pgd_t *pgd)
{
	unsigned long first = PFN_DOWN(__pa(xen_start_info->pt_base));
	unsigned long end = first + xen_start_info->nr_pt_frames;
	unsigned int p2m_slot = pgd_index(xen_start_info->mfn_list);
	unsigned int top_slot = pgd_index(__START_KERNEL_map);
	void *tables[3];
	pmd_t *l2;
	pud_t *l3;
	int i;

	/* Above the p2m the builder's mapping has nothing that is memory. */
	if (xen_start_info->mfn_list < __START_KERNEL_map)
		max_pfn_mapped = xen_start_info->first_p2m_pfn;
	else
		max_pfn_mapped = PFN_DOWN(__pa(xen_start_info->mfn_list));

	l3 = builder_table(pgd[top_slot].pgd);
	l2 = builder_table(l3[pud_index(__START_KERNEL_map)].pud);
	tables[0] = pgd;
	tables[1] = l3;
	tables[2] = l2;

	/* The identity mapping of the first bytes was for bare metal only. */
	init_top_pgt[0] = __pgd(0);
	table_to_machine(init_top_pgt);
	table_to_machine(level3_ident_pgt);
	table_to_machine(level3_kernel_pgt);
	table_to_machine(level2_fixmap_pgt);

	copy_page(level2_kernel_pgt, l2);
	copy_page(level2_ident_pgt, l2);
	if (__supported_pte_mask & _PAGE_NX)
		for (i = 0; i < PTRS_PER_PMD; i++)
			if (!pmd_none(level2_ident_pgt[i]))
				level2_ident_pgt[i].pmd |= _PAGE_NX;

	/* The p2m may have a slot of its own. */
	if (p2m_slot && p2m_slot < top_slot)
		init_top_pgt[p2m_slot] = pgd[p2m_slot];

	tables_readonly();
	root_command(MMUEXT_PIN_L4_TABLE, init_top_pgt);
	xen_write_cr3_init(__pa(init_top_pgt));
	root_command(MMUEXT_UNPIN_TABLE, pgd);
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	root_command(MMUEXT_PIN_L3_TABLE, xen_user_vsyscall_pud);
#endif

	drop_tables(tables, ARRAY_SIZE(tables), &first, &end);
	builder_tables = PFN_PHYS(first);
	builder_tables_size = PFN_PHYS(end - first);
	memblock_reserve(builder_tables, builder_tables_size);

	xen_start_info = __va(__pa(xen_start_info));
}

void __init xen_pt_check_e820(void)
{
	xen_chk_is_e820_usable(builder_tables, builder_tables_size,
			       "page table");
}

void __init xen_reserve_special_pages(void)
{
	memblock_reserve(__pa(xen_start_info), PAGE_SIZE);
	if (xen_start_info->store_mfn)
		memblock_reserve(PFN_PHYS(mfn_to_pfn(xen_start_info->store_mfn)),
				 PAGE_SIZE);
	if (!xen_initial_domain())
		memblock_reserve(PFN_PHYS(mfn_to_pfn(xen_start_info->console.domU.mfn)),
				 PAGE_SIZE);
}

/* Unmap [@start, @end) from the image's mapping, sparing the image itself. */
void __init mmu_clean_high_map(unsigned long start, unsigned long end)
{
	unsigned long image_end = roundup((unsigned long)_brk_end, PMD_SIZE);
	unsigned long addr;

	for (addr = start & PMD_MASK; addr <= end && addr < __START_KERNEL_map + PUD_SIZE;
	     addr += PMD_SIZE) {
		pmd_t *pmd = level2_kernel_pgt + pmd_index(addr);

		if (!pmd_none(*pmd) &&
		    (addr < (unsigned long)_text || addr >= image_end))
			set_pmd(pmd, __pmd(0));
	}
}

void __init mmu_clean_builder_tables(void)
{
	unsigned long start = xen_start_info->pt_base;
	unsigned long end = start + xen_start_info->nr_pt_frames * PAGE_SIZE;

	/* Builders pad the end of what they map to 4 MiB. */
	mmu_clean_high_map(start, roundup(end, 2 * PMD_SIZE));
	xen_start_info->pt_base = (unsigned long)__va(__pa(start));
}
