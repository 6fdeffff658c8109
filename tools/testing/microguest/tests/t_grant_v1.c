// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables, version 1: grant to oneself, map, copy, and every refusal.
 *
 * While a grant is mapped the hypervisor keeps its in-use bits set in the entry,
 * and the frame keeps its writable type: it cannot become a page table.
 */
#include "mg_grant.h"

#define REF	20
#define VA	(MG_SCRATCH + 0x81000000)

static unsigned long *page;
static unsigned int handle;

static void stage(void)
{
	if (grant_set_version(1))
		mg_error("cannot use version 1");
	grant_setup(1);
	page = page_alloc();
	map_pte(VA, 0);
	grant_access(REF, 0, virt_to_mfn(page), 0);
}

static void unstage(void)
{
	grant_v1[REF].flags = 0;
	page_free(page);
}

MG_TEST(gnt_query, 0, "query_size and get_version")
{
	struct gnttab_query_size q = { .dom = DOMID_SELF };
	struct gnttab_get_version v = { .dom = DOMID_SELF };

	grant_set_version(1);
	grant_setup(1);
	CHECK_RC(hc_grant_table_op(GNTTABOP_query_size, &q, 1), 0);
	CHECK(q.status == GNTST_okay, "status %d", q.status);
	CHECK(q.nr_frames >= 1 && q.max_nr_frames >= 32, "%u of %u", q.nr_frames,
	      q.max_nr_frames);
	CHECK_RC(hc_grant_table_op(GNTTABOP_get_version, &v, 1), 0);
	CHECK(v.version == 1, "version %u", v.version);
	q.dom = 4321;
	CHECK_RC(hc_grant_table_op(GNTTABOP_query_size, &q, 1), 0);
	CHECK(q.status == GNTST_bad_domain, "status %d", q.status);
}

MG_TEST(gnt_map, 0, "map, use, unmap by host address; the in-use bits follow")
{
	unsigned long val = 0;

	stage();
	*page = 0x1234;
	CHECK(grant_map(REF, VA, GNTMAP_host_map, &handle) == GNTST_okay, "not mapped");
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0x1234, "read %lx", val);
	CHECK((grant_v1[REF].flags & (GTF_reading | GTF_writing)) == (GTF_reading | GTF_writing),
	      "flags %x", grant_v1[REF].flags);
	CHECK(mg_try_write(VA, 0x4321) == VEC_NONE && *page == 0x4321, "page holds %lx", *page);
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	CHECK(mg_try_read(VA, NULL) == VEC_PF, "still mapped");
	CHECK(!(grant_v1[REF].flags & (GTF_reading | GTF_writing)), "flags %x",
	      grant_v1[REF].flags);
	CHECK_RC(grant_unmap(VA, handle), GNTST_bad_handle);
	unstage();
}

MG_TEST(gnt_map_readonly, 0, "read-only maps and read-only grants")
{
	stage();
	CHECK_RC(grant_map(REF, VA, GNTMAP_host_map | GNTMAP_readonly, &handle), GNTST_okay);
	CHECK(mg_try_write(VA, 1) == VEC_PF, "wrote through a read-only map");
	CHECK((grant_v1[REF].flags & (GTF_reading | GTF_writing)) == GTF_reading, "flags %x",
	      grant_v1[REF].flags);
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	grant_v1[REF].flags = GTF_permit_access | GTF_readonly;
	CHECK_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_general_error);
	CHECK_RC(grant_map(REF, VA, GNTMAP_host_map | GNTMAP_readonly, &handle), GNTST_okay);
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	unstage();
}

MG_TEST(gnt_map_pte, 0, "map by the machine address of the page-table entry")
{
	unsigned long val = 0;
	pte_t *pte;

	stage();
	pte = pt_entry(mg_l4(), VA, 1);
	*page = 0x99;
	CHECK_RC(grant_map(REF, virt_to_maddr(pte), GNTMAP_host_map | GNTMAP_contains_pte, &handle),
		 GNTST_okay);
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0x99, "read %lx", val);
	CHECK_RC(grant_unmap(virt_to_maddr(pte), handle), GNTST_okay);
	CHECK(*pte == 0, "entry %lx", *pte);
	unstage();
}

