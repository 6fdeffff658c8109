// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two decoders of page-table writes: the short one for what stock kernels do all
 * the time must agree with the general one on every encoding that it accepts, and
 * both must survive any bytes.
 */
#include <stdlib.h>
#include "unit.h"
#include "abi/guest_insn.h"
#include "abi/pt_write_decode.h"

static const u8 nop15[INSN_BYTES] = {
	0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
};

struct known {
	const char *text;
	u8 len, b[INSN_BYTES];
	u8 op, bytes, reg;
	bool immediate;
	s64 imm;
	bool fast;
};

/* As the GNU assembler encodes them */
static const struct known known[] = {
	{ "xchg %rax,(%rdi)", 3, { 0x48, 0x87, 0x07 }, PTW_XCHG, 8, 0, 0, 0, true },
	{ "xchg %r9,0x10(%rbx)", 4, { 0x4c, 0x87, 0x4b, 0x10 }, PTW_XCHG, 8, 9, 0, 0, true },
	{ "lock cmpxchg %rdx,(%rsi)", 5, { 0xf0, 0x48, 0x0f, 0xb1, 0x16 },
	  PTW_CMPXCHG, 8, 2, 0, 0, true },
	{ "lock cmpxchg %r8,(%r12)", 6, { 0xf0, 0x4d, 0x0f, 0xb1, 0x04, 0x24 },
	  PTW_CMPXCHG, 8, 8, 0, 0, true },
	{ "mov %rsi,(%rdi)", 3, { 0x48, 0x89, 0x37 }, PTW_MOV, 8, 6, 0, 0, true },
	{ "movq $0,(%rdi)", 7, { 0x48, 0xc7, 0x07 }, PTW_MOV, 8, 0, 1, 0, true },
	{ "movq $-2,8(%rax,%rcx,8)", 9,
	  { 0x48, 0xc7, 0x44, 0xc8, 0x08, 0xfe, 0xff, 0xff, 0xff }, PTW_MOV, 8, 0, 1, -2, true },
	{ "mov %rax,0x1234(%rip)", 7, { 0x48, 0x89, 0x05, 0x34, 0x12, 0, 0 },
	  PTW_MOV, 8, 0, 0, 0, true },
	{ "mov %eax,(%rdi)", 2, { 0x89, 0x07 }, PTW_MOV, 4, 0 },
	{ "mov %ax,(%rdi)", 3, { 0x66, 0x89, 0x07 }, PTW_MOV, 2, 0 },
	{ "mov %ah,(%rdi)", 2, { 0x88, 0x27 }, PTW_MOV, 1, 4 },
	{ "movb $1,(%rdi)", 3, { 0xc6, 0x07, 0x01 }, PTW_MOV, 1, 0, true, 1 },
	{ "movl $-1,(%rdi)", 6, { 0xc7, 0x07, 0xff, 0xff, 0xff, 0xff }, PTW_MOV, 4, 0, true, -1 },
	{ "lock btr $5,(%rdi)", 6, { 0xf0, 0x48, 0x0f, 0xba, 0x37, 0x05 }, PTW_BTR, 8, 6, true, 5 },
	{ "lock btrq %rax,(%rdi)", 5, { 0xf0, 0x48, 0x0f, 0xb3, 0x07 }, PTW_BTR, 8, 0 },
	{ "lock bts %ecx,(%rdi)", 4, { 0xf0, 0x0f, 0xab, 0x0f }, PTW_BTS, 4, 1 },
	{ "lock btc $1,(%rdi)", 6, { 0xf0, 0x48, 0x0f, 0xba, 0x3f, 0x01 }, PTW_BTC, 8, 7, true, 1 },
	{ "lock andb $-3,(%rdi)", 4, { 0xf0, 0x80, 0x27, 0xfd }, PTW_AND, 1, 4, true, -3 },
	{ "lock orq $2,(%rdi)", 5, { 0xf0, 0x48, 0x83, 0x0f, 0x02 }, PTW_OR, 8, 1, true, 2 },
	{ "add %rax,(%rdi)", 3, { 0x48, 0x01, 0x07 }, PTW_ADD, 8, 0 },
	{ "sub %rax,(%rdi)", 3, { 0x48, 0x29, 0x07 }, PTW_SUB, 8, 0 },
	{ "xor %al,(%rdi)", 2, { 0x30, 0x07 }, PTW_XOR, 1, 0 },
	{ "sbbq $1,(%rdi)", 4, { 0x48, 0x83, 0x1f, 0x01 }, PTW_SBB, 8, 3, true, 1 },
	{ "lock xadd %rax,(%rdi)", 5, { 0xf0, 0x48, 0x0f, 0xc1, 0x07 }, PTW_XADD, 8, 0 },
	{ "incq (%rdi)", 3, { 0x48, 0xff, 0x07 }, PTW_INC, 8, 0 },
	{ "decb (%rdi)", 2, { 0xfe, 0x0f }, PTW_DEC, 1, 1 },
	{ "notq (%rdi)", 3, { 0x48, 0xf7, 0x17 }, PTW_NOT, 8, 2 },
	{ "negl (%rdi)", 2, { 0xf7, 0x1f }, PTW_NEG, 4, 3 },
	{ "movnti %rax,(%rdi)", 4, { 0x48, 0x0f, 0xc3, 0x07 }, PTW_MOV, 8, 0 },
	{ "cmpxchg8b (%rdi)", 3, { 0x0f, 0xc7, 0x0f }, PTW_CMPXCHG8B, 8, 1 },
	{ "stosq", 2, { 0x48, 0xab }, PTW_STOS, 8, 0 },
	{ "movsq", 2, { 0x48, 0xa5 }, PTW_MOVS, 8, 0 },
	{ "cmpxchg %bl,(%rdi)", 3, { 0x0f, 0xb0, 0x1f }, PTW_CMPXCHG, 1, 3 },
};

