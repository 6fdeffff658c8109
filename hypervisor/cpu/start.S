/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the boot loader to C on the first CPU.
 *
 * A multiboot loader (version 1 or 2) enters at start in 32-bit protected mode
 * without paging: %eax holds its magic number, %ebx the physical address of
 * its information. The image lies at its physical link address but every
 * symbol has its final virtual address, so phys() is used until paging is on.
 *
 * What is built here:
 *
 *	boot_l4[0]    -> boot_l3_low	identity map of the first 4 GiB
 *	boot_l4[262]  -> boot_l3_low	the same as direct map, not executable
 *	boot_l4[261]  -> boot_l3_image	the image in 4 KiB pages, and the first
 *					CPU's per-CPU area (cpu/layout.h)
 *
 * Only slot 261 stays. hv_pgtable_init() clears the identity map and replaces the
 * direct map as soon as the memory map is known; boot_l3_low is used once more, below
 * the root on which other CPUs take their first steps (trampoline.c).
 *
 * The image is mapped writable and executable until hv_pgtable_protect_image(), the
 * last step of booting. Memory that the loader passes information in is outside the
 * image and is not touched.
 *
 * A CPU that cannot run this says so on the serial port and the VGA screen:
 * there is no console yet.
 */
#include <linux/linkage.h>
#include <linux/const.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include "cpu/layout.h"
#include "cpu/regs.h"
#include "cpu/hv_offsets.h"

#define BOOT_CS32	0xe018
#define phys(sym)	((sym) - HV_IMAGE_VIRT)

#define MB1_MAGIC	0x1badb002
#define MB1_FLAGS	0x00000003	/* modules on page boundaries, memory map */
#define MB2_MAGIC	0xe85250d6
#define MB2_LENGTH	(mb2_end - mb2_header)

#define PTE_P		0x001
#define PTE_RW		0x002
#define PTE_AD		0x060
#define PTE_PSE		0x080
#define PTE_G		0x100
#define PTE_TABLE	(PTE_P | PTE_RW | PTE_AD)
#define PTE_NX_HIGH	0x80000000	/* bit 63, in the upper half */

#define L4_SLOT(va)	(((va) >> 39) & 511)
#define L3_SLOT(va)	(((va) >> 30) & 511)
#define L2_SLOT(va)	(((va) >> 21) & 511)

/* Pages of the per-CPU area that have a frame: stacks, bitmap, IDT, GDT. */
#define AREA_MAP	((3 << 1) | (3 << 4) | (3 << 7) | (3 << 10) | \
			 (15 << 13) | (7 << 18) | (1 << 21) | (1 << 22))

	.section .multiboot, "a"
	.balign	8
mb1_header:
	.long	MB1_MAGIC
	.long	MB1_FLAGS
	.long	-(MB1_MAGIC + MB1_FLAGS)

	.balign	8
mb2_header:
	.long	MB2_MAGIC
	.long	0				/* i386, 32-bit protected mode */
	.long	MB2_LENGTH
	.long	-(MB2_MAGIC + MB2_LENGTH)
	.balign	8
1:	.short	1, 0				/* information wanted: */
	.long	2f - 1b
	.long	1, 3, 6				/* command line, modules, memory map */
2:	.balign	8
1:	.short	6, 0				/* modules on page boundaries */
	.long	2f - 1b
2:	.balign	8
1:	.short	0, 0				/* end */
	.long	8
mb2_end:

	.section .head.text, "ax"
	.code32
SYM_CODE_START(start)
	cli
	cld
	movl	%eax, %ebp			/* magic */
	movl	%ebx, %esi			/* information */

	lgdt	phys(boot_gdt_ptr32)
	ljmp	$BOOT_CS32, $phys(1f)
