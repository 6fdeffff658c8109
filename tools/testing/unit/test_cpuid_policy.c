// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUID policy of PV guests against dumps of a stock Xen 4.17's dom0, for three
 * processor models, and what must hold for any machine whatever.
 */
#include <stdlib.h>
#include "unit.h"
#include "abi/cpuid_policy.h"
#include "cpuid_models.h"

static const struct model_leaf *model;
static unsigned int model_rows;

static void model_cpuid(u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	unsigned int i;

	*out = (struct cpuid_leaf_hv){ };
	for (i = 0; i < model_rows; i++) {
		const unsigned int *r = model[i].host;

		if (model[i].leaf == leaf && model[i].sub == sub)
			*out = (struct cpuid_leaf_hv){ r[0], r[1], r[2], r[3] };
	}
}

static void random_cpuid(u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	*out = (struct cpuid_leaf_hv){ random() * 2, random() * 2, random() * 2, random() * 2 };
	if (leaf == 0 || (leaf == 7 && !sub))
		out->a = random() % 64;
	if (leaf == 0x80000000)
		out->a = leaf + random() % 64;
}

/* Where we differ from stock on purpose, or a caller adds something */
static u32 ignored(u32 leaf, u32 sub, unsigned int reg)
{
	if (leaf == 1 && reg == 2)
		return 1U << 27;		/* OSXSAVE: guest_cpuid.c */
	if (leaf == 7 && !sub && reg == 1)
		return 1U << 24;		/* CLWB: stock hides it on Skylake */
	if (leaf == 7 && !sub && reg == 3)
		return 1U << 29 | 7U << 26 | 1U << 31;	/* speculation control */
	return 0;
}

static void compare_model(const struct policy_host *host)
{
	struct cpuid_leaf_hv out;
	struct cpu_policy p;
	unsigned int i, r;

	policy_read(&p, model_cpuid);
	policy_restrict(&p, host);
	for (i = 0; i < model_rows; i++) {
		u32 leaf = model[i].leaf, sub = model[i].sub, got[4];

		policy_leaf(&p, leaf, sub, &out);
		memcpy(got, &out, sizeof(got));
		for (r = 0; r < 4; r++) {
			u32 mask = ~ignored(leaf, sub, r);

			if ((got[r] ^ model[i].guest[r]) & mask) {
				unit_fail();
				printf("# leaf %#x.%u register %u is %#x, stock %#x\n", leaf, sub,
				       r, got[r], model[i].guest[r]);
			}
		}
	}
}

#define MODEL(name)	(model = (name), model_rows = sizeof(name) / sizeof((name)[0]))

static void as_stock_amd_max(void)
{
	static const struct policy_host host = { .xcr0 = 7, .amd = true, .hardware_domain = true };

	MODEL(amd_max);
	compare_model(&host);
}

static void as_stock_amd_milan(void)
{
	static const struct policy_host host = { .xcr0 = 7, .amd = true, .hardware_domain = true };

	MODEL(amd_milan);
	compare_model(&host);
}

/* Stock takes AVX away from this model, because of a gather erratum: XCR0 without YMM */
static void as_stock_intel(void)
{
	static const struct policy_host host = { .xcr0 = 3, .hardware_domain = true };

	MODEL(intel_skylake);
	compare_model(&host);
}

static void never(const struct cpu_policy *p, u32 leaf, u32 sub, u32 b, u32 c, u32 d)
{
	struct cpuid_leaf_hv out;

	policy_leaf(p, leaf, sub, &out);
	CHECK_EQ(out.b & b, 0);
	CHECK_EQ(out.c & c, 0);
	CHECK_EQ(out.d & d, 0);
}

/* Features that would make a PV kernel use what it cannot have, on any machine */
static void never_for_pv(void)
{
	unsigned int i, leaf, sub;
	struct cpuid_leaf_hv out;
	struct cpu_policy p;

	for (i = 0; i < 2000; i++) {
		struct policy_host host = {
			.xcr0 = i & 1 ? 3 | (random() & 0xe4) : 0, .amd = i & 2,
			.hardware_domain = i & 4,
		};

		policy_read(&p, random_cpuid);
		policy_restrict(&p, &host);
		/* MONITOR VMX SMX PCID x2APIC TSC-deadline; VME PSE MTRR PGE PSE36 DS */
		never(&p, 1, 0, 0xff0000ff, 1 << 3 | 3 << 5 | 1 << 17 | 1 << 21 | 1 << 24,
		      1 << 1 | 1 << 3 | 1 << 12 | 1 << 13 | 1 << 17 | 1 << 21);
		/* SMEP INVPCID MPX SMAP; UMIP PKU LA57; IBRS STIBP SSBD ARCH_CAPS */
		never(&p, 7, 0, 1 << 7 | 1 << 10 | 1 << 14 | 1 << 20 | 1 << 25,
		      1 << 2 | 1 << 3 | 1 << 16, 7U << 26 | 5U << 29);
		never(&p, 0x80000001, 0, 0, 1 << 2, 1 << 26 | 1 << 3 | 1 << 13);
		never(&p, 0xa, 0, ~0U, ~0U, ~0U);
		never(&p, 5, 0, ~0U, ~0U, ~0U);
		if (!host.hardware_domain)
			never(&p, 0x80000007, 0, ~0U, ~0U, ~0U);
		policy_leaf(&p, 0, 0, &out);
		CHECK(out.a <= 0xd);
		policy_leaf(&p, 0xd, 0, &out);
		CHECK_EQ(out.a, (p.basic[0].a >= 0xd ? host.xcr0 : 0));
		/* any leaf and subleaf may be asked for */
		for (leaf = 0; leaf < 64; leaf++)
			for (sub = 0; sub < 80; sub++) {
				policy_leaf(&p, leaf, sub, &out);
				policy_leaf(&p, 0x80000000 + leaf, sub, &out);
			}
		policy_leaf(&p, ~0U, ~0U, &out);
		CHECK_EQ(out.a | out.b | out.c | out.d, 0);
	}
}

static void xsave_sizes(void)
{
	struct cpu_policy p = {
		.xstate = { [2] = { 256, 576, 0, 0 }, [5] = { 64, 1088, 0, 0 },
			    [6] = { 512, 1152, 2, 0 }, [7] = { 1024, 1664, 0, 0 } },
	};

	CHECK_EQ(policy_xsave_bytes(&p, 0, false), 576);
	CHECK_EQ(policy_xsave_bytes(&p, 3, false), 576);
	CHECK_EQ(policy_xsave_bytes(&p, 7, false), 832);
	CHECK_EQ(policy_xsave_bytes(&p, 0xe7, false), 2688);
	CHECK_EQ(policy_xsave_bytes(&p, 7, true), 832);
	CHECK_EQ(policy_xsave_bytes(&p, 0x67, true), 576 + 256 + 64 + 512);
	CHECK_EQ(policy_xsave_bytes(&p, ~0UL, false), 2688);
}

int main(void)
{
	srandom(1);
	UNIT(as_stock_amd_max);
	UNIT(as_stock_amd_milan);
	UNIT(as_stock_intel);
	UNIT(never_for_pv);
	UNIT(xsave_sizes);
	return unit_done();
}
