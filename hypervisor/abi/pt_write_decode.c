// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which instruction wrote to a page table that is mapped read-only.
 *
 * A stock kernel changes single entries with XCHG, CMPXCHG and MOV on its own
 * mapping of the table, hundreds of thousands of times in a short life (every
 * unmapped page is one XCHG). So the three are recognised from the first bytes,
 * without tables:
 *
 *	[LOCK] REX.W  87 /r       xchg   %reg, mem
 *	[LOCK] REX.W  0f b1 /r    cmpxchg
 *	       REX.W  89 /r       mov    %reg, mem
 *	       REX.W  c7 /0 imm   mov    $imm, mem
 *
 * Everything else goes to the kernel's decoder. The address of the operand is not
 * computed on either path: the processor has reported it (cr2), and every write
 * that is emulated must be aligned, so that it lies in one entry.
 */
#include "abi/guest_insn.h"
#include "abi/pt_write_decode.h"

#define REX_W	0x48

/* Bytes of ModRM, SIB and displacement of a memory operand; 0: a register operand */
static unsigned int modrm_length(const u8 *b)
{
	unsigned int mod = b[0] >> 6, rm = b[0] & 7, len = 1;

	if (mod == 3)
		return 0;
	if (rm == 4) {
		len = 2;
		if (!mod && (b[1] & 7) == 5)
			return 6;
	} else if (!mod && rm == 5) {
		return 5;
	}
	return len + (mod == 1 ? 1 : mod == 2 ? 4 : 0);
}

bool pt_write_decode_fast(const u8 *b, unsigned int n, struct pt_write *w)
{
	const u8 *p = b;
	unsigned int operand;

	if (n < INSN_BYTES)
		return false;		/* at the end of the mapped code: rare */
	if (*p == 0xf0)
		p++;
	if ((*p & 0xf8) != REX_W)
		return false;
	w->reg = *p++ & 4 ? 8 : 0;
	w->immediate = false;
	switch (*p++) {
	case 0x87:
		w->op = PTW_XCHG;
		break;
	case 0x89:
		if (b[0] == 0xf0)
			return false;
		w->op = PTW_MOV;
		break;
	case 0x0f:
		if (*p++ != 0xb1)
			return false;
		w->op = PTW_CMPXCHG;
		break;
	case 0xc7:
		if (b[0] == 0xf0 || *p & 0x38)
			return false;
		w->op = PTW_MOV;
		w->immediate = true;
		break;
	default:
		return false;
	}
	operand = modrm_length(p);
	if (!operand)
		return false;
	w->reg |= *p >> 3 & 7;
	p += operand;
	if (w->immediate) {
		w->imm = (s64)(s32)(p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24);
		p += 4;
	}
	w->bytes = 8;
	w->rex = true;
	w->rep = false;
	w->len = p - b;
	return w->len <= INSN_BYTES;
}

/* One-byte opcodes. Bit 0 of most of them chooses between a byte and the operand size. */
static bool decode_short(const struct insn *insn, u8 opcode, struct pt_write *w)
{
	unsigned int sub = X86_MODRM_REG(insn->modrm.value);
	bool byte = !(opcode & 1);

	switch (opcode) {
	case 0x00: case 0x01: case 0x08: case 0x09: case 0x10: case 0x11: case 0x18: case 0x19:
	case 0x20: case 0x21: case 0x28: case 0x29: case 0x30: case 0x31:
		w->op = PTW_ADD + (opcode >> 3);
		break;
	case 0x83:
		byte = false;
		fallthrough;
	case 0x80:
	case 0x81:
		if (sub == 7)
			return false;		/* CMP writes nothing */
		w->op = PTW_ADD + sub;
		w->immediate = true;
		break;
	case 0x86: case 0x87:
		w->op = PTW_XCHG;
		break;
	case 0x88: case 0x89:
		w->op = PTW_MOV;
		break;
	case 0xa2: case 0xa3:			/* absolute address */
		w->op = PTW_MOV;
		w->reg = 0;
		break;
	case 0xa4: case 0xa5:
		w->op = PTW_MOVS;
		break;
	case 0xaa: case 0xab:
		w->op = PTW_STOS;
		w->reg = 0;
		break;
	case 0xc6: case 0xc7:
		if (sub)
			return false;
		w->op = PTW_MOV;
		w->immediate = true;
		break;
	case 0xf6: case 0xf7:
		if (sub != 2 && sub != 3)
			return false;
		w->op = sub == 2 ? PTW_NOT : PTW_NEG;
		break;
	case 0xfe: case 0xff:
		if (sub > 1)
			return false;
		w->op = sub ? PTW_DEC : PTW_INC;
		break;
	default:
		return false;
	}
	if (byte)
		w->bytes = 1;
	return true;
}

/* Opcodes behind 0f. */
static bool decode_long(const struct insn *insn, u8 opcode, struct pt_write *w)
{
	unsigned int sub = X86_MODRM_REG(insn->modrm.value);

	switch (opcode) {
	case 0xab:
		w->op = PTW_BTS;
		return true;
	case 0xb3:
		w->op = PTW_BTR;
		return true;
	case 0xbb:
		w->op = PTW_BTC;
		return true;
	case 0xba:
		if (sub < 5)
			return false;
		w->op = PTW_BTS + sub - 5;
		w->immediate = true;
		return true;
	case 0xb0:
		w->bytes = 1;
		fallthrough;
	case 0xb1:
		w->op = PTW_CMPXCHG;
		return true;
	case 0xc0:
		w->bytes = 1;
		fallthrough;
	case 0xc1:
		w->op = PTW_XADD;
		return true;
	case 0xc3:				/* MOVNTI */
		w->op = PTW_MOV;
		return w->bytes != 2;
	case 0xc7:
		if (sub != 1 || w->bytes == 8)	/* CMPXCHG16B is two entries */
			return false;
		w->op = PTW_CMPXCHG8B;
		w->bytes = 8;
		return true;
	default:
		return false;
	}
}

static bool needs_modrm(const struct pt_write *w, u8 opcode)
{
	return !(w->op == PTW_STOS || w->op == PTW_MOVS ||
		 (w->op == PTW_MOV && (opcode == 0xa2 || opcode == 0xa3)));
}

bool pt_write_decode(const u8 *b, unsigned int n, struct pt_write *w)
{
	struct insn decoded, *insn = &decoded;
	insn_byte_t prefix;
	unsigned int i;
	bool ok, rep = false;

	if (insn_decode(insn, b, n, INSN_MODE_64) || insn_is_avx(insn))
		return false;
	*w = (struct pt_write){
		.bytes = insn->opnd_bytes, .len = insn->length, .reg = insn_reg(insn),
		.rex = insn->rex_prefix.nbytes, .imm = (s64)insn->immediate.value,
	};
	for_each_insn_prefix(insn, i, prefix)
		if (prefix == 0xf2 || prefix == 0xf3)
			rep = true;
	if (insn->opcode.bytes[0] != 0x0f)
		ok = decode_short(insn, insn->opcode.bytes[0], w);
	else
		ok = insn->opcode.nbytes == 2 && decode_long(insn, insn->opcode.bytes[1], w);
	if (!ok || (needs_modrm(w, insn->opcode.bytes[0]) && insn_rm_is_reg(insn)))
		return false;
	w->rep = rep && (w->op == PTW_STOS || w->op == PTW_MOVS);
	return true;
}
