/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest's instruction at its program counter, and the registers that it names. */
#ifndef HV_ABI_GUEST_INSN_H
#define HV_ABI_GUEST_INSN_H

#include <linux/kernel.h>
#include <asm/insn.h>
#include "cpu/regs.h"

#define INSN_BYTES	15	/* the longest instruction */
#define INSN_FETCH	16	/* buffers: two words are faster to read */

/* Width of the code segment that the guest runs in: 64, 32, 16; 0 if that is unknown */
unsigned int guest_code_bits(const struct cpu_regs *regs);

/* Fetch and decode at rip; -EFAULT what can be fetched is no whole instruction. @buf: INSN_FETCH */
int __must_check guest_insn_decode(const struct cpu_regs *regs, struct insn *insn, u8 *buf);

/*
 * The linear address of the memory operand. -EINVAL: the operand is a register, or
 * the code is not 64-bit, or the address is not canonical.
 */
int __must_check guest_insn_address(struct cpu_regs *regs, struct insn *insn, u64 *gva);

/* General register @nr as ModRM, SIB and REX count them: 0 rax, 1 rcx ... 15 r15 */
u64 *guest_gpr(struct cpu_regs *regs, unsigned int nr);

/* The same as an operand of 1, 2, 4 or 8 bytes; without REX 4-7 are ah, ch, dh, bh. */
u64 gpr_read(struct cpu_regs *regs, unsigned int nr, unsigned int bytes, bool rex);
void gpr_write(struct cpu_regs *regs, unsigned int nr, unsigned int bytes, bool rex, u64 value);

static inline unsigned int insn_reg(const struct insn *insn)
{
	return X86_MODRM_REG(insn->modrm.value) | (X86_REX_R(insn->rex_prefix.value) ? 8 : 0);
}

static inline unsigned int insn_rm(const struct insn *insn)
{
	return X86_MODRM_RM(insn->modrm.value) | (X86_REX_B(insn->rex_prefix.value) ? 8 : 0);
}

static inline bool insn_rm_is_reg(const struct insn *insn)
{
	return X86_MODRM_MOD(insn->modrm.value) == 3;
}

static inline bool va_canonical(u64 va)
{
	return (s64)(va << 16) >> 16 == (s64)va;
}

static inline u64 low_bytes(u64 value, unsigned int bytes)
{
	return bytes == 8 ? value : value & ((1UL << 8 * bytes) - 1);
}

#endif
