// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole address spaces: handing their tables to the hypervisor and taking them
 * back.
 *
 * An address space is unpinned while fork or exec fill it: its tables are
 * plain memory. It is pinned before a CPU first loads it, and unpinned when
 * its last user is gone, so that tearing it down is plain memory access again.
 *
 *	pin	1. flag every table, and wait for those who write to it
 *		2. make every table read-only
 *		3. pin the two roots: the hypervisor checks all below them
 *	unpin	1. leave the roots, everywhere
 *		2. unpin the two roots: all tables below lose their type
 *		3. make every table writable
 *		4. take the flags away
 *
 * The steps are the point. The hypervisor must flush TLBs whenever a page that
 * somebody may still have mapped writable becomes a table, and the other way
 * round. Done in these steps, one flush serves all pages of an address space;
 * done page by page it would be a flush for each. Only roots are pinned, and
 * the changes of mappings are elements of a few mmu_update calls.
 *
 * Between steps 1 and 3 a table is flagged but not yet a table for the
 * hypervisor. Reclaim and migration may come across it then through reverse
 * mappings, and they store entries. That is safe: with the flag set all stores
 * are mmu_update elements, which the hypervisor takes for pages of any type.
 * What must not happen is that someone who saw the flag clear stores after the
 * page became read-only. Stores are made under the table's lock, so taking that
 * lock once, after setting the flag, waits for the last of them. No lock is
 * held any longer, so an address space of any size can be pinned in one go.
 *
 * The same holds the other way round: flags go last, after the pages are known
 * to be writable.
 *
 * mm->page_table_lock is held over the walks. Nobody adds or frees tables then:
 * at fork the new mm is still private and at exit nobody else is left.
 *
 * Finding the tables: there are none where there is no VMA, and a small process
 * has a handful of VMAs against thousands of empty entries. So the VMAs lead
 * the way. The kernel keeps count of an address space's tables; should the
 * count not be reached, every entry is looked at.
 */
#include <linux/mm.h>
#include <linux/mmu_context.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <trace/events/xen.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"

/* Tables whose flags go once the queue is flushed. */
#define UNPIN_BATCH	32

struct table_walk {
	void (*visit)(struct table_walk *walk, struct page *page,
		      enum pt_level level);
	struct mmu_kernel_cursor cursor;
	unsigned long seen;
	unsigned int nr;
	struct page *pages[UNPIN_BATCH];
};

static void walk_visit(struct table_walk *walk, void *table,
		       enum pt_level level)
{
	walk->seen++;
	walk->visit(walk, virt_to_page(table), level);
}

static void walk_pmd(struct table_walk *walk, pmd_t *pmd)
{
	int i;

	for (i = 0; i < PTRS_PER_PMD; i++)
		if (!pmd_none(pmd[i]))
			walk_visit(walk, pte_offset_kernel(&pmd[i], 0), PT_PTE);
	walk_visit(walk, pmd, PT_PMD);
}

static void walk_pud(struct table_walk *walk, pud_t *pud)
{
	int i;

	for (i = 0; i < PTRS_PER_PUD; i++)
		if (!pud_none(pud[i]))
			walk_pmd(walk, pmd_offset(&pud[i], 0));
	walk_visit(walk, pud, PT_PUD);
}

/* Visit the tables below entries [@first, @end) of @root, lower levels first. */
static void walk_root(struct table_walk *walk, pgd_t *root, unsigned int first,
		      unsigned int end)
{
	unsigned int i;

	for (i = first; i < end; i++) {
		p4d_t *p4d = p4d_offset(&root[i], 0);

		if (!p4d_none(*p4d))
			walk_pud(walk, pud_offset(p4d, 0));
	}
}

/*
 * Visit the tables for [@addr, @end). Upper levels are visited where a range
 * enters them; @puds and @pmds are those that the range before this was in.
 */
