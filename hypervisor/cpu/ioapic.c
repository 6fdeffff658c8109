// SPDX-License-Identifier: GPL-2.0-only
/*
 * IOAPIC.
 *
 * Registers are reached through an index and a data window, so two accesses
 * make one: one lock per IOAPIC, innermost but for the console's. The entries
 * are shadowed in memory; only remote IRR is ever read back from the device.
 *
 * An entry holds vector, destination (physical), trigger and polarity. Both
 * halves are written only while the entry is masked, high half first.
 *
 * ISA interrupts have the trigger mode of the bus (edge, high) unless the MADT
 * overrides it; other GSIs are PCI (level, low) until dom0's ACPI interpreter
 * says otherwise through irq_setup_gsi().
 *
 * The guest's view of the registers (PHYSDEVOP_apic_*) is for finding out how
 * many pins there are. A write to an entry states trigger mode and polarity,
 * as old dom0 kernels do; everything else in it is ours to choose.
 *
 * Deliberately absent: interrupt remapping, logical destinations.
 */
#include "cpu/ioapic.h"
#include "cpu/acpi.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"

#include <linux/bits.h>

#define REG_WINDOW	0x10
#define REG_ID		0
#define REG_VERSION	1
#define REG_ARB		2
#define REG_ENTRY(pin)	(0x10 + 2 * (pin))

#define RTE_POLARITY_LOW	BIT(13)
#define RTE_REMOTE_IRR		BIT(14)
#define RTE_LEVEL		BIT(15)
#define RTE_MASKED		BIT(16)
#define MAX_PINS		240

struct ioapic {
	void *regs;
	u64 maddr;
	u32 gsi_base;
	u32 nr_pins;
	spinlock_t lock;	/* the index and data window, and rte_low[] */
};

static struct ioapic ioapics[ACPI_MAX_IOAPICS];
static u32 rte_low[HV_NR_IRQS];		/* shadow, by GSI; under the IOAPIC's lock */
unsigned int ioapic_count;

static u32 reg_read(struct ioapic *io, u32 reg)
{
	mmio_write32(io->regs, reg);
	return mmio_read32((u8 *)io->regs + REG_WINDOW);
}

static void reg_write(struct ioapic *io, u32 reg, u32 v)
{
	mmio_write32(io->regs, reg);
	mmio_write32((u8 *)io->regs + REG_WINDOW, v);
}

static void pin_mask(struct irq_desc *d)
{
	struct ioapic *io = &ioapics[d->io.ioapic];
	unsigned long flags = spin_lock_irqsave(&io->lock);

	rte_low[d->irq] |= RTE_MASKED;
	reg_write(io, REG_ENTRY(d->io.pin), rte_low[d->irq]);
	spin_unlock_irqrestore(&io->lock, flags);
}

static void pin_unmask(struct irq_desc *d)
{
	struct ioapic *io = &ioapics[d->io.ioapic];
	unsigned long flags = spin_lock_irqsave(&io->lock);

	rte_low[d->irq] &= ~RTE_MASKED;
	reg_write(io, REG_ENTRY(d->io.pin), rte_low[d->irq]);
	spin_unlock_irqrestore(&io->lock, flags);
}

static void pin_retarget(struct irq_desc *d)
{
	struct ioapic *io = &ioapics[d->io.ioapic];
	u32 low = RTE_MASKED | d->vector;
	unsigned long flags;

	if (d->level)
		low |= RTE_LEVEL;
	if (d->active_low)
		low |= RTE_POLARITY_LOW;
	flags = spin_lock_irqsave(&io->lock);
	rte_low[d->irq] = low;
	reg_write(io, REG_ENTRY(d->io.pin), low);
	reg_write(io, REG_ENTRY(d->io.pin) + 1, pcpu_of(d->cpu)->apic_id << 24);
	spin_unlock_irqrestore(&io->lock, flags);
}

static bool pin_undelivered_eoi(struct irq_desc *d)
{
	struct ioapic *io = &ioapics[d->io.ioapic];
	unsigned long flags = spin_lock_irqsave(&io->lock);
	u32 low = reg_read(io, REG_ENTRY(d->io.pin));

	spin_unlock_irqrestore(&io->lock, flags);
	return low & RTE_REMOTE_IRR;
}

static const struct irq_chip ioapic_chip = {
	.name = "IOAPIC",
	.mask = pin_mask,
	.unmask = pin_unmask,
	.retarget = pin_retarget,
	.undelivered_eoi = pin_undelivered_eoi,
};

