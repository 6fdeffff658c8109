// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's own page tables.
 *
 * One template of sixteen root entries, which every root table in the machine
 * carries, and below them tables that everybody shares (only slot 260 differs,
 * per domain; mm/perdomain.c). The template is boot_l4 as start.S left it with the
 * image and the first CPU's area in slot 261; the rest is built here, once, from
 * the memory map. All tables of the third level are made at boot, so a
 * root entry never changes afterwards and no root table ever needs an update.
 *
 *	direct map	RAM only, 1 GiB or 2 MiB pages where they fit, never executable
 *	frame table	2 MiB for each 256 MiB that hold RAM; elsewhere one
 *			page of "not RAM" records stands for all frames
 *	M2P		2 MiB for each GiB that holds RAM, mapped twice
 *
 * No mapping is writable and executable. The only one that CPL 3 can use is
 * the M2P's read-only window; its path (root, L3 and L2 entries of slot 256)
 * is the only one with US set. What a device's registers need is uncached.
 *
 * Hypervisor mappings are global: they are the same in all address spaces.
 *
 * Lock: hv_pgtable_lock for every store after boot. Tables are added, never removed.
 */
#include "mm/hv_pgtable.h"
#include "mm/boot_alloc.h"
#include "mm/boot_mem.h"
#include "mm/guest_pt.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"
#include "cpu/image.h"
#include "cpu/pcpu.h"
#include <linux/kernel.h>
#include <linux/string.h>

#define TABLE		(PTE_P | PTE_RW | PTE_A | PTE_D)
#define LEAF		(PTE_P | PTE_A | PTE_D | PTE_G)
#define MIB2		BIT(21)
#define GIB		BIT(30)
#define LOW_RAM_END	BIT_ULL(20)
#define FT_CHUNK_FRAMES	(MIB2 / sizeof(struct page))	/* 256 MiB of RAM */

static u64 *root = boot_l4;		/* while booting: the new root, not loaded yet */
static bool booting = true;
static DEFINE_SPINLOCK_CLASS(hv_pgtable_lock, LOCK_VMAP);

static u64 *table_alloc(void)
{
	return booting ? maddr_to_virt(boot_mem_alloc(HV_PAGE_SIZE, HV_PAGE_SIZE))
		       : hv_alloc_page();
}

static u64 *entry_table(u64 entry)
{
	return maddr_to_virt(entry & PTE_FRAME_MASK);
}

/*
 * The entry for @va at the level whose entries span 1 << @shift bytes; tables above
 * it are added. NULL: no memory, or @va lies in a larger page.
 */
static u64 *entry_for(unsigned long va, unsigned int shift, u64 table_flags)
{
	u64 *table = root;

	for (unsigned int at = 39; ; at -= 9) {
		u64 *entry = &table[va >> at & 511];

		if (at == shift)
			return entry;
		if (!(*entry & PTE_P)) {
			u64 *fresh = table_alloc();

			if (!fresh)
				return NULL;
			*entry = virt_to_maddr(fresh) | table_flags;
		} else if (*entry & PTE_PSE) {
			return NULL;
		}
		table = entry_table(*entry);
	}
}

static u64 leaf_flags(unsigned int prot)
{
	u64 flags = LEAF;

	if (prot & HV_PROT_RW)
		flags |= PTE_RW;
	if (!(prot & HV_PROT_RX))
		flags |= PTE_NX;
	if (prot & HV_PROT_UC)
		flags |= PTE_PCD | PTE_PWT;
	if (prot & HV_PROT_GUEST_RO)
		flags = (flags | PTE_US) & ~PTE_RW;
	return flags;
}

/* Where the template maps @va; NULL if nowhere. @shift: of the entry found. */
static u64 *entry_find(unsigned long va, unsigned int *shift)
{
	u64 *table = root;

	for (*shift = 39; ; *shift -= 9) {
		u64 *entry = &table[va >> *shift & 511];

		if (!(*entry & PTE_P))
			return NULL;
		if (*shift == HV_PAGE_SHIFT || *entry & PTE_PSE)
			return entry;
		table = entry_table(*entry);
	}
}