MG_TEST(gnt_map_errors, MG_HOSTILE, "bad references, domains, addresses, flags")
{
	struct gnttab_map_grant_ref op = { .host_addr = VA, .flags = GNTMAP_host_map, .ref = REF };

	stage();
	op.dom = 4321;
	CHECK_RC(hc_grant_table_op(GNTTABOP_map_grant_ref, &op, 1), 0);
	CHECK_RC(op.status, GNTST_bad_domain);
	/* the granter must be named by its number */
	op.dom = DOMID_SELF;
	CHECK_RC(hc_grant_table_op(GNTTABOP_map_grant_ref, &op, 1), 0);
	CHECK_RC(op.status, GNTST_bad_domain);
	CHECK_RC(grant_map(1000000, VA, GNTMAP_host_map, &handle), GNTST_bad_gntref);
	CHECK_RC(grant_map(0xffffffff, VA, GNTMAP_host_map, &handle), GNTST_bad_gntref);
	CHECK_RC(grant_map(REF + 1, VA, GNTMAP_host_map, &handle), GNTST_general_error);
	CHECK_RC(grant_map(REF, VA, 0, &handle), GNTST_bad_gntref);
	CHECK(grant_map(REF, MG_HYP_VA, GNTMAP_host_map, &handle) < 0, "mapped over Xen");
	CHECK(grant_map(REF, MG_NONCANON, GNTMAP_host_map, &handle) < 0, "mapped nowhere");
	CHECK(grant_map(REF, 0x7f0000000000UL, GNTMAP_host_map, &handle) < 0, "no table there");
	CHECK(grant_map(REF, virt_to_maddr(page), GNTMAP_host_map | GNTMAP_contains_pte,
			&handle) < 0, "entry in a data page");
	CHECK(grant_map(REF, virt_to_maddr(&mg_l4()[300]), GNTMAP_host_map | GNTMAP_contains_pte,
			&handle) < 0, "entry in the top table");
	CHECK(grant_map(REF, 0x100000, GNTMAP_host_map | GNTMAP_contains_pte, &handle) < 0,
	      "entry in the hypervisor");
	CHECK(grant_map(REF, virt_to_maddr(pt_entry(mg_l4(), VA, 1)) + 4,
			GNTMAP_host_map | GNTMAP_contains_pte, &handle) < 0, "misaligned entry");
	/* a grant for somebody else */
	grant_v1[REF].domid = 5;
	CHECK_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_general_error);
	CHECK(!(grant_v1[REF].flags & (GTF_reading | GTF_writing)), "flags %x",
	      grant_v1[REF].flags);
	unstage();
}

MG_TEST(gnt_map_table, MG_HOSTILE, "a grant of a page table is no writable mapping of it")
{
	pte_t *table = pt_alloc();
	int status;

	stage();
	REQUIRE_RC(pt_pin(1, table), 0);
	grant_v1[REF].frame = virt_to_mfn(table);
	status = grant_map(REF, VA, GNTMAP_host_map, &handle);
	CHECK(status < 0, "mapped writable, status %d", status);
	grant_v1[REF].frame = virt_to_mfn(mg_l4());
	CHECK(grant_map(REF, VA, GNTMAP_host_map, &handle) < 0, "mapped the top table");
	/* frames that are not ours to grant */
	grant_v1[REF].frame = 0x100;
	CHECK(grant_map(REF, VA, GNTMAP_host_map, &handle) < 0, "granted the hypervisor's frame");
	grant_v1[REF].frame = 0xfffffff;
	CHECK(grant_map(REF, VA, GNTMAP_host_map, &handle) < 0, "granted a frame that is not");
	/* mapped writable first: then it must not become a table */
	grant_v1[REF].frame = virt_to_mfn(page);
	REQUIRE_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_okay);
	REQUIRE_RC(page_set_ro(page), 0);
	CHECK(pt_pin(1, page) < 0, "pinned while granted and mapped");
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	CHECK_RC(pt_pin(1, page), 0);
	CHECK_RC(pt_unpin(page), 0);
	REQUIRE_RC(page_set_rw(page), 0);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	unstage();
}

MG_TEST(gnt_unmap_errors, MG_HOSTILE, "unmap with wrong handles and addresses")
{
	stage();
	REQUIRE_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_okay);
	CHECK(grant_unmap(VA + PAGE_SIZE, handle) < 0, "unmapped a neighbour");
	CHECK(grant_unmap(MG_HYP_VA, handle) < 0, "unmapped the hypervisor");
	CHECK_RC(grant_unmap(VA, 0xffffffff), GNTST_bad_handle);
	CHECK_RC(grant_unmap(VA, handle + 1000), GNTST_bad_handle);
	CHECK(mg_try_read(VA, NULL) == VEC_NONE, "gone");
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	unstage();
}

MG_TEST(gnt_zap_then_unmap, MG_HOSTILE, "the entry of a grant map changed behind its back")
{
	unsigned int ref = REF + 100;	/* its in-use bits stay for good */

	stage();
	grant_access(ref, 0, virt_to_mfn(page), 0);
	REQUIRE_RC(grant_map(ref, VA, GNTMAP_host_map, &handle), GNTST_okay);
	CHECK_RC(unmap_pte(VA), 0);
	CHECK(grant_unmap(VA, handle) < 0, "unmapped what was not there");
	/* no address, nothing to do: accepted, and the grant stays in use */
	CHECK_RC(grant_unmap(0, handle), GNTST_okay);
	CHECK(grant_v1[ref].flags & GTF_writing, "flags %x", grant_v1[ref].flags);
	unstage();
}

