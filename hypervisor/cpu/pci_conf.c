// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI configuration space.
 *
 * Segment 0, registers below 256: ports CF8/CFC, a pair, under one lock (dom0's
 * own use of the ports is emulated and ends here too). Everything else needs a
 * memory-mapped window (MCFG). A window is mapped bus by bus on first use,
 * 1 MiB each, because most of its 256 buses do not exist; the pointer is
 * published once and never changes, so readers take no lock.
 *
 * A read that nothing answers gives all ones, as on the bus.
 */
#include "cpu/acpi.h"
#include "cpu/insn.h"
#include "cpu/irq.h"
#include "cpu/pci_conf.h"
#include "cpu/printk.h"
#include "cpu/spinlock.h"
#include "cpu/upcalls.h"

#define CONF_ADDRESS	0xcf8
#define CONF_DATA	0xcfc
#define BUS_BYTES	0x100000
#define MAX_WINDOWS	(2 * ACPI_MAX_MCFG)

struct window {
	struct acpi_mcfg_entry e;
	void *bus[256];
};

static struct window windows[MAX_WINDOWS];
static unsigned int nr_windows;		/* grows only; released after the entry is complete */
static DEFINE_SPINLOCK_CLASS(conf_lock, LOCK_IRQ_CHIP);
static DEFINE_SPINLOCK_CLASS(window_lock, LOCK_PCI);

static struct window *find_window(u16 seg, u8 bus)
{
	unsigned int i, n = __atomic_load_n(&nr_windows, __ATOMIC_ACQUIRE);

	for (i = 0; i < n; i++) {
		struct window *w = &windows[i];

		if (w->e.seg == seg && bus >= w->e.first_bus && bus <= w->e.last_bus)
			return w;
	}
	return NULL;
}

/* NULL: not in a window, or not mapped yet (see pci_conf_prepare()). */
static void *window_address(u16 seg, u8 bus, u8 devfn, unsigned int reg)
{
	struct window *w = find_window(seg, bus);
	u8 *p = w ? __atomic_load_n(&w->bus[bus], __ATOMIC_ACQUIRE) : NULL;

	return p ? p + (devfn << 12 | reg) : NULL;
}

void pci_conf_prepare(u16 seg, u8 bus)
{
	struct window *w = find_window(seg, bus);
	void *p;

	if (!w || READ_ONCE(w->bus[bus]))
		return;
	spin_lock(&window_lock);
	if (!w->bus[bus]) {
		p = map_mmio(w->e.base + (u64)bus * BUS_BYTES, BUS_BYTES);
		__atomic_store_n(&w->bus[bus], p, __ATOMIC_RELEASE);
	}
	spin_unlock(&window_lock);
}

static bool well_formed(unsigned int reg, unsigned int bytes)
{
	return (bytes == 1 || bytes == 2 || bytes == 4) && !(reg & (bytes - 1)) &&
	       reg + bytes <= 4096;
}

static u32 all_ones(unsigned int bytes)
{
	return bytes == 4 ? ~0U : (1U << 8 * bytes) - 1;
}

static u32 port_read(u32 address, unsigned int reg, unsigned int bytes)
{
	unsigned long flags = spin_lock_irqsave(&conf_lock);
	u16 port = CONF_DATA + (reg & 3);
	u32 v;

	outl(CONF_ADDRESS, address);
	v = bytes == 1 ? inb(port) : bytes == 2 ? inw(port) : inl(port);
	spin_unlock_irqrestore(&conf_lock, flags);
	return v;
}

static void port_write(u32 address, unsigned int reg, unsigned int bytes, u32 v)
{
	unsigned long flags = spin_lock_irqsave(&conf_lock);
	u16 port = CONF_DATA + (reg & 3);

	outl(CONF_ADDRESS, address);
	if (bytes == 1)
		outb(port, v);
	else if (bytes == 2)
		outw(port, v);
	else
		outl(port, v);
	spin_unlock_irqrestore(&conf_lock, flags);
}

static u32 port_address(u8 bus, u8 devfn, unsigned int reg)
{
	return 0x80000000U | bus << 16 | devfn << 8 | (reg & 0xfc);
}

u32 pci_conf_read(u16 seg, u8 bus, u8 devfn, unsigned int reg, unsigned int bytes)
{
	void *p;

	if (!well_formed(reg, bytes))
		return all_ones(bytes);
	if (!seg && reg < 256)
		return port_read(port_address(bus, devfn, reg), reg, bytes);
	p = window_address(seg, bus, devfn, reg);
	if (!p)
		return all_ones(bytes);
	return bytes == 1 ? mmio_read8(p) : bytes == 2 ? mmio_read16(p) : mmio_read32(p);
}

void pci_conf_write(u16 seg, u8 bus, u8 devfn, unsigned int reg, unsigned int bytes, u32 v)
{
	void *p;

	if (!well_formed(reg, bytes))
		return;
	if (!seg && reg < 256) {
		port_write(port_address(bus, devfn, reg), reg, bytes, v);
		return;
	}
	p = window_address(seg, bus, devfn, reg);
	if (!p)
		return;
	if (bytes == 1)
		mmio_write8(p, v);
	else if (bytes == 2)
		mmio_write16(p, v);
	else
		mmio_write32(p, v);
}

int pci_mmcfg_add(u64 base, u16 seg, u8 first_bus, u8 last_bus)
{
	struct window *w;
	int err = 0;

	if (!base || (base & (BUS_BYTES - 1)) || last_bus < first_bus)
		return -EINVAL;
	spin_lock(&window_lock);
	w = find_window(seg, first_bus);
	if (w) {
		err = w->e.base == base ? 0 : -EEXIST;
	} else if (nr_windows == MAX_WINDOWS) {
		err = -ENOSPC;
	} else {
		w = &windows[nr_windows];
		w->e.base = base;
		w->e.seg = seg;
		w->e.first_bus = first_bus;
		w->e.last_bus = last_bus;
		__atomic_store_n(&nr_windows, nr_windows + 1, __ATOMIC_RELEASE);
	}
	spin_unlock(&window_lock);
	return err;
}

unsigned int pci_find_cap(u16 seg, u8 bus, u8 devfn, u8 id)
{
	unsigned int pos, ttl = 48;

	if (!(pci_conf_read(seg, bus, devfn, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST))
		return 0;
	pos = pci_conf_read(seg, bus, devfn, PCI_CAPABILITY_LIST, 1) & 0xfc;
	while (pos >= 0x40 && ttl--) {
		u32 head = pci_conf_read(seg, bus, devfn, pos, 2);

		if ((head & 0xff) == 0xff)
			return 0;
		if ((head & 0xff) == id)
			return pos;
		pos = head >> 8 & 0xfc;
	}
	return 0;
}

void pci_conf_init(void)
{
	unsigned int i;

	for (i = 0; i < acpi_nr_mcfg; i++) {
		const struct acpi_mcfg_entry *e = &acpi_mcfg[i];

		if (pci_mmcfg_add(e->base, e->seg, e->first_bus, e->last_bus))
			printk(LOG_WARN "PCI: MCFG window %#llx of segment %u not usable\n",
			       (unsigned long long)e->base, e->seg);
	}
}
