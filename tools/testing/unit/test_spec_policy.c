// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu/spec_policy.c: what is decided for processors of every kind, and what each
 * option makes of it.
 */
#include "cpu/spec_policy.h"
#include "lib/param.h"
#include "unit.h"

#include <asm/msr-index.h>

#define F(feature)	(1U << ((feature) % 32))
#define CROSSINGS	(SPEC_CROSS_CTRL | SPEC_EXIT_VERW | SPEC_ENTRY_RSB | SPEC_ENTRY_IBPB)

static struct cpu_identity cpu(enum cpu_vendor vendor, u32 family, u32 model, u64 caps)
{
	struct cpu_identity c = {
		.vendor = vendor, .family = family, .model = model, .arch_caps = caps,
	};

	c.word[FW_7_0_EBX] |= F(X86_FEATURE_SMEP);
	return c;
}

static struct cpu_identity skylake(void)
{
	struct cpu_identity c = cpu(CPU_VENDOR_INTEL, 6, 0x5e, 0);

	c.word[FW_7_EDX] |= F(X86_FEATURE_SPEC_CTRL) | F(X86_FEATURE_MD_CLEAR) |
			    F(X86_FEATURE_INTEL_STIBP) | F(X86_FEATURE_SPEC_CTRL_SSBD);
	return c;
}

static struct cpu_identity icelake(void)
{
	struct cpu_identity c = cpu(CPU_VENDOR_INTEL, 6, 0x6a,
				    ARCH_CAP_RDCL_NO | ARCH_CAP_IBRS_ALL | ARCH_CAP_MDS_NO |
				    ARCH_CAP_TAA_NO);

	c.word[FW_7_EDX] |= F(X86_FEATURE_SPEC_CTRL) | F(X86_FEATURE_MD_CLEAR);
	return c;
}

static struct cpu_identity zen(u32 family, bool btc_no, bool auto_ibrs)
{
	struct cpu_identity c = cpu(CPU_VENDOR_AMD, family, 1, 0);

	c.word[FW_8000_0008_EBX] |= F(X86_FEATURE_AMD_IBPB);
	if (btc_no)
		c.word[FW_8000_0008_EBX] |= F(X86_FEATURE_BTC_NO);
	if (auto_ibrs)
		c.word[FW_8000_0021_EAX] |= F(X86_FEATURE_AUTOIBRS);
	return c;
}

static struct spec_policy decide(const struct cpu_identity *c, const char *spec, const char *xpti)
{
	struct spec_policy p;

	/* as if nothing had been said yet */
	CHECK_EQ(spec_policy_parse("on"), 0);
	CHECK_EQ(spec_policy_parse_xpti("default"), 0);
	if (spec)
		CHECK_EQ(spec_policy_parse(spec), 0);
	if (xpti)
		CHECK_EQ(spec_policy_parse_xpti(xpti), 0);
	spec_policy_choose(&p, c);
	return p;
}

static void by_processor(void)
{
	struct cpu_identity c = skylake();
	struct spec_policy p;

	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_JMP);
	CHECK_EQ(p.ctrl_hv, SPEC_CTRL_IBRS);
	CHECK_EQ(p.ctrl_guest, 0);
	CHECK_EQ(p.flags & CROSSINGS, SPEC_CROSS_CTRL | SPEC_EXIT_VERW | SPEC_ENTRY_RSB);
	CHECK(p.flags & SPEC_SWITCH_IBPB);
	CHECK(p.xpti_dom0 && p.xpti_domu);

	/* Meltdown-vulnerable, but with returns that are safe: retpolines do */
	c.model = 0x3f;
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_RETPOLINE);
	CHECK_EQ(p.ctrl_hv, 0);
	CHECK_EQ(p.flags & CROSSINGS, SPEC_EXIT_VERW);
	CHECK(p.xpti_dom0 && p.xpti_domu);

	/* no microcode at all: VERW would flush nothing */
	c.word[FW_7_EDX] = 0;
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.flags, 0);
	CHECK(p.xpti_dom0);

	c = icelake();
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_JMP);
	CHECK_EQ(p.ctrl_hv, SPEC_CTRL_IBRS);
	CHECK_EQ(p.ctrl_guest, SPEC_CTRL_IBRS);
	CHECK_EQ(p.flags & CROSSINGS, 0);
	CHECK(!p.xpti_dom0 && !p.xpti_domu);
	c.has_bhi_ctrl = true;
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.ctrl_hv, SPEC_CTRL_IBRS | SPEC_CTRL_BHI_DIS_S);
	c.arch_caps |= ARCH_CAP_RFDS_CLEAR;
	p = decide(&c, NULL, NULL);
	CHECK(p.flags & SPEC_EXIT_VERW);

	c = zen(0x17, false, false);
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_RETPOLINE);
	CHECK_EQ(p.flags, SPEC_ENTRY_IBPB | SPEC_SWITCH_IBPB);
	CHECK(!p.xpti_dom0);
	c = zen(0x19, true, true);
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_JMP);
	CHECK_EQ(p.ctrl_hv, 0);			/* EFER has it */
	CHECK_EQ(p.flags, SPEC_AUTO_IBRS | SPEC_SWITCH_IBPB);

	/* an emulator's CPU */
	c = cpu(CPU_VENDOR_AMD, 6, 6, 0);
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.thunk, THUNK_RETPOLINE);
	CHECK_EQ(p.flags, 0);
	c.word[FW_7_0_EBX] = 0;			/* no SMEP */
	p = decide(&c, NULL, NULL);
	CHECK_EQ(p.flags, SPEC_ENTRY_RSB);
}

