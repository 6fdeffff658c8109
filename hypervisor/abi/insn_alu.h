/* SPDX-License-Identifier: GPL-2.0-only */
/* Arithmetic of emulated instructions, with flags (pure; hosted test: test_insn_alu). */
#ifndef HV_ABI_INSN_ALU_H
#define HV_ABI_INSN_ALU_H

#include "abi/pt_write_decode.h"

/**
 * alu_compute() - what an instruction leaves in its destination
 * @op: PTW_MOV, _XCHG, _XADD, PTW_ADD to PTW_NEG, or a bit operation
 * @dst, @src: operands, upper bytes beyond @bytes ignored; for bit operations @src
 *             is the number of the bit
 * @flags: arithmetic flags are changed as the instruction does
 */
u64 alu_compute(enum pt_write_op op, unsigned int bytes, u64 dst, u64 src, u64 *flags);

#endif
