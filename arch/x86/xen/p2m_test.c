// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of p2m_classify(): it decides which parts of the frame list get pages
 * of their own. A wrong "shared" loses frames, a wrong "own" only memory.
 *
 * The list under test is an array; nothing of the running kernel is touched,
 * so the tests run on bare metal as well.
 */
#include <kunit/test.h>

#include <asm/xen/page.h>

#include "p2m_list.h"

#define LIST_SIZE	64

struct p2m_case {
	const char *name;
	unsigned long first;	/* entry 0 */
	unsigned long rest;	/* all others */
	unsigned long odd_at;	/* and one that differs, LIST_SIZE: none */
	unsigned long odd;
	unsigned long pfn, nr;
	enum p2m_kind kind;
};

#define NONE	INVALID_P2M_ENTRY
#define IDENT	IDENTITY_FRAME(7)
#define FRAME	0x1234UL

static const struct p2m_case p2m_cases[] = {
	{ "memory", FRAME, FRAME, LIST_SIZE, 0, 0, 16, P2M_OWN },
	{ "all missing", NONE, NONE, LIST_SIZE, 0, 0, 16, P2M_MISSING },
	{ "all identity", IDENT, IDENT, LIST_SIZE, 0, 0, 16, P2M_IDENTITY },
	{ "last of many has memory", NONE, NONE, 15, FRAME, 0, 16, P2M_OWN },
	{ "the one behind has memory", NONE, NONE, 16, FRAME, 0, 16,
	  P2M_MISSING },
	{ "first has memory", FRAME, NONE, LIST_SIZE, 0, 0, 16, P2M_OWN },
	{ "foreign among missing", NONE, NONE, 3, FOREIGN_FRAME(9), 0, 16,
	  P2M_OWN },
	{ "missing among identity", IDENT, IDENT, 9, NONE, 0, 16, P2M_OWN },
	{ "identity among missing", NONE, NONE, 9, IDENT, 0, 16, P2M_OWN },
	{ "behind the list", FRAME, FRAME, LIST_SIZE, 0, LIST_SIZE, 16,
	  P2M_IDENTITY },
	{ "identity up to the end and behind", IDENT, IDENT, LIST_SIZE, 0,
	  LIST_SIZE - 8, 16, P2M_IDENTITY },
	{ "missing up to the end, identity behind", NONE, NONE, LIST_SIZE, 0,
	  LIST_SIZE - 8, 16, P2M_OWN },
};

static void p2m_case_name(const struct p2m_case *c, char *name)
{
	strscpy(name, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(p2m, p2m_cases, p2m_case_name);

static void p2m_classify_test(struct kunit *test)
{
	const struct p2m_case *c = test->param_value;
	unsigned long list[LIST_SIZE];
	unsigned int i;

	for (i = 0; i < LIST_SIZE; i++)
		list[i] = i ? c->rest : c->first;
	if (c->odd_at < LIST_SIZE)
		list[c->odd_at] = c->odd;

	KUNIT_EXPECT_EQ(test, p2m_classify(list, LIST_SIZE, c->pfn, c->nr),
			c->kind);
}

static struct kunit_case p2m_test_cases[] = {
	KUNIT_CASE_PARAM(p2m_classify_test, p2m_gen_params),
	{}
};

static struct kunit_suite p2m_suite = {
	.name = "xen_p2m",
	.test_cases = p2m_test_cases,
};

kunit_test_suite(p2m_suite);
