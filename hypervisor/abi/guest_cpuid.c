// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID for a vCPU: the domain's policy, what depends on the moment, and the leaves by
 * which a guest finds the hypervisor.
 *
 *	0x40000000  maximum leaf, signature "XenVMMXenVMM"
 *	0x40000001  version 4.17
 *	0x40000002  hypercall pages, their MSR, feature bits
 *	0x40000003  time: mode, frequency; subleaf 1 scale, subleaf 2 host frequency
 *	0x40000004  of translated guests: empty
 *	0x40000005  width of machine addresses
 *
 * Policies come from policy_system.c; a domain's own may lower the maximum of these
 * leaves (a guest that was saved on a hypervisor with fewer keeps what it saw).
 */
#include <linux/bitops.h>
#include "abi/emulate.h"
#include "abi/policy_system.h"
#include "core/guest_trap.h"
#include "core/guest_time.h"
#include "core/vcpu.h"
#include "cpu/clock.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/insn.h"
#include "mm/frame.h"
#include <asm/processor-flags.h>

#define HV_LEAF			0x40000000U
#define HV_LEAF_MAX		0x40000005U
#define XEN_VERSION_4_17	(4U << 16 | 17)
#define FEAT1_PRESERVE_AD	1
#define TIME_VTSC		1
#define TIME_TSC_SAFE		2
#define TIME_RDTSCP		4
#define F1C_OSXSAVE		(1U << 27)
#define F1C_XSAVE		(1U << 26)

static void time_leaf(const struct domain *d, u32 sub, struct cpuid_leaf_hv *out)
{
	struct clock_scale scale;

	switch (sub) {
	case 0:
		out->a = (d->tsc_trapped ? TIME_VTSC : 0) |
			 (clock_tsc_reliable ? TIME_TSC_SAFE : 0) |
			 (cpu_has(X86_FEATURE_RDTSCP) ? TIME_RDTSCP : 0);
		out->b = d->tsc_mode;
		out->c = d->tsc_khz;
		out->d = d->tsc_incarnation;
		return;
	case 1:
		if (!d->tsc_trapped)
			return;
		clock_read_scale(&scale);
		out->a = d->tsc_offset;
		out->b = d->tsc_offset >> 32;
		out->c = scale.mul;
		out->d = scale.shift;
		return;
	case 2:
		out->a = clock_tsc_khz;
		return;
	}
}

static u32 hypervisor_max(const struct cpu_policy *p)
{
	if (p->hv_max < HV_LEAF + 2 || p->hv_max > HV_LEAF_MAX)
		return HV_LEAF_MAX;
	return p->hv_max;
}

static void hypervisor_leaf(const struct domain *d, u32 max, u32 leaf, u32 sub,
			    struct cpuid_leaf_hv *out)
{
	if (leaf > max)
		return;
	switch (leaf) {
	case HV_LEAF:
		/* "XenVMMXenVMM" */
		*out = (struct cpuid_leaf_hv){ max, 0x566e6558, 0x65584d4d, 0x4d4d566e };
		return;
	case HV_LEAF + 1:
		out->a = XEN_VERSION_4_17;
		return;
	case HV_LEAF + 2:
		*out = (struct cpuid_leaf_hv){ 1, HV_LEAF, FEAT1_PRESERVE_AD, 0 };
		return;
	case HV_LEAF + 3:
		time_leaf(d, sub, out);
		return;
	case HV_LEAF + 5:
		if (!sub)
			out->b = fls64(max_frame - 1) + HV_PAGE_SHIFT;
		return;
	}
}

/* Fields that are not constant for the life of a domain */
static void fix_up(const struct vcpu *v, const struct cpu_policy *p, u32 leaf, u32 sub,
		   struct cpuid_leaf_hv *out)
{
	u64 xcr0 = v->fpu ? v->fpu->xcr0 : 0;

	switch (leaf) {
	case 1:
		/* A kernel that has not set CR4 yet looks for XSAVE by this bit too. */
		out->c &= ~F1C_OSXSAVE;
		if (out->c & F1C_XSAVE &&
		    (v->guest_cr4 & X86_CR4_OSXSAVE || v != current_vcpu() || guest_kernel_mode()))
			out->c |= F1C_OSXSAVE;
		return;
	case 0xd:
		if (!sub && out->a)
			out->b = policy_xsave_bytes(p, xcr0, false);
		else if (sub == 1 && out->a & 0xa)
			out->b = policy_xsave_bytes(p, xcr0, true);
		return;
	}
}

void guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4])
{
	const struct cpu_policy *p = policy_of_domain(v->domain);
	struct cpuid_leaf_hv r = { };

	if (leaf >= HV_LEAF && leaf < HV_LEAF + 0x10000) {
		hypervisor_leaf(v->domain, hypervisor_max(p), leaf, subleaf, &r);
	} else {
		policy_leaf(p, leaf, subleaf, &r);
		fix_up(v, p, leaf, subleaf, &r);
	}
	out[0] = r.a;
	out[1] = r.b;
	out[2] = r.c;
	out[3] = r.d;
}
