/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages and page tables of a micro-guest.
 *
 * All pages come from a pool inside the image, so each has a kernel address in
 * the initial mapping, an L1 entry of its own, a pfn and an mfn.  A page that is
 * to become a page table is first made read-only here.  Addresses from
 * MG_SCRATCH up are free for tests: map_pte() builds the tables they need.
 */
#ifndef MG_MM_H
#define MG_MM_H

#define PTE_P		0x001UL
#define PTE_RW		0x002UL
#define PTE_US		0x004UL
#define PTE_PWT		0x008UL
#define PTE_PCD		0x010UL
#define PTE_A		0x020UL
#define PTE_D		0x040UL
#define PTE_PSE		0x080UL
#define PTE_G		0x100UL
#define PTE_AVAIL	0xe00UL
#define PTE_NX		0x8000000000000000UL
#define PTE_MFN_MASK	0x000ffffffffff000UL
#define PTE_TABLE	(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
#define PTE_KERN	(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)
#define PTE_KERN_RO	(PTE_P | PTE_US | PTE_A | PTE_D)

#define MG_VIRT_BASE	0xffffffff80000000UL
#define MG_SCRATCH	0x0000010000000000UL	/* L4 slot 2: tests map here */
#define MG_M2P		((const unsigned long *)MACH2PHYS_VIRT_START)
#define MG_NONCANON	0x8000000000000000UL
#define MG_HYP_VA	0xffff820000000000UL	/* inside the hypervisor's slots */

typedef unsigned long pte_t;
/* an entry that the CPU and the hypervisor change behind the compiler's back */
typedef volatile unsigned long live_pte_t;

void mg_mm_init(void);
void *page_alloc(void);
void page_free(void *page);
pte_t *pt_alloc(void);

unsigned long virt_to_pfn(const void *p);
unsigned long virt_to_mfn(const void *p);
unsigned long virt_to_maddr(const void *p);
void *mfn_to_virt(unsigned long mfn);
unsigned long pfn_to_mfn(unsigned long pfn);

pte_t *pt_entry(pte_t *l4, unsigned long gva, int level);
pte_t *pte_of(const void *gva);
pte_t *mg_l4(void);
unsigned int pt_index(unsigned long gva, int level);

static inline pte_t mk_pte(unsigned long mfn, unsigned long flags)
{
	return (mfn << PAGE_SHIFT) | flags;
}

long mmu_update_one(unsigned long ptr, pte_t val);
long mmu_update_dom(unsigned long ptr, pte_t val, unsigned int dom);
long pt_set(pte_t *entry, pte_t val);
long page_set_flags(void *page, unsigned long flags);
long page_set_ro(void *page);
long page_set_rw(void *page);
long mmuext(unsigned int cmd, unsigned long mfn);
long mmuext2(unsigned int cmd, unsigned long arg1, unsigned long arg2);
long pt_pin(int level, const void *table);
long pt_unpin(const void *table);
void map_pte(unsigned long gva, pte_t pte);
long unmap_pte(unsigned long gva);
pte_t *user_tables_new(void);
bool page_is_alive(void *page);

#endif
