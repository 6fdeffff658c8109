// SPDX-License-Identifier: GPL-2.0-only
/*
 * Integer arithmetic with flags, in C, because only cpu/ has inline assembly and
 * nobody's speed depends on it: the operations that stock kernels use on page
 * tables (XCHG, CMPXCHG, MOV) do not come here or change no flags.
 *
 * Carry and overflow of a sum are those of its top bit:
 *	carry    = majority of (a, b, not sum)	borrow is the same with a inverted
 *	overflow = a and b have one sign, the sum the other
 * The auxiliary carry is bit 4 of a ^ b ^ sum. Flags that the architecture leaves
 * undefined (AF after logic) are cleared; bit operations change only CF.
 */
#include "abi/insn_alu.h"

#define CF	0x001UL
#define PF	0x004UL
#define AF	0x010UL
#define ZF	0x040UL
#define SF	0x080UL
#define OF	0x800UL
#define ARITH	(CF | PF | AF | ZF | SF | OF)

static u64 mask_of(unsigned int bytes)
{
	return bytes == 8 ? ~0UL : (1UL << 8 * bytes) - 1;
}

static u64 result_flags(u64 r, unsigned int bytes)
{
	u64 flags = 0;

	r &= mask_of(bytes);
	if (!r)
		flags |= ZF;
	if (r >> (8 * bytes - 1) & 1)
		flags |= SF;
	if (!(__builtin_popcountll(r & 0xff) & 1))
		flags |= PF;
	return flags;
}

static u64 sum(u64 a, u64 b, u64 carry, unsigned int bytes, u64 *flags)
{
	u64 r = (a + b + carry) & mask_of(bytes);
	unsigned int top = 8 * bytes - 1;
	u64 f = result_flags(r, bytes);

	if (((a & b) | ((a | b) & ~r)) >> top & 1)
		f |= CF;
	if ((~(a ^ b) & (a ^ r)) >> top & 1)
		f |= OF;
	f |= (a ^ b ^ r) & AF;
	*flags = (*flags & ~ARITH) | f;
	return r;
}

static u64 difference(u64 a, u64 b, u64 borrow, unsigned int bytes, u64 *flags)
{
	u64 r = (a - b - borrow) & mask_of(bytes);
	unsigned int top = 8 * bytes - 1;
	u64 f = result_flags(r, bytes);

	if (((~a & b) | ((~a | b) & r)) >> top & 1)
		f |= CF;
	if (((a ^ b) & (a ^ r)) >> top & 1)
		f |= OF;
	f |= (a ^ b ^ r) & AF;
	*flags = (*flags & ~ARITH) | f;
	return r;
}

static u64 logic(u64 r, unsigned int bytes, u64 *flags)
{
	*flags = (*flags & ~ARITH) | result_flags(r, bytes);
	return r & mask_of(bytes);
}

static u64 step(u64 a, bool up, unsigned int bytes, u64 *flags)
{
	u64 carry = *flags & CF, r;

	r = up ? sum(a, 1, 0, bytes, flags) : difference(a, 1, 0, bytes, flags);
	*flags = (*flags & ~CF) | carry;
	return r;
}

static u64 bit(enum pt_write_op op, u64 a, u64 nr, unsigned int bytes, u64 *flags)
{
	u64 one = 1UL << (nr & (8 * bytes - 1));

	*flags = (*flags & ~CF) | (a & one ? CF : 0);
	switch (op) {
	case PTW_BTS:
		return a | one;
	case PTW_BTR:
		return a & ~one;
	default:
		return a ^ one;
	}
}

u64 alu_compute(enum pt_write_op op, unsigned int bytes, u64 dst, u64 src, u64 *flags)
{
	u64 carry = *flags & CF;

	dst &= mask_of(bytes);
	switch (op) {
	case PTW_BTS:
	case PTW_BTR:
	case PTW_BTC:
		return bit(op, dst, src, bytes, flags);
	default:
		break;
	}
	src &= mask_of(bytes);
	switch (op) {
	case PTW_ADD:
	case PTW_XADD:
		return sum(dst, src, 0, bytes, flags);
	case PTW_ADC:
		return sum(dst, src, carry, bytes, flags);
	case PTW_SUB:
	case PTW_CMP:
		return difference(dst, src, 0, bytes, flags);
	case PTW_SBB:
		return difference(dst, src, carry, bytes, flags);
	case PTW_OR:
		return logic(dst | src, bytes, flags);
	case PTW_AND:
		return logic(dst & src, bytes, flags);
	case PTW_XOR:
		return logic(dst ^ src, bytes, flags);
	case PTW_INC:
	case PTW_DEC:
		return step(dst, op == PTW_INC, bytes, flags);
	case PTW_NOT:
		return ~dst & mask_of(bytes);
	case PTW_NEG:
		return difference(0, dst, 0, bytes, flags);
	default:
		return src;		/* MOV, XCHG, STOS, MOVS */
	}
}
