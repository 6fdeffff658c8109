// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segment bases: set_segment_base, the base MSRs, and who owns which GS.
 *
 * The guest kernel runs in ring 3, so its GS base is in the register while the
 * user's waits in KERNEL_GS_BASE; the hypervisor swaps them on every change of mode.
 */
#include "mg.h"

#define MSR_FS_BASE		0xc0000100
#define MSR_GS_BASE		0xc0000101
#define MSR_KERNEL_GS_BASE	0xc0000102

static unsigned long cell_a[2] = { 0xaaaa, 0xaaab }, cell_b[2] = { 0xbbbb, 0xbbbc };

static unsigned long read_fs(void)
{
	unsigned long val;

	asm volatile("mov %%fs:0, %0" : "=r" (val));
	return val;
}

static unsigned long read_gs(void)
{
	unsigned long val;

	asm volatile("mov %%gs:0, %0" : "=r" (val));
	return val;
}

static long rdmsr(unsigned int msr, unsigned long *val)
{
	unsigned int lo = 0, hi = 0;
	long vec = GUARD_IO("rdmsr", GUARD_OUT("+a" (lo), "+d" (hi)), "c" (msr));

	*val = ((unsigned long)hi << 32) | lo;
	return vec;
}

static long wrmsr(unsigned int msr, unsigned long val)
{
	return GUARD_IN("wrmsr", "c" (msr), "a" ((unsigned int)val), "d" (val >> 32));
}

MG_TEST(seg_fs, 0, "the FS base by hypercall and by MSR")
{
	unsigned long val;

	CHECK_RC(hc_set_segment_base(SEGBASE_FS, cell_a), 0);
	CHECK(read_fs() == 0xaaaa, "fs:0 is %lx", read_fs());
	CHECK(rdmsr(MSR_FS_BASE, &val) == VEC_NONE && val == (unsigned long)cell_a, "msr %lx", val);
	CHECK(wrmsr(MSR_FS_BASE, (unsigned long)cell_b) == VEC_NONE, "wrmsr faults");
	CHECK(read_fs() == 0xbbbb, "fs:0 is %lx", read_fs());
	CHECK_RC(hc_set_segment_base(SEGBASE_FS, 0), 0);
}

MG_TEST(seg_gs_kernel, 0, "the kernel's GS base is the one in use")
{
	unsigned long val;

	CHECK_RC(hc_set_segment_base(SEGBASE_GS_KERNEL, cell_a), 0);
	CHECK(read_gs() == 0xaaaa, "gs:0 is %lx", read_gs());
	CHECK(rdmsr(MSR_GS_BASE, &val) == VEC_NONE && val == (unsigned long)cell_a, "msr %lx", val);
	CHECK(wrmsr(MSR_GS_BASE, (unsigned long)cell_b) == VEC_NONE, "wrmsr faults");
	CHECK(read_gs() == 0xbbbb, "gs:0 is %lx", read_gs());
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_KERNEL, 0), 0);
}

static void user_read_gs(unsigned long arg)
{
	user_syscall(read_gs());
}

MG_TEST(seg_gs_user, 0, "the user's GS base is swapped in on the way to user mode")
{
	unsigned long val;
	struct regs r;

	CHECK_RC(hc_set_segment_base(SEGBASE_GS_KERNEL, cell_a), 0);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER, cell_b), 0);
	CHECK(read_gs() == 0xaaaa, "kernel's gs:0 is %lx", read_gs());
	CHECK(rdmsr(MSR_KERNEL_GS_BASE, &val) == VEC_NONE && val == (unsigned long)cell_b,
	      "msr %lx", val);
	mg_user_run(&r, user_read_gs, 0);
	CHECK(r.rax == 0xbbbb, "user's gs:0 is %lx", r.rax);
	CHECK(read_gs() == 0xaaaa, "kernel's gs:0 is %lx after", read_gs());
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_KERNEL, 0), 0);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER, 0), 0);
}