MG_TEST(gnt_unmap_replace, 0, "unmap_and_replace moves another mapping into place")
{
	unsigned long *other = page_alloc(), val = 0;
	struct gnttab_unmap_and_replace op = { 0 };

	stage();
	*other = 0x07e6;
	map_pte(VA + PAGE_SIZE, mk_pte(virt_to_mfn(other), PTE_KERN));
	REQUIRE_RC(grant_map(REF, VA, GNTMAP_host_map, &handle), GNTST_okay);
	op.host_addr = VA;
	op.new_addr = VA + PAGE_SIZE;
	op.handle = handle;
	CHECK_RC(hc_grant_table_op(GNTTABOP_unmap_and_replace, &op, 1), 0);
	CHECK_RC(op.status, GNTST_okay);
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0x07e6, "read %lx", val);
	CHECK(mg_try_read(VA + PAGE_SIZE, NULL) == VEC_PF, "still mapped at the old place");
	CHECK_RC(unmap_pte(VA), 0);
	page_free(other);
	unstage();
}

MG_TEST(gnt_setup_errors, MG_HOSTILE, "setup_table: too many frames, wild lists, other domains")
{
	xen_pfn_t frames[4];
	struct gnttab_setup_table op = { .dom = DOMID_SELF, .nr_frames = 100000 };

	set_xen_guest_handle(op.frame_list, frames);
	CHECK_RC(hc_grant_table_op(GNTTABOP_setup_table, &op, 1), 0);
	CHECK(op.status < 0, "status %d", op.status);
	op.nr_frames = 0xffffffff;
	CHECK_RC(hc_grant_table_op(GNTTABOP_setup_table, &op, 1), 0);
	CHECK(op.status < 0, "status %d", op.status);
	op.nr_frames = 1;
	op.dom = 4321;
	CHECK_RC(hc_grant_table_op(GNTTABOP_setup_table, &op, 1), 0);
	CHECK_RC(op.status, GNTST_bad_domain);
	op.dom = DOMID_SELF;
	set_xen_guest_handle(op.frame_list, (xen_pfn_t *)MG_HYP_VA);
	hc_grant_table_op(GNTTABOP_setup_table, &op, 1);
	CHECK(op.status != GNTST_okay || hc_grant_table_op(GNTTABOP_setup_table, &op, 1) < 0,
	      "wrote a list into the hypervisor");
}

MG_TEST(gnt_bad_op, MG_HOSTILE, "unknown commands, wild arrays, counts that wrap")
{
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA };
	unsigned int cmd, i;

	for (cmd = 0; cmd <= GNTTABOP_swap_grant_ref; cmd++) {
		if (cmd == GNTTABOP_dump_table)	/* not there in 4.17 */
			continue;
		for (i = 0; i < ARRAY_SIZE(wild); i++)
			CHECK_RC_AT(cmd, wild[i], hc_grant_table_op(cmd, wild[i], 1),
				    -XEN_EFAULT);
		CHECK(hc_grant_table_op(cmd, MG_HYP_VA, 0x7fffffff) < 0, "%u", cmd);
	}
	CHECK_RC(hc_grant_table_op(99, wild, 1), -XEN_ENOSYS);
	CHECK_RC(hc_grant_table_op(0, wild, 0x80000000UL), -XEN_EINVAL);
}

MG_TEST(gnt_swap, 0, "swap_grant_ref exchanges two entries, not those in use")
{
	struct gnttab_swap_grant_ref op = { .ref_a = REF, .ref_b = REF + 1 };
	unsigned long mfn;

	stage();
	mfn = grant_v1[REF].frame;
	CHECK_RC(hc_grant_table_op(GNTTABOP_swap_grant_ref, &op, 1), 0);
	CHECK_RC(op.status, GNTST_okay);
	CHECK(grant_v1[REF + 1].frame == mfn && !(grant_v1[REF].flags & GTF_type_mask),
	      "frame %x", grant_v1[REF + 1].frame);
	CHECK_RC(grant_map(REF + 1, VA, GNTMAP_host_map, &handle), GNTST_okay);
	CHECK_RC(hc_grant_table_op(GNTTABOP_swap_grant_ref, &op, 1), 0);
	CHECK_RC(op.status, GNTST_eagain);
	CHECK_RC(grant_unmap(VA, handle), GNTST_okay);
	op.ref_b = 1000000;
	CHECK_RC(hc_grant_table_op(GNTTABOP_swap_grant_ref, &op, 1), 0);
	CHECK_RC(op.status, GNTST_bad_gntref);
	grant_v1[REF + 1].flags = 0;
	unstage();
}
