// SPDX-License-Identifier: GPL-2.0-only
/*
 * #GP(0) of a guest: is it an instruction that it may believe to have?
 *
 * A guest kernel runs at CPL 3 and still executes what kernels execute. Those
 * instructions come here, are decoded, and have the effect that they have on Xen PV.
 * User mode gets port I/O (IOPL and bitmap permitting), time stamps, CPUID, and what
 * UMIP forbids; for anything else, and for every kernel instruction that is not
 * in the list, the answer is the #GP itself.
 *
 *	instruction         effect
 *	RDMSR WRMSR         guest_msr.c
 *	RDTSC RDTSCP        the domain's time stamp (CR4.TSD holds for user mode)
 *	CPUID               guest_cpuid.c (only where CPUID can be made to fault)
 *	IN OUT INS OUTS     emulate_io.c
 *	MOV CR, DR; CLTS    emulate_cr.c, as LMSW, XSETBV, INVLPG
 *	HLT                 SCHEDOP_block
 *	CLI STI             nothing: events are masked in vcpu_info. #GP below IOPL 1
 *	INVD WBINVD         cache flush if the domain has devices, else nothing
 *
 * RDMSR of the GS base is on a stock kernel's context-switch path, so two-byte
 * opcodes without prefixes are looked at before the decoder is called.
 */
#include <linux/string.h>
#include "abi/emulate_group.h"
#include "core/guest_time.h"
#include "core/guest_trap.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "cpu/insn.h"
#include "mm/guest_copy.h"
#include <asm/processor-flags.h>

#define DR6_SINGLE_STEP	(1UL << 14)

void emulate_retire(struct cpu_regs *regs, unsigned int len)
{
	regs->rip += len;
	regs->rflags &= ~X86_EFLAGS_RF;
	if (unlikely(regs->rflags & X86_EFLAGS_TF))
		guest_debug_trap(DR6_SINGLE_STEP);
}

static enum emulated do_rdmsr(struct cpu_regs *regs)
{
	u64 value;

	if (!guest_kernel_mode() || guest_rdmsr(current_vcpu(), regs->rcx, &value))
		return EMULATED_NOT;
	regs->rax = (u32)value;
	regs->rdx = value >> 32;
	return EMULATED_DONE;
}

static enum emulated do_wrmsr(struct cpu_regs *regs)
{
	u64 value = (u32)regs->rax | regs->rdx << 32;

	if (!guest_kernel_mode() || guest_wrmsr(current_vcpu(), regs->rcx, value))
		return EMULATED_NOT;
	return EMULATED_DONE;
}

u64 guest_tsc(const struct vcpu *v)
{
	return v->domain->tsc_trapped ? guest_tsc_now(v->domain) : tsc_read_ordered();
}

static enum emulated do_rdtsc(struct cpu_regs *regs, bool with_aux)
{
	struct vcpu *v = current_vcpu();
	u64 tsc;

	if (v->guest_cr4 & X86_CR4_TSD && !guest_kernel_mode())
		return EMULATED_NOT;
	tsc = guest_tsc(v);
	regs->rax = (u32)tsc;
	regs->rdx = tsc >> 32;
	if (with_aux)
		regs->rcx = v->tsc_aux;
	return EMULATED_DONE;
}

static void do_cpuid(struct cpu_regs *regs)
{
	u32 out[4];

	guest_cpuid(current_vcpu(), regs->rax, regs->rcx, out);
	regs->rax = out[0];
	regs->rbx = out[1];
	regs->rcx = out[2];
	regs->rdx = out[3];
	count(CNT_cpuid_emulated);
}

static enum emulated do_cache(void)
{
	if (!guest_kernel_mode())
		return EMULATED_NOT;
	if (current_domain()->mm.cache_control || current_domain()->hardware)
		cpu_wbinvd();		/* INVD too: what others wrote must not be lost */
	return EMULATED_DONE;
}

/* Behind 0f, without operands in memory */
static enum emulated two_byte(struct cpu_regs *regs, u8 opcode)
{
	switch (opcode) {
	case 0x06:				/* CLTS */
		if (!guest_kernel_mode())
			return EMULATED_NOT;
		fpu_guest_set_ts(false);
		return EMULATED_DONE;
	case 0x08:
	case 0x09:
		return do_cache();
	case 0x30:
		return do_wrmsr(regs);
	case 0x31:
		return do_rdtsc(regs, false);
	case 0x32:
		return do_rdmsr(regs);
	case 0xa2:
		do_cpuid(regs);
		return EMULATED_DONE;
	default:
		return EMULATED_NOT;
	}
}

