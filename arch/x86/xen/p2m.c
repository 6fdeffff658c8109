// SPDX-License-Identifier: GPL-2.0-only
/*
 * p2m: which machine frame is behind each of the kernel's page frames.
 *
 * The list is linear in virtual memory, xen_p2m_addr[0 ... xen_p2m_size), so a
 * lookup is a load. It must describe all memory that might ever be added, and
 * most of that does not exist. So the list is sparse where it can be:
 *
 *	table of leaves		512 leaves, 1 GiB of memory
 *	leaf			a page of 512 entries, 2 MiB of memory
 *
 *	kernel page tables:  L2 entry --> table --> leaf
 *	                        \                 own, writable
 *	                         `-> shared table: 512 times the
 *	                             shared leaf of one kind, read-only
 *
 * Kinds are MISSING (no memory) and IDENTITY (the frame number is the
 * machine's: devices and firmware tables in the initial domain). Both shared
 * leaves are full of INVALID_P2M_ENTRY, because tools that read the list know
 * no other way to say "nothing for you". It takes a look at the page tables to
 * tell them apart; that is the slow path, get_phys_to_machine(). In leaves of
 * their own identity entries carry IDENTITY_FRAME_BIT.
 *
 * Entries change without a lock: each belongs to whoever owns the page. The
 * store is simply tried; on a shared leaf it faults, and is repeated after
 * xen_alloc_p2m_entry() has given the place a leaf of its own. That happens
 * once per leaf: shared ones never come back.
 *
 * Lock: p2m_lock, for the shape (which leaf and which table is where), and for
 * telling tools about it: p2m_generation is odd while the shape changes.
 *
 * See p2m_build.c for how the list comes to be, p2m_tree.c for the other way
 * in which tools find it.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <asm/paravirt.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include "p2m.h"
#include "p2m_list.h"

/* Entries of the list, */
unsigned long xen_p2m_size __read_mostly;
EXPORT_SYMBOL_GPL(xen_p2m_size);
/* and of the list as it will be: they differ during boot. */
unsigned long xen_max_p2m_pfn __read_mostly;
EXPORT_SYMBOL_GPL(xen_max_p2m_pfn);
unsigned long *xen_p2m_addr __read_mostly;
EXPORT_SYMBOL_GPL(xen_p2m_addr);

unsigned long *p2m_shared_leaf[P2M_NR_KINDS];
pte_t *p2m_shared_table[P2M_NR_KINDS];
unsigned long p2m_last_pfn;

static DEFINE_SPINLOCK(p2m_lock);

void *__ref p2m_alloc_page(void)
{
	void *page;

	if (slab_is_available())
		return (void *)__get_free_page(GFP_KERNEL);

	page = memblock_alloc(PAGE_SIZE, PAGE_SIZE);
	if (!page)
		panic("no memory for the p2m list\n");
	return page;
}

void __ref p2m_free_page(void *page)
{
	if (slab_is_available())
		free_page((unsigned long)page);
	else
		memblock_free(page, PAGE_SIZE);
}

pte_t *p2m_leaf_entry(unsigned long pfn)
{
	unsigned int level;
	pte_t *entry;

	entry = lookup_address((unsigned long)(xen_p2m_addr + pfn), &level);
	if (WARN_ON(!entry || level != PG_LEVEL_4K))
		panic("hole in the p2m list at pfn %lx\n", pfn);
	return entry;
}

bool p2m_table_is_shared(const pte_t *entry)
{
	const pte_t *table = PTR_ALIGN_DOWN(entry, PAGE_SIZE);

	return table == p2m_shared_table[P2M_MISSING] ||
	       table == p2m_shared_table[P2M_IDENTITY];
}

enum p2m_kind p2m_leaf_kind(pte_t entry)
{
	unsigned long pfn = pte_pfn(entry);

	if (pfn == PFN_DOWN(__pa(p2m_shared_leaf[P2M_MISSING])))
		return P2M_MISSING;
	if (pfn == PFN_DOWN(__pa(p2m_shared_leaf[P2M_IDENTITY])))
		return P2M_IDENTITY;
	return P2M_OWN;
}

/**
 * get_phys_to_machine() - look up an entry, for certain
 * @pfn: any number
 *
 * Return: the frame, possibly with FOREIGN_FRAME_BIT or IDENTITY_FRAME_BIT, or
 * INVALID_P2M_ENTRY.
 */
unsigned long get_phys_to_machine(unsigned long pfn)
{
	if (unlikely(pfn >= xen_p2m_size))
		return pfn < xen_max_p2m_pfn ? xen_chk_extra_mem(pfn) :
					       IDENTITY_FRAME(pfn);

	if (p2m_leaf_kind(*p2m_leaf_entry(pfn)) == P2M_IDENTITY)
		return IDENTITY_FRAME(pfn);

	return xen_p2m_addr[pfn];
}
EXPORT_SYMBOL_GPL(get_phys_to_machine);

/* Tools read p2m_generation, the shape, and p2m_generation again. */
static void shape_change_begin(void)
{
	HYPERVISOR_shared_info->arch.p2m_generation++;
	/* Pairs with the tools' read barriers: odd before anything moves. */
	wmb();
}

