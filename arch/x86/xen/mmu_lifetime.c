// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables come and go.
 *
 * A new table below a pinned root must be read-only before the hypervisor sees
 * a reference to it. The kernel announces the table (alloc) and stores the
 * reference (set_pmd and friends) in one breath, so the announcement only
 * queues the change of the mapping and the store sends both, in order, as one
 * call. Should the task lose the CPU in between, the context switch sends the
 * queue: nothing can be forgotten in it.
 *
 * There is no need to pin the new table on its own. The reference gives it its
 * type; and if the reference is moved away for a moment (mremap), stores still
 * work, since a pinned table is never written to directly.
 *
 * A table that goes has lost its reference already and becomes writable here,
 * at once: who frees it may be another CPU.
 *
 * Roots. In 64-bit mode the kernel and user mode both run unprivileged, so
 * what keeps them apart is that user mode has a root of its own, which lacks
 * the kernel's half. It is one more page, known by the private field of the
 * kernel root's page, and the only thing it does not share is
 *
 *	entry 511 -> xen_user_vsyscall_pud -> ... -> the vsyscall page
 *
 * Roots are born unpinned and pinned when the address space is first entered.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/vsyscall.h>
#include <asm/xen/page.h>

#include <trace/events/xen.h>

#include "mmu_table.h"
#include "multicall.h"

#ifdef CONFIG_X86_VSYSCALL_EMULATION
pud_t xen_user_vsyscall_pud[PTRS_PER_PUD] __page_aligned_bss;
#endif

/* The user twin of an entry of a root, or NULL if the entry has none. */
pgd_t *mmu_user_pgd(pgd_t *entry)
{
	pgd_t *root = (pgd_t *)((unsigned long)entry & PAGE_MASK);
	pgd_t *user;

	if (!static_branch_likely(&mmu_struct_pages_ready) ||
	    entry - root >= pgd_index(MMU_USER_LIMIT))
		return NULL;

	user = (pgd_t *)page_private(virt_to_page(root));
	return user ? user + (entry - root) : NULL;
}

int xen_pgd_alloc(struct mm_struct *mm)
{
	struct page *page = virt_to_page(mm->pgd);
	pgd_t *user;

	user = (pgd_t *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	set_page_private(page, (unsigned long)user);
	if (!user)
		return -ENOMEM;

#ifdef CONFIG_X86_VSYSCALL_EMULATION
	user[pgd_index(VSYSCALL_ADDR)] =
		__pgd(__pa(xen_user_vsyscall_pud) | _PAGE_TABLE);
#endif
	return 0;
}

void xen_pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	pgd_t *user = mmu_user_pgd(pgd);

	set_page_private(virt_to_page(pgd), 0);
	if (user)
		free_page((unsigned long)user);
}

static void table_announce(struct mm_struct *mm, unsigned long pfn,
			   enum pt_level level)
{
	struct mmu_kernel_cursor cursor = {};
	bool pinned = mmu_table_pinned(mm->pgd);
	unsigned long flags;

	trace_xen_mmu_alloc_ptpage(mm, pfn, level, pinned);
	if (!pinned)
		return;

	/* Tables that move by mremap are announced again. */
	if (static_branch_likely(&mmu_struct_pages_ready) &&
	    TestSetPagePinned(pfn_to_page(pfn)))
		return;

	flags = xen_mc_begin();
	mmu_queue_prot(&cursor, pfn, PAGE_KERNEL_RO);
	xen_mc_keep(flags);
}

static void table_dismiss(unsigned long pfn, enum pt_level level)
{
	struct mmu_kernel_cursor cursor = {};
	bool pinned = true;
	unsigned long flags;

	if (static_branch_likely(&mmu_struct_pages_ready))
		pinned = TestClearPagePinned(pfn_to_page(pfn));

	trace_xen_mmu_release_ptpage(pfn, level, pinned);
	if (!pinned)
		return;

	flags = xen_mc_begin();
	mmu_queue_prot(&cursor, pfn, PAGE_KERNEL);
	xen_mc_end(flags, XEN_LAZY_NONE);
}

void xen_alloc_pte(struct mm_struct *mm, unsigned long pfn)
{
	table_announce(mm, pfn, PT_PTE);
}

void xen_alloc_pmd(struct mm_struct *mm, unsigned long pfn)
{
	table_announce(mm, pfn, PT_PMD);
}

void xen_alloc_pud(struct mm_struct *mm, unsigned long pfn)
{
	table_announce(mm, pfn, PT_PUD);
}

void xen_release_pte(unsigned long pfn)
{
	table_dismiss(pfn, PT_PTE);
}

void xen_release_pmd(unsigned long pfn)
{
	table_dismiss(pfn, PT_PMD);
}

void xen_release_pud(unsigned long pfn)
{
	table_dismiss(pfn, PT_PUD);
}
