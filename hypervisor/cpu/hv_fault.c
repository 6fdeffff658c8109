// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions at CPL 0: a place that expected one, or the end.
 *
 * Four kinds of places expect exceptions:
 *   - instructions with an entry in the exception table (insn.h, guest copies);
 *   - stretches of the entry text that touch a guest's stack (GUEST_ACCESS);
 *   - the IRET that leaves for the guest, whose frame the guest chose: becomes
 *     the guest's failsafe callback;
 *   - #DB at the first instruction after SYSCALL, which a guest can provoke.
 * Anything else is a bug in the hypervisor and stops the machine.
 *
 * Interrupts stay off throughout; nothing here takes a lock that an interrupted
 * hypercall might hold.
 */
#include "cpu/traps.h"
#include "cpu/fault.h"
#include "cpu/image.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"

struct access_range { u64 start, end, fixup; };
extern const struct access_range _entry_fixup_start[], _entry_fixup_end[];

struct ex_entry { s32 insn, fixup; };
extern const struct ex_entry _ex_table_start[], _ex_table_end[];

extern const u8 exit_iretq[];

/* Link address of an instruction that may be running in a CPU's entry text alias. */
static u64 link_address(u64 rip)
{
	u64 area = rip & ~(PCPU_STRIDE - 1);

	if (area >= PCPU_VIRT && area < PCPU_AREA((u64)HV_NR_CPUS) &&
	    rip - area >= PCPU_ENTRY_TEXT && rip - area < PCPU_ENTRY_TEXT + HV_PAGE_SIZE)
		return (u64)_entry_text_start + (rip & (HV_PAGE_SIZE - 1));
	return rip;
}

static bool fixup_table(struct cpu_regs *regs)
{
	const struct ex_entry *e;

	for (e = _ex_table_start; e < _ex_table_end; e++) {
		if ((u64)&e->insn + e->insn == regs->rip) {
			regs->rip = (u64)&e->fixup + e->fixup;
			return true;
		}
	}
	return false;
}

static bool fixup_guest_access(struct cpu_regs *regs, u64 rip)
{
	const struct access_range *r;

	for (r = _entry_fixup_start; r < _entry_fixup_end; r++) {
		if (rip >= r->start && rip < r->end) {
			regs->rip += r->fixup - rip;
			return true;
		}
	}
	return false;
}

/*
 * The IRET to the guest faulted. At that moment the general registers already
 * were the guest's, and they are in @regs; the frame that IRET was to load is in
 * its place below struct pcpu, just above this exception's.
 */
static void __noreturn iret_fault(const struct cpu_regs *regs)
{
	struct cpu_regs *guest = guest_regs();
	struct cpu_regs saved = *regs;

	saved.rip = guest->rip;
	saved.cs = guest->cs;
	saved.rflags = guest->rflags;
	saved.rsp = guest->rsp;
	saved.ss = guest->ss;
	saved.error_code = 0;
	saved.entry_vector = FRAME_FULL;
	*guest = saved;
	this_pcpu()->hot.slow_exit |= EXIT_FAILSAFE;
	resume_guest();
}

void hv_exception(struct cpu_regs *regs)
{
	unsigned int vector = regs->entry_vector & FRAME_VECTOR_MASK;
	u64 rip = link_address(regs->rip);
	unsigned long cr2 = vector == 14 ? cr2_read() : 0;

	if (rip == (u64)exit_iretq)
		iret_fault(regs);
	if (fixup_guest_access(regs, rip))
		return;
	/* Before the table: what the tables allow by now is simply tried again. */
	if ((vector == 14 && hv_page_fault(regs, cr2)) || fixup_table(regs))
		return;
	show_registers(regs);
	panic("exception %u at CPL 0, error code %#x, cr2 %#lx", vector, regs->error_code, cr2);
}

void hv_debug(struct cpu_regs *regs)
{
	u64 dr6 = dr6_read();

	dr6_write(0xffff0ff0);
	regs->rflags &= ~0x100UL;		/* single steps end here */
	if (dr6 & 0xf)
		dr7_write(dr7_read() & ~0xffUL);	/* core reloads them at the next switch */
}

void hv_double_fault(struct cpu_regs *regs)
{
	show_registers(regs);
	panic("double fault, cr2 %#lx: a kernel stack ran into its guard page, or worse",
	      cr2_read());
}
