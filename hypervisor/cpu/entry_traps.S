/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other ways in: exceptions, interrupts, NMI and friends, compatibility-mode
 * system calls. All of them save everything and call C.
 *
 * The code runs at its link address, and finds struct pcpu from the stack
 * pointer, which the TSS or an IST entry has set. From a guest it leaves by the
 * way out in entry.S, at this CPU's alias (LEAVE). From the hypervisor it
 * restores what it saved and returns.
 *
 * With page-table isolation a guest runs on a root table that has these pages, the
 * CPU's own area and little else (mm/isolation.c): until SPEC_ENTER nothing else may
 * be touched. What has a stack of its own can come at any instruction of the
 * crossings, on either root: SPEC_ENTER_ANY looks which it is.
 *
 *   stack after a stub:  {error, vector} rip cs rflags rsp ss
 */
#include <linux/linkage.h>
#include "cpu/layout.h"
#include "cpu/regs.h"
#include "cpu/entry_macros.h"

/* Not where the branch predictor wants: retpoline.S */
#define INDIRECT_RAX	__x86_indirect_thunk_rax

/* To exit_to_guest in the alias; rsp = guest frame. */
.macro LEAVE
	lea	exit_to_guest(%rip), %rax
	and	$0xfff, %eax
	lea	(REGS_SIZE + PCPU_SIZE)(%rsp, %rax), %rax
	jmp	INDIRECT_RAX
.endm

	.section .entry.traps, "ax"

/* ---- exceptions ---- */

SYM_CODE_START(exception_common)
	cld
	CLAC
	testb	$3, 16(%rsp)
	jz	.Lfrom_hv
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	movzbl	REGS_entry_vector(%rsp), %esi
	sti
	call	guest_exception
	LEAVE
SYM_INNER_LABEL(exception_from_hv, SYM_L_GLOBAL)
	pop	%rax
	cld
	CLAC
.Lfrom_hv:
	SAVE_GPRS
	SAVE_CALLEE
	SPEC_ENTER_ANY				/* an IRET that faulted; else nothing changes */
	mov	%rsp, %rdi
	call	hv_exception
.Lback_to_hv:
	RESTORE_CALLEE
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rdx
	pop	%rsi
	pop	%rdi
	add	$8, %rsp
SYM_INNER_LABEL(back_iretq, SYM_L_GLOBAL)
	iretq
SYM_CODE_END(exception_common)

/*
 * Those with a stack of their own: always return to where they came from. That may be
 * a guest, whose frame IRET may refuse by now: hv_fault.c finds it by back_iretq.
 */
.macro IST_ENTRY name, vector, handler, error=0
SYM_CODE_START(\name)
	.if \error == 0
	pushq	$0
	.endif
	movl	$\vector, 4(%rsp)
	cld
	CLAC
	SAVE_GPRS
	SAVE_CALLEE
	SPEC_ENTER_ANY
	mov	%rsp, %rdi
	call	\handler
	SPEC_LEAVE_ANY
	FLUSH_BUFFERS traps_verw_selector
	jmp	.Lback_to_hv
SYM_CODE_END(\name)
.endm

	IST_ENTRY entry_nmi, 2, nmi_handler
	IST_ENTRY entry_double_fault, 8, hv_double_fault, 1
	IST_ENTRY entry_machine_check, 18, mce_handler

/*
 * #DB has a stack of its own because a breakpoint set by a guest can fire at our
 * first instruction after SYSCALL, while rsp is still the guest's. A #DB that comes
 * from a guest moves to the main stack and is an exception like others.
 */
SYM_CODE_START(entry_debug)
	pushq	$0
	movl	$1, 4(%rsp)
	testb	$3, 16(%rsp)
	jz	.Ldebug_hv
	push	%rax
	push	%rcx
	lea	(%rsp), %rax
	and	$~(PCPU_STRIDE - 1), %rax
	add	$(PCPU_OFFSET - 48), %rax
	.irp i, 0, 8, 16, 24, 32, 40
	mov	16+\i(%rsp), %rcx
	mov	%rcx, \i(%rax)
	.endr
	pop	%rcx
	push	(%rsp)
	pop	-8(%rax)
	mov	%rax, %rsp
	mov	-8(%rsp), %rax
	jmp	exception_common
.Ldebug_hv:
	cld
	CLAC
	SAVE_GPRS
	SAVE_CALLEE
	SPEC_ENTER_ANY
	mov	%rsp, %rdi
	call	hv_debug
	SPEC_LEAVE_ANY
	jmp	.Lback_to_hv
SYM_CODE_END(entry_debug)

/* ---- interrupts ---- */

SYM_CODE_START_LOCAL(interrupt_common)
	cld
	CLAC
	testb	$3, 16(%rsp)
	jz	1f
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	movzbl	REGS_entry_vector(%rsp), %edi
	call	irq_dispatch
	LEAVE
1:	SAVE_GPRS
	SAVE_CALLEE
	movzbl	REGS_entry_vector(%rsp), %edi
	call	irq_dispatch
	jmp	.Lback_to_hv
SYM_CODE_END(interrupt_common)

/*
 * Stubs of 16 bytes each: vector_stubs + 16 * vector. 8, 10-14, 17, 21, 29, 30 have
 * an error code.
 */
	.balign 16
SYM_CODE_START(vector_stubs)
	.set	vec, 0
	.rept	256
	.balign 16
	.set	has_code, (vec == 8) || ((vec >= 10) && (vec <= 14)) || (vec == 17)
	.set	has_code, has_code || (vec == 21) || (vec == 29) || (vec == 30)
	.if !has_code
	pushq	$0
	.endif
	movl	$vec, 4(%rsp)
	.if (vec < 32) || (vec == 0x80)
	jmp	exception_common
	.else
	jmp	interrupt_common
	.endif
	.set	vec, vec + 1
	.endr
SYM_CODE_END(vector_stubs)

/* ---- system calls of 32-bit guest processes ---- */

/*
 * SYSENTER leaves NT, AC, DF and TF as the process had them. With NT set every IRET
 * faults, also the one that leaves for another guest.
 */
SYM_CODE_START(entry_sysenter)		/* rsp = struct pcpu, from the MSR */
	pushq	$GUEST_SS
	pushq	$0
	pushfq
	pushq	$2
	popfq
	orl	$0x200, (%rsp)
	pushq	$3
	pushq	$0
	pushq	$0
	movl	$FRAME_SYSCALL, 4(%rsp)
	cld
	CLAC
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	sti
	call	guest_sysenter
	LEAVE
SYM_CODE_END(entry_sysenter)

/* ---- void resume_guest(void): leave with the frame below struct pcpu ---- */

SYM_CODE_START(resume_guest)
	cli
	and	$~(PCPU_STRIDE - 1), %rsp
	add	$(PCPU_OFFSET - REGS_SIZE), %rsp
	LEAVE
SYM_CODE_END(resume_guest)

/* ---- void call_on_fresh_stack(void (*fn)(void)): rdi never returns ---- */

SYM_CODE_START(call_on_fresh_stack)
	and	$~(PCPU_STRIDE - 1), %rsp
	add	$(PCPU_OFFSET - REGS_SIZE), %rsp
	xor	%ebp, %ebp
	push	%rbp
	mov	%rdi, %rax
	jmp	INDIRECT_RAX
SYM_CODE_END(call_on_fresh_stack)

	.balign	2
SYM_DATA_LOCAL(traps_verw_selector, .short HV_DS)
