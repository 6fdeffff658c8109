// SPDX-License-Identifier: GPL-2.0-only
/*
 * Message-signalled interrupts.
 *
 * A device writes our data word to our address, and that is an interrupt: the
 * address names the CPU, the data the vector. MSI keeps the pair in the
 * device's configuration space, MSI-X in a table in one of its memory BARs (one
 * entry per message). dom0 finds the capability and turns it on; the contents
 * are ours.
 *
 * Masking: MSI-X always can, MSI only with the optional mask register. An MSI
 * source that cannot be masked cannot be moved without a moment in which its
 * address is new and its data old. A message sent in that moment arrives on a
 * vector that means something else, or nothing, so after such a move the new
 * vector is raised once by hand: a device's handler tolerates a spurious call,
 * but not a lost one.
 *
 * A multi-message MSI has one address and consecutive vectors in an aligned
 * block on one CPU; it stays where it was set up.
 *
 * Sources are found by irq number: sources[irq] is in use while its descriptor
 * has our chip. setup_lock covers setting up and tearing down, and nests inside the
 * caller's lock of the same class (its list of devices); programming is
 * under the descriptor's lock.
 *
 * Deliberately absent: interrupt remapping, extended destinations, masking
 * of a guest's own accesses to MSI-X tables (dom0 is trusted not to).
 */
#include "cpu/apic.h"
#include "cpu/irq_desc.h"
#include "cpu/msix_table.h"
#include "cpu/pci_conf.h"
#include "cpu/printk.h"

#define MSI_ADDRESS		0xfee00000U
#define MSI_MAX_BLOCK		32

struct msi_source {
	u16 seg;
	u8 bus, devfn;
	u8 cap;			/* offset of the capability */
	bool msix, wide, maskable;
	u8 index;		/* message within a multi-message MSI */
	u8 nr;			/* messages asked for (index 0) */
	u16 entry;		/* MSI-X */
	u8 *slot;		/* MSI-X: mapped table entry */
};

static struct msi_source sources[HV_NR_IRQS];
static DEFINE_SPINLOCK_CLASS(setup_lock, LOCK_PCI);

static u32 conf_read(const struct msi_source *s, unsigned int reg, unsigned int bytes)
{
	return pci_conf_read(s->seg, s->bus, s->devfn, s->cap + reg, bytes);
}

static void conf_write(const struct msi_source *s, unsigned int reg, unsigned int bytes, u32 v)
{
	pci_conf_write(s->seg, s->bus, s->devfn, s->cap + reg, bytes, v);
}

static unsigned int mask_reg(const struct msi_source *s)
{
	return s->wide ? PCI_MSI_MASK_64 : PCI_MSI_MASK_32;
}

static void set_mask(const struct msi_source *s, bool masked)
{
	u32 v;

	if (s->msix) {
		mmio_write32(s->slot + PCI_MSIX_ENTRY_VECTOR_CTRL,
			     masked ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0);
		/* Read back: the write has reached the device when this returns. */
		mmio_read32(s->slot + PCI_MSIX_ENTRY_VECTOR_CTRL);
	} else if (s->maskable) {
		v = conf_read(s, mask_reg(s), 4) & ~(1U << s->index);
		conf_write(s, mask_reg(s), 4, v | (u32)masked << s->index);
	}
}

static void enable(const struct msi_source *s)
{
	u16 old = conf_read(s, PCI_MSI_FLAGS, 2), new;

	if (s->msix)
		new = (old | PCI_MSIX_FLAGS_ENABLE) & ~PCI_MSIX_FLAGS_MASKALL;
	else
		new = old | PCI_MSI_FLAGS_ENABLE;
	if (new != old)
		conf_write(s, PCI_MSI_FLAGS, 2, new);
}

static void msi_mask(struct irq_desc *d)
{
	set_mask(d->msi, true);
}

static void msi_unmask(struct irq_desc *d)
{
	enable(d->msi);
	set_mask(d->msi, false);
}

