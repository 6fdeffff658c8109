// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the p2m comes to be.
 *
 *	1. The list of the domain's builder is used as it is: one entry per page
 *	   that the domain has, in writable memory.
 *	2. The memory set-up writes identity ranges into it.
 *	3. When the linear map is complete the list moves into the vmalloc area,
 *	   into room for all memory that might be plugged in. Stretches that are
 *	   all missing or all identity get shared pages (p2m.c), whole gigabytes
 *	   of them a shared table. Only what describes real memory is copied.
 *
 * Step 3 decides by p2m_classify(). What is behind the builder's list counts
 * as identity; memory that is to come ("extra") is marked missing afterwards.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>

#include <asm/init.h>
#include <asm/paravirt.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/page.h>

#include "p2m.h"
#include "p2m_list.h"

#ifdef CONFIG_XEN_MEMORY_HOTPLUG_LIMIT
#define P2M_ROOM	(CONFIG_XEN_MEMORY_HOTPLUG_LIMIT * (SZ_1G / PAGE_SIZE))
#else
#define P2M_ROOM	0UL
#endif

void __init xen_build_dynamic_phys_to_machine(void)
{
	unsigned long pfn;

	xen_p2m_addr = (unsigned long *)xen_start_info->mfn_list;
	xen_p2m_size = ALIGN(xen_start_info->nr_pages, P2M_PER_PAGE);
	xen_max_p2m_pfn = xen_p2m_size;

	/* The builder maps whole pages of list. */
	for (pfn = xen_start_info->nr_pages; pfn < xen_p2m_size; pfn++)
		xen_p2m_addr[pfn] = INVALID_P2M_ENTRY;
}

static enum p2m_kind entry_kind(unsigned long mfn)
{
	if (mfn == INVALID_P2M_ENTRY)
		return P2M_MISSING;
	return mfn & IDENTITY_FRAME_BIT ? P2M_IDENTITY : P2M_OWN;
}

enum p2m_kind p2m_classify(const unsigned long *list, unsigned long size,
			   unsigned long pfn, unsigned long nr)
{
	enum p2m_kind kind;
	unsigned long i;

	if (pfn >= size)
		return P2M_IDENTITY;

	kind = entry_kind(list[pfn]);
	for (i = 1; i < nr && kind != P2M_OWN; i++) {
		if (pfn + i >= size)
			return kind == P2M_IDENTITY ? kind : P2M_OWN;
		if (entry_kind(list[pfn + i]) != kind)
			return P2M_OWN;
	}
	return kind;
}

static void __init make_shared(enum p2m_kind kind)
{
	unsigned long *leaf = p2m_alloc_page();
	pte_t *table = p2m_alloc_page();
	pte_t entry;
	int i;

	memset(leaf, 0xff, PAGE_SIZE);
	entry = pfn_pte(PFN_DOWN(__pa(leaf)), PAGE_KERNEL_RO);
	for (i = 0; i < PTRS_PER_PTE; i++)
		table[i] = entry;

	p2m_shared_leaf[kind] = leaf;
	p2m_shared_table[kind] = table;
	paravirt_alloc_pte(&init_mm, PFN_DOWN(__pa(table)));
}

/* Show the leaf for @pfn at its place in the new list. */
static void __init place_leaf(unsigned long *list, unsigned long pfn)
{
	enum p2m_kind kind = p2m_classify(xen_p2m_addr, xen_p2m_size, pfn,
					  P2M_PER_PAGE);
	unsigned long *leaf = p2m_shared_leaf[kind];
	pgprot_t prot = PAGE_KERNEL_RO;

	if (kind == P2M_OWN) {
		leaf = p2m_alloc_page();
		copy_page(leaf, xen_p2m_addr + pfn);
		prot = PAGE_KERNEL;
	}
	set_pte(populate_extra_pte((unsigned long)(list + pfn)),
		pfn_pte(PFN_DOWN(__pa(leaf)), prot));
}

static void __init place_table(unsigned long *list, unsigned long pfn)
{
	enum p2m_kind kind = p2m_classify(xen_p2m_addr, xen_p2m_size, pfn,
					  P2M_PER_TABLE);
	unsigned long end = pfn + P2M_PER_TABLE;

	if (kind != P2M_OWN) {
		set_pmd(populate_extra_pmd((unsigned long)(list + pfn)),
			__pmd(__pa(p2m_shared_table[kind]) | _KERNPG_TABLE));
		return;
	}
	for (; pfn < end; pfn += P2M_PER_PAGE)
		place_leaf(list, pfn);
}

void __init xen_vmalloc_p2m_tree(void)
{
	static struct vm_struct vm;
	unsigned long pfn, nr;

	p2m_last_pfn = xen_max_p2m_pfn;
	nr = ALIGN(max(xen_max_p2m_pfn, P2M_ROOM), P2M_PER_TABLE);

	vm.flags = VM_ALLOC;
	vm.size = nr * sizeof(unsigned long);
	vm_area_register_early(&vm, PMD_SIZE);
	pr_info("p2m list with room for %lu GiB\n", nr / P2M_PER_TABLE);

	make_shared(P2M_MISSING);
	make_shared(P2M_IDENTITY);
	for (pfn = 0; pfn < nr; pfn += P2M_PER_TABLE)
		place_table(vm.addr, pfn);

	xen_p2m_addr = vm.addr;
	xen_p2m_size = nr;
	xen_max_p2m_pfn = nr;

	xen_inv_extra_mem();
}
