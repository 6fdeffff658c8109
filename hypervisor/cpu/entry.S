/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The crossings between a guest and the hypervisor that happen all the time:
 *
 *   user SYSCALL       -> guest kernel's syscall callback     (no C)
 *   user/kernel #PF    -> guest kernel's handler              (no C)
 *   iret hypercall     -> guest user mode                     (no C)
 *   hypercall          -> hypercall_dispatch() and back
 *   way out of everything else, with event upcalls
 *
 * Guest kernel and guest user both run at CPL 3, in address spaces of their
 * own; hot.user_mode says which one is running. Going from one to the other is
 * a toggle: load the other root, SWAPGS (the active GS base is always that of
 * the running mode; the hypervisor never uses GS), and copy the mode's I/O
 * bitmap offset into the TSS.
 *
 * All of this is one page of code, mapped for each CPU directly behind the page
 * that holds its struct pcpu (cpu/layout.h). So struct pcpu is at a fixed
 * distance from the instruction pointer, without GS and without a free
 * register; and a crossing touches two pages of ours: this one and that one.
 * Consequence: code here runs at an alias of its link address. Jumps inside the
 * page are as usual; anything outside is called by absolute address (HV_CALL).
 *
 * Registers: at SYSCALL rcx and r11 hold the guest's rip and rflags and every
 * other register is the guest's. Interrupts are off in all paths but where STI
 * stands. A bounce ends in SYSRET although the guest did not come by SYSCALL:
 * the frame on its stack holds rcx and r11, and its handler pops them.
 *
 * A fault while a guest's stack is read or written is caught by address range
 * (GUEST_ACCESS), and crashes the domain: it gave us a bad stack.
 *
 *   bounce frame, low to high:  rcx r11 [error] rip cs+mask rflags rsp ss
 *   iret frame, low to high:    rax r11 rcx flags rip cs rflags rsp ss
 */
#include <linux/linkage.h>
#include "cpu/layout.h"
#include "cpu/regs.h"
#include "cpu/entry_macros.h"

	.section .entry.text, "ax"		/* _entry_text_start, page aligned: zazen.lds.S */

/* ---- SYSCALL: from user mode a system call, from kernel mode a hypercall ---- */

	.balign 16
SYM_CODE_START(entry_syscall)
	mov	%rsp, THIS(scratch0)
	lea	PCPU_BASE_RIP, %rsp
	cmpb	$0, PCPU_user_mode(%rsp)
	je	entry_hypercall

	mov	%rax, PCPU_scratch1(%rsp)
	cmpq	$0, PCPU_syscall_rip(%rsp)
	je	syscall_not_registered
	incq	PCPU_count_syscall(%rsp)
	mov	PCPU_kernel_cr3(%rsp), %rax
	mov	%rax, %cr3
	TOGGLE_TO_KERNEL 0, %eax, %ax
	mov	%rdx, PCPU_scratch2(%rsp)
	mov	PCPU_kernel_sp(%rsp), %rdx
	mov	PCPU_vcpu_info(%rsp), %rax
	STAC
	GUEST_ACCESS_BEGIN
	mov	%rcx, -56(%rdx)
	mov	%r11, -48(%rdx)
	mov	%rcx, -40(%rdx)
	movzbl	VI_upcall_mask(%rax), %ecx
	test	%ecx, %ecx
	jnz	.Lsyscall_masked		/* user mode with events masked */
.Lsyscall_flags:
	mov	%r11, -24(%rdx)
	shl	$32, %rcx
	or	$GUEST_CS64, %rcx
	mov	%rcx, -32(%rdx)
	mov	PCPU_scratch0(%rsp), %rcx
	mov	%rcx, -16(%rdx)
	movq	$GUEST_SS, -8(%rdx)
	GUEST_ACCESS_END bad_guest_stack
	CLAC
	mov	PCPU_syscall_flags(%rsp), %ecx
	or	%cl, VI_upcall_mask(%rax)
	ISOLATE_KERNEL
	mov	PCPU_syscall_rip(%rsp), %rcx
	mov	$0x202, %r11d
	mov	PCPU_scratch1(%rsp), %rax
	lea	-56(%rdx), %rsp
	mov	THIS(scratch2), %rdx
	FLUSH_BUFFERS
	sysretq
