// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_op: reservations, exchange, the machine's map, and their errors.
 *
 * The list calls return how many extents they did; a wild list must neither
 * lose frames nor write outside the caller's memory (XSA-212 class).
 */
#include "mg.h"
#include <xen/interface/memory.h>

#define VA	(MG_SCRATCH + 0x70000000)

static struct xen_memory_reservation one(xen_pfn_t *frame)
{
	struct xen_memory_reservation res = {
		.nr_extents = 1, .domid = DOMID_SELF,
	};

	set_xen_guest_handle(res.extent_start, frame);
	return res;
}

static long current(void)
{
	domid_t dom = DOMID_SELF;

	return hc_memory_op(XENMEM_current_reservation, &dom);
}

MG_TEST(mem_totals, 0, "current, maximum, highest page")
{
	domid_t dom = DOMID_SELF, nobody = 4321;
	long max = hc_memory_op(XENMEM_maximum_reservation, &dom);
	long top = hc_memory_op(XENMEM_maximum_ram_page, NULL);

	CHECK(current() > 0x1000, "current %ld", current());
	CHECK(max >= current(), "maximum %ld", max);
	CHECK(top > 0x1000 && top < 0x1000000, "highest page %lx", top);
	CHECK_RC(hc_memory_op(XENMEM_current_reservation, &nobody), -XEN_ESRCH);
	CHECK_RC(hc_memory_op(XENMEM_current_reservation, 16), -XEN_EFAULT);
	CHECK_RC(hc_memory_op(XENMEM_maximum_reservation, MG_HYP_VA), -XEN_EFAULT);
}

MG_TEST(mem_maximum_gpfn, 0, "maximum_gpfn follows the shared info")
{
	domid_t dom = DOMID_SELF;

	mg_shared->arch.max_pfn = 0x4321;
	CHECK_RC(hc_memory_op(XENMEM_maximum_gpfn, &dom), 0x4320);
	mg_shared->arch.max_pfn = 0;
}

MG_TEST(mem_decrease_increase, 0, "give a frame back and get another")
{
	void *page = page_alloc();
	unsigned long mfn = virt_to_mfn(page), pfn = virt_to_pfn(page);
	xen_pfn_t frame = mfn;
	struct xen_memory_reservation res = one(&frame);
	long before = current();

	/* mapped: the frame is only gone when its last reference is */
	REQUIRE_RC(hc_update_va_mapping(page, 0, UVMF_INVLPG | UVMF_ALL), 0);
	CHECK_RC(hc_memory_op(XENMEM_decrease_reservation, &res), 1);
	CHECK_RC(current(), before - 1);
	CHECK_RC(hc_memory_op(XENMEM_decrease_reservation, &res), 0);
	CHECK(hc_update_va_mapping(page, mk_pte(mfn, PTE_KERN), 0) < 0, "mapped a freed frame");
	frame = pfn;
	CHECK_RC(hc_memory_op(XENMEM_populate_physmap, &res), 1);
	CHECK_RC(current(), before);
	CHECK(MG_M2P[frame] == pfn, "m2p[%lx] is %lx, want %lx", (unsigned long)frame,
	      MG_M2P[frame], pfn);
	((unsigned long *)mg_si->mfn_list)[pfn] = frame;
	REQUIRE_RC(page_set_rw(page), 0);
	CHECK(page_is_alive(page), "the new frame is no memory");
	page_free(page);
}

MG_TEST(mem_increase, 0, "increase_reservation gives a fresh frame")
{
	xen_pfn_t frame = 0;
	struct xen_memory_reservation res = one(&frame);
	long before = current();

	if (!CHECK_RC(hc_memory_op(XENMEM_increase_reservation, &res), 1))
		return;
	CHECK_RC(current(), before + 1);
	map_pte(VA, mk_pte(frame, PTE_KERN));
	CHECK(page_is_alive((void *)VA), "the new frame is no memory");
	CHECK_RC(unmap_pte(VA), 0);
	CHECK_RC(hc_memory_op(XENMEM_decrease_reservation, &res), 1);
}

