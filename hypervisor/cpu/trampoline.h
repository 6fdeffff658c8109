/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a CPU gets from the start-up IPI's real mode to C.
 *
 * The code between trampoline_start and trampoline_end is position-independent
 * within one page. smp.c copies it to a page below 1 MiB, writes the parameters
 * at trampoline_params_of() and sends the start-up IPIs; several CPUs may run
 * through one copy at the same time. Each looks up its own APIC ID in apic_ids
 * to learn its CPU number, takes the main stack of its per-CPU area (which must
 * be mapped in the tables of @cr3) and calls entry(cpu), which never returns.
 * An APIC ID that is not in the table halts for good.
 */
#ifndef HV_CPU_TRAMPOLINE_H
#define HV_CPU_TRAMPOLINE_H

#include "lib/types.h"

struct trampoline_params {
	u32 cr3;		/* below 4 GiB; maps the trampoline page at its address */
	u32 nr_cpus;		/* entries of apic_ids */
	const u32 *apic_ids;	/* [cpu]; a hypervisor address */
	void (*entry)(unsigned int cpu);
};

extern const u8 trampoline_start[], trampoline_end[];

static inline struct trampoline_params *trampoline_params_of(void *copy)
{
	return (void *)((u8 *)copy + HV_PAGE_SIZE - sizeof(struct trampoline_params));
}

#endif