/* Not writes, not to memory, or not to be emulated */
static const struct known refused[] = {
	{ "mov (%rdi),%rax", 3, { 0x48, 0x8b, 0x07 } },
	{ "mov %rax,%rdi", 3, { 0x48, 0x89, 0xc7 } },
	{ "xchg %rax,%rdi", 3, { 0x48, 0x87, 0xc7 } },
	{ "cmpq $1,(%rdi)", 4, { 0x48, 0x83, 0x3f, 0x01 } },
	{ "bt $1,(%rdi)", 5, { 0x48, 0x0f, 0xba, 0x27, 0x01 } },
	{ "testq $1,(%rdi)", 7, { 0x48, 0xf7, 0x07, 0x01 } },
	{ "callq *(%rdi)", 2, { 0xff, 0x17 } },
	{ "cmpxchg16b (%rdi)", 4, { 0x48, 0x0f, 0xc7, 0x0f } },
	{ "movups %xmm0,(%rdi)", 3, { 0x0f, 0x11, 0x07 } },
	{ "vmovdqu %ymm0,(%rdi)", 4, { 0xc5, 0xfe, 0x7f, 0x07 } },
	{ "fstpl (%rdi)", 2, { 0xdd, 0x1f } },
	{ "push (%rdi)", 2, { 0xff, 0x37 } },
};

static void fill(u8 *b, const struct known *k)
{
	memcpy(b, nop15, INSN_BYTES);
	memcpy(b, k->b, k->len);
}

static void check_one(const struct known *k, const struct pt_write *w)
{
	unsigned int before = unit_failures;

	CHECK_EQ(w->op, k->op);
	CHECK_EQ(w->bytes, k->bytes);
	CHECK_EQ(w->len, k->len);
	CHECK_EQ(w->immediate, k->immediate);
	if (k->immediate)
		CHECK_EQ(w->imm, k->imm);
	else if (k->op <= PTW_XOR)
		CHECK_EQ(w->reg, k->reg);
	if (unit_failures != before)
		printf("# in %s\n", k->text);
}

