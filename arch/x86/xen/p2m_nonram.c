// SPDX-License-Identifier: GPL-2.0-only
/*
 * Firmware tables that had to move.
 *
 * The initial domain sees the machine's memory map, and non-RAM ranges of it
 * are mapped one to one. If the domain's own image occupies such a range (the
 * kernel cannot move, the memory map can), the range gets another address in
 * the kernel's eyes: frame @maddr appears at page frame @paddr. The only ones
 * who ask for such memory by its machine address are ACPI tables that point to
 * each other, so acpi_os_ioremap() translates.
 *
 * The table is written by the boot CPU before anybody reads it.
 */
#include <linux/acpi.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include <asm/xen/page.h>

#include "p2m.h"

#define NR_MOVED	4

static struct moved_range {
	phys_addr_t maddr;
	phys_addr_t paddr;
	size_t size;
} moved[NR_MOVED] __ro_after_init;
static unsigned int nr_moved __ro_after_init;

#ifdef CONFIG_ACPI
static void __iomem *moved_ioremap(acpi_physical_address phys, acpi_size size)
{
	unsigned int i;

	for (i = 0; i < nr_moved; i++) {
		const struct moved_range *range = &moved[i];

		if (phys + size <= range->maddr ||
		    phys >= range->maddr + range->size)
			continue;

		WARN(phys < range->maddr ||
		     phys + size > range->maddr + range->size,
		     "ACPI asks for more than one piece of memory\n");
		phys += range->paddr - range->maddr;
		break;
	}
	return x86_acpi_os_ioremap(phys, size);
}
#endif

void __init xen_add_remap_nonram(phys_addr_t maddr, phys_addr_t paddr,
				 unsigned long size)
{
	if (nr_moved == NR_MOVED ||
	    offset_in_page(maddr) != offset_in_page(paddr))
		panic("Cannot move a firmware table\n");
#ifdef CONFIG_ACPI
	acpi_os_ioremap = moved_ioremap;
#endif
	moved[nr_moved++] = (struct moved_range) {
		.maddr = maddr,
		.paddr = paddr,
		.size = size,
	};
}

void __init xen_do_remap_nonram(void)
{
	unsigned int i;

	for (i = 0; i < nr_moved; i++) {
		const struct moved_range *range = &moved[i];
		unsigned long mfn = PFN_DOWN(range->maddr);
		unsigned long pfn = PFN_DOWN(range->paddr);
		unsigned long end = PFN_UP(range->paddr + range->size);

		pr_info("%lu firmware page(s) moved to %pa\n", end - pfn,
			&range->paddr);
		for (; pfn < end; pfn++, mfn++)
			if (!set_phys_to_machine(pfn, mfn))
				panic("no memory to move firmware tables\n");
	}
}
