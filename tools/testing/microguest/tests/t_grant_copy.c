// SPDX-License-Identifier: GPL-2.0-only
/*
 * GNTTABOP_copy: between frames and grants, within bounds, never into a table.
 */
#include "mg_grant.h"

#define REF_A	24
#define REF_B	25

static unsigned char *a, *b;

static void stage(void)
{
	unsigned int i;

	if (grant_set_version(1))
		mg_error("cannot use version 1");
	grant_setup(1);
	a = page_alloc();
	b = page_alloc();
	for (i = 0; i < PAGE_SIZE; i++)
		a[i] = i * 7;
	grant_access(REF_A, 0, virt_to_mfn(a), 0);
	grant_access(REF_B, 0, virt_to_mfn(b), 0);
}

static void unstage(void)
{
	grant_v1[REF_A].flags = 0;
	grant_v1[REF_B].flags = 0;
	page_free(a);
	page_free(b);
}

static struct gnttab_copy by_ref(unsigned int from, unsigned int to, unsigned int from_off,
				 unsigned int to_off, unsigned int nr_bytes)
{
	struct gnttab_copy op = {
		.source = { .u.ref = from, .domid = DOMID_SELF, .offset = from_off },
		.dest = { .u.ref = to, .domid = DOMID_SELF, .offset = to_off },
		.len = nr_bytes,
		.flags = GNTCOPY_source_gref | GNTCOPY_dest_gref,
	};
	return op;
}

MG_TEST(gntcopy_refs, 0, "from grant to grant, odd offsets and lengths")
{
	struct gnttab_copy op;

	stage();
	op = by_ref(REF_A, REF_B, 0, 0, 4096);
	CHECK_RC(grant_copy(&op), GNTST_okay);
	CHECK(!memcmp(a, b, PAGE_SIZE), "contents differ");
	memset(b, 0, PAGE_SIZE);
	op = by_ref(REF_A, REF_B, 13, 1001, 333);
	CHECK_RC(grant_copy(&op), GNTST_okay);
	CHECK(!memcmp(a + 13, b + 1001, 333) && !b[1000] && !b[1334], "contents differ");
	CHECK(!(grant_v1[REF_A].flags & (GTF_reading | GTF_writing)), "in-use bits stayed");
	unstage();
}

MG_TEST(gntcopy_frames, 0, "from own frame to grant and back")
{
	struct gnttab_copy op;

	stage();
	op = by_ref(0, REF_B, 0, 0, 100);
	op.flags = GNTCOPY_dest_gref;
	op.source.u.gmfn = virt_to_mfn(a);
	CHECK_RC(grant_copy(&op), GNTST_okay);
	CHECK(!memcmp(a, b, 100), "contents differ");
	op = by_ref(REF_A, 0, 200, 0, 100);
	op.flags = GNTCOPY_source_gref;
	op.dest.u.gmfn = virt_to_mfn(b);
	CHECK_RC(grant_copy(&op), GNTST_okay);
	CHECK(!memcmp(a + 200, b, 100), "contents differ");
	unstage();
}

MG_TEST(gntcopy_bounds, MG_HOSTILE, "offsets and lengths that leave the page")
{
	static const struct { unsigned int from, to, nr; } bad[] = {
		{ 1, 0, 4096 }, { 0, 1, 4096 }, { 4095, 0, 2 }, { 0, 4095, 2 },
		{ 0xffff, 0, 1 }, { 0, 0xffff, 1 }, { 0, 0, 0xffff }, { 0x8000, 0x8000, 0x8000 },
		{ 4096, 0, 1 },
	};
	struct gnttab_copy op;
	unsigned int i;

	stage();
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		op = by_ref(REF_A, REF_B, bad[i].from, bad[i].to, bad[i].nr);
		CHECK(grant_copy(&op) == GNTST_bad_copy_arg, "case %u: %d", i, op.status);
	}
	unstage();
}

MG_TEST(gntcopy_refused, MG_HOSTILE, "tables, foreign frames, read-only grants as destination")
{
	pte_t *table = pt_alloc();
	struct gnttab_copy op;

	stage();
	REQUIRE_RC(pt_pin(1, table), 0);
	op = by_ref(REF_A, 0, 0, 0, 64);
	op.flags = GNTCOPY_source_gref;
	op.dest.u.gmfn = virt_to_mfn(table);
	CHECK(grant_copy(&op) < 0, "wrote a page table");
	CHECK(table[0] == 0, "entry %lx", table[0]);
	op.dest.u.gmfn = virt_to_mfn(mg_l4());
	CHECK(grant_copy(&op) < 0, "wrote the top table");
	op.dest.u.gmfn = 0x100;
	CHECK(grant_copy(&op) < 0, "wrote a frame that is not ours");
	op.dest.u.gmfn = 0xfee00;
	CHECK(grant_copy(&op) < 0, "wrote the APIC");
	op.dest.u.gmfn = ~0UL;
	CHECK(grant_copy(&op) < 0, "wrote nowhere");
	grant_v1[REF_B].frame = virt_to_mfn(table);
	op = by_ref(REF_A, REF_B, 0, 0, 64);
	CHECK(grant_copy(&op) < 0, "wrote a page table by its grant");
	grant_v1[REF_B].frame = virt_to_mfn(b);
	grant_v1[REF_B].flags = GTF_permit_access | GTF_readonly;
	CHECK(grant_copy(&op) < 0, "wrote a read-only grant");
	op = by_ref(REF_A, 1000000, 0, 0, 64);
	CHECK_RC(grant_copy(&op), GNTST_bad_gntref);
	op = by_ref(REF_A, REF_B, 0, 0, 64);
	op.source.domid = 4321;
	CHECK_RC(grant_copy(&op), GNTST_bad_domain);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	unstage();
}

MG_TEST(gntcopy_foreign_frame, MG_HOSTILE, "a plain frame number names own frames only")
{
	struct gnttab_copy op;

	stage();
	op = by_ref(0, REF_B, 0, 0, 64);
	op.flags = GNTCOPY_dest_gref;
	op.source.u.gmfn = 0x100;
	CHECK(grant_copy(&op) < 0, "read a frame that is not ours");
	op.source.u.gmfn = virt_to_mfn(a);
	op.source.domid = DOMID_XEN;
	CHECK(grant_copy(&op) < 0, "read as DOMID_XEN");
	op.source.domid = DOMID_IO;
	op.source.u.gmfn = 0xb8;
	CHECK(grant_copy(&op) < 0, "read as DOMID_IO");
	unstage();
}

MG_TEST(gntcopy_batch, 0, "a batch of copies reports each")
{
	struct gnttab_copy op[3];

	stage();
	op[0] = by_ref(REF_A, REF_B, 0, 0, 8);
	op[1] = by_ref(REF_A, 1000000, 0, 0, 8);
	op[2] = by_ref(REF_A, REF_B, 8, 8, 8);
	CHECK_RC(hc_grant_table_op(GNTTABOP_copy, op, 3), 0);
	CHECK(op[0].status == 0 && op[1].status == GNTST_bad_gntref && op[2].status == 0,
	      "%d %d %d", op[0].status, op[1].status, op[2].status);
	unstage();
}
