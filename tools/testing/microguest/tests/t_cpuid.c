// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID as a PV guest sees it by the forced form: the hypervisor's leaves, and
 * features that a PV guest cannot have.
 */
#include "mg.h"

static u32 reg[4];

static void cpuid(u32 leaf, u32 sub)
{
	reg[0] = leaf;
	reg[2] = sub;
	asm volatile(MG_FORCED_CPUID
		     : "+a" (reg[0]), "=b" (reg[1]), "+c" (reg[2]), "=d" (reg[3]));
}

MG_TEST(cpuid_signature, 0, "leaf 0x40000000 is XenVMMXenVMM")
{
	cpuid(0x40000000, 0);
	CHECK(reg[1] == 0x566e6558 && reg[2] == 0x65584d4d && reg[3] == 0x4d4d566e,
	      "%x %x %x", reg[1], reg[2], reg[3]);
	CHECK(reg[0] >= 0x40000002, "highest leaf %x", reg[0]);
	cpuid(0x40000001, 0);
	CHECK(reg[0] == ((4 << 16) | 17), "version %x", reg[0]);
	cpuid(0x40000002, 0);
	CHECK(reg[0] == 1 && reg[1] == 0x40000000, "%u pages by msr %x", reg[0], reg[1]);
}

MG_TEST(cpuid_time, 0, "leaf 0x40000003: the TSC's frequency and offset")
{
	cpuid(0x40000003, 0);
	/* dom0 runs on the host's TSC: no frequency of its own */
	CHECK(!(reg[0] & 1) || reg[2] > 1000, "emulated TSC of %u kHz", reg[2]);
	cpuid(0x40000003, 2);
	CHECK(reg[0] > 1000, "host TSC %u kHz", reg[0]);
}

MG_TEST(cpuid_pv_leaf, 0, "leaf 0x40000005: the width of machine addresses")
{
	cpuid(0x40000005, 0);
	CHECK((reg[1] & 0xff) >= 28 && (reg[1] & 0xff) <= 52, "width %u", reg[1] & 0xff);
}

MG_TEST(cpuid_scan, 0, "the whole signature range answers without a fault")
{
	u32 leaf;

	for (leaf = 0x40000100; leaf <= 0x4000ff00; leaf += 0x100) {
		cpuid(leaf, 0);
		CHECK(reg[1] != 0x566e6558, "signature again at %x", leaf);
	}
	cpuid(0xffffffff, 0);
	cpuid(0x8fffffff, 0);
}

MG_TEST(cpuid_features, 0, "features of leaf 1 that a PV guest has or lacks")
{
	cpuid(1, 0);
	CHECK(reg[2] & (1U << 31), "no hypervisor bit: %x", reg[2]);
	CHECK(!(reg[2] & (1 << 5)), "VMX shown: %x", reg[2]);
	CHECK(!(reg[2] & (1 << 17)), "PCID shown: %x", reg[2]);
	CHECK(!(reg[2] & (1 << 3)), "MONITOR shown to a domain: %x", reg[2]);
	CHECK(!(reg[2] & (1 << 21)), "x2APIC shown: %x", reg[2]);
	CHECK(reg[3] & (1 << 25), "no SSE: %x", reg[3]);
	CHECK(!(reg[3] & (1 << 3)), "PSE shown: %x", reg[3]);
	CHECK(!(reg[3] & (1 << 13)), "PGE shown: %x", reg[3]);
	cpuid(0x80000001, 0);
	CHECK(!(reg[2] & (1 << 2)), "SVM shown: %x", reg[2]);
	CHECK(reg[3] & (1 << 29), "no long mode: %x", reg[3]);
	CHECK(!(reg[3] & (1 << 26)), "1 GiB pages shown: %x", reg[3]);
	cpuid(7, 0);
	CHECK(!(reg[1] & (1 << 7)), "SMEP shown: %x", reg[1]);
	CHECK(!(reg[1] & (1 << 20)), "SMAP shown: %x", reg[1]);
	CHECK(!(reg[1] & (1 << 10)), "INVPCID shown: %x", reg[1]);
	CHECK(!(reg[2] & (1 << 3)), "PKU shown: %x", reg[2]);
	CHECK(!(reg[2] & (1 << 2)), "UMIP shown: %x", reg[2]);
}

MG_TEST(cpuid_osxsave, 0, "OSXSAVE follows the guest's CR4; XSETBV works and is checked")
{
	unsigned long cr4;
	u32 lo, hi;

	cpuid(1, 0);
	if (!(reg[2] & (1 << 26)))
		mg_skip("no XSAVE");
	asm volatile("mov %%cr4, %0" : "=r" (cr4));
	asm volatile("mov %0, %%cr4" : : "r" (cr4 | 0x40000UL));
	cpuid(1, 0);
	CHECK(reg[2] & (1 << 27), "OSXSAVE is clear: %x", reg[2]);
	asm volatile("xgetbv" : "=a" (lo), "=d" (hi) : "c" (0));
	CHECK(lo & 1, "xcr0 %x", lo);
	CHECK(GUARD_IN("xsetbv", "a" (3), "d" (0), "c" (0)) == VEC_NONE, "xcr0 = 3 raises");
	CHECK(GUARD_IN("xsetbv", "a" (2), "d" (0), "c" (0)) == VEC_GP, "xcr0 without x87 taken");
	CHECK(GUARD_IN("xsetbv", "a" (3), "d" (0x80000000), "c" (0)) == VEC_GP, "bit 63 taken");
	CHECK(GUARD_IN("xsetbv", "a" (3), "d" (0), "c" (1)) == VEC_GP, "xcr1 taken");
	asm volatile("xsetbv" : : "a" (lo), "d" (hi), "c" (0));
	cpuid(0xd, 0);
	CHECK(reg[1] >= 576 && reg[2] >= reg[1], "sizes %u %u", reg[1], reg[2]);
	asm volatile("mov %0, %%cr4" : : "r" (cr4));
}
