// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypercall table, on one page.
 *
 * A guest kernel executes SYSCALL with the number in rax and arguments in rdi, rsi,
 * rdx, r10, r8, r9; entry.S saves what C may clobber and calls
 * hypercall_dispatch(). The result goes to rax. A number without a handler gives
 * -ENOSYS. iret never comes here from a guest: entry.S takes it.
 *
 * Handlers run with interrupts on, no lock held, in the caller's address space.
 */
#include <linux/nospec.h>
#include "abi/dispatch.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "core/trace.h"
#include "cpu/upcalls.h"
#include <xen/interface/xen.h>
#include <xen/interface/xen-mca.h>

const hypercall_fn hypercall_table[NR_HYPERCALLS] = {
	[__HYPERVISOR_set_trap_table]		= do_set_trap_table,
	[__HYPERVISOR_mmu_update]		= do_mmu_update,
	[__HYPERVISOR_set_gdt]			= do_set_gdt,
	[__HYPERVISOR_stack_switch]		= do_stack_switch,
	[__HYPERVISOR_set_callbacks]		= do_set_callbacks,
	[__HYPERVISOR_fpu_taskswitch]		= do_fpu_taskswitch,
	[__HYPERVISOR_sched_op_compat]		= do_sched_op_compat,
	[__HYPERVISOR_platform_op]		= do_platform_op,
	[__HYPERVISOR_set_debugreg]		= do_set_debugreg,
	[__HYPERVISOR_get_debugreg]		= do_get_debugreg,
	[__HYPERVISOR_update_descriptor]	= do_update_descriptor,
	[__HYPERVISOR_memory_op]		= do_memory_op,
	[__HYPERVISOR_multicall]		= do_multicall,
	[__HYPERVISOR_update_va_mapping]	= do_update_va_mapping,
	[__HYPERVISOR_set_timer_op]		= do_set_timer_op,
	[__HYPERVISOR_event_channel_op_compat]	= do_event_channel_op_compat,
	[__HYPERVISOR_xen_version]		= do_xen_version,
	[__HYPERVISOR_console_io]		= do_console_io,
	[__HYPERVISOR_physdev_op_compat]	= do_physdev_op_compat,
	[__HYPERVISOR_grant_table_op]		= do_grant_table_op,
	[__HYPERVISOR_vm_assist]		= do_vm_assist,
	[__HYPERVISOR_update_va_mapping_otherdomain] = do_update_va_mapping_otherdomain,
	[__HYPERVISOR_vcpu_op]			= do_vcpu_op,
	[__HYPERVISOR_set_segment_base]		= do_set_segment_base,
	[__HYPERVISOR_mmuext_op]		= do_mmuext_op,
	[__HYPERVISOR_xsm_op]			= do_xsm_op,
	[__HYPERVISOR_nmi_op]			= do_nmi_op,
	[__HYPERVISOR_sched_op]			= do_sched_op,
	[__HYPERVISOR_callback_op]		= do_callback_op,
	[__HYPERVISOR_xenpmu_op]		= do_xenpmu_op,
	[__HYPERVISOR_event_channel_op]		= do_event_channel_op,
	[__HYPERVISOR_physdev_op]		= do_physdev_op,
	[__HYPERVISOR_hvm_op]			= do_hvm_op,
	[__HYPERVISOR_sysctl]			= do_sysctl,
	[__HYPERVISOR_domctl]			= do_domctl,
	[__HYPERVISOR_kexec_op]			= do_kexec_op,
	[__HYPERVISOR_mca]			= do_mca,
};

long hypercall_call(unsigned int nr, const unsigned long a[6])
{
	hypercall_fn fn;

	if (nr >= NR_HYPERCALLS)
		return -ENOSYS;
	nr = array_index_nospec(nr, NR_HYPERCALLS);
	fn = hypercall_table[nr];
	if (!fn)
		return -ENOSYS;
	counters_of(this_pcpu())->hypercall[nr]++;
	return fn(a[0], a[1], a[2], a[3], a[4], a[5]);
}

void hypercall_dispatch(struct cpu_regs *regs)
{
	unsigned long nr = regs->rax;
	hypercall_fn fn;

	trace_note(TRC_HYPERCALL, nr, regs->rdi, regs->rsi);
	if (nr >= NR_HYPERCALLS)
		goto nosys;
	nr = array_index_nospec(nr, NR_HYPERCALLS);
	fn = hypercall_table[nr];
	if (!fn)
		goto nosys;
	counters_of(this_pcpu())->hypercall[nr]++;
	tbuf_hypercall(nr);
	regs->rax = fn(regs->rdi, regs->rsi, regs->rdx, regs->r10, regs->r8, regs->r9);
	return;
nosys:
	regs->rax = -ENOSYS;
}
