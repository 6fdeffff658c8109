// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID policies as lists: what goes out comes in again, and nothing else does.
 */
#include <stdlib.h>
#include "unit.h"
#include "abi/policy_list.h"

static const struct policy_host host = { .xcr0 = 0xe7, .hardware_domain = true };

static void machine_cpuid(u32 leaf, u32 sub, struct cpuid_leaf_hv *out)
{
	*out = (struct cpuid_leaf_hv){ leaf * 77 + sub, ~leaf, ~sub, leaf ^ sub };
	switch (leaf) {
	case 0:
		out->a = 0x1f;
		break;
	case 0x80000000:
		out->a = 0x80000028;
		break;
	case 4:
		out->a = sub < 4 ? 0x21 + sub : 0;
		break;
	case 7:
		out->a = 2;
		out->b = ~0U;
		break;
	case 0xd:
		*out = sub < 2 ? (struct cpuid_leaf_hv){ 0xff, 0, 0, 0 } :
		       (struct cpuid_leaf_hv){ 64, 576 + 64 * (sub - 2), 0, 0 };
		break;
	}
}

struct list { struct xen_cpuid_leaf l[POLICY_LIST_MAX]; unsigned int nr, room; };

static int collect(void *arg, const struct xen_cpuid_leaf *l)
{
	struct list *list = arg;

	if (list->nr == list->room)
		return -ENOBUFS;
	list->l[list->nr++] = *l;
	return 0;
}

static void make(struct cpu_policy *p, struct list *list)
{
	policy_read(p, machine_cpuid);
	policy_restrict(p, &host);
	*list = (struct list){ .room = POLICY_LIST_MAX };
	CHECK_EQ(policy_list(p, collect, list), 0);
}

static int order(const struct xen_cpuid_leaf *a, const struct xen_cpuid_leaf *b)
{
	if (a->leaf != b->leaf)
		return a->leaf < b->leaf ? -1 : 1;
	return a->subleaf < b->subleaf ? -1 : a->subleaf > b->subleaf;
}

static void test_round_trip(void)
{
	struct cpu_policy p, q = { };
	struct list list;
	unsigned int i;

	make(&p, &list);
	CHECK(list.nr > 40);
	for (i = 1; i < list.nr; i++)
		CHECK(order(&list.l[i - 1], &list.l[i]) < 0);
	for (i = 0; i < list.nr; i++)
		CHECK_EQ(policy_take(&q, &list.l[i]), 0);
	/* leaves with subleaves stand elsewhere */
	memset(&p.basic[4], 0, sizeof(p.basic[4]));
	memset(&p.basic[7], 0, sizeof(p.basic[7]));
	memset(&p.basic[0xd], 0, sizeof(p.basic[0xd]));
	CHECK(!memcmp(p.basic, q.basic, sizeof(p.basic)));
	CHECK(!memcmp(p.ext, q.ext, sizeof(p.ext)));
	CHECK(!memcmp(p.xstate, q.xstate, sizeof(p.xstate)));
	CHECK(!memcmp(p.feature, q.feature, sizeof(p.feature)));
	CHECK_EQ(q.cache[4].a, 0);
	CHECK(!memcmp(p.cache, q.cache, 4 * sizeof(p.cache[0])));
}

static void test_no_room(void)
{
	struct cpu_policy p;
	struct list list;

	make(&p, &list);
	list.room = list.nr - 1;
	list.nr = 0;
	CHECK_EQ(policy_list(&p, collect, &list), -ENOBUFS);
	CHECK_EQ(list.nr, list.room);
}

static int take(u32 leaf, u32 sub)
{
	const struct xen_cpuid_leaf l = { .leaf = leaf, .subleaf = sub, .a = 0x40000002 };
	struct cpu_policy p = { };

	return policy_take(&p, &l);
}

