/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a CPU gets from the start-up IPI's real mode to C.
 *
 * smp.c chooses a page below 1 MiB, lets trampoline_prepare() fill it and sends
 * the start-up IPIs; several CPUs may run through one page at the same time.
 * Each looks up its own APIC ID in apic_ids to learn its CPU number, takes the
 * main stack of its per-CPU area (which must be mapped by then) and calls
 * entry(cpu), which never returns. There the CPU still has the boot GDT, no IDT,
 * CR4 = PAE, and trampoline_l4 as its root: loading the hypervisor's own root
 * (which lacks the identity map) comes first. An APIC ID that is not in the
 * table halts for good.
 */
#ifndef HV_CPU_TRAMPOLINE_H
#define HV_CPU_TRAMPOLINE_H

#include "lib/types.h"

struct trampoline_params {
	u32 cr3;		/* trampoline_l4: below 4 GiB, identity-maps the page */
	u32 nr_cpus;		/* entries of apic_ids */
	const u32 *apic_ids;	/* [cpu]; a hypervisor address */
	void (*entry)(unsigned int cpu);
};

/**
 * trampoline_prepare() - fill the start-up page
 * @copy: hypervisor mapping of a page below 1 MiB
 * @apic_ids: [cpu] = APIC ID, ~0 where there is none
 * @nr_cpus: entries of @apic_ids
 * @entry: where the new CPU goes, with its CPU number
 *
 * Context: boot or CPU hotplug, no CPU on its way through the page. Call it
 * again after the hypervisor's root slots have changed.
 */
void trampoline_prepare(void *copy, const u32 *apic_ids, u32 nr_cpus,
			void (*entry)(unsigned int cpu));

extern const u8 trampoline_start[], trampoline_end[];

static inline struct trampoline_params *trampoline_params_of(void *copy)
{
	return (void *)((u8 *)copy + HV_PAGE_SIZE - sizeof(struct trampoline_params));
}

#endif
