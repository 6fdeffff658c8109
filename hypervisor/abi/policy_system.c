// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID policies of the machine.
 *
 *	raw         every leaf as CPUID returns it
 *	host        and without what an option or an erratum took from the machine
 *	PV max      and without what no PV guest can have
 *	PV default  and without what would not survive a migration (invariant TSC)
 *
 * Each is a few hundred CPUID executions away, which on some machines is a few hundred
 * exits to whoever runs this machine; so each is made when it is first asked for, by
 * whoever comes first, and never changes. The others wait for the moment it takes.
 *
 * A domain has the default of its kind until the toolstack gives it a policy of its
 * own, which it can only do before the domain runs. So readers need no lock.
 */
#include "abi/policy_system.h"
#include "cpu/features.h"
#include "cpu/fpu.h"
#include "cpu/insn.h"

enum { POLICY_NONE, POLICY_MAKING, POLICY_MADE };

static struct cpu_policy policies[NR_SYSTEM_POLICIES];
static u32 policy_state[NR_SYSTEM_POLICIES];	/* atomic: NONE -> MAKING -> MADE */

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

void policy_host_facts(struct policy_host *h, bool hardware_domain)
{
	*h = (struct policy_host){
		.xcr0 = fpu_xcr0_host,
		.amd = host_cpu.vendor == CPU_VENDOR_AMD,
		.hardware_domain = hardware_domain,
	};
}

static void policy_make(struct cpu_policy *p, enum system_policy which)
{
	struct policy_host host;

	policy_read(p, host_cpuid);
	if (which == POLICY_RAW)
		return;
	apply_host_words(p);
	if (which == POLICY_HOST)
		return;
	policy_host_facts(&host, which == POLICY_PV_MAX);
	policy_restrict(p, &host);
}

const struct cpu_policy *policy_system(enum system_policy which)
{
	u32 *state = &policy_state[which], none = POLICY_NONE;
	struct cpu_policy *p = &policies[which];

	if (likely(__atomic_load_n(state, __ATOMIC_ACQUIRE) == POLICY_MADE))
		return p;
	if (__atomic_compare_exchange_n(state, &none, POLICY_MAKING, false,
					__ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
		policy_make(p, which);
		__atomic_store_n(state, POLICY_MADE, __ATOMIC_RELEASE);
	}
	while (__atomic_load_n(state, __ATOMIC_ACQUIRE) != POLICY_MADE)
		cpu_pause();
	return p;
}

const struct cpu_policy *policy_of_domain(const struct domain *d)
{
	if (d->policy)
		return d->policy;
	return policy_system(d->hardware ? POLICY_PV_MAX : POLICY_PV_DEFAULT);
}

u64 policy_xcr0(const struct domain *d)
{
	const struct cpuid_leaf_hv *leaf = &policy_of_domain(d)->xstate[0];

	return leaf->a | (u64)leaf->d << 32;
}
