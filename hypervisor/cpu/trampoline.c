// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preparing the start-up page of further CPUs.
 *
 * They begin with a root table of their own: the hypervisor's slots as they are
 * at that moment, and the identity map of low memory from start.S, which no
 * other root table has. The first thing that entry() does is to load the real
 * one; so the only mapping that is writable and executable is never in use
 * while anything else runs on that CPU.
 */
#include "cpu/trampoline.h"
#include "cpu/image.h"
#include <linux/string.h>

void trampoline_prepare(void *copy, const u32 *apic_ids, u32 nr_cpus,
			void (*entry)(unsigned int cpu))
{
	struct trampoline_params *params = trampoline_params_of(copy);

	memcpy(trampoline_l4, boot_l4, sizeof(trampoline_l4));
	trampoline_l4[0] = image_maddr(boot_l3_low) | 0x23;	/* P, RW, A */

	memcpy(copy, trampoline_start, trampoline_end - trampoline_start);
	params->cr3 = image_maddr(trampoline_l4);
	params->nr_cpus = nr_cpus;
	params->apic_ids = apic_ids;
	params->entry = entry;
}
