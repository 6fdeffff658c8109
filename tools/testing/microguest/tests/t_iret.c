// SPDX-License-Identifier: GPL-2.0-only
/*
 * The iret hypercall: where it may go and what it may not load.
 *
 * Ring 0 to 2 in the frame's CS means the guest kernel, 3 means user mode.  The
 * hypervisor never lets a frame raise the privilege, switch the machine's
 * interrupts off or change IOPL; a frame the CPU refuses to load gives the
 * guest the exception that the CPU raised.
 */
#include "mg.h"

static struct regs r;

static void user_flags(unsigned long arg)
{
	unsigned long flags;

	asm volatile("pushf; pop %0" : "=r" (flags));
	user_syscall(flags);
}

MG_TEST(iret_to_user, 0, "to user mode with flags, and every register loaded")
{
	mg_user_base();
	mg_user_regs(&r, user_syscall, 0);
	r.rbx = 0x1b;
	r.rdx = 0x1d;
	r.rsi = 0x51;
	r.r8 = 8;
	r.r15 = 15;
	r.rax = 0xa;
	mg_user_go(&r, 0);
	CHECK(r.vector == VEC_SYSCALL, "came back by %s", mg_vector_name(r.vector));
	CHECK(r.rbx == 0x1b && r.rdx == 0x1d && r.rsi == 0x51 && r.r8 == 8 && r.r15 == 15,
	      "registers were lost");
}

MG_TEST(iret_in_syscall, 0, "the in-syscall flag returns by SYSRET semantics")
{
	mg_user_base();
	mg_user_regs(&r, user_flags, 0);
	r.rcx = 0xdead;
	r.r11 = 0xbeef;
	mg_user_go(&r, VGCF_in_syscall);
	CHECK(r.vector == VEC_SYSCALL, "came back by %s", mg_vector_name(r.vector));
	CHECK((r.rax & 0x200) && !(r.rax & 0x3000), "user flags %lx", r.rax);
}

MG_TEST(iret_flags, MG_HOSTILE, "IF stays on, IOPL stays 0, VM and RF are not taken over")
{
	static const unsigned long flags[] = {
		0x2, 0x3002, 0x3202, 0x20202, 0x4202, 0x10202, 0x1b7fd7, ~0x100UL & 0xffffffff,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		mg_user_base();
		mg_user_regs(&r, user_flags, 0);
		r.rflags = flags[i] & ~0x40100UL;
		mg_user_go(&r, 0);
		if (r.vector != VEC_SYSCALL) {
			CHECK(r.vector == VEC_GP || r.vector == VEC_AC, "flags %lx: %s", flags[i],
			      mg_vector_name(r.vector));
			continue;
		}
		CHECK((r.rax & 0x200), "flags %lx: user ran with %lx", flags[i], r.rax);
		CHECK(!(r.rax & 0x23000), "flags %lx: user ran with %lx", flags[i], r.rax);
	}
}

static struct regs seen;

/* The entry after a bad frame may show the frame's own selectors: take any. */
static bool hook_any(struct regs *regs)
{
	if (regs->vector == VEC_EVENT)
		return false;
	seen = *regs;
	this_cpu()->user_exit = NULL;
	mg_longjmp(&this_cpu()->user_jmp);
}

/* Load a frame the CPU refuses; returns how the guest was entered again. */
static long go_bad(unsigned long cs, unsigned long ss, unsigned long rip)
{
	memset(&seen, 0, sizeof(seen));
	mg_user_base();
	mg_user_regs(&r, user_syscall, 0);
	r.rsp = mg_spare_stack();
	if (cs)
		r.cs = cs;
	if (ss)
		r.ss = ss;
	if (rip)
		r.rip = rip;
	this_cpu()->hook = hook_any;
	mg_user_go(&r, 0);
	this_cpu()->hook = NULL;
	return seen.vector;
}

MG_TEST(iret_bad_cs, MG_HOSTILE, "a code selector that does not load")
{
	static const unsigned long cs[] = { 0x1233, 0x0f, 0xe02b, 3, 0xfffb };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cs); i++) {
		long vec = go_bad(cs[i], 0, 0);

		CHECK(vec == VEC_GP, "cs %lx: %s", cs[i], mg_vector_name(vec));
		CHECK(seen.error == (cs[i] & ~3UL), "cs %lx: error %lx", cs[i], seen.error);
	}
}

MG_TEST(iret_bad_ss, MG_HOSTILE, "a stack selector that does not load")
{
	static const unsigned long ss[] = { 0x1233, 0x0f, 0xe033, 0xfffb };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ss); i++) {
		long vec = go_bad(0, ss[i], 0);

		CHECK(vec == VEC_GP, "ss %lx: %s", ss[i], mg_vector_name(vec));
		CHECK(seen.error == (ss[i] & ~3UL), "ss %lx: error %lx", ss[i], seen.error);
	}
}

