// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flags at the hypervisor's door: DF, AC, NT, TF set by the guest.
 *
 * The hypervisor's own code must not run with what a guest left in RFLAGS: string
 * copies backwards (DF), alignment checks (AC), a task-return (NT), single steps.
 * The guest gets its flags back.
 */
#include "mg.h"
#include <xen/interface/version.h>

static struct regs seen;
static unsigned int nr_db;

static bool hook_db(struct regs *regs)
{
	if (regs->vector != VEC_DB)
		return false;
	seen = *regs;
	if (++nr_db > 200)
		regs->rflags &= ~0x100UL;
	return true;
}

/* xen_version(capabilities) with extra flags; returns the flags afterwards. */
static unsigned long call_with_flags(unsigned long extra, char *buf, long *rc)
{
	unsigned long flags;
	long ret;

	asm volatile("pushf; orq %[f], (%%rsp); popf\n"
		     "syscall\n"
		     "pushf; popq %[out]; pushf; andq %[n], (%%rsp); popf; cld"
		     : "=&a" (ret), [out] "=&r" (flags)
		     : "0" ((long)__HYPERVISOR_xen_version), "D" (XENVER_capabilities), "S" (buf),
		       [f] "r" (extra), [n] "r" (~(extra | 0x100UL))
		     : "rcx", "r11", "memory", "cc");
	*rc = ret;
	return flags;
}

MG_TEST(flag_df, MG_HOSTILE, "DF: copies go forwards, the flag comes back")
{
	static char buf[3072];
	unsigned long flags;
	long rc;

	memset(buf, 0, sizeof(buf));
	flags = call_with_flags(0x400, buf + 1024, &rc);
	CHECK_RC(rc, 0);
	CHECK(flags & 0x400, "flags %lx", flags);
	CHECK(strstr(buf + 1024, "xen-3.0"), "text is '%s'", buf + 1024);
	CHECK(!buf[1023] && !buf[1000], "copied backwards");
}

MG_TEST(flag_ac, MG_HOSTILE, "AC: no alignment check in the hypervisor, the flag comes back")
{
	static char buf[3072];
	unsigned long flags;
	long rc;

	flags = call_with_flags(0x40000, buf + 1, &rc);
	CHECK_RC(rc, 0);
	CHECK(flags & 0x40000, "flags %lx", flags);
	CHECK(strstr(buf + 1, "xen-3.0"), "text is '%s'", buf + 1);
}

MG_TEST(flag_nt, MG_HOSTILE, "NT: the way back is no task return")
{
	static char buf[3072];
	long rc;

	call_with_flags(0x4000, buf, &rc);
	CHECK_RC(rc, 0);
	CHECK(GUARD("ud2") == VEC_UD, "exceptions fail");
}

MG_TEST(flag_tf, MG_HOSTILE, "TF across a hypercall: steps in the guest only")
{
	static char buf[3072];
	long rc;

	nr_db = 0;
	this_cpu()->hook = hook_db;
	call_with_flags(0x100, buf, &rc);
	this_cpu()->hook = NULL;
	CHECK_RC(rc, 0);
	CHECK(nr_db > 0 && nr_db < 20, "%u steps", nr_db);
	CHECK((seen.cs & 0xffff) == (FLAT_KERNEL_CS & ~3), "cs %lx", seen.cs);
	hc_set_debugreg(6, 0xffff0ff0);
}

MG_TEST(flag_exception_df_ac, MG_HOSTILE, "exceptions with DF and AC set")
{
	register long vec asm("r15") = VEC_NONE;
	long got;

	asm volatile("pushf; orl $0x40400, (%%rsp); popf\n"
		     "1: ud2\n"
		     "2: pushf; andl $~0x40400, (%%rsp); popf\n" EXTABLE(1b, 2b)
		     : "+r" (vec) : : "memory", "cc");
	got = vec;
	CHECK(got == VEC_UD, "raised %s", mg_vector_name(got));
	CHECK((this_cpu()->trap.regs.rflags & 0x40400) == 0x40400, "flags %lx",
	      this_cpu()->trap.regs.rflags);
}

static void user_flags_syscall(unsigned long flags)
{
	asm volatile("push %0; popf; syscall" : : "r" (flags), "a" (7) : "rcx", "r11", "memory");
}

MG_TEST(flag_user_syscall, MG_HOSTILE, "a user's DF, AC and NT at SYSCALL arrive in the frame")
{
	static const unsigned long flag[] = { 0x400, 0x40000, 0x4000, 0x44400 };
	struct regs r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flag); i++) {
		mg_user_run(&r, user_flags_syscall, 0x202 | flag[i]);
		CHECK(r.vector == VEC_SYSCALL, "flags %lx: back by %s", flag[i],
		      mg_vector_name(r.vector));
		CHECK((r.rflags & flag[i]) == flag[i], "flags %lx arrived as %lx", flag[i],
		      r.rflags);
	}
}

/* A data breakpoint on the memory operand of mov %ss, then an entry (XSA-260 class). */
static unsigned long ss_cell __aligned(8) = FLAT_KERNEL_SS;

static void movss_setup(void)
{
	nr_db = 0;
	this_cpu()->hook = hook_db;
	CHECK_RC(hc_set_debugreg(0, &ss_cell), 0);
	CHECK_RC(hc_set_debugreg(7, 0x1 | (3 << 16) | (1 << 18)), 0);
}

static void movss_done(void)
{
	hc_set_debugreg(7, 0);
	hc_set_debugreg(0, 0);
	hc_set_debugreg(6, 0xffff0ff0);
	this_cpu()->hook = NULL;
}

MG_TEST(movss_syscall, MG_HOSTILE, "mov to %ss with a pending #DB, then SYSCALL")
{
	long rc;

	movss_setup();
	asm volatile("mov %[c], %%ss; syscall"
		     : "=a" (rc) : [c] "m" (ss_cell), "0" ((long)__HYPERVISOR_xen_version),
		       "D" (0), "S" (0) : "rcx", "r11", "memory");
	movss_done();
	CHECK_RC(rc, (4L << 16) | 17);
	mg_note("%u #DB", nr_db);
}

MG_TEST(movss_int, MG_HOSTILE, "mov to %ss with a pending #DB, then int3, int n, ud2")
{
	long vec;

	movss_setup();
	asm volatile("mov %[c], %%ss; nop" : : [c] "m" (ss_cell) : "memory");
	asm volatile("mov %[c], %%ss" : : [c] "m" (ss_cell) : "memory");
	vec = GUARD("int3");
	CHECK(vec == VEC_BP, "raised %s", mg_vector_name(vec));
	asm volatile("mov %[c], %%ss" : : [c] "m" (ss_cell) : "memory");
	vec = GUARD("ud2");
	CHECK(vec == VEC_UD, "raised %s", mg_vector_name(vec));
	asm volatile("mov %[c], %%ss" : : [c] "m" (ss_cell) : "memory");
	vec = GUARD("int $0x80");
	CHECK(vec == 0x80, "raised %s", mg_vector_name(vec));
	movss_done();
}
