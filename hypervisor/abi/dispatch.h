/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall table: ABI number, handler, arguments. A handler is do_<name>
 * for __HYPERVISOR_<name>; it takes up to six register arguments as the ABI orders
 * them and returns the value for rax. Privilege is checked by the handler's family
 * in one place per operation; numbers not in the table give -ENOSYS.
 */
#ifndef HV_ABI_DISPATCH_H
#define HV_ABI_DISPATCH_H

#include "core/vcpu.h"

typedef long (*hypercall_fn)(unsigned long, unsigned long, unsigned long,
			     unsigned long, unsigned long, unsigned long);

#define NR_HYPERCALLS 64
extern const hypercall_fn hypercall_table[NR_HYPERCALLS];

/* One call as from a register frame; used by multicall too. */
long hypercall_call(unsigned int nr, const unsigned long args[6]);

#define HYPERCALL(name) \
	long do_##name(unsigned long a1, unsigned long a2, unsigned long a3, \
		       unsigned long a4, unsigned long a5, unsigned long a6)

HYPERCALL(set_trap_table);
HYPERCALL(mmu_update);
HYPERCALL(set_gdt);
HYPERCALL(stack_switch);
HYPERCALL(set_callbacks);
HYPERCALL(fpu_taskswitch);
HYPERCALL(sched_op_compat);
HYPERCALL(platform_op);
HYPERCALL(set_debugreg);
HYPERCALL(get_debugreg);
HYPERCALL(update_descriptor);
HYPERCALL(memory_op);
HYPERCALL(multicall);
HYPERCALL(update_va_mapping);
HYPERCALL(set_timer_op);
HYPERCALL(event_channel_op_compat);
HYPERCALL(xen_version);
HYPERCALL(console_io);
HYPERCALL(physdev_op_compat);
HYPERCALL(grant_table_op);
HYPERCALL(vm_assist);
HYPERCALL(update_va_mapping_otherdomain);

HYPERCALL(vcpu_op);
HYPERCALL(set_segment_base);
HYPERCALL(mmuext_op);
HYPERCALL(xsm_op);
HYPERCALL(nmi_op);
HYPERCALL(sched_op);
HYPERCALL(callback_op);
HYPERCALL(xenpmu_op);
HYPERCALL(event_channel_op);
HYPERCALL(physdev_op);
HYPERCALL(hvm_op);
HYPERCALL(sysctl);
HYPERCALL(domctl);
HYPERCALL(kexec_op);
HYPERCALL(mca);

#endif
