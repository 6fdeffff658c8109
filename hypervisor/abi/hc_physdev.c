// SPDX-License-Identifier: GPL-2.0-only
/*
 * physdev_op: interrupts, ports and PCI devices of the machine.
 *
 * Everybody: eoi, irq_status_query, set_iopl, set_iobitmap, the shared EOI page. The
 * hardware domain alone: interrupt set-up (it interprets ACPI and enumerates PCI,
 * and tells what it found), MSI, IOAPIC registers. pirqs of another domain: the
 * privileged.
 *
 * ABI: __HYPERVISOR_physdev_op(cmd, arg); _compat has the command in the argument
 * Errors: -ENOSYS; -EFAULT; -EPERM; -ESRCH; others at the functions
 */
#include "abi/dispatch.h"
#include "abi/physdev.h"
#include "core/pirq.h"
#include "core/switch.h"
#include "cpu/pci_conf.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/physdev.h>

static long eoi(unsigned long gva)
{
	struct physdev_eoi e;

	if (guest_read(&e, gva, sizeof(e)))
		return -EFAULT;
	return pirq_eoi(current_domain(), e.irq);
}

static long eoi_page(unsigned long gva)
{
	struct physdev_pirq_eoi_gmfn g;

	if (guest_read(&g, gva, sizeof(g)))
		return -EFAULT;
	return pirq_set_eoi_gmfn(current_domain(), g.gmfn);
}

static long status_query(unsigned long gva)
{
	struct physdev_irq_status_query q;
	int ret;

	if (guest_read(&q, gva, sizeof(q)))
		return -EFAULT;
	ret = pirq_status(current_domain(), q.irq, &q.flags);
	return ret ? ret : guest_write(gva, &q, sizeof(q));
}

static long set_iopl(unsigned long gva)
{
	struct vcpu *v = current_vcpu();
	struct physdev_set_iopl s;

	if (guest_read(&s, gva, sizeof(s)))
		return -EFAULT;
	if (s.iopl > 3)
		return -EINVAL;
	v->iopl = s.iopl;
	switch_update_ports(v);
	return 0;
}

static long set_iobitmap(unsigned long gva)
{
	struct vcpu *v = current_vcpu();
	struct physdev_set_iobitmap s;

	if (guest_read(&s, gva, sizeof(s)))
		return -EFAULT;
	if (s.nr_ports > 65536 || !guest_range_ok((unsigned long)s.bitmap, (s.nr_ports + 7) / 8))
		return -EINVAL;
	v->io_bitmap_gva = (unsigned long)s.bitmap;
	v->io_bitmap_ports = s.nr_ports;
	return 0;
}

static long map_pirq(unsigned long gva)
{
	struct physdev_map_pirq m;
	struct msi_request req = { .nr = 1 };
	struct domain *d;
	int ret;

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	if (!current_domain()->hardware && m.domid != DOMID_SELF)
		return -EPERM;
	d = domain_get_self_or(m.domid);
	if (!d)
		return -ESRCH;
	switch (m.type) {
	case MAP_PIRQ_TYPE_GSI:
		ret = pirq_map_gsi(d, m.index, &m.pirq);
		break;
	case MAP_PIRQ_TYPE_MULTI_MSI:
		if (m.table_base || m.entry_nr < 1 || m.entry_nr > 32) {
			ret = m.table_base ? -EINVAL : -EDOM;
			break;
		}
		/* As Xen without interrupt remapping: the driver falls back to one message. */
		if (m.entry_nr > 1) {
			ret = refuse(-EOPNOTSUPP, "%d messages in one MSI", m.entry_nr);
			break;
		}
		fallthrough;
	case MAP_PIRQ_TYPE_MSI_SEG:
		req.seg = (u32)m.bus >> 16;
		fallthrough;
	case MAP_PIRQ_TYPE_MSI:
		if (!current_domain()->hardware) {
			ret = -EPERM;
			break;
		}
		req.bus = m.bus;
		req.devfn = m.devfn;
		req.entry = m.table_base ? m.entry_nr : 0;
		req.table_maddr = m.table_base;
		req.msix = m.table_base;
		pci_conf_prepare(req.seg, req.bus);
		ret = pirq_map_msi(d, &req, &m.pirq);
		break;
	default:
		ret = refuse(-EINVAL, "pirq type %d", m.type);
		break;
	}
	domain_put(d);
	if (!ret && guest_write(gva, &m, sizeof(m)))
		ret = -EFAULT;
	return ret;
}

