// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random hypercalls with a seed: the hypervisor survives, whatever it answers.
 *
 * Arguments come from a pool of nasty values: own and foreign frames, addresses
 * in every region, small numbers, all ones.  The calls that would legitimately
 * end the domain or the machine, or take away what the test runs on, are left out
 * by number; each is tested elsewhere.  The domain may lose frames and mappings
 * here, so every seed boots alone.
 */
#include "mg.h"
#include <xen/interface/vcpu.h>
#include <xen/interface/sched.h>

#define CALLS	20000

static u64 state;

static u64 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static unsigned char *scratch;	/* a page of arguments in memory */
static pte_t *table;

static unsigned long nasty(void)
{
	switch (rnd() % 16) {
	case 0:
		return 0;
	case 1:
		return rnd() % 40;
	case 2:
		return ~0UL;
	case 3:
		return 1UL << (rnd() % 64);
	case 4:
		return virt_to_mfn(table);
	case 5:
		return virt_to_mfn(scratch);
	case 6:
		return virt_to_maddr(table) + (rnd() % 512) * 8;
	case 7:
		return (unsigned long)table + rnd() % PAGE_SIZE;
	case 8:
		return MG_HYP_VA + (rnd() & 0xffffffffffUL);
	case 9:
		return 0xffff82d080000000UL + (rnd() & 0xffffff);
	case 10:
		return MACH2PHYS_VIRT_START + (rnd() & 0xffffff);
	case 11:
		return rnd() & 0x1ffff;
	case 12:
		return DOMID_SELF + rnd() % 16;
	case 13:
		return MG_SCRATCH + (rnd() & 0xffffffff);
	default:
		return (unsigned long)scratch + (rnd() % PAGE_SIZE & ~7UL);
	}
}

/* Calls whose success would take the stage away, not find a bug. */
static bool left_out(unsigned long nr, const unsigned long *arg)
{
	switch (nr) {
	case __HYPERVISOR_iret:
	case __HYPERVISOR_set_trap_table:
	case __HYPERVISOR_callback_op:
	case __HYPERVISOR_set_callbacks:
	case __HYPERVISOR_stack_switch:
	case __HYPERVISOR_console_io:
	case __HYPERVISOR_platform_op:	/* puts the machine to sleep */
	case __HYPERVISOR_sysctl:
	case __HYPERVISOR_domctl:	/* pauses or destroys us */
	case __HYPERVISOR_kexec_op:
	case __HYPERVISOR_sched_op_compat:
	case __HYPERVISOR_physdev_op_compat:
	case __HYPERVISOR_physdev_op:	/* real devices */
	case __HYPERVISOR_multicall:	/* made from memory below */
	case __HYPERVISOR_arch_0:	/* injects machine checks */
		return true;
	case __HYPERVISOR_sched_op:
		return (int)arg[0] != SCHEDOP_yield;
	case __HYPERVISOR_vcpu_op:
		return (unsigned int)arg[0] == VCPUOP_down ||
		       (unsigned int)arg[0] == VCPUOP_register_vcpu_info ||
		       (unsigned int)arg[0] == VCPUOP_send_nmi;
	case __HYPERVISOR_update_va_mapping:
	case __HYPERVISOR_update_va_mapping_otherdomain:
		return arg[0] >= MG_VIRT_BASE;
	case __HYPERVISOR_set_debugreg:
		return true;
	}
	return false;
}

static void fill_scratch(void)
{
	unsigned long *word = (unsigned long *)scratch;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		unsigned long val = nasty();

		word[rnd() % 512] = val;
	}
}