static void msi_retarget(struct irq_desc *d)
{
	const struct msi_source *s = d->msi;
	u32 address = MSI_ADDRESS | pcpu_of(d->cpu)->apic_id << 12;
	u32 data = d->vector;

	if (s->msix) {
		mmio_write32(s->slot + PCI_MSIX_ENTRY_LOWER_ADDR, address);
		mmio_write32(s->slot + PCI_MSIX_ENTRY_UPPER_ADDR, 0);
		mmio_write32(s->slot + PCI_MSIX_ENTRY_DATA, data);
		return;
	}
	if (s->index)
		return;		/* the first message's pair serves all */
	conf_write(s, PCI_MSI_ADDRESS_LO, 4, address);
	if (s->wide)
		conf_write(s, PCI_MSI_ADDRESS_HI, 4, 0);
	conf_write(s, s->wide ? PCI_MSI_DATA_64 : PCI_MSI_DATA_32, 2, data);
	if (!s->maskable && d->owner != IRQ_UNUSED)
		apic_send_ipi(d->cpu, d->vector);
}

static const struct irq_chip msi_chip = {
	.name = "MSI", .mask = msi_mask, .unmask = msi_unmask, .retarget = msi_retarget,
};

static bool same_device(const struct msi_source *s, u16 seg, u8 bus, u8 devfn)
{
	return s->seg == seg && s->bus == bus && s->devfn == devfn;
}

/* setup_lock held. The irq that serves this message already, or -ENOENT */
static int find(const struct msi_request *req)
{
	unsigned int irq;

	for (irq = nr_gsi; irq < HV_NR_IRQS; irq++) {
		const struct msi_source *s = &sources[irq];

		if (irq_descs[irq].chip == &msi_chip &&
		    same_device(s, req->seg, req->bus, req->devfn) &&
		    s->msix == req->msix && (!s->msix || s->entry == req->entry))
			return irq;
	}
	return -ENOENT;
}

