// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical interrupts: the hypervisor owns the interrupt controllers and
 * forwards a line or a message as a pirq, which has a port once it is started.
 *
 *	map (arch/x86/pci/xen.c) -> xen_bind_pirq_*() -> startup -> shutdown
 *	   pirq number                 irq, no port       port      no port
 *
 * A level-triggered line stays masked in the controller until the guest has
 * handled it and says so with PHYSDEVOP_eoi. Which pirqs want that is seen in
 * a bitmap shared with the hypervisor, or, where it has none, asked for each
 * pirq when it starts.
 *
 * dom0 gives a GSI the irq of the same number, which is what ACPI and drivers
 * of old devices expect; a domU has no GSIs and takes any number.
 */

#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/irq.h>
#include <linux/msi.h>
#include <asm/xen/pci.h>
#include <xen/interface/physdev.h>
#include <xen/page.h>
#include <xen/xen.h>
#include "evt_internal.h"

/* One bit per pirq that needs an EOI; NULL: the hypervisor has no such page. */
static unsigned long *eoi_map;

static bool needs_eoi(struct evt_binding *b)
{
	if (eoi_map)
		return test_bit(b->pirq.pirq, eoi_map);
	return b->pirq.flags & EVT_PIRQ_NEEDS_EOI;
}

static void query_needs_eoi(struct evt_binding *b)
{
	struct physdev_irq_status_query query = { .irq = b->pirq.pirq };

	b->pirq.flags &= ~EVT_PIRQ_NEEDS_EOI;
	if (!HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, &query) &&
	    query.flags & XENIRQSTAT_needs_eoi)
		b->pirq.flags |= EVT_PIRQ_NEEDS_EOI;
}

static void pirq_done(struct evt_binding *b)
{
	struct physdev_eoi eoi = { .irq = b->pirq.pirq };

	if (!b->port)
		return;
	evt_acknowledge(b);
	if (needs_eoi(b))
		WARN_ON_ONCE(HYPERVISOR_physdev_op(PHYSDEVOP_eoi, &eoi));
}

/* NONE => port open and attached, still masked. */
static int pirq_open(struct evt_binding *b)
{
	struct evtchn_bind_pirq arg = { .pirq = b->pirq.pirq };
	int err;

	if (b->pirq.flags & EVT_PIRQ_SHAREABLE)
		arg.flags = BIND_PIRQ__WILL_SHARE;
	err = HYPERVISOR_event_channel_op(EVTCHNOP_bind_pirq, &arg);
	if (err)
		return err;
	query_needs_eoi(b);
	err = evt_attach(b, arg.port, 0);
	if (err)
		xen_evtchn_close(arg.port);
	return err;
}

static void pirq_start(struct evt_binding *b)
{
	int err = b->port ? 0 : pirq_open(b);

	if (err) {
		pr_warn("xen: no port for irq %d (pirq %u): %d\n", b->irq,
			b->pirq.pirq, err);
		return;
	}
	evt_unmask(b, EVT_MASK_EXPLICIT);
	/* An interrupt of before may wait for its EOI. */
	pirq_done(b);
}

static unsigned int pirq_startup(struct irq_data *data)
{
	pirq_start(evt_by_irq(data->irq));
	return 0;
}

static void pirq_shutdown(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);
	evtchn_port_t port = b->port;

	if (!port)
		return;
	evt_detach(b);
	xen_evtchn_close(port);
}

static void pirq_mask(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		evt_mask(b, EVT_MASK_EXPLICIT);
}

static void pirq_unmask(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		evt_unmask(b, EVT_MASK_EXPLICIT);
}

static void pirq_eoi(struct irq_data *data)
{
	struct evt_binding *b = evt_by_irq(data->irq);

	if (b)
		pirq_done(b);
}

static void pirq_mask_ack(struct irq_data *data)
{
	pirq_mask(data);
	pirq_eoi(data);
}

static struct irq_chip pirq_chip __read_mostly = {
	.name			= "xen-pirq",
	.irq_startup		= pirq_startup,
	.irq_shutdown		= pirq_shutdown,
	.irq_enable		= pirq_unmask,
	.irq_disable		= pirq_mask,
	.irq_mask		= pirq_mask,
	.irq_unmask		= pirq_unmask,
	.irq_ack		= pirq_eoi,
	.irq_eoi		= pirq_eoi,
	.irq_mask_ack		= pirq_mask_ack,
	.irq_set_affinity	= evt_set_affinity,
	.irq_retrigger		= evt_retrigger,
};

