// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSI-X tables.
 *
 * Pages are mapped on first use and kept for ever: mappings are permanent
 * here, a table is at most eight pages, and a driver that is loaded again finds
 * its page in the list. The caller (msi.c) serialises.
 */
#include "cpu/msix_table.h"
#include "cpu/pci_conf.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"

#define MAX_PAGES	512

static struct {
	u64 maddr;
	u8 *va;
} pages[MAX_PAGES];
static unsigned int nr_pages;		/* grows only */

static u64 bar_address(u16 seg, u8 bus, u8 devfn, unsigned int bir)
{
	unsigned int reg = PCI_BASE_ADDRESS_0 + 4 * bir;
	u64 base;
	u32 lo;

	if (bir > 5)
		return 0;
	lo = pci_conf_read(seg, bus, devfn, reg, 4);
	if (lo & PCI_BASE_ADDRESS_SPACE_IO || lo == ~0U)
		return 0;
	base = lo & ~0xfU;
	if ((lo & PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64 && bir < 5)
		base |= (u64)pci_conf_read(seg, bus, devfn, reg + 4, 4) << 32;
	return base;
}

static u8 *map_page(u64 maddr)
{
	unsigned int i;
	u8 *va;

	for (i = 0; i < nr_pages; i++)
		if (pages[i].maddr == maddr)
			return pages[i].va;
	if (nr_pages == MAX_PAGES) {
		printk(LOG_WARN "MSI-X: more than %u table pages\n", MAX_PAGES);
		return NULL;
	}
	va = map_mmio(maddr, HV_PAGE_SIZE);
	if (va) {
		pages[nr_pages].maddr = maddr;
		pages[nr_pages].va = va;
		__atomic_store_n(&nr_pages, nr_pages + 1, __ATOMIC_RELEASE);
	}
	return va;
}

u8 *msix_table_slot(u16 seg, u8 bus, u8 devfn, u8 cap, unsigned int entry, u64 hint_maddr)
{
	u32 where = pci_conf_read(seg, bus, devfn, cap + PCI_MSIX_TABLE, 4);
	u64 table = bar_address(seg, bus, devfn, where & PCI_MSIX_TABLE_BIR);
	u64 at;
	u8 *va;

	if (table)
		table += where & PCI_MSIX_TABLE_OFFSET;
	else
		table = hint_maddr;
	if (!table || (table & 7))
		return NULL;
	at = table + entry * PCI_MSIX_ENTRY_SIZE;
	/* An entry of a table aligned to 8 may straddle a page only if it is hostile. */
	if ((at & ~HV_PAGE_MASK) > HV_PAGE_SIZE - PCI_MSIX_ENTRY_SIZE)
		return NULL;
	va = map_page(at & HV_PAGE_MASK);
	return va ? va + (at & ~HV_PAGE_MASK) : NULL;
}

bool msix_table_frame(mfn_t mfn)
{
	unsigned int i, n = __atomic_load_n(&nr_pages, __ATOMIC_ACQUIRE);

	for (i = 0; i < n; i++)
		if (pages[i].maddr == mfn_to_maddr(mfn))
			return true;
	return false;
}
