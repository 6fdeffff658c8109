/* SPDX-License-Identifier: GPL-2.0-only */
/* What pv_entry.S, xen-head.S and mainline's entry code define in assembly. */
#ifndef XEN_PV_ENTRY_H
#define XEN_PV_ENTRY_H

#include <linux/compiler.h>

struct pt_regs;
struct start_info;

/* Called as functions, from C or through pv_ops */
void xen_hypercall_pv(void);
__visible void xen_irq_disable_direct(void);
__visible void xen_irq_enable_direct(void);
__visible unsigned long xen_save_fl_direct(void);
__visible unsigned long xen_read_cr2(void);
__visible unsigned long xen_read_cr2_direct(void);
void __noreturn xen_cpu_bringup_again(unsigned long stack);

/* Only their addresses are used */
void xen_iret(void);
void xen_ap_start(void);
void xen_syscall64(void);
void xen_syscall32(void);
void xen_sysenter32(void);
void early_xen_iret_patch(void);
extern const char xen_failsafe_callback[];

/* Called from assembly */
void xen_start_kernel(struct start_info *si);
void cpu_bringup_and_idle(void);
void xen_upcall_pending(struct pt_regs *regs);

/* Thunks: xen_trap_NAME leads to asm_NAME */
void xen_trap_exc_page_fault(void);
void xen_trap_exc_general_protection(void);
void xen_trap_exc_divide_error(void);
void xen_trap_exc_int3(void);
void xen_trap_exc_overflow(void);
void xen_trap_exc_bounds(void);
void xen_trap_exc_invalid_op(void);
void xen_trap_exc_device_not_available(void);
void xen_trap_exc_coproc_segment_overrun(void);
void xen_trap_exc_invalid_tss(void);
void xen_trap_exc_segment_not_present(void);
void xen_trap_exc_stack_segment(void);
void xen_trap_exc_spurious_interrupt_bug(void);
void xen_trap_exc_coprocessor_error(void);
void xen_trap_exc_alignment_check(void);
void xen_trap_exc_simd_coprocessor_error(void);
void xen_trap_exc_control_protection(void);
void xen_trap_int80_emulation(void);
void xen_trap_xenpv_exc_debug(void);
void xen_trap_xenpv_exc_nmi(void);
void xen_trap_xenpv_exc_double_fault(void);
void xen_trap_xenpv_exc_machine_check(void);
void xen_trap_exc_xen_unknown_trap(void);
void xen_trap_exc_xen_hypervisor_callback(void);

/* mainline's handlers for what comes from user mode, without a stack switch */
void noist_exc_debug(struct pt_regs *regs);
void noist_exc_machine_check(struct pt_regs *regs);

#endif
