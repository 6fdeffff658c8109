// SPDX-License-Identifier: GPL-2.0-only
/*
 * physdev_op, PCI: the hardware domain tells which devices it found, where extended
 * configuration space is, and asks for MSI state to be written again.
 *
 * The devices are remembered so that the toolstack can list them and so that an
 * MSI request for a device nobody announced can be refused.
 *
 * Errors: -ENODEV unknown device; -EINVAL; -EFAULT; -ENOMEM; -ENOSYS
 */
#include "abi/physdev.h"
#include "core/pci_devices.h"
#include "cpu/irq.h"
#include "cpu/pci_conf.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/physdev.h>

static long device_add(unsigned long gva)
{
	struct physdev_pci_device_add a;
	struct pci_device_info info = { };
	u32 node = 0;

	if (guest_read(&a, gva, sizeof(a)))
		return -EFAULT;
	if (a.flags & XEN_PCI_DEV_PXM &&
	    guest_read(&node, gva + offsetof(struct physdev_pci_device_add, optarr), sizeof(node)))
		return -EFAULT;
	info.is_extfn = a.flags & XEN_PCI_DEV_EXTFN;
	info.is_virtfn = a.flags & XEN_PCI_DEV_VIRTFN;
	info.physfn_bus = a.physfn.bus;
	info.physfn_devfn = a.physfn.devfn;
	pci_conf_prepare(a.seg, a.bus);
	return pci_device_add(a.seg, a.bus, a.devfn, &info);
}

static long manage_add(unsigned long gva)
{
	struct physdev_manage_pci m;
	struct pci_device_info info = { };

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	return pci_device_add(0, m.bus, m.devfn, &info);
}

static long manage_add_ext(unsigned long gva)
{
	struct physdev_manage_pci_ext m;
	struct pci_device_info info = { };

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	info.is_extfn = m.is_extfn;
	info.is_virtfn = m.is_virtfn;
	info.physfn_bus = m.physfn.bus;
	info.physfn_devfn = m.physfn.devfn;
	return pci_device_add(0, m.bus, m.devfn, &info);
}

static long manage_remove(unsigned long gva)
{
	struct physdev_manage_pci m;

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	return pci_device_remove(0, m.bus, m.devfn);
}

static long restore(unsigned int cmd, unsigned long gva)
{
	struct physdev_pci_device p = { };
	struct physdev_restore_msi r;

	if (cmd == PHYSDEVOP_restore_msi_ext) {
		if (guest_read(&p, gva, sizeof(p)))
			return -EFAULT;
	} else {
		if (guest_read(&r, gva, sizeof(r)))
			return -EFAULT;
		p.bus = r.bus;
		p.devfn = r.devfn;
	}
	return msi_restore(p.seg, p.bus, p.devfn);
}

static long device_op(unsigned int cmd, unsigned long gva)
{
	struct physdev_pci_device p;

	if (guest_read(&p, gva, sizeof(p)))
		return -EFAULT;
	if (cmd == PHYSDEVOP_pci_device_remove)
		return pci_device_remove(p.seg, p.bus, p.devfn);
	pci_conf_prepare(p.seg, p.bus);
	return msix_prepare(p.seg, p.bus, p.devfn, cmd == PHYSDEVOP_release_msix);
}

static long mmcfg(unsigned long gva)
{
	struct physdev_pci_mmcfg_reserved m;

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	if (!(m.flags & XEN_PCI_MMCFG_RESERVED))
		return 0;		/* the firmware does not stand by it: use ports */
	return pci_mmcfg_add(m.address, m.segment, m.start_bus, m.end_bus);
}

long physdev_pci(unsigned int cmd, unsigned long gva)
{
	switch (cmd) {
	case PHYSDEVOP_pci_device_add:
		return device_add(gva);
	case PHYSDEVOP_manage_pci_add:
		return manage_add(gva);
	case PHYSDEVOP_manage_pci_add_ext:
		return manage_add_ext(gva);
	case PHYSDEVOP_manage_pci_remove:
		return manage_remove(gva);
	case PHYSDEVOP_restore_msi:
	case PHYSDEVOP_restore_msi_ext:
		return restore(cmd, gva);
	case PHYSDEVOP_pci_device_remove:
	case PHYSDEVOP_prepare_msix:
	case PHYSDEVOP_release_msix:
		return device_op(cmd, gva);
	case PHYSDEVOP_pci_mmcfg_reserved:
		return mmcfg(gva);
	case PHYSDEVOP_dbgp_op:
		return 0;		/* the console never uses a USB debug port */
	default:
		return refuse(-ENOSYS, "physdev_op %u", cmd);
	}
}
