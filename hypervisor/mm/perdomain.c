// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slot 260: what the processor must reach at a fixed address while a
 * domain runs, and other domains must not see.
 *
 * Each vCPU has a window of 32 pages: its GDT (the guest's frames, then this
 * CPU's own page) and its LDT. One L1 table serves sixteen vCPUs, one L2 all of them;
 * the L3 hangs in slot 260 of each of the domain's root tables.
 *
 *	root[260] -> L3[0] -> L2[vcpu / 16] -> L1[(vcpu % 16) * 32 + page]
 *
 * The entries are supervisor-only: the processor itself reads descriptors with
 * supervisor rights. They hold no references; whoever sets one has the
 * frame's type (TYPE_SEGDESC) for as long as it is set.
 *
 * Lock: none. A vCPU's window is changed by the vCPU itself or while it is
 * paused; tables are added while the domain is built, one caller at a time. Who
 * changes an entry flushes it (the local CPU is the only one that can hold it).
 */
#include "mm/guest_pt.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include "cpu/printk.h"

#define TABLE		(PTE_P | PTE_RW | PTE_A | PTE_D)
#define LEAF		(PTE_P | PTE_A | PTE_D | PTE_NX)

static u64 *next_table(u64 entry)
{
	return entry & PTE_P ? mfn_to_virt(pte_mfn(entry)) : NULL;
}

static u64 *l2_of(const struct mm_owner *o)
{
	return o->perdomain_l3 ? next_table(o->perdomain_l3[0]) : NULL;
}

int perdomain_init(struct mm_owner *o)
{
	u64 *l2 = hv_alloc_page();

	o->perdomain_l3 = hv_alloc_page();
	if (!l2 || !o->perdomain_l3) {
		if (l2)
			hv_free_pages(l2, 0);
		if (o->perdomain_l3)
			hv_free_pages(o->perdomain_l3, 0);
		o->perdomain_l3 = NULL;
		return -ENOMEM;
	}
	o->perdomain_l3_mfn = virt_to_mfn(o->perdomain_l3);
	o->perdomain_l3[0] = pte_make(virt_to_mfn(l2), TABLE);
	return 0;
}

void perdomain_free(struct mm_owner *o)
{
	u64 *l2 = l2_of(o);

	if (!l2)
		return;
	for (unsigned int i = 0; i < 512; i++)
		if (l2[i] & PTE_P)
			hv_free_pages(next_table(l2[i]), 0);
	hv_free_pages(l2, 0);
	hv_free_pages(o->perdomain_l3, 0);
	o->perdomain_l3 = NULL;
	o->perdomain_l3_mfn = INVALID_MFN;
}

int perdomain_vcpu_init(struct mm_owner *o, unsigned int vcpu_id)
{
	unsigned long va = GDT_VIRT((unsigned long)vcpu_id);
	u64 *entry = &l2_of(o)[va >> 21 & 511];
	u64 *l1;

	if (*entry & PTE_P)
		return 0;
	l1 = hv_alloc_page();
	if (!l1)
		return -ENOMEM;
	*entry = pte_make(virt_to_mfn(l1), TABLE);
	return 0;
}

void perdomain_set(struct mm_owner *o, unsigned long va, mfn_t mfn, bool writable, bool present)
{
	u64 *l1 = next_table(l2_of(o)[va >> 21 & 511]);

	BUG_ON(va - PERDOMAIN_VIRT >= 1UL << 30 || !l1);
	WRITE_ONCE(l1[va >> HV_PAGE_SHIFT & 511],
		   present ? pte_make(mfn, LEAF | (writable ? PTE_RW : 0)) : 0);
}