static void set_pirq(struct evt_binding *b, unsigned int pirq, unsigned int gsi,
		     domid_t domid, u8 flags)
{
	b->kind = EVT_PIRQ;
	b->pirq.pirq = pirq;
	b->pirq.gsi = gsi;
	b->pirq.domid = domid;
	b->pirq.flags = flags;
}

/**
 * xen_irq_from_gsi() - the irq of a global system interrupt
 * @gsi: any
 *
 * Return: the irq or -1.
 */
int xen_irq_from_gsi(unsigned int gsi)
{
	struct evt_binding *b;

	guard(rcu)();
	list_for_each_entry_rcu(b, &evt_list, node)
		if (b->kind == EVT_PIRQ && b->pirq.gsi == gsi)
			return b->irq;
	return -1;
}
EXPORT_SYMBOL_GPL(xen_irq_from_gsi);

static int gsi_irq_number(unsigned int gsi)
{
	if (!xen_initial_domain())
		return irq_alloc_desc_from(0, -1);
	return gsi < nr_legacy_irqs() ? gsi : irq_alloc_desc_at(gsi, -1);
}

/**
 * xen_bind_pirq_gsi_to_irq() - the irq of a mapped GSI
 * @gsi: the line
 * @pirq: what it was mapped to
 * @shareable: level-triggered, else edge-triggered
 * @name: of the flow, for /proc/interrupts
 *
 * Return: the irq (also if it is bound already) or -errno.
 */
int xen_bind_pirq_gsi_to_irq(unsigned int gsi, unsigned int pirq,
			     int shareable, char *name)
{
	struct evt_binding *b;
	int irq;

	guard(mutex)(&evt_lock);
	irq = xen_irq_from_gsi(gsi);
	if (irq >= 0)
		return irq;
	irq = gsi_irq_number(gsi);
	if (irq < 0)
		return irq;
	b = evt_create(irq, &pirq_chip,
		       shareable ? handle_fasteoi_irq : handle_edge_irq, name);
	if (!b)
		return -ENOMEM;

	if (xen_initial_domain()) {
		struct physdev_irq op = { .irq = irq };

		if (HYPERVISOR_physdev_op(PHYSDEVOP_alloc_irq_vector, &op)) {
			evt_destroy(b);
			return -ENOSPC;
		}
	}
	set_pirq(b, pirq, gsi, DOMID_SELF, shareable ? EVT_PIRQ_SHAREABLE : 0);
	query_needs_eoi(b);
	return irq;
}

#ifdef CONFIG_PCI_MSI
/**
 * xen_allocate_pirq_msi() - a pirq number for a message
 * @dev: unused
 * @msidesc: unused
 *
 * Return: the number or -errno.
 */
int xen_allocate_pirq_msi(struct pci_dev *dev, struct msi_desc *msidesc)
{
	struct physdev_get_free_pirq op = { .type = MAP_PIRQ_TYPE_MSI };
	int err = HYPERVISOR_physdev_op(PHYSDEVOP_get_free_pirq, &op);

	return err ?: op.pirq;
}

/**
 * xen_bind_pirq_msi_to_irq() - irqs of a mapped message, or of a group of them
 * @dev: that sends them
 * @msidesc: of the message
 * @pirq: the first pirq; the group's are consecutive
 * @nvec: size of the group
 * @name: of the flow
 * @domid: that the pirqs belong to, if not us
 *
 * Return: the first irq, the others follow it; or -errno.
 */
