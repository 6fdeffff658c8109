// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions at CPL 0: a place that expected one, or the end.
 *
 * Four kinds of places expect exceptions:
 *   - instructions with an entry in the exception table (insn.h, guest copies);
 *   - stretches of the entry text that touch a guest's stack (GUEST_ACCESS);
 *   - the IRET that leaves for a guest, or that returns to one from an NMI or a machine
 *     check, whose frame the guest chose and whose descriptors another of its vCPUs
 *     may have changed: becomes the guest's own exception, unless it is only
 *     that the page of the LDT is not mapped yet (core/bounce.c);
 *   - the load of a selector for a guest, whose page of the LDT is not mapped yet;
 *   - #DB at the first instruction after SYSCALL, which a guest can provoke.
 * Anything else is a bug in the hypervisor and stops the machine.
 *
 * Interrupts stay off throughout, but while a page of the LDT is mapped for a hypercall
 * that had them on; nothing else here takes a lock that an interrupted hypercall
 * might hold.
 */
#include "cpu/traps.h"
#include "cpu/fault.h"
#include "cpu/image.h"
#include "cpu/insn.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"

#define RFLAGS_IF	0x200

struct iret_frame { u64 rip, cs, rflags, rsp, ss; };

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
	unsigned long go_on = ex_table_find(regs->rip);

	if (go_on)
		regs->rip = go_on;
	return go_on;
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

static bool in_descriptor_window(u64 va)
{
	return va >= PERDOMAIN_VIRT && va < PERDOMAIN_VIRT + (1UL << 30);
}

/* The IRET at @rip was to load a guest's frame. */
static bool iret_to_guest(const struct cpu_regs *regs, u64 rip)
{
	const struct iret_frame *to = (const struct iret_frame *)regs->rsp;

	return rip == (u64)exit_iretq || (rip == (u64)back_iretq && (to->cs & 3) == 3);
}

/*
 * The IRET to the guest faulted. At that moment the general registers already
 * were the guest's, and they are in @regs; the frame that IRET was to load is where
 * the stack pointer was. Together they make the guest's frame below struct pcpu, which
 * nothing else uses now: it may overlap @regs.
 */
static void __noreturn iret_fault(const struct cpu_regs *regs, unsigned long cr2)
{
	const struct iret_frame *to = (const struct iret_frame *)regs->rsp;
	struct guest_hot *hot = &this_pcpu()->hot;
	struct cpu_regs saved = *regs;

	/* before the guest's frame is written: it overlaps *regs */
	hot->iret_vector = regs->entry_vector & FRAME_VECTOR_MASK;
	hot->iret_error = regs->error_code;
	hot->iret_cr2 = in_descriptor_window(cr2) ? cr2 : 0;

	saved.rip = to->rip;
	saved.cs = to->cs;
	saved.rflags = to->rflags;
	saved.rsp = to->rsp;
	saved.ss = to->ss;
	saved.error_code = 0;
	saved.entry_vector = FRAME_FULL;
	*guest_regs() = saved;
	hot->slow_exit |= EXIT_IRET;
	resume_guest();
}

/* A hypercall loads a selector for its guest, and the page of the LDT is not there. */
static bool selector_fault(const struct cpu_regs *regs, unsigned long cr2)
{
	bool done;

	if (!in_descriptor_window(cr2) || !(regs->rflags & RFLAGS_IF))
		return false;
	local_irq_on();
	done = ldt_fault(cr2);
	local_irq_off();
	return done;
}

void hv_exception(struct cpu_regs *regs)
{
	unsigned int vector = regs->entry_vector & FRAME_VECTOR_MASK;
	u64 rip = link_address(regs->rip);
	unsigned long cr2 = vector == 14 ? cr2_read() : 0;

	if (iret_to_guest(regs, rip))
		iret_fault(regs, cr2);
	/* What the guest's tables allow by now is simply tried again. */
	if (vector == 14 && hv_page_fault(regs, cr2))
		return;
	if (fixup_guest_access(regs, rip))
		return;
	if (vector == 14 && selector_fault(regs, cr2))
		return;
	if (fixup_table(regs))
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
