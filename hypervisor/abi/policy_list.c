// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID policies as tools see them (pure; hosted test: test_policy_list).
 *
 * A tool reads a policy as a list of (leaf, subleaf, four registers), changes some and
 * hands the list back for a new domain; a migration stream carries the same list to
 * another machine. So the list is complete (what it does not name keeps the value that
 * the domain's policy has), ordered (tools search it by halving), and names a subleaf
 * exactly where a leaf has any:
 *
 *	4	caches, up to and with the first of no type	7	feature words
 *	0xb	levels, up to and with the first of no type: always just that one
 *	0xd	0, 1, and up to the highest state component of XCR0
 *	0x40000000, 0x40000100	the maximum of the hypervisor's leaves, in eax
 *
 * The number of entries matters: a tool makes room for the list that it turns its copy
 * into by the length of the one that it read.
 *
 * What comes in is judged leaf by leaf: one that no policy can have is an error, since
 * the tool would believe that it had an effect. Whether the values are possible on this
 * machine is another question (policy_limit(), policy_check_maxima()): features that
 * are not there are taken away silently, as Xen does, but maxima that are higher than
 * the machine's are refused.
 *
 * Processor topology (0xb) is part of the format and not of our policies: it is
 * accepted and dropped. MSRs: platform information and architectural capabilities, both
 * 0 here and nothing else possible.
 */
#include "abi/policy_list.h"
#include <asm/msr-index.h>
#include <linux/errno.h>

#define LEAF_CACHE	4
#define LEAF_FEATURE	7
#define LEAF_TOPOLOGY	0xb
#define LEAF_XSTATE	0xd
#define LEAF_HV		0x40000000U
#define LEAF_HV2	0x40000100U
#define LEAF_EXT	0x80000000U
#define CACHE_TYPE	0x1f

/* The format's own bounds, which are wider than ours in places */
#define FORMAT_TOPOLOGY	2
#define FORMAT_XSTATE	63

struct out { policy_sink sink; void *arg; };

static int put(const struct out *o, u32 leaf, u32 sub, const struct cpuid_leaf_hv *r)
{
	const struct xen_cpuid_leaf l = {
		.leaf = leaf, .subleaf = sub, .a = r->a, .b = r->b, .c = r->c, .d = r->d,
	};

	return o->sink(o->arg, &l);
}

static int put_caches(const struct out *o, const struct cpu_policy *p)
{
	int err = 0;

	for (u32 i = 0; i < POLICY_CACHE && !err; i++) {
		err = put(o, LEAF_CACHE, i, &p->cache[i]);
		if (!(p->cache[i].a & CACHE_TYPE))
			break;
	}
	return err;
}

static int put_features(const struct out *o, const struct cpu_policy *p)
{
	u32 max = p->feature[0].a < 1 ? p->feature[0].a : 1;
	int err = 0;

	for (u32 i = 0; i <= max && !err; i++)
		err = put(o, LEAF_FEATURE, i, &p->feature[i]);
	return err;
}

static int put_xstate(const struct out *o, const struct cpu_policy *p)
{
	u64 xcr0 = p->xstate[0].a | (u64)p->xstate[0].d << 32;
	const struct cpuid_leaf_hv none = { };
	int err = 0;

	for (u32 i = 0; i < FORMAT_XSTATE && (i < 2 || xcr0 >> i) && !err; i++)
		err = put(o, LEAF_XSTATE, i, i < POLICY_XSTATE ? &p->xstate[i] : &none);
	return err;
}

static int put_basic(const struct out *o, const struct cpu_policy *p, u32 leaf)
{
	const struct cpuid_leaf_hv none = { };

	switch (leaf) {
	case LEAF_CACHE:
		return put_caches(o, p);
	case LEAF_FEATURE:
		return put_features(o, p);
	case LEAF_TOPOLOGY:
		return put(o, leaf, 0, &none);
	case LEAF_XSTATE:
		return put_xstate(o, p);
	default:
		return put(o, leaf, XEN_CPUID_NO_SUBLEAF, &p->basic[leaf]);
	}
}

int policy_list(const struct cpu_policy *p, policy_sink sink, void *arg)
{
	const struct out o = { .sink = sink, .arg = arg };
	const struct cpuid_leaf_hv hv = { .a = p->hv_max }, hv2 = { };
	int err = 0;

	for (u32 i = 0; i < POLICY_BASIC && i <= p->basic[0].a && !err; i++)
		err = put_basic(&o, p, i);
	if (!err)
		err = put(&o, LEAF_HV, XEN_CPUID_NO_SUBLEAF, &hv);
	if (!err)
		err = put(&o, LEAF_HV2, XEN_CPUID_NO_SUBLEAF, &hv2);
	for (u32 i = 0; i < POLICY_EXT && LEAF_EXT + i <= p->ext[0].a && !err; i++)
		err = put(&o, LEAF_EXT + i, XEN_CPUID_NO_SUBLEAF, &p->ext[i]);
	return err;
}

/* The place for a leaf in @p; NULL with 0: accepted, kept nowhere. */
static int place_of(struct cpu_policy *p, const struct xen_cpuid_leaf *l,
		    struct cpuid_leaf_hv **place)
{
	u32 sub = l->subleaf;

	*place = NULL;
	switch (l->leaf) {
	case LEAF_CACHE:
		if (sub >= POLICY_CACHE)
			return -ERANGE;
		*place = &p->cache[sub];
		return 0;
	case LEAF_FEATURE:
		if (sub >= POLICY_FEATURES)
			return -ERANGE;
		*place = &p->feature[sub];
		return 0;
	case LEAF_TOPOLOGY:
		return sub < FORMAT_TOPOLOGY ? 0 : -ERANGE;
	case LEAF_XSTATE:
		if (sub < POLICY_XSTATE)
			*place = &p->xstate[sub];
		return sub < FORMAT_XSTATE ? 0 : -ERANGE;
	}
	if (sub != XEN_CPUID_NO_SUBLEAF)
		return -ERANGE;
	if (l->leaf < POLICY_BASIC)
		*place = &p->basic[l->leaf];
	else if (l->leaf - LEAF_EXT < POLICY_EXT)
		*place = &p->ext[l->leaf - LEAF_EXT];
	else if (l->leaf != LEAF_HV && l->leaf != LEAF_HV2)
		return -ERANGE;
	return 0;
}

int policy_take(struct cpu_policy *p, const struct xen_cpuid_leaf *l)
{
	struct cpuid_leaf_hv *place;
	int err = place_of(p, l, &place);

	if (err)
		return err;
	if (place)
		*place = (struct cpuid_leaf_hv){ l->a, l->b, l->c, l->d };
	else if (l->leaf == LEAF_HV)
		p->hv_max = l->a;
	return 0;
}

int policy_check_maxima(const struct cpu_policy *p, const struct cpu_policy *max, u32 *leaf)
{
	if (p->basic[0].a > max->basic[0].a) {
		*leaf = 0;
		return -EINVAL;
	}
	if (p->ext[0].a > max->ext[0].a) {
		*leaf = LEAF_EXT;
		return -EINVAL;
	}
	return 0;
}

static const u32 policy_msrs[POLICY_MSRS] = { MSR_PLATFORM_INFO, MSR_IA32_ARCH_CAPABILITIES };

u32 policy_msr(unsigned int index)
{
	return policy_msrs[index];
}

int policy_take_msr(const struct xen_msr_entry *m)
{
	for (unsigned int i = 0; i < POLICY_MSRS; i++)
		if (policy_msrs[i] == m->idx)
			return m->flags || m->val ? -EINVAL : 0;
	return m->flags ? -EINVAL : -ERANGE;
}

void policy_words(const struct cpu_policy *p, u32 words[POLICY_WORDS])
{
	words[0] = p->basic[1].d;
	words[1] = p->basic[1].c;
	words[2] = p->ext[1].d;
	words[3] = p->ext[1].c;
	words[4] = p->xstate[1].a;
	words[5] = p->feature[0].b;
	words[6] = p->feature[0].c;
	words[7] = p->ext[7].d;
	words[8] = p->ext[8].b;
	words[9] = p->feature[0].d;
	words[10] = p->feature[1].a;
	words[11] = p->ext[0x21].a;
	words[12] = p->feature[1].b;
}
