// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens when the hypervisor enters the guest.
 *
 * Order of judgement: a test's own hook first; then, if the vCPU was in user
 * mode on behalf of mg_user_run(), the frame is handed there; then the exception
 * table; then an event upcall, which is only counted and acknowledged.  Anything
 * left is a surprise and fails the running test.
 */
#include "mg.h"
#include <xen/interface/callback.h>
#include <xen/interface/sched.h>

struct trap_info mg_trap_table[257];
unsigned char mg_user_stack[4 * PAGE_SIZE] __aligned(4096);
static unsigned char trap_stacks[MG_MAX_CPUS][MG_STACK_SIZE] __aligned(32768);

static const char * const vector_names[] = {
	"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "9", "#TS",
	"#NP", "#SS", "#GP", "#PF", "15", "#MF", "#AC", "#MC", "#XM",
};

const char *mg_vector_name(long vector)
{
	switch (vector) {
	case VEC_NONE:
		return "none";
	case VEC_EVENT:
		return "event";
	case VEC_FAILSAFE:
		return "failsafe";
	case VEC_NMI:
		return "nmi";
	case VEC_SYSCALL:
		return "syscall";
	case VEC_SYSCALL32:
		return "syscall32";
	case VEC_SYSENTER:
		return "sysenter";
	}
	if (vector >= 0 && vector < (long)ARRAY_SIZE(vector_names))
		return vector_names[vector];
	return "vector";
}

void mg_dump_regs(const struct regs *regs)
{
	mg_note("%s (%ld) error %lx at cs:rip %lx:%lx flags %lx ss:rsp %lx:%lx cr2 %lx",
		mg_vector_name(regs->vector), regs->vector, regs->error, regs->cs, regs->rip,
		regs->rflags, regs->ss, regs->rsp, mg_vcpu_info()->arch.cr2);
	mg_note("rax %lx rbx %lx rcx %lx rdx %lx rsi %lx rdi %lx rbp %lx",
		regs->rax, regs->rbx, regs->rcx, regs->rdx, regs->rsi, regs->rdi, regs->rbp);
}

static bool fix_up(struct mg_cpu *cpu, struct regs *regs)
{
	/* these report the instruction after theirs */
	bool is_trap = regs->vector == VEC_DB || regs->vector == VEC_BP ||
		       regs->vector == VEC_OF || regs->vector >= 32;
	const struct extable *ex;

	if (regs->vector >= VEC_EVENT)
		return false;
	for (ex = mg_extable_start; ex < mg_extable_end; ex++) {
		if (regs->rip != ex->from && !(is_trap && regs->rip == ex->to))
			continue;
		cpu->trap.vector = regs->vector;
		cpu->trap.after = regs->rip == ex->to;
		cpu->trap.error = regs->error;
		cpu->trap.cr2 = mg_vcpu_info()->arch.cr2;
		cpu->trap.rip = regs->rip;
		cpu->trap.regs = *regs;
		regs->r15 = regs->vector;
		regs->rip = ex->to;
		return true;
	}
	return false;
}

static void ack_event(struct mg_cpu *cpu)
{
	cpu->nr_events++;
	mg_vcpu_info()->evtchn_upcall_pending = 0;
}

/* Called by mg_entry.S for every entry. */
void mg_trap(struct regs *regs)
{
	struct mg_cpu *cpu = this_cpu();

	if (cpu < mg_cpus || cpu >= mg_cpus + MG_MAX_CPUS) {
		mg_printf("#   trap %ld at %lx on a foreign stack %lx\n", regs->vector, regs->rip,
			  regs->rsp);
		mg_shutdown(SHUTDOWN_reboot);
	}
	if (cpu->hook && cpu->hook(regs))
		return;
	if (cpu->user_exit && (regs->cs & 3) == 3) {
		*cpu->user_exit = *regs;
		cpu->user_exit = NULL;
		if (regs->vector == VEC_EVENT)
			ack_event(cpu);
		cpu->trap.cr2 = mg_vcpu_info()->arch.cr2;
		mg_longjmp(&cpu->user_jmp);
	}
	if (fix_up(cpu, regs))
		return;
	if (regs->vector == VEC_EVENT) {
		ack_event(cpu);
		return;
	}
	mg_fail(__FILE__, __LINE__, "unexpected trap on vcpu %u", cpu->id);
	mg_dump_regs(regs);
	mg_give_up();
}

