// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which bits may stand in a guest's page-table entry (pure).
 *
 * A present entry is accepted if every bit that it has set is one whose meaning at
 * that level is known to be harmless. The list is of what is allowed, and it is
 * applied to the new value before anything else happens, on every path: there is
 * no shorter path for "only some flags changed" that could let a page-size bit
 * into an L2, or a changed permission into an L4, unexamined.
 *
 *	level   allowed besides P, RW, US, A, D, the frame, AVL (9-11) and NX
 *	L1      G, 52-61; PWT, PCD, PAT if the domain has devices
 *	L2-L4   52-62
 *
 * Frame bits above the processor's physical address width are refused, so no
 * entry can raise a reserved-bit fault in the hypervisor, and no large pages
 * exist in guest tables: every leaf is an L1 entry whose frame was counted.
 *
 * Entries that are not present are the guest's to use as it likes.
 *
 * What is stored differs from what was given in few bits (pte_adjust): US is
 * forced because guest kernels run at CPL 3 too; bit 52 in an L1 entry says that
 * the guest meant it for its kernel only; an entry that it meant for user
 * mode is global, so that going in and out of the guest kernel keeps it in the
 * TLB. A guest that writes back what it has read gets the same entry again.
 */
#include "mm/guest_pt.h"
#include "mm/tlb.h"
#include "cpu/printk.h"

#define PTE_COMMON	(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D | PTE_AVAIL | PTE_NX | \
			 PTE_FRAME_MASK)
#define PTE_SOFT_L1	(0x3ffUL << 52)
#define PTE_SOFT_UPPER	(0x7ffUL << 52)
#define PTE_L1_MAY	(PTE_COMMON | PTE_G | PTE_SOFT_L1 | PTE_CACHE)
#define PTE_UPPER_MAY	(PTE_COMMON | PTE_SOFT_UPPER)

u64 pte_refused_l1 = ~PTE_L1_MAY;
u64 pte_refused_upper = ~PTE_UPPER_MAY;
bool tlb_user_global = true;
u64 mmio_read_only_maddr = ~0ULL;

void pte_check_init(unsigned int maddr_bits)
{
	u64 too_high = PTE_FRAME_MASK & ~((1UL << maddr_bits) - 1);

	pte_refused_l1 = ~PTE_L1_MAY | too_high;
	pte_refused_upper = ~PTE_UPPER_MAY | too_high;
}

int pte_check(u64 pte, enum page_type level, const struct mm_owner *o)
{
	u64 refused = level == TYPE_L1 ? pte_refused_l1 : pte_refused_upper;

	if (!(pte & PTE_P))
		return 0;
	if (pte & PTE_CACHE && !(o->privileged || o->cache_control))
		refused |= PTE_CACHE;
	if (pte & refused)
		return refuse(-EINVAL, "bits %llx in an L%u entry", pte & refused, level);
	return 0;
}

u64 pte_adjust(u64 pte, enum page_type level)
{
	if (!(pte & PTE_P))
		return pte;
	if (level == TYPE_L1) {
		if (!(pte & PTE_US))
			pte |= PTE_GUEST_KERNEL;
		if (!(pte & PTE_GUEST_KERNEL) && tlb_user_global)
			pte |= PTE_G;
		if ((pte & PTE_FRAME_MASK) == mmio_read_only_maddr)
			pte &= ~PTE_RW;
	}
	return pte | PTE_US;
}
