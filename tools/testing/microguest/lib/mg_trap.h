/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traps, guarded instructions and user mode.
 *
 * A guarded instruction is one that a test expects to fault: mg_trap() finds it
 * in the exception table, puts the vector into r15 and skips it.  What happened
 * is then in this_cpu()->trap.  A test that wants to see every trap itself sets
 * this_cpu()->hook.  Any other trap from kernel mode fails the running test.
 *
 * mg_user_run() leaves for user mode at a function of the image and comes back
 * with the frame of whatever brought it back: an exception, an event, a system call.
 */
#ifndef MG_TRAP_H
#define MG_TRAP_H

#define VEC_DE		0
#define VEC_DB		1
#define VEC_BP		3
#define VEC_OF		4
#define VEC_BR		5
#define VEC_UD		6
#define VEC_NM		7
#define VEC_DF		8
#define VEC_TS		10
#define VEC_NP		11
#define VEC_SS		12
#define VEC_GP		13
#define VEC_PF		14
#define VEC_MF		16
#define VEC_AC		17
#define VEC_MC		18
#define VEC_XM		19
/* Entries that are not IDT vectors */
#define VEC_EVENT	0x100
#define VEC_FAILSAFE	0x101
#define VEC_NMI		0x102
#define VEC_SYSCALL	0x103
#define VEC_SYSCALL32	0x104
#define VEC_SYSENTER	0x105
#define VEC_NONE	(-1L)

#define MG_STACK_SIZE	32768

#ifndef __ASSEMBLY__

/* The order in which mg_entry.S pushes. */
struct regs {
	unsigned long r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	unsigned long rax, rcx, rdx, rsi, rdi;
	unsigned long vector, error;
	unsigned long rip;
	unsigned long cs;	/* bits 32..39: the saved upcall mask */
	unsigned long rflags, rsp, ss;
};

struct extable {
	unsigned long from, to;
};

struct mg_jmp {
	unsigned long rbx, rbp, r12, r13, r14, r15, rsp, rip;
};

struct trap_record {
	long vector;
	bool after;		/* rip is behind the guarded instruction */
	unsigned long error, cr2, rip;
	struct regs regs;
};

/* One per vCPU; reached through the lowest word of every kernel stack. */
struct mg_cpu {
	unsigned int id;
	struct trap_record trap;
	bool (*hook)(struct regs *regs);
	struct regs *user_exit;		/* non-NULL while in mg_user_run() */
	struct mg_jmp user_jmp;
	struct mg_jmp test_jmp;
	unsigned long nr_events;
	unsigned long failsafe_sel[4];	/* ds es fs gs of the last failsafe frame */
	/* mailbox of mg_smp_call() */
	void (*call)(void *arg);
	void *call_arg;
	unsigned long call_seq, call_done;
	bool online;
};

static inline struct mg_cpu *this_cpu(void)
{
	unsigned long sp;

	asm volatile("mov %%rsp, %0" : "=r" (sp));
	return *(struct mg_cpu **)(sp & -MG_STACK_SIZE);
}

int mg_setjmp(struct mg_jmp *jmp) __attribute__((returns_twice));
void mg_longjmp(struct mg_jmp *jmp) __noreturn;

#define EXTABLE(from, to)						\
	".pushsection .mg_extable, \"a\"\n.quad " #from ", " #to "\n.popsection\n"

/*
 * Run one instruction; the value is the vector it raised, or VEC_NONE.
 * GUARD() has no operands, GUARD_IN() takes inputs, GUARD_IO() outputs too.
 */
#define GUARD_IO(insn, outs, ...) ({					\
	register long vec__ asm("r15") = VEC_NONE;			\
	asm volatile("1: " insn "\n2:\n" EXTABLE(1b, 2b)		\
		     : "+r" (vec__), outs : __VA_ARGS__ : "memory", "cc"); \
	vec__; })
#define GUARD_OUT(first, ...)	first, ##__VA_ARGS__
#define GUARD_IN(insn, ...) ({						\
	register long vec__ asm("r15") = VEC_NONE;			\
	asm volatile("1: " insn "\n2:\n" EXTABLE(1b, 2b)		\
		     : "+r" (vec__) : __VA_ARGS__ : "memory", "cc");	\
	vec__; })
#define GUARD(insn)		GUARD_IN(insn, "i" (0))

long mg_try_read(unsigned long gva, unsigned long *val);
long mg_try_write(unsigned long gva, unsigned long val);

void mg_trap(struct regs *regs);
void mg_trap_init(void);
void mg_trap_stacks(struct mg_cpu *cpu, void *trap_stack);
void mg_register_callbacks(void);
void mg_user_regs(struct regs *regs, void (*fn)(unsigned long arg), unsigned long arg);
void mg_user_go(struct regs *regs, unsigned long iret_flags);
void mg_user_run(struct regs *exit, void (*fn)(unsigned long arg), unsigned long arg);
void mg_user_base(void);
unsigned long mg_spare_stack(void);
const char *mg_vector_name(long vector);
void mg_dump_regs(const struct regs *regs);

extern const struct extable mg_extable_start[], mg_extable_end[];
extern const unsigned char mg_vector_stubs[];
extern unsigned long mg_failsafe_sel[4];
extern struct trap_info mg_trap_table[257];
extern unsigned char mg_user_stack[];
extern struct shared_info *mg_shared;
extern unsigned long mg_hypercall_page[];

/* Entry points of mg_entry.S that a test may register again. */
void mg_entry_event(void);
void mg_entry_failsafe(void);
void mg_entry_nmi(void);
void mg_entry_syscall(void);
void mg_entry_syscall32(void);
void mg_entry_sysenter(void);
void mg_iret_to(struct regs *regs, unsigned long iret_flags) __noreturn;

/* ud2; .ascii "xen"; cpuid: the emulation prefix */
#define MG_FORCED_CPUID	".byte 0x0f, 0x0b, 0x78, 0x65, 0x6e, 0x0f, 0xa2"

/* From user mode: the one-instruction ways back. */
static inline void user_syscall(unsigned long nr)
{
	asm volatile("syscall" : "+a" (nr) : : "rcx", "r11", "memory");
}

#endif
#endif
