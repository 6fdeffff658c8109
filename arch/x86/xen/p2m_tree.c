// SPDX-License-Identifier: GPL-2.0-only
/*
 * The p2m as tools see it.
 *
 * Whoever saves or dumps the domain needs its list of frames. New tools walk
 * our page tables: they are told the root and the virtual address of the list.
 * Old tools need a tree of machine frame numbers:
 *
 *	top (1 page) --> mid, one per GiB --> leaves of the list
 *
 * A mid page is what a table of leaves is (p2m.c) without the flags, so the
 * tree is made by reading the page tables. GiBs with a shared table share a
 * mid page too.
 *
 * The tree is only built if the hypervisor says that tools want it. Frame
 * numbers change when a domain is restored elsewhere: the same pages are then
 * filled anew, nothing is allocated.
 *
 * Lock: as for the list. Pages of the tree are added by compare-and-exchange,
 * as allocation may sleep, and never freed.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>

#include "p2m.h"
#include "p2m_list.h"

#define TREE_SLOTS	(PAGE_SIZE / sizeof(unsigned long))
/* Frames that the tree can describe: 512 GiB of memory. */
#define TREE_LIMIT	(TREE_SLOTS * P2M_PER_TABLE)

static unsigned long *tree_top;		/* frames, for tools */
static unsigned long **tree_mids;	/* the same pages, for us */
static unsigned long *mid_missing;

static bool tree_wanted(void)
{
	return !(xen_start_info->flags & SIF_VIRT_P2M_4TOOLS);
}

static void mid_fill(unsigned long *mid)
{
	unsigned long mfn = virt_to_mfn(p2m_shared_leaf[P2M_MISSING]);
	unsigned int i;

	for (i = 0; i < TREE_SLOTS; i++)
		mid[i] = mfn;
}

/* Give the GiB of @pfn a mid page of its own. Return: 0 or -ENOMEM. */
int p2m_tree_reserve(unsigned long pfn)
{
	unsigned int slot = pfn / P2M_PER_TABLE;
	unsigned long *mid;

	if (!tree_top || pfn >= TREE_LIMIT ||
	    READ_ONCE(tree_mids[slot]) != mid_missing)
		return 0;

	mid = p2m_alloc_page();
	if (!mid)
		return -ENOMEM;
	mid_fill(mid);

	if (cmpxchg(&tree_mids[slot], mid_missing, mid) == mid_missing)
		WRITE_ONCE(tree_top[slot], virt_to_mfn(mid));
	else
		p2m_free_page(mid);
	return 0;
}

void p2m_tree_set_leaf(unsigned long pfn, const void *leaf)
{
	if (tree_top && pfn < TREE_LIMIT)
		tree_mids[pfn / P2M_PER_TABLE]
			 [pfn / P2M_PER_PAGE % TREE_SLOTS] = virt_to_mfn(leaf);
}

static void __ref tree_allocate(void)
{
	unsigned int i;

	mid_missing = p2m_alloc_page();
	tree_mids = p2m_alloc_page();
	tree_top = p2m_alloc_page();
	for (i = 0; i < TREE_SLOTS; i++)
		tree_mids[i] = mid_missing;
}

void __ref xen_build_mfn_list_list(void)
{
	unsigned long pfn;
	unsigned int i;

	if (!tree_wanted())
		return;

	if (!tree_top)
		tree_allocate();
	mid_fill(mid_missing);

	for (pfn = 0; pfn < xen_max_p2m_pfn && pfn < TREE_LIMIT;
	     pfn += P2M_PER_TABLE) {
		const pte_t *table = p2m_leaf_entry(pfn);
		unsigned long *mid;

		if (p2m_table_is_shared(table))
			continue;
		if (p2m_tree_reserve(pfn))
			panic("no memory for the p2m tree\n");
		mid = tree_mids[pfn / P2M_PER_TABLE];
		for (i = 0; i < TREE_SLOTS; i++)
			mid[i] = pte_mfn(table[i]);
	}

	for (i = 0; i < TREE_SLOTS; i++)
		tree_top[i] = virt_to_mfn(tree_mids[i]);
}

void xen_setup_mfn_list_list(void)
{
	struct arch_shared_info *info = &HYPERVISOR_shared_info->arch;

	info->pfn_to_mfn_frame_list_list =
		tree_wanted() ? virt_to_mfn(tree_top) : ~0UL;
	info->max_pfn = p2m_last_pfn;
	info->p2m_generation = 0;
	info->p2m_vaddr = (unsigned long)xen_p2m_addr;
	info->p2m_cr3 = xen_pfn_to_cr3(virt_to_mfn(swapper_pg_dir));
}
