// SPDX-License-Identifier: GPL-2.0-only
/*
 * Validation of whole tables: half-way failures, preemption, sharing.
 *
 * A table whose last entry is bad must leave no reference behind from the good
 * ones (XSA-299 class); a long validation is interrupted by the guest's own timer
 * and must come out the same; and a table used twice is released after the second.
 */
#include "mg.h"
#include <xen/interface/vcpu.h>

static void expect_free(pte_t *table, const char *what)
{
	if (CHECK(page_set_rw(table) == 0, "%s is still in use", what))
		page_free(table);
}

MG_TEST(val_bad_last_l1, 0, "an L1 with one bad entry leaves no reference")
{
	pte_t *l1 = page_alloc();
	void *data = page_alloc();
	unsigned int i;

	for (i = 0; i < 511; i++)
		l1[i] = mk_pte(virt_to_mfn(data), PTE_KERN);
	l1[511] = mk_pte(virt_to_mfn(mg_l4()), PTE_KERN);
	REQUIRE_RC(page_set_ro(l1), 0);
	CHECK(pt_pin(1, l1) < 0, "pinned");
	expect_free(l1, "the L1");
	CHECK_RC(page_set_ro(data), 0);
	CHECK_RC(pt_pin(1, data), 0);
	CHECK_RC(pt_unpin(data), 0);
	CHECK_RC(page_set_rw(data), 0);
	page_free(data);
}

MG_TEST(val_bad_last_entry, 0, "L2, L3 and L4 with a bad last entry leave no reference")
{
	int level;

	for (level = 2; level <= 4; level++) {
		pte_t *top = page_alloc(), *sub[8];
		unsigned int i;

		for (i = 0; i < 8; i++) {
			sub[i] = pt_alloc();
			top[i] = mk_pte(virt_to_mfn(sub[i]), PTE_TABLE);
		}
		top[500] = mk_pte(0x100, PTE_TABLE);
		REQUIRE_RC(page_set_ro(top), 0);
		CHECK(pt_pin(level, top) < 0, "pinned");
		expect_free(top, "the top");
		for (i = 0; i < 8; i++)
			expect_free(sub[i], "a lower table");
	}
}

MG_TEST(val_bad_deep, 0, "a bad entry three levels down undoes everything above")
{
	pte_t *l4 = page_alloc(), *l3 = page_alloc(), *l2 = page_alloc(), *l1 = page_alloc();
	void *data = page_alloc();

	l1[0] = mk_pte(virt_to_mfn(data), PTE_KERN);
	l1[1] = mk_pte(0x100, PTE_KERN);
	l2[0] = mk_pte(virt_to_mfn(l1), PTE_TABLE);
	l3[0] = mk_pte(virt_to_mfn(l2), PTE_TABLE);
	l4[0] = mk_pte(virt_to_mfn(l3), PTE_TABLE);
	REQUIRE(!page_set_ro(l1) && !page_set_ro(l2) && !page_set_ro(l3) && !page_set_ro(l4),
		"read-only");
	CHECK(pt_pin(4, l4) < 0, "pinned");
	expect_free(l4, "L4");
	expect_free(l3, "L3");
	expect_free(l2, "L2");
	expect_free(l1, "L1");
}

MG_TEST(val_shared_l1, 0, "a table used by two parents is freed with the second")
{
	pte_t *a = page_alloc(), *b = page_alloc(), *l1 = pt_alloc();

	a[0] = mk_pte(virt_to_mfn(l1), PTE_TABLE);
	b[7] = mk_pte(virt_to_mfn(l1), PTE_TABLE);
	REQUIRE(!page_set_ro(a) && !page_set_ro(b), "read-only");
	CHECK_RC(pt_pin(2, a), 0);
	CHECK_RC(pt_pin(2, b), 0);
	CHECK_RC(pt_unpin(a), 0);
	CHECK(page_set_rw(l1) < 0, "freed while one parent lives");
	CHECK_RC(pt_unpin(b), 0);
	expect_free(l1, "the shared L1");
	expect_free(a, "the first parent");
	expect_free(b, "the second parent");
}

MG_TEST(val_unpin_in_use, 0, "unpinning a table that a parent uses keeps its type")
{
	pte_t *l2 = page_alloc(), *l1 = pt_alloc();

	REQUIRE_RC(pt_pin(1, l1), 0);
	l2[0] = mk_pte(virt_to_mfn(l1), PTE_TABLE);
	REQUIRE_RC(page_set_ro(l2), 0);
	REQUIRE_RC(pt_pin(2, l2), 0);
	CHECK_RC(pt_unpin(l1), 0);
	CHECK(page_set_rw(l1) < 0, "writable while in use");
	CHECK_RC(pt_set(&l2[0], 0), 0);
	expect_free(l1, "the L1");
	CHECK_RC(pt_unpin(l2), 0);
	expect_free(l2, "the L2");
}

static u64 nr_ticks, started;
static unsigned int port;
static const unsigned long *progress;	/* word 0 set: begun; word 31 at the end: done */
static unsigned long progress_end, nr_mid_ticks;

