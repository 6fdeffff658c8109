/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every way the hypervisor enters this guest, and the way back.
 *
 * A bounce frame holds, from the stack pointer up: rcx, r11, [error code,] rip,
 * cs with the saved upcall mask in bits 32..39, rflags, rsp, ss.  The stubs turn
 * it into struct regs (mg_trap.h), call mg_trap(regs) and return by the iret
 * hypercall, whose frame is: rax, r11, rcx, flags, rip, cs, rflags, rsp, ss.
 * The failsafe frame has ds, es, fs, gs after r11; they go to mg_failsafe_sel.
 */
#define __ASSEMBLY__ 1
#include "mg_trap.h"
#define HYPERCALL_IRET 23

	.text

/* Stub for one vector; @has_error: the frame brings an error code. */
.macro entry_stub vector, has_error
	pop	%rcx
	pop	%r11
	.if !\has_error
	push	$0
	.endif
	push	$\vector
	jmp	mg_entry_common
.endm

	.balign 16
	.globl mg_vector_stubs
mg_vector_stubs:
	vec = 0
	.rept 256
	.balign 16
	.if vec == 8 || (vec >= 10 && vec <= 14) || vec == 17 || vec == 21 || vec == 29 || vec == 30
	entry_stub vec, 1
	.else
	entry_stub vec, 0
	.endif
	vec = vec + 1
	.endr

	.globl mg_entry_event, mg_entry_nmi
	.globl mg_entry_syscall, mg_entry_syscall32, mg_entry_sysenter
mg_entry_event:
	entry_stub VEC_EVENT, 0
mg_entry_nmi:
	entry_stub VEC_NMI, 0
mg_entry_syscall:
	entry_stub VEC_SYSCALL, 0
mg_entry_syscall32:
	entry_stub VEC_SYSCALL32, 0
mg_entry_sysenter:
	entry_stub VEC_SYSENTER, 0

	.globl mg_entry_failsafe
mg_entry_failsafe:
	pop	%rcx
	pop	%r11
	pop	mg_failsafe_sel(%rip)
	pop	mg_failsafe_sel + 8(%rip)
	pop	mg_failsafe_sel + 16(%rip)
	pop	mg_failsafe_sel + 24(%rip)
	push	$0
	push	$VEC_FAILSAFE
	jmp	mg_entry_common

mg_entry_common:
	push	%rdi
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rax
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	cld
	mov	%rsp, %rdi
	mov	%rsp, %rbp
	and	$-16, %rsp
	call	mg_trap
	mov	%rbp, %rsp
	xor	%eax, %eax		/* flags of the iret frame */
	jmp	mg_restore

/* mg_iret_to(regs, iret_flags): load a whole register frame. */
	.globl mg_iret_to
mg_iret_to:
	mov	%rdi, %rsp
	mov	%rsi, %rax
mg_restore:
	mov	%rax, 16 * 8(%rsp)	/* the error slot becomes the flags word */
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rax
	pop	%rcx
	pop	%rdx
	pop	%rsi
	pop	%rdi
	mov	%rcx, (%rsp)		/* the vector slot becomes rcx */
	push	%r11
	push	%rax
	mov	$HYPERCALL_IRET, %eax
	syscall
	ud2

/* int mg_setjmp(struct mg_jmp *) and its return. */
	.globl mg_setjmp, mg_longjmp
mg_setjmp:
	mov	%rbx, (%rdi)
	mov	%rbp, 8(%rdi)
	mov	%r12, 16(%rdi)
	mov	%r13, 24(%rdi)
	mov	%r14, 32(%rdi)
	mov	%r15, 40(%rdi)
	lea	8(%rsp), %rax
	mov	%rax, 48(%rdi)
	mov	(%rsp), %rax
	mov	%rax, 56(%rdi)
	xor	%eax, %eax
	ret
mg_longjmp:
	mov	(%rdi), %rbx
	mov	8(%rdi), %rbp
	mov	16(%rdi), %r12
	mov	24(%rdi), %r13
	mov	32(%rdi), %r14
	mov	40(%rdi), %r15
	mov	48(%rdi), %rsp
	mov	$1, %eax
	jmp	*56(%rdi)

	.bss
	.balign 8
	.globl mg_failsafe_sel
mg_failsafe_sel:
	.skip	32

	.section .note.GNU-stack, "", @progbits
