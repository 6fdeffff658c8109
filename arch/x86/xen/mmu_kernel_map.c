// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own mapping of a page: changing it, and asking it where a page
 * is in the machine.
 *
 * The linear map consists of small pages only (the hypervisor offers no large
 * ones), so every page has an entry of its own there, and the tables that hold
 * those entries exist for good. Single pages are changed with
 * update_va_mapping, which finds the entry itself. For many pages the entries
 * are looked up here and changed by mmu_update elements, which travel together
 * with the other elements around them.
 *
 * No flush goes with making a table's page read-only: the hypervisor flushes
 * before it trusts a page to be a table. None goes with making a page writable
 * again: a CPU that still believes otherwise takes one spurious fault.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmcore_info.h>

#include <asm/set_memory.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/xen.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"

/**
 * arbitrary_virt_to_machine() - the machine address behind a kernel address
 * @address: in the linear map, or mapped by any present small-page entry
 */
xmaddr_t arbitrary_virt_to_machine(void *address)
{
	unsigned int level;
	pte_t *pte;

	if (virt_addr_valid(address))
		return virt_to_machine(address);

	pte = lookup_address((unsigned long)address, &level);
	if (!pte)
		panic("no mapping at %p\n", address);
	return XMADDR(PFN_PHYS(pte_mfn(*pte)) + offset_in_page(address));
}
EXPORT_SYMBOL_GPL(arbitrary_virt_to_machine);

unsigned long arbitrary_virt_to_mfn(void *vaddr)
{
	return PFN_DOWN(arbitrary_virt_to_machine(vaddr).maddr);
}

#ifdef CONFIG_VMCORE_INFO
/* Whoever takes a dump of the machine knows machine addresses only. */
phys_addr_t paddr_vmcoreinfo_note(void)
{
	return xen_pv_domain() ? virt_to_machine(vmcoreinfo_note).maddr :
				 __pa(vmcoreinfo_note);
}
#endif

static void kernel_map_store(unsigned long vaddr, pte_t pte, unsigned long uvmf)
{
	if (HYPERVISOR_update_va_mapping(vaddr, pte, uvmf))
		panic("mapping of %lx refused: %lx\n", vaddr, pte_val_ma(pte));
}

static void kernel_map_change(void *vaddr, pte_t (*change)(pte_t))
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)vaddr, &level);

	if (pte)
		kernel_map_store((unsigned long)vaddr, change(*pte), UVMF_NONE);
}

void make_lowmem_page_readonly(void *vaddr)
{
	kernel_map_change(vaddr, pte_wrprotect);
}

void make_lowmem_page_readwrite(void *vaddr)
{
	kernel_map_change(vaddr, pte_mkwrite_novma);
}

void mmu_set_prot(void *vaddr, pgprot_t prot, unsigned long uvmf)
{
	kernel_map_store((unsigned long)vaddr,
			 pfn_pte(PFN_DOWN(__pa(vaddr)), prot), uvmf);
}

void __init set_pte_mfn(unsigned long vaddr, unsigned long mfn, pgprot_t prot)
{
	kernel_map_store(vaddr, mfn_pte(mfn, prot), UVMF_INVLPG);
}

void mmu_queue_pte(struct mmu_kernel_cursor *cursor, unsigned long vaddr,
		   pte_t pte)
{
	void *entry;

	if (!cursor->table || (vaddr & PMD_MASK) != cursor->base) {
		cursor->base = vaddr & PMD_MASK;
		cursor->table = pte_offset_kernel(pmd_off_k(vaddr),
						  cursor->base);
	}
	entry = cursor->table + pte_index(vaddr);
	xen_mc_mmu_update(virt_to_machine(entry).maddr | MMU_NORMAL_PT_UPDATE,
			  pte_val_ma(pte));
}

void mmu_queue_prot(struct mmu_kernel_cursor *cursor, unsigned long pfn,
		    pgprot_t prot)
{
	mmu_queue_pte(cursor, (unsigned long)__va(PFN_PHYS(pfn)),
		      pfn_pte(pfn, prot));
}