1:	movl	$HV_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs

	/* Zero .bss whatever the loader did. */
	movl	$phys(_bss_start), %edi
	movl	$phys(_bss_end), %ecx
	subl	%edi, %ecx
	shrl	$2, %ecx
	xorl	%eax, %eax
	rep stosl

	movl	$phys(bsp_area_pages) + 4096, %esp	/* any of its pages */

	movl	$0x80000000, %eax
	cpuid
	cmpl	$0x80000001, %eax
	jb	no_long_mode
	movl	$0x80000001, %eax
	cpuid
	btl	$29, %edx			/* long mode */
	jnc	no_long_mode
	btl	$20, %edx			/* no-execute */
	jnc	no_nx
	movl	$1, %eax
	cpuid
	andl	$0x03000000, %edx		/* FXSR, SSE */
	cmpl	$0x03000000, %edx
	jne	no_sse

	call	build_tables

	movl	%cr4, %eax
	orl	$X86_CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$phys(boot_l4), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$(EFER_LME | EFER_SCE | EFER_NX), %eax
	wrmsr
	movl	$(X86_CR0_PG | X86_CR0_WP | X86_CR0_NE | X86_CR0_ET | \
		  X86_CR0_MP | X86_CR0_PE), %eax
	movl	%eax, %cr0
	ljmp	$HV_CS, $phys(start64)
SYM_CODE_END(start)

/*
 * %edi: table, %eax: first entry's low half, %edx: high half, %ecx: number,
 * %ebx: step. Clobbers %edi, %eax, %ecx.
 */
SYM_CODE_START_LOCAL(fill_table)
	movl	%eax, (%edi)
	movl	%edx, 4(%edi)
	addl	$8, %edi
	addl	%ebx, %eax
	loop	fill_table
	ret
SYM_CODE_END(fill_table)

SYM_CODE_START_LOCAL(build_tables)
	xorl	%edx, %edx

	/* 4 GiB at physical addresses, 2 MiB pages */
	movl	$phys(boot_l2_low), %edi
	movl	$(PTE_TABLE | PTE_PSE), %eax
	movl	$(4 * 512), %ecx
	movl	$0x200000, %ebx
	call	fill_table
	movl	$phys(boot_l3_low), %edi
	movl	$phys(boot_l2_low) + PTE_TABLE, %eax
	movl	$4, %ecx
	movl	$4096, %ebx
	call	fill_table

	/* the image */
	movl	$phys(boot_l1_image), %edi
	movl	$(HV_IMAGE_PHYS + PTE_TABLE), %eax
	movl	$phys(_image_end), %ecx
	subl	$HV_IMAGE_PHYS, %ecx
	shrl	$12, %ecx
	call	fill_table
	movl	$phys(boot_l2_image) + 8 * L2_SLOT(HV_IMAGE_VIRT + HV_IMAGE_PHYS), %edi
	movl	$phys(boot_l1_image) + PTE_TABLE, %eax
	movl	$(HV_IMAGE_MAX >> 21), %ecx
	call	fill_table

	/* the first CPU's area: frames for the pages in AREA_MAP, in order */
	movl	$phys(boot_l1_pcpu), %edi
	movl	$phys(bsp_area_pages) + PTE_TABLE, %eax
	movl	$AREA_MAP, %ebx
1:	shrl	$1, %ebx
	jnc	2f
	movl	%eax, (%edi)
	movl	$PTE_NX_HIGH, 4(%edi)
	addl	$4096, %eax
2:	addl	$8, %edi
	testl	%ebx, %ebx
	jnz	1b
	movl	$phys(_entry_text_start) + PTE_P + PTE_AD, \
		phys(boot_l1_pcpu) + 8 * (PCPU_ENTRY_TEXT >> 12)
	movl	$phys(boot_l1_pcpu) + PTE_TABLE, \
		phys(boot_l2_pcpu) + 8 * L2_SLOT(PCPU_VIRT)

	movl	$phys(boot_l2_image) + PTE_TABLE, \
		phys(boot_l3_image) + 8 * L3_SLOT(HV_IMAGE_VIRT)
	movl	$phys(boot_l2_pcpu) + PTE_TABLE, \
		phys(boot_l3_image) + 8 * L3_SLOT(PCPU_VIRT)

	movl	$phys(boot_l3_low) + PTE_TABLE, phys(boot_l4)
	movl	$phys(boot_l3_low) + PTE_TABLE, \
		phys(boot_l4) + 8 * L4_SLOT(DIRECTMAP_VIRT)
	movl	$PTE_NX_HIGH, phys(boot_l4) + 8 * L4_SLOT(DIRECTMAP_VIRT) + 4
	movl	$phys(boot_l3_image) + PTE_TABLE, \
		phys(boot_l4) + 8 * L4_SLOT(HV_IMAGE_VIRT)
	ret
