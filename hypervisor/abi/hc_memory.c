// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_op: the sub-operation table.
 *
 * The command word carries the sub-operation in its low six bits; above it a
 * continuation keeps how many extents are done. Reservations are in
 * mem_reservation.c, exchange in mem_exchange.c, maps and limits in mem_maps.c,
 * frames of the hypervisor that a domain may map in mem_resource.c.
 *
 * ABI: __HYPERVISOR_memory_op(cmd, arg)
 * Errors: -ENOSYS for a sub-operation that 4.17 does not have or that concerns only
 * translated guests; others at the handlers.
 */
#include "abi/dispatch.h"
#include "abi/memory.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_type.h"
#include <xen/interface/memory.h>

#define CMD_MASK	0x3f
#define START_SHIFT	6

long memory_continue(unsigned int cmd, u64 start, unsigned long gva)
{
	return hypercall_continue(__HYPERVISOR_memory_op, 2, cmd | start << START_SHIFT, gva,
				  0, 0, 0);
}

HYPERCALL(memory_op)
{
	unsigned int cmd = a1 & CMD_MASK;
	u64 start = a1 >> START_SHIFT;
	unsigned long gva = a2;

	/* tables whose release was cut short may hold the frames that this is about */
	if (page_drain(&current_domain()->mm))
		return memory_continue(cmd, start, gva);

	switch (cmd) {
	case XENMEM_increase_reservation:
	case XENMEM_decrease_reservation:
	case XENMEM_populate_physmap:
		return mem_reservation(cmd, start, gva);
	case XENMEM_exchange:
		return mem_exchange(gva);
	case XENMEM_maximum_ram_page:
		return mem_maximum_ram_page();
	case XENMEM_current_reservation:
	case XENMEM_maximum_reservation:
	case XENMEM_maximum_gpfn:
		return mem_domain_query(cmd, gva);
	case XENMEM_machphys_mfn_list:
	case XENMEM_machphys_compat_mfn_list:
		return mem_machphys_list(gva);
	case XENMEM_machphys_mapping:
		return mem_machphys_mapping(gva);
	case XENMEM_memory_map:
		return mem_memory_map(gva);
	case XENMEM_machine_memory_map:
		return mem_machine_map(gva);
	case XENMEM_set_memory_map:
		return mem_set_memory_map(gva);
	case XENMEM_claim_pages:
		return mem_claim(gva);
	case XENMEM_acquire_resource:
		return mem_acquire_resource(gva);
	case XENMEM_add_to_physmap:
		return mem_add_to_physmap(gva);
	case XENMEM_add_to_physmap_range:
		return mem_add_to_physmap_batch(gva, start);
	case XENMEM_remove_from_physmap:
		return mem_remove_from_physmap(gva);
	case XENMEM_get_vnumainfo:
		return mem_vnuma(gva);
	case XENMEM_get_sharing_freed_pages:
	case XENMEM_get_sharing_shared_pages:
		return 0;		/* nothing is ever shared */
	case XENMEM_get_pod_target:
	case XENMEM_set_pod_target:
		return -EOPNOTSUPP;	/* PV guests have no populate-on-demand */
	default:
		return refuse(-ENOSYS, "memory_op %u", cmd);
	}
}
