// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's general registers by the numbers that instructions use (pure).
 *
 * The frame must be complete (FRAME_FULL). Writes follow the architecture: four
 * bytes clear the upper half, one and two bytes leave the rest alone. Byte
 * registers 4 to 7 are the second bytes of rax, rcx, rdx and rbx unless the
 * instruction has a REX prefix.
 */
#include "abi/guest_insn.h"

#define AT(reg)	(offsetof(struct cpu_regs, reg) / sizeof(u64))

static const u8 place[16] = {
	AT(rax), AT(rcx), AT(rdx), AT(rbx), AT(rsp), AT(rbp), AT(rsi), AT(rdi),
	AT(r8), AT(r9), AT(r10), AT(r11), AT(r12), AT(r13), AT(r14), AT(r15),
};

u64 *guest_gpr(struct cpu_regs *regs, unsigned int nr)
{
	return (u64 *)regs + place[nr & 15];
}

u64 gpr_read(struct cpu_regs *regs, unsigned int nr, unsigned int bytes, bool rex)
{
	if (bytes == 1 && !rex && nr >= 4 && nr < 8)
		return *guest_gpr(regs, nr - 4) >> 8 & 0xff;
	return low_bytes(*guest_gpr(regs, nr), bytes);
}

void gpr_write(struct cpu_regs *regs, unsigned int nr, unsigned int bytes, bool rex, u64 value)
{
	u64 *reg = guest_gpr(regs, nr);

	switch (bytes) {
	case 1:
		if (!rex && nr >= 4 && nr < 8) {
			reg = guest_gpr(regs, nr - 4);
			*reg = (*reg & ~0xff00UL) | (value & 0xff) << 8;
		} else {
			*reg = (*reg & ~0xffUL) | (value & 0xff);
		}
		break;
	case 2:
		*reg = (*reg & ~0xffffUL) | (value & 0xffff);
		break;
	case 4:
		*reg = (u32)value;
		break;
	default:
		*reg = value;
	}
}
