// SPDX-License-Identifier: GPL-2.0-only
/*
 * multicall: a list of hypercalls, each with its result written back.
 *
 * Every entry runs, whatever the one before returned; results land in the entries.
 * A list in memory that cannot be written must not let a result escape elsewhere,
 * and a list inside a list must not recurse in the hypervisor.
 */
#include "mg.h"
#include <xen/interface/version.h>

#define VA	(MG_SCRATCH + 0x50000000)

static void entry(struct multicall_entry *e, unsigned long op, unsigned long a0, unsigned long a1,
		  unsigned long a2, unsigned long a3)
{
	memset(e, 0, sizeof(*e));
	e->op = op;
	e->result = 0x5555;
	e->args[0] = a0;
	e->args[1] = a1;
	e->args[2] = a2;
	e->args[3] = a3;
}

MG_TEST(mc_results, 0, "all entries run and report, errors included")
{
	struct multicall_entry e[4];

	entry(&e[0], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	entry(&e[1], 63, 0, 0, 0, 0);
	entry(&e[2], __HYPERVISOR_xen_version, XENVER_get_features, 16, 0, 0);
	entry(&e[3], __HYPERVISOR_xen_version, XENVER_pagesize, 0, 0, 0);
	CHECK_RC(hc_multicall(e, 4), 0);
	CHECK_RC(e[0].result, (4L << 16) | 17);
	CHECK_RC(e[1].result, -XEN_ENOSYS);
	CHECK_RC(e[2].result, -XEN_EFAULT);
	CHECK_RC(e[3].result, 4096);
	CHECK(e[0].op == __HYPERVISOR_xen_version && e[2].args[1] == 16, "inputs were changed");
}

MG_TEST(mc_empty, 0, "a list of nothing")
{
	struct multicall_entry e;

	CHECK_RC(hc_multicall(&e, 0), 0);
}

MG_TEST(mc_bad_list, MG_HOSTILE, "lists at wild addresses, counts that wrap")
{
	static const unsigned long wild[] = {
		16, MG_NONCANON, MG_HYP_VA, MACH2PHYS_VIRT_START, 0xffff82d080200000UL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wild); i++)
		CHECK_RC(hc_multicall(wild[i], 1), -XEN_EFAULT);
	CHECK_RC(hc_multicall(0xfffffffffffff000UL, 0x7fffffff), -XEN_EFAULT);
	CHECK_RC(hc_multicall(MG_HYP_VA, 0x80000000UL), -XEN_EFAULT);
}

MG_TEST(mc_nested, MG_HOSTILE, "a multicall inside a multicall is refused (XSA-213 class)")
{
	struct multicall_entry inner, outer[2];

	entry(&inner, __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	entry(&outer[0], __HYPERVISOR_multicall, (unsigned long)&inner, 1, 0, 0);
	entry(&outer[1], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	CHECK_RC(hc_multicall(outer, 2), 0);
	CHECK_RC(outer[0].result, -XEN_EINVAL);
	CHECK_RC(outer[1].result, (4L << 16) | 17);
	CHECK_RC(inner.result, 0x5555);
}

MG_TEST(mc_iret, MG_HOSTILE, "iret inside a multicall does not leave its mode (XSA-213 class)")
{
	struct multicall_entry e[3];

	entry(&e[0], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	entry(&e[1], __HYPERVISOR_sched_op, 0, 0, 0, 0);
	entry(&e[2], __HYPERVISOR_xen_version, XENVER_pagesize, 0, 0, 0);
	CHECK_RC(hc_multicall(e, 3), 0);
	CHECK_RC(e[1].result, 0);
	CHECK_RC(e[2].result, 4096);
}

MG_TEST(mc_readonly_list, MG_HOSTILE, "a list whose results cannot be written back")
{
	struct multicall_entry *list = page_alloc();
	long rc;

	entry(&list[0], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	entry(&list[1], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	map_pte(VA, mk_pte(virt_to_mfn(list), PTE_KERN_RO));
	rc = hc_multicall(VA, 2);
	CHECK(rc == -XEN_EFAULT, "%ld", rc);
	CHECK_RC(list[0].result, 0x5555);
	CHECK_RC(unmap_pte(VA), 0);
	page_free(list);
}

MG_TEST(mc_list_ends_in_hole, MG_HOSTILE, "a list that runs into an unmapped page")
{
	struct multicall_entry *page = page_alloc();
	struct multicall_entry *list = (struct multicall_entry *)(VA + PAGE_SIZE) - 2;

	map_pte(VA, mk_pte(virt_to_mfn(page), PTE_KERN));
	entry(&list[0], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	entry(&list[1], __HYPERVISOR_xen_version, XENVER_pagesize, 0, 0, 0);
	CHECK_RC(hc_multicall(list, 100), -XEN_EFAULT);
	CHECK_RC(list[0].result, (4L << 16) | 17);
	CHECK_RC(list[1].result, 4096);
	CHECK_RC(unmap_pte(VA), 0);
	page_free(page);
}

MG_TEST(mc_self_modifying, MG_HOSTILE, "an entry that unmaps the list it stands in")
{
	struct multicall_entry *page = page_alloc(), *list = (struct multicall_entry *)VA;
	long rc;

	map_pte(VA, mk_pte(virt_to_mfn(page), PTE_KERN));
	entry(&list[0], __HYPERVISOR_update_va_mapping, VA, 0, UVMF_INVLPG | UVMF_ALL, 0);
	entry(&list[1], __HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
	rc = hc_multicall(list, 2);
	CHECK(rc == -XEN_EFAULT, "%ld", rc);
	CHECK_RC(page[1].result, 0x5555);
	CHECK(mg_try_read(VA, NULL) == VEC_PF, "still mapped");
	page_free(page);
}

MG_TEST(mc_batch_of_updates, 0, "the shape a kernel uses: many mapping changes at once")
{
	static struct multicall_entry e[64];
	static unsigned long *page[64];
	unsigned long val;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		page[i] = page_alloc();
		page[i][0] = 0x1000 + i;
		map_pte(VA + i * PAGE_SIZE, 0);
		entry(&e[i], __HYPERVISOR_update_va_mapping, VA + i * PAGE_SIZE,
		      mk_pte(virt_to_mfn(page[i]), PTE_KERN), i == 63 ? UVMF_TLB_FLUSH : 0, 0);
	}
	CHECK_RC(hc_multicall(e, 64), 0);
	for (i = 0; i < 64; i++) {
		CHECK_RC(e[i].result, 0);
		CHECK(mg_try_read(VA + i * PAGE_SIZE, &val) == VEC_NONE && val == 0x1000 + i,
		      "page %u holds %lx", i, val);
		CHECK_RC(unmap_pte(VA + i * PAGE_SIZE), 0);
		page_free(page[i]);
	}
}
