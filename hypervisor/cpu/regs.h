/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segment selectors and the register frame of a guest, as entry.S builds it.
 *
 * The frame lies directly below struct pcpu: there is exactly one guest frame
 * per CPU. rbx, rbp and r12-r15 are in it only when a slow path has saved
 * them (FRAME_FULL in entry_vector); C code called from a fast path finds
 * them in the registers, where the compiler's calling convention keeps them.
 */
#ifndef HV_CPU_REGS_H
#define HV_CPU_REGS_H

/* GDT: guests own entries 0..7167, we own the page behind. Numbers with RPL are ABI. */
#define FIRST_RESERVED_GDT_PAGE	14
#define FIRST_RESERVED_GDT_BYTE  (FIRST_RESERVED_GDT_PAGE * 4096)
#define FIRST_RESERVED_GDT_ENTRY (FIRST_RESERVED_GDT_BYTE / 8)
#define HV_CS			0xe008
#define HV_DS			0xe010
#define GUEST_CS32		0xe023
#define GUEST_SS		0xe02b
#define GUEST_CS64		0xe033
#define HV_TSS_SEL		0xe040	/* 16 bytes */
#define HV_LDT_SEL		0xe050	/* 16 bytes */
/* What a guest kernel sees pushed while it runs in kernel mode: same, RPL cleared. */
#define GUEST_KERNEL_CS_SHOWN	0xe030

/* entry_vector: low 16 bits say how we came in */
#define FRAME_VECTOR_MASK	0xff
#define FRAME_SYSCALL		0x100	/* SYSCALL: rcx and r11 are not the guest's */
#define FRAME_FULL		0x8000	/* rbx, rbp, r12-r15 are saved in the frame */

#ifndef __ASSEMBLY__
#include "lib/types.h"

struct cpu_regs {
	u64 r15, r14, r13, r12, rbp, rbx;	/* valid with FRAME_FULL only */
	u64 r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u32 error_code;
	u32 entry_vector;
	u64 rip;
	u16 cs;
	u16 pad0;
	u8 saved_upcall_mask;
	u8 pad1[3];
	u64 rflags;
	u64 rsp;
	u16 ss;
	u16 pad2[3];
};

static_assert(sizeof(struct cpu_regs) == 21 * 8);

#endif /* !__ASSEMBLY__ */
#endif
