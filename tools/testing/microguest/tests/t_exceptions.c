// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exceptions from the guest kernel to itself: vector, error code, frame.
 *
 * The frame shows the kernel's own CS with RPL 0 and, above it, the event mask
 * as it was; the interrupt flag in the saved flags is the mask's inverse.  rip is
 * at the instruction for faults and behind it for traps.
 */
#include "mg.h"

#define FRAME_CS(regs)	((regs)->cs & 0xffff)

static void check_kernel_frame(long vector, long want, unsigned long error)
{
	struct trap_record *trap = &this_cpu()->trap;

	if (!CHECK(vector == want, "raised %s", mg_vector_name(vector)))
		return;
	CHECK(trap->error == error, "%s error %lx", mg_vector_name(want), trap->error);
	CHECK(FRAME_CS(&trap->regs) == (FLAT_KERNEL_CS & ~3), "cs %lx", trap->regs.cs);
	CHECK((trap->regs.cs >> 32 & 0xff) == 1, "saved upcall mask %lx", trap->regs.cs >> 32);
	CHECK(!(trap->regs.rflags & 0x200), "rflags %lx while masked", trap->regs.rflags);
	CHECK(trap->regs.ss == FLAT_KERNEL_SS || trap->regs.ss == (FLAT_KERNEL_SS & ~3),
	      "ss %lx", trap->regs.ss);
}

MG_TEST(exc_ud, 0, "#UD from ud2")
{
	check_kernel_frame(GUARD("ud2"), VEC_UD, 0);
}

MG_TEST(exc_bp, 0, "#BP from int3 reports the next instruction")
{
	check_kernel_frame(GUARD("int3"), VEC_BP, 0);
	CHECK(this_cpu()->trap.after, "rip %lx", this_cpu()->trap.rip);
}

MG_TEST(exc_de, 0, "#DE from a division by zero")
{
	unsigned int zero = 0, lo = 1, hi = 0;
	long vec;

	vec = GUARD_IO("divl %[z]", GUARD_OUT("+a" (lo), "+d" (hi)), [z] "r" (zero));
	check_kernel_frame(vec, VEC_DE, 0);
}

MG_TEST(exc_gp_selector, 0, "#GP from loading a selector beyond the GDT carries it")
{
	unsigned int sel = 0x1230;

	check_kernel_frame(GUARD_IN("mov %[s], %%ds", [s] "r" (sel)), VEC_GP, 0x1230);
}

MG_TEST(exc_pf_read, 0, "#PF on a hole: error code, cr2")
{
	unsigned long hole = MG_SCRATCH + 0x123458;

	check_kernel_frame(mg_try_read(hole, NULL), VEC_PF, 0);
	CHECK(this_cpu()->trap.cr2 == hole, "cr2 %lx", this_cpu()->trap.cr2);
	check_kernel_frame(mg_try_write(hole + 8, 1), VEC_PF, 2);
	CHECK(this_cpu()->trap.cr2 == hole + 8, "cr2 %lx", this_cpu()->trap.cr2);
}

MG_TEST(exc_pf_readonly, 0, "#PF on writing a read-only page: present and write bits")
{
	void *page = page_alloc();

	REQUIRE_RC(page_set_ro(page), 0);
	check_kernel_frame(mg_try_write((unsigned long)page + 16, 1), VEC_PF, 3);
	CHECK(this_cpu()->trap.cr2 == (unsigned long)page + 16, "cr2 %lx", this_cpu()->trap.cr2);
	REQUIRE_RC(page_set_rw(page), 0);
	page_free(page);
}

static struct regs seen;
static bool seen_mask;

/* A fetch fault is at the target of the call: return to the caller. */
static bool hook_fetch(struct regs *regs)
{
	if (regs->vector != VEC_PF)
		return false;
	seen = *regs;
	regs->rip = *(unsigned long *)regs->rsp;
	regs->rsp += 8;
	return true;
}

MG_TEST(exc_pf_exec, 0, "#PF on executing a no-execute page: the fetch bit")
{
	unsigned char *page = page_alloc();

	page[0] = 0xc3;
	asm volatile("call *%[p]" : : [p] "r" (page) : "memory");
	REQUIRE_RC(page_set_flags(page, PTE_KERN | PTE_NX), 0);
	memset(&seen, 0, sizeof(seen));
	this_cpu()->hook = hook_fetch;
	asm volatile("call *%[p]" : : [p] "r" (page) : "memory");
	this_cpu()->hook = NULL;
	CHECK(seen.vector == VEC_PF && seen.rip == (unsigned long)page, "%s at %lx",
	      mg_vector_name(seen.vector), seen.rip);
	CHECK(seen.error == 0x11, "error %lx", seen.error);
	REQUIRE_RC(page_set_rw(page), 0);
	page_free(page);
}