u64 ioapic_maddr(unsigned int n)
{
	return n < ioapic_count ? ioapics[n].maddr : 0;
}

static void init_pins(unsigned int n)
{
	struct ioapic *io = &ioapics[n];
	unsigned int pin;

	for (pin = 0; pin < io->nr_pins; pin++) {
		unsigned int gsi = io->gsi_base + pin;
		struct irq_desc *d;

		/*
		 * Masked and edge: on most parts this also clears a remote IRR that
		 * the firmware left behind.
		 */
		reg_write(io, REG_ENTRY(pin), RTE_MASKED);
		if (gsi >= HV_NR_IRQS)
			continue;
		d = &irq_descs[gsi];
		if (d->chip) {
			printk(LOG_WARN "IOAPIC %u: GSI %u is claimed twice\n", n, gsi);
			continue;
		}
		rte_low[gsi] = RTE_MASKED;
		d->io.ioapic = n;
		d->io.pin = pin;
		d->level = gsi >= ACPI_NR_ISA;
		d->active_low = d->level;
		d->chip = &ioapic_chip;
		if (gsi >= nr_gsi)
			nr_gsi = gsi + 1;
	}
}

static void apply_isa_overrides(void)
{
	unsigned int i;

	for (i = 0; i < ACPI_NR_ISA; i++) {
		const struct acpi_isa_irq *isa = &acpi_madt.isa[i];
		struct irq_desc *d = irq_desc_of(isa->gsi);

		if (!d || (!isa->overridden && isa->gsi != i))
			continue;
		d->level = isa->level;
		d->active_low = isa->active_low;
	}
}

void ioapic_init(void)
{
	unsigned int i;

	for (i = 0; i < acpi_madt.nr_ioapics; i++) {
		struct ioapic *io = &ioapics[ioapic_count];
		u32 version;

		io->maddr = acpi_madt.ioapic[i].base;
		io->gsi_base = acpi_madt.ioapic[i].gsi_base;
		io->regs = map_mmio(io->maddr, 0x20);
		if (!io->regs)
			continue;
		spin_lock_setup(&io->lock, LOCK_IRQ_CHIP);
		version = reg_read(io, REG_VERSION);
		io->nr_pins = (version >> 16 & 0xff) + 1;
		if (version == ~0U || io->nr_pins > MAX_PINS) {
			printk(LOG_WARN "IOAPIC at %#llx does not answer\n",
			       (unsigned long long)io->maddr);
			continue;
		}
		init_pins(ioapic_count);
		printk(LOG_INFO "IOAPIC %u: at %#llx, version %#x, GSI %u-%u\n", ioapic_count,
		       (unsigned long long)io->maddr, version & 0xff, io->gsi_base,
		       io->gsi_base + io->nr_pins - 1);
		ioapic_count++;
	}
	if (!ioapic_count)
		printk(LOG_WARN "no IOAPIC: devices have no interrupts but MSI\n");
	apply_isa_overrides();
}

static struct ioapic *find(u64 phys_base)
{
	unsigned int i;

	for (i = 0; i < ioapic_count; i++)
		if (ioapics[i].maddr == phys_base)
			return &ioapics[i];
	return NULL;
}

int ioapic_guest_read(u64 phys_base, u32 reg, u32 *value)
{
	struct ioapic *io = find(phys_base);
	unsigned long flags;

	if (!io)
		return -ENODEV;
	if (reg > REG_ARB && (reg < 0x10 || reg >= REG_ENTRY(io->nr_pins)))
		return -EINVAL;
	flags = spin_lock_irqsave(&io->lock);
	*value = reg_read(io, reg);
	spin_unlock_irqrestore(&io->lock, flags);
	return 0;
}

int ioapic_guest_write(u64 phys_base, u32 reg, u32 value)
{
	struct ioapic *io = find(phys_base);
	int err;

	if (!io)
		return -ENODEV;
	if (reg < 0x10 || reg >= REG_ENTRY(io->nr_pins))
		return -EPERM;
	/* The destination half, and masking, are ours. */
	if ((reg & 1) || (value & RTE_MASKED))
		return 0;
	err = irq_setup_gsi(io->gsi_base + (reg - 0x10) / 2, value & RTE_LEVEL,
			    value & RTE_POLARITY_LOW);
	return err == -EEXIST ? 0 : err;
}
