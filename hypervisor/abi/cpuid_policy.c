// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUID policy of PV guests (pure; hosted test: test_cpuid_policy).
 *
 * A policy starts as a copy of the machine's leaves and has things taken away:
 *
 *   - features that a PV guest cannot use because paging and privilege are the
 *     hypervisor's (PSE, PGE, PCID, VME, SMEP, SMAP, UMIP, INVPCID, large pages,
 *     MTRRs, x2APIC, VMX, SVM ...): the masks below are lists of what is allowed;
 *   - features whose MSRs are not offered (speculation control: XEN-DIFF);
 *   - features without the register state that they need (AVX without XCR0.YMM);
 *   - leaves about things that a guest has not: MONITOR, power, topology, debug store,
 *     PMU; the initial APIC id; the brand and package fields of leaf 1.
 *
 * The maxima stop at 0xd and at 0x80000021. What is shown was compared with dumps
 * of a stock 4.17 for several processor models.
 *
 * CPUID executed by a PV guest itself is not intercepted where processors cannot
 * fault on it: then only the forced form shows the policy.
 */
#include "abi/cpuid_policy.h"
#include <linux/string.h>

/* Leaf 1 */
#define MAY_1_EDX		0x1fc9cbf5U
#define MAY_1_ECX		0xf6d83203U
#define F1C_FMA			(1U << 12)
#define F1C_XSAVE		(1U << 26)
#define F1C_AVX			(1U << 28)
#define F1C_F16C		(1U << 29)
#define F1C_OSXSAVE		(1U << 27)
#define F1C_HYPERVISOR		(1U << 31)
#define F1D_SEP			(1U << 11)
/* Leaf 7 */
#define MAY_7_EBX		0xfdaf0b29U
#define MAY_7_ECX		0x02405f42U
#define MAY_7_EDX		0x0000451cU	/* no IBRS, STIBP, SSBD, ARCH_CAPS */
#define MAY_7_1_EAX		0x00001c30U
#define F7B_AVX2		(1U << 5)
#define F7B_AVX512F		(1U << 16)
#define F7B_AVX512		(F7B_AVX512F | 1U << 17 | 1U << 21 | 0x1cU << 24 | 3U << 30)
#define F7C_VEX			(1U << 9 | 1U << 10)	/* VAES, VPCLMULQDQ */
#define F7C_AVX512		(1U << 1 | 1U << 6 | 1U << 11 | 1U << 12 | 1U << 14)
#define F7D_AVX512		(1U << 2 | 1U << 3 | 1U << 8)
#define F71A_VEX		(1U << 4)
#define F71A_AVX512		(1U << 5)
/* Leaf 0xd, subleaf 1 */
#define MAY_D_1_EAX		0x7U
#define FD1_XSAVEC		(1U << 1)
#define FD1_XSAVES		(1U << 3)
/* Leaf 0x80000001, 7, 8, 0x21 */
#define MAY_E1_EDX		0xea500800U
#define E1_EDX_COMMON		0x0183f3ffU	/* AMD repeats leaf 1 here */
#define MAY_E1_ECX		0x042109e3U
#define E1C_VEX			(1U << 11 | 1U << 16)	/* XOP, FMA4 */
#define MAY_E7_EDX		(1U << 8)	/* invariant TSC */
#define MAY_E8_EBX		0x00001005U	/* of speculation control only IBPB */
#define MAY_E21_EAX		0x78000064U

#define XCR0_YMM		(1UL << 2)
#define XCR0_AVX512		0xe0UL
#define XSAVE_HEADER_END	576

#define CPUID_EXT		0x80000000U

void policy_read(struct cpu_policy *p, void (*cpuid)(u32 leaf, u32 sub, struct cpuid_leaf_hv *out))
{
	u32 i, max;

	memset(p, 0, sizeof(*p));
	cpuid(0, 0, &p->basic[0]);
	max = p->basic[0].a;
	for (i = 1; i < POLICY_BASIC && i <= max; i++)
		cpuid(i, 0, &p->basic[i]);
	for (i = 0; i < POLICY_CACHE && max >= 4; i++) {
		cpuid(4, i, &p->cache[i]);
		if (!(p->cache[i].a & 0x1f))
			break;
	}
	if (max >= 7)
		cpuid(7, 0, &p->feature[0]);
	for (i = 1; i < POLICY_FEATURES && i <= p->feature[0].a; i++)
		cpuid(7, i, &p->feature[i]);
	for (i = 0; i < POLICY_XSTATE && max >= 0xd; i++)
		cpuid(0xd, i, &p->xstate[i]);
	cpuid(CPUID_EXT, 0, &p->ext[0]);
	max = p->ext[0].a;
	for (i = 1; i < POLICY_EXT && max >= CPUID_EXT && i <= max - CPUID_EXT; i++)
		cpuid(CPUID_EXT + i, 0, &p->ext[i]);
}

