/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every crossing between this kernel and the hypervisor, in both directions.
 *
 * Out:	xen_hypercall_pv	a hypercall; target of the static call
 *	xen_iret		leave a frame that an entry has built
 *
 * In:	xen_trap_*		exceptions, NMI and the event upcall
 *	xen_syscall64 ...	system calls of user mode
 *
 * The hypervisor enters with the kernel's GS base active, on the kernel
 * stack of the current task (from user mode) or on the interrupted stack
 * (from kernel mode), with this frame:
 *
 *	ss  rsp  rflags  cs  rip  [error code]  r11  rcx <- rsp
 *
 * A SYSCALL destroys rcx and r11, hence the pair on top; taking it off leaves
 * what hardware would have pushed, and mainline's own entry code goes on.
 *
 * Neither direction: the interrupt flag, which is a byte shared with the
 * hypervisor (non-zero: events are held back).  These functions are called
 * through the callee-save convention and may use rax only.  When enabling
 * finds events pending, the upcall is made from here, like an interrupt taken
 * at that very instruction; no trip to the hypervisor and back is needed.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>

#include <asm/asm-offsets.h>
#include <asm/asm.h>
#include <asm/errno.h>
#include <asm/frame.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

#include <xen/interface/xen.h>

#include "../entry/calling.h"

#define UPCALL_MASK	PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_mask)
#define UPCALL_PENDING	PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_pending)
#define GUEST_CR2	PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_arch_cr2)

	.pushsection .noinstr.text, "ax"

/*
 * eax: number; rdi, rsi, rdx, r10, r8: arguments.  Returns rax, keeps all
 * other registers, because callers are inline assembly.
 */
SYM_FUNC_START(xen_hypercall_pv)
	ANNOTATE_NOENDBR
	push	%r11
	push	%rcx
	UNWIND_HINT_SAVE
	syscall
	UNWIND_HINT_RESTORE
	pop	%rcx
	pop	%r11
	RET
SYM_FUNC_END(xen_hypercall_pv)

SYM_FUNC_START(xen_irq_disable_direct)
	movb	$1, UPCALL_MASK
	RET
SYM_FUNC_END(xen_irq_disable_direct)

/* X86_EFLAGS_IF is bit 9: bit 1 of %ah, the rest of which must read 0. */
SYM_FUNC_START(xen_save_fl_direct)
	xor	%eax, %eax
	cmpb	$0, UPCALL_MASK
	sete	%ah
	add	%ah, %ah
	RET
SYM_FUNC_END(xen_save_fl_direct)

/*
 * From the moment the mask is clear this may be preempted and continue on
 * another processor; then that one's pending flag is looked at, and a call
 * that finds nothing to do does no harm.
 */
SYM_FUNC_START(xen_irq_enable_direct)
	FRAME_BEGIN
	movb	$0, UPCALL_MASK
	cmpb	$0, UPCALL_PENDING
	je	.Lnothing_pending
	call	upcall_here
.Lnothing_pending:
	FRAME_END
	RET
SYM_FUNC_END(xen_irq_enable_direct)

/*
 * Make the caller's place look interrupted: registers as the hypervisor
 * would have found them, the interrupt flag set, rip after the call.
 */
SYM_FUNC_START_LOCAL(upcall_here)
	pushq	$__KERNEL_DS
	pushq	%rsp
	addq	$2*8, (%rsp)			/* without ss, return address */
	pushfq
	orq	$X86_EFLAGS_IF, (%rsp)
	pushq	$__KERNEL_CS
	pushq	4*8(%rsp)			/* the return address */
	pushq	$-1				/* orig_ax */
	UNWIND_HINT_IRET_REGS offset=8
	PUSH_AND_CLEAR_REGS
	ENCODE_FRAME_POINTER
	mov	%rsp, %rdi
	call	xen_upcall_pending
	POP_REGS
	add	$6*8, %rsp			/* orig_ax and the frame */
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(upcall_here)

/* Before the per-CPU vcpu_info is registered, the pointer leads to another. */
SYM_FUNC_START(xen_read_cr2)
	mov	PER_CPU_VAR(xen_vcpu), %rax
	mov	XEN_vcpu_info_arch_cr2(%rax), %rax
	RET
SYM_FUNC_END(xen_read_cr2)

SYM_FUNC_START(xen_read_cr2_direct)
	mov	GUEST_CR2, %rax
	RET
SYM_FUNC_END(xen_read_cr2_direct)

	.popsection

/* Exceptions: xen_trap_NAME continues at asm_NAME ---------------------- */

