// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmuext_op: pinning, base pointers, flushes, page operations.
 *
 * Pinning gives a frame a page-table type and keeps it; a table of any level
 * may be pinned, an empty one too.  Flush operations have no visible result here
 * but must accept what a kernel passes and refuse the rest.
 */
#include "mg.h"

MG_TEST(ext_pin_levels, 0, "empty tables of every level pin and unpin")
{
	int level;

	for (level = 1; level <= 4; level++) {
		pte_t *table = pt_alloc();

		CHECK_RC(pt_pin(level, table), 0);
		CHECK(page_set_rw(table) < 0, "a pinned L%d table became writable", level);
		CHECK_RC(pt_unpin(table), 0);
		CHECK_RC(page_set_rw(table), 0);
		page_free(table);
	}
}

MG_TEST(ext_pin_twice, 0, "a pinned table does not pin again, an unpinned one not unpin")
{
	pte_t *table = pt_alloc();

	CHECK_RC(pt_unpin(table), -XEN_EINVAL);
	CHECK_RC(pt_pin(1, table), 0);
	CHECK_RC(pt_pin(1, table), -XEN_EINVAL);
	CHECK_RC(pt_pin(2, table), -XEN_EINVAL);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(pt_unpin(table), -XEN_EINVAL);
	CHECK_RC(page_set_rw(table), 0);
	page_free(table);
}

MG_TEST(ext_pin_writable, MG_HOSTILE, "a page with a writable mapping does not become a table")
{
	void *page = page_alloc();
	int level;

	for (level = 1; level <= 4; level++)
		CHECK(pt_pin(level, page) < 0, "L%d pinned while writable", level);
	CHECK(page_is_alive(page), "page is gone");
	page_free(page);
}

MG_TEST(ext_pin_foreign, MG_HOSTILE, "frames that are not ours do not pin")
{
	static const unsigned long mfn[] = {
		0, 0x100, 0xfee00, 0xfffffffffUL, 0xffffffffffUL, ~0UL, ~0UL >> 12, 1UL << 40,
	};
	unsigned int i;
	int cmd;

	for (i = 0; i < ARRAY_SIZE(mfn); i++) {
		for (cmd = MMUEXT_PIN_L1_TABLE; cmd <= MMUEXT_UNPIN_TABLE; cmd++)
			CHECK(mmuext(cmd, mfn[i]) == -XEN_EINVAL, "command %d on mfn %lx: %ld",
			      cmd, mfn[i], mmuext(cmd, mfn[i]));
		CHECK(mmuext(MMUEXT_NEW_BASEPTR, mfn[i]) == -XEN_EINVAL, "new base %lx: %ld",
		      mfn[i], mmuext(MMUEXT_NEW_BASEPTR, mfn[i]));
		CHECK(!mfn[i] || mmuext(MMUEXT_NEW_USER_BASEPTR, mfn[i]) == -XEN_EINVAL,
		      "new user base %lx: %ld", mfn[i], mmuext(MMUEXT_NEW_USER_BASEPTR, mfn[i]));
		CHECK(mmuext(MMUEXT_CLEAR_PAGE, mfn[i]) == -XEN_EINVAL, "clear %lx", mfn[i]);
	}
}

MG_TEST(ext_baseptr, 0, "switch to a second top table and back")
{
	pte_t *l4 = user_tables_new();
	unsigned long cr3;

	CHECK_RC(pt_pin(4, l4), 0);
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4)), 0);
	asm volatile("mov %%cr3, %0" : "=r" (cr3));
	CHECK(cr3 >> PAGE_SHIFT == virt_to_mfn(l4), "cr3 %lx", cr3);
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(mg_l4())), 0);
	asm volatile("mov %%cr3, %0" : "=r" (cr3));
	CHECK(cr3 >> PAGE_SHIFT == virt_to_mfn(mg_l4()), "cr3 %lx", cr3);
	CHECK_RC(pt_unpin(l4), 0);
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

MG_TEST(ext_baseptr_unpinned, 0, "the base pointer holds the table: unpinning it keeps it")
{
	pte_t *l4 = user_tables_new();

	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4)), 0);
	CHECK(hc_update_va_mapping(l4, mk_pte(virt_to_mfn(l4), PTE_KERN), 0) < 0,
	      "the running table became writable");
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(mg_l4())), 0);
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

MG_TEST(ext_user_baseptr, 0, "the user base pointer: set, same again, dropped by 0")
{
	pte_t *l4 = user_tables_new();

	CHECK_RC(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(l4)), 0);
	CHECK_RC(mmuext(MMUEXT_NEW_USER_BASEPTR, virt_to_mfn(l4)), 0);
	CHECK(page_set_rw(l4) < 0, "the user table became writable");
	CHECK_RC(mmuext(MMUEXT_NEW_USER_BASEPTR, 0), 0);
	CHECK_RC(page_set_rw(l4), 0);
	page_free(l4);
}