/* Acknowledge a tick entirely, so that the next one enters again. */
static bool hook_tick(struct regs *regs)
{
	if (regs->vector != VEC_EVENT)
		return false;
	nr_ticks++;
	if (progress && READ_ONCE(progress[0]) && READ_ONCE(progress[31]) != progress_end)
		nr_mid_ticks++;
	mg_vcpu_info()->evtchn_upcall_pending = 0;
	mg_vcpu_info()->evtchn_pending_sel = 0;
	evtchn_clear(port);
	return true;
}

static void ticks_on(void)
{
	struct vcpu_set_periodic_timer tick = { .period_ns = 1000000 };

	port = evtchn_new_virq(VIRQ_TIMER, 0);
	evtchn_unmask(port);
	nr_ticks = 0;
	started = mg_now_ns();
	this_cpu()->hook = hook_tick;
	CHECK_RC(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &tick), 0);
	mg_events_on();
}

static void ticks_off(void)
{
	mg_events_off();
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
	this_cpu()->hook = NULL;
	mg_note("%lu ticks in %lu us", (unsigned long)nr_ticks,
		(unsigned long)((mg_now_ns() - started) / 1000));
}

/* An L4 with 600 L1 tables of full pages, built and torn down under a 1 ms timer. */
MG_TEST(val_preempted, MG_ALONE, "pin and unpin of a large tree under timer interrupts")
{
	static pte_t *l1[600];
	pte_t *l4 = page_alloc(), *l3 = page_alloc(), *l2[2] = { page_alloc(), page_alloc() };
	void *data = page_alloc();
	unsigned int i, j, round;

	for (i = 0; i < 600; i++) {
		l1[i] = page_alloc();
		for (j = 0; j < 512; j++)
			l1[i][j] = mk_pte(virt_to_mfn(data), PTE_KERN);
		REQUIRE_RC(page_set_ro(l1[i]), 0);
		l2[i / 512][i % 512] = mk_pte(virt_to_mfn(l1[i]), PTE_TABLE);
	}
	l3[0] = mk_pte(virt_to_mfn(l2[0]), PTE_TABLE);
	l3[1] = mk_pte(virt_to_mfn(l2[1]), PTE_TABLE);
	l4[5] = mk_pte(virt_to_mfn(l3), PTE_TABLE);
	REQUIRE(!page_set_ro(l2[0]) && !page_set_ro(l2[1]) && !page_set_ro(l3) &&
		!page_set_ro(l4), "read-only");
	ticks_on();
	for (round = 0; round < 3; round++) {
		CHECK_RC(pt_pin(4, l4), 0);
		CHECK(page_set_rw(l1[599]) < 0, "a leaf table became writable");
		CHECK_RC(pt_unpin(l4), 0);
	}
	ticks_off();
	CHECK(nr_ticks, "no tick came");
	expect_free(l4, "L4");
	expect_free(l3, "L3");
	for (i = 0; i < 600; i++) {
		if (!CHECK(page_set_rw(l1[i]) == 0, "leaf %u is still in use", i))
			break;
	}
	CHECK_RC(page_set_ro(data), 0);
	CHECK_RC(pt_pin(1, data), 0);
}

MG_TEST(val_long_list, MG_ALONE, "a long mmu_update list is preempted and finishes exactly")
{
	static struct mmu_update req[20000];
	unsigned long *data = page_alloc();
	unsigned int i, done = 0;

	for (i = 0; i < ARRAY_SIZE(req); i++) {
		req[i].ptr = virt_to_maddr(&data[i % 512]);
		req[i].val = i + 1;
	}
	progress = data;
	progress_end = ARRAY_SIZE(req);
	nr_mid_ticks = 0;
	ticks_on();
	/* a busy host may run the whole list between two ticks: again, then */
	for (i = 0; i < 20 && !READ_ONCE(nr_mid_ticks); i++) {
		memset(data, 0, PAGE_SIZE);
		CHECK_RC(hc_mmu_update(req, ARRAY_SIZE(req), &done, DOMID_SELF), 0);
	}
	ticks_off();
	progress = NULL;
	CHECK(done == ARRAY_SIZE(req), "done %u", done);
	for (i = 0; i < 512; i++)
		CHECK(data[i] == 19969 + i - (i >= 32 ? 512 : 0), "word %u is %lu", i, data[i]);
	CHECK(nr_mid_ticks, "no tick came while a list was worked off");
}

MG_TEST(val_table_contents, 0, "not-present entries of a table hold anything")
{
	pte_t *l1 = page_alloc();
	unsigned int i;

	for (i = 0; i < 512; i++)
		l1[i] = 0xfedcba9876543210UL & ~1UL;
	REQUIRE_RC(page_set_ro(l1), 0);
	CHECK_RC(pt_pin(1, l1), 0);
	CHECK_RC(pt_pin(1, l1), -XEN_EINVAL);
	CHECK(l1[77] == (0xfedcba9876543210UL & ~1UL), "entry %lx", l1[77]);
	CHECK_RC(pt_unpin(l1), 0);
	expect_free(l1, "the L1");
}
