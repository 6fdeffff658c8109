// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_va_mapping: one L1 entry named by the address it maps.
 *
 * The address is looked up in the running tables: where there is no L1 table the
 * call must fail without touching anything, and addresses in the hypervisor's
 * range or outside the canonical space must not reach its own tables.
 */
#include "mg.h"

#define VA	(MG_SCRATCH + 0x30000000)

MG_TEST(va_basic, 0, "map, see, unmap, with each flush")
{
	static const unsigned long flush[] = {
		UVMF_NONE, UVMF_TLB_FLUSH | UVMF_LOCAL, UVMF_TLB_FLUSH | UVMF_ALL,
		UVMF_INVLPG | UVMF_LOCAL, UVMF_INVLPG | UVMF_ALL,
	};
	unsigned long *page = page_alloc(), val;
	unsigned int i;

	map_pte(VA, 0);
	for (i = 0; i < ARRAY_SIZE(flush); i++) {
		*page = 0x100 + i;
		CHECK_RC(hc_update_va_mapping(VA, mk_pte(virt_to_mfn(page), PTE_KERN),
					      flush[i]), 0);
		if (i)
			CHECK(mg_try_read(VA, &val) == VEC_NONE && val == *page, "read %lx", val);
		CHECK_RC(hc_update_va_mapping(VA, 0, flush[i]), 0);
		if (i)
			CHECK(mg_try_read(VA, NULL) == VEC_PF, "still mapped, flush %lx", flush[i]);
	}
	page_free(page);
}

MG_TEST(va_multi_flush, 0, "a flush with a mask of vCPUs in the flags word")
{
	unsigned long *page = page_alloc(), mask = 1, wild = MG_HYP_VA;
	pte_t pte = mk_pte(virt_to_mfn(page), PTE_KERN);

	map_pte(VA, 0);
	CHECK_RC(hc_update_va_mapping(VA, pte, (unsigned long)&mask | UVMF_TLB_FLUSH), 0);
	CHECK_RC(hc_update_va_mapping(VA, 0, (unsigned long)&mask | UVMF_INVLPG), 0);
	CHECK_RC(hc_update_va_mapping(VA, pte, (wild & ~7UL) | UVMF_INVLPG), -XEN_EFAULT);
	unmap_pte(VA);
	page_free(page);
}

MG_TEST(va_no_table, MG_HOSTILE, "addresses without an L1 table")
{
	void *page = page_alloc();
	pte_t pte = mk_pte(virt_to_mfn(page), PTE_KERN);
	static const unsigned long hole[] = {
		0x7f0000000000UL, 0xffff880000000000UL, 0xffffff0000000000UL, 0x200000000000UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hole); i++)
		CHECK_RC(hc_update_va_mapping(hole[i], pte, UVMF_INVLPG), -XEN_EINVAL);
	page_free(page);
}

MG_TEST(va_wild, MG_HOSTILE, "addresses in the hypervisor's range and beyond canonical")
{
	void *page = page_alloc();
	pte_t pte = mk_pte(virt_to_mfn(page), PTE_KERN);
	static const unsigned long wild[] = {
		MG_HYP_VA, MACH2PHYS_VIRT_START, 0xffff830000000000UL, 0xffff82d080000000UL,
		0xffff820000000000UL, 0xffff87fffffff000UL, MG_NONCANON, 0x0000800000000000UL,
		0xffff7ffffffff000UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wild); i++) {
		CHECK_RC(hc_update_va_mapping(wild[i], pte, UVMF_INVLPG), -XEN_EINVAL);
		CHECK_RC(hc_update_va_mapping(wild[i], 0, UVMF_INVLPG), -XEN_EINVAL);
	}
	page_free(page);
}

MG_TEST(va_unaligned, 0, "the offset within the page is ignored")
{
	unsigned long *page = page_alloc(), val;

	map_pte(VA, 0);
	page[0] = 0x77;
	CHECK_RC(hc_update_va_mapping(VA + 0xabc, mk_pte(virt_to_mfn(page), PTE_KERN),
				      UVMF_INVLPG), 0);
	CHECK(mg_try_read(VA, &val) == VEC_NONE && val == 0x77, "read %lx", val);
	CHECK_RC(unmap_pte(VA), 0);
	page_free(page);
}

MG_TEST(va_otherdomain, MG_HOSTILE, "the foreign variant wants a real other domain")
{
	void *page = page_alloc();
	pte_t pte = mk_pte(virt_to_mfn(page), PTE_KERN);

	map_pte(VA, 0);
	CHECK_RC(hc_update_va_mapping_otherdomain(VA, pte, 0, 4321), -XEN_ESRCH);
	CHECK_RC(hc_update_va_mapping_otherdomain(VA, pte, 0, DOMID_INVALID), -XEN_ESRCH);
	CHECK_RC(hc_update_va_mapping_otherdomain(VA, pte, 0, DOMID_SELF), 0);
	CHECK_RC(hc_update_va_mapping_otherdomain(VA, 0, UVMF_INVLPG, DOMID_SELF), 0);
	CHECK(hc_update_va_mapping_otherdomain(VA, pte, 0, DOMID_IO) < 0, "own frame as I/O");
	CHECK(hc_update_va_mapping_otherdomain(VA, pte, 0, DOMID_XEN) < 0, "own frame as Xen's");
	page_free(page);
}

MG_TEST(va_table_rw, MG_HOSTILE, "no writable mapping of a table this way either")
{
	pte_t *table = pt_alloc();

	REQUIRE_RC(pt_pin(1, table), 0);
	CHECK(page_set_rw(table) < 0, "pinned L1 is writable");
	map_pte(VA, 0);
	CHECK(hc_update_va_mapping(VA, mk_pte(virt_to_mfn(table), PTE_KERN), 0) < 0, "mapped");
	CHECK(hc_update_va_mapping(VA, mk_pte(virt_to_mfn(table), PTE_KERN),
				   UVMF_TLB_FLUSH | UVMF_ALL) < 0, "mapped");
	CHECK(mg_try_read(VA, NULL) == VEC_PF, "something is mapped");
	CHECK_RC(pt_unpin(table), 0);
	CHECK_RC(page_set_rw(table), 0);
	page_free(table);
}
