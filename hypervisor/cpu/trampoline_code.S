/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of every further CPU from real mode to C; see cpu/trampoline.h.
 *
 * The first part is copied to a page below 1 MiB and entered at its offset 0
 * with %cs:%ip = page:0000. It knows its address only from %cs. The pointers it
 * needs for lgdt and the far jump are computed into the page itself; CPUs that
 * run here at the same time store the same values.
 *
 * From 16-bit real mode it goes straight to 64-bit mode: paging and protection
 * are turned on by one write of CR0.
 */
#include <linux/linkage.h>
#include <linux/const.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include "cpu/layout.h"
#include "cpu/regs.h"
#include "cpu/hv_offsets.h"

#define PARAMS		(4096 - TRAMP_PARAMS_SIZE)
#define offset(sym)	((sym) - trampoline_start)

	.section .rodata, "a"
	.balign	16
	.globl	trampoline_start, trampoline_end
	.code16
trampoline_start:
	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	movzwl	%ax, %ebx
	shll	$4, %ebx			/* linear address of this page */

	leal	offset(tramp_gdt)(%ebx), %eax
	movl	%eax, offset(tramp_gdt_ptr) + 2
	leal	offset(tramp_64)(%ebx), %eax
	movl	%eax, offset(tramp_far)
	lgdtl	offset(tramp_gdt_ptr)

	movl	$X86_CR4_PAE, %eax
	movl	%eax, %cr4
	movl	PARAMS + TRAMP_CR3, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$(EFER_LME | EFER_SCE | EFER_NX), %eax
	wrmsr
	movl	$(X86_CR0_PG | X86_CR0_WP | X86_CR0_NE | X86_CR0_ET | \
		  X86_CR0_MP | X86_CR0_PE), %eax
	movl	%eax, %cr0
	ljmpl	*(offset(tramp_far))

	.code64
tramp_64:
	movl	%ebx, %ebx			/* clear what 16-bit mode left above */
	addq	$PARAMS, %rbx
	movabsq	$ap_start64, %rax
	jmp	*%rax

	.balign	8
tramp_gdt:
	.quad	0
	.quad	0x00af9b000000ffff		/* 64-bit code */
tramp_gdt_ptr:
	.short	15
	.long	0
tramp_far:
	.long	0
	.short	8
trampoline_end:

/* In the image: %rbx holds the address of struct trampoline_params. */
	.text
	.code64
SYM_CODE_START_LOCAL(ap_start64)
	lgdt	boot_gdt_ptr64(%rip)
	movl	$HV_DS, %eax
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	lldt	%ax

	/* Our APIC ID: all 32 bits where the CPU tells them. */
	movq	%rbx, %r8
	xorl	%eax, %eax
	cpuid
	cmpl	$0xb, %eax
	jb	1f
	movl	$0xb, %eax
	xorl	%ecx, %ecx
	cpuid
	testl	%ebx, %ebx
	jz	1f
	movl	%edx, %eax
	jmp	2f
1:	movl	$1, %eax
	cpuid
	shrl	$24, %ebx
	movl	%ebx, %eax

2:	movq	TRAMP_APIC_IDS(%r8), %rsi
	movl	TRAMP_NR(%r8), %ecx
	xorl	%edi, %edi
3:	cmpl	%ecx, %edi
	jae	4f
	cmpl	%eax, (%rsi, %rdi, 4)
	je	5f
	incl	%edi
	jmp	3b
4:	cli					/* not in the table */
	hlt
	jmp	4b

5:	movq	%rdi, %rax
	shlq	$PCPU_STRIDE_SHIFT, %rax
	movabsq	$(PCPU_VIRT + PCPU_OFFSET - ((REGS_SIZE + 15) & ~15)), %rsp
	addq	%rax, %rsp
	movq	TRAMP_ENTRY(%r8), %rbx
	pushq	$HV_CS
	leaq	6f(%rip), %rax
	pushq	%rax
	lretq
6:	pushq	$0
	popfq
	xorl	%ebp, %ebp
	call	*%rbx				/* known to be ours; nothing speculates yet */
	ud2
SYM_CODE_END(ap_start64)
