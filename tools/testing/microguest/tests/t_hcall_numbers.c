// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypercall entry itself: unknown numbers, registers kept, the page.
 *
 * A guest may put anything into rax.  Numbers without a handler give -ENOSYS, and
 * so do numbers of which only the low 32 bits are valid.  Argument registers and all others
 * but rax, rcx and r11 come back as they went in.
 */
#include "mg.h"

MG_TEST(hcall_unknown, MG_HOSTILE, "numbers without a handler return -ENOSYS")
{
	static const unsigned long nr[] = {
		11, 38, 39, 43, 47, 50, 55, 56, 63, 64, 127, 255, 256, 4096, 0x7fffffff,
		0x80000000UL, 0xffffffffUL, 0x100000000000UL, ~0UL, 1UL << 63,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nr); i++)
		CHECK(hypercall5(nr[i], 0, 0, 0, 0, 0) == -XEN_ENOSYS, "number %lx: %ld",
		      nr[i], hypercall5(nr[i], 0, 0, 0, 0, 0));
}

MG_TEST(hcall_number_width, 0, "the number is taken as 64 bits")
{
	long rc = hypercall5((1UL << 32) | __HYPERVISOR_xen_version, 0, 0, 0, 0, 0);

	CHECK_RC(rc, -XEN_ENOSYS);
}

MG_TEST(hcall_registers, 0, "a hypercall changes rax, rcx and r11 only")
{
	unsigned long in[13], out[13];
	unsigned int i;

	for (i = 0; i < 13; i++)
		in[i] = 0x1111111111111111UL * (i + 1);
	asm volatile("push %%rbp\n push %%rbx\n"
		     "push %[out]\n"
		     "mov (%[in]), %%rbx\n mov 16(%[in]), %%rdx\n"
		     "mov 24(%[in]), %%rdi\n mov 32(%[in]), %%rbp\n mov 40(%[in]), %%r8\n"
		     "mov 48(%[in]), %%r9\n mov 56(%[in]), %%r10\n mov 64(%[in]), %%r12\n"
		     "mov 72(%[in]), %%r13\n mov 80(%[in]), %%r14\n mov 88(%[in]), %%r15\n"
		     "mov 96(%[in]), %%rsi\n xor %%edi, %%edi\n"
		     "mov $17, %%eax\n syscall\n"
		     "pop %%rax\n"
		     "mov %%rbx, (%%rax)\n mov %%rdx, 16(%%rax)\n"
		     "mov %%rdi, 24(%%rax)\n mov %%rbp, 32(%%rax)\n mov %%r8, 40(%%rax)\n"
		     "mov %%r9, 48(%%rax)\n mov %%r10, 56(%%rax)\n mov %%r12, 64(%%rax)\n"
		     "mov %%r13, 72(%%rax)\n mov %%r14, 80(%%rax)\n mov %%r15, 88(%%rax)\n"
		     "mov %%rsi, 96(%%rax)\n"
		     "pop %%rbx\n pop %%rbp\n"
		     : : [in] "a" (in), [out] "c" (out)
		     : "rdx", "rdi", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
		       "memory");
	in[3] = 0;
	for (i = 0; i < 13; i++)
		CHECK(i == 1 || in[i] == out[i], "register %u: %lx became %lx", i, in[i], out[i]);
}

MG_TEST(hcall_page, 0, "the hypercall page's slots work")
{
	const unsigned char *slot = (const unsigned char *)mg_hypercall_page +
				    32 * __HYPERVISOR_xen_version;
	unsigned long a1 = 0, a2 = 0;
	long rc;

	CHECK(slot[0] != 0xcc, "the page was not filled in");
	asm volatile("call *%[slot]" : "=a" (rc), "+D" (a1), "+S" (a2) : [slot] "r" (slot)
		     : "rcx", "r11", "memory");
	CHECK_RC(rc, (4L << 16) | 17);
}

MG_TEST(hcall_user_mode, 0, "SYSCALL from user mode is a system call, not a hypercall")
{
	struct regs r;

	mg_user_run(&r, user_syscall, __HYPERVISOR_xen_version);
	CHECK(r.vector == VEC_SYSCALL, "came back by %s", mg_vector_name(r.vector));
	CHECK(r.rax == __HYPERVISOR_xen_version, "rax %lx", r.rax);
}