MG_TEST(iret_ring0_selectors, MG_HOSTILE, "the hypervisor's own selectors never load")
{
	unsigned long sel;

	for (sel = 0xe000; sel < 0xe060; sel += 8) {
		unsigned int rpl;

		for (rpl = 0; rpl < 4; rpl++) {
			unsigned long cs;

			if ((sel | rpl) == FLAT_USER_CS64 || (sel | 3) == FLAT_USER_CS64 ||
			    (sel | 3) == FLAT_USER_CS32)
				continue;
			go_bad(sel | rpl, 0, 0);
			asm volatile("mov %%cs, %0" : "=r" (cs));
			CHECK((cs & 3) == 3, "we run in ring %lu", cs & 3);
		}
	}
}

MG_TEST(iret_noncanonical_rip, MG_HOSTILE, "a return address outside the canonical space")
{
	static const unsigned long rip[] = {
		MG_NONCANON, 0x0000800000000000UL, 0xffff7fffffffffffUL, 0x00007fffffffffffUL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rip); i++) {
		long vec = go_bad(0, 0, rip[i]);

		CHECK(vec == VEC_FAILSAFE || vec == VEC_GP || vec == VEC_PF, "rip %lx: %s", rip[i],
		      mg_vector_name(vec));
	}
}

MG_TEST(iret_sysret_noncanonical, MG_HOSTILE, "the same by SYSRET (XSA-7 class)")
{
	static const unsigned long rip[] = {
		MG_NONCANON, 0x0000800000000000UL, 0xffff7fffffffffffUL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rip); i++) {
		memset(&seen, 0, sizeof(seen));
		mg_user_base();
		mg_user_regs(&r, user_syscall, 0);
		r.rip = rip[i];
		r.rsp = MG_HYP_VA;
		this_cpu()->hook = hook_any;
		mg_user_go(&r, VGCF_in_syscall);
		this_cpu()->hook = NULL;
		CHECK(seen.vector == VEC_FAILSAFE || seen.vector == VEC_GP || seen.vector == VEC_PF,
		      "rip %lx: %s", rip[i], mg_vector_name(seen.vector));
	}
}

MG_TEST(iret_hypervisor_rip, MG_HOSTILE, "a return address inside the hypervisor faults")
{
	long vec = go_bad(0, 0, 0xffff82d080200000UL);

	CHECK(vec == VEC_PF, "%s", mg_vector_name(vec));
	CHECK((seen.cs & 3) == 3, "cs %lx", seen.cs);
	vec = go_bad(0, 0, MG_HYP_VA);
	CHECK(vec == VEC_PF, "%s", mg_vector_name(vec));
}

MG_TEST(iret_to_kernel, 0, "RPL 0 in the frame comes back to the kernel")
{
	static unsigned long marker;
	struct mg_jmp jmp;
	unsigned long before = READ_ONCE(marker);

	if (!mg_setjmp(&jmp)) {
		struct regs k = {
			.rip = (unsigned long)mg_longjmp, .cs = FLAT_KERNEL_CS & ~3,
			.ss = FLAT_KERNEL_SS & ~3, .rflags = 0x2, .rdi = (unsigned long)&jmp,
		};

		k.rsp = mg_spare_stack();
		marker++;
		mg_iret_to(&k, 0);
	}
	CHECK(READ_ONCE(marker) == before + 1, "marker %lu", marker);
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == 1, "IF clear in the frame must mask events");
}

MG_TEST(iret_unmasks, 0, "IF set in the frame unmasks and delivers a pending event")
{
	static struct mg_jmp jmp;
	unsigned int port = evtchn_new_ipi(0);
	unsigned long count = this_cpu()->nr_events;

	mg_events_off();
	evtchn_unmask(port);
	CHECK_RC(evtchn_send(port), 0);
	CHECK(this_cpu()->nr_events == count, "delivered while masked");
	if (!mg_setjmp(&jmp)) {
		struct regs k = {
			.rip = (unsigned long)mg_longjmp, .cs = FLAT_KERNEL_CS & ~3,
			.ss = FLAT_KERNEL_SS & ~3, .rflags = 0x202, .rdi = (unsigned long)&jmp,
		};

		k.rsp = mg_spare_stack();
		mg_iret_to(&k, 0);
	}
	CHECK(READ_ONCE(this_cpu()->nr_events) == count + 1, "events %lu",
	      this_cpu()->nr_events - count);
	mg_events_off();
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(iret_bad_stack, MG_HOSTILE | MG_CRASH, "iret with an unreadable frame ends the domain only")
{
	asm volatile("mov %0, %%rsp; mov $23, %%eax; syscall" : : "r" (MG_SCRATCH + 0x70000000));
}