static void known_encodings(void)
{
	struct pt_write w;
	u8 b[INSN_BYTES];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		fill(b, &known[i]);
		if (pt_write_decode(b, sizeof(b), &w)) {
			check_one(&known[i], &w);
		} else {
			unit_fail();
			printf("# not decoded: %s\n", known[i].text);
		}
		if (pt_write_decode_fast(b, sizeof(b), &w))
			check_one(&known[i], &w);
		else if (known[i].fast)
			CHECK(!"the fast decoder knows it");
		else
			continue;
		CHECK(known[i].fast);
	}
}

static void refused_encodings(void)
{
	struct pt_write w;
	u8 b[INSN_BYTES];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		fill(b, &refused[i]);
		if (pt_write_decode(b, sizeof(b), &w) ||
		    pt_write_decode_fast(b, sizeof(b), &w)) {
			unit_fail();
			printf("# decoded: %s\n", refused[i].text);
		}
	}
}

static void random_bytes(u8 *b)
{
	unsigned int i;

	for (i = 0; i < INSN_BYTES; i++)
		b[i] = random();
}

/* What the fast decoder accepts, the general one decodes to the same. */
static void compare(const u8 *b)
{
	struct pt_write fast = { }, slow;

	if (!pt_write_decode_fast(b, INSN_BYTES, &fast))
		return;
	if (!pt_write_decode(b, INSN_BYTES, &slow)) {
		unit_fail();
		return;
	}
	CHECK_EQ(fast.op, slow.op);
	CHECK_EQ(fast.bytes, slow.bytes);
	CHECK_EQ(fast.len, slow.len);
	CHECK_EQ(fast.immediate, slow.immediate);
	CHECK_EQ(fast.rex, slow.rex);
	CHECK_EQ(fast.rep, slow.rep);
	if (fast.immediate)
		CHECK_EQ(fast.imm, slow.imm);
	else
		CHECK_EQ(fast.reg, slow.reg);
}

static void every_operand_form(void)
{
	static const u8 opcodes[][2] = { { 0x87 }, { 0x89 }, { 0xc7 }, { 0x0f, 0xb1 } };
	unsigned int lock, rex, op, modrm, sib;
	struct pt_write w;
	u8 b[INSN_BYTES], *p;

	for (lock = 0; lock < 2; lock++)
	for (rex = 0x48; rex < 0x50; rex++)
	for (op = 0; op < ARRAY_SIZE(opcodes); op++)
	for (modrm = 0; modrm < 256; modrm++)
	for (sib = 0; sib < 256; sib++) {
		random_bytes(b);
		p = b;
		if (lock)
			*p++ = 0xf0;
		*p++ = rex;
		*p++ = opcodes[op][0];
		if (opcodes[op][1])
			*p++ = opcodes[op][1];
		*p++ = modrm;
		*p = sib;
		compare(b);
		if (modrm >= 0xc0)
			CHECK(!pt_write_decode_fast(b, INSN_BYTES, &w));
		else if (!lock && (op != 2 || !(modrm & 0x38)))
			CHECK(pt_write_decode_fast(b, INSN_BYTES, &w));
	}
}

static void any_bytes(void)
{
	struct pt_write w;
	u8 b[INSN_BYTES], *copy;
	unsigned int i, n;

	for (i = 0; i < 1000000; i++) {
		random_bytes(b);
		compare(b);
		/* exactly as many bytes as there are: the sanitizer watches the end */
		n = 1 + random() % INSN_BYTES;
		copy = malloc(n);
		memcpy(copy, b, n);
		if (pt_write_decode(copy, n, &w)) {
			CHECK(w.len && w.len <= n);
			CHECK(w.bytes == 1 || w.bytes == 2 || w.bytes == 4 || w.bytes == 8);
			CHECK(w.op <= PTW_MOVS && w.op != PTW_CMP && w.reg < 16);
		}
		if (pt_write_decode_fast(copy, n, &w))
			CHECK_EQ(n, INSN_BYTES);
		free(copy);
	}
}

int main(void)
{
	srandom(1);
	UNIT(known_encodings);
	UNIT(refused_encodings);
	UNIT(every_operand_form);
	UNIT(any_bytes);
	return unit_done();
}
