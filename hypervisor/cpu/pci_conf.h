/* SPDX-License-Identifier: GPL-2.0-only */
/* PCI configuration space beyond what cpu/irq.h offers to upper layers. */
#ifndef HV_CPU_PCI_CONF_H
#define HV_CPU_PCI_CONF_H

#include "cpu/irq.h"

#include <uapi/linux/pci_regs.h>

void pci_conf_init(void);

/*
 * Map the window of a bus so that registers above 255 and segments above 0 can
 * be reached. Takes locks of the mapping code: before the first access, from
 * process-like context (a hypercall or boot), never from an interrupt.
 */
void pci_conf_prepare(u16 seg, u8 bus);

/* Offset of a capability, 0 if the device has none of that kind */
unsigned int pci_find_cap(u16 seg, u8 bus, u8 devfn, u8 id);

#endif
