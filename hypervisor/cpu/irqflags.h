/* SPDX-License-Identifier: GPL-2.0-only */
/* Local interrupt state and the few instructions that C has no words for. */
#ifndef HV_CPU_IRQFLAGS_H
#define HV_CPU_IRQFLAGS_H

#include "lib/types.h"

static inline unsigned long local_flags(void)
{
	unsigned long flags;

	asm volatile("pushfq; popq %0" : "=rm" (flags) : : "memory");
	return flags;
}

static inline bool local_irq_enabled(void) { return local_flags() & 0x200; }
static inline void local_irq_off(void) { asm volatile("cli" : : : "memory"); }
static inline void local_irq_on(void) { asm volatile("sti" : : : "memory"); }

static inline unsigned long local_irq_off_save(void)
{
	unsigned long flags = local_flags();

	local_irq_off();
	return flags;
}

static inline void local_irq_back(unsigned long flags)
{
	if (flags & 0x200)
		local_irq_on();
}

static inline void cpu_pause(void) { asm volatile("pause" : : : "memory"); }

#endif
