// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug registers, by hypercall and by the emulated MOV DR.
 *
 * The registers are the guest's own, but a breakpoint must never stop the
 * hypervisor itself: its addresses are refused, and so are reserved bits.
 */
#include "mg.h"

static unsigned long watched[2] __aligned(16);
static struct regs seen;

static bool hook_db(struct regs *regs)
{
	if (regs->vector != VEC_DB)
		return false;
	seen = *regs;
	return true;
}

static void clear(void)
{
	hc_set_debugreg(7, 0);
	hc_set_debugreg(0, 0);
	hc_set_debugreg(6, 0xffff0ff0);
}

MG_TEST(dr_set_get, 0, "what is set is read back")
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		CHECK_RC(hc_set_debugreg(i, 0x12340 + 16 * i), 0);
		CHECK_RC(hc_get_debugreg(i), 0x12340 + 16 * i);
		CHECK_RC(hc_set_debugreg(i, 0), 0);
	}
	CHECK_RC(hc_get_debugreg(6), 0xffff0ff0);
	CHECK_RC(hc_get_debugreg(7), 0x400);
}

MG_TEST(dr_bad, MG_HOSTILE, "registers that do not exist, hypervisor addresses, reserved bits")
{
	CHECK_RC(hc_set_debugreg(8, 0), -XEN_ENODEV);
	CHECK_RC(hc_set_debugreg(0xffffffff, 0), -XEN_ENODEV);
	CHECK_RC(hc_get_debugreg(8), -XEN_ENODEV);
	CHECK_RC(hc_set_debugreg(0, MG_HYP_VA), -XEN_EPERM);
	CHECK_RC(hc_set_debugreg(3, 0xffff82d080200000UL), -XEN_EPERM);
	CHECK_RC(hc_set_debugreg(0, MG_NONCANON), -XEN_EPERM);
	/* general detect would trap the hypervisor's own accesses */
	CHECK_RC(hc_set_debugreg(7, 1 << 13), -XEN_EPERM);
	CHECK_RC(hc_set_debugreg(7, 1UL << 33), -XEN_EINVAL);
	CHECK_RC(hc_set_debugreg(6, 1UL << 33), -XEN_EINVAL);
	clear();
}

MG_TEST(dr_watch_write, 0, "a write breakpoint raises #DB after the store")
{
	memset(&seen, 0, sizeof(seen));
	this_cpu()->hook = hook_db;
	CHECK_RC(hc_set_debugreg(0, watched), 0);
	/* L0, write, 8 bytes */
	CHECK_RC(hc_set_debugreg(7, 0x1 | (1 << 16) | (2 << 18)), 0);
	asm volatile("movq $5, %0" : "=m" (watched[0]) : : "memory");
	CHECK(seen.vector == VEC_DB, "no #DB");
	CHECK(hc_get_debugreg(6) & 1, "dr6 %lx", hc_get_debugreg(6));
	clear();
	seen.vector = 0;
	asm volatile("movq $6, %0" : "=m" (watched[0]) : : "memory");
	CHECK(seen.vector == 0, "#DB after disabling");
}

MG_TEST(dr_hypercall_copy, MG_HOSTILE, "a breakpoint on memory the hypervisor copies")
{
	struct { unsigned int idx, map; } *fi = (void *)watched;

	this_cpu()->hook = hook_db;
	CHECK_RC(hc_set_debugreg(0, watched), 0);
	CHECK_RC(hc_set_debugreg(7, 0x1 | (3 << 16) | (2 << 18)), 0);
	fi->idx = 0;
	CHECK_RC(hc_xen_version(6, fi), 0);
	clear();
	CHECK(fi->map != 0, "nothing was written");
}

MG_TEST(dr_mov, 0, "MOV to and from debug registers is emulated")
{
	unsigned long val = 0x5670;
	long vec;

	vec = GUARD_IN("mov %[v], %%dr1", [v] "r" (val));
	CHECK(vec == VEC_NONE, "raised %s", mg_vector_name(vec));
	CHECK_RC(hc_get_debugreg(1), 0x5670);
	val = 0;
	vec = GUARD_IO("mov %%dr1, %[v]", GUARD_OUT([v] "+r" (val)), "i" (0));
	CHECK(vec == VEC_NONE && val == 0x5670, "raised %s, read %lx", mg_vector_name(vec), val);
	val = MG_HYP_VA;
	vec = GUARD_IN("mov %[v], %%dr1", [v] "r" (val));
	CHECK(vec == VEC_GP, "hypervisor address: raised %s", mg_vector_name(vec));
	CHECK_RC(hc_set_debugreg(1, 0), 0);
}

MG_TEST(dr4_dr5, 0, "dr4 and dr5 are aliases of 6 and 7 while CR4.DE is clear")
{
	CHECK_RC(hc_get_debugreg(4), hc_get_debugreg(6));
	CHECK_RC(hc_get_debugreg(5), hc_get_debugreg(7));
}
