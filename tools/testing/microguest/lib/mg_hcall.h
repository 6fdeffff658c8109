/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls, as bare as the ABI has them: number in rax, arguments in rdi, rsi,
 * rdx, r10, r8, r9, SYSCALL, result in rax.  The stubs take pointers as integers
 * where a test wants to pass a wild one.  No stub retries, checks or prints.
 */
#ifndef MG_HCALL_H
#define MG_HCALL_H

#define HC_ARG(x)	((unsigned long)(x))

static inline long hypercall5(unsigned long nr, unsigned long a1, unsigned long a2,
			      unsigned long a3, unsigned long a4, unsigned long a5)
{
	register unsigned long r10 asm("r10") = a4;
	register unsigned long r8 asm("r8") = a5;
	long ret;

	asm volatile("syscall"
		     : "=a" (ret), "+D" (a1), "+S" (a2), "+d" (a3), "+r" (r10), "+r" (r8)
		     : "0" (nr)
		     : "rcx", "r11", "memory", "cc");
	return ret;
}

#define HC_1(nr, a)		hypercall5(nr, HC_ARG(a), 0, 0, 0, 0)
#define HC_2(nr, a, b)		hypercall5(nr, HC_ARG(a), HC_ARG(b), 0, 0, 0)
#define HC_3(nr, a, b, c)	hypercall5(nr, HC_ARG(a), HC_ARG(b), HC_ARG(c), 0, 0)
#define HC_4(nr, a, b, c, d)						\
	hypercall5(nr, HC_ARG(a), HC_ARG(b), HC_ARG(c), HC_ARG(d), 0)
#define HC_5(nr, a, b, c, d, e)						\
	hypercall5(nr, HC_ARG(a), HC_ARG(b), HC_ARG(c), HC_ARG(d), HC_ARG(e))

#define hc_set_trap_table(table)	HC_1(__HYPERVISOR_set_trap_table, table)
#define hc_mmu_update(req, n, done, dom) \
	HC_4(__HYPERVISOR_mmu_update, req, n, done, dom)
#define hc_set_gdt(frames, ents)	HC_2(__HYPERVISOR_set_gdt, frames, ents)
#define hc_stack_switch(ss, sp)		HC_2(__HYPERVISOR_stack_switch, ss, sp)
#define hc_fpu_taskswitch(set)		HC_1(__HYPERVISOR_fpu_taskswitch, set)
#define hc_platform_op(op)		HC_1(__HYPERVISOR_platform_op, op)
#define hc_set_debugreg(reg, val)	HC_2(__HYPERVISOR_set_debugreg, reg, val)
#define hc_get_debugreg(reg)		HC_1(__HYPERVISOR_get_debugreg, reg)
#define hc_update_descriptor(ma, desc)	HC_2(__HYPERVISOR_update_descriptor, ma, desc)
#define hc_memory_op(cmd, arg)		HC_2(__HYPERVISOR_memory_op, cmd, arg)
#define hc_multicall(list, n)		HC_2(__HYPERVISOR_multicall, list, n)
#define hc_update_va_mapping(va, val, fl) \
	HC_3(__HYPERVISOR_update_va_mapping, va, val, fl)
#define hc_update_va_mapping_otherdomain(va, val, fl, dom) \
	HC_4(__HYPERVISOR_update_va_mapping_otherdomain, va, val, fl, dom)
#define hc_set_timer_op(when)		HC_1(__HYPERVISOR_set_timer_op, when)
#define hc_xen_version(cmd, arg)	HC_2(__HYPERVISOR_xen_version, cmd, arg)
#define hc_console_io(cmd, n, buf)	HC_3(__HYPERVISOR_console_io, cmd, n, buf)
#define hc_grant_table_op(cmd, op, n)	HC_3(__HYPERVISOR_grant_table_op, cmd, op, n)
#define hc_vm_assist(cmd, type)		HC_2(__HYPERVISOR_vm_assist, cmd, type)
#define hc_vcpu_op(cmd, id, arg)	HC_3(__HYPERVISOR_vcpu_op, cmd, id, arg)
#define hc_set_segment_base(which, b)	HC_2(__HYPERVISOR_set_segment_base, which, b)
#define hc_mmuext_op(op, n, done, dom)	HC_4(__HYPERVISOR_mmuext_op, op, n, done, dom)
#define hc_sched_op(cmd, arg)		HC_2(__HYPERVISOR_sched_op, cmd, arg)
#define hc_callback_op(cmd, arg)	HC_2(__HYPERVISOR_callback_op, cmd, arg)
#define hc_event_channel_op(cmd, arg)	HC_2(__HYPERVISOR_event_channel_op, cmd, arg)
#define hc_physdev_op(cmd, arg)		HC_2(__HYPERVISOR_physdev_op, cmd, arg)
#define hc_nmi_op(cmd, arg)		HC_2(__HYPERVISOR_nmi_op, cmd, arg)

#endif
