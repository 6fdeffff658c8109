// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control and debug registers as a guest kernel reads and writes them.
 *
 *	CR0   read: the processor's, with the guest's own TS; write: only TS may change
 *	CR2   in vcpu_info
 *	CR3   read: machine address of the root in use; write: a new root (as
 *	      MMUEXT_NEW_BASEPTR), which flushes
 *	CR4   read: what the hypervisor fixed and the guest chose; write: TSD, DE,
 *	      FSGSBASE and OSXSAVE are taken, everything else is ignored
 *	CR8   does not exist
 *
 * TSD is the one bit of CR4 that the processor must know too; the switch of vCPUs
 * loads it again.
 */
#include "abi/emulate_group.h"
#include "abi/policy_system.h"
#include "core/debug_state.h"
#include "core/roots.h"
#include "core/switch.h"
#include "core/vcpu.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/tlb.h"
#include <asm/processor-flags.h>

#define CR4_GUEST_MAY	(X86_CR4_TSD | X86_CR4_DE | X86_CR4_FSGSBASE | X86_CR4_OSXSAVE)
#define CR4_SHOWN	(X86_CR4_PAE | X86_CR4_MCE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT)

static u64 cr4_choice(u64 value)
{
	u64 may = CR4_GUEST_MAY;

	if (!cpu_has(X86_FEATURE_FSGSBASE))
		may &= ~X86_CR4_FSGSBASE;
	if (!fpu_xcr0_host)
		may &= ~X86_CR4_OSXSAVE;
	return value & may;
}

u64 guest_cr4_seen(const struct vcpu *v)
{
	return cr4_choice(v->guest_cr4) | (this_pcpu()->cr4 & CR4_SHOWN);
}

static void cr4_set(struct vcpu *v, u64 value)
{
	v->guest_cr4 = cr4_choice(value);
	switch_update_cr4(v);
}

static enum emulated cr3_set(struct vcpu *v, u64 value)
{
	int err = root_set_kernel(v, maddr_to_mfn(value));

	if (err == -HV_ERESTART)
		return EMULATED_AGAIN;
	return err ? EMULATED_NOT : EMULATED_DONE;
}

static enum emulated cr_read(struct vcpu *v, unsigned int nr, u64 *value)
{
	switch (nr) {
	case 0:
		*value = (cr0_read() & ~X86_CR0_TS) | (v->cr0_ts ? X86_CR0_TS : 0);
		return EMULATED_DONE;
	case 2:
		*value = this_pcpu()->hot.vcpu_info->arch.cr2;
		return EMULATED_DONE;
	case 3:
		*value = mfn_to_maddr(v->kernel_root);
		return EMULATED_DONE;
	case 4:
		*value = guest_cr4_seen(v);
		return EMULATED_DONE;
	default:
		return EMULATED_NOT;
	}
}

static enum emulated cr_write(struct vcpu *v, unsigned int nr, u64 value)
{
	switch (nr) {
	case 0:
		if ((value ^ cr0_read()) & ~X86_CR0_TS)
			return EMULATED_NOT;
		fpu_guest_set_ts(value & X86_CR0_TS);
		return EMULATED_DONE;
	case 2:
		this_pcpu()->hot.vcpu_info->arch.cr2 = value;
		return EMULATED_DONE;
	case 3:
		return cr3_set(v, value);
	case 4:
		cr4_set(v, value);
		return EMULATED_DONE;
	default:
		return EMULATED_NOT;
	}
}

/* ModRM's mod field does not count: the operand is always a register, 64 bits wide. */
enum emulated emulate_mov_cr(struct cpu_regs *regs, struct insn *insn, bool write)
{
	u64 *reg = guest_gpr(regs, insn_rm(insn));

	if (write)
		return cr_write(current_vcpu(), insn_reg(insn), *reg);
	return cr_read(current_vcpu(), insn_reg(insn), reg);
}

enum emulated emulate_mov_dr(struct cpu_regs *regs, struct insn *insn, bool write)
{
	u64 *reg = guest_gpr(regs, insn_rm(insn));
	int err;

	if (write)
		err = debugreg_set(current_vcpu(), insn_reg(insn), *reg);
	else
		err = debugreg_get(current_vcpu(), insn_reg(insn), reg);
	return err ? EMULATED_NOT : EMULATED_DONE;
}

/* Loads PE, MP, EM and TS; PE cannot be cleared by it. */
enum emulated emulate_lmsw(struct cpu_regs *regs, struct insn *insn)
{
	u64 gva, cr0 = cr0_read();
	u16 value = *guest_gpr(regs, insn_rm(insn));

	if (!insn_rm_is_reg(insn) &&
	    (guest_insn_address(regs, insn, &gva) || guest_read(&value, gva, sizeof(value))))
		return EMULATED_NOT;
	return cr_write(current_vcpu(), 0, (cr0 & ~0xeUL) | (value & 0xf));
}

enum emulated emulate_xsetbv(struct cpu_regs *regs)
{
	struct vcpu *v = current_vcpu();
	u64 value = (u32)regs->rax | regs->rdx << 32;

	if ((u32)regs->rcx || !(v->guest_cr4 & X86_CR4_OSXSAVE) ||
	    value & ~policy_xcr0(v->domain) ||
	    fpu_set_xcr0(v->fpu, value))
		return EMULATED_NOT;
	return EMULATED_DONE;
}

enum emulated emulate_invlpg(struct cpu_regs *regs, struct insn *insn)
{
	u64 gva;

	if (guest_insn_address(regs, insn, &gva))
		return EMULATED_NOT;
	if (gva < HV_VIRT_START || gva >= HV_VIRT_END)
		tlb_flush_page_local(gva);
	return EMULATED_DONE;
}

/*
 * SGDT, SIDT: the tables of a machine that never was, as Linux shows them to
 * programs; SLDT, STR: null selectors; SMSW: CR0. A fault of the store becomes #GP.
 */
enum emulated emulate_umip(struct cpu_regs *regs, struct insn *insn)
{
	struct { u16 limit; u64 base; } __packed table = { 0, 0xfffffffffffe0000UL };
	bool descriptor = insn->opcode.bytes[1] == 1 && X86_MODRM_REG(insn->modrm.value) < 2;
	u64 value = 0, gva;

	if (insn->opcode.bytes[1] == 1 && !descriptor) {
		if (cr_read(current_vcpu(), 0, &value) != EMULATED_DONE)
			return EMULATED_NOT;
	}
	if (insn_rm_is_reg(insn)) {
		gpr_write(regs, insn_rm(insn), insn->opnd_bytes, true, value);
		return EMULATED_DONE;
	}
	if (guest_insn_address(regs, insn, &gva))
		return EMULATED_NOT;
	if (X86_MODRM_REG(insn->modrm.value) == 1)
		table.base = 0xffffffffffff0000UL;
	if (descriptor)
		return guest_write(gva, &table, sizeof(table)) ? EMULATED_NOT : EMULATED_DONE;
	return guest_write(gva, &value, 2) ? EMULATED_NOT : EMULATED_DONE;
}
