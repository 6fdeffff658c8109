/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Macros of the assembly entry code: saving and restoring, toggling between the
 * guest's modes, and access to guest memory with a way back.
 *
 * Where a macro takes an offset, it is the distance from rsp up to struct pcpu.
 */
#ifndef HV_CPU_ENTRY_MACROS_H
#define HV_CPU_ENTRY_MACROS_H

#define PF_PRESENT	1
#define PF_WRITE	2
#define PF_USER		4
#define PF_RSVD		8

#define HYPERCALL_IRET	23
#define VGCF_IN_SYSCALL	0x100

/* arithmetic flags, TF, IF, DF, NT, RF, AC, ID: what a guest may have in RFLAGS */
#define RFLAGS_GUEST_MAY	0x254fd7
#define RFLAGS_NO_SYSRET	0x10100		/* RF, TF: only IRET sets them right */

#ifdef __ASSEMBLY__
#include "cpu/hv_offsets.h"	/* before the macros that use it */
#include "cpu/entry_sites.h"

/* This CPU's struct pcpu, relative to code that runs in the entry text alias. */
#define PCPU_BASE_RIP	(_entry_text_start - PCPU_SIZE)(%rip)
#define THIS(field)	(_entry_text_start - PCPU_SIZE + PCPU_##field)(%rip)

/*
 * Patched sites: as long a NOP as what entry_patch.c may put there, and a record
 * {address, kind, target}. What the kinds mean is told in cpu/entry_sites.h.
 */
.macro SITE_RECORD va, kind, target=0
	.pushsection .rodata_tables.entry_patch, "a"
	.quad	\va
	.quad	\kind
	.quad	\target
	.popsection
.endm

#define NOP3	.byte 0x0f, 0x1f, 0x00
#define NOP5	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00
#define NOP7	.byte 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00

.macro SMAP_SITE kind
771:	NOP3
	SITE_RECORD 771b, \kind
.endm
#define STAC	SMAP_SITE SITE_STAC
#define CLAC	SMAP_SITE SITE_CLAC

/* A call of \target, a routine of entry_spec.S, where some CPU property asks for it. */
.macro CALL_SITE kind, target
774:	NOP5
	SITE_RECORD 774b, \kind, \target
.endm

/*
 * Guest mode is left for C: after SAVE_GPRS, before STI; rsp = guest frame. Clobbers
 * rax, rcx, rdx.
 */
#define SPEC_ENTER		CALL_SITE SITE_ENTER, spec_enter
/* The way out after C; rsp = guest frame. Clobbers rax, rcx, rdx. */
#define SPEC_LEAVE		CALL_SITE SITE_LEAVE, spec_leave
/* A bounce is done: the running mode is kernel. Clobbers rax, rcx; any rsp with room. */
#define ISOLATE_KERNEL		CALL_SITE SITE_ISOLATE, isolate_kernel
/* Guest kernel mode is running: to its full root table. Clobbers nothing. */
#define UNISOLATE_KERNEL	CALL_SITE SITE_ISOLATE, unisolate_kernel
/* At CPL 0 in whatever state. Clobbers rax, rcx, rdx; rbx and r12 are for the second. */
#define SPEC_ENTER_ANY		CALL_SITE SITE_ENTER, spec_enter_any
#define SPEC_LEAVE_ANY		CALL_SITE SITE_ENTER, spec_leave_any

/* Directly before SYSRET, or IRET to a guest; \sel is near, in mapped text. */
.macro FLUSH_BUFFERS sel=entry_verw_selector
775:	NOP7
	SITE_RECORD 775b, SITE_VERW, \sel
.endm

/* A stretch inside the routines of entry_spec.S that is skipped unless \kind is on. */
.macro SITE_BLOCK kind, end
776:	jmp	\end
	.org	776b + 2
	SITE_RECORD 776b, \kind
.endm

/* mov $value, %eax, where the value is known at boot only */
.macro SITE_VALUE_EAX kind
	.byte	0xb8
777:	.long	0
	SITE_RECORD 777b, \kind
.endm

/* A stretch of code that touches guest memory; a fault in it goes to \fixup. */
.macro GUEST_ACCESS_BEGIN
772:
.endm
.macro GUEST_ACCESS_END fixup
773:
	.pushsection .rodata_tables.entry_fixup, "a"
	.quad	772b, 773b, \fixup
	.popsection
.endm

/* clobbers \reg, named twice: 32 and 16 bits wide */
.macro TOGGLE_TO_KERNEL up, reg, reg16
	swapgs
	movb	$0, PCPU_user_mode+\up(%rsp)
	movzwl	PCPU_iob_kernel+\up(%rsp), \reg
	mov	\reg16, PCPU_tss_iob+\up(%rsp)
.endm

.macro TOGGLE_TO_USER up, reg, reg16
	swapgs
	movb	$1, PCPU_user_mode+\up(%rsp)
	movzwl	PCPU_iob_user+\up(%rsp), \reg
	mov	\reg16, PCPU_tss_iob+\up(%rsp)
.endm

.macro SAVE_GPRS
	push	%rdi
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rax
	push	%r8
	push	%r9
	push	%r10
	push	%r11
.endm

.macro SAVE_CALLEE
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
.endm

.macro SAVE_CALLEE_AT_FRAME
	mov	%rbx, REGS_rbx(%rsp)
	mov	%rbp, REGS_rbp(%rsp)
	mov	%r12, REGS_r12(%rsp)
	mov	%r13, REGS_r13(%rsp)
	mov	%r14, REGS_r14(%rsp)
	mov	%r15, REGS_r15(%rsp)
.endm

.macro RESTORE_CALLEE
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
.endm

/* all of a frame that no path keeps in registers, but rcx and r11; rsp = frame */
.macro RESTORE_FAST
	mov	REGS_rax(%rsp), %rax
	mov	REGS_rdi(%rsp), %rdi
	mov	REGS_rsi(%rsp), %rsi
	mov	REGS_rdx(%rsp), %rdx
	mov	REGS_r8(%rsp), %r8
	mov	REGS_r9(%rsp), %r9
	mov	REGS_r10(%rsp), %r10
.endm

/*
 * Is there a reason not to go straight back? Softirqs, slow_exit, an event to
 * deliver. Clobbers eax; rsp = guest frame; interrupts off.
 */
.macro EXIT_WORK target
	cmpl	$0, PCPU_softirq+REGS_SIZE(%rsp)
	jne	\target
	cmpb	$0, PCPU_slow_exit+REGS_SIZE(%rsp)
	jne	\target
	mov	PCPU_vcpu_info+REGS_SIZE(%rsp), %rax
	movzwl	VI_upcall_pending(%rax), %eax	/* low: pending, high: mask */
	dec	%eax
	cmp	$0xfe, %eax
	jbe	\target				/* pending, and mask 0 */
.endm

/* C from the entry text alias: by absolute address, clobbers rax. */
.macro HV_CALL fn
	movabs	$\fn, %rax
778:	call	entry_thunk_rax
	SITE_RECORD 778b, SITE_CALL_RAX
.endm

/* Like a jump to \fn, which finds rax on the stack (pushed) */
.macro HV_JMP_PUSHED fn
	push	%rax
	movabs	$\fn, %rax
	jmp	entry_thunk_rax
.endm

.macro HV_CALL_THUNK
	.balign 16
SYM_CODE_START(entry_thunk_rax)
	call	2f
1:	pause
	lfence
	jmp	1b
2:	mov	%rax, (%rsp)
	ret
	int3
SYM_CODE_END(entry_thunk_rax)
.endm

#endif /* __ASSEMBLY__ */
#endif
