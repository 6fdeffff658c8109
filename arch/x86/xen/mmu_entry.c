// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page table entries: what they mean and how they are stored.
 *
 * Hardware walks these tables, so an entry holds a machine frame number (mfn);
 * the kernel thinks in its own frame numbers (pfn). Making an entry looks up
 * the p2m, reading its value looks up the m2p:
 *
 *	__pte(pfn | flags) --p2m--> entry (mfn | flags) --m2p--> pte_val()
 *
 * Only present entries are translated; what a non-present entry contains is
 * the kernel's own affair. An entry whose frame is not ours (a foreign page,
 * a device) has no pfn: its value reads as not present, which keeps generic
 * code from looking for a struct page. A pfn without a frame (ballooned out)
 * makes an empty entry.
 *
 * All levels are alike in this, and all entry types are one long in one
 * register, so one pair of functions serves the ten pv_ops.
 *
 * Storing depends on the table. An unpinned table is memory like any other
 * and is written to directly: the tables of a process that is being built by
 * fork or exec, or being torn down, cost no hypercall. A pinned table is
 * written to by mmu_update, which also works in the moments in which the
 * hypervisor does not yet, or no longer, regard the page as a table (see
 * mmu_pin.c). The caller holds the lock of the table; it is what keeps the
 * answer to "pinned?" true until the store is done.
 *
 * Changing protections must not lose accessed and dirty bits that the hardware
 * sets meanwhile. The start of such a change is just a look, the commit asks
 * the hypervisor to keep what is set by then.
 *
 * A root has a twin for user mode (mmu_lifetime.c); an entry below the user
 * limit goes into both.
 */
#include <linux/io.h>
#include <linux/pgtable.h>

#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <trace/events/xen.h>

#include "mmu_table.h"
#include "multicall.h"

__visible pteval_t xen_entry_val(pteval_t entry)
{
	pteval_t flags = entry & PTE_FLAGS_MASK;
	unsigned long pfn;

	if (!(entry & _PAGE_PRESENT))
		return entry;

	pfn = mfn_to_pfn((entry & XEN_PTE_MFN_MASK) >> PAGE_SHIFT);
	if (unlikely(pfn == ~0UL))
		return flags & ~_PAGE_PRESENT;

	return (pteval_t)pfn << PAGE_SHIFT | flags;
}

__visible pteval_t xen_make_entry(pteval_t val)
{
	unsigned long mfn;

	if (!(val & _PAGE_PRESENT))
		return val;

	mfn = pfn_to_mfn((val & PTE_PFN_MASK) >> PAGE_SHIFT);
	if (unlikely(mfn == INVALID_P2M_ENTRY))
		return 0;

	return (pteval_t)mfn << PAGE_SHIFT | (val & PTE_FLAGS_MASK);
}

/*
 * While the linear map is built: the frames of the builder's p2m include the
 * tables that map it, if it is mapped at an address of its own. Those may not
 * become writable. (Not __init: pv_ops are called through a thunk that is not.)
 */
__visible pteval_t xen_make_entry_init(pteval_t val)
{
	unsigned long pfn = (val & PTE_PFN_MASK) >> PAGE_SHIFT;

	if (xen_start_info->mfn_list < __START_KERNEL_map &&
	    pfn - xen_start_info->first_p2m_pfn < xen_start_info->nr_p2m_frames)
		val &= ~_PAGE_RW;

	return xen_make_entry(val);
}

static void entry_queue(void *entry, pteval_t val, unsigned int cmd)
{
	xen_mc_mmu_update(virt_to_machine(entry).maddr | cmd, val);
}

static void entry_store(void *entry, pteval_t val, unsigned int cmd)
{
	unsigned long flags = xen_mc_begin();

	entry_queue(entry, val, cmd);
	xen_mc_end(flags, XEN_LAZY_MMU);
}

void xen_set_pte(pte_t *ptep, pte_t pte)
{
	trace_xen_mmu_set_pte(ptep, pte);

	if (mmu_table_pinned(ptep))
		entry_store(ptep, pte.pte, MMU_NORMAL_PT_UPDATE);
	else
		native_set_pte(ptep, pte);
}

/*
 * Until struct pages exist nobody can tell a pinned table from another, and
 * most entries are stored into tables that are still being filled. Those few
 * that go to a table in use are emulated by the hypervisor.
 */
void __init xen_set_pte_init(pte_t *ptep, pte_t pte)
{
	if (is_early_ioremap_ptep(ptep))
		entry_store(ptep, pte.pte, MMU_NORMAL_PT_UPDATE);
	else
		native_set_pte(ptep, pte);
}

void xen_set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	trace_xen_mmu_set_pmd(pmdp, pmd);

	if (mmu_table_pinned(pmdp))
		entry_store(pmdp, pmd_val_ma(pmd), MMU_NORMAL_PT_UPDATE);
	else
		native_set_pmd(pmdp, pmd);
}

void xen_set_pud(pud_t *pudp, pud_t pud)
{
	trace_xen_mmu_set_pud(pudp, pud);

	if (mmu_table_pinned(pudp))
		entry_store(pudp, pud_val_ma(pud), MMU_NORMAL_PT_UPDATE);
	else
		native_set_pud(pudp, pud);
}

void xen_set_p4d(p4d_t *p4dp, p4d_t p4d)
{
	pgd_t *user = mmu_user_pgd((pgd_t *)p4dp);
	pgdval_t val = p4d_val_ma(p4d);
	unsigned long flags;

	trace_xen_mmu_set_p4d(p4dp, (p4d_t *)user, p4d);

	if (!mmu_table_pinned(p4dp)) {
		WRITE_ONCE(*(pgdval_t *)p4dp, val);
		if (user)
			WRITE_ONCE(user->pgd, val);
		return;
	}

	flags = xen_mc_begin();
	entry_queue(p4dp, val, MMU_NORMAL_PT_UPDATE);
	if (user)
		entry_queue(user, val, MMU_NORMAL_PT_UPDATE);
	xen_mc_end(flags, XEN_LAZY_MMU);
}

pte_t xen_ptep_modify_prot_start(struct vm_area_struct *vma,
				 unsigned long addr, pte_t *ptep)
{
	trace_xen_mmu_ptep_modify_prot_start(vma->vm_mm, addr, ptep, *ptep);
	return READ_ONCE(*ptep);
}

void xen_ptep_modify_prot_commit(struct vm_area_struct *vma,
				 unsigned long addr, pte_t *ptep, pte_t pte)
{
	trace_xen_mmu_ptep_modify_prot_commit(vma->vm_mm, addr, ptep, pte);

	entry_store(ptep, pte.pte, MMU_PT_UPDATE_PRESERVE_AD);
}