MG_TEST(exc_pf_hypervisor, 0, "#PF on touching the hypervisor's addresses")
{
	long vec;

	vec = mg_try_read(MG_HYP_VA, NULL);
	CHECK(vec == VEC_PF || vec == VEC_GP, "raised %s", mg_vector_name(vec));
	vec = mg_try_write(MG_HYP_VA, 1);
	CHECK(vec == VEC_PF || vec == VEC_GP, "raised %s", mg_vector_name(vec));
	vec = mg_try_write(MACH2PHYS_VIRT_START, 1);
	CHECK(vec == VEC_PF, "writing the M2P raised %s", mg_vector_name(vec));
	CHECK(this_cpu()->trap.error == 3, "error %lx", this_cpu()->trap.error);
}

MG_TEST(exc_gp_noncanonical, 0, "#GP on a non-canonical data address")
{
	check_kernel_frame(mg_try_read(MG_NONCANON, NULL), VEC_GP, 0);
}

MG_TEST(exc_int_dpl, 0, "int n: a gate of DPL 0 is closed to kernel and user")
{
	long vec = GUARD("int $0x81");

	if (this_cpu()->trap.error == 0x81 * 16 + 2)
		mg_skip("this emulator's error code for int n is wrong");
	check_kernel_frame(vec, VEC_GP, 0x81 * 8 + 2);
	check_kernel_frame(GUARD("int $0x0e"), VEC_GP, 0x0e * 8 + 2);
}

MG_TEST(exc_int_open, 0, "int n: a gate of DPL 3 delivers vector n")
{
	check_kernel_frame(GUARD("int $0x80"), VEC_BP + 0x7d, 0);
}

MG_TEST(exc_mf_xm, 0, "#MF and #XM from unmasked arithmetic")
{
	float zero = 0;
	unsigned short cw = 0x37b, cw_ok = 0x37f;	/* #Z unmasked */
	unsigned int mxcsr = 0x1d80, mxcsr_ok = 0x1f80;
	long vec;

	asm volatile("fninit; fldcw %0; fld1; fdivs %1" : : "m" (cw), "m" (zero));
	vec = GUARD("fwait");
	asm volatile("fnclex; fldcw %0; fninit" : : "m" (cw_ok));
	check_kernel_frame(vec, VEC_MF, 0);
	asm volatile("ldmxcsr %0; xorps %%xmm1, %%xmm1" : : "m" (mxcsr));
	asm volatile("mov $1, %%eax; cvtsi2ss %%eax, %%xmm0" : : : "rax");
	vec = GUARD("divss %%xmm1, %%xmm0");
	asm volatile("ldmxcsr %0" : : "m" (mxcsr_ok));
	if (vec == VEC_NONE)
		mg_skip("this CPU does not raise #XM (an emulator?)");
	check_kernel_frame(vec, VEC_XM, 0);
}

static bool hook_single_step(struct regs *regs)
{
	if (regs->vector != VEC_DB)
		return false;
	seen = *regs;
	seen_mask = mg_vcpu_info()->evtchn_upcall_mask;
	regs->rflags &= ~0x100UL;
	return true;
}

MG_TEST(exc_db_step, 0, "#DB from the trap flag, one instruction on")
{
	unsigned long at;

	memset(&seen, 0, sizeof(seen));
	this_cpu()->hook = hook_single_step;
	asm volatile("lea 1f(%%rip), %0; pushf; orl $0x100, (%%rsp); popf; nop\n1: nop"
		     : "=r" (at) : : "memory", "cc");
	this_cpu()->hook = NULL;
	CHECK(seen.vector == VEC_DB, "vector %ld", seen.vector);
	CHECK(seen.rip == at, "rip %lx", seen.rip);
	CHECK(seen.rflags & 0x100, "rflags %lx", seen.rflags);
	CHECK(hc_get_debugreg(6) & 0x4000, "dr6 %lx", hc_get_debugreg(6));
	hc_set_debugreg(6, 0xffff0ff0);
}

static bool hook_mask(struct regs *regs)
{
	seen = *regs;
	seen_mask = mg_vcpu_info()->evtchn_upcall_mask;
	return regs->vector == VEC_BP;
}

MG_TEST(exc_event_mask, 0, "a gate with the event flag masks events, others do not")
{
	struct trap_info one[2] = { mg_trap_table[VEC_BP] };

	this_cpu()->hook = hook_mask;
	mg_events_on();
	asm volatile("int3" ::: "memory");
	CHECK(!seen_mask, "masked without the flag");
	CHECK((seen.cs >> 32 & 0xff) == 0 && (seen.rflags & 0x200), "cs %lx rflags %lx",
	      seen.cs, seen.rflags);
	CHECK(!mg_vcpu_info()->evtchn_upcall_mask, "iret left events masked");
	one[0].flags = 3 | 4;
	REQUIRE_RC(hc_set_trap_table(one), 0);
	asm volatile("int3" ::: "memory");
	CHECK(seen_mask, "not masked in spite of the flag");
	CHECK((seen.cs >> 32 & 0xff) == 0 && (seen.rflags & 0x200), "cs %lx rflags %lx",
	      seen.cs, seen.rflags);
	CHECK(!mg_vcpu_info()->evtchn_upcall_mask, "iret left events masked");
	mg_events_off();
	one[0].flags = 3;
	REQUIRE_RC(hc_set_trap_table(one), 0);
}
