/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start of day of a micro-guest: the ELF notes, the first instructions of the
 * boot vCPU and of every later one.
 *
 * On entry: rsi = start_info, rsp = a small stack of the builder's, interrupts
 * (events) masked.  We move to a stack of our own, whose lowest word points at
 * the vCPU's struct mg_cpu, and never return.
 */
#define __ASSEMBLY__ 1
#include <xen/interface/elfnote.h>
#include "mg_trap.h"

#define NOTE(type, desc)			\
	.pushsection .note.Xen, "a", @note;	\
	.balign 4;				\
	.long 4, 2f - 1f, type;			\
	.asciz "Xen";				\
1:	desc;					\
2:	.balign 4;				\
	.popsection

	NOTE(XEN_ELFNOTE_GUEST_OS, .asciz "microguest")
	NOTE(XEN_ELFNOTE_GUEST_VERSION, .asciz "1")
	NOTE(XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0")
	NOTE(XEN_ELFNOTE_LOADER, .asciz "generic")
	NOTE(XEN_ELFNOTE_VIRT_BASE, .quad 0xffffffff80000000)
	NOTE(XEN_ELFNOTE_PADDR_OFFSET, .quad 0)
	NOTE(XEN_ELFNOTE_ENTRY, .quad mg_start)
	NOTE(XEN_ELFNOTE_HYPERCALL_PAGE, .quad mg_hypercall_page)
	NOTE(XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb")
	NOTE(XEN_ELFNOTE_PAE_MODE, .asciz "yes")
	/* present bit alone tells a valid mfn in an L1 entry */
	NOTE(XEN_ELFNOTE_L1_MFN_VALID, .quad 1; .quad 1)

	.section .text.start, "ax", @progbits
	.globl mg_start
mg_start:
	cld
	lea	mg_boot_stack + MG_STACK_SIZE(%rip), %rsp
	xor	%ebp, %ebp
	mov	%rsi, %rdi
	call	mg_main
	ud2

	/* later vCPUs: rsp and rdi come from their initial context */
	.globl mg_start_ap
mg_start_ap:
	cld
	xor	%ebp, %ebp
	call	mg_ap_main
	ud2

	.balign 4096
	.globl mg_hypercall_page
mg_hypercall_page:
	.skip	4096, 0xcc

	.section .note.GNU-stack, "", @progbits
