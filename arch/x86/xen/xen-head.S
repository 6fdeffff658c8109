/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a hypervisor starts this kernel, and where a new processor begins.
 *
 * This file is included by ../kernel/head_64.S, whatever the configuration.
 * A loader that speaks the Xen ABI does not use the kernel's normal entry: it
 * reads the ELF notes below, builds page tables as they ask, and jumps to
 * the address of note ENTRY with
 *
 *	%rsi	the start-info page (its virtual address)
 *	%rsp	a scratch stack, not used here
 *
 * in the guest's kernel mode, events masked, segments flat.  The notes are
 * link-time constants: nobody relocates them, because the addresses that
 * they contain are those of the kernel mapping, which does not move here.
 *
 * Deliberately absent: the entry and the hypercall stubs of hardware-assisted
 * guests.
 */
#ifdef CONFIG_XEN_PV

#include <linux/elfnote.h>
#include <linux/init.h>

#include <asm/page_types.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include <asm/xen/interface.h>

#include <xen/interface/elfnote.h>
#include <xen/interface/features.h>
#include <xen/interface/xen.h>

#ifdef CONFIG_XEN_DOM0
#define SUPPORTED	(1 << XENFEAT_writable_page_tables | 1 << XENFEAT_dom0)
#else
#define SUPPORTED	(1 << XENFEAT_writable_page_tables)
#endif

	__INIT
SYM_CODE_START(startup_xen)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	mov	%rsi, %rbx		/* SYSCALL leaves %rbx alone */
	lea	__top_init_kernel_stack(%rip), %rsp

	/*
	 * Per-CPU data, and with it the canary of the stack protector, is
	 * found through %gs.  Until the areas are allocated the boot
	 * processor works on the initial copy.  A hypercall is cheaper than
	 * a WRMSR that has to be emulated.
	 */
	mov	$SEGBASE_GS_KERNEL, %edi
	mov	$INIT_PER_CPU_VAR(fixed_percpu_data), %rsi
	mov	$__HYPERVISOR_set_segment_base, %eax
	syscall
	UNWIND_HINT_END_OF_STACK

	mov	%rbx, %rdi
	call	xen_start_kernel
	int3				/* it does not return */
SYM_CODE_END(startup_xen)
	__FINIT

#ifdef CONFIG_XEN_PV_SMP
	.pushsection .text, "ax"
/* VCPUOP_initialise lets a new processor begin here, on its idle stack. */
SYM_CODE_START(xen_ap_start)
	UNWIND_HINT_END_OF_STACK
	ENDBR
	call	cpu_bringup_and_idle
	int3
SYM_CODE_END(xen_ap_start)

/*
 * A processor that was taken down and is wanted again: drop what is on its
 * idle stack, whose top is given in %rdi, and start over.
 */
SYM_CODE_START(xen_cpu_bringup_again)
	UNWIND_HINT_FUNC
	mov	%rdi, %rsp
	UNWIND_HINT_REGS
	call	cpu_bringup_and_idle
	int3
SYM_CODE_END(xen_cpu_bringup_again)
	.popsection
#endif

	/* What the loader has to arrange before the first instruction */
	ELFNOTE(Xen, XEN_ELFNOTE_ENTRY, .quad startup_xen)
	ELFNOTE(Xen, XEN_ELFNOTE_VIRT_BASE, .quad __START_KERNEL_map)
	ELFNOTE(Xen, XEN_ELFNOTE_PADDR_OFFSET, .quad 0)
	/* The frame list in a slot of its own, away from the kernel image */
	ELFNOTE(Xen, XEN_ELFNOTE_INIT_P2M, .quad PTRS_PER_PUD * PUD_SIZE)
	/* The initial ramdisk as a frame number: it need not be mapped */
	ELFNOTE(Xen, XEN_ELFNOTE_MOD_START_PFN, .long 1)

	/* What the kernel copes with */
	ELFNOTE(Xen, XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0")
	ELFNOTE(Xen, XEN_ELFNOTE_LOADER, .asciz "generic")
	ELFNOTE(Xen, XEN_ELFNOTE_PAE_MODE, .asciz "yes")
	ELFNOTE(Xen, XEN_ELFNOTE_L1_MFN_VALID, .rept 2; .quad _PAGE_PRESENT; .endr)
	ELFNOTE(Xen, XEN_ELFNOTE_SUSPEND_CANCEL, .long 1)
	ELFNOTE(Xen, XEN_ELFNOTE_FEATURES, .ascii "!writable_page_tables")
	ELFNOTE(Xen, XEN_ELFNOTE_SUPPORTED_FEATURES, .long SUPPORTED)

	/* For the eyes of administrators */
	ELFNOTE(Xen, XEN_ELFNOTE_GUEST_OS, .asciz "linux")
	ELFNOTE(Xen, XEN_ELFNOTE_GUEST_VERSION, .asciz "2.6")

#endif /* CONFIG_XEN_PV */
