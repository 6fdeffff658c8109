/* SPDX-License-Identifier: GPL-2.0-only */
/* The PCI devices that the hardware domain announced; lock inside. */
#ifndef HV_CORE_PCI_DEVICES_H
#define HV_CORE_PCI_DEVICES_H

#include "lib/types.h"

struct pci_device_info {
	bool is_extfn, is_virtfn;
	u8 physfn_bus, physfn_devfn;
};

/* 0 also if it is known already; -ENOMEM */
int pci_device_add(u16 seg, u8 bus, u8 devfn, const struct pci_device_info *info);
int pci_device_remove(u16 seg, u8 bus, u8 devfn);	/* -ENODEV */
bool pci_device_known(u16 seg, u8 bus, u8 devfn);

#endif
