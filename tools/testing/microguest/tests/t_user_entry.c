// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries from user mode: system calls, int n, exceptions, and their frames.
 *
 * The frame arrives on the stack given to stack_switch, shows user CS and SS with
 * RPL 3, and keeps every register; a system call by SYSCALL comes through the
 * registered callback with rcx and r11 as the CPU left them.
 */
#include "mg.h"
#include <xen/interface/callback.h>

static struct regs r;

static void user_ud(unsigned long arg)
{
	asm volatile("ud2");
}

static void user_bp(unsigned long arg)
{
	asm volatile("int3");
}

static void user_int80(unsigned long arg)
{
	asm volatile("int $0x80" : : "a" (arg));
}

static void user_int81(unsigned long arg)
{
	asm volatile("int $0x81");
}

static void user_int_pf(unsigned long arg)
{
	asm volatile("int $14");
}

static void user_read(unsigned long arg)
{
	asm volatile("mov (%0), %0" : : "r" (arg));
	user_syscall(0x99);
}

static void user_write(unsigned long arg)
{
	asm volatile("movl $1, (%0)" : : "r" (arg));
	user_syscall(0x99);
}

static void user_sysenter(unsigned long arg)
{
	asm volatile("sysenter");
}

static void user_cli(unsigned long arg)
{
	asm volatile("cli");
	user_syscall(0x99);
}

static void user_rdmsr(unsigned long arg)
{
	asm volatile("rdmsr" : : "c" (0xc0000080) : "rax", "rdx");
	user_syscall(0x99);
}

static void user_cpuid_forced(unsigned long arg)
{
	unsigned int eax = 0x40000000, ebx, ecx = 0, edx;

	asm volatile(MG_FORCED_CPUID : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	user_syscall(ebx);
}

static void check_user_frame(long vector, unsigned long error)
{
	CHECK(r.vector == vector, "came back by %s", mg_vector_name(r.vector));
	CHECK(r.error == error, "error %lx", r.error);
	CHECK((r.cs & 0xffff) == FLAT_USER_CS64, "cs %lx", r.cs);
	CHECK((r.ss & 0xffff) == FLAT_USER_SS64, "ss %lx", r.ss);
	CHECK(r.rflags & 0x200, "rflags %lx", r.rflags);
	CHECK((r.cs >> 32 & 0xff) == 0, "saved mask %lx", r.cs >> 32);
	CHECK(r.rsp > (unsigned long)mg_user_stack &&
	      r.rsp < (unsigned long)mg_user_stack + 4 * PAGE_SIZE, "rsp %lx", r.rsp);
}

MG_TEST(user_ud2, 0, "#UD")
{
	mg_user_run(&r, user_ud, 0);
	check_user_frame(VEC_UD, 0);
	CHECK(r.rip >= (unsigned long)user_ud && r.rip < (unsigned long)user_ud + 16, "rip %lx",
	      r.rip);
}

MG_TEST(user_int3, 0, "#BP through a gate of DPL 3")
{
	mg_user_run(&r, user_bp, 0);
	check_user_frame(VEC_BP, 0);
}

MG_TEST(user_int_80, 0, "int 0x80 through a gate of DPL 3")
{
	mg_user_run(&r, user_int80, 0x1234);
	check_user_frame(0x80, 0);
	CHECK(r.rax == 0x1234, "rax %lx", r.rax);
}

MG_TEST(user_int_closed, 0, "int n through a gate of DPL 0: #GP names the gate")
{
	mg_user_run(&r, user_int81, 0);
	if (r.error == 0x81 * 16 + 2)
		mg_skip("this emulator's error code for int n is wrong");
	check_user_frame(VEC_GP, 0x81 * 8 + 2);
	mg_user_run(&r, user_int_pf, 0);
	check_user_frame(VEC_GP, 14 * 8 + 2);
}

MG_TEST(user_page_fault, 0, "#PF has the user bit")
{
	mg_user_run(&r, user_read, MG_SCRATCH + 0x55555000);
	check_user_frame(VEC_PF, 4);
	CHECK(this_cpu()->trap.cr2 == MG_SCRATCH + 0x55555000, "cr2 %lx", this_cpu()->trap.cr2);
	mg_user_run(&r, user_write, MG_SCRATCH + 0x55555000);
	check_user_frame(VEC_PF, 6);
	mg_user_run(&r, user_write, (unsigned long)mg_l4());
	check_user_frame(VEC_PF, 7);
}

MG_TEST(user_hypervisor_range, MG_HOSTILE, "user mode sees nothing of the hypervisor")
{
	static const unsigned long gva[] = {
		MG_HYP_VA, 0xffff82d080200000UL, 0xffff830000000000UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gva); i++) {
		mg_user_run(&r, user_read, gva[i]);
		CHECK(r.vector == VEC_PF, "%lx: came back by %s", gva[i], mg_vector_name(r.vector));
		mg_user_run(&r, user_write, gva[i]);
		CHECK(r.vector == VEC_PF, "%lx: came back by %s", gva[i], mg_vector_name(r.vector));
	}
}