MG_TEST(mem_mapped_decrease, 0, "a frame given back while mapped stays until unmapped")
{
	unsigned long *page = page_alloc(), val = 0;
	unsigned long pfn = virt_to_pfn(page);
	xen_pfn_t frame = virt_to_mfn(page);
	struct xen_memory_reservation res = one(&frame);

	*page = 0x77;
	CHECK_RC(hc_memory_op(XENMEM_decrease_reservation, &res), 1);
	CHECK(mg_try_read((unsigned long)page, &val) == VEC_NONE && val == 0x77, "read %lx", val);
	REQUIRE_RC(hc_update_va_mapping(page, 0, UVMF_INVLPG | UVMF_ALL), 0);
	frame = pfn;
	CHECK_RC(hc_memory_op(XENMEM_populate_physmap, &res), 1);
	((unsigned long *)mg_si->mfn_list)[pfn] = frame;
	REQUIRE_RC(page_set_rw(page), 0);
	page_free(page);
}

MG_TEST(mem_decrease_table, MG_HOSTILE, "giving back frames that are tables or not ours")
{
	xen_pfn_t frame = 0x100;
	struct xen_memory_reservation res = one(&frame);
	pte_t *table = pt_alloc();
	static const unsigned long bad[] = { 0x100, 0xfee00, ~0UL >> 12, ~0UL, 1UL << 52 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		frame = bad[i];
		CHECK_RC(hc_memory_op(XENMEM_decrease_reservation, &res), 0);
	}
	REQUIRE_RC(pt_pin(1, table), 0);
	frame = virt_to_mfn(table);
	i = hc_memory_op(XENMEM_decrease_reservation, &res);
	/* a pinned table keeps its frame, whatever the call says */
	CHECK(table[0] == 0, "the table is gone");
	CHECK(page_set_rw(table) < 0, "a pinned table became writable, decrease said %d", (int)i);
}

MG_TEST(mem_bad_lists, MG_HOSTILE, "extents at wild addresses, counts and orders that overflow")
{
	xen_pfn_t frame = 0;
	struct xen_memory_reservation res = one(&frame);
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA };
	static const unsigned int cmd[] = {
		XENMEM_increase_reservation, XENMEM_decrease_reservation, XENMEM_populate_physmap,
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(cmd); i++) {
		for (j = 0; j < ARRAY_SIZE(wild); j++) {
			res = one((xen_pfn_t *)wild[j]);
			CHECK(hc_memory_op(cmd[i], &res) == 0, "command %u list %lx: %ld", cmd[i],
			      wild[j], hc_memory_op(cmd[i], &res));
			CHECK_RC(hc_memory_op(cmd[i], wild[j]), 0);
		}
		res = one(&frame);
		res.extent_order = 60;
		CHECK_RC(hc_memory_op(cmd[i], &res), 0);
		res.extent_order = 0xffffffff;
		CHECK_RC(hc_memory_op(cmd[i], &res), 0);
		res = one(&frame);
		res.domid = 4321;
		CHECK(hc_memory_op(cmd[i], &res) <= 0, "another domain");
		res = one(&frame);
		res.nr_extents = 0;
		CHECK_RC(hc_memory_op(cmd[i], &res), 0);
		res.nr_extents = ~0UL;
		CHECK_RC(hc_memory_op(cmd[i], &res), 0);
	}
}

