/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's CPUID policies, and which one a domain has. */
#ifndef HV_ABI_POLICY_SYSTEM_H
#define HV_ABI_POLICY_SYSTEM_H

#include "abi/cpuid_policy.h"
#include "core/domain.h"

enum system_policy {
	POLICY_RAW,		/* what CPUID says */
	POLICY_HOST,		/* without what options and errata took away */
	POLICY_PV_MAX,		/* all that a PV guest may have: dom0's */
	POLICY_PV_DEFAULT,	/* what one gets that can migrate */
	NR_SYSTEM_POLICIES,
};

/* Made on first use; constant after that. Context: any with interrupts on. */
const struct cpu_policy *policy_system(enum system_policy which);

/* Its own if the toolstack has set one, else the default of its kind. */
const struct cpu_policy *policy_of_domain(const struct domain *d);

/* Register state that @d may enable by XSETBV; 0: no XSAVE. */
u64 policy_xcr0(const struct domain *d);

/* What the machine is, for policy_limit(). */
void policy_host_facts(struct policy_host *h, bool hardware_domain);

#endif