MG_TEST(user_syscall_frame, 0, "SYSCALL: rcx is the return address, r11 the flags")
{
	mg_user_run(&r, user_syscall, 0x4321);
	check_user_frame(VEC_SYSCALL, 0);
	CHECK(r.rax == 0x4321, "rax %lx", r.rax);
	CHECK(r.rcx == r.rip, "rcx %lx rip %lx", r.rcx, r.rip);
	CHECK((r.r11 & 0x200) && (r.r11 & ~0x10000UL) == (r.rflags & ~0x10000UL),
	      "r11 %lx rflags %lx", r.r11, r.rflags);
}

MG_TEST(user_sysenter_entry, 0, "SYSENTER comes by its callback where the CPU has it")
{
	unsigned int eax = 0, ebx, ecx = 0, edx;

	asm volatile("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	mg_user_run(&r, user_sysenter, 0);
	if (r.vector == VEC_UD && ebx == 0x68747541)
		mg_skip("SYSENTER is #UD in long mode on AMD");
	CHECK(r.vector == VEC_SYSENTER, "came back by %s", mg_vector_name(r.vector));
}

MG_TEST(user_privileged, 0, "privileged instructions in user mode are #GP")
{
	mg_user_run(&r, user_cli, 0);
	check_user_frame(VEC_GP, 0);
	mg_user_run(&r, user_rdmsr, 0);
	check_user_frame(VEC_GP, 0);
}

MG_TEST(user_forced_cpuid, 0, "the forced CPUID works in user mode too")
{
	mg_user_run(&r, user_cpuid_forced, 0);
	check_user_frame(VEC_SYSCALL, 0);
	CHECK(r.rax == 0x566e6558, "ebx %lx", r.rax);
}

static void user_registers(unsigned long arg)
{
	asm volatile("mov $0x11, %%rbx; mov $0x22, %%r12; mov $0x33, %%r13; mov $0x44, %%r14\n"
		     "mov $0x55, %%r15; mov $0x66, %%r8; mov $0x77, %%r9; mov $0x88, %%r10\n"
		     "mov $0x99, %%rdx; mov $0xaa, %%rsi; mov $0xbb, %%rdi; mov $0xcc, %%rcx\n"
		     "mov $0xdd, %%r11; int $0x80"
		     : : : "rbx", "r12", "r13", "r14", "r15", "r8", "r9", "r10", "rdx", "rsi",
		     "rdi", "rcx", "r11");
}

MG_TEST(user_register_file, 0, "every register arrives, rcx and r11 through the frame")
{
	mg_user_run(&r, user_registers, 0);
	check_user_frame(0x80, 0);
	CHECK(r.rbx == 0x11 && r.r12 == 0x22 && r.r13 == 0x33 && r.r14 == 0x44 && r.r15 == 0x55,
	      "callee-saved registers are wrong");
	CHECK(r.r8 == 0x66 && r.r9 == 0x77 && r.r10 == 0x88 && r.rdx == 0x99 && r.rsi == 0xaa &&
	      r.rdi == 0xbb, "argument registers are wrong");
	CHECK(r.rcx == 0xcc && r.r11 == 0xdd, "rcx %lx r11 %lx", r.rcx, r.r11);
}

MG_TEST(user_syscall_mask, 0, "the callback flag masks events during a system call")
{
	struct callback_register reg = {
		.type = CALLBACKTYPE_syscall, .address = (unsigned long)mg_entry_syscall,
	};

	mg_events_off();
	mg_user_run(&r, user_syscall, 1);
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == 1, "not masked with the flag");
	REQUIRE_RC(hc_callback_op(CALLBACKOP_register, &reg), 0);
	mg_user_run(&r, user_syscall, 1);
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == 0, "masked without the flag");
	mg_events_off();
	reg.flags = CALLBACKF_mask_events;
	REQUIRE_RC(hc_callback_op(CALLBACKOP_register, &reg), 0);
}