.Lsyscall_masked:
	and	$~0x200, %r11			/* the frame's IF says "not masked" */
	jmp	.Lsyscall_flags
SYM_CODE_END(entry_syscall)

/* ---- #PF ---- */

	.balign 16
SYM_CODE_START(entry_page_fault)	/* stack: error rip cs rflags rsp ss */
	testb	$3, 16(%rsp)
	jz	hv_fault
	cld
	CLAC
	mov	%rax, PCPU_scratch1+48(%rsp)
	mov	%rdx, PCPU_scratch2+48(%rsp)
	mov	%cr2, %rdx
	mov	%rdx, %rax
	shr	$43, %rax
	cmp	$(HV_VIRT_START >> 43), %eax
	je	page_fault_slow			/* in our range: LDT, or mischief */
	cmpq	$0, PCPU_pf_rip+48(%rsp)
	je	page_fault_slow
	testb	$PF_RSVD, (%rsp)
	jnz	page_fault_slow
	cmpb	$0, PCPU_user_mode+48(%rsp)
	je	.Lpf_kernel

	mov	PCPU_kernel_cr3+48(%rsp), %rax
	mov	%rax, %cr3
	mov	PCPU_vcpu_info+48(%rsp), %rax
	mov	%rdx, VI_cr2(%rax)
	TOGGLE_TO_KERNEL 48, %edx, %dx
	mov	PCPU_kernel_sp+48(%rsp), %rdx
.Lpf_bounce:
	incq	PCPU_count_pf+48(%rsp)
	STAC
	GUEST_ACCESS_BEGIN
	mov	%rcx, -64(%rdx)
	mov	%r11, -56(%rdx)
	mov	(%rsp), %ecx
	mov	%rcx, -48(%rdx)
	mov	8(%rsp), %rcx
	mov	%rcx, -40(%rdx)
	mov	32(%rsp), %rcx
	mov	%rcx, -16(%rdx)
	movzwl	40(%rsp), %ecx
	mov	%rcx, -8(%rdx)
	mov	24(%rsp), %r11
	movzbl	VI_upcall_mask(%rax), %ecx
	test	%ecx, %ecx
	jz	1f
	and	$~0x200, %r11
1:	mov	%r11, -24(%rdx)
	shl	$32, %rcx
	or	16(%rsp), %cx
	mov	%rcx, -32(%rdx)
	GUEST_ACCESS_END bad_guest_stack
	CLAC
	mov	PCPU_pf_flags+48(%rsp), %ecx
	or	%cl, VI_upcall_mask(%rax)
	ISOLATE_KERNEL
	mov	PCPU_pf_rip+48(%rsp), %rcx
	mov	$0x202, %r11d
	mov	PCPU_scratch1+48(%rsp), %rax
	lea	-64(%rdx), %rsp
	mov	THIS(scratch2), %rdx
	FLUSH_BUFFERS
	sysretq

.Lpf_kernel:
	/*
	 * A write to a present page may be meant for a page table that is
	 * mapped read-only: C finds out. The rest is the guest's own affair.
	 */
	mov	(%rsp), %eax
	and	$(PF_PRESENT | PF_WRITE), %eax
	cmp	$(PF_PRESENT | PF_WRITE), %eax
	je	page_fault_slow
	mov	32(%rsp), %rax
	sub	$64 + 15, %rax
	shr	$43, %rax
	cmp	$(HV_VIRT_START >> 43), %eax
	je	page_fault_slow
	UNISOLATE_KERNEL
	mov	PCPU_vcpu_info+48(%rsp), %rax
	mov	%rdx, VI_cr2(%rax)
	mov	32(%rsp), %rdx
	and	$~15, %rdx
	andl	$~PF_USER, (%rsp)		/* guest kernel mode is "supervisor" */
	andb	$~3, 16(%rsp)
	jmp	.Lpf_bounce
SYM_CODE_END(entry_page_fault)