static void mask_features(struct cpu_policy *p, const struct policy_host *h)
{
	u32 e7d = h->hardware_domain ? MAY_E7_EDX : 0;
	u32 e1d = MAY_E1_EDX | (h->amd ? E1_EDX_COMMON & MAY_1_EDX : 0);

	p->basic[1].d &= MAY_1_EDX;
	if (h->amd)
		p->basic[1].d &= ~F1D_SEP;	/* not in long mode */
	p->basic[1].c &= MAY_1_ECX;
	p->basic[1].c |= F1C_HYPERVISOR;
	p->feature[0].b &= MAY_7_EBX;
	p->feature[0].c &= MAY_7_ECX;
	p->feature[0].d &= MAY_7_EDX;
	p->feature[1] = (struct cpuid_leaf_hv){ .a = p->feature[1].a & MAY_7_1_EAX };
	p->feature[2] = (struct cpuid_leaf_hv){ };
	if (p->feature[0].a > 1)
		p->feature[0].a = 1;
	p->ext[1].c &= MAY_E1_ECX;
	p->ext[1].d &= e1d;
	p->ext[7] = (struct cpuid_leaf_hv){ .d = p->ext[7].d & e7d };
	p->ext[8].b &= MAY_E8_EBX;
	p->ext[0x21] = (struct cpuid_leaf_hv){ .a = p->ext[0x21].a & MAY_E21_EAX };
}

/* Instructions whose registers XCR0 does not give to the guest. */
static void drop_without_state(struct cpu_policy *p, u64 xcr0)
{
	if (!(xcr0 & XCR0_YMM)) {
		p->basic[1].c &= ~(F1C_AVX | F1C_F16C | F1C_FMA);
		p->feature[0].b &= ~F7B_AVX2;
		p->feature[0].c &= ~F7C_VEX;
		p->feature[1].a &= ~F71A_VEX;
		p->ext[1].c &= ~E1C_VEX;
	}
	if ((xcr0 & XCR0_AVX512) != XCR0_AVX512) {
		p->feature[0].b &= ~F7B_AVX512;
		p->feature[0].c &= ~F7C_AVX512;
		p->feature[0].d &= ~F7D_AVX512;
		p->feature[1].a &= ~F71A_AVX512;
	}
	if (!xcr0)
		p->basic[1].c &= ~F1C_XSAVE;
}

static void limit_xstate(struct cpu_policy *p, u64 xcr0)
{
	u32 features = p->xstate[1].a & MAY_D_1_EAX;
	unsigned int i;

	if (!xcr0) {
		memset(p->xstate, 0, sizeof(p->xstate));
		return;
	}
	for (i = 2; i < POLICY_XSTATE; i++)
		if (!(xcr0 >> i & 1))
			p->xstate[i] = (struct cpuid_leaf_hv){ };
	p->xstate[0] = (struct cpuid_leaf_hv){ .a = xcr0, .d = xcr0 >> 32 };
	p->xstate[0].c = policy_xsave_bytes(p, xcr0, false);
	p->xstate[0].b = p->xstate[0].c;
	p->xstate[1] = (struct cpuid_leaf_hv){ .a = features };
}

