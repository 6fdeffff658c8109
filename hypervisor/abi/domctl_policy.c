// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU policies for the toolstack: what the machine could give, what a domain gets.
 *
 *	sysctl get_cpu_policy      one of the machine's, as lists of leaves and MSRs
 *	sysctl get_cpu_featureset  the same as words of feature bits
 *	domctl get_cpu_policy      a domain's
 *	domctl set_cpu_policy      changes in a domain's, before it runs for the first time
 *
 * Setting is all or nothing: the lists are applied to a copy of what the domain has,
 * the result is judged as a whole and limited to this machine, and only then becomes
 * the domain's. What was wrong is named in err_leaf, err_subleaf and err_msr, so the
 * argument goes back to the caller in any case.
 *
 * A list that does not fit is cut off, with -ENOBUFS. Where a list has no buffer
 * (sysctl) its largest size is the answer.
 *
 * Errors: -EINVAL no such policy, a maximum above the machine's, an MSR's value;
 * -EOPNOTSUPP a policy of HVM guests; -ERANGE no such leaf or MSR; -E2BIG more entries
 * than there are kinds; -EEXIST the domain has run; -ENOBUFS; -EFAULT; -ENOMEM
 */
#include <linux/minmax.h>
#include <linux/string.h>
#include "abi/domctl.h"
#include "abi/policy_list.h"
#include "abi/policy_system.h"
#include "abi/sysctl.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"

struct room { unsigned long gva; u32 size, used; };

static int leaf_out(void *arg, const struct xen_cpuid_leaf *l)
{
	struct room *r = arg;

	if (r->used == r->size)
		return -ENOBUFS;
	return guest_write(r->gva + r->used++ * sizeof(*l), l, sizeof(*l));
}

static int leaves_out(const struct cpu_policy *p, void *buffer, u32 *nr)
{
	struct room r = { .gva = (unsigned long)buffer, .size = *nr };
	int err = policy_list(p, leaf_out, &r);

	if (!err)
		*nr = r.used;
	return err;
}

static int msrs_out(void *buffer, u32 *nr)
{
	if (*nr < POLICY_MSRS)
		return -ENOBUFS;
	for (unsigned int i = 0; i < POLICY_MSRS; i++) {
		const struct xen_msr_entry m = { .idx = policy_msr(i) };

		if (guest_write((unsigned long)buffer + i * sizeof(m), &m, sizeof(m)))
			return -EFAULT;
	}
	*nr = POLICY_MSRS;
	return 0;
}

int sysctl_get_cpu_policy(struct xen_sysctl *op)
{
	static const enum system_policy which[] = {
		[XEN_SYSCTL_cpu_policy_raw] = POLICY_RAW,
		[XEN_SYSCTL_cpu_policy_host] = POLICY_HOST,
		[XEN_SYSCTL_cpu_policy_pv_max] = POLICY_PV_MAX,
		[XEN_SYSCTL_cpu_policy_pv_default] = POLICY_PV_DEFAULT,
	};
	struct xen_sysctl_cpu_policy *a = &op->u.cpu_policy;
	int err = 0;

	if (a->_rsvd || a->index > XEN_SYSCTL_cpu_policy_hvm_default)
		return refuse(-EINVAL, "no CPU policy %u", a->index);
	if (a->index == XEN_SYSCTL_cpu_policy_hvm_max ||
	    a->index == XEN_SYSCTL_cpu_policy_hvm_default)
		return -EOPNOTSUPP;
	if (!a->leaves)
		a->nr_leaves = POLICY_LIST_MAX;
	else
		err = leaves_out(policy_system(which[a->index]), a->leaves, &a->nr_leaves);
	if (err)
		return err;
	if (!a->msrs)
		a->nr_msrs = POLICY_MSRS;
	else
		err = msrs_out(a->msrs, &a->nr_msrs);
	return err;
}

int sysctl_get_cpu_featureset(struct xen_sysctl *op)
{
	static const enum system_policy which[] = {
		[XEN_SYSCTL_cpu_featureset_raw] = POLICY_RAW,
		[XEN_SYSCTL_cpu_featureset_host] = POLICY_HOST,
		[XEN_SYSCTL_cpu_featureset_pv] = POLICY_PV_DEFAULT,
		[XEN_SYSCTL_cpu_featureset_pv_max] = POLICY_PV_MAX,
	};
	struct xen_sysctl_cpu_featureset *a = &op->u.cpu_featureset;
	u32 words[POLICY_WORDS], nr;

	if (a->index > XEN_SYSCTL_cpu_featureset_hvm_max)
		return refuse(-EINVAL, "no feature set %u", a->index);
	if (a->index == XEN_SYSCTL_cpu_featureset_hvm ||
	    a->index == XEN_SYSCTL_cpu_featureset_hvm_max)
		return -EOPNOTSUPP;
	if (!a->features) {
		a->nr_features = POLICY_WORDS;
		return 0;
	}
	policy_words(policy_system(which[a->index]), words);
	nr = min_t(u32, a->nr_features, POLICY_WORDS);
	if (guest_write((unsigned long)a->features, words, nr * sizeof(words[0])))
		return -EFAULT;
	a->nr_features = nr;
	return nr < POLICY_WORDS ? -ENOBUFS : 0;
}

int domctl_get_cpu_policy(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_cpu_policy *a = &op->u.cpu_policy;
	int err = leaves_out(policy_of_domain(d), a->leaves, &a->nr_leaves);

	return err ?: msrs_out(a->msrs, &a->nr_msrs);
}

static int leaves_in(struct cpu_policy *p, struct xen_domctl_cpu_policy *a)
{
	struct xen_cpuid_leaf l;
	int err;

	for (u32 i = 0; i < a->nr_leaves; i++) {
		if (copy_from_guest_at(&l, a->leaves, i))
			return -EFAULT;
		err = policy_take(p, &l);
		if (err) {
			a->err_leaf = l.leaf;
			a->err_subleaf = l.subleaf;
			return err;
		}
	}
	return 0;
}

static int msrs_in(struct xen_domctl_cpu_policy *a)
{
	struct xen_msr_entry m;
	int err;

	for (u32 i = 0; i < a->nr_msrs; i++) {
		if (copy_from_guest_at(&m, a->msrs, i))
			return -EFAULT;
		err = policy_take_msr(&m);
		if (err) {
			a->err_msr = m.idx;
			return err;
		}
	}
	return 0;
}

int domctl_set_cpu_policy(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_cpu_policy *a = &op->u.cpu_policy;
	const struct cpu_policy *max = policy_system(POLICY_PV_MAX);
	struct policy_host host;
	struct cpu_policy *p;
	int err;

	a->err_leaf = XEN_CPUID_INPUT_UNUSED;
	a->err_subleaf = XEN_CPUID_INPUT_UNUSED;
	a->err_msr = XEN_CPUID_INPUT_UNUSED;
	if (d->started)
		return refuse(-EEXIST, "CPU policy of d%u, which has run", d->mm.id);
	if (a->nr_leaves > POLICY_LIST_MAX || a->nr_msrs > POLICY_MSRS)
		return -E2BIG;
	p = xalloc(struct cpu_policy);
	if (!p)
		return -ENOMEM;
	*p = *policy_of_domain(d);
	err = leaves_in(p, a);
	if (!err)
		err = msrs_in(a);
	if (!err)
		err = policy_check_maxima(p, max, &a->err_leaf);
	if (err) {
		xfree(p);
		return err;
	}
	policy_host_facts(&host, true);
	policy_limit(p, max, &host);
	xfree(d->policy);
	d->policy = p;
	return 0;
}
