// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's first page tables.
 *
 * They are written as dom0 itself would write them, into its own frames, and then
 * pinned like any guest's: the validation that guards every later table also
 * takes the references for these, and proves the builder right.
 *
 * The initial mapping covers pseudo-physical 0 to mapped_pages. Its tables lie
 * inside it and are mapped read-only, since a validated table cannot be mapped
 * otherwise. If the kernel wants its list of frames at an address of its own
 * (INIT_P2M), that list is mapped there by tables that are not mapped anywhere,
 * taken from the frames behind the list.
 *
 * Large pages are not used: PV guests have none.
 */
#include "boot/dom0_tables.h"
#include "boot/dom0_memory.h"
#include "cpu/printk.h"
#include "mm/guest_pt.h"

#define KERNEL_PAGE	(PTE_P | PTE_RW | PTE_A | PTE_D)
#define TABLE		(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)

/* Frames to take tables from: first one set of them, then the other */
struct table_pool {
	u64 next_pfn, end_pfn;
};

static u64 pool_take(struct table_pool *pool)
{
	BUG_ON(pool->next_pfn == pool->end_pfn);
	return pool->next_pfn++;
}

/* The L1 entry for @va under the root at @root_pfn; tables in between are added */
static u64 *l1_entry(u64 root_pfn, u64 va, struct table_pool *pool)
{
	u64 *table = dom0_virt(root_pfn);

	for (unsigned int shift = 39; shift > HV_PAGE_SHIFT; shift -= 9) {
		u64 *entry = &table[va >> shift & 511];

		if (!(*entry & PTE_P))
			*entry = pte_make(dom0_mfn(pool_take(pool)), TABLE);
		table = mfn_to_virt(pte_mfn(*entry));
	}
	return &table[va >> HV_PAGE_SHIFT & 511];
}

int dom0_tables_build(struct domain *d, const struct dom0_layout *l, const struct elf_kernel *k)
{
	struct table_pool inside = { l->pt_pfn + 1, l->pt_pfn + l->pt_frames };
	struct table_pool apart = { l->p2m_pfn + l->p2m_data_frames, l->p2m_pfn + l->p2m_frames };
	struct page *root = mfn_to_page(dom0_mfn(l->pt_pfn));
	int err;

	for (u64 pfn = 0; pfn < l->mapped_pages; pfn++) {
		u64 flags = KERNEL_PAGE;

		if (pfn >= l->pt_pfn && pfn < l->pt_pfn + l->pt_frames)
			flags &= ~(PTE_RW | PTE_D);
		*l1_entry(l->pt_pfn, dom0_va(k, pfn), &inside) = pte_make(dom0_mfn(pfn), flags);
	}
	if (k->p2m_base != ELF_NO_ADDRESS) {
		for (u64 i = 0; i < l->p2m_data_frames; i++)
			*l1_entry(l->pt_pfn, k->p2m_base + (i << HV_PAGE_SHIFT), &apart) =
				pte_make(dom0_mfn(l->p2m_pfn + i), KERNEL_PAGE | PTE_NX);
	}
	do {
		err = page_pin(root, &d->mm, TYPE_L4);
	} while (err == -HV_ERESTART);
	return err;
}
