/* SPDX-License-Identifier: GPL-2.0-only */
/* The PCI half of physdev_op (hardware domain). */
#ifndef HV_ABI_PHYSDEV_H
#define HV_ABI_PHYSDEV_H

long physdev_pci(unsigned int cmd, unsigned long gva);

#endif