mfn_t hv_lookup(unsigned long va)
{
	unsigned int shift;
	u64 *entry = entry_find(va, &shift);

	if (!entry)
		return INVALID_MFN;
	return _mfn((*entry & PTE_FRAME_MASK & ~((1UL << shift) - 1)) >> HV_PAGE_SHIFT |
		    ((va & ((1UL << shift) - 1)) >> HV_PAGE_SHIFT));
}

int hv_map_pages(unsigned long va, mfn_t mfn, unsigned long nr, unsigned int prot)
{
	int err = 0;

	BUG_ON(prot & HV_PROT_RW && prot & HV_PROT_RX);
	spin_lock(&hv_pgtable_lock);
	for (unsigned long i = 0; i < nr && !err; i++) {
		u64 *entry = entry_for(va + (i << HV_PAGE_SHIFT), HV_PAGE_SHIFT, TABLE);

		if (entry)
			*entry = pte_make(mfn_add(mfn, i), leaf_flags(prot));
		else
			err = -ENOMEM;
	}
	spin_unlock(&hv_pgtable_lock);
	return err;
}

void hv_unmap_pages(unsigned long va, unsigned long nr)
{
	spin_lock(&hv_pgtable_lock);
	for (unsigned long i = 0; i < nr; i++) {
		unsigned int shift;
		u64 *entry = entry_find(va + (i << HV_PAGE_SHIFT), &shift);

		BUG_ON(entry && shift != HV_PAGE_SHIFT);
		if (entry)
			*entry = 0;
	}
	spin_unlock(&hv_pgtable_lock);
	tlb_flush(READ_ONCE(cpus_online));
}

/* ---- boot ---- */

/* [start, end) of RAM into the direct map, with the largest pages that fit */
static void __init directmap_add(u64 start, u64 end, unsigned int max_shift, unsigned int prot)
{
	while (start < end) {
		unsigned int shift = HV_PAGE_SHIFT;
		u64 flags = leaf_flags(prot);
		u64 *entry;

		if (max_shift >= 30 && !(start & (GIB - 1)) && end - start >= GIB)
			shift = 30;
		else if (max_shift >= 21 && !(start & (MIB2 - 1)) && end - start >= MIB2)
			shift = 21;
		if (shift != HV_PAGE_SHIFT)
			flags |= PTE_PSE;
		entry = entry_for(DIRECTMAP_VIRT + start, shift, TABLE);
		BUG_ON(!entry);
		*entry = start | flags;
		start += 1UL << shift;
	}
}

static void __init directmap_build(bool gib_pages)
{
	u64 image_end = ALIGN(image_maddr(_image_end), MIB2);
	const struct boot_range *r;

	for (u64 maddr = 0; maddr < mfn_to_maddr(_mfn(max_frame)); maddr += 1UL << 39)
		entry_for(DIRECTMAP_VIRT + maddr, 30, TABLE);

	directmap_add(0, 0xa0000, 0, HV_PROT_RW);
	directmap_add(0xa0000, 0xc0000, 0, HV_PROT_RW | HV_PROT_UC);
	directmap_add(0xc0000, 0x100000, 0, HV_PROT_RW);
	for (unsigned int i = 0; (r = boot_mem_range(i)); i++) {
		u64 start = max(r->start, 0x100000ULL);

		/* Small pages around the image, whose alias is protected later. */
		if (start < image_end && start < r->end) {
			directmap_add(start, min(image_end, r->end), 0, HV_PROT_RW);
			start = min(image_end, r->end);
		}
		directmap_add(start, r->end, gib_pages ? 30 : 21, HV_PROT_RW);
	}
}

/* Is there RAM in the @nr frames from @first? */
static bool __init has_ram(u64 first, u64 nr)
{
	const struct boot_range *r;

	for (unsigned int i = 0; (r = boot_mem_range(i)); i++)
		if (r->start >> HV_PAGE_SHIFT < first + nr && r->end >> HV_PAGE_SHIFT > first)
			return true;
	return false;
}

static const struct page not_ram __initconst = { .count = 1, .owner = OWNER_IO };

static void __init fill_not_ram(void *mem, u64 bytes)
{
	struct page *pg = mem;

	for (u64 i = 0; i < bytes / sizeof(*pg); i++)
		pg[i] = not_ram;
}

