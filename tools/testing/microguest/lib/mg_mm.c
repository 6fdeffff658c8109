// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page pool and page-table helpers of the micro-guests.
 *
 * The pool is a plain stack of pages in .bss.  Nothing is reclaimed when a test
 * gives up: a page it left pinned or typed must not be handed out again, and
 * the pool outlasts a few leaks.  Entries of live tables are only ever written
 * through hypercalls here; tests that exercise the emulator write them directly.
 */
#include "mg.h"

#define NR_POOL_PAGES	2048

static unsigned char pool[NR_POOL_PAGES][PAGE_SIZE] __aligned(4096);
static void *free_list[NR_POOL_PAGES];
static unsigned int nr_free;

static unsigned long *p2m(void)
{
	return (unsigned long *)mg_si->mfn_list;
}

void mg_mm_init(void)
{
	unsigned int i;

	for (i = NR_POOL_PAGES; i-- > 0;)
		free_list[nr_free++] = pool[i];
}

/* A zeroed, writable page; the test is in error if there is none. */
void *page_alloc(void)
{
	void *page;

	STAGE(nr_free);
	page = free_list[--nr_free];
	memset(page, 0, PAGE_SIZE);
	return page;
}

/* The page must be writable again; one that is not stays out of the pool. */
void page_free(void *page)
{
	if (!page || mg_try_write((unsigned long)page, 0) != VEC_NONE)
		return;
	free_list[nr_free++] = page;
}

/* A zeroed page without writable mappings, ready to be a page table. */
pte_t *pt_alloc(void)
{
	void *page = page_alloc();

	STAGE(page_set_ro(page) == 0);
	return page;
}

unsigned long virt_to_pfn(const void *p)
{
	return ((unsigned long)p - MG_VIRT_BASE) >> PAGE_SHIFT;
}

unsigned long pfn_to_mfn(unsigned long pfn)
{
	return p2m()[pfn];
}

unsigned long virt_to_mfn(const void *p)
{
	return pfn_to_mfn(virt_to_pfn(p));
}

unsigned long virt_to_maddr(const void *p)
{
	return (virt_to_mfn(p) << PAGE_SHIFT) | ((unsigned long)p & ~PAGE_MASK);
}

void *mfn_to_virt(unsigned long mfn)
{
	return (void *)(MG_VIRT_BASE + (MG_M2P[mfn] << PAGE_SHIFT));
}

unsigned int pt_index(unsigned long gva, int level)
{
	return (gva >> (PAGE_SHIFT + 9 * (level - 1))) & 511;
}

pte_t *mg_l4(void)
{
	return (pte_t *)mg_si->pt_base;
}

/* The entry of @level that maps @gva, or NULL if the walk ends above it. */
pte_t *pt_entry(pte_t *l4, unsigned long gva, int level)
{
	pte_t *table = l4;
	int at;

	for (at = 4; at > level; at--) {
		pte_t pte = table[pt_index(gva, at)];

		if (!(pte & PTE_P))
			return NULL;
		table = mfn_to_virt((pte & PTE_MFN_MASK) >> PAGE_SHIFT);
	}
	return &table[pt_index(gva, level)];
}

pte_t *pte_of(const void *gva)
{
	pte_t *pte = pt_entry(mg_l4(), (unsigned long)gva, 1);

	STAGE(pte);
	return pte;
}

long mmu_update_dom(unsigned long ptr, pte_t val, unsigned int dom)
{
	struct mmu_update req = { .ptr = ptr, .val = val };

	return hc_mmu_update(&req, 1, NULL, dom);
}

long mmu_update_one(unsigned long ptr, pte_t val)
{
	return mmu_update_dom(ptr, val, DOMID_SELF);
}

long pt_set(pte_t *entry, pte_t val)
{
	return mmu_update_one(virt_to_maddr(entry) | MMU_NORMAL_PT_UPDATE, val);
}

long page_set_flags(void *page, unsigned long flags)
{
	return hc_update_va_mapping(page, mk_pte(virt_to_mfn(page), flags),
				    UVMF_INVLPG | UVMF_ALL);
}

long page_set_ro(void *page)
{
	return page_set_flags(page, PTE_KERN_RO);
}

long page_set_rw(void *page)
{
	return page_set_flags(page, PTE_KERN);
}

long mmuext2(unsigned int cmd, unsigned long arg1, unsigned long arg2)
{
	struct mmuext_op op = { .cmd = cmd };

	op.arg1.mfn = arg1;
	op.arg2.vcpumask = (void *)arg2;
	return hc_mmuext_op(&op, 1, NULL, DOMID_SELF);
}

long mmuext(unsigned int cmd, unsigned long mfn)
{
	return mmuext2(cmd, mfn, 0);
}

long pt_pin(int level, const void *table)
{
	return mmuext(MMUEXT_PIN_L1_TABLE + level - 1, virt_to_mfn(table));
}

long pt_unpin(const void *table)
{
	return mmuext(MMUEXT_UNPIN_TABLE, virt_to_mfn(table));
}

/* Make @gva's L1 entry in our own tables @pte; build the levels above it. */
void map_pte(unsigned long gva, pte_t pte)
{
	int level;

	for (level = 4; level > 1; level--) {
		pte_t *entry = pt_entry(mg_l4(), gva, level);

		STAGE(entry);
		if (!(*entry & PTE_P))
			STAGE(pt_set(entry, mk_pte(virt_to_mfn(pt_alloc()), PTE_TABLE)) == 0);
	}
	STAGE(pt_set(pt_entry(mg_l4(), gva, 1), pte) == 0);
	STAGE(mmuext(MMUEXT_INVLPG_LOCAL, gva) == 0);
}

long unmap_pte(unsigned long gva)
{
	return hc_update_va_mapping(gva, 0, UVMF_INVLPG | UVMF_ALL);
}

/* A second top table with our own slots 0..255 and 511, not yet pinned. */
pte_t *user_tables_new(void)
{
	pte_t *l4 = page_alloc();
	unsigned int i;

	for (i = 0; i < 256; i++)
		l4[i] = mg_l4()[i];
	l4[511] = mg_l4()[511];
	STAGE(page_set_ro(l4) == 0);
	return l4;
}

/* The page can still be written and read as ordinary memory. */
bool page_is_alive(void *page)
{
	unsigned long val;

	if (mg_try_write((unsigned long)page, 0x5a5aa5a5UL) != VEC_NONE)
		return false;
	if (mg_try_read((unsigned long)page, &val) != VEC_NONE || val != 0x5a5aa5a5UL)
		return false;
	return mg_try_write((unsigned long)page, 0) == VEC_NONE;
}
