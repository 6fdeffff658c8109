// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is behind an I/O port, for a domain whose access trapped.
 *
 *	permitted to the domain      the device, by the same access
 *	0x42 0x43 0x61               timer channel 2 of the domain (guest_pit.c)
 *	0x70 0x71                    CMOS: the domain's own index; data for the hardware
 *	                             domain only, under the lock that our clock uses
 *	0xcf8                        PCI address register of the domain (four bytes)
 *	0xcfc - 0xcff                PCI configuration space, for the hardware domain
 *	anything else                ones, and writes are lost
 *
 * An access that covers ports of different kinds is made byte by byte. Ports that
 * dom0 may use directly do not come here at all (core/io_bitmap.c); those listed
 * here trap even if they are permitted, because they are shared with us.
 *
 * There is no filter on PCI configuration space for the hardware domain: it owns
 * the devices, and without an IOMMU it could reach all memory by them anyway.
 */
#include "abi/guest_pit.h"
#include "abi/guest_ports.h"
#include "core/permit.h"
#include "cpu/clock.h"
#include "cpu/irq.h"
#include "cpu/pci_conf.h"
#include "cpu/portio.h"
#include "cpu/rtc.h"

#define CMOS_INDEX	0x70
#define CMOS_DATA	0x71
#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	(1U << 31)

static u32 all_ones(unsigned int bytes)
{
	return ~0U >> (32 - 8 * bytes);
}

/* Shared with the hypervisor, whoever may use them. */
static bool always_emulated(u32 port, unsigned int bytes)
{
	u32 last = port + bytes - 1;

	return (port <= CMOS_DATA && last >= CMOS_INDEX) ||
	       (port == PCI_ADDRESS && bytes == 4) ||
	       (port <= PCI_DATA + 3 && last >= PCI_DATA);
}

static bool direct(const struct domain *d, u32 port, unsigned int bytes)
{
	return !always_emulated(port, bytes) && d->ports &&
	       permit_has(d->ports, port, port + bytes - 1);
}

static u32 device_read(u16 port, unsigned int bytes)
{
	switch (bytes) {
	case 1:
		return inb(port);
	case 2:
		return inw(port);
	default:
		return inl(port);
	}
}

static void device_write(u16 port, unsigned int bytes, u32 value)
{
	switch (bytes) {
	case 1:
		outb(port, value);
		return;
	case 2:
		outw(port, value);
		return;
	default:
		outl(port, value);
	}
}

/* Is there a register of configuration space behind the access? */
static bool pci_target(struct domain *d, u16 port, u8 *bus, u8 *devfn, unsigned int *reg)
{
	u32 address = READ_ONCE(d->io.pci_address);

	if (!d->hardware || !(address & PCI_ENABLE))
		return false;
	*bus = address >> 16;
	*devfn = address >> 8;
	*reg = (address & 0xfc) | (port & 3);
	/* AMD extended access: four more bits */
	*reg |= (address >> 24 & 0xf) << 8;
	pci_conf_prepare(0, *bus);
	return true;
}

static u8 cmos_read(struct domain *d)
{
	unsigned long flags;
	u8 value;

	if (!d->hardware)
		return 0xff;
	flags = spin_lock_irqsave(&rtc_lock);
	outb(CMOS_INDEX, d->io.cmos_index & 0x7f);
	value = inb(CMOS_DATA);
	spin_unlock_irqrestore(&rtc_lock, flags);
	return value;
}

static void cmos_write(struct domain *d, u8 value)
{
	unsigned long flags;

	if (!d->hardware)
		return;
	flags = spin_lock_irqsave(&rtc_lock);
	outb(CMOS_INDEX, d->io.cmos_index & 0x7f);
	outb(CMOS_DATA, value);
	spin_unlock_irqrestore(&rtc_lock, flags);
}

static u8 byte_read(struct domain *d, u16 port)
{
	if (guest_pit_port(port))
		return guest_pit_read(&d->io.pit, port, clock_ns());
	switch (port) {
	case CMOS_INDEX:
		return d->io.cmos_index;
	case CMOS_DATA:
		return cmos_read(d);
	}
	return direct(d, port, 1) ? inb(port) : 0xff;
}

static void byte_write(struct domain *d, u16 port, u8 value)
{
	if (guest_pit_port(port)) {
		guest_pit_write(&d->io.pit, port, value, clock_ns());
		return;
	}
	switch (port) {
	case CMOS_INDEX:
		d->io.cmos_index = value;
		return;
	case CMOS_DATA:
		cmos_write(d, value);
		return;
	}
	if (direct(d, port, 1))
		outb(port, value);
}

u32 guest_port_read(struct domain *d, u16 port, unsigned int bytes)
{
	unsigned int i, reg;
	u32 value = 0;
	u8 bus, devfn;

	if (direct(d, port, bytes))
		return device_read(port, bytes);
	if (port == PCI_ADDRESS && bytes == 4)
		return READ_ONCE(d->io.pci_address);
	if (port >= PCI_DATA && port + bytes <= PCI_DATA + 4) {
		if (!pci_target(d, port, &bus, &devfn, &reg))
			return all_ones(bytes);
		return pci_conf_read(0, bus, devfn, reg, bytes);
	}
	for (i = 0; i < bytes; i++)
		value |= (u32)byte_read(d, port + i) << 8 * i;
	return value;
}

void guest_port_write(struct domain *d, u16 port, unsigned int bytes, u32 value)
{
	unsigned int i, reg;
	u8 bus, devfn;

	if (direct(d, port, bytes)) {
		device_write(port, bytes, value);
		return;
	}
	if (port == PCI_ADDRESS && bytes == 4) {
		WRITE_ONCE(d->io.pci_address, value);
		return;
	}
	if (port >= PCI_DATA && port + bytes <= PCI_DATA + 4) {
		if (pci_target(d, port, &bus, &devfn, &reg))
			pci_conf_write(0, bus, devfn, reg, bytes, value);
		return;
	}
	for (i = 0; i < bytes; i++)
		byte_write(d, port + i, value >> 8 * i);
}