static void __init frame_table_build(void)
{
	u64 *hole = NULL;

	for (u64 first = 0; first < max_frame; first += FT_CHUNK_FRAMES) {
		unsigned long va = (unsigned long)&frame_table[first];
		u64 *entry = entry_for(va, 21, TABLE);

		if (has_ram(first, FT_CHUNK_FRAMES)) {
			u64 maddr = boot_mem_alloc(MIB2, MIB2);

			fill_not_ram(maddr_to_virt(maddr), MIB2);
			*entry = maddr | leaf_flags(HV_PROT_RW) | PTE_PSE;
			continue;
		}
		if (!hole) {
			u64 page = boot_mem_alloc(HV_PAGE_SIZE, HV_PAGE_SIZE);

			fill_not_ram(maddr_to_virt(page), HV_PAGE_SIZE);
			hole = table_alloc();
			for (unsigned int i = 0; i < 512; i++)
				hole[i] = page | leaf_flags(HV_PROT_RO);
		}
		*entry = virt_to_maddr(hole) | TABLE;
	}
}

/*
 * The first records of real frames: all RAM is the hypervisor's to begin with.
 * RAM of the first MiB stays "not RAM": the firmware and dom0's drivers poke about
 * there, so it is mapped by permission, like a device.
 */
static void __init frame_table_fill(void)
{
	const struct boot_range *r;

	for (unsigned int i = 0; (r = boot_mem_range(i)); i++)
		for (u64 mfn = max(r->start, LOW_RAM_END) >> HV_PAGE_SHIFT;
		     mfn < r->end >> HV_PAGE_SHIFT; mfn++)
			frame_table[mfn].head = (u64)PAGE_HV << 48 | (u64)OWNER_NONE << 32 | 1;

	/* The M2P's own frames may be looked at by the toolstack, read-only for ever. */
	for (u64 i = 0; i < max_frame; i += M2P_CHUNK_FRAMES) {
		mfn_t mfn = hv_lookup(M2P_RW_VIRT + i * sizeof(u64));

		for (u64 k = 0; mfn.v != INVALID_MFN_VAL && k < MIB2 >> HV_PAGE_SHIFT; k++) {
			struct page *pg = mfn_to_page(mfn_add(mfn, k));

			pg->owner = OWNER_XEN;
			pg->type = 1;		/* TYPE_NONE, in use: never anything else */
		}
	}
}

static void __init m2p_build(void)
{
	for (u64 first = 0; first < max_frame; first += M2P_CHUNK_FRAMES) {
		u64 maddr, *entry;

		if (!has_ram(first, M2P_CHUNK_FRAMES))
			continue;
		maddr = boot_mem_alloc(MIB2, MIB2);
		memset(maddr_to_virt(maddr), 0xff, MIB2);
		entry = entry_for(M2P_RW_VIRT + first * sizeof(u64), 21, TABLE);
		*entry = maddr | leaf_flags(HV_PROT_RW) | PTE_PSE;
		entry = entry_for(M2P_RO_VIRT + first * sizeof(u64), 21, TABLE | PTE_US);
		*entry = maddr | leaf_flags(HV_PROT_GUEST_RO) | PTE_PSE;
	}
}

void __init hv_pgtable_init(void)
{
	struct paging_features f;
	const struct boot_range *r;

	paging_init(&f);
	for (unsigned int i = 0; (r = boot_mem_range(i)); i++)
		max_frame = max(max_frame, r->end >> HV_PAGE_SHIFT);

	root = table_alloc();
	root[HV_IMAGE_VIRT >> 39 & 511] = boot_l4[HV_IMAGE_VIRT >> 39 & 511];
	for (unsigned long slot = HV_FIRST_SLOT; slot < PERDOMAIN_SLOT; slot++)
		entry_for(0xffffUL << 48 | slot << 39, 30,
			  slot == HV_FIRST_SLOT ? TABLE | PTE_US : TABLE);
	directmap_build(f.gib_pages);
	frame_table_build();
	m2p_build();

	/* start.S's identity map is over; other CPUs come up on a root of their own. */
	memset(boot_l4, 0, HV_FIRST_SLOT * sizeof(u64));
	memcpy(&boot_l4[HV_FIRST_SLOT], &root[HV_FIRST_SLOT],
	       (HV_LAST_SLOT - HV_FIRST_SLOT + 1) * sizeof(u64));
	root = boot_l4;
	booting = false;
	tlb_load_root(hv_root_cr3());
	frame_table_fill();
}

