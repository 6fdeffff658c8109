/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the hypervisor's cpu/irqflags.h: a program is not interrupted. */
#ifndef HV_CPU_IRQFLAGS_H
#define HV_CPU_IRQFLAGS_H

static inline unsigned long local_irq_off_save(void) { return 0; }
static inline void local_irq_back(unsigned long flags) { }
static inline void cpu_pause(void) { }

#endif