static long unmap_pirq(unsigned long gva)
{
	struct physdev_unmap_pirq u;
	struct domain *d;
	int ret;

	if (guest_read(&u, gva, sizeof(u)))
		return -EFAULT;
	if (!current_domain()->hardware && u.domid != DOMID_SELF)
		return -EPERM;
	d = domain_get_self_or(u.domid);
	if (!d)
		return -ESRCH;
	ret = pirq_unmap(d, u.pirq);
	domain_put(d);
	return ret;
}

static long apic_access(unsigned int cmd, unsigned long gva)
{
	struct physdev_apic a;
	int ret;

	if (guest_read(&a, gva, sizeof(a)))
		return -EFAULT;
	if (cmd == PHYSDEVOP_apic_write)
		return ioapic_guest_write(a.apic_physbase, a.reg, a.value);
	ret = ioapic_guest_read(a.apic_physbase, a.reg, &a.value);
	return ret ? ret : guest_write(gva, &a, sizeof(a));
}

/* The answer is a vector in name only: routing is the hypervisor's affair. */
static long alloc_irq_vector(unsigned long gva)
{
	struct physdev_irq q;
	int vector;

	if (guest_read(&q, gva, sizeof(q)))
		return -EFAULT;
	if (q.irq >= nr_gsi)
		return -EINVAL;
	vector = irq_vector(q.irq);
	if (vector < 0)
		return vector;
	q.vector = vector;
	return guest_write(gva, &q, sizeof(q));
}

static long setup_gsi(unsigned long gva)
{
	struct physdev_setup_gsi s;

	if (guest_read(&s, gva, sizeof(s)))
		return -EFAULT;
	if (s.gsi < 0 || s.gsi >= nr_gsi)
		return -EINVAL;
	return irq_setup_gsi(s.gsi, s.triggering, s.polarity);
}

static long nr_pirqs(unsigned long gva)
{
	struct physdev_nr_pirqs n = { .nr_pirqs = HV_NR_IRQS };

	return guest_write(gva, &n, sizeof(n));
}

static long free_pirq(unsigned long gva)
{
	struct physdev_get_free_pirq f;
	int pirq, ret;

	if (guest_read(&f, gva, sizeof(f)))
		return -EFAULT;
	ret = pirq_get_free(current_domain(), &pirq);
	if (ret)
		return ret;
	f.pirq = pirq;
	return guest_write(gva, &f, sizeof(f));
}

static long everybody(unsigned int cmd, unsigned long gva)
{
	switch (cmd) {
	case PHYSDEVOP_eoi:
		return eoi(gva);
	case PHYSDEVOP_pirq_eoi_gmfn_v1:
	case PHYSDEVOP_pirq_eoi_gmfn_v2:
		return eoi_page(gva);
	case PHYSDEVOP_irq_status_query:
		return status_query(gva);
	case PHYSDEVOP_IRQ_UNMASK_NOTIFY:
		return -ENOSYS;
	case PHYSDEVOP_set_iopl:
		return set_iopl(gva);
	case PHYSDEVOP_set_iobitmap:
		return set_iobitmap(gva);
	case PHYSDEVOP_map_pirq:
		return map_pirq(gva);
	case PHYSDEVOP_unmap_pirq:
		return unmap_pirq(gva);
	case PHYSDEVOP_get_nr_pirqs:
		return nr_pirqs(gva);
	case PHYSDEVOP_get_free_pirq:
		return free_pirq(gva);
	default:
		return 1;		/* not one of these */
	}
}

static long hardware_domain(unsigned int cmd, unsigned long gva)
{
	switch (cmd) {
	case PHYSDEVOP_apic_read:
	case PHYSDEVOP_apic_write:
		return apic_access(cmd, gva);
	case PHYSDEVOP_alloc_irq_vector:
		return alloc_irq_vector(gva);
	case PHYSDEVOP_free_irq_vector:
		return 0;
	case PHYSDEVOP_setup_gsi:
		return setup_gsi(gva);
	default:
		return physdev_pci(cmd, gva);
	}
}

static bool known(unsigned int cmd)
{
	return cmd >= PHYSDEVOP_IRQ_UNMASK_NOTIFY && cmd <= PHYSDEVOP_release_msix;
}

HYPERCALL(physdev_op)
{
	long ret = everybody(a1, a2);

	if (ret <= 0)
		return ret;
	if (!known(a1))
		return -ENOSYS;
	if (!current_domain()->hardware)
		return refuse(-EPERM, "physdev_op %lu", a1);
	return hardware_domain(a1, a2);
}

HYPERCALL(physdev_op_compat)
{
	u32 cmd;

	if (guest_read(&cmd, a1, sizeof(cmd)))
		return -EFAULT;
	if (cmd > PHYSDEVOP_free_irq_vector)
		return -ENOSYS;
	return do_physdev_op(cmd, a1 + offsetof(struct physdev_op, u), 0, 0, 0, 0);
}
