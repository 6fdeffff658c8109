// SPDX-License-Identifier: GPL-2.0-only
/*
 * Privileged instructions that the hypervisor emulates for the guest kernel.
 *
 * A PV kernel may still execute native CR, MSR, port and CLTS instructions; each
 * either does what the ABI says or raises #GP, and none reaches the machine.
 */
#include "mg.h"
#include <xen/interface/physdev.h>

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

#define READ_CR(n, val)							\
	GUARD_IO("mov %%cr" #n ", %[v]", GUARD_OUT([v] "+r" (val)), "i" (0))
#define WRITE_CR(n, val)	GUARD_IN("mov %[v], %%cr" #n, [v] "r" (val))

MG_TEST(priv_cr_read, 0, "CR0, CR2, CR3, CR4 read as the guest's own")
{
	unsigned long val = 0;

	CHECK(READ_CR(0, val) == VEC_NONE, "cr0 raises");
	CHECK((val & 0x80000001UL) == 0x80000001UL, "cr0 %lx", val);
	CHECK(READ_CR(2, val) == VEC_NONE, "cr2 raises");
	CHECK(READ_CR(3, val) == VEC_NONE, "cr3 raises");
	CHECK(val >> PAGE_SHIFT == virt_to_mfn(mg_l4()), "cr3 %lx", val);
	CHECK(READ_CR(4, val) == VEC_NONE, "cr4 raises");
	CHECK(val & 0x20, "cr4 %lx has no PAE", val);
}

MG_TEST(priv_cr2_write, 0, "CR2 is the guest's to write")
{
	unsigned long val = 0x1234000;

	CHECK(WRITE_CR(2, val) == VEC_NONE, "raises");
	CHECK(mg_vcpu_info()->arch.cr2 == 0x1234000, "shared cr2 %lx", mg_vcpu_info()->arch.cr2);
	val = 0;
	CHECK(READ_CR(2, val) == VEC_NONE && val == 0x1234000, "cr2 %lx", val);
}

MG_TEST(priv_cr3_write, 0, "CR3 takes an own L4 frame")
{
	pte_t *l4 = user_tables_new();
	unsigned long val = virt_to_mfn(l4) << PAGE_SHIFT, now = 0;

	CHECK(WRITE_CR(3, val) == VEC_NONE, "raises");
	CHECK(READ_CR(3, now) == VEC_NONE && now == val, "cr3 %lx", now);
	val = virt_to_mfn(mg_l4()) << PAGE_SHIFT;
	CHECK(WRITE_CR(3, val) == VEC_NONE, "raises");
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

MG_TEST(priv_cr3_hostile, MG_HOSTILE, "CR3 refuses frames that are not ours")
{
	static const unsigned long bad[] = { 0x100000, 0xfee00000, 0xfffffffff000UL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(WRITE_CR(3, bad[i]) == VEC_GP, "cr3 %lx taken", bad[i]);
}

MG_TEST(priv_cr0_write, 0, "CR0: TS may change, nothing else does")
{
	unsigned long cr0 = 0, val;

	REQUIRE(READ_CR(0, cr0) == VEC_NONE, "cr0 raises");
	val = cr0 | 8;
	CHECK(WRITE_CR(0, val) == VEC_NONE, "setting TS raises");
	CHECK(READ_CR(0, val) == VEC_NONE && (val & 8), "cr0 %lx", val);
	val = cr0 & ~8UL;
	CHECK(WRITE_CR(0, val) == VEC_NONE, "clearing TS raises");
	CHECK(READ_CR(0, val) == VEC_NONE && !(val & 8), "cr0 %lx", val);
	val = cr0 ^ 0x80000000UL;
	CHECK(WRITE_CR(0, val) == VEC_GP, "paging switched off");
	val = cr0 ^ 0x10000UL;
	CHECK(WRITE_CR(0, val) == VEC_GP, "WP changed");
}

MG_TEST(priv_cr4_write, 0, "CR4: accepted, but only the guest's bits change")
{
	unsigned long cr4 = 0, val;

	REQUIRE(READ_CR(4, cr4) == VEC_NONE, "cr4 raises");
	CHECK(WRITE_CR(4, cr4) == VEC_NONE, "writing it back raises");
	val = cr4 ^ 4;		/* TSD */
	CHECK(WRITE_CR(4, val) == VEC_NONE, "changing TSD raises");
	CHECK(READ_CR(4, val) == VEC_NONE && val == (cr4 ^ 4), "cr4 %lx was %lx", val, cr4);
	CHECK(WRITE_CR(4, cr4) == VEC_NONE, "raises");
	val = cr4 | 0x2000;	/* VMXE */
	CHECK(WRITE_CR(4, val) == VEC_NONE, "unknown bits raise");
	CHECK(READ_CR(4, val) == VEC_NONE && !(val & 0x2000), "cr4 %lx", val);
}

MG_TEST(priv_clts, 0, "CLTS clears the guest's TS")
{
	unsigned long cr0 = 0;

	CHECK_RC(hc_fpu_taskswitch(1), 0);
	CHECK(READ_CR(0, cr0) == VEC_NONE && (cr0 & 8), "cr0 %lx", cr0);
	CHECK(GUARD("clts") == VEC_NONE, "clts raises");
	CHECK(READ_CR(0, cr0) == VEC_NONE && !(cr0 & 8), "cr0 %lx", cr0);
}

MG_TEST(priv_efer, 0, "EFER shows long mode and hides SVM; writes are refused or harmless")
{
	unsigned long val, again;

	CHECK(rdmsr(0xc0000080, &val) == VEC_NONE, "rdmsr raises");
	CHECK((val & 0x501) == 0x501, "efer %lx", val);
	CHECK(!(val & 0x1000), "efer %lx shows SVME", val);
	wrmsr(0xc0000080, val & ~0x401UL);
	CHECK(rdmsr(0xc0000080, &again) == VEC_NONE && again == val, "efer %lx was %lx", again,
	      val);
}

MG_TEST(priv_msr_hostile, MG_HOSTILE, "MSRs that would give the machine away")
{
	static const unsigned int msr[] = {
		0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,	/* STAR .. SFMASK */
		0x174, 0x175, 0x176,				/* SYSENTER */
		0x1d9, 0x3a, 0xc0010015, 0x1b,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msr); i++) {
		wrmsr(msr[i], 0xdeadbeef000UL);
		wrmsr(msr[i], ~0UL);
		CHECK_RC(hc_xen_version(0, NULL), (4L << 16) | 17);
	}
}

MG_TEST(priv_msr_unknown, 0, "an MSR that does not exist raises #GP")
{
	unsigned long val;

	CHECK(rdmsr(0xdead, &val) == VEC_GP, "read");
	CHECK(wrmsr(0xdead, 0) == VEC_GP, "written");
	CHECK(rdmsr(0x40000999, &val) == VEC_GP, "read");
}

MG_TEST(priv_msr_reads, 0, "the MSRs that a stock kernel reads at boot")
{
	static const unsigned int msr[] = { 0x1b, 0x277, 0x8b, 0x179 };
	unsigned long val;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msr); i++)
		CHECK(rdmsr(msr[i], &val) == VEC_NONE, "msr %x raises", msr[i]);
	rdmsr(0x1b, &val);
	CHECK(val >> 12 == 0xfee00 || !(val & 0x800), "apic base %lx", val);
	/* the PAT of a PV guest is the hypervisor's, and it is the known one */
	rdmsr(0x277, &val);
	CHECK(val == 0x050100070406UL, "pat %lx", val);
}

