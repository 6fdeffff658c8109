/* SPDX-License-Identifier: GPL-2.0-only */
/* Which domain has which PCI device, and resets on the way. */
#ifndef _XEN_PCI_H
#define _XEN_PCI_H

#include <linux/errno.h>
#include <linux/types.h>

struct pci_dev;

#ifdef CONFIG_XEN_DOM0
/* The domain that @dev was given to; -ENODEV if dom0 keeps it. */
int xen_find_device_domain_owner(struct pci_dev *dev);
int xen_register_device_domain_owner(struct pci_dev *dev, u16 domid);
int xen_unregister_device_domain_owner(struct pci_dev *dev);
int xen_reset_device(const struct pci_dev *dev);
#else
static inline int xen_find_device_domain_owner(struct pci_dev *dev)
{
	return -ENODEV;
}

static inline int xen_register_device_domain_owner(struct pci_dev *dev,
						   u16 domid)
{
	return -EOPNOTSUPP;
}

static inline int xen_unregister_device_domain_owner(struct pci_dev *dev)
{
	return -ENODEV;
}

static inline int xen_reset_device(const struct pci_dev *dev)
{
	return -EOPNOTSUPP;
}
#endif

#endif /* _XEN_PCI_H */