MG_TEST(mem_exchange, 0, "exchange hands over a new frame for an old one")
{
	unsigned long *page = page_alloc();
	unsigned long pfn = virt_to_pfn(page);
	xen_pfn_t in = virt_to_mfn(page), out = pfn;
	struct xen_memory_exchange ex = { .in = one(&in), .out = one(&out) };
	long before = current();

	REQUIRE_RC(hc_update_va_mapping(page, 0, UVMF_INVLPG | UVMF_ALL), 0);
	CHECK_RC(hc_memory_op(XENMEM_exchange, &ex), 0);
	CHECK(ex.nr_exchanged == 1, "exchanged %lu", (unsigned long)ex.nr_exchanged);
	CHECK_RC(current(), before);
	CHECK(MG_M2P[out] == pfn, "m2p[%lx] is %lx", (unsigned long)out, MG_M2P[out]);
	((unsigned long *)mg_si->mfn_list)[pfn] = out;
	REQUIRE_RC(page_set_rw(page), 0);
	CHECK(page_is_alive(page), "no memory");
	page_free(page);
}

MG_TEST(mem_exchange_hostile, MG_HOSTILE, "the done count and list pointers (XSA-212 class)")
{
	static const unsigned long wild[] = { MG_HYP_VA, 0xffff82d080200000UL, MG_NONCANON, 16 };
	xen_pfn_t in = 0x100, out = 0;
	struct xen_memory_exchange ex;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wild); i++) {
		long rc;

		ex = (struct xen_memory_exchange){ .in = one(&in), .out = one(&out) };
		set_xen_guest_handle(ex.out.extent_start, (xen_pfn_t *)wild[i]);
		rc = hc_memory_op(XENMEM_exchange, &ex);
		CHECK(rc < 0, "out list %lx: %ld", wild[i], rc);
		ex = (struct xen_memory_exchange){ .in = one(&in), .out = one(&out) };
		set_xen_guest_handle(ex.in.extent_start, (xen_pfn_t *)wild[i]);
		CHECK(hc_memory_op(XENMEM_exchange, &ex) < 0, "in list %lx", wild[i]);
		CHECK_RC(hc_memory_op(XENMEM_exchange, wild[i]), -XEN_EFAULT);
	}
	ex = (struct xen_memory_exchange){ .in = one(&in), .out = one(&out) };
	CHECK(hc_memory_op(XENMEM_exchange, &ex) < 0, "a frame that is not ours");
	ex.nr_exchanged = 5;
	CHECK_RC(hc_memory_op(XENMEM_exchange, &ex), -XEN_EINVAL);
	ex.nr_exchanged = ~0UL;
	CHECK_RC(hc_memory_op(XENMEM_exchange, &ex), -XEN_EINVAL);
	ex = (struct xen_memory_exchange){ .in = one(&in), .out = one(&out) };
	ex.in.nr_extents = ~0UL;
	ex.out.nr_extents = ~0UL;
	CHECK(hc_memory_op(XENMEM_exchange, &ex) < 0, "counts that wrap");
	ex = (struct xen_memory_exchange){ .in = one(&in), .out = one(&out) };
	ex.out.extent_order = 9;
	CHECK_RC(hc_memory_op(XENMEM_exchange, &ex), -XEN_EINVAL);
	ex.in.extent_order = 63;
	ex.out.extent_order = 63;
	CHECK(hc_memory_op(XENMEM_exchange, &ex) < 0, "order 63");
}

MG_TEST(mem_exchange_order, 0, "512 single frames become one contiguous 2 MiB extent")
{
	static xen_pfn_t in[512];
	xen_pfn_t out;
	struct xen_memory_exchange ex = { };
	static void *page[512];
	unsigned int i;
	long rc;

	for (i = 0; i < 512; i++) {
		page[i] = page_alloc();
		in[i] = virt_to_mfn(page[i]);
		REQUIRE_RC(hc_update_va_mapping(page[i], 0, UVMF_INVLPG | UVMF_ALL), 0);
	}
	out = virt_to_pfn(page[0]);
	ex.in.nr_extents = 512;
	ex.in.domid = DOMID_SELF;
	set_xen_guest_handle(ex.in.extent_start, in);
	ex.out.nr_extents = 1;
	ex.out.extent_order = 9;
	ex.out.domid = DOMID_SELF;
	set_xen_guest_handle(ex.out.extent_start, &out);
	rc = hc_memory_op(XENMEM_exchange, &ex);
	CHECK_RC(rc, 0);
	CHECK(rc || (out & 511) == 0, "base frame %lx", (unsigned long)out);
	for (i = 0; i < 512; i++) {
		unsigned long pfn = virt_to_pfn(page[i]);
		unsigned long mfn = rc ? in[i] : out + i;

		((unsigned long *)mg_si->mfn_list)[pfn] = mfn;
		if (mmu_update_one((mfn << PAGE_SHIFT) | MMU_MACHPHYS_UPDATE, pfn) ||
		    page_set_rw(page[i])) {
			CHECK(0, "frame %u is not ours", i);
			break;
		}
		page_free(page[i]);
	}
}