static void by_option(void)
{
	struct cpu_identity c = skylake(), emulated = cpu(CPU_VENDOR_AMD, 6, 6, 0);
	struct spec_policy p;

	p = decide(&c, "off", NULL);
	CHECK_EQ(p.thunk, THUNK_JMP);
	CHECK_EQ(p.ctrl_hv, 0);
	CHECK_EQ(p.flags, 0);
	CHECK(!p.xpti_dom0 && !p.xpti_domu);
	p = decide(&c, "no", "dom0=on");
	CHECK(p.xpti_dom0 && !p.xpti_domu);
	p = decide(&c, "xen=off", NULL);
	CHECK_EQ(p.flags, 0);
	p = decide(&c, "pv=off", NULL);
	CHECK_EQ(p.flags & CROSSINGS, 0);
	CHECK_EQ(p.ctrl_guest, p.ctrl_hv);
	CHECK(p.xpti_dom0);
	p = decide(&c, "no-msr-sc", NULL);
	CHECK_EQ(p.ctrl_guest, SPEC_CTRL_IBRS);
	p = decide(&c, "ibrs=off,no-rsb,md-clear=no-pv,no-ibpb", NULL);
	CHECK_EQ(p.thunk, THUNK_RETPOLINE);
	CHECK_EQ(p.flags, 0);
	p = decide(&c, "bti-thunk=lfence,ssbd,stibp", NULL);
	CHECK_EQ(p.thunk, THUNK_LFENCE);
	CHECK_EQ(p.ctrl_hv, SPEC_CTRL_IBRS | SPEC_CTRL_STIBP | SPEC_CTRL_SSBD);
	CHECK_EQ(p.ctrl_guest, SPEC_CTRL_STIBP | SPEC_CTRL_SSBD);

	/* forced where the CPU asks for nothing; an MSR that is absent cannot be */
	p = decide(&emulated, "rsb,md-clear=pv=on,ibrs,ibpb-entry,ssbd", NULL);
	CHECK_EQ(p.flags, SPEC_ENTRY_RSB | SPEC_EXIT_VERW);
	CHECK_EQ(p.ctrl_hv, 0);
	p = decide(&emulated, "verw=1", "");
	CHECK_EQ(p.flags, SPEC_EXIT_VERW);
	CHECK(p.xpti_dom0 && p.xpti_domu);
	/* of other kinds of guests, or what we always or never do */
	p = decide(&emulated, "md-clear=hvm,rsb=hvm=on,eager-fpu,l1d-flush=off,hvm=on", NULL);
	CHECK_EQ(p.flags, 0);
	p = decide(&emulated, "branch-harden,srb-lock,unpriv-mmio=1", NULL);
	CHECK_EQ(p.flags, 0);

	p = decide(&emulated, NULL, "1,dom0=0");
	CHECK(!p.xpti_dom0 && p.xpti_domu);
	p = decide(&c, NULL, "no-domu");
	CHECK(p.xpti_dom0 && !p.xpti_domu);
	p = decide(&c, NULL, "0");
	CHECK(!p.xpti_dom0 && !p.xpti_domu);
}

static void refusals(void)
{
	static const char *const spec[] = {
		"nonsense", "rsb=maybe", "rsb=dom0", "ibrs=pv", "bti-thunk", "bti-thunk=none",
		"rsb,,x", "no-", "=1",
	};
	static const char *const xpti[] = { "dom1", "dom0=2", "domu=", "pv" };

	for (unsigned int i = 0; i < ARRAY_SIZE(spec); i++)
		CHECK_EQ(spec_policy_parse(spec[i]), -EINVAL);
	for (unsigned int i = 0; i < ARRAY_SIZE(xpti); i++)
		CHECK_EQ(spec_policy_parse_xpti(xpti[i]), -EINVAL);
	CHECK_EQ(spec_policy_parse(""), 0);
}

int main(void)
{
	UNIT(by_processor);
	UNIT(by_option);
	UNIT(refusals);
	return unit_done();
}
