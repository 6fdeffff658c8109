/* SPDX-License-Identifier: GPL-2.0-only */
/* What CPUID may say to a domain: leaves by number, computed once, changed by the toolstack. */
#ifndef HV_ABI_CPUID_POLICY_H
#define HV_ABI_CPUID_POLICY_H

#include "lib/types.h"

#define POLICY_BASIC	0x0e		/* leaves 0 ... 0xd */
#define POLICY_CACHE	6		/* subleaves of leaf 4 */
#define POLICY_FEATURES	3		/* of leaf 7 */
#define POLICY_XSTATE	10		/* of leaf 0xd */
#define POLICY_EXT	0x22		/* leaves 0x80000000 ... 0x80000021 */

struct cpuid_leaf_hv { u32 a, b, c, d; };

struct cpu_policy {
	struct cpuid_leaf_hv basic[POLICY_BASIC];	/* [4], [7], [0xd] unused */
	struct cpuid_leaf_hv cache[POLICY_CACHE];
	struct cpuid_leaf_hv feature[POLICY_FEATURES];
	struct cpuid_leaf_hv xstate[POLICY_XSTATE];
	struct cpuid_leaf_hv ext[POLICY_EXT];
	u32 hv_max;			/* maximum of the hypervisor's leaves; 0: all there are */
};

/* What the machine is, as far as a policy depends on it besides CPUID */
struct policy_host {
	u64 xcr0;		/* features that guests may enable; 0: no XSAVE */
	bool amd;
	bool hardware_domain;	/* cannot migrate: may see the invariant TSC */
};

/* Read the machine's leaves into @p. */
void policy_read(struct cpu_policy *p, void (*cpuid)(u32 leaf, u32 sub, struct cpuid_leaf_hv *out));

/* Take away what PV guests do not have, as Xen 4.17 does by default. */
void policy_restrict(struct cpu_policy *p, const struct policy_host *h);

/*
 * A policy from outside becomes one that this machine can keep: features that @max has not
 * go away, sizes of register state are @max's, what no guest has is removed.
 */
void policy_limit(struct cpu_policy *p, const struct cpu_policy *max,
		  const struct policy_host *h);

/*
 * One leaf; all zero beyond the maxima. The hypervisor's own leaves and what depends
 * on the vCPU are not in the policy (guest_cpuid.c).
 */
void policy_leaf(const struct cpu_policy *p, u32 leaf, u32 sub, struct cpuid_leaf_hv *out);

/* Bytes of an XSAVE image with these features, in the standard or compacted form */
u32 policy_xsave_bytes(const struct cpu_policy *p, u64 xcr0, bool compacted);

#endif
