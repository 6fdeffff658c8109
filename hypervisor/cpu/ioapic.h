/* SPDX-License-Identifier: GPL-2.0-only */
/* IOAPICs: the pins behind GSIs. */
#ifndef HV_CPU_IOAPIC_H
#define HV_CPU_IOAPIC_H

#include "cpu/irq_desc.h"

extern unsigned int ioapic_count;

/* Map and mask every IOAPIC of the MADT; give each GSI its descriptor. */
void ioapic_init(void);

/* Machine address of the n-th one (never mapped to a guest). */
u64 ioapic_maddr(unsigned int n);

#endif