MG_TEST(mem_machphys, 0, "where the M2P is")
{
	struct xen_machphys_mapping map;

	CHECK_RC(hc_memory_op(XENMEM_machphys_mapping, &map), 0);
	CHECK(map.v_start == MACH2PHYS_VIRT_START, "start %lx", (unsigned long)map.v_start);
	CHECK(map.v_end > map.v_start && map.v_end <= MACH2PHYS_VIRT_END, "end %lx",
	      (unsigned long)map.v_end);
	CHECK(map.max_mfn >= 0x1f000 >> 1, "max %lx", (unsigned long)map.max_mfn);
	CHECK_RC(hc_memory_op(XENMEM_machphys_mapping, 16), -XEN_EFAULT);
}

MG_TEST(mem_machphys_list, 0, "the frames of the M2P, for mapping it read-only")
{
	xen_pfn_t frames[4] = { 0 };
	struct xen_machphys_mfn_list list = { .max_extents = 4 };

	set_xen_guest_handle(list.extent_start, frames);
	CHECK_RC(hc_memory_op(XENMEM_machphys_mfn_list, &list), 0);
	CHECK(list.nr_extents >= 1 && frames[0], "%u extents, first %lx", list.nr_extents,
	      (unsigned long)frames[0]);
	map_pte(VA, 0);
	CHECK_RC(mmu_update_dom(virt_to_maddr(pt_entry(mg_l4(), VA, 1)),
				mk_pte(frames[0], PTE_KERN_RO), DOMID_XEN), 0);
	CHECK(*(unsigned long *)(VA + 8 * 5) == MG_M2P[5], "it is not the M2P");
	CHECK(mmu_update_dom(virt_to_maddr(pt_entry(mg_l4(), VA, 1)),
			     mk_pte(frames[0], PTE_KERN), DOMID_XEN) < 0, "mapped writable");
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(mem_maps, 0, "the machine's memory map for dom0")
{
	static struct { u64 addr, size; u32 type; } __packed e820[64];
	struct xen_memory_map map = { .nr_entries = 64 };
	unsigned int i, nr_ram = 0;

	map.buffer = (void *)e820;
	CHECK_RC(hc_memory_op(XENMEM_machine_memory_map, &map), 0);
	CHECK(map.nr_entries > 2 && map.nr_entries <= 64, "%u entries", map.nr_entries);
	for (i = 0; i < map.nr_entries; i++)
		nr_ram += e820[i].type == 1;
	CHECK(nr_ram >= 1, "no RAM in it");
	map.nr_entries = 1;
	e820[1].type = 0x77;
	i = hc_memory_op(XENMEM_machine_memory_map, &map);
	CHECK(e820[1].type == 0x77, "wrote past the buffer");
	map.nr_entries = 64;
	CHECK_RC(hc_memory_op(XENMEM_memory_map, &map), -XEN_ENOSYS);
}

MG_TEST(mem_unknown, MG_HOSTILE, "unknown commands")
{
	CHECK_RC(hc_memory_op(8, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_memory_op(40, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_memory_op(63, NULL), -XEN_ENOSYS);
}
