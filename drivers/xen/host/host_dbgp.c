// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's console on a USB debug port.
 *
 * The debug port is a part of an EHCI controller that dom0 drives.  Before the
 * driver resets the controller the hypervisor must let go of the port, and it
 * may take it up again afterwards.  usbcore's EHCI driver calls these hooks in
 * every kernel that has them; outside of dom0 they do nothing.
 */
#include <linux/export.h>
#include <linux/pci.h>
#include <linux/usb.h>
#include <linux/usb/ehci_def.h>
#include <linux/usb/hcd.h>
#include <linux/usb/ehci-dbgp.h>
#include <xen/interface/physdev.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

static int tell_dbgp(struct usb_hcd *hcd, int op_nr)
{
	struct device *ctrl = hcd_to_bus(hcd)->controller;
	struct physdev_dbgp_op op = {
		.op = op_nr,
		.bus = PHYSDEVOP_DBGP_BUS_UNKNOWN,
	};

	if (!xen_initial_domain())
		return 0;
	if (dev_is_pci(ctrl)) {
		struct pci_dev *pdev = to_pci_dev(ctrl);

		op.bus = PHYSDEVOP_DBGP_BUS_PCI;
		op.u.pci.seg = pci_domain_nr(pdev->bus);
		op.u.pci.bus = pdev->bus->number;
		op.u.pci.devfn = pdev->devfn;
	}
	return HYPERVISOR_physdev_op(PHYSDEVOP_dbgp_op, &op);
}

/* Non-zero: the port is not the console, do not mind it. */
int xen_dbgp_reset_prep(struct usb_hcd *hcd)
{
	return tell_dbgp(hcd, PHYSDEVOP_DBGP_RESET_PREPARE);
}
EXPORT_SYMBOL_GPL(xen_dbgp_reset_prep);

int xen_dbgp_external_startup(struct usb_hcd *hcd)
{
	return tell_dbgp(hcd, PHYSDEVOP_DBGP_RESET_DONE);
}
EXPORT_SYMBOL_GPL(xen_dbgp_external_startup);