static unsigned long walk_range(struct table_walk *walk, pgd_t *root,
				unsigned long addr, unsigned long end,
				pud_t **puds, pmd_t **pmds)
{
	while (addr < end) {
		p4d_t *p4d = p4d_offset(root + pgd_index(addr), addr);
		pud_t *pud;
		pmd_t *pmd;

		if (p4d_none(*p4d)) {
			addr = ALIGN(addr + 1, PGDIR_SIZE);
			continue;
		}
		pud = pud_offset(p4d, 0);
		if (pud != *puds)
			walk_visit(walk, pud, PT_PUD);
		*puds = pud;

		pud += pud_index(addr);
		if (pud_none(*pud)) {
			addr = ALIGN(addr + 1, PUD_SIZE);
			continue;
		}
		pmd = pmd_offset(pud, 0);
		if (pmd != *pmds)
			walk_visit(walk, pmd, PT_PMD);
		*pmds = pmd;

		pmd += pmd_index(addr);
		if (!pmd_none(*pmd))
			walk_visit(walk, pte_offset_kernel(pmd, 0), PT_PTE);
		addr += PMD_SIZE;
	}
	return addr;
}

/* Visit the tables that VMAs lead to. Return: whether these are all. */
static bool walk_vmas(struct table_walk *walk, struct mm_struct *mm)
{
	VMA_ITERATOR(vmi, mm, 0);
	struct vm_area_struct *vma;
	unsigned long next = 0;
	pud_t *puds = NULL;
	pmd_t *pmds = NULL;

	/* exec() does not lock the new mm, which is its own. */
	rcu_read_lock();
	for_each_vma(vmi, vma) {
		unsigned long addr = max(next, vma->vm_start & PMD_MASK);

		next = walk_range(walk, mm->pgd, addr, vma->vm_end, &puds,
				  &pmds);
	}
	rcu_read_unlock();

	return walk->seen == mm_pgtables_bytes(mm) >> PAGE_SHIFT;
}

/* All of user space, the root, and its twin. @mm may be unknown. */
static void walk_user(struct table_walk *walk, struct mm_struct *mm,
		      pgd_t *root)
{
	pgd_t *user = mmu_user_pgd(root);

	if (mm == &init_mm || !walk_vmas(walk, mm))
		walk_root(walk, root, 0, pgd_index(MMU_USER_LIMIT));
	walk_visit(walk, root, PT_PGD);
	if (user)
		walk_visit(walk, user, PT_PGD);
}

static void queue_roots(pgd_t *root, unsigned int cmd)
{
	pgd_t *user = mmu_user_pgd(root);
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = virt_to_mfn(root);
	xen_mc_mmuext(&op);
	if (user) {
		op.arg1.mfn = virt_to_mfn(user);
		xen_mc_mmuext(&op);
	}
}

/* Whoever saw the flag clear, and holds the lock, will have stored by then. */
static void wait_for_writers(struct page *page)
{
#ifdef CONFIG_SPLIT_PTE_PTLOCKS
	spinlock_t *ptl = ptlock_ptr(page_ptdesc(page));

	spin_lock(ptl);
	spin_unlock(ptl);
#endif
}

static void pin_table(struct table_walk *walk, struct page *page,
		      enum pt_level level)
{
	unsigned long flags;

	if (TestSetPagePinned(page))
		return;
	if (level == PT_PTE)
		wait_for_writers(page);

	flags = xen_mc_begin();
	mmu_queue_prot(&walk->cursor, page_to_pfn(page), PAGE_KERNEL_RO);
	xen_mc_keep(flags);
}

static void pin_root(struct mm_struct *mm, pgd_t *root)
{
	struct table_walk walk = { .visit = pin_table };
	unsigned long flags;

	trace_xen_mmu_pgd_pin(mm, root);
	walk_user(&walk, mm, root);

	flags = xen_mc_begin();
	queue_roots(root, MMUEXT_PIN_L4_TABLE);
	xen_mc_end(flags, XEN_LAZY_NONE);
}

