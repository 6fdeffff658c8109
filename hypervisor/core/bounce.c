// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounce frames and iret frames in C: what entry.S leaves to it because it is rare.
 *
 * An exception that C code queued (guest_trap_inject()), a virtual NMI, and the
 * failsafe callback are delivered here, on the way out, to current. The frame goes
 * on the guest kernel's stack: the one from stack_switch if user mode was
 * interrupted, the one in use otherwise. A stack that cannot be written, or a
 * handler that was never registered, ends the domain: there is nobody left to tell.
 *
 *	bounce:   rcx r11 [error] rip cs rflags rsp ss
 *	failsafe: rcx r11 ds es fs gs rip cs rflags rsp ss
 *	iret:     rax r11 rcx flags rip cs rflags rsp ss
 *
 * Bits 32-39 of the cs word are the event mask at the time of the bounce, and IF in
 * the frame's rflags is its inverse. In kernel mode cs is shown with RPL 0.
 */
#include "cpu/traps.h"
#include "cpu/upcalls.h"
#include "core/bounce.h"
#include "core/descriptor.h"
#include "core/guest_trap.h"
#include "mm/guest_copy.h"

#define RFLAGS_FIXED		0x2UL
#define RFLAGS_IF		0x200UL
#define RFLAGS_GUEST_MAY	0x254fd7UL
#define PF_USER_MODE		4

#define FRAME_MAX		12

struct iret_frame {
	u64 rax, r11, rcx, flags, rip, cs, rflags, rsp, ss;
};

/* Words of a bounce frame, built from the top of the stack downwards. */
struct frame_builder {
	u64 word[FRAME_MAX];
	unsigned int first;
};

static void frame_push(struct frame_builder *f, u64 value)
{
	f->word[--f->first] = value;
}

static void push_context(struct frame_builder *f, const struct cpu_regs *regs, bool user, u8 mask)
{
	f->first = FRAME_MAX;
	frame_push(f, regs->ss);
	frame_push(f, regs->rsp);
	frame_push(f, (regs->rflags & ~RFLAGS_IF) | (mask ? 0 : RFLAGS_IF));
	frame_push(f, (user ? regs->cs : regs->cs & ~3) | (u64)mask << 32);
	frame_push(f, regs->rip);
}

/*
 * Put the frame on the guest's stack and let the guest go on at @entry.
 * @mask_events: an interrupt, or a handler that asked for it
 */
static void bounce_to(struct cpu_regs *regs, struct frame_builder *f, u64 rip, bool mask_events)
{
	struct pcpu *p = this_pcpu();
	bool user = p->hot.user_mode;
	unsigned int words;
	u64 sp;

	frame_push(f, regs->r11);
	frame_push(f, regs->rcx);
	words = FRAME_MAX - f->first;
	sp = (user ? p->hot.kernel_sp : regs->rsp & ~15UL) - words * 8;
	if (!rip) {
		domain_crash(current_domain(), "no handler for what has to be delivered");
		return;
	}
	guest_set_user_mode(false);
	if (guest_write(sp, &f->word[f->first], words * 8)) {
		domain_crash(current_domain(), "kernel stack %#llx cannot be written", sp);
		return;
	}
	if (mask_events)
		p->hot.vcpu_info->evtchn_upcall_mask = 1;
	regs->rsp = sp;
	regs->ss = GUEST_SS;
	regs->rip = rip;
	regs->cs = GUEST_CS64;
	regs->rflags = RFLAGS_FIXED | RFLAGS_IF;
	regs->entry_vector |= FRAME_SYSCALL;
}

static void deliver_failsafe(struct cpu_regs *regs)
{
	struct guest_hot *hot = &this_pcpu()->hot;
	struct data_segments seg;
	struct frame_builder f;

	data_segments_read(&seg);
	push_context(&f, regs, hot->user_mode, hot->vcpu_info->evtchn_upcall_mask);
	frame_push(&f, seg.gs);
	frame_push(&f, seg.fs);
	frame_push(&f, seg.es);
	frame_push(&f, seg.ds);
	bounce_to(regs, &f, hot->failsafe.rip, hot->failsafe.flags & GUEST_ENTRY_MASKS);
}

static void deliver_trap(struct vcpu *v, struct cpu_regs *regs)
{
	struct guest_hot *hot = &this_pcpu()->hot;
	unsigned int vector = v->pending_trap - 1;
	const struct trap_entry *t = &v->traps[vector];
	u32 error = v->pending_trap_error;
	struct frame_builder f;

	v->pending_trap = 0;
	push_context(&f, regs, hot->user_mode, hot->vcpu_info->evtchn_upcall_mask);
	if (error != X86_TRAP_NO_ERROR) {
		if (vector == 14 && !hot->user_mode)
			error &= ~PF_USER_MODE;
		frame_push(&f, error);
	}
	if (vector == 14)
		hot->vcpu_info->arch.cr2 = v->pending_trap_cr2;
	bounce_to(regs, &f, t->rip, t->flags & TRAP_FLAG_MASKS);
}

static void deliver_nmi(struct vcpu *v, struct cpu_regs *regs)
{
	struct guest_hot *hot = &this_pcpu()->hot;
	struct frame_builder f;

	if (v->nmi_masked || !v->callback_nmi.rip)
		return;
	v->nmi_pending = false;
	v->nmi_masked = true;
	hot->slow_iret |= IRET_NMI;
	push_context(&f, regs, hot->user_mode, hot->vcpu_info->evtchn_upcall_mask);
	bounce_to(regs, &f, v->callback_nmi.rip, true);
}

