// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking an entry away, and taking rights from it, without a trap.
 *
 * On bare metal these are atomic read-modify-write instructions, because the
 * hardware may set accessed and dirty bits at any moment. On a pinned table
 * such an instruction faults, and the hypervisor decodes and emulates it: a
 * fault per page in munmap, fork and reclaim. asm/pgtable.h calls the functions
 * below instead if the kernel runs paravirtualised; they queue ordinary
 * updates, which travel with the others of the loop they are part of.
 *
 * Not losing dirty bits
 * ---------------------
 * Removing write permission asks the hypervisor to preserve the bits, which it
 * does atomically. Taking an entry away must tell what was in it. A look
 * followed by a store can miss a bit set in between, and only this matters:
 * the dirty bit, of an entry that is writable and not dirty yet, if somebody
 * can write through it. Entries are mostly read-only, or dirty from birth.
 * Nobody else can write through the tables of a process with a single user
 * that is ourselves. For the rest, the exchange is left to the instruction
 * and the hypervisor. A lost accessed bit is a wrong guess about
 * the age of a page, no more.
 *
 * Unpinned tables, in exit above all, are plain memory.
 *
 * The caller holds the lock of the table, so the kernel itself does not change
 * the entry, and leaves lazy mode before it relies on the change.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>

#include <asm/xen/page.h>

#include "lazy.h"
#include "mmu_table.h"
#include "multicall.h"

static void rmw_store(pte_t *ptep, pteval_t val, unsigned int cmd)
{
	unsigned long flags = xen_mc_begin();

	xen_mc_mmu_update(virt_to_machine(ptep).maddr | cmd, val);
	xen_mc_end(flags, XEN_LAZY_MMU);
}

/* Is what we see all that there will be to know about the entry? */
static bool entry_settled(struct mm_struct *mm, pte_t pte)
{
	pteval_t racy = pte.pte & (_PAGE_PRESENT | _PAGE_RW | _PAGE_DIRTY);

	if (racy != (_PAGE_PRESENT | _PAGE_RW))
		return true;

	return current->mm == mm && atomic_read(&mm->mm_users) == 1;
}

pte_t xen_ptep_get_and_clear(struct mm_struct *mm, pte_t *ptep)
{
	pte_t pte = READ_ONCE(*ptep);

	if (!mmu_table_pinned(ptep))
		return native_ptep_get_and_clear(ptep);

	if (!entry_settled(mm, pte)) {
		xen_flush_lazy_mmu();
		return native_ptep_get_and_clear(ptep);
	}

	rmw_store(ptep, 0, MMU_NORMAL_PT_UPDATE);
	return pte;
}
EXPORT_SYMBOL_GPL(xen_ptep_get_and_clear);

/* Returns false if the table is plain memory: then the caller does it. */
bool xen_ptep_set_wrprotect(pte_t *ptep)
{
	pte_t pte = READ_ONCE(*ptep);

	if (!mmu_table_pinned(ptep))
		return false;

	rmw_store(ptep, pte_wrprotect(pte).pte, MMU_PT_UPDATE_PRESERVE_AD);
	return true;
}
EXPORT_SYMBOL_GPL(xen_ptep_set_wrprotect);

/* Returns whether the bit was set. */
int xen_ptep_test_and_clear_young(struct mm_struct *mm, pte_t *ptep)
{
	pte_t pte = READ_ONCE(*ptep);

	if (!pte_young(pte))
		return 0;

	if (!mmu_table_pinned(ptep) || !entry_settled(mm, pte))
		return test_and_clear_bit(_PAGE_BIT_ACCESSED,
					  (unsigned long *)&ptep->pte);

	rmw_store(ptep, pte_mkold(pte).pte, MMU_NORMAL_PT_UPDATE);
	return 1;
}
