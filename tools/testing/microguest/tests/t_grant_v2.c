// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables, version 2: separate status frames, sub-page and transitive grants.
 *
 * Dom0 switches back and forth while no grant is in use.  Each of these tests
 * boots alone so that a refusal to switch back harms no other.
 */
#include "mg_grant.h"

#define REF	30
#define VA	(MG_SCRATCH + 0x82000000)
#define STATUS_VA (MG_SCRATCH + 0x83000000)

static unsigned long *page;
static unsigned int handle;

static void stage(void)
{
	unsigned long frames[1];
	struct gnttab_get_status_frames op = { .nr_frames = 1, .dom = DOMID_SELF };
	long rc = grant_set_version(2);

	if (rc)
		mg_skip("version 2 is not offered: %ld", rc);
	grant_setup(1);
	set_xen_guest_handle(op.frame_list, frames);
	CHECK_RC(hc_grant_table_op(GNTTABOP_get_status_frames, &op, 1), 0);
	REQUIRE(op.status == GNTST_okay, "status %d", op.status);
	map_pte(STATUS_VA, mk_pte(frames[0], PTE_KERN));
	map_pte(VA, 0);
	page = page_alloc();
	memset(&grant_v2[REF], 0, sizeof(grant_v2[REF]));
	grant_v2[REF].full_page.frame = virt_to_mfn(page);
	grant_v2[REF].hdr.domid = 0;
	barrier();
	grant_v2[REF].hdr.flags = GTF_permit_access;
}

MG_TEST(gnt2_map, MG_ALONE, "map and unmap; the in-use bits are in the status frame")
{
	grant_status_t *status = (grant_status_t *)STATUS_VA;

	stage();
	CHECK_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_okay);
	CHECK(status[REF] == (GTF_reading | GTF_writing), "status word %x", status[REF]);
	*page = 0x66;
	CHECK(*(unsigned long *)VA == 0x66, "not our page");
	CHECK(grant_set_version(1) < 0, "switched while a grant is in use");
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	CHECK(status[REF] == 0, "status word %x", status[REF]);
}

MG_TEST(gnt2_switch, MG_ALONE, "versions other than 1 and 2 are refused; back to 1 works")
{
	struct gnttab_set_version op = { .version = 3 };

	stage();
	CHECK_RC(hc_grant_table_op(GNTTABOP_set_version, &op, 1), -XEN_EINVAL);
	op.version = 0;
	CHECK_RC(hc_grant_table_op(GNTTABOP_set_version, &op, 1), -XEN_EINVAL);
	grant_v2[REF].hdr.flags = 0;
	CHECK_RC(unmap_pte(STATUS_VA), 0);
	CHECK_RC(grant_set_version(1), 0);
	CHECK_RC(grant_set_version(2), 0);
}

MG_TEST(gnt2_status_in_use, MG_ALONE | MG_HOSTILE, "status frames still mapped (XSA-255 class)")
{
	long rc;

	stage();
	grant_v2[REF].hdr.flags = 0;
	rc = grant_set_version(1);
	mg_note("switching with a status frame mapped: %ld", rc);
	/* whatever it said, our mapping must not have become someone else's memory */
	if (rc == 0)
		CHECK(mg_try_read(STATUS_VA, NULL) == VEC_PF, "a freed status frame is mapped");
}

MG_TEST(gnt2_subpage, MG_ALONE, "a sub-page grant copies within its window only")
{
	unsigned char *b;
	struct gnttab_copy op = {
		.source = { .u.ref = REF, .domid = DOMID_SELF, .offset = 100 },
		.dest = { .domid = DOMID_SELF }, .len = 50, .flags = GNTCOPY_source_gref,
	};

	stage();
	b = page_alloc();
	((unsigned char *)page)[120] = 0x42;
	grant_v2[REF].hdr.flags = 0;
	grant_v2[REF].sub_page.page_off = 100;
	grant_v2[REF].sub_page.length = 50;
	grant_v2[REF].hdr.flags = GTF_permit_access | GTF_sub_page;
	op.dest.u.gmfn = virt_to_mfn(b);
	CHECK_RC(grant_copy(&op), GNTST_okay);
	CHECK(b[20] == 0x42, "byte %x", b[20]);
	op.len = 51;
	CHECK_RC(grant_copy(&op), GNTST_general_error);
	op.len = 1;
	op.source.offset = 99;
	CHECK_RC(grant_copy(&op), GNTST_general_error);
	CHECK(grant_map(REF, VA, GNTMAP_host_map, &handle) < 0, "mapped a sub-page grant");
}

MG_TEST(gnt2_transitive, MG_ALONE | MG_HOSTILE, "transitive grants: no mapping, no loops")
{
	struct gnttab_copy op = {
		.source = { .u.ref = REF + 1, .domid = DOMID_SELF },
		.dest = { .domid = DOMID_SELF }, .len = 8, .flags = GNTCOPY_source_gref,
	};
	unsigned char *b;

	stage();
	b = page_alloc();
	op.dest.u.gmfn = virt_to_mfn(b);
	memset(&grant_v2[REF + 1], 0, sizeof(grant_v2[0]));
	grant_v2[REF + 1].transitive.trans_domid = 0;
	grant_v2[REF + 1].transitive.gref = REF + 1;
	grant_v2[REF + 1].hdr.domid = 0;
	barrier();
	grant_v2[REF + 1].hdr.flags = GTF_transitive;
	CHECK(grant_map(REF + 1, VA, GNTMAP_host_map, &handle) < 0, "mapped a transitive grant");
	CHECK(grant_copy(&op) < 0, "a grant that refers to itself");
	grant_v2[REF + 1].transitive.gref = 0xfffffff;
	CHECK(grant_copy(&op) < 0, "a grant that refers to nothing");
	grant_v2[REF + 1].transitive.trans_domid = 4321;
	CHECK(grant_copy(&op) < 0, "a grant of nobody's");
	grant_v2[REF + 1].hdr.flags = 0;
}