MG_TEST(priv_hypercall_msr, 0, "writing the MSR of the hypervisor leaf installs a hypercall page")
{
	unsigned int eax = 0x40000002, ebx = 0, ecx = 0, edx = 0;
	unsigned char *page = page_alloc();
	long rc;

	asm volatile(MG_FORCED_CPUID : "+a" (eax), "+b" (ebx), "+c" (ecx), "+d" (edx));
	CHECK(eax == 1, "pages %u", eax);
	REQUIRE(wrmsr(ebx, virt_to_mfn(page) << PAGE_SHIFT) == VEC_NONE, "msr %x raises", ebx);
	asm volatile("call *%1" : "=a" (rc)
		     : "r" (page + 32 * __HYPERVISOR_xen_version), "D" (0), "S" (0)
		     : "rcx", "r11", "memory");
	CHECK_RC(rc, (4L << 16) | 17);
	page_free(page);
}

MG_TEST(priv_hypercall_msr_bad, MG_HOSTILE, "but not in a frame of somebody else's or a table")
{
	unsigned int eax = 0x40000002, ebx = 0, ecx = 0, edx = 0;
	unsigned long before = *mg_l4();

	asm volatile(MG_FORCED_CPUID : "+a" (eax), "+b" (ebx), "+c" (ecx), "+d" (edx));
	CHECK(wrmsr(ebx, 0x100000) == VEC_GP, "hypervisor's frame");
	CHECK(wrmsr(ebx, 0xfee00000) == VEC_GP, "local APIC");
	CHECK(wrmsr(ebx, virt_to_mfn(mg_l4()) << PAGE_SHIFT) == VEC_GP, "top table");
	CHECK(wrmsr(ebx, (virt_to_mfn(mg_user_stack) << PAGE_SHIFT) | 1) == VEC_GP, "page index 1");
	CHECK(*mg_l4() == before, "the table changed");
}

MG_TEST(priv_harmless, 0, "WBINVD, CLI, STI, HLT-free no-ops of the kernel")
{
	CHECK(GUARD("wbinvd") == VEC_NONE, "wbinvd raises");
	CHECK(GUARD("invd") == VEC_NONE || this_cpu()->trap.vector == VEC_GP, "invd");
}

MG_TEST(priv_cli_sti, 0, "CLI and STI with IOPL 0: no effect on the event mask")
{
	unsigned char mask = mg_vcpu_info()->evtchn_upcall_mask;
	long cli = GUARD("cli"), sti = GUARD("sti");

	mg_note("cli: %s, sti: %s", mg_vector_name(cli), mg_vector_name(sti));
	CHECK(cli == VEC_GP || cli == VEC_NONE, "cli raised %s", mg_vector_name(cli));
	CHECK(sti == cli, "sti raised %s", mg_vector_name(sti));
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == mask, "the mask changed");
}

MG_TEST(priv_refused, MG_HOSTILE, "LGDT, LIDT, LTR, LLDT, INVLPG, RSM raise #GP or #UD")
{
	static struct { u16 limit; u64 base; } __packed desc;

	CHECK(GUARD_IN("lgdt %[d]", [d] "m" (desc)) == VEC_GP, "lgdt");
	CHECK(GUARD_IN("lidt %[d]", [d] "m" (desc)) == VEC_GP, "lidt");
	CHECK(GUARD_IN("ltr %w[s]", [s] "r" (0xe040)) == VEC_GP, "ltr");
	CHECK(GUARD_IN("lldt %w[s]", [s] "r" (0)) == VEC_GP, "lldt");
	CHECK(GUARD("rsm") == VEC_UD, "rsm raised %s", mg_vector_name(this_cpu()->trap.vector));
	CHECK(GUARD("swapgs") == VEC_GP, "swapgs");
	CHECK(GUARD("sysretq") == VEC_GP, "sysret");
}
