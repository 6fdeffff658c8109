/* SPDX-License-Identifier: GPL-2.0-only */
/* A CPUID policy as the list of leaves by which tools read and set it. */
#ifndef HV_ABI_POLICY_LIST_H
#define HV_ABI_POLICY_LIST_H

#include "abi/cpuid_policy.h"
#include <xen/interface/ctl_common.h>

/* No list is longer. */
#define POLICY_LIST_MAX		128
#define POLICY_MSRS		2
#define POLICY_WORDS		13

/* What to do with the next leaf; an error ends the list. */
typedef int (*policy_sink)(void *arg, const struct xen_cpuid_leaf *l);

/* Every leaf that @p has, in ascending order. Return: 0, or the sink's error. */
int policy_list(const struct cpu_policy *p, policy_sink sink, void *arg);

/* One leaf of a list into @p. -ERANGE: there is no such leaf in a policy. */
int policy_take(struct cpu_policy *p, const struct xen_cpuid_leaf *l);

/*
 * Maxima that exceed @max's cannot be kept. 0, or -EINVAL and the leaf that says so.
 */
int policy_check_maxima(const struct cpu_policy *p, const struct cpu_policy *max, u32 *leaf);

/* The MSRs of a policy: all 0 here. @index below POLICY_MSRS. */
u32 policy_msr(unsigned int index);
/* 0; -ERANGE not one of them; -EINVAL a value, or flags, that cannot be */
int policy_take_msr(const struct xen_msr_entry *m);

/* Features as the words of sysctl get_cpu_featureset */
void policy_words(const struct cpu_policy *p, u32 words[POLICY_WORDS]);

#endif
