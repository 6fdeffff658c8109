// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fetching and decoding what a guest was executing.
 *
 * The bytes are read once into a buffer of our own and everything is decided from
 * that copy. They may differ from what the processor saw when it raised the
 * exception, if another vCPU rewrites the code meanwhile; that is harmless, since
 * each emulation checks its own permissions and never relies on the exception.
 *
 * The width of the code comes from the descriptor that cs names, read from the
 * frames of the guest's tables that the vCPU holds (core/descriptor.h), not from
 * the window that the processor uses, so nothing here can fault.
 *
 * Memory operands are computed for 64-bit code only, where all segments but FS
 * and GS start at 0. 32-bit code of guests gets the exception (XEN-DIFF).
 */
#include "abi/guest_insn.h"
#include "core/vcpu.h"
#include "cpu/segment_base.h"
#include "mm/guest_copy.h"

#define DESC_L	(1UL << 53)
#define DESC_D	(1UL << 54)

/* Frame @page of a table of @max held frames; INVALID_MFN: none. */
static bool descriptor_at(const mfn_t *frames, unsigned int pages, unsigned int index, u64 *desc)
{
	unsigned int page = index / 512;

	if (page >= pages || mfn_eq(frames[page], INVALID_MFN))
		return false;
	*desc = READ_ONCE(((u64 *)mfn_to_virt(frames[page]))[index % 512]);
	return true;
}

unsigned int guest_code_bits(const struct cpu_regs *regs)
{
	const struct vcpu *v = current_vcpu();
	unsigned int index = regs->cs >> 3;
	bool found;
	u64 desc;

	if (regs->cs == GUEST_CS64)
		return 64;
	if (regs->cs == GUEST_CS32)
		return 32;
	if (regs->cs & 4)
		found = descriptor_at(v->ldt_frames, ARRAY_SIZE(v->ldt_frames), index, &desc);
	else
		found = descriptor_at(v->gdt_frames, GDT_GUEST_PAGES, index, &desc);
	if (!found)
		return 0;
	if (desc & DESC_L)
		return 64;
	return desc & DESC_D ? 32 : 16;
}

int guest_insn_decode(const struct cpu_regs *regs, struct insn *insn, u8 *buf)
{
	unsigned int bits = guest_code_bits(regs), got;

	if (bits < 32)
		return -EFAULT;
	got = min_t(unsigned int, guest_fetch(buf, regs->rip, INSN_FETCH), INSN_BYTES);
	if (!got || insn_decode(insn, buf, got, bits == 64 ? INSN_MODE_64 : INSN_MODE_32))
		return -EFAULT;
	return 0;
}

static u64 segment_base(struct insn *insn)
{
	insn_byte_t prefix;
	unsigned int i;

	for_each_insn_prefix(insn, i, prefix) {
		if (prefix == 0x64)
			return fs_base_read();
		if (prefix == 0x65)
			return gs_base_active_read();
	}
	return 0;
}

static u64 sib_address(struct cpu_regs *regs, const struct insn *insn)
{
	unsigned int rex = insn->rex_prefix.value, sib = insn->sib.value;
	unsigned int base = X86_SIB_BASE(sib), index = X86_SIB_INDEX(sib);
	u64 ea = 0;

	index |= X86_REX_X(rex) ? 8 : 0;
	if (base != 5 || X86_MODRM_MOD(insn->modrm.value))
		ea = *guest_gpr(regs, base | (X86_REX_B(rex) ? 8 : 0));
	if (index != 4)
		ea += *guest_gpr(regs, index) << X86_SIB_SCALE(sib);
	return ea;
}

int guest_insn_address(struct cpu_regs *regs, struct insn *insn, u64 *gva)
{
	unsigned int mod = X86_MODRM_MOD(insn->modrm.value);
	unsigned int rm = X86_MODRM_RM(insn->modrm.value);
	u64 ea;

	if (mod == 3 || !insn->x86_64)
		return -EINVAL;
	if (rm == 4)
		ea = sib_address(regs, insn);
	else if (rm == 5 && !mod)
		ea = regs->rip + insn->length;
	else
		ea = *guest_gpr(regs, insn_rm(insn));
	ea += (s64)insn->displacement.value;
	if (insn->addr_bytes == 4)
		ea = (u32)ea;
	ea += segment_base(insn);
	if (!va_canonical(ea))
		return -EINVAL;
	*gva = ea;
	return 0;
}