static enum emulated group_0f01(struct cpu_regs *regs, struct insn *insn)
{
	switch (insn->modrm.value) {
	case 0xd1:
		return guest_kernel_mode() ? emulate_xsetbv(regs) : EMULATED_NOT;
	case 0xf9:
		return do_rdtsc(regs, true);
	}
	switch (X86_MODRM_REG(insn->modrm.value)) {
	case 0:
	case 1:
		return insn_rm_is_reg(insn) ? EMULATED_NOT : emulate_umip(regs, insn);
	case 4:
		return emulate_umip(regs, insn);
	case 6:
		return guest_kernel_mode() ? emulate_lmsw(regs, insn) : EMULATED_NOT;
	case 7:
		if (insn_rm_is_reg(insn) || !guest_kernel_mode())
			return EMULATED_NOT;
		return emulate_invlpg(regs, insn);
	default:
		return EMULATED_NOT;
	}
}

static enum emulated decoded_two_byte(struct cpu_regs *regs, struct insn *insn)
{
	u8 opcode = insn->opcode.bytes[1];

	switch (opcode) {
	case 0x00:
		return X86_MODRM_REG(insn->modrm.value) < 2 ? emulate_umip(regs, insn) :
							      EMULATED_NOT;
	case 0x01:
		return group_0f01(regs, insn);
	case 0x20:
	case 0x22:
		return guest_kernel_mode() ? emulate_mov_cr(regs, insn, opcode & 2) : EMULATED_NOT;
	case 0x21:
	case 0x23:
		return guest_kernel_mode() ? emulate_mov_dr(regs, insn, opcode & 2) : EMULATED_NOT;
	default:
		return two_byte(regs, opcode);
	}
}

static enum emulated one_byte(struct cpu_regs *regs, struct insn *insn)
{
	switch (insn->opcode.bytes[0]) {
	case 0x6c: case 0x6d: case 0x6e: case 0x6f:
	case 0xe4: case 0xe5: case 0xe6: case 0xe7:
	case 0xec: case 0xed: case 0xee: case 0xef:
		return emulate_port_insn(regs, insn);
	case 0xf4:
		if (!guest_kernel_mode())
			return EMULATED_NOT;
		vcpu_block();
		return EMULATED_DONE;
	case 0xfa:
	case 0xfb:
		if (current_vcpu()->iopl < (guest_kernel_mode() ? 1 : 3))
			return EMULATED_NOT;
		return EMULATED_DONE;
	default:
		return EMULATED_NOT;
	}
}

/* rip does not move before the effect is there: HLT's wake-up sees it behind. */
static bool finish(struct cpu_regs *regs, enum emulated done, unsigned int len)
{
	if (done == EMULATED_NOT)
		return false;
	if (unlikely(tbuf_on))
		tbuf_address(TRC_PV_EMULATE_PRIVOP, regs->rip);
	if (done == EMULATED_DONE)
		emulate_retire(regs, len);
	count(CNT_priv_emulated);
	return true;
}

bool emulate_privileged(struct cpu_regs *regs)
{
	enum emulated done;
	struct insn insn;
	u8 b[INSN_FETCH] __aligned(8);

	/* eight bytes, which are read faster than two */
	if (likely(guest_fetch(b, regs->rip, 8) >= 2 && b[0] == 0x0f)) {
		done = two_byte(regs, b[1]);
		if (done != EMULATED_NOT)
			return finish(regs, done, 2);
	}
	if (guest_insn_decode(regs, &insn, b))
		return false;
	if (insn.opcode.nbytes == 1)
		done = one_byte(regs, &insn);
	else if (insn.opcode.nbytes == 2 && insn.opcode.bytes[0] == 0x0f)
		done = decoded_two_byte(regs, &insn);
	else
		done = EMULATED_NOT;
	return finish(regs, done, insn.length);
}

bool emulate_forced(struct cpu_regs *regs)
{
	static const u8 forced[] = { 0x0f, 0x0b, 'x', 'e', 'n', 0x0f, 0xa2 };
	static const u8 rdtscp[] = { 0x0f, 0x01, 0xf9 };
	u8 b[sizeof(forced)];
	unsigned int got = guest_fetch(b, regs->rip, sizeof(b));

	if (got == sizeof(forced) && !memcmp(b, forced, sizeof(forced))) {
		do_cpuid(regs);
		emulate_retire(regs, sizeof(forced));
		return true;
	}
	/* A processor without RDTSCP, in a domain whose time stamp is ours anyway */
	if (got >= sizeof(rdtscp) && !memcmp(b, rdtscp, sizeof(rdtscp)) &&
	    current_domain()->tsc_trapped)
		return finish(regs, do_rdtsc(regs, true), sizeof(rdtscp));
	return false;
}
