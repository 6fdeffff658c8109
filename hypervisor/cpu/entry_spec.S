/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the crossings do about speculation and page-table isolation, where the CPU
 * or an option asks for it. Nobody comes here otherwise: the calls are patched in
 * (cpu/entry_sites.h), and inside, each measure is a block that is jumped over.
 *
 *	into C from a guest	spec_enter: full root table, SPEC_CTRL, barrier,
 *				return stack
 *	back to a guest		spec_leave: SPEC_CTRL, the mode's isolated root
 *	bounces (no C)		unisolate_kernel, isolate_kernel: the root only. They have
 *				no indirect branch and no return that a guest could
 *				have prepared, so the rest is not needed
 *	NMI and the like	spec_enter_any, spec_leave_any: keep what they find
 *
 * The hypervisor runs C on full root tables only (hot.kernel_cr3, hot.user_cr3, or
 * its own); a guest runs on hot.*_exit_cr3, which is the same value for a domain
 * that is not isolated. A full root is left for an isolated one when nothing but
 * this page, the CPU's own area and the guest's memory is going to be touched.
 *
 * All of it is in the entry text page. The routines find struct pcpu by rsp or rip as
 * their comments say; spec_enter and the _any ones are also called by entry_traps.S,
 * at their link address, and so use rsp.
 */
#include <linux/linkage.h>
#include <asm/msr-index.h>
#include "cpu/layout.h"
#include "cpu/regs.h"
#include "cpu/entry_macros.h"

#define UP	(REGS_SIZE + 8)		/* from rsp to struct pcpu: frame, return address */
#define RSB_FILL_PAIRS	16

	.section .entry.text, "ax"

/* Clobbers eax, ecx, edx. */
.macro WRITE_SPEC_CTRL value
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	SITE_VALUE_EAX \value
	xor	%edx, %edx
	wrmsr
.endm

/* rsp = return address, guest frame. Clobbers rax, rcx, rdx. */
SYM_CODE_START(spec_enter)
	SITE_BLOCK SITE_IN_ISOLATE, .Lenter_ctrl
	mov	PCPU_kernel_cr3+UP(%rsp), %rax
	mov	PCPU_kernel_exit_cr3+UP(%rsp), %rcx
	cmpb	$0, PCPU_user_mode+UP(%rsp)
	cmovne	PCPU_user_cr3+UP(%rsp), %rax
	cmovne	PCPU_user_exit_cr3+UP(%rsp), %rcx
	cmp	%rax, %rcx
	je	.Lenter_ctrl			/* not an isolated domain */
	mov	%rax, %cr3
.Lenter_ctrl:
	SITE_BLOCK SITE_IN_CTRL, .Lenter_ibpb
	WRITE_SPEC_CTRL SITE_CTRL_HV
.Lenter_ibpb:
	SITE_BLOCK SITE_IN_IBPB, .Lenter_rsb
	mov	$MSR_IA32_PRED_CMD, %ecx
	mov	$PRED_CMD_IBPB, %eax
	xor	%edx, %edx
	wrmsr
.Lenter_rsb:
	SITE_BLOCK SITE_IN_RSB, .Lenter_done
	/* 32 calls that are never returned from; whoever predicts so, spins. */
	mov	%rsp, %rdx
	mov	$RSB_FILL_PAIRS, %ecx
1:	call	3f
2:	pause
	lfence
	jmp	2b
3:	call	5f
4:	pause
	lfence
	jmp	4b
5:	dec	%ecx
	jnz	1b
	lfence					/* not with a count that was guessed */
	mov	%rdx, %rsp
.Lenter_done:
	ret
SYM_CODE_END(spec_enter)

/* rsp = return address, guest frame. Clobbers rax, rcx, rdx. */
SYM_CODE_START(spec_leave)
	SITE_BLOCK SITE_IN_CTRL, .Lleave_root
	WRITE_SPEC_CTRL SITE_CTRL_GUEST
.Lleave_root:
	SITE_BLOCK SITE_IN_ISOLATE, .Lleave_done
	mov	PCPU_kernel_cr3+UP(%rsp), %rax
	mov	PCPU_kernel_exit_cr3+UP(%rsp), %rcx
	cmpb	$0, PCPU_user_mode+UP(%rsp)
	cmovne	PCPU_user_cr3+UP(%rsp), %rax
	cmovne	PCPU_user_exit_cr3+UP(%rsp), %rcx
	cmp	%rax, %rcx
	je	.Lleave_done
	mov	%rcx, %cr3
.Lleave_done:
	ret
SYM_CODE_END(spec_leave)

/* In the alias. Clobbers rax, rcx. */
SYM_CODE_START(isolate_kernel)
	mov	THIS(kernel_exit_cr3), %rax
	cmp	THIS(kernel_cr3), %rax
	je	1f
	mov	%rax, %cr3
1:	ret
SYM_CODE_END(isolate_kernel)

/* In the alias. Clobbers nothing. */
SYM_CODE_START(unisolate_kernel)
	push	%rax
	mov	THIS(kernel_cr3), %rax
	cmp	THIS(kernel_exit_cr3), %rax
	je	1f
	mov	%rax, %cr3
1:	pop	%rax
	ret
SYM_CODE_END(unisolate_kernel)

/*
 * At CPL 0, on any stack of the CPU's area, rbx and r12 saved. Sets rbx to the root table
 * to go back to, 0 if it need not change, and r12d to SPEC_CTRL as it was.
 * Clobbers rax, rcx, rdx.
 */
SYM_CODE_START(spec_enter_any)
	xor	%ebx, %ebx
	SITE_BLOCK SITE_IN_ISOLATE, .Lany_ctrl
	mov	%rsp, %rdx
	and	$~(PCPU_STRIDE - 1), %rdx
	add	$PCPU_OFFSET, %rdx
	mov	%cr3, %rbx
	lea	(%rbx, %rbx), %rcx		/* without bit 63, which reads as zero */
	mov	PCPU_kernel_exit_cr3(%rdx), %rax
	add	%rax, %rax
	cmp	%rcx, %rax
	mov	PCPU_kernel_cr3(%rdx), %rax
	je	1f
	mov	PCPU_user_exit_cr3(%rdx), %rax
	add	%rax, %rax
	cmp	%rcx, %rax
	mov	PCPU_user_cr3(%rdx), %rax
	je	1f
	xor	%ebx, %ebx			/* a full root, or the hypervisor's own */
	jmp	.Lany_ctrl
1:	mov	%rax, %cr3
.Lany_ctrl:
	SITE_BLOCK SITE_IN_CTRL, .Lany_rest
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	rdmsr
	mov	%eax, %r12d
	WRITE_SPEC_CTRL SITE_CTRL_HV
.Lany_rest:
	jmp	.Lenter_ibpb
SYM_CODE_END(spec_enter_any)

/* The way back: rbx and r12d from spec_enter_any. Clobbers rax, rcx, rdx. */
SYM_CODE_START(spec_leave_any)
	SITE_BLOCK SITE_IN_CTRL, .Lleave_any_root
	mov	$MSR_IA32_SPEC_CTRL, %ecx
	mov	%r12d, %eax
	xor	%edx, %edx
	wrmsr
.Lleave_any_root:
	test	%rbx, %rbx
	jz	1f
	mov	%rbx, %cr3
1:	ret
SYM_CODE_END(spec_leave_any)

/* What VERW looks up: ours, present and writable, in the one page that is always mapped. */
	.balign	2
SYM_DATA_START(entry_verw_selector)
	.short	HV_DS
SYM_DATA_END(entry_verw_selector)
