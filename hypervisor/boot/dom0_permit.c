// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the machine's hardware dom0 may touch.
 *
 * dom0 drives all devices except those by which the hypervisor keeps control:
 * interrupt controllers, the timers that it runs on, its console, and PCI
 * configuration space (which it must watch for MSI; accesses are emulated).
 * Everything is allowed first and the exceptions are taken away, so that a device
 * nobody thought of works.
 *
 * The HPET's page can be read (its counter) and not written if it is our clock.
 *
 * RAM is no device: frames with a record are governed by their owner, whatever
 * is allowed here.
 */
#include "boot/dom0_build.h"
#include "core/domain.h"
#include "core/permit.h"
#include "cpu/acpi.h"
#include "cpu/apic.h"
#include "cpu/features.h"
#include "cpu/ioapic.h"
#include "cpu/irq.h"
#include "cpu/platform_timer.h"
#include "cpu/printk.h"
#include "cpu/uart.h"
#include "mm/guest_pt.h"
#include <linux/array_size.h>

struct port_range {
	u16 first, last;
};

static const struct port_range our_ports[] = {
	{ 0x20, 0x21 }, { 0xa0, 0xa1 },		/* 8259 */
	{ 0x4d0, 0x4d1 },			/* their edge/level registers */
	{ 0x40, 0x43 }, { 0x61, 0x61 },		/* 8254 and its gate */
	{ 0xcf8, 0xcff },			/* PCI configuration */
};

static void take_ports(struct domain *d, u16 first, u16 last)
{
	if (permit_remove(d->ports, first, last))
		panic("dom0: no memory for its permissions");
}

static void take_frame(struct domain *d, u64 maddr)
{
	u64 mfn = maddr >> HV_PAGE_SHIFT;

	if (maddr && permit_remove(d->iomem, mfn, mfn))
		panic("dom0: no memory for its permissions");
}

void dom0_permit(struct domain *d)
{
	u64 last_frame = (1ULL << (host_cpu.phys_bits - HV_PAGE_SHIFT)) - 1;
	u16 first, last;

	if (permit_add(d->ports, 0, 0xffff) || permit_add(d->iomem, 0, last_frame) ||
	    permit_add(d->irqs, 0, HV_NR_IRQS - 1))
		panic("dom0: no memory for its permissions");

	for (unsigned int i = 0; i < ARRAY_SIZE(our_ports); i++)
		take_ports(d, our_ports[i].first, our_ports[i].last);
	if (uart_ports(&first, &last))
		take_ports(d, first, last);
	if (acpi_fadt.pm_timer_port)
		take_ports(d, acpi_fadt.pm_timer_port, acpi_fadt.pm_timer_port + 3);

	take_frame(d, apic_base_maddr);
	for (unsigned int i = 0; i < ioapic_count; i++)
		take_frame(d, ioapic_maddr(i));
	if (hpet_maddr)
		mmio_read_only_maddr = hpet_maddr & PTE_FRAME_MASK;
}