static void shape_change_end(void)
{
	/* Pairs with the tools' read barriers: even after all has moved. */
	wmb();
	HYPERVISOR_shared_info->arch.p2m_generation++;
}

/* Replace the shared table at @pfn by one of its own, with the same leaves. */
static int split_table(unsigned long pfn)
{
	unsigned long vaddr = (unsigned long)(xen_p2m_addr + pfn);
	pte_t *table, *entry;
	unsigned long flags;
	pmd_t *pmd;

	table = p2m_alloc_page();
	if (!table)
		return -ENOMEM;

	entry = p2m_leaf_entry(pfn);
	copy_page(table, PTR_ALIGN_DOWN(entry, PAGE_SIZE));
	pmd = lookup_pmd_address(vaddr);

	spin_lock_irqsave(&p2m_lock, flags);
	if (p2m_table_is_shared(p2m_leaf_entry(pfn))) {
		paravirt_alloc_pte(&init_mm, PFN_DOWN(__pa(table)));
		shape_change_begin();
		set_pmd(pmd, __pmd(__pa(table) | _KERNPG_TABLE));
		shape_change_end();
		table = NULL;
	}
	spin_unlock_irqrestore(&p2m_lock, flags);

	if (table)
		p2m_free_page(table);
	return 0;
}

/* Replace the shared leaf at @pfn by one of its own that says the same. */
static int split_leaf(unsigned long pfn, pte_t *entry)
{
	enum p2m_kind kind = p2m_leaf_kind(*entry);
	unsigned long first = ALIGN_DOWN(pfn, P2M_PER_PAGE);
	unsigned long *leaf;
	unsigned long flags;
	unsigned int i;

	leaf = p2m_alloc_page();
	if (!leaf)
		return -ENOMEM;

	for (i = 0; i < P2M_PER_PAGE; i++)
		leaf[i] = kind == P2M_MISSING ? INVALID_P2M_ENTRY :
						IDENTITY_FRAME(first + i);

	spin_lock_irqsave(&p2m_lock, flags);
	if (p2m_leaf_kind(*entry) != P2M_OWN) {
		shape_change_begin();
		set_pte(entry, pfn_pte(PFN_DOWN(__pa(leaf)), PAGE_KERNEL));
		shape_change_end();
		p2m_tree_set_leaf(pfn, leaf);
		leaf = NULL;
	}
	spin_unlock_irqrestore(&p2m_lock, flags);

	if (leaf)
		p2m_free_page(leaf);
	return 0;
}

/**
 * xen_alloc_p2m_entry() - make an entry writable
 * @pfn: below xen_p2m_size
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int xen_alloc_p2m_entry(unsigned long pfn)
{
	pte_t *entry = p2m_leaf_entry(pfn);
	unsigned long flags;
	int ret;

	if (p2m_table_is_shared(entry)) {
		ret = split_table(pfn);
		if (ret)
			return ret;
		entry = p2m_leaf_entry(pfn);
	}

	ret = p2m_tree_reserve(pfn);
	if (ret)
		return ret;

	if (p2m_leaf_kind(*entry) != P2M_OWN) {
		ret = split_leaf(pfn, entry);
		if (ret)
			return ret;
	}

	if (pfn >= p2m_last_pfn) {
		spin_lock_irqsave(&p2m_lock, flags);
		p2m_last_pfn = max(p2m_last_pfn, ALIGN(pfn + 1, P2M_PER_PAGE));
		HYPERVISOR_shared_info->arch.max_pfn = p2m_last_pfn;
		spin_unlock_irqrestore(&p2m_lock, flags);
	}
	return 0;
}
EXPORT_SYMBOL(xen_alloc_p2m_entry);

/**
 * __set_phys_to_machine() - change an entry where that needs no memory
 * @pfn: any number
 * @mfn: a frame, possibly marked, or INVALID_P2M_ENTRY
 *
 * Context: any.
 * Return: false if the entry is on a shared leaf that says otherwise.
 */
bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (unlikely(pfn >= xen_p2m_size))
		return mfn == INVALID_P2M_ENTRY;

	if (likely(!xen_safe_write_ulong(xen_p2m_addr + pfn, mfn)))
		return true;

	switch (p2m_leaf_kind(*p2m_leaf_entry(pfn))) {
	case P2M_MISSING:
		return mfn == INVALID_P2M_ENTRY;
	case P2M_IDENTITY:
		return mfn == IDENTITY_FRAME(pfn);
	default:
		return false;
	}
}

/* Change an entry. Return: false if there was no memory for it. */
bool set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (likely(__set_phys_to_machine(pfn, mfn)))
		return true;

	return !xen_alloc_p2m_entry(pfn) && __set_phys_to_machine(pfn, mfn);
}

/* At boot, in the builder's list. Return: the number of entries set. */
unsigned long __init set_phys_range_identity(unsigned long pfn_s,
					     unsigned long pfn_e)
{
	unsigned long pfn;

	pfn_e = min(pfn_e, xen_p2m_size);
	if (pfn_s >= pfn_e)
		return 0;

	for (pfn = pfn_s; pfn < pfn_e; pfn++)
		xen_p2m_addr[pfn] = IDENTITY_FRAME(pfn);
	return pfn_e - pfn_s;
}
