// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, what a domain may use: how many frames, which ports, MMIO frames and
 * interrupts of the machine.
 *
 * A caller can only pass on what it may use itself. dom0 may not use what the
 * hypervisor drives (boot/dom0_permit.c), so neither can a domain that dom0 made.
 * Taking a permission away does not undo mappings made while it was there; tools take
 * devices away from domains that are stopped.
 *
 * The limit on memory may be lower than what the domain has: it then cannot grow
 * until its balloon driver has given enough back.
 */
#include <linux/minmax.h>
#include "abi/domctl.h"
#include "abi/hypercall_page.h"
#include "core/permit.h"
#include "core/pirq.h"
#include "cpu/features.h"
#include "cpu/printk.h"
#include "mm/page_type.h"

#define NR_PORTS	65536

int domctl_max_mem(struct xen_domctl *op, struct domain *d)
{
	u64 frames = op->u.max_mem.max_memkb >> (HV_PAGE_SHIFT - 10);

	spin_lock(&d->mm.page_lock);
	d->mm.max_pages = min_t(u64, frames, U32_MAX);
	spin_unlock(&d->mm.page_lock);
	return 0;
}

/**
 * domctl_hypercall_init() - fill a frame of the domain with hypercall stubs
 * Errors: -EINVAL not a frame of it that it may write.
 */
int domctl_hypercall_init(struct xen_domctl *op, struct domain *d)
{
	mfn_t mfn = _mfn(op->u.hypercall_init.gmfn);
	int err;

	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "hypercall page in no RAM");
	err = page_get_and_type(mfn_to_page(mfn), d->mm.id, TYPE_WRITABLE, false);
	if (err)
		return -EINVAL;
	hypercall_page_fill(mfn_to_virt(mfn));
	page_put_and_type(mfn_to_page(mfn), false);
	return 0;
}

/* Both may be asked of a set: is all of it there, then give or take it. */
static int pass_on(const struct permit *own, struct permit *set, u64 first, u64 last, bool allow)
{
	if (!permit_has(own, first, last))
		return refuse(-EPERM, "%#llx-%#llx is not the caller's", first, last);
	return allow ? permit_add(set, first, last) : permit_remove(set, first, last);
}

/* Errors: -EPERM the caller may not use it itself; -EINVAL; -ENOMEM */
int domctl_irq_permission(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_irq_permission *p = &op->u.irq_permission;
	int irq = pirq_to_irq(current_domain(), p->pirq);

	if (irq < 0)
		return refuse(-EPERM, "pirq %u is not the caller's", p->pirq);
	return pass_on(current_domain()->irqs, d->irqs, irq, irq, p->allow_access);
}

int domctl_iomem_permission(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_iomem_permission *p = &op->u.iomem_permission;
	u64 last = p->first_mfn + p->nr_mfns - 1;
	int err;

	if (last < p->first_mfn || last >> (host_cpu.phys_bits - HV_PAGE_SHIFT))
		return refuse(-EINVAL, "MMIO frames %#llx+%#llx", p->first_mfn, p->nr_mfns);
	err = pass_on(current_domain()->iomem, d->iomem, p->first_mfn, last, p->allow_access);
	if (!err && p->allow_access)
		WRITE_ONCE(d->mm.cache_control, true);
	return err;
}

int domctl_ioport_permission(struct xen_domctl *op, struct domain *d)
{
	const struct xen_domctl_ioport_permission *p = &op->u.ioport_permission;
	u64 end = (u64)p->first_port + p->nr_ports;

	if (!p->nr_ports || end > NR_PORTS)
		return refuse(-EINVAL, "ports %#x+%#x", p->first_port, p->nr_ports);
	return pass_on(current_domain()->ports, d->ports, p->first_port, end - 1,
		       p->allow_access);
}
