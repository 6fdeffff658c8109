/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hardware interrupts: vectors, sources, and who gets them.
 *
 * An irq number names a source: GSIs keep their number (0..nr_gsi-1), MSIs are
 * numbered behind them. A source is claimed by the hypervisor (irq_claim_hv)
 * or handed to a guest through the one upcall irq_guest_handler, which core/
 * pirq.c installs. Each bound source has one vector on one CPU (or a set with
 * the same vector). Level-triggered sources of guests are masked at the IOAPIC
 * or left un-EOI'd until irq_guest_eoi().
 */
#ifndef HV_CPU_IRQ_H
#define HV_CPU_IRQ_H

#include "lib/types.h"
#include "lib/cpuset.h"

#define VEC_FIRST_DYNAMIC	0x30
#define VEC_LAST_DYNAMIC	0xdf
#define VEC_LEGACY_FIRST	0xe0	/* 8259 spurious landing zone */
#define VEC_CALL		0xf8
#define VEC_TLB			0xf9
#define VEC_KICK		0xfa
#define VEC_TIMER		0xfb
#define VEC_UART		0xfc
#define VEC_CMCI		0xfd
#define VEC_ERROR		0xfe
#define VEC_SPURIOUS		0xff

#define HV_NR_IRQS		1024

extern unsigned int nr_gsi;

/* Guest interrupt arrived: interrupts off, any CPU. core/pirq.c provides it. */
extern void (*irq_guest_handler)(unsigned int irq);

/* GSI set-up as the ACPI interpreter (dom0) found it: 0, -EBUSY, -EEXIST, -EINVAL */
int irq_setup_gsi(unsigned int gsi, bool level, bool active_low);

int irq_claim_hv(unsigned int irq, void (*fn)(unsigned int irq));

/* Bind for a guest, deliver to a CPU of @set: 0 / -EBUSY / -EINVAL / -ENOSPC */
int irq_bind_guest(unsigned int irq, cpuset_t set);
void irq_unbind_guest(unsigned int irq);
void irq_guest_eoi(unsigned int irq);		/* any CPU */
bool irq_needs_eoi(unsigned int irq);		/* level: guest must EOI */
int irq_set_affinity(unsigned int irq, cpuset_t set);
int irq_vector(unsigned int irq);		/* for physdev alloc_irq_vector; allocates */

/* Guest-visible IOAPIC registers (PHYSDEVOP_apic_read/write): 0 or -errno */
int ioapic_guest_read(u64 phys_base, u32 reg, u32 *value);
int ioapic_guest_write(u64 phys_base, u32 reg, u32 value);

/*
 * MSI: allocate an irq for (seg, bus, devfn), entry @entry of MSI-X table at
 * @table_maddr or MSI when @table_maddr is 0. Programs address/data. Returns
 * the irq (> 0) or -errno.
 */
struct msi_request {
	u16 seg;
	u8 bus, devfn;
	u16 entry;
	u16 nr;			/* multi-message MSI count, 1 otherwise */
	u64 table_maddr;	/* MSI-X table BAR + offset, 0: find it in config space */
	bool msix;
};

int msi_setup(const struct msi_request *req);
void msi_teardown(unsigned int irq);
int msi_restore(u16 seg, u8 bus, u8 devfn);
int msix_prepare(u16 seg, u8 bus, u8 devfn, bool release);

/* PCI configuration space through MMCFG if known, else ports CF8/CFC */
u32 pci_conf_read(u16 seg, u8 bus, u8 devfn, unsigned int reg, unsigned int bytes);
void pci_conf_write(u16 seg, u8 bus, u8 devfn, unsigned int reg, unsigned int bytes, u32 v);
int pci_mmcfg_add(u64 base, u16 seg, u8 first_bus, u8 last_bus);

void irq_init_bsp(void);
void irq_init_ap(void);

#endif