static int fill_msix(struct msi_source *s, const struct msi_request *req)
{
	unsigned int entries = (conf_read(s, PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1;

	if (req->nr != 1 || req->entry >= entries)
		return -EINVAL;
	if (!(pci_conf_read(s->seg, s->bus, s->devfn, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY))
		return -ENXIO;
	s->entry = req->entry;
	s->slot = msix_table_slot(s->seg, s->bus, s->devfn, s->cap, req->entry,
				  req->table_maddr);
	return s->slot ? 0 : -ENXIO;
}

static int fill_msi(struct msi_source *s, const struct msi_request *req)
{
	u16 flags = conf_read(s, PCI_MSI_FLAGS, 2);

	s->wide = flags & PCI_MSI_FLAGS_64BIT;
	s->maskable = flags & PCI_MSI_FLAGS_MASKBIT;
	s->nr = req->nr;
	if (!req->nr || req->nr > 1U << (flags & PCI_MSI_FLAGS_QMASK) / 2)
		return -EINVAL;
	return 0;
}

static unsigned int block_order(unsigned int nr)
{
	unsigned int order = 0;

	while (1U << order < nr)
		order++;
	return order;
}

/*
 * A block needs its vectors now, on one CPU. Numbers are allocated for the whole
 * power of two, so that vector v + i belongs to number irq + i.
 */
static int assign_block(unsigned int irq, unsigned int order)
{
	struct irq_desc *first = &irq_descs[irq];
	unsigned long flags = spin_lock_irqsave(&first->lock);
	int err = irq_assign_locked(first, irq_cpus_reachable(), 1U << order);
	unsigned int i, vector = first->vector, cpu = first->cpu;

	spin_unlock_irqrestore(&first->lock, flags);
	for (i = 1; !err && i < 1U << order; i++) {
		struct irq_desc *d = &irq_descs[irq + i];

		flags = spin_lock_irqsave(&d->lock);
		d->vector = vector + i;
		d->cpu = cpu;
		d->block = 1U << order;
		spin_unlock_irqrestore(&d->lock, flags);
	}
	return err;
}

static void write_block_size(const struct msi_source *s, unsigned int order)
{
	u16 flags = conf_read(s, PCI_MSI_FLAGS, 2) & ~PCI_MSI_FLAGS_QSIZE;

	conf_write(s, PCI_MSI_FLAGS, 2, flags | order << 4);
}

static int setup_locked(const struct msi_request *req)
{
	struct msi_source s = {
		.seg = req->seg, .bus = req->bus, .devfn = req->devfn, .msix = req->msix,
	};
	unsigned int order = 0, i;
	int irq, err;

	s.cap = pci_find_cap(req->seg, req->bus, req->devfn,
			     req->msix ? PCI_CAP_ID_MSIX : PCI_CAP_ID_MSI);
	if (!s.cap)
		return -ENODEV;
	if (find(req) >= 0)
		return -EEXIST;
	err = s.msix ? fill_msix(&s, req) : fill_msi(&s, req);
	if (err)
		return err;
	if (!s.msix)
		order = block_order(req->nr);
	irq = irq_number_alloc(1U << order, &msi_chip);
	if (irq < 0)
		return irq;
	for (i = 0; i < 1U << order; i++) {
		s.index = i;
		sources[irq + i] = s;
		irq_descs[irq + i].msi = &sources[irq + i];
		set_mask(&sources[irq + i], true);
	}
	if (order) {
		err = assign_block(irq, order);
		for (i = 0; err && i < 1U << order; i++)
			irq_number_free(irq + i);
		if (err)
			return err;
	}
	if (!s.msix)
		write_block_size(&sources[irq], order);
	if (order)
		msi_retarget(&irq_descs[irq]);
	return irq;
}

int msi_setup(const struct msi_request *req)
{
	int irq;

	pci_conf_prepare(req->seg, req->bus);
	spin_lock_nested(&setup_lock);
	irq = setup_locked(req);
	spin_unlock(&setup_lock);
	return irq;
}

static void teardown_one(unsigned int irq)
{
	struct irq_desc *d = &irq_descs[irq];
	unsigned long flags = spin_lock_irqsave(&d->lock);

	d->masked = false;
	irq_mask_locked(d);
	spin_unlock_irqrestore(&d->lock, flags);
	irq_number_free(irq);
}

/* The first irq of a multi-message MSI takes the whole block with it. */
void msi_teardown(unsigned int irq)
{
	struct msi_source *s;
	unsigned int i, n;

	if (irq < nr_gsi || irq >= HV_NR_IRQS)
		return;
	spin_lock_nested(&setup_lock);
	s = &sources[irq];
	if (irq_descs[irq].chip == &msi_chip && !s->index) {
		n = s->msix ? 1 : 1U << block_order(s->nr);
		if (!s->msix)
			conf_write(s, PCI_MSI_FLAGS, 2,
				   conf_read(s, PCI_MSI_FLAGS, 2) & ~PCI_MSI_FLAGS_ENABLE);
		for (i = 0; i < n; i++)
			teardown_one(irq + i);
	}
	spin_unlock(&setup_lock);
}

static void restore_one(struct irq_desc *d)
{
	unsigned long flags = spin_lock_irqsave(&d->lock);

	if (d->vector) {
		set_mask(d->msi, true);
		msi_retarget(d);
		if (!d->msi->msix && !d->msi->index)
			write_block_size(d->msi, block_order(d->msi->nr));
		if (!d->masked)
			msi_unmask(d);
	}
	spin_unlock_irqrestore(&d->lock, flags);
}

/* After the device was reset, its messages are programmed again. */
int msi_restore(u16 seg, u8 bus, u8 devfn)
{
	unsigned int irq;
	int err = -ENODEV;

	spin_lock_nested(&setup_lock);
	for (irq = nr_gsi; irq < HV_NR_IRQS; irq++) {
		if (irq_descs[irq].chip != &msi_chip ||
		    !same_device(&sources[irq], seg, bus, devfn))
			continue;
		restore_one(&irq_descs[irq]);
		err = 0;
	}
	spin_unlock(&setup_lock);
	return err;
}

/* -ENODEV: no MSI-X; -EBUSY: released while messages are in use */
int msix_prepare(u16 seg, u8 bus, u8 devfn, bool release)
{
	unsigned int irq;
	int err = 0;

	pci_conf_prepare(seg, bus);
	if (!pci_find_cap(seg, bus, devfn, PCI_CAP_ID_MSIX))
		return -ENODEV;
	spin_lock_nested(&setup_lock);
	for (irq = nr_gsi; release && irq < HV_NR_IRQS; irq++)
		if (irq_descs[irq].chip == &msi_chip && sources[irq].msix &&
		    same_device(&sources[irq], seg, bus, devfn))
			err = -EBUSY;
	spin_unlock(&setup_lock);
	return err;
}
