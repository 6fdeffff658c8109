// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions of guests that assembly did not bounce: emulate, or hand on.
 *
 * The rule is that a guest gets the exception that the processor raised, as if there
 * were no hypervisor. The exceptions from the rule:
 *
 *	#GP  of `int n`             the handler of n, if its DPL lets the mode in
 *	#GP  else                   an instruction that CPL 3 may not: emulated
 *	#UD  "xen" prefix + CPUID   emulated, in both modes
 *	#NM                         the guest set CR0.TS: it is cleared as it is told
 *	#DB                         DR6 of the guest is brought up to date
 *	#PF  write, present page    of a page table: emulated (emulate_pt_write.c)
 *	#PF  in the LDT window      the page is mapped on demand (core/descriptor.c)
 *
 * A page fault that came from a stale TLB entry is handed on too: the processor
 * dropped the entry with the fault, and kernels know spurious faults from real
 * hardware.
 *
 * Vectors from 32 on come from gates that guests may use directly (int 0x80).
 * Everything runs with interrupts on and without locks, on the main stack.
 */
#include "abi/emulate.h"
#include "core/descriptor.h"
#include "core/guest_trap.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "core/trace.h"
#include "cpu/debugregs.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include "mm/guest_copy.h"
#include "mm/vtlb.h"
#include <asm/trapnr.h>
#include <asm/trap_pf.h>

#define PF_ERROR_MASK	(X86_PF_PROT | X86_PF_WRITE | X86_PF_USER | X86_PF_RSVD | X86_PF_INSTR)
#define IDT_ERROR	2		/* the error code names an IDT entry */
#define INT_BYTES	2
#define DR6_CAUSES	0xe00fUL

/* Vectors whose exception has an error code */
#define WITH_ERROR	(1U << X86_TRAP_DF | 1U << X86_TRAP_TS | 1U << X86_TRAP_NP |	\
			 1U << X86_TRAP_SS | 1U << X86_TRAP_GP | 1U << X86_TRAP_PF |	\
			 1U << X86_TRAP_AC | 1U << X86_TRAP_CP | 1U << 29 | 1U << 30)

/* rip is behind `int vector` if @behind, else on it */
static void software_interrupt(struct cpu_regs *regs, unsigned int vector, bool behind)
{
	const struct trap_entry *t = &current_vcpu()->traps[vector];
	unsigned int needs = guest_kernel_mode() ? 1 : 3;

	if (t->rip && (t->flags & 3) >= needs) {
		if (!behind)
			regs->rip += INT_BYTES;
		guest_trap_inject(vector, X86_TRAP_NO_ERROR);
		return;
	}
	if (behind)
		regs->rip -= INT_BYTES;
	guest_trap_inject(X86_TRAP_GP, vector << 3 | IDT_ERROR);
}

bool emulate_int(struct cpu_regs *regs)
{
	u8 insn[INT_BYTES];

	if ((regs->error_code & 7) != IDT_ERROR)
		return false;
	/* The instruction says it better: one emulator doubles the vector in the code. */
	if (guest_fetch(insn, regs->rip, sizeof(insn)) == sizeof(insn) && insn[0] == 0xcd)
		software_interrupt(regs, insn[1], false);
	else
		guest_trap_inject(X86_TRAP_GP, regs->error_code);
	return true;
}

static void general_protection(struct cpu_regs *regs)
{
	if (regs->error_code & 2 && emulate_int(regs))
		return;
	if (!regs->error_code && emulate_privileged(regs))
		return;
	guest_trap_inject(X86_TRAP_GP, regs->error_code);
}

static void device_not_available(void)
{
	struct vcpu *v = current_vcpu();
	bool ts = v->cr0_ts;

	fpu_guest_set_ts(false);
	if (ts)
		guest_trap_inject(X86_TRAP_NM, X86_TRAP_NO_ERROR);
}

/* DR6 collects causes; the guest clears it. */
void guest_debug_trap(u64 causes)
{
	struct vcpu *v = current_vcpu();

	v->dr.dr6 |= causes & DR6_CAUSES;
	guest_trap_inject(X86_TRAP_DB, X86_TRAP_NO_ERROR);
}

void guest_exception(struct cpu_regs *regs, unsigned int vector)
{
	if (vector >= 32) {
		software_interrupt(regs, vector, true);
		return;
	}
	counters_of(this_pcpu())->exception[vector]++;
	trace_note(TRC_EXCEPTION, vector, regs->rip, regs->error_code);
	if (unlikely(tbuf_on))
		tbuf_trap(regs->rip, vector, regs->error_code);
	switch (vector) {
	case X86_TRAP_GP:
		general_protection(regs);
		return;
	case X86_TRAP_UD:
		if (emulate_forced(regs))
			return;
		break;
	case X86_TRAP_NM:
		device_not_available();
		return;
	case X86_TRAP_DB:
		guest_debug_trap(debugregs_take_dr6());
		return;
	}
	guest_trap_inject(vector, WITH_ERROR >> vector & 1 ? regs->error_code : X86_TRAP_NO_ERROR);
}

/* The processor looked for a descriptor and the page of the table is not there. */
static bool window_fault(unsigned long cr2, u32 error)
{
	struct vcpu *v = current_vcpu();
	unsigned long offset = cr2 - LDT_VIRT((unsigned long)v->id);

	if (cr2 - PERDOMAIN_VIRT >= 1UL << 30 || error & X86_PF_USER)
		return false;
	if (ldt_fault(cr2))
		return true;
	/* To the guest its LDT lies where it said. */
	if (offset < 16 * HV_PAGE_SIZE)
		guest_trap_page_fault(v->ldt_gva + offset, error);
	else
		guest_trap_inject(X86_TRAP_GP, cr2 & 0xfff8);
	return true;
}

void guest_page_fault(struct cpu_regs *regs, unsigned long cr2)
{
	u32 error = regs->error_code & PF_ERROR_MASK;
	bool ours = cr2 >= HV_VIRT_START && cr2 < HV_VIRT_END;

	counters_of(this_pcpu())->exception[X86_TRAP_PF]++;
	trace_note(TRC_EXCEPTION, X86_TRAP_PF, cr2, regs->error_code);
	if (unlikely(tbuf_on))
		tbuf_page_fault(regs->rip, cr2, regs->error_code);
	if (ours && window_fault(cr2, error))
		return;
	/* Logging writes: the processor walked tables of ours, which are filled by faults. */
	if (unlikely(this_pcpu()->vtlb) && !ours && vtlb_fill(this_pcpu()->vtlb, cr2, &error))
		return;
	if (guest_kernel_mode() && !ours &&
	    (error & (X86_PF_PROT | X86_PF_WRITE | X86_PF_RSVD)) == (X86_PF_PROT | X86_PF_WRITE)) {
		if (likely(emulate_pt_write(regs, cr2)))
			return;
	}
	/* Behind the window of the M2P a guest learns nothing about what is mapped. */
	if (ours && cr2 >= M2P_RO_VIRT_END)
		error &= ~X86_PF_PROT;
	count(CNT_bounce_pf);
	guest_trap_page_fault(cr2, error);
}