MG_TEST(seg_user_sel, 0, "SEGBASE_GS_USER_SEL loads the user's GS selector or fails")
{
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0), 0);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, FLAT_USER_SS64), 0);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0), 0);
}

MG_TEST(seg_bad_selector, MG_HOSTILE, "a bad user GS selector quietly becomes null")
{
	unsigned int gs;

	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0x1233), 0);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0x0f), 0);
	asm volatile("mov %%gs, %0" : "=r" (gs));
	CHECK((gs & 0xffff) != 0x0f, "the kernel's gs is %x", gs);
	CHECK_RC(hc_set_segment_base(SEGBASE_GS_USER_SEL, 0), 0);
}

MG_TEST(seg_noncanonical, MG_HOSTILE, "non-canonical bases are refused everywhere")
{
	unsigned int which;

	for (which = SEGBASE_FS; which <= SEGBASE_GS_KERNEL; which++) {
		CHECK_RC(hc_set_segment_base(which, MG_NONCANON), -XEN_EINVAL);
		CHECK_RC(hc_set_segment_base(which, 0x0000800000000000UL), -XEN_EINVAL);
	}
	CHECK(wrmsr(MSR_FS_BASE, MG_NONCANON) == VEC_GP, "FS base taken");
	CHECK(wrmsr(MSR_GS_BASE, MG_NONCANON) == VEC_GP, "GS base taken");
	CHECK(wrmsr(MSR_KERNEL_GS_BASE, MG_NONCANON) == VEC_GP, "user GS base taken");
	CHECK_RC(hc_set_segment_base(4, 0), -XEN_EINVAL);
	CHECK_RC(hc_set_segment_base(0xffffffff, 0), -XEN_EINVAL);
}

MG_TEST(seg_hypervisor_base, MG_HOSTILE, "a base in the hypervisor's range gives no access")
{
	long vec;

	CHECK_RC(hc_set_segment_base(SEGBASE_FS, MG_HYP_VA), 0);
	vec = GUARD("mov %%fs:0, %%r15");
	CHECK(vec == VEC_PF || vec == VEC_GP, "raised %s", mg_vector_name(vec));
	CHECK_RC(hc_set_segment_base(SEGBASE_FS, 0), 0);
}

#define CR4_FSGSBASE	0x10000UL

MG_TEST(seg_wrfsbase, 0, "RDFSBASE and WRFSBASE follow the guest's CR4.FSGSBASE")
{
	unsigned int eax = 7, ebx = 0, ecx = 0, edx = 0;
	unsigned long val = 0, cr4;

	asm volatile(MG_FORCED_CPUID : "+a" (eax), "+b" (ebx), "+c" (ecx), "+d" (edx));
	if (!(ebx & 1)) {
		CHECK(GUARD("rdfsbase %%rax") == VEC_UD, "does not raise though not shown");
		mg_skip("FSGSBASE is not shown");
	}
	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	asm volatile("mov %0, %%cr4" : : "r" (cr4 & ~CR4_FSGSBASE));
	CHECK(GUARD_IO("rdfsbase %[v]", GUARD_OUT([v] "+r" (val)), "i" (0)) == VEC_UD,
	      "does not raise with the bit clear");
	asm volatile("mov %0, %%cr4" : : "r" (cr4 | CR4_FSGSBASE));
	REQUIRE(GUARD_IN("wrfsbase %[v]", [v] "r" (cell_b)) == VEC_NONE, "raises");
	CHECK(read_fs() == 0xbbbb, "fs:0 is %lx", read_fs());
	mg_yield();
	CHECK(read_fs() == 0xbbbb, "fs:0 is %lx after a yield", read_fs());
	CHECK(rdmsr(MSR_FS_BASE, &val) == VEC_NONE && val == (unsigned long)cell_b, "msr %lx", val);
	asm volatile("mov %0, %%cr4" : : "r" (cr4));
	CHECK_RC(hc_set_segment_base(SEGBASE_FS, 0), 0);
}
