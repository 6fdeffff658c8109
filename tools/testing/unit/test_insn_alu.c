// SPDX-License-Identifier: GPL-2.0-only
/*
 * Emulated arithmetic against the processor that runs the test: every operation,
 * every width, results and flags. And the rules of partial registers.
 */
#include <stdlib.h>
#include "unit.h"
#include "abi/guest_insn.h"
#include "abi/insn_alu.h"

#define CF	0x001UL
#define ARITH	0x8d5UL			/* CF PF AF ZF SF OF */
#define NO_AF	(ARITH & ~0x10UL)	/* undefined after logic */

/* dst OP= src with @flags loaded before and stored after */
#define EXEC(text, T)								\
	({ T d_ = *dst;								\
	   asm volatile("push %[f]\n\tpopfq\n\t" text "\n\tpushfq\n\tpop %[f]"	\
			: "+r" (d_), [f] "+r" (f) : "r" ((T)src) : "cc");	\
	   *dst = d_; f; })

#define BY_SIZE(name)								\
static u64 run_##name(unsigned int bytes, u64 *dst, u64 src, u64 f)		\
{										\
	switch (bytes) {							\
	case 1: return EXEC(#name "b %b2, %b0", u8);				\
	case 2: return EXEC(#name "w %w2, %w0", u16);				\
	case 4: return EXEC(#name "l %k2, %k0", u32);				\
	default: return EXEC(#name "q %q2, %q0", u64);				\
	}									\
}

#define BY_SIZE_ONE(name)							\
static u64 run_##name(unsigned int bytes, u64 *dst, u64 src, u64 f)		\
{										\
	switch (bytes) {							\
	case 1: return EXEC(#name "b %b0", u8);					\
	case 2: return EXEC(#name "w %w0", u16);				\
	case 4: return EXEC(#name "l %k0", u32);				\
	default: return EXEC(#name "q %q0", u64);				\
	}									\
}

#define BY_SIZE_BIT(name)							\
static u64 run_##name(unsigned int bytes, u64 *dst, u64 src, u64 f)		\
{										\
	switch (bytes) {							\
	case 2: return EXEC(#name "w %w2, %w0", u16);				\
	case 4: return EXEC(#name "l %k2, %k0", u32);				\
	default: return EXEC(#name "q %q2, %q0", u64);				\
	}									\
}

BY_SIZE(add)
BY_SIZE(or)
BY_SIZE(adc)
BY_SIZE(sbb)
BY_SIZE(and)
BY_SIZE(sub)
BY_SIZE(xor)
BY_SIZE_ONE(inc)
BY_SIZE_ONE(dec)
BY_SIZE_ONE(not)
BY_SIZE_ONE(neg)
BY_SIZE_BIT(bts)
BY_SIZE_BIT(btr)
BY_SIZE_BIT(btc)

static const struct {
	const char *name;
	u8 op, smallest;
	u64 flags;
	u64 (*run)(unsigned int bytes, u64 *dst, u64 src, u64 f);
} ops[] = {
	{ "add", PTW_ADD, 1, ARITH, run_add }, { "or", PTW_OR, 1, NO_AF, run_or },
	{ "adc", PTW_ADC, 1, ARITH, run_adc }, { "sbb", PTW_SBB, 1, ARITH, run_sbb },
	{ "and", PTW_AND, 1, NO_AF, run_and }, { "sub", PTW_SUB, 1, ARITH, run_sub },
	{ "xor", PTW_XOR, 1, NO_AF, run_xor }, { "inc", PTW_INC, 1, ARITH, run_inc },
	{ "dec", PTW_DEC, 1, ARITH, run_dec }, { "not", PTW_NOT, 1, ARITH, run_not },
	{ "neg", PTW_NEG, 1, ARITH, run_neg }, { "bts", PTW_BTS, 2, CF, run_bts },
	{ "btr", PTW_BTR, 2, CF, run_btr }, { "btc", PTW_BTC, 2, CF, run_btc },
};

static u64 operand(unsigned int bytes)
{
	static const u64 edge[] = { 0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff,
				    0x80000000, ~0UL, 1UL << 63, ~0UL >> 1, 0x0f, 0x10 };
	u64 r = (u64)random() << 42 ^ (u64)random() << 21 ^ random();

	if (random() & 1)
		r = edge[random() % ARRAY_SIZE(edge)];
	return low_bytes(r, bytes);
}

static void against_processor(void)
{
	unsigned int i, n, bytes;

	for (i = 0; i < ARRAY_SIZE(ops); i++)
	for (bytes = ops[i].smallest; bytes <= 8; bytes *= 2)
	for (n = 0; n < 20000; n++) {
		u64 a = operand(bytes), b = operand(bytes), hw = a;
		u64 flags = 0x202 | (random() & ARITH), before = flags, got;
		unsigned int failed = unit_failures;
		u64 want = ops[i].run(bytes, &hw, b, flags);

		got = alu_compute(ops[i].op, bytes, a, b, &flags);
		CHECK_EQ(low_bytes(got, bytes), low_bytes(hw, bytes));
		CHECK_EQ(flags & ops[i].flags, want & ops[i].flags);
		CHECK_EQ(flags & ~ARITH, before & ~ARITH);
		if (failed != unit_failures && failed < 3)
			printf("# %s %u bytes %#lx %#lx\n", ops[i].name, bytes,
			       (unsigned long)a, (unsigned long)b);
	}
}

static void moves_leave_flags(void)
{
	u64 flags = 0x8d7;

	CHECK_EQ(alu_compute(PTW_MOV, 8, 1, 2, &flags), 2);
	CHECK_EQ(alu_compute(PTW_XCHG, 4, 1, ~0UL, &flags), 0xffffffff);
	CHECK_EQ(alu_compute(PTW_STOS, 1, 1, 0x102, &flags), 2);
	CHECK_EQ(flags, 0x8d7);
}

static void partial_registers(void)
{
	struct cpu_regs regs = { .rax = 0x1122334455667788, .rbx = ~0UL, .r15 = ~0UL };

	CHECK_EQ(gpr_read(&regs, 0, 1, false), 0x88);
	CHECK_EQ(gpr_read(&regs, 4, 1, false), 0x77);	/* ah */
	CHECK_EQ(gpr_read(&regs, 0, 2, false), 0x7788);
	CHECK_EQ(gpr_read(&regs, 0, 4, false), 0x55667788);
	regs.rsp = 0x42;
	CHECK_EQ(gpr_read(&regs, 4, 1, true), 0x42);	/* spl */
	gpr_write(&regs, 4, 1, false, 0xee);
	CHECK_EQ(regs.rax, 0x112233445566ee88);
	gpr_write(&regs, 0, 2, false, 0x12345);
	CHECK_EQ(regs.rax, 0x1122334455662345);
	gpr_write(&regs, 3, 4, false, 7);
	CHECK_EQ(regs.rbx, 7);				/* upper half cleared */
	gpr_write(&regs, 15, 1, true, 0);
	CHECK_EQ(regs.r15, ~0xffUL);
	gpr_write(&regs, 5, 8, false, 99);
	CHECK_EQ(regs.rbp, 99);
}

int main(void)
{
	srandom(1);
	UNIT(against_processor);
	UNIT(moves_leave_flags);
	UNIT(partial_registers);
	return unit_done();
}
