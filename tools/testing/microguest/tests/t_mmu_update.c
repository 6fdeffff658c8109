// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmu_update: the ordinary way to change a page-table entry, and its errors.
 *
 * A list of (machine address | sub-command, value) pairs is worked off in order;
 * at the first refusal the call stops and tells how many were done.  What was
 * done stays done.
 */
#include "mg.h"

#define VA	(MG_SCRATCH + 0x10000000)

static pte_t *stage_pte(void **page)
{
	*page = page_alloc();
	map_pte(VA, mk_pte(virt_to_mfn(*page), PTE_KERN));
	return pt_entry(mg_l4(), VA, 1);
}

static void unstage(void *page)
{
	CHECK_RC(unmap_pte(VA), 0);
	page_free(page);
}

MG_TEST(mmu_normal, 0, "an L1 entry is changed and takes effect")
{
	unsigned long *a, *b = page_alloc(), val;
	pte_t *pte = stage_pte((void **)&a);
	struct mmu_update req = { .ptr = virt_to_maddr(pte),
				  .val = mk_pte(virt_to_mfn(b), PTE_KERN) };
	unsigned int done = 99;

	*a = 0xaaaa;
	*b = 0xbbbb;
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0xaaaa, "read %lx", val);
	CHECK_RC(hc_mmu_update(&req, 1, &done, DOMID_SELF), 0);
	CHECK(done == 1, "done %u", done);
	CHECK_RC(mmuext(MMUEXT_INVLPG_LOCAL, VA), 0);
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0xbbbb, "read %lx", val);
	CHECK_RC(pt_set(pte, 0), 0);
	CHECK_RC(mmuext(MMUEXT_INVLPG_LOCAL, VA), 0);
	CHECK(mg_try_read(VA, &val) == VEC_PF, "a cleared entry still maps");
	unstage(a);
	page_free(b);
}

MG_TEST(mmu_readback, 0, "which bits an L1 entry shows after being set")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	pte_t want = mk_pte(virt_to_mfn(page), 0);

	CHECK_RC(pt_set(pte, want | PTE_P | PTE_RW | PTE_US), 0);
	CHECK((*pte & ~(PTE_AVAIL | PTE_A | PTE_D | PTE_G)) == (want | PTE_P | PTE_RW | PTE_US),
	      "entry %lx", *pte);
	/* a supervisor entry is readable by the kernel, which is not supervisor */
	CHECK_RC(pt_set(pte, want | PTE_P | PTE_RW), 0);
	CHECK_RC(mmuext(MMUEXT_INVLPG_LOCAL, VA), 0);
	CHECK(mg_try_read(VA, NULL) == VEC_NONE, "kernel cannot read its own mapping");
	CHECK(*pte & PTE_US, "entry %lx", *pte);
	CHECK_RC(pt_set(pte, want | PTE_P | PTE_US | PTE_NX), 0);
	CHECK(*pte & PTE_NX, "entry %lx", *pte);
	/* what is not present may hold anything */
	CHECK_RC(pt_set(pte, 0xdeadbeefcafe0UL), 0);
	CHECK(*pte == 0xdeadbeefcafe0UL, "entry %lx", *pte);
	unstage(page);
}

MG_TEST(mmu_partial, 0, "a list stops at the first bad entry and says where")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	unsigned long ptr = virt_to_maddr(pte) & ~7UL;
	struct mmu_update req[3] = {
		{ ptr, mk_pte(virt_to_mfn(page), PTE_KERN_RO) },
		{ ptr | 4, 0 },
		{ ptr, 0 },
	};
	unsigned int done = 99;

	CHECK_RC(hc_mmu_update(req, 3, &done, DOMID_SELF), -XEN_ENOSYS);
	CHECK(done == 1, "done %u", done);
	CHECK((*pte & (PTE_P | PTE_RW)) == PTE_P, "entry %lx", *pte);
	unstage(page);
}

MG_TEST(mmu_preserve_ad, 0, "PRESERVE_AD keeps the accessed and dirty bits")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	unsigned long ptr = virt_to_maddr(pte), mfn = virt_to_mfn(page);

	CHECK_RC(pt_set(pte, mk_pte(mfn, PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)), 0);
	CHECK_RC(mmu_update_one(ptr | MMU_PT_UPDATE_PRESERVE_AD,
				mk_pte(mfn, PTE_P | PTE_US)), 0);
	CHECK((*pte & (PTE_A | PTE_D)) == (PTE_A | PTE_D), "entry %lx", *pte);
	CHECK(!(*pte & PTE_RW), "entry %lx", *pte);
	CHECK_RC(mmu_update_one(ptr | MMU_NORMAL_PT_UPDATE, mk_pte(mfn, PTE_P | PTE_US)), 0);
	CHECK(!(*pte & (PTE_A | PTE_D)), "entry %lx", *pte);
	unstage(page);
}

MG_TEST(mmu_bad_list, MG_HOSTILE, "lists at wild addresses, counts that overflow")
{
	static const unsigned long wild[] = {
		16, MG_NONCANON, MG_HYP_VA, 0xfffffffffffff000UL, MG_SCRATCH + 0x77777000,
	};
	unsigned int i, done = 5;
	struct mmu_update req = { 0 };

	for (i = 0; i < ARRAY_SIZE(wild); i++)
		CHECK_RC(hc_mmu_update(wild[i], 1, NULL, DOMID_SELF), -XEN_EFAULT);
	CHECK_RC(hc_mmu_update(&req, 0, &done, DOMID_SELF), 0);
	CHECK(done == 0, "done %u", done);
	/* the list's end wraps around the top of the address space */
	CHECK_RC(hc_mmu_update(0xffffffffffffffe0UL, 4, NULL, DOMID_SELF), -XEN_EFAULT);
}