int xen_bind_pirq_msi_to_irq(struct pci_dev *dev, struct msi_desc *msidesc,
			     int pirq, int nvec, const char *name,
			     domid_t domid)
{
	struct evt_binding *b;
	int irq, i, err;

	guard(mutex)(&evt_lock);
	irq = irq_alloc_descs(-1, 0, nvec, -1);
	if (irq < 0)
		return irq;

	for (i = 0; i < nvec; i++) {
		b = evt_create(irq + i, &pirq_chip, handle_edge_irq, name);
		err = -ENOMEM;
		if (!b) {
			/* evt_create() freed this one's descriptor. */
			if (i + 1 < nvec)
				irq_free_descs(irq + i + 1, nvec - i - 1);
			goto undo;
		}
		set_pirq(b, pirq + i, 0, domid, i ? EVT_PIRQ_MSI_GROUP : 0);
	}
	err = irq_set_msi_desc(irq, msidesc);
	if (!err)
		return irq;
undo:
	while (i--)
		evt_destroy(evt_by_irq(irq + i));
	return err;
}
#endif

/**
 * xen_destroy_irq() - the end of a pirq's irq
 * @irq: without a handler
 *
 * A group's pirqs are unmapped with the first of them.
 *
 * Return: 0 or -errno.
 */
int xen_destroy_irq(int irq)
{
	struct physdev_unmap_pirq unmap;
	struct evt_binding *b;
	int err = 0;

	guard(mutex)(&evt_lock);
	b = evt_by_irq(irq);
	if (!b)
		return -ENOENT;
	if (xen_initial_domain() && !(b->pirq.flags & EVT_PIRQ_MSI_GROUP)) {
		unmap.pirq = b->pirq.pirq;
		unmap.domid = b->pirq.domid;
		err = HYPERVISOR_physdev_op(PHYSDEVOP_unmap_pirq, &unmap);
		/* A domain that has gone took its pirqs along. */
		if (err == -ESRCH && unmap.domid != DOMID_SELF)
			err = 0;
		if (err) {
			pr_warn("xen: pirq %u stays mapped: %d\n", unmap.pirq,
				err);
			return err;
		}
	}
	evt_destroy(b);
	return 0;
}

/**
 * xen_pirq_from_irq() - the pirq behind an irq
 * @irq: bound to one
 */
int xen_pirq_from_irq(unsigned int irq)
{
	struct evt_binding *b = evt_by_irq(irq);

	return b && b->kind == EVT_PIRQ ? b->pirq.pirq : -ENOENT;
}
EXPORT_SYMBOL_GPL(xen_pirq_from_irq);

/**
 * xen_test_irq_shared() - will other domains not miss this line's interrupts?
 * @irq: bound to a pirq
 *
 * Return: 1 if the line is ours alone (the name tells the opposite; callers
 * rely on what it does), 0 if it is shared or unknown, -ENOENT.
 */
int xen_test_irq_shared(int irq)
{
	struct evt_binding *b = evt_by_irq(irq);
	struct physdev_irq_status_query query;

	if (WARN_ON(!b))
		return -ENOENT;
	query.irq = b->pirq.pirq;
	if (HYPERVISOR_physdev_op(PHYSDEVOP_irq_status_query, &query))
		return 0;
	return !(query.flags & XENIRQSTAT_shared);
}
EXPORT_SYMBOL_GPL(xen_test_irq_shared);

/**
 * evt_pirq_init() - find out how EOIs work; bind dom0's legacy lines
 */
void __init evt_pirq_init(void)
{
	struct physdev_pirq_eoi_gmfn arg;
	unsigned long *map;

	if (xen_initial_domain())
		pci_xen_initial_domain();

	map = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	if (!map)
		return;
	arg.gmfn = virt_to_gfn(map);
	if (HYPERVISOR_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &arg))
		free_page((unsigned long)map);
	else
		eoi_map = map;
}

/**
 * evt_pirq_resume() - map and start the lines again
 *
 * Messages belong to passed-through devices, which cannot move with a domain.
 */
void evt_pirq_resume(void)
{
	struct physdev_map_pirq map;
	struct evt_binding *b;
	int err;

	list_for_each_entry(b, &evt_list, node) {
		if (b->kind != EVT_PIRQ || !b->pirq.gsi)
			continue;
		map = (struct physdev_map_pirq){
			.domid = DOMID_SELF,
			.type = MAP_PIRQ_TYPE_GSI,
			.index = b->pirq.gsi,
			.pirq = b->pirq.pirq,
		};
		err = HYPERVISOR_physdev_op(PHYSDEVOP_map_pirq, &map);
		if (err)
			pr_warn("xen: GSI %u is not mapped any more: %d\n",
				b->pirq.gsi, err);
		else
			pirq_start(b);
	}
}