long mg_try_read(unsigned long gva, unsigned long *val)
{
	unsigned long got = 0;
	long vec;

	vec = GUARD_IO("mov (%[p]), %[v]", GUARD_OUT([v] "+r" (got)), [p] "r" (gva));
	if (val)
		*val = got;
	return vec;
}

long mg_try_write(unsigned long gva, unsigned long val)
{
	return GUARD_IN("mov %[v], (%[p])", [v] "r" (val), [p] "r" (gva));
}

/* Give @cpu its second stack, the one entries from user mode arrive on. */
void mg_trap_stacks(struct mg_cpu *cpu, void *stack)
{
	*(struct mg_cpu **)stack = cpu;
	*(struct mg_cpu **)trap_stacks[cpu->id] = cpu;
	cpu->trap.vector = VEC_NONE;
}

static unsigned long trap_stack_top(unsigned int cpu)
{
	return (unsigned long)trap_stacks[cpu] + MG_STACK_SIZE;
}

/* The middle of this vCPU's second stack: free for frames that tests make up. */
unsigned long mg_spare_stack(void)
{
	return trap_stack_top(this_cpu()->id) - MG_STACK_SIZE / 2;
}

void mg_user_base(void)
{
	STAGE(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(mg_l4())) == 0);
}

/* A frame that enters @fn in user mode with interrupts on. */
void mg_user_regs(struct regs *regs, void (*fn)(unsigned long arg), unsigned long arg)
{
	memset(regs, 0, sizeof(*regs));
	regs->rip = (unsigned long)fn;
	regs->cs = FLAT_USER_CS64;
	regs->ss = FLAT_USER_SS64;
	regs->rflags = 0x202;
	regs->rsp = (unsigned long)mg_user_stack + sizeof(mg_user_stack) - 64 - 8;
	regs->rdi = arg;
}

/**
 * mg_user_go() - load a frame and come back with the one of the next entry
 * @regs: in: what iret loads (its cs must be a user one); out: what came back
 * @iret_flags: the flags word of the iret frame (VGCF_in_syscall or 0)
 */
void mg_user_go(struct regs *regs, unsigned long iret_flags)
{
	struct mg_cpu *cpu = this_cpu();
	struct regs frame = *regs;

	STAGE(hc_stack_switch(FLAT_KERNEL_SS, trap_stack_top(cpu->id)) == 0);
	cpu->user_exit = regs;
	if (!mg_setjmp(&cpu->user_jmp))
		mg_iret_to(&frame, iret_flags);
}

/* Run @fn in user mode on our own tables until something brings us back. */
void mg_user_run(struct regs *exit, void (*fn)(unsigned long arg), unsigned long arg)
{
	mg_user_base();
	do {
		mg_user_regs(exit, fn, arg);
		mg_user_go(exit, 0);
	} while (exit->vector == VEC_EVENT);
}

void mg_register_callbacks(void)
{
	static const struct {
		unsigned short type;
		void (*entry)(void);
	} cb[] = {
		{ CALLBACKTYPE_event, mg_entry_event },
		{ CALLBACKTYPE_failsafe, mg_entry_failsafe },
		{ CALLBACKTYPE_syscall, mg_entry_syscall },
		{ CALLBACKTYPE_syscall32, mg_entry_syscall32 },
		{ CALLBACKTYPE_sysenter, mg_entry_sysenter },
		{ CALLBACKTYPE_nmi, mg_entry_nmi },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cb); i++) {
		struct callback_register reg = {
			.type = cb[i].type,
			.flags = CALLBACKF_mask_events,
			.address = (unsigned long)cb[i].entry,
		};

		if (hc_callback_op(CALLBACKOP_register, &reg))
			mg_note("callback type %u refused", cb[i].type);
	}
}

void mg_trap_init(void)
{
	unsigned int i;

	for (i = 0; i < 256; i++) {
		mg_trap_table[i].vector = i;
		mg_trap_table[i].flags = i == VEC_BP || i == VEC_OF || i == 0x80 ? 3 : 0;
		mg_trap_table[i].cs = FLAT_KERNEL_CS;
		mg_trap_table[i].address = (unsigned long)mg_vector_stubs + 16 * i;
	}
	mg_register_callbacks();
	hc_set_trap_table(mg_trap_table);
	hc_stack_switch(FLAT_KERNEL_SS, trap_stack_top(0));
}