SYM_CODE_START_LOCAL(page_fault_slow)
	mov	PCPU_scratch1+48(%rsp), %rax
	mov	PCPU_scratch2+48(%rsp), %rdx
	movl	$14, 4(%rsp)
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%cr2, %rsi
	mov	%rsp, %rdi
	sti
	HV_CALL	guest_page_fault
	jmp	exit_to_guest
SYM_CODE_END(page_fault_slow)

/* A fault at CPL 0: everything is in C; the code there finds our address ranges. */
SYM_CODE_START_LOCAL(hv_fault)
	movl	$14, 4(%rsp)
	HV_JMP_PUSHED exception_from_hv
SYM_CODE_END(hv_fault)

/* ---- hypercalls ---- */

	.balign 16
SYM_CODE_START_LOCAL(entry_hypercall)	/* rsp = struct pcpu, scratch0 = guest rsp */
	cmp	$HYPERCALL_IRET, %eax
	je	hypercall_iret
	pushq	$GUEST_SS
	pushq	PCPU_scratch0+8(%rsp)
	push	%r11
	pushq	$GUEST_CS64
	push	%rcx
	pushq	$0
	movl	$FRAME_SYSCALL, 4(%rsp)
	SAVE_GPRS
	sub	$48, %rsp			/* callee-saved: left in registers */
	SPEC_ENTER
	sti
	mov	%rsp, %rdi
	HV_CALL	hypercall_dispatch

	cli
	EXIT_WORK .Lhypercall_work
.Lhypercall_out:
	SPEC_LEAVE
	testl	$FRAME_SYSCALL, REGS_entry_vector(%rsp)
	jz	.Lout_iret
	mov	REGS_rip(%rsp), %rcx
	mov	%rcx, %rdx
	sar	$47, %rdx
	inc	%rdx
	cmp	$1, %rdx
	ja	.Lout_iret			/* SYSRET faults in our mode on some CPUs */
	mov	REGS_rflags(%rsp), %r11
	RESTORE_FAST
	mov	REGS_rsp(%rsp), %rsp
	FLUSH_BUFFERS
	sysretq

.Lhypercall_work:
	SAVE_CALLEE_AT_FRAME
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	jmp	exit_to_guest
.Lout_iret:
	mov	REGS_rcx(%rsp), %rcx
	mov	REGS_r11(%rsp), %r11
	RESTORE_FAST
	add	$REGS_rip, %rsp
.Liret:
	FLUSH_BUFFERS
SYM_INNER_LABEL(exit_iretq, SYM_L_GLOBAL)
	iretq
SYM_CODE_END(entry_hypercall)

/* ---- the way out; rsp = full guest frame, on the main stack ---- */

	.balign 16
SYM_CODE_START(exit_to_guest)
	cli
	EXIT_WORK .Lexit_work
.Lexit_restore:
	mov	REGS_rbx(%rsp), %rbx
	mov	REGS_rbp(%rsp), %rbp
	mov	REGS_r12(%rsp), %r12
	mov	REGS_r13(%rsp), %r13
	mov	REGS_r14(%rsp), %r14
	mov	REGS_r15(%rsp), %r15
	jmp	.Lhypercall_out

.Lexit_work:
	cmpl	$0, PCPU_softirq+REGS_SIZE(%rsp)
	jne	.Lexit_softirq
	cmpb	$0, PCPU_slow_exit+REGS_SIZE(%rsp)
	jne	.Lexit_slow

	/* an event upcall, as an interrupt of whatever the guest was doing */
	cmpq	$0, PCPU_event_rip+REGS_SIZE(%rsp)
	je	.Lexit_restore
	incq	PCPU_count_event+REGS_SIZE(%rsp)
	mov	PCPU_kernel_sp+REGS_SIZE(%rsp), %rdx
	cmpb	$0, PCPU_user_mode+REGS_SIZE(%rsp)
	je	.Levent_kernel
	mov	PCPU_kernel_cr3+REGS_SIZE(%rsp), %rcx
	mov	%rcx, %cr3
	TOGGLE_TO_KERNEL REGS_SIZE, %ecx, %cx
	movzwl	REGS_cs(%rsp), %ecx
	jmp	.Levent_frame