MG_TEST(mmu_long_list, MG_HOSTILE, "a count of 2^31 - 1 works until the list meets a hole")
{
	unsigned long *data = page_alloc(), *list = page_alloc();
	struct mmu_update *req = (struct mmu_update *)(VA + PAGE_SIZE) - 2;
	unsigned int done = 0;

	map_pte(VA, mk_pte(virt_to_mfn(list), PTE_KERN));
	req[0] = (struct mmu_update){ virt_to_maddr(&data[0]), 0x11 };
	req[1] = (struct mmu_update){ virt_to_maddr(&data[1]), 0x22 };
	CHECK_RC(hc_mmu_update(req, 0x7fffffff, &done, DOMID_SELF), -XEN_EFAULT);
	CHECK(done == 2, "done %u", done);
	CHECK(data[0] == 0x11 && data[1] == 0x22, "data %lx %lx", data[0], data[1]);
	unstage(list);
	page_free(data);
}

MG_TEST(mmu_bad_domain, MG_HOSTILE, "foreign domains that are not there")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	unsigned long ptr = virt_to_maddr(pte), val = mk_pte(virt_to_mfn(page), PTE_KERN);

	CHECK_RC(mmu_update_dom(ptr, val, 1234), -XEN_ESRCH);
	CHECK_RC(mmu_update_dom(ptr, val, DOMID_INVALID), -XEN_ESRCH);
	CHECK_RC(mmu_update_dom(ptr, val, DOMID_IDLE), -XEN_ESRCH);
	/* an unknown owner of the table, in the high half */
	CHECK_RC(mmu_update_dom(ptr, val, DOMID_SELF | (1235 << 16)), -XEN_ESRCH);
	/* we are not foreign to ourselves: our own number is refused */
	CHECK_RC(mmu_update_dom(ptr, val, 0), -XEN_ESRCH);
	CHECK_RC(mmu_update_dom(ptr, val, DOMID_SELF | ((DOMID_SELF + 1) << 16)), -XEN_ESRCH);
	unstage(page);
}

MG_TEST(mmu_bad_ptr, MG_HOSTILE, "entries that are misaligned, not ours or not there")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	unsigned long val = mk_pte(virt_to_mfn(page), PTE_KERN);
	unsigned int rc;

	/* the low three bits are the sub-command */
	for (rc = 4; rc < 8; rc++)
		CHECK_RC(mmu_update_one(virt_to_maddr(pte) | rc, val), -XEN_ENOSYS);
	CHECK_RC(mmu_update_one(0xfee00000UL, val), -XEN_EINVAL);
	CHECK_RC(mmu_update_one(0x100000UL, val), -XEN_EINVAL);
	CHECK_RC(mmu_update_one(0xfffffffff000UL, val), -XEN_EINVAL);
	CHECK_RC(mmu_update_one(0xfffffffffffff000UL, val), -XEN_EINVAL);
	unstage(page);
}

MG_TEST(mmu_data_page, 0, "an entry in an ordinary page is just memory")
{
	unsigned long *page = page_alloc();

	CHECK_RC(mmu_update_one(virt_to_maddr(&page[3]), 0x1234567890UL), 0);
	CHECK(page[3] == 0x1234567890UL, "memory holds %lx", page[3]);
	page_free(page);
}

MG_TEST(mmu_machphys, 0, "the M2P entry of an own frame can be set")
{
	void *page = page_alloc();
	unsigned long mfn = virt_to_mfn(page), pfn = virt_to_pfn(page);
	unsigned long ptr = (mfn << PAGE_SHIFT) | MMU_MACHPHYS_UPDATE;

	CHECK(MG_M2P[mfn] == pfn, "m2p[%lx] is %lx", mfn, MG_M2P[mfn]);
	CHECK_RC(mmu_update_one(ptr, 0x123456), 0);
	CHECK(MG_M2P[mfn] == 0x123456, "m2p[%lx] is %lx", mfn, MG_M2P[mfn]);
	CHECK_RC(mmu_update_one(ptr, pfn), 0);
	CHECK(MG_M2P[mfn] == pfn, "m2p[%lx] is %lx", mfn, MG_M2P[mfn]);
	page_free(page);
}

MG_TEST(mmu_machphys_foreign, MG_HOSTILE, "nor that of any other frame")
{
	static const unsigned long maddr[] = {
		0, 0x100000, 0xfee00000UL, 0xfffffffff000UL, 0xfffffffffffff000UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(maddr); i++)
		CHECK_RC(mmu_update_one(maddr[i] | MMU_MACHPHYS_UPDATE, 1), -XEN_EINVAL);
}

MG_TEST(mmu_done_wild, MG_HOSTILE, "a wild done pointer harms nobody")
{
	void *page;
	pte_t *pte = stage_pte(&page);
	struct mmu_update req = { virt_to_maddr(pte), mk_pte(virt_to_mfn(page), PTE_KERN) };
	long rc;

	rc = hc_mmu_update(&req, 1, MG_HYP_VA, DOMID_SELF);
	CHECK(rc == 0 || rc == -XEN_EFAULT, "%ld", rc);
	rc = hc_mmu_update(&req, 1, MG_NONCANON, DOMID_SELF);
	CHECK(rc == 0 || rc == -XEN_EFAULT, "%ld", rc);
	unstage(page);
}
