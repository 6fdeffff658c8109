// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run-time mappings: device registers, and frames that must look contiguous.
 *
 * Slot 259 has one gibibyte of addresses, handed out in pages from a bitmap, first
 * fit, with an unmapped page behind each mapping: an overrun faults, and the end of
 * a mapping can be found from its start alone. These mappings are few and
 * mostly permanent, so there is nothing cleverer.
 *
 * Unmapping flushes all CPUs before the addresses can be used again.
 *
 * Lock: vmap_lock for the bitmap; the tables have their own.
 */
#include "mm/hv_pgtable.h"
#include "mm/tlb.h"
#include "cpu/upcalls.h"
#include "cpu/printk.h"
#include <linux/bitmap.h>
#include <linux/minmax.h>

#define VMAP_PAGES	(VMAP_SIZE >> HV_PAGE_SHIFT)

static DECLARE_BITMAP(vmap_used, VMAP_PAGES);
static unsigned long vmap_hint;
static DEFINE_SPINLOCK_CLASS(vmap_lock, LOCK_VMAP);

static bool used(unsigned long i)
{
	return vmap_used[i / 64] >> i % 64 & 1;
}

static void mark(unsigned long from, unsigned long nr, bool in_use)
{
	for (unsigned long i = from; i < from + nr; i++) {
		if (in_use)
			vmap_used[i / 64] |= 1UL << i % 64;
		else
			vmap_used[i / 64] &= ~(1UL << i % 64);
	}
}

/* @nr free pages and one more; ~0UL if there are none */
static unsigned long range_find(unsigned long from, unsigned long nr)
{
	unsigned long run = 0;

	for (unsigned long i = from; i < VMAP_PAGES; i++) {
		run = used(i) ? 0 : run + 1;
		if (run == nr + 1)
			return i - nr;
	}
	return ~0UL;
}

static unsigned long range_take(unsigned long nr)
{
	unsigned long at;

	spin_lock(&vmap_lock);
	at = range_find(vmap_hint, nr);
	if (at == ~0UL)
		at = range_find(0, nr);
	if (at != ~0UL) {
		mark(at, nr + 1, true);
		vmap_hint = at + nr + 1;
	}
	spin_unlock(&vmap_lock);
	return at == ~0UL ? 0 : VMAP_VIRT + (at << HV_PAGE_SHIFT);
}

static void range_give_back(unsigned long va, unsigned long nr)
{
	unsigned long at = (va - VMAP_VIRT) >> HV_PAGE_SHIFT;

	spin_lock(&vmap_lock);
	mark(at, nr + 1, false);
	vmap_hint = min(vmap_hint, at);
	spin_unlock(&vmap_lock);
}

static unsigned long mapped_pages(unsigned long va)
{
	unsigned long nr = 0;

	while (hv_lookup(va + (nr << HV_PAGE_SHIFT)).v != INVALID_MFN_VAL)
		nr++;
	return nr;
}

void *vmap_pages(const mfn_t *mfns, unsigned int nr, unsigned int prot)
{
	unsigned long va = range_take(nr);

	if (!va)
		return NULL;
	for (unsigned int i = 0; i < nr; i++)
		if (hv_map_pages(va + ((unsigned long)i << HV_PAGE_SHIFT), mfns[i], 1, prot)) {
			hv_unmap_pages(va, i);
			range_give_back(va, nr);
			return NULL;
		}
	return (void *)va;
}

void vunmap(void *p)
{
	unsigned long va = (unsigned long)p & HV_PAGE_MASK;
	unsigned long nr = mapped_pages(va);

	hv_unmap_pages(va, nr);
	range_give_back(va, nr);
}

void *vmap_mmio(u64 maddr, size_t bytes)
{
	u64 offset = maddr & ~HV_PAGE_MASK;
	unsigned long nr = (offset + bytes + HV_PAGE_SIZE - 1) >> HV_PAGE_SHIFT;
	unsigned long va = range_take(nr);

	if (!va)
		return NULL;
	if (hv_map_pages(va, maddr_to_mfn(maddr), nr, HV_PROT_RW | HV_PROT_UC)) {
		hv_unmap_pages(va, nr);
		range_give_back(va, nr);
		return NULL;
	}
	return (void *)(va + offset);
}

void *map_mmio(u64 maddr, size_t bytes)
{
	return vmap_mmio(maddr, bytes);
}