static void __init alias_protect(const u8 *start, const u8 *end)
{
	for (u64 maddr = image_maddr(start); maddr < image_maddr(end); maddr += HV_PAGE_SIZE) {
		unsigned int shift;
		u64 *entry = entry_find(DIRECTMAP_VIRT + maddr, &shift);

		if (entry && shift == HV_PAGE_SHIFT)
			*entry &= ~PTE_RW;
	}
}

/* Sets the permissions of [start, end) of the image to @prot; none at all if @prot < 0. */
static void image_set(const u8 *start, const u8 *end, int prot)
{
	for (unsigned long va = (unsigned long)start; va < (unsigned long)end;
	     va += HV_PAGE_SIZE) {
		unsigned int shift;
		u64 *entry = entry_find(va, &shift);

		BUG_ON(!entry || shift != HV_PAGE_SHIFT);
		*entry = prot < 0 ? 0 : (*entry & PTE_FRAME_MASK) | leaf_flags(prot);
	}
}

/*
 * The initial code and data are gone after this: the caller is not in .init.
 * Text and constants become read-only in the direct map too.
 */
void hv_pgtable_protect_image(void)
{
	image_set(_text_start, _text_end, HV_PROT_RX);
	image_set(_rodata_start, _rodata_end, HV_PROT_RO);
	image_set(_init_start, _init_end, -1);
	alias_protect(_text_start, _text_end);
	alias_protect(_rodata_start, _rodata_end);
	tlb_flush(READ_ONCE(cpus_online));
	boot_mem_release(image_maddr(_init_start), image_maddr(_init_end));
}

/* ---- root tables and per-CPU areas ---- */

void hv_root_copy_slots(u64 *l4, mfn_t perdomain_l3)
{
	memcpy(&l4[HV_FIRST_SLOT], &boot_l4[HV_FIRST_SLOT],
	       (HV_LAST_SLOT - HV_FIRST_SLOT + 1) * sizeof(u64));
	l4[PERDOMAIN_SLOT] = perdomain_l3.v == INVALID_MFN_VAL ? 0
			   : pte_make(perdomain_l3, TABLE);
}

u64 hv_root_cr3(void)
{
	return tlb_make_cr3(maddr_to_mfn(image_maddr(boot_l4)), CONTEXT_KERNEL);
}

int hv_map_pcpu_area(unsigned int cpu)
{
	/* first page and number of pages of what a CPU has of its own */
	static const u8 parts[][2] = {
		{ PCPU_NMI_STACK >> 12, 2 }, { PCPU_DF_STACK >> 12, 2 },
		{ PCPU_MC_STACK >> 12, 2 }, { PCPU_DB_STACK >> 12, 2 },
		{ PCPU_STACK >> 12, 4 }, { PCPU_IO_BITMAP >> 12, 3 },
		{ PCPU_IDT >> 12, 1 }, { PCPU_GDT >> 12, 1 },
	};
	unsigned long area = PCPU_AREA((unsigned long)cpu);
	int err = 0;

	if (hv_lookup(area + PCPU_STACK).v != INVALID_MFN_VAL)
		return 0;		/* the first CPU's, or one that was tried before */
	for (unsigned int i = 0; i < ARRAY_SIZE(parts) && !err; i++)
		for (unsigned int page = 0; page < parts[i][1] && !err; page++) {
			void *mem = hv_alloc_page();

			err = -ENOMEM;
			if (mem)
				err = hv_map_pages(area + (parts[i][0] + page) * HV_PAGE_SIZE,
						   virt_to_mfn(mem), 1, HV_PROT_RW);
		}
	if (!err)
		err = hv_map_pages(area + PCPU_ENTRY_TEXT,
				   maddr_to_mfn(image_maddr(_entry_text_start)), 1, HV_PROT_RX);
	return err;
}