MG_TEST(ext_flushes, 0, "every flush is accepted")
{
	unsigned long mask = 3;

	CHECK_RC(mmuext(MMUEXT_TLB_FLUSH_LOCAL, 0), 0);
	CHECK_RC(mmuext(MMUEXT_TLB_FLUSH_ALL, 0), 0);
	CHECK_RC(mmuext(MMUEXT_INVLPG_LOCAL, MG_SCRATCH), 0);
	CHECK_RC(mmuext(MMUEXT_INVLPG_ALL, MG_SCRATCH), 0);
	CHECK_RC(mmuext2(MMUEXT_TLB_FLUSH_MULTI, 0, (unsigned long)&mask), 0);
	CHECK_RC(mmuext2(MMUEXT_INVLPG_MULTI, MG_SCRATCH, (unsigned long)&mask), 0);
	CHECK_RC(mmuext(MMUEXT_FLUSH_CACHE, 0), 0);
}

MG_TEST(ext_flush_wild, MG_HOSTILE, "flushes of wild addresses and with wild masks")
{
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA, ~0UL };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wild); i++) {
		CHECK_RC(mmuext(MMUEXT_INVLPG_LOCAL, wild[i]), 0);
		CHECK_RC(mmuext(MMUEXT_INVLPG_ALL, wild[i]), 0);
		CHECK_RC(mmuext2(MMUEXT_TLB_FLUSH_MULTI, 0, wild[i]), -XEN_EINVAL);
		CHECK_RC(mmuext2(MMUEXT_INVLPG_MULTI, MG_SCRATCH, wild[i]), -XEN_EINVAL);
	}
}

MG_TEST(ext_clear_copy, 0, "CLEAR_PAGE and COPY_PAGE on own pages")
{
	unsigned long *a = page_alloc(), *b = page_alloc();

	a[5] = 0x55;
	CHECK_RC(mmuext2(MMUEXT_COPY_PAGE, virt_to_mfn(b), virt_to_mfn(a)), 0);
	CHECK(b[5] == 0x55, "copied %lx", b[5]);
	CHECK_RC(mmuext(MMUEXT_CLEAR_PAGE, virt_to_mfn(b)), 0);
	CHECK(!b[5], "not cleared: %lx", b[5]);
	page_free(a);
	page_free(b);
}

MG_TEST(ext_clear_table, MG_HOSTILE, "neither writes into a page table")
{
	pte_t *table = pt_alloc();
	unsigned long *page = page_alloc();

	CHECK_RC(pt_pin(1, table), 0);
	CHECK_RC(mmuext(MMUEXT_CLEAR_PAGE, virt_to_mfn(table)), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_COPY_PAGE, virt_to_mfn(table), virt_to_mfn(page)), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_COPY_PAGE, virt_to_mfn(page), 0xfee00), -XEN_EINVAL);
	CHECK_RC(mmuext2(MMUEXT_COPY_PAGE, virt_to_mfn(page), 0x100), -XEN_EINVAL);
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	page_free(table);
	page_free(page);
}

MG_TEST(ext_unknown, MG_HOSTILE, "unknown commands")
{
	CHECK_RC(mmuext(14, 0), -XEN_ENOSYS);
	CHECK_RC(mmuext(21, 0), -XEN_ENOSYS);
	CHECK_RC(mmuext(0xffffffff, 0), -XEN_ENOSYS);
	CHECK_RC(mmuext(MMUEXT_MARK_SUPER, virt_to_mfn(page_alloc())), -XEN_EOPNOTSUPP);
}

MG_TEST(ext_bad_list, MG_HOSTILE, "lists at wild addresses, counts, domains")
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };
	unsigned int done = 9;

	CHECK_RC(hc_mmuext_op(16, 1, NULL, DOMID_SELF), -XEN_EFAULT);
	CHECK_RC(hc_mmuext_op(MG_HYP_VA, 1, NULL, DOMID_SELF), -XEN_EFAULT);
	CHECK_RC(hc_mmuext_op(MG_NONCANON, 1, NULL, DOMID_SELF), -XEN_EFAULT);
	CHECK_RC(hc_mmuext_op(&op, 1, NULL, 1234), -XEN_ESRCH);
	CHECK_RC(hc_mmuext_op(&op, 0, &done, DOMID_SELF), 0);
	CHECK(done == 0, "done %u", done);
	CHECK_RC(hc_mmuext_op(&op, 1, &done, DOMID_SELF), 0);
	CHECK(done == 1, "done %u", done);
}