static void test_unknown(void)
{
	CHECK_EQ(take(0xe, XEN_CPUID_NO_SUBLEAF), -ERANGE);
	CHECK_EQ(take(1, 0), -ERANGE);
	CHECK_EQ(take(4, 6), -ERANGE);
	CHECK_EQ(take(4, XEN_CPUID_NO_SUBLEAF), -ERANGE);
	CHECK_EQ(take(7, 3), -ERANGE);
	CHECK_EQ(take(0xb, 1), 0);
	CHECK_EQ(take(0xb, 2), -ERANGE);
	CHECK_EQ(take(0xd, 62), 0);
	CHECK_EQ(take(0xd, 63), -ERANGE);
	CHECK_EQ(take(0x40000000, XEN_CPUID_NO_SUBLEAF), 0);
	CHECK_EQ(take(0x40000001, XEN_CPUID_NO_SUBLEAF), -ERANGE);
	CHECK_EQ(take(0x80000021, XEN_CPUID_NO_SUBLEAF), 0);
	CHECK_EQ(take(0x80000022, XEN_CPUID_NO_SUBLEAF), -ERANGE);
	CHECK_EQ(take(0xffffffff, XEN_CPUID_NO_SUBLEAF), -ERANGE);
}

/* Whatever comes in: nothing is offered that the machine has not. */
static void test_limit(void)
{
	struct cpu_policy max, p;
	struct list list;
	u32 have[POLICY_WORDS], may[POLICY_WORDS], leaf = 1;
	unsigned int round, i;

	make(&max, &list);
	policy_words(&max, may);
	for (round = 0; round < 2000; round++) {
		for (i = 0; i < sizeof(p); i++)
			((u8 *)&p)[i] = random();
		policy_limit(&p, &max, &host);
		policy_words(&p, have);
		for (i = 0; i < POLICY_WORDS; i++)
			CHECK_EQ(have[i] & ~may[i], 0);
		CHECK_EQ(p.xstate[0].a & ~0xe7U, 0);
		CHECK(p.xstate[0].b <= max.xstate[0].c);
		CHECK(p.basic[0].a < POLICY_BASIC);
	}
	/* the machine's own policy is not changed */
	p = max;
	policy_limit(&p, &max, &host);
	CHECK(!memcmp(&p, &max, sizeof(p)));
	CHECK_EQ(policy_check_maxima(&p, &max, &leaf), 0);
	p.basic[0].a++;
	CHECK_EQ(policy_check_maxima(&p, &max, &leaf), -EINVAL);
	CHECK_EQ(leaf, 0);
	p = max;
	p.ext[0].a++;
	CHECK_EQ(policy_check_maxima(&p, &max, &leaf), -EINVAL);
	CHECK_EQ(leaf, 0x80000000);
}

/* Without XSAVE a guest has no register state beyond SSE, whatever the leaf says. */
static void test_levelled(void)
{
	struct cpu_policy max, p;
	struct list list;

	make(&max, &list);
	p = max;
	p.basic[1].c &= ~(1U << 26);
	policy_limit(&p, &max, &host);
	CHECK_EQ(p.xstate[0].a, 0);
	CHECK_EQ(p.basic[1].c & 1U << 28, 0);
	p = max;
	p.xstate[0].a = 7;
	policy_limit(&p, &max, &host);
	CHECK_EQ(p.xstate[0].a, 7);
	CHECK_EQ(p.feature[0].b & 1U << 16, 0);
}

static void test_msrs(void)
{
	struct xen_msr_entry m = { .idx = 0xce };

	CHECK_EQ(policy_take_msr(&m), 0);
	m.val = 1;
	CHECK_EQ(policy_take_msr(&m), -EINVAL);
	m = (struct xen_msr_entry){ .idx = 0x10a, .flags = 1 };
	CHECK_EQ(policy_take_msr(&m), -EINVAL);
	m = (struct xen_msr_entry){ .idx = 0x10 };
	CHECK_EQ(policy_take_msr(&m), -ERANGE);
}

int main(void)
{
	srandom(1);
	UNIT(test_round_trip);
	UNIT(test_no_room);
	UNIT(test_unknown);
	UNIT(test_limit);
	UNIT(test_levelled);
	UNIT(test_msrs);
	return unit_done();
}
