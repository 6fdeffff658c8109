// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map: x86_init.resources.memory_setup.
 *
 * A domain starts with its memory as frames 0 to initial_pages - 1, without a
 * gap.  The kernel, however, wants holes where devices and firmware tables
 * are: the initial domain really has them at those machine addresses and sees
 * them through an identity mapping; guests may be given devices later.  So
 * the map of the real (or promised) machine is taken, and the memory that
 * happens to lie where the map has a hole moves up (memory_remap.c):
 *
 *	frames	 0 ############################| initial_pages
 *	map	 [RAM       ][hole][RAM                       ][hole][RAM]
 *	becomes	 ############ ident ###########++extra++++++++++ ident +++
 *
 * RAM of the map above initial_pages is extra: it has page structures but no
 * memory yet.  The remapped frames take its beginning, the rest is there for
 * the balloon.  Page structures cost memory, so there is at most ten times
 * as much extra as real.
 *
 * What the builder placed in a hole moves too, or we give up
 * (memory_conflict.c).
 */
#include <linux/iscsi_ibft.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <xen/balloon.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include <asm/e820/api.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include "memory_layout.h"
#include "mmu.h"

#define EXTRA_PER_REAL	10

struct e820_table guest_map __initdata;
unsigned long initial_pages __initdata;

/* The map allows PCI devices: it has reserved ranges. */
bool xen_pv_pci_possible;

/* Too early for early_param(). */
static bool __init limit_to_512gb(void)
{
	static const char name[] __initconst = "xen_512gb_limit";
	const char *arg = strstr(xen_start_info->cmd_line, name);
	bool limit = IS_ENABLED(CONFIG_XEN_512GB);

	if (!arg)
		return limit;
	arg += sizeof(name) - 1;
	if (*arg != '=')
		return true;
	if (kstrtobool(arg + 1, &limit))
		pr_warn("%s: not a truth value\n", name);
	return limit;
}

static unsigned long __init addressable_pages(void)
{
	if (!xen_initial_domain() && limit_to_512gb())
		return SZ_512G >> PAGE_SHIFT;
	return PFN_DOWN(MAXMEM);
}

/*
 * How far the domain may grow.  A guest's map reaches exactly that far; the
 * initial domain's is the whole machine's, so the hypervisor is asked.
 */
static unsigned long __init most_pages(unsigned long addressable)
{
	domid_t domid = DOMID_SELF;
	long max;

	if (!xen_initial_domain())
		return addressable;
	max = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);
	return max > 0 ? min_t(unsigned long, max, addressable) : addressable;
}

static void __init append_to_guest_map(u64 addr, u64 size, enum e820_type type)
{
	if (guest_map.nr_entries == ARRAY_SIZE(guest_map.entries))
		return;
	guest_map.entries[guest_map.nr_entries++] = (struct e820_entry){
		.addr = addr,
		.size = size,
		.type = type,
	};
}

/* Memory the machine cannot use is ordinary memory of a domain. */
static void __init adapt_machine_map(void)
{
	unsigned int i;

	for (i = 0; i < guest_map.nr_entries; i++)
		if (guest_map.entries[i].type == E820_TYPE_UNUSABLE)
			guest_map.entries[i].type = E820_TYPE_RAM;

	if (IS_ENABLED(CONFIG_ISCSI_IBFT_FIND))
		append_to_guest_map(SZ_512K, SZ_1M - SZ_512K,
				    E820_TYPE_RESERVED);
}

static void __init fetch_guest_map(void)
{
	bool machine = xen_initial_domain();
	struct xen_memory_map map = {
		.nr_entries = ARRAY_SIZE(guest_map.entries),
	};
	int err;

	set_xen_guest_handle(map.buffer, guest_map.entries);
	err = HYPERVISOR_memory_op(machine ? XENMEM_machine_memory_map :
				   XENMEM_memory_map, &map);
	if (!err && map.nr_entries) {
		guest_map.nr_entries = map.nr_entries;
		if (machine)
			adapt_machine_map();
	} else if (err == -ENOSYS && !machine) {
		/* Nobody made a map; leave a little room for backends. */
		append_to_guest_map(0, PFN_PHYS(initial_pages) + SZ_8M,
				    E820_TYPE_RAM);
	} else {
		panic("no memory map from the hypervisor (%d)\n", err);
	}
	e820__update_table(&guest_map);
}

static void __init add_ram(phys_addr_t start, phys_addr_t end)
{
	if (start >= end)
		return;
	e820__range_add(start, end - start, E820_TYPE_RAM);
#ifdef CONFIG_MEMORY_HOTPLUG
	/* No more than this before the balloon driver is there. */
	max_mem_size = end;
#endif
}

/* Returns how many of the @extra pages are left. */
static unsigned long __init place_ram(const struct e820_entry *ram,
				      unsigned long extra)
{
	unsigned long from = PFN_UP(ram->addr);
	unsigned long to = PFN_DOWN(ram->addr + ram->size);
	unsigned long above;

	if (from < initial_pages)
		add_ram(PFN_PHYS(from), PFN_PHYS(min(to, initial_pages)));

	above = max(from, initial_pages);
	if (to <= above || !extra)
		return extra;
	to = min(to, above + extra);
	add_ram(PFN_PHYS(above), PFN_PHYS(to));
	extra_memory_add(above, to - above);
	xen_max_p2m_pfn = to;
	return extra - (to - above);
}

static void __init make_kernel_map(unsigned long extra)
{
	const struct e820_entry *entry = guest_map.entries;
	const struct e820_entry *end = entry + guest_map.nr_entries;
	phys_addr_t top = 0;

	for (; entry < end; entry++) {
		top = entry->addr + entry->size;
		if (entry->type == E820_TYPE_RAM) {
			extra = place_ram(entry, extra);
			continue;
		}
		if (entry->type == E820_TYPE_RESERVED)
			xen_pv_pci_possible = true;
		e820__range_add(entry->addr, entry->size, entry->type);
	}

	/* Beyond the map there may be devices. */
	set_phys_range_identity(PFN_DOWN(top), ~0UL);

	/* It is RAM in a guest, but too much of the kernel meddles with it. */
	e820__range_add(ISA_START_ADDRESS, ISA_END_ADDRESS - ISA_START_ADDRESS,
			E820_TYPE_RESERVED);
	e820__update_table(e820_table);
}

/**
 * xen_memory_setup() - make the kernel's memory map
 *
 * Context: setup_arch(); page tables map what the builder mapped, memblock
 * knows reservations but no memory.
 * Return: the name of who made the map.
 */
char * __init xen_memory_setup(void)
{
	unsigned long addressable = addressable_pages();
	unsigned long extra, most;

	initial_pages = min(addressable, xen_start_info->nr_pages);
#if defined(CONFIG_MEMORY_HOTPLUG) && defined(CONFIG_XEN_BALLOON)
	xen_saved_max_mem_size = max_mem_size;
#endif
	fetch_guest_map();

	xen_chk_is_e820_usable(__pa_symbol(_text),
			       __pa_symbol(_end) - __pa_symbol(_text),
			       "kernel");
	xen_chk_is_e820_usable(__pa(xen_start_info), sizeof(*xen_start_info),
			       "start info");
	xen_pt_check_e820();

	most = most_pages(addressable) + memory_remap_count();
	extra = most > initial_pages ? most - initial_pages : 0;
	make_kernel_map(min(extra, EXTRA_PER_REAL * initial_pages));

	memory_rescue_p2m();
	memory_rescue_initrd();
	memory_remap_prepare();

	return "Xen";
}