.Levent_kernel:
	mov	REGS_rsp(%rsp), %rdx
	and	$~15, %rdx
	lea	-64(%rdx), %rcx
	shr	$43, %rcx
	cmp	$(HV_VIRT_START >> 43), %ecx
	je	bad_guest_stack
	movzwl	REGS_cs(%rsp), %ecx
	and	$~3, %ecx
.Levent_frame:
	mov	PCPU_vcpu_info+REGS_SIZE(%rsp), %rsi
	STAC
	GUEST_ACCESS_BEGIN
	mov	%rcx, -32(%rdx)			/* mask was clear: 0 in bits 32-39 */
	mov	REGS_rcx(%rsp), %rax
	mov	%rax, -56(%rdx)
	mov	REGS_r11(%rsp), %rax
	mov	%rax, -48(%rdx)
	mov	REGS_rip(%rsp), %rax
	mov	%rax, -40(%rdx)
	mov	REGS_rflags(%rsp), %rax
	or	$0x200, %eax
	mov	%rax, -24(%rdx)
	mov	REGS_rsp(%rsp), %rax
	mov	%rax, -16(%rdx)
	movzwl	REGS_ss(%rsp), %eax
	mov	%rax, -8(%rdx)
	GUEST_ACCESS_END bad_guest_stack
	CLAC
	movb	$1, VI_upcall_mask(%rsi)
	sub	$56, %rdx
	mov	%rdx, REGS_rsp(%rsp)
	mov	PCPU_event_rip+REGS_SIZE(%rsp), %rax
	mov	%rax, REGS_rip(%rsp)
	movq	$0x202, REGS_rflags(%rsp)
	movq	$GUEST_CS64, REGS_cs(%rsp)
	movq	$GUEST_SS, REGS_ss(%rsp)
	orl	$FRAME_SYSCALL, REGS_entry_vector(%rsp)	/* rcx, r11 are on its stack */
	jmp	.Lexit_restore

.Lexit_softirq:
	sti
	HV_CALL	softirq_run
	jmp	exit_to_guest
.Lexit_slow:
	sti
	mov	%rsp, %rdi
	HV_CALL	guest_exit_slow
	jmp	exit_to_guest
SYM_CODE_END(exit_to_guest)

/* ---- iret hypercall; the common case is a return to 64-bit user mode ---- */

	.balign 16
SYM_CODE_START_LOCAL(hypercall_iret)	/* rsp = struct pcpu, scratch0 = guest rsp */
	mov	PCPU_scratch0(%rsp), %rcx
	mov	%rcx, %r11
	shr	$43, %r11
	cmp	$(HV_VIRT_START >> 43), %r11d
	je	bad_guest_stack
	incq	PCPU_count_iret(%rsp)
	STAC
	GUEST_ACCESS_BEGIN
	testl	$VGCF_IN_SYSCALL, 24(%rcx)
	jnz	.Liret_other
	movzwl	64(%rcx), %eax
	or	$3, %eax
	push	%rax
	pushq	56(%rcx)
	mov	48(%rcx), %rax
	bt	$9, %eax
	jnc	.Liret_other			/* events stay masked */
	and	$RFLAGS_GUEST_MAY, %eax
	push	%rax
	movzwl	40(%rcx), %eax			/* one read: judged and used */
	push	%rax
	and	$3, %eax
	cmp	$3, %eax
	jne	.Liret_other			/* kernel mode */
	pushq	32(%rcx)
	mov	0(%rcx), %rax
	mov	8(%rcx), %r11
	mov	16(%rcx), %rcx
	GUEST_ACCESS_END bad_guest_stack
	CLAC

	/* committed: rsp = {rip cs rflags rsp ss} below struct pcpu */
	cmpq	$0, PCPU_user_cr3+40(%rsp)
	je	.Liret_work
	mov	%rdx, PCPU_scratch2+40(%rsp)
	UNISOLATE_KERNEL
	mov	PCPU_vcpu_info+40(%rsp), %rdx
	movb	$0, VI_upcall_mask(%rdx)
	cmpb	$0, VI_upcall_pending(%rdx)
	jne	.Liret_work_rdx
	cmpl	$0, PCPU_softirq+40(%rsp)
	jne	.Liret_work_rdx
	cmpw	$0, PCPU_slow_exit+40(%rsp)	/* and slow_iret behind it */
	jne	.Liret_work_rdx
	mov	PCPU_user_exit_cr3+40(%rsp), %rdx
	mov	%rdx, %cr3
	TOGGLE_TO_USER 40, %edx, %dx
	/* SYSRET if the selectors are ours and rcx, r11 are what it leaves in them */
	cmpl	$GUEST_CS64, 8(%rsp)
	jne	.Liret_iret
	cmpl	$GUEST_SS, 32(%rsp)
	jne	.Liret_iret
	cmp	(%rsp), %rcx
	jne	.Liret_iret
	mov	16(%rsp), %edx
	cmp	%rdx, %r11
	jne	.Liret_iret
	test	$RFLAGS_NO_SYSRET, %edx
	jnz	.Liret_iret
	mov	%rcx, %rdx
	shr	$47, %rdx
	jnz	.Liret_iret
	mov	PCPU_scratch2+40(%rsp), %rdx
	mov	24(%rsp), %rsp
	FLUSH_BUFFERS
	sysretq