static void fuzz(u64 seed)
{
	unsigned int i, nr_done = 0;

	state = seed * 0x9e3779b97f4a7c15ULL | 1;
	scratch = page_alloc();
	table = pt_alloc();
	pt_pin(1, table);
	for (i = 0; i < CALLS; i++) {
		unsigned long nr = rnd() % 56, arg[5];
		unsigned int j;

		for (j = 0; j < 5; j++)
			arg[j] = nasty();
		if (left_out(nr, arg))
			continue;
		if (i % 16 == 0)
			fill_scratch();
		hypercall5(nr, arg[0], arg[1], arg[2], arg[3], arg[4]);
		nr_done++;
		mg_vcpu_info()->evtchn_upcall_mask = 1;
	}
	mg_note("seed %lu: %u calls", (unsigned long)seed, nr_done);
	CHECK_RC(hc_xen_version(0, NULL), (4L << 16) | 17);
}

MG_TEST(fuzz_seed_1, MG_ALONE | MG_HOSTILE, "random hypercalls, seed 1")
{
	fuzz(1);
}

MG_TEST(fuzz_seed_2, MG_ALONE | MG_HOSTILE, "random hypercalls, seed 2")
{
	fuzz(2);
}

MG_TEST(fuzz_seed_3, MG_ALONE | MG_HOSTILE, "random hypercalls, seed 3")
{
	fuzz(3);
}

MG_TEST(fuzz_tsc_seed, MG_ALONE | MG_HOSTILE, "random hypercalls, a new seed each time (printed)")
{
	u64 seed = rdtsc();

	mg_note("seed %lu", (unsigned long)seed);
	fuzz(seed);
}

static void fuzz_mmu(u64 seed)
{
	static pte_t *t[4];
	void *data = page_alloc();
	unsigned int i, level;

	state = seed * 0x9e3779b97f4a7c15ULL | 1;
	for (level = 0; level < 4; level++) {
		t[level] = pt_alloc();
		if (pt_pin(level + 1, t[level]))
			mg_error("cannot pin");
	}
	for (i = 0; i < CALLS; i++) {
		unsigned long flags = rnd() & 0x80000000000001ffUL;
		unsigned int from = rnd() % 4, slot = rnd() % 512;
		unsigned long to, val;

		switch (rnd() % 8) {
		case 0:
			to = virt_to_mfn(data);
			break;
		case 1:
			to = virt_to_mfn(mg_l4());
			break;
		case 2:
			to = rnd() & 0x3ffff;
			break;
		default:
			to = virt_to_mfn(t[rnd() % 4]);
		}
		val = mk_pte(to, flags);
		if (rnd() % 4 == 0)
			val = 0;
		if (rnd() % 16 == 0)
			pt_unpin(t[from]);
		else if (rnd() % 8 == 0)
			pt_pin(from + 1, t[from]);
		else if (rnd() % 8 == 0 && from == 0)
			mg_try_write((unsigned long)&t[0][slot], val);
		else
			mmu_update_one(virt_to_maddr(&t[from][slot]) | (rnd() % 3), val);
	}
	/* take it apart: afterwards each must be ordinary memory again */
	for (level = 4; level-- > 0;) {
		for (i = 0; i < 512; i++)
			pt_set(&t[level][i], 0);
	}
	for (level = 4; level-- > 0;) {
		pt_unpin(t[level]);
		CHECK(page_set_rw(t[level]) == 0, "L%u table is not released", level + 1);
	}
	CHECK_RC(page_set_ro(data), 0);
	CHECK_RC(pt_pin(1, data), 0);
	CHECK_RC(pt_unpin(data), 0);
}

MG_TEST(fuzz_tables_1, MG_ALONE | MG_HOSTILE, "random page-table structures, seed 1")
{
	fuzz_mmu(1);
}

MG_TEST(fuzz_tables_2, MG_ALONE | MG_HOSTILE, "random page-table structures, seed 2")
{
	fuzz_mmu(2);
}

MG_TEST(fuzz_tables_tsc, MG_ALONE | MG_HOSTILE, "random page tables, a new seed (printed)")
{
	u64 seed = rdtsc();

	mg_note("seed %lu", (unsigned long)seed);
	fuzz_mmu(seed);
}