static void unpin_finish(struct table_walk *walk)
{
	xen_mc_flush();
	while (walk->nr)
		ClearPagePinned(walk->pages[--walk->nr]);
}

static void unpin_table(struct table_walk *walk, struct page *page,
			enum pt_level level)
{
	unsigned long flags;

	if (!PagePinned(page))
		return;

	flags = xen_mc_begin();
	mmu_queue_prot(&walk->cursor, page_to_pfn(page), PAGE_KERNEL);
	xen_mc_keep(flags);

	walk->pages[walk->nr++] = page;
	if (walk->nr == UNPIN_BATCH)
		unpin_finish(walk);
}

static void unpin_root(struct mm_struct *mm, pgd_t *root)
{
	struct table_walk walk = { .visit = unpin_table };
	unsigned long flags;

	trace_xen_mmu_pgd_unpin(mm, root);

	flags = xen_mc_begin();
	queue_roots(root, MMUEXT_UNPIN_TABLE);
	xen_mc_keep(flags);

	walk_user(&walk, mm, root);
	unpin_finish(&walk);
}

void xen_enter_mmap(struct mm_struct *mm)
{
	spin_lock(&mm->page_table_lock);
	if (!PagePinned(virt_to_page(mm->pgd)))
		pin_root(mm, mm->pgd);
	spin_unlock(&mm->page_table_lock);
}

/* Runs on each CPU whose root is, or was when asked, that of the mm. */
static void leave_root(void *info)
{
	struct mm_struct *mm = info;

	if (this_cpu_read(cpu_tlbstate.loaded_mm) == mm)
		leave_mm();
	xen_mc_flush();
}

static bool root_in_use(int cpu, void *info)
{
	struct mm_struct *mm = info;

	return per_cpu(xen_current_cr3, cpu) == __pa(mm->pgd);
}

/*
 * A CPU may be left with the root of a process that is gone: kernel threads
 * borrow it until the next switch.
 */
void xen_exit_mmap(struct mm_struct *mm)
{
	on_each_cpu_cond(root_in_use, leave_root, mm, true);

	spin_lock(&mm->page_table_lock);
	/* An exec that failed early has not been entered. */
	if (PagePinned(virt_to_page(mm->pgd)))
		unpin_root(mm, mm->pgd);
	spin_unlock(&mm->page_table_lock);
}

/*
 * A saved domain comes back with other machine frames, and the hypervisor's
 * tools translate only what they recognise as tables. Processes that are being
 * built or torn down are pinned for the occasion. Nobody else runs.
 */
void xen_mm_pin_all(void)
{
	struct page *page;

	spin_lock(&pgd_lock);
	list_for_each_entry(page, &pgd_list, lru) {
		if (!PagePinned(page)) {
			pin_root(&init_mm, page_address(page));
			SetPageSavePinned(page);
		}
	}
	spin_unlock(&pgd_lock);
}

void xen_mm_unpin_all(void)
{
	struct page *page;

	spin_lock(&pgd_lock);
	list_for_each_entry(page, &pgd_list, lru) {
		if (PageSavePinned(page)) {
			unpin_root(&init_mm, page_address(page));
			ClearPageSavePinned(page);
		}
	}
	spin_unlock(&pgd_lock);
}

static void __init mark_table(struct table_walk *walk, struct page *page,
			      enum pt_level level)
{
	SetPagePinned(page);
}

/*
 * The kernel's own tables were pinned when there was nowhere to write it down.
 * The entries in the middle of the root are the hypervisor's.
 */
void __init mmu_mark_kernel_tables(void)
{
	struct table_walk walk = { .visit = mark_table };
	pgd_t *root = init_mm.pgd;

	walk_root(&walk, root, 0, pgd_index(GUARD_HOLE_BASE_ADDR));
	walk_root(&walk, root, pgd_index(GUARD_HOLE_END_ADDR), PTRS_PER_PGD);
	SetPagePinned(virt_to_page(root));
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	SetPagePinned(virt_to_page(xen_user_vsyscall_pud));
#endif
}
