// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small migration: while a child writes at random as fast as it can, its pages are
 * copied, and then, round by round, those that the log says were written. When it
 * has stopped and the last round is done the copy must be what the child has. A write that
 * the log lost shows as a word that differs.
 */
#include "mg_domain.h"
#include <xen/interface/sched.h>

#define AREA_PAGES	12
#define AREA_WORDS	(AREA_PAGES * PAGE_SIZE / 8)
#define MIN_ROUNDS	200
#define MIN_BURSTS	10000
#define MIN_TIME_NS	1500000000ULL
#define WINDOW		(MG_SCRATCH + 0x73000000)
#define BITMAP_WORDS	4

/* In .data, so that the child has it. */
static volatile u64 area[AREA_WORDS] __aligned(4096) = { 1 };

static struct mg_child child;
static struct xen_domctl op;
static u64 saved[AREA_WORDS] __aligned(4096);
static u64 bits[BITMAP_WORDS];
static unsigned long area_mfn[AREA_PAGES];

extern const char mg_image_start[];

static void child_write(struct mg_box *box)
{
	u64 x = 88172645463325252ULL, n = 0;

	__atomic_store_n(&box->state, 1, __ATOMIC_SEQ_CST);
	while (!READ_ONCE(box->order)) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		/* bursts in one page, so that there are clean ones too */
		for (unsigned int i = 0; i < 64; i++)
			area[(x >> 8) % AREA_PAGES * 512 + (x + i * 37) % 512] = x + i;
		if (!(++n & 1023))
			hc_sched_op(SCHEDOP_yield, 0);
	}
	box->result[0] = n;
	__atomic_store_n(&box->state, 2, __ATOMIC_SEQ_CST);
	for (;;)
		hc_sched_op(SCHEDOP_yield, 0);
}

static const u64 *look_at(unsigned long mfn)
{
	STAGE(mg_map_foreign(WINDOW, mfn, child.id, PTE_KERN_RO) == 0);
	STAGE(mmuext(MMUEXT_INVLPG_LOCAL, WINDOW) == 0);
	return (const u64 *)WINDOW;
}

/* By the child's own tables: it uses the addresses that the image has here. */
static unsigned long child_frame(unsigned long gva)
{
	unsigned long mfn = child.l4;

	for (int level = 4; level; level--)
		mfn = (look_at(mfn)[pt_index(gva, level)] & PTE_MFN_MASK) >> PAGE_SHIFT;
	return mfn;
}

static void save_page(unsigned int i)
{
	memcpy(saved + i * 512, look_at(area_mfn[i]), PAGE_SIZE);
}

/* One round: pages that were written are copied. How many? */
static unsigned int save_dirty(unsigned int first_pfn)
{
	unsigned int i, n = 0;

	memset(&op, 0, sizeof(op));
	op.u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_CLEAN;
	op.u.shadow_op.pages = BITMAP_WORDS * 64;
	set_xen_guest_handle(op.u.shadow_op.dirty_bitmap, (void *)bits);
	REQUIRE_RC(mg_domctl(&op, XEN_DOMCTL_shadow_op, child.id), 0);
	for (i = 0; i < AREA_PAGES; i++) {
		unsigned int pfn = first_pfn + i;

		if (!(bits[pfn / 64] >> pfn % 64 & 1))
			continue;
		save_page(i);
		n++;
	}
	return n;
}

static unsigned int compare(void)
{
	unsigned int bad = 0;

	for (unsigned int i = 0; i < AREA_PAGES; i++) {
		const u64 *now = look_at(area_mfn[i]);

		for (unsigned int j = 0; j < 512; j++)
			bad += saved[i * 512 + j] != now[j];
	}
	return bad;
}

MG_TEST(log_dirty_race, MG_SMP, "a copy that follows the log ends up the same as the original")
{
	unsigned int first = ((unsigned long)area - (unsigned long)mg_image_start) / PAGE_SIZE;
	unsigned int copied = 0, rounds = 0, i, bad;
	u64 end;

	mg_need_control();
	mg_child_create(&child, 1);
	mg_child_build(&child, child_write);
	for (i = 0; i < AREA_PAGES; i++)
		area_mfn[i] = child_frame((unsigned long)area + i * PAGE_SIZE);
	memset(&op, 0, sizeof(op));
	op.u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY;
	REQUIRE_RC(mg_domctl(&op, XEN_DOMCTL_shadow_op, child.id), 0);
	for (i = 0; i < AREA_PAGES; i++)
		save_page(i);
	mg_child_start(&child);
	REQUIRE(mg_child_wait(&child, 1, 20000), "child does not start");
	for (end = mg_now_ns() + MIN_TIME_NS; mg_now_ns() < end || rounds < MIN_ROUNDS; rounds++)
		copied += save_dirty(first);
	WRITE_ONCE(child.box->order, 1);
	REQUIRE(mg_child_wait(&child, 2, 20000), "child does not stop");
	copied += save_dirty(first);
	bad = compare();
	CHECK(!bad, "%u words differ after %u rounds, %u pages copied", bad, rounds, copied);
	CHECK(child.box->result[0] > MIN_BURSTS && copied > AREA_PAGES, "%ld bursts, %u pages",
	      child.box->result[0], copied);
	CHECK(save_dirty(first) == 0, "pages are dirty though nobody writes");
	STAGE(unmap_pte(WINDOW) == 0);
	mg_child_destroy(&child);
}
