/* SPDX-License-Identifier: GPL-2.0-only */
/* What instruction wrote to a page table (pure; hosted test: test_pt_write_decode). */
#ifndef HV_ABI_PT_WRITE_DECODE_H
#define HV_ABI_PT_WRITE_DECODE_H

#include "lib/types.h"

enum pt_write_op {
	PTW_MOV, PTW_XCHG, PTW_CMPXCHG, PTW_XADD,
	/* the order of the eight arithmetic operations is that of their encoding */
	PTW_ADD, PTW_OR, PTW_ADC, PTW_SBB, PTW_AND, PTW_SUB, PTW_XOR, PTW_CMP,
	PTW_INC, PTW_DEC, PTW_NOT, PTW_NEG,
	PTW_BTS, PTW_BTR, PTW_BTC,
	PTW_CMPXCHG8B, PTW_STOS, PTW_MOVS,
};

struct pt_write {
	u8 op;			/* enum pt_write_op */
	u8 bytes;		/* operand size */
	u8 reg;			/* register operand */
	u8 len;			/* of the instruction */
	bool immediate;		/* the source is imm, not reg */
	bool rex, rep;
	u64 imm;		/* sign-extended to the operand */
};

/*
 * Encodings that stock kernels use all the time: XCHG, CMPXCHG, MOV of eight bytes
 * in 64-bit code. @b holds @n bytes. false: use the other one.
 */
bool pt_write_decode_fast(const u8 *b, unsigned int n, struct pt_write *w);

/* Everything that is emulated, in 64-bit code. false: not a write that we know. */
bool pt_write_decode(const u8 *b, unsigned int n, struct pt_write *w);

#endif