.Liret_iret:
	mov	PCPU_scratch2+40(%rsp), %rdx
	jmp	.Liret

	/* Something to do first: make it a full frame and take the common way out. */
.Liret_work_rdx:
	mov	PCPU_scratch2+40(%rsp), %rdx
.Liret_work:
	pushq	$0
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	sti
	HV_CALL	iret_to_user			/* toggle, or crash without a user root */
	jmp	exit_to_guest

	/* To kernel mode, as if from a system call, with events masked: C reads it again. */
.Liret_other:
	CLAC
	lea	PCPU_BASE_RIP, %rsp
	pushq	$GUEST_SS
	pushq	PCPU_scratch0+8(%rsp)
	pushq	$0x202
	pushq	$GUEST_CS64
	pushq	$0
	pushq	$0
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	sti
	HV_CALL	iret_slow
	jmp	exit_to_guest
SYM_CODE_END(hypercall_iret)

/* ---- what goes wrong ---- */

/* The guest kernel registered no syscall callback: the instruction does not exist. */
SYM_CODE_START_LOCAL(syscall_not_registered)
	pushq	$GUEST_SS
	pushq	PCPU_scratch0+8(%rsp)
	push	%r11
	pushq	$GUEST_CS64
	sub	$2, %rcx
	push	%rcx
	pushq	$0
	movl	$6, 4(%rsp)
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	mov	$6, %esi
	sti
	HV_CALL	guest_exception
	jmp	exit_to_guest
SYM_CODE_END(syscall_not_registered)

/* The guest's stack could not be written or read. Its registers are lost, and so is it. */
SYM_CODE_START_LOCAL(bad_guest_stack)
	CLAC
	lea	PCPU_BASE_RIP, %rsp
	sub	$REGS_SIZE, %rsp
	SPEC_ENTER
	mov	%rsp, %rdi
	sti
	HV_CALL	guest_bad_stack			/* makes it a frame */
	jmp	exit_to_guest
SYM_CODE_END(bad_guest_stack)

/* SYSCALL from compatibility mode. */
SYM_CODE_START(entry_syscall32)
	mov	%rsp, THIS(scratch0)
	lea	PCPU_BASE_RIP, %rsp
	pushq	$GUEST_SS
	pushq	PCPU_scratch0+8(%rsp)
	push	%r11
	pushq	$GUEST_CS32
	push	%rcx
	pushq	$0
	movl	$FRAME_SYSCALL, 4(%rsp)
	SAVE_GPRS
	SAVE_CALLEE
	orl	$FRAME_FULL, REGS_entry_vector(%rsp)
	SPEC_ENTER
	mov	%rsp, %rdi
	sti
	HV_CALL	guest_syscall32
	jmp	exit_to_guest
SYM_CODE_END(entry_syscall32)

HV_CALL_THUNK
