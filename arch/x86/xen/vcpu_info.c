// SPDX-License-Identifier: GPL-2.0-only
/*
 * One struct vcpu_info per vCPU: event flags, CR2 and the time parameters.
 *
 * The ABI offers two places.  The shared-info page holds an array for the
 * first MAX_VIRT_CPUS vCPUs; that is where everybody starts.  Then each vCPU
 * registers a place of its own in per-CPU data, where the flags can be reached
 * with one %gs-relative instruction.  A place can be registered once in the
 * life of a vCPU and never taken back.
 *
 *	per-CPU pointer xen_vcpu ----> shared_info.vcpu_info[nr]	early
 *				 \---> per-CPU xen_vcpu_info		then
 *
 * Only when all possible vCPUs have moved may the interrupt operations use
 * the short forms, because they do not follow the pointer.
 *
 * After a suspend the new host knows nothing of the places: all of them are
 * registered again, with the other vCPUs held down while theirs is moved.
 *
 * Linux numbers and vCPU numbers are the same in a PV guest.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/smp.h>

#include <xen/interface/vcpu.h>
#include <xen/page.h>
#include <xen/runstate.h>

#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>

#include "domain_info.h"
#include "irq_ops.h"
#include "pv_entry.h"
#include "vcpu_info.h"

DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);
/* 64 bytes, aligned to as many: it cannot straddle pages. */
DEFINE_PER_CPU_ALIGNED(struct vcpu_info, xen_vcpu_info);

DEFINE_PER_CPU(u32, xen_vcpu_id);
EXPORT_PER_CPU_SYMBOL(xen_vcpu_id);

/**
 * xen_vcpu_info_reset() - use the shared-info page's place
 * @cpu: whose
 *
 * vCPUs that have no place there get a null pointer, so that a use before
 * xen_vcpu_setup() does not go unnoticed.
 */
void xen_vcpu_info_reset(int cpu)
{
	u32 nr = xen_vcpu_nr(cpu);

	per_cpu(xen_vcpu, cpu) = nr < MAX_VIRT_CPUS ?
		&HYPERVISOR_shared_info->vcpu_info[nr] : NULL;
}

/**
 * xen_vcpu_setup() - register the per-CPU place of one vCPU
 * @cpu: whose
 *
 * The hypervisor copies the contents of the old place.
 *
 * Context: the vCPU is this one or does not run.
 * ABI: VCPUOP_register_vcpu_info.
 */
void xen_vcpu_setup(int cpu)
{
	struct vcpu_info *place = &per_cpu(xen_vcpu_info, cpu);
	struct vcpu_register_vcpu_info where = {
		.mfn = arbitrary_virt_to_mfn(place),
		.offset = offset_in_page(place),
	};
	int err;

	BUILD_BUG_ON(sizeof(*place) > SMP_CACHE_BYTES);

	err = HYPERVISOR_vcpu_op(VCPUOP_register_vcpu_info, xen_vcpu_nr(cpu),
				 &where);
	if (err)
		panic("vCPU %d: its info cannot be placed (%d)\n", cpu, err);
	per_cpu(xen_vcpu, cpu) = place;
}

/**
 * xen_setup_vcpu_info_placement() - move all vCPUs to per-CPU places
 *
 * Context: boot processor, once per-CPU areas and the possible mask exist and
 * before alternatives patch the interrupt operations into their callers.
 */
void __init xen_setup_vcpu_info_placement(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(xen_vcpu_id, cpu) = cpu;
		xen_vcpu_setup(cpu);
	}
	irq_ops_use_percpu();
}

static void restore_one(int cpu)
{
	xen_setup_runstate_info(cpu);
	xen_vcpu_info_reset(cpu);
	xen_vcpu_setup(cpu);
}

/**
 * xen_vcpu_restore() - tell a new host all places
 *
 * Context: resume, on the only running processor, interrupts off.  A vCPU
 * that is up already is stopped meanwhile; failing to do so would leave it
 * without events, and there is no way back: BUG.
 */
void xen_vcpu_restore(void)
{
	int this_cpu = smp_processor_id();
	int cpu;

	for_each_possible_cpu(cpu) {
		u32 nr = xen_vcpu_nr(cpu);
		bool running = cpu != this_cpu &&
			HYPERVISOR_vcpu_op(VCPUOP_is_up, nr, NULL) > 0;

		if (running && HYPERVISOR_vcpu_op(VCPUOP_down, nr, NULL))
			BUG();
		restore_one(cpu);
		if (running && HYPERVISOR_vcpu_op(VCPUOP_up, nr, NULL))
			BUG();
	}
}