/* IRET found no descriptor because its page of the LDT was not mapped yet: try again. */
static bool iret_page_mapped(struct guest_hot *hot)
{
	u64 va = hot->iret_cr2;

	hot->iret_cr2 = 0;
	return va && ldt_fault(va);
}

/*
 * The guest asked to return to a context that does not load. It takes the exception as
 * if the first instruction there had raised it. A #PF can only come from a descriptor
 * table, which the guest cannot fix by address: it becomes #GP(0).
 */
static void queue_iret_fault(struct vcpu *v, const struct guest_hot *hot)
{
	bool pf = hot->iret_vector == 14;

	if (v->pending_trap)
		return;
	v->pending_trap = (pf ? 13 : hot->iret_vector) + 1;
	v->pending_trap_error = pf ? 0 : hot->iret_error;
}

void guest_exit_slow(struct cpu_regs *regs)
{
	struct vcpu *v = current_vcpu();
	struct guest_hot *hot = &this_pcpu()->hot;
	u8 why = hot->slow_exit;

	hot->slow_exit = 0;
	if (why & EXIT_IRET && !iret_page_mapped(hot))
		queue_iret_fault(v, hot);
	if (why & EXIT_FAILSAFE)
		deliver_failsafe(regs);
	if (why & (EXIT_TRAP | EXIT_IRET) && v->pending_trap)
		deliver_trap(v, regs);
	if (why & EXIT_NMI && v->nmi_pending)
		deliver_nmi(v, regs);
}

/* An iret ended the guest's NMI handler: the next one may come. */
static void iret_unmask_nmi(struct vcpu *v)
{
	struct guest_hot *hot = &this_pcpu()->hot;

	if (!(hot->slow_iret & IRET_NMI))
		return;
	hot->slow_iret &= ~IRET_NMI;
	v->nmi_masked = false;
	if (v->nmi_pending)
		hot->slow_exit |= EXIT_NMI;
}

static bool enter_user(void)
{
	if (!this_pcpu()->hot.user_cr3) {
		domain_crash(current_domain(), "return to user mode without a user root table");
		return false;
	}
	guest_set_user_mode(true);
	return true;
}

void iret_to_user(struct cpu_regs *regs)
{
	iret_unmask_nmi(current_vcpu());
	enter_user();
}

void iret_slow(struct cpu_regs *regs)
{
	struct iret_frame f;

	if (guest_read(&f, regs->rsp, sizeof(f))) {
		domain_crash(current_domain(), "iret frame at %#llx cannot be read", regs->rsp);
		return;
	}
	iret_unmask_nmi(current_vcpu());
	if ((f.cs & 3) == 3 && !enter_user())
		return;
	regs->rax = f.rax;
	regs->rip = f.rip;
	regs->cs = f.cs | 3;
	regs->ss = f.ss | 3;
	regs->rsp = f.rsp;
	regs->rflags = (f.rflags & RFLAGS_GUEST_MAY) | RFLAGS_IF | RFLAGS_FIXED;
	regs->entry_vector = FRAME_FULL;
	if (!(f.flags & VGCF_in_syscall)) {
		regs->rcx = f.rcx;
		regs->r11 = f.r11;
	} else if (regs->cs != GUEST_CS32) {
		regs->entry_vector |= FRAME_SYSCALL;	/* by SYSRET, which sets the selectors */
		regs->rcx = regs->rip;
		regs->r11 = regs->rflags;
		regs->cs = GUEST_CS64;
		regs->ss = GUEST_SS;
	}
	this_pcpu()->hot.vcpu_info->evtchn_upcall_mask = !(f.rflags & RFLAGS_IF);
}

/*
 * What stands in the frame is left over, the hypervisor's own state perhaps. The crash may
 * be some other CPU's to carry out, so this one must be able to leave by it.
 */
void guest_bad_stack(struct cpu_regs *regs)
{
	*regs = (struct cpu_regs){
		.entry_vector = FRAME_FULL,
		.cs = GUEST_CS64,
		.ss = GUEST_SS,
		.rflags = RFLAGS_FIXED | RFLAGS_IF,
	};
	domain_crash(current_domain(), "kernel stack cannot be accessed");
}

/* A 32-bit process' system call: to the callback if there is one, else #UD or #GP. */
static void compat_call(struct cpu_regs *regs, const struct guest_entry *e, u64 insn_bytes,
			unsigned int vector, u32 error)
{
	struct frame_builder f;
	struct guest_hot *hot = &this_pcpu()->hot;

	if (!e->rip) {
		regs->rip -= insn_bytes;
		regs->entry_vector &= ~FRAME_SYSCALL;
		guest_trap_inject(vector, error);
		return;
	}
	push_context(&f, regs, hot->user_mode, hot->vcpu_info->evtchn_upcall_mask);
	bounce_to(regs, &f, e->rip, e->flags & GUEST_ENTRY_MASKS);
}

void guest_syscall32(struct cpu_regs *regs)
{
	compat_call(regs, &current_vcpu()->syscall32, 2, 6, X86_TRAP_NO_ERROR);
}

void guest_sysenter(struct cpu_regs *regs)
{
	compat_call(regs, &current_vcpu()->sysenter, 0, 13, 0);
}