SYM_CODE_END(build_tables)

	.code64
SYM_CODE_START_LOCAL(start64)
	movabsq	$1f, %rax
	jmp	*%rax				/* no predictor has seen us yet */
1:	lgdt	boot_gdt_ptr64(%rip)
	movl	$HV_DS, %eax
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	lldt	%ax

	/* The main stack, below the place of a guest's frame. */
	movabsq	$(PCPU_AREA(0) + PCPU_OFFSET - ((REGS_SIZE + 15) & ~15)), %rsp
	pushq	$HV_CS				/* reload %cs from the final GDT */
	leaq	2f(%rip), %rax
	pushq	%rax
	lretq
2:	pushq	$0
	popfq
	xorl	%ebx, %ebx
	xchgl	%ebp, %ebx			/* a zero %rbp ends backtraces */
	movl	%ebx, %edi			/* magic */
	movl	%esi, %esi			/* physical address of information */
	call	boot_main
	ud2
SYM_CODE_END(start64)

	.code32
/*
 * No console: tell the first serial port and the VGA text screen, and stop.
 * %esi: the message.
 */
no_long_mode:
	movl	$phys(no_long_mode_text), %esi
	jmp	say_and_stop
no_nx:
	movl	$phys(no_nx_text), %esi
	jmp	say_and_stop
no_sse:
	movl	$phys(no_sse_text), %esi
say_and_stop:
	movl	$0xb8000, %edi
1:	lodsb
	testb	%al, %al
	jz	3f
	movb	%al, %bl
	movb	$0x0c, %ah
	stosw
	movw	$0x3fd, %dx
	movl	$0x10000, %ecx			/* no port there: give up waiting */
2:	inb	%dx, %al
	testb	$0x20, %al
	loopz	2b
	movb	%bl, %al
	movw	$0x3f8, %dx
	outb	%al, %dx
	jmp	1b
3:	hlt
	jmp	3b

	.section .rodata, "a"
no_long_mode_text:
	.asciz	"\r\nZazen: this CPU has no 64-bit mode. Use an x86-64 machine.\r\n"
no_nx_text:
	.asciz	"\r\nZazen: this CPU has no NX bit. Enable 'execute disable' in the firmware.\r\n"
no_sse_text:
	.asciz	"\r\nZazen: this CPU has no SSE. Use a complete x86-64 CPU model.\r\n"

/*
 * Selectors 0xe008... with only one page of descriptors: the base is as far
 * below it as the guests' part of the table is long. Nobody reads there.
 */
	.balign	8
boot_gdt:
	.quad	0
	.quad	0x00af9b000000ffff		/* HV_CS: 64-bit code */
	.quad	0x00cf93000000ffff		/* HV_DS: data */
	.quad	0x00cf9b000000ffff		/* BOOT_CS32: start only */
boot_gdt_end:
#define BOOT_GDT_SKIP	(FIRST_RESERVED_GDT_ENTRY * 8)
boot_gdt_ptr32:
	.short	BOOT_GDT_SKIP + (boot_gdt_end - boot_gdt) - 1
	.long	phys(boot_gdt) - BOOT_GDT_SKIP
	.globl	boot_gdt_ptr64
boot_gdt_ptr64:
	.short	BOOT_GDT_SKIP + (boot_gdt_end - boot_gdt) - 1
	.quad	boot_gdt - BOOT_GDT_SKIP

	.section .bss..page_aligned, "aw", @nobits
	.balign	4096
	.globl	boot_l4, boot_l3_low, boot_l1_image, boot_l1_pcpu, boot_l2_pcpu
	.globl	trampoline_l4
boot_l4:	.skip	4096
boot_l3_low:	.skip	4096
boot_l2_low:	.skip	4 * 4096
boot_l3_image:	.skip	4096
boot_l2_image:	.skip	4096
boot_l1_image:	.skip	(HV_IMAGE_MAX >> 21) * 4096
boot_l2_pcpu:	.skip	4096
boot_l1_pcpu:	.skip	4096
trampoline_l4:	.skip	4096