/* Leaves about what a guest has not. */
static void clear_leaves(struct cpu_policy *p, const struct policy_host *h)
{
	static const u8 empty[] = { 3, 5, 6, 8, 9, 0xa, 0xb, 0xc };
	static const u8 empty_ext[] = { 9, 0xa, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x20 };
	unsigned int i;

	for (i = 0; i < sizeof(empty); i++)
		p->basic[empty[i]] = (struct cpuid_leaf_hv){ };
	for (i = 0; i < sizeof(empty_ext); i++)
		p->ext[empty_ext[i]] = (struct cpuid_leaf_hv){ };
	for (i = 0xb; i < 0x1b; i++)
		p->ext[i] = (struct cpuid_leaf_hv){ };
	p->basic[1].a &= 0x0fff3fff;
	p->basic[1].b &= 0x00ffff00;
	p->ext[8].a &= 0xff;
	p->ext[8].a |= 0x3000;			/* four levels of page tables */
	p->ext[8].d = 0;
	if (h->amd) {
		p->basic[2] = (struct cpuid_leaf_hv){ };
		memset(p->cache, 0, sizeof(p->cache));
		p->ext[1].a &= 0x0fff3fff;
		p->ext[8].c &= 0xffff;
		return;
	}
	p->ext[0].b = 0;
	p->ext[0].c = 0;
	p->ext[0].d = 0;
	p->ext[1].a = 0;
	p->ext[1].b = 0;
	p->ext[5] = (struct cpuid_leaf_hv){ };
	p->ext[6] = (struct cpuid_leaf_hv){ .c = p->ext[6].c };
	p->ext[8].c = 0;
}

void policy_restrict(struct cpu_policy *p, const struct policy_host *h)
{
	if (p->basic[0].a >= POLICY_BASIC)
		p->basic[0].a = POLICY_BASIC - 1;
	if (p->ext[0].a >= CPUID_EXT + POLICY_EXT)
		p->ext[0].a = CPUID_EXT + POLICY_EXT - 1;
	mask_features(p, h);
	drop_without_state(p, h->xcr0);
	limit_xstate(p, h->xcr0);
	clear_leaves(p, h);
}

static void and_features(struct cpu_policy *p, const struct cpu_policy *max)
{
	p->basic[1].d &= max->basic[1].d;
	p->basic[1].c &= max->basic[1].c;
	p->feature[0].b &= max->feature[0].b;
	p->feature[0].c &= max->feature[0].c;
	p->feature[0].d &= max->feature[0].d;
	p->feature[1].a &= max->feature[1].a;
	p->ext[1].c &= max->ext[1].c;
	p->ext[1].d &= max->ext[1].d;
	p->ext[7].d &= max->ext[7].d;
	p->ext[8].b &= max->ext[8].b;
	p->ext[0x21].a &= max->ext[0x21].a;
	p->xstate[1].a &= max->xstate[1].a;
}

void policy_limit(struct cpu_policy *p, const struct cpu_policy *max,
		  const struct policy_host *h)
{
	struct policy_host host = *h;
	unsigned int i;

	host.xcr0 &= p->xstate[0].a | (u64)p->xstate[0].d << 32;
	if (!(p->basic[1].c & F1C_XSAVE))
		host.xcr0 = 0;
	and_features(p, max);
	for (i = 2; i < POLICY_XSTATE; i++)
		p->xstate[i] = max->xstate[i];
	if ((p->ext[8].a & 0xff) > (max->ext[8].a & 0xff))
		p->ext[8].a = max->ext[8].a;
	policy_restrict(p, &host);
}

u32 policy_xsave_bytes(const struct cpu_policy *p, u64 xcr0, bool compacted)
{
	u32 end = XSAVE_HEADER_END;
	unsigned int i;

	for (i = 2; i < POLICY_XSTATE; i++) {
		u32 size = p->xstate[i].a, offset = p->xstate[i].b;

		if (!(xcr0 >> i & 1) || !size)
			continue;
		if (compacted) {
			if (p->xstate[i].c & 2)
				end = (end + 63) & ~63U;
			end += size;
		} else if (offset + size > end) {
			end = offset + size;
		}
	}
	return end;
}

void policy_leaf(const struct cpu_policy *p, u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	*out = (struct cpuid_leaf_hv){ };
	if (leaf >= CPUID_EXT) {
		if (leaf <= p->ext[0].a && leaf - CPUID_EXT < POLICY_EXT)
			*out = p->ext[leaf - CPUID_EXT];
		return;
	}
	if (leaf > p->basic[0].a || leaf >= POLICY_BASIC)
		return;
	switch (leaf) {
	case 4:
		if (sub < POLICY_CACHE)
			*out = p->cache[sub];
		return;
	case 7:
		if (sub <= p->feature[0].a && sub < POLICY_FEATURES)
			*out = p->feature[sub];
		return;
	case 0xd:
		if (sub < POLICY_XSTATE)
			*out = p->xstate[sub];
		return;
	default:
		*out = p->basic[leaf];
	}
}
