// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the hypercall queue: what is merged, what is not, and that room
 * for arguments neither overlaps nor runs out silently. Included by
 * multicall.c, whose internals it looks at.
 *
 * Nothing is sent: the queue is emptied by hand, with interrupts off all the
 * time, so that the tests can run on bare metal and in a domain alike.
 */
#include <kunit/test.h>

/* What a test saw; checked after interrupts are on again. */
struct mc_seen {
	unsigned int entries;
	unsigned int room;
	unsigned long count[4];
	void *array[4];
};

static unsigned long mc_test_begin(void)
{
	unsigned long flags = xen_mc_begin();

	if (this_cpu_read(mc_queue.nr_entries))
		xen_mc_flush();
	return flags;
}

static void mc_test_end(unsigned long flags, struct mc_seen *seen)
{
	struct mc_queue *q = this_cpu_ptr(&mc_queue);
	unsigned int i;

	seen->entries = q->nr_entries;
	seen->room = q->room_used;
	for (i = 0; i < min(q->nr_entries, 4U); i++) {
		seen->array[i] = (void *)q->entries[i].args[0];
		seen->count[i] = q->entries[i].args[1];
	}
	q->nr_entries = 0;
	q->room_used = 0;
	xen_mc_keep(flags);
}

static void mc_merges_updates(struct kunit *test)
{
	unsigned long flags = mc_test_begin();
	struct mmu_update seen_last = {};
	struct mc_seen seen;
	int i;

	for (i = 0; i < 40; i++)
		xen_mc_mmu_update(i * 8, i);
	seen_last = ((struct mmu_update *)this_cpu_ptr(&mc_queue)->room)[39];
	mc_test_end(flags, &seen);

	KUNIT_EXPECT_EQ(test, seen.entries, 1);
	KUNIT_EXPECT_EQ(test, seen.count[0], 40);
	KUNIT_EXPECT_EQ(test, seen.room, 40 * sizeof(struct mmu_update));
	KUNIT_EXPECT_EQ(test, seen_last.ptr, 39 * 8);
	KUNIT_EXPECT_EQ(test, seen_last.val, 39);
}

static void mc_keeps_order(struct kunit *test)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };
	unsigned long flags = mc_test_begin();
	struct mc_seen seen;

	xen_mc_mmu_update(8, 1);
	xen_mc_mmuext(&op);
	xen_mc_mmuext(&op);
	xen_mc_mmu_update(16, 2);
	mc_test_end(flags, &seen);

	/* A later update may not join one from before the flush. */
	KUNIT_EXPECT_EQ(test, seen.entries, 3);
	KUNIT_EXPECT_EQ(test, seen.count[0], 1);
	KUNIT_EXPECT_EQ(test, seen.count[1], 2);
	KUNIT_EXPECT_EQ(test, seen.count[2], 1);
}

static void mc_spares_foreign_room(struct kunit *test)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };
	unsigned long flags = mc_test_begin();
	struct multicall_entry *mc;
	struct mc_seen seen;
	void *args;

	/* An operation followed by data of its own cannot grow. */
	mc = xen_mc_call(sizeof(op) + 24, &args);
	MULTI_mmuext_op(mc, args, 1, NULL, DOMID_SELF);
	xen_mc_mmuext(&op);
	mc_test_end(flags, &seen);

	KUNIT_EXPECT_EQ(test, seen.entries, 2);
	KUNIT_EXPECT_EQ(test, seen.count[0], 1);
	KUNIT_EXPECT_PTR_EQ(test, seen.array[1],
			    seen.array[0] + sizeof(op) + 24);
}

static void mc_aligns_room(struct kunit *test)
{
	unsigned long flags = mc_test_begin();
	struct mc_seen seen;
	void *first, *second;

	MULTI_stack_switch(xen_mc_call(3, &first), 0, 0);
	MULTI_stack_switch(xen_mc_call(8, &second), 0, 0);
	mc_test_end(flags, &seen);

	KUNIT_EXPECT_EQ(test, seen.entries, 2);
	KUNIT_EXPECT_PTR_EQ(test, second, first + 8);
	KUNIT_EXPECT_EQ(test, seen.room, 16);
}

static struct kunit_case mc_cases[] = {
	KUNIT_CASE(mc_merges_updates),
	KUNIT_CASE(mc_keeps_order),
	KUNIT_CASE(mc_spares_foreign_room),
	KUNIT_CASE(mc_aligns_room),
	{}
};

static struct kunit_suite mc_suite = {
	.name = "xen_multicall",
	.test_cases = mc_cases,
};

kunit_test_suite(mc_suite);