.macro trap_thunk name:req
SYM_CODE_START(xen_trap_\name)
	UNWIND_HINT_ENTRY
	ENDBR
	pop	%rcx
	pop	%r11
	jmp	asm_\name
SYM_CODE_END(xen_trap_\name)
_ASM_NOKPROBE(xen_trap_\name)
.endm

.irp name, divide_error, int3, overflow, bounds, invalid_op, \
	   device_not_available, coproc_segment_overrun, invalid_tss, \
	   segment_not_present, stack_segment, general_protection, \
	   page_fault, spurious_interrupt_bug, coprocessor_error, \
	   alignment_check, simd_coprocessor_error, xen_unknown_trap, \
	   xen_hypervisor_callback
	trap_thunk exc_\name
.endr
/* There is no IST here; these choose the handler by what they interrupt. */
.irp name, nmi, debug, double_fault
	trap_thunk xenpv_exc_\name
.endr
#ifdef CONFIG_X86_MCE
	trap_thunk xenpv_exc_machine_check
#endif
#ifdef CONFIG_X86_CET
	trap_thunk exc_control_protection
#endif
#ifdef CONFIG_IA32_EMULATION
	trap_thunk int80_emulation
#endif

/* The boot-time handlers find their vector by their own address. */
	.pushsection .init.text, "ax"
SYM_CODE_START(xen_early_idt_handler_array)
	.set	vector, 0
	.rept	NUM_EXCEPTION_VECTORS
	UNWIND_HINT_UNDEFINED
	ENDBR
	pop	%rcx
	pop	%r11
	jmp	early_idt_handler_array + vector * EARLY_IDT_HANDLER_SIZE
	.set	vector, vector + 1
	.org	xen_early_idt_handler_array + vector * XEN_EARLY_IDT_HANDLER_SIZE, 0xcc
	.endr
SYM_CODE_END(xen_early_idt_handler_array)
	.popsection

/* Leaving --------------------------------------------------------------- */

/*
 * The iret hypercall takes the hardware frame and, below it, the four words
 * flags, rcx, r11, rax.  Without VGCF_in_syscall in the flags all registers
 * are restored, so rcx and r11 of user mode survive.
 */
.macro leave_by_hypercall
	sub	$4*8, %rsp
	mov	%rax, 0*8(%rsp)
	mov	%r11, 1*8(%rsp)
	mov	%rcx, 2*8(%rsp)
	movq	$0, 3*8(%rsp)			/* flags */
	mov	$__HYPERVISOR_iret, %eax
	syscall
	int3
.endm

/*
 * Entries from user mode are on the task's stack already, so the frame is
 * left from where it is; native code would copy it to the trampoline stack.
 */
SYM_CODE_START(xenpv_restore_regs_and_return_to_usermode)
	UNWIND_HINT_REGS
	POP_REGS
	STACKLEAK_ERASE_NOCLOBBER
	add	$8, %rsp			/* orig_ax */
	leave_by_hypercall
SYM_CODE_END(xenpv_restore_regs_and_return_to_usermode)

SYM_CODE_START(xen_iret)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_NOENDBR
	leave_by_hypercall
SYM_CODE_END(xen_iret)

/* System calls ------------------------------------------------------------ */

/*
 * The selectors in the frame are the hypervisor's guess.  The kernel reports
 * its own to tracers and to signal handlers.
 */
.macro syscall_target name:req, cs:req, to:req
SYM_CODE_START(\name)
	UNWIND_HINT_ENTRY
	ENDBR
	pop	%rcx
	pop	%r11
	movq	$\cs, 1*8(%rsp)
	movq	$__USER_DS, 4*8(%rsp)
	jmp	\to
SYM_CODE_END(\name)
.endm

	syscall_target xen_syscall64, __USER_CS, \
		entry_SYSCALL_64_after_hwframe
#ifdef CONFIG_IA32_EMULATION
	syscall_target xen_syscall32, __USER32_CS, \
		entry_SYSCALL_compat_after_hwframe
	/* TF is clear already, no single step can hit the first instructions */
	syscall_target xen_sysenter32, __USER32_CS, \
		entry_SYSENTER_compat_after_hwframe
#else
SYM_CODE_START(xen_syscall32)
SYM_INNER_LABEL(xen_sysenter32, SYM_L_GLOBAL)
	UNWIND_HINT_ENTRY
	ENDBR
	pop	%rcx
	pop	%r11
	mov	$-ENOSYS, %rax
	leave_by_hypercall
SYM_CODE_END(xen_syscall32)
#endif
