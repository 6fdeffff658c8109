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
 * A domain without a policy of its own has one of two defaults, for dom0 and for the
 * others, made on first use by whoever comes first; the rest wait for the moment it takes.
 */
#include <linux/bitops.h>
#include "abi/cpuid_policy.h"
#include "abi/emulate.h"
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

/* [0] for domUs, [1] for the hardware domain */
static struct cpu_policy policy_default[2];
static u32 policy_state[2];	/* atomic: POLICY_NONE -> _MAKING -> _MADE */

enum { POLICY_NONE, POLICY_MAKING, POLICY_MADE };

static void host_cpuid(u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	struct cpuid_regs_hv r = cpuid_leaf(leaf, sub);

	*out = (struct cpuid_leaf_hv){ r.eax, r.ebx, r.ecx, r.edx };
}

/* What an option or an erratum took from the machine is not there for guests either. */
static void apply_host_words(struct cpu_policy *p)
{
	p->basic[1].d &= host_cpu.word[FW_1_EDX];
	p->basic[1].c &= host_cpu.word[FW_1_ECX];
	p->feature[0].b &= host_cpu.word[FW_7_0_EBX];
	p->feature[0].c &= host_cpu.word[FW_7_ECX];
	p->feature[0].d &= host_cpu.word[FW_7_EDX];
	p->feature[1].a &= host_cpu.word[FW_7_1_EAX];
	p->ext[1].c &= host_cpu.word[FW_8000_0001_ECX];
	p->ext[1].d &= host_cpu.word[FW_8000_0001_EDX] | host_cpu.word[FW_1_EDX];
	p->ext[8].b &= host_cpu.word[FW_8000_0008_EBX];
}

static void policy_make(struct cpu_policy *p, bool hardware_domain)
{
	const struct policy_host host = {
		.xcr0 = fpu_xcr0_host,
		.amd = host_cpu.vendor == CPU_VENDOR_AMD,
		.hardware_domain = hardware_domain,
	};

	policy_read(p, host_cpuid);
	apply_host_words(p);
	policy_restrict(p, &host);
}

static const struct cpu_policy *policy_of(const struct domain *d)
{
	u32 *state = &policy_state[d->hardware], none = POLICY_NONE;
	struct cpu_policy *p = &policy_default[d->hardware];

	if (d->policy)
		return d->policy;
	if (likely(__atomic_load_n(state, __ATOMIC_ACQUIRE) == POLICY_MADE))
		return p;
	if (__atomic_compare_exchange_n(state, &none, POLICY_MAKING, false,
					__ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
		policy_make(p, d->hardware);
		__atomic_store_n(state, POLICY_MADE, __ATOMIC_RELEASE);
	}
	while (__atomic_load_n(state, __ATOMIC_ACQUIRE) != POLICY_MADE)
		cpu_pause();
	return p;
}

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

static void hypervisor_leaf(const struct domain *d, u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	switch (leaf) {
	case HV_LEAF:
		/* "XenVMMXenVMM" */
		*out = (struct cpuid_leaf_hv){ HV_LEAF_MAX, 0x566e6558, 0x65584d4d, 0x4d4d566e };
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
	const struct cpu_policy *p = policy_of(v->domain);
	struct cpuid_leaf_hv r = { };

	if (leaf >= HV_LEAF && leaf < HV_LEAF + 0x10000) {
		hypervisor_leaf(v->domain, leaf, subleaf, &r);
	} else {
		policy_leaf(p, leaf, subleaf, &r);
		fix_up(v, p, leaf, subleaf, &r);
	}
	out[0] = r.a;
	out[1] = r.b;
	out[2] = r.c;
	out[3] = r.d;
}
