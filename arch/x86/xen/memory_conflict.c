// SPDX-License-Identifier: GPL-2.0-only
/*
 * Things the builder put where the map has no RAM.
 *
 * The builder fills a domain's frames from the bottom: kernel, start info,
 * page tables, frame list, initial ramdisk.  It does not know the map that
 * the kernel is going to use.  Frame list and ramdisk can be copied to RAM.
 * What is in use already, the kernel above all, cannot; but if what it
 * conflicts with is a piece of ACPI non-volatile storage, then that is shown
 * to the kernel at another place: its entry in the map swaps places with a
 * piece of RAM above the initial memory, and the frame list will follow as
 * soon as it can (xen_add_remap_nonram()).  Anything else is the end.
 */
#include <linux/memblock.h>
#include <linux/mm.h>

#include <xen/hvc-console.h>
#include <xen/interface/xen.h>
#include <xen/page.h>

#include <asm/e820/api.h>
#include <asm/early_ioremap.h>
#include <asm/fixmap.h>
#include <asm/setup.h>
#include <asm/xen/hypervisor.h>

#include "memory_layout.h"
#include "mmu.h"
#include "p2m.h"

static void __init __noreturn give_up(const char *what, const char *why)
{
	xen_raw_console_write("Memory map conflict: ");
	xen_raw_console_write(what);
	xen_raw_console_write(why);
	xen_raw_console_write("\n");
	BUG();
}

static struct e820_entry * __init map_end(void)
{
	return guest_map.entries + guest_map.nr_entries;
}

/** memory_is_ram() - whether one RAM entry of the map covers a range */
bool __init memory_is_ram(phys_addr_t start, phys_addr_t size)
{
	const struct e820_entry *e;

	for (e = guest_map.entries; e < map_end(); e++)
		if (e->type == E820_TYPE_RAM && e->addr <= start &&
		    start + size <= e->addr + e->size)
			return true;
	return !size;
}

/**
 * xen_find_free_area() - find and reserve initial memory that the map has
 * @size: bytes
 *
 * Return: its address, page aligned; 0 if there is none.
 */
phys_addr_t __init xen_find_free_area(phys_addr_t size)
{
	const struct e820_entry *e;

	for (e = guest_map.entries; e < map_end(); e++) {
		phys_addr_t start = max_t(phys_addr_t, PAGE_ALIGN(e->addr),
					  ISA_END_ADDRESS);
		phys_addr_t end = min_t(phys_addr_t, e->addr + e->size,
					PFN_PHYS(initial_pages));
		phys_addr_t used, unused;
		u64 i;

		if (e->type != E820_TYPE_RAM)
			continue;
		/* Reservations come in the order of addresses. */
		for_each_reserved_mem_range(i, &used, &unused) {
			if (used >= start + size)
				break;
			if (unused > start)
				start = PAGE_ALIGN(unused);
		}
		if (start + size <= end) {
			memblock_reserve(start, size);
			return start;
		}
	}
	return 0;
}

/* Let @nvs and the end of some RAM above the initial memory swap places. */
static void __init swap_with_ram(struct e820_entry *nvs)
{
	phys_addr_t from = PAGE_ALIGN_DOWN(nvs->addr);
	phys_addr_t size = PAGE_ALIGN(nvs->addr + nvs->size) - from;
	struct e820_entry moved = *nvs, *ram;
	phys_addr_t to;

	for (ram = guest_map.entries; ram < map_end(); ram++)
		if (ram->type == E820_TYPE_RAM && ram->size >= size &&
		    ram->addr + ram->size - size >= PFN_PHYS(initial_pages))
			break;
	if (ram == map_end() ||
	    guest_map.nr_entries == ARRAY_SIZE(guest_map.entries))
		give_up("ACPI NVS", " cannot be moved");

	ram->size -= size;
	to = ram->addr + ram->size;
	moved.addr = to + (nvs->addr - from);
	*nvs = (struct e820_entry){ from, size, E820_TYPE_RAM };
	*map_end() = moved;
	guest_map.nr_entries++;

	xen_add_remap_nonram(from, to, size);
	e820__update_table(&guest_map);
}

static struct e820_entry * __init find_nvs(phys_addr_t start, phys_addr_t end)
{
	struct e820_entry *e;

	for (e = guest_map.entries; e < map_end(); e++)
		if (e->type == E820_TYPE_NVS && e->addr < end &&
		    e->addr + e->size > start)
			return e;
	return NULL;
}

/**
 * xen_chk_is_e820_usable() - make sure that something may stay where it is
 * @start: its physical address
 * @size: its size
 * @component: its name
 */
void __init xen_chk_is_e820_usable(phys_addr_t start, phys_addr_t size,
				   const char *component)
{
	struct e820_entry *nvs;

	while ((nvs = find_nvs(start, start + size)))
		swap_with_ram(nvs);
	if (!memory_is_ram(start, size))
		give_up(component, " is not in RAM");
}

/** memory_rescue_p2m() - reserve the frame list, or move it to RAM */
void __init memory_rescue_p2m(void)
{
	const struct start_info *si = xen_start_info;
	phys_addr_t start = PFN_PHYS(si->first_p2m_pfn);
	phys_addr_t size = PFN_PHYS(si->nr_p2m_frames);

	/* Where note INIT_P2M is not honoured it is behind the kernel. */
	if (si->mfn_list >= __START_KERNEL_map) {
		size = PFN_ALIGN(si->nr_pages * sizeof(xen_pfn_t));
		start = __pa(si->mfn_list);
	}
	memblock_reserve(start, size);
	if (memory_is_ram(start, size))
		return;
	xen_relocate_p2m();
	memblock_phys_free(start, size);
}

/* Neither need be mapped; the window holds so many pages of each. */
static void __init copy_physical(phys_addr_t to, phys_addr_t from,
				 phys_addr_t size)
{
	const phys_addr_t window = (NR_FIX_BTMAPS - 1) << PAGE_SHIFT;

	while (size) {
		phys_addr_t part = min(size, window);
		void *dst = early_memremap(to, part);
		void *src = early_memremap(from, part);

		if (!dst || !src)
			give_up("initrd", " cannot be mapped");
		memcpy(dst, src, part);
		early_memunmap(src, part);
		early_memunmap(dst, part);
		to += part;
		from += part;
		size -= part;
	}
}

/** memory_rescue_initrd() - move the initial ramdisk to RAM if it is not */
void __init memory_rescue_initrd(void)
{
	phys_addr_t start = boot_params.hdr.ramdisk_image |
		(phys_addr_t)boot_params.ext_ramdisk_image << 32;
	phys_addr_t size = boot_params.hdr.ramdisk_size |
		(phys_addr_t)boot_params.ext_ramdisk_size << 32;
	phys_addr_t to;

	if (memory_is_ram(start, size))
		return;
	to = xen_find_free_area(size);
	if (!to)
		give_up("initrd", " does not fit");

	copy_physical(to, start, size);
	memblock_phys_free(start, size);
	boot_params.hdr.ramdisk_image = lower_32_bits(to);
	boot_params.ext_ramdisk_image = upper_32_bits(to);
	pr_info("initrd moved from %pa to %pa, out of a hole\n", &start, &to);
}
