// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trace buffers and performance counters, read the way xentrace and xenperf do, and
 * trace buffers whose reader lies about where it is.
 */
#include "mg.h"
#include <xen/interface/sysctl.h>
#include <xen/interface/xentrace.h>

#define VA_INFO		MG_SCRATCH
#define VA_RING(cpu)	(MG_SCRATCH + 0x10000 * (1 + (cpu)))
#define PAGES		2
#define RING_BYTES	(PAGES * PAGE_SIZE - sizeof(struct t_buf))
#define MAX_CPUS	2

static struct xen_sysctl op;
static u64 cpus = ~0UL;

static long sysctl(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	return HC_1(__HYPERVISOR_sysctl, &op);
}

static long tbuf(unsigned int cmd, u32 size)
{
	memset(&op, 0, sizeof(op));
	op.u.tbuf_op.cmd = cmd;
	op.u.tbuf_op.size = size;
	op.u.tbuf_op.evt_mask = TRC_ALL;
	op.u.tbuf_op.cpu_mask.bitmap = (void *)&cpus;
	op.u.tbuf_op.cpu_mask.nr_bits = 64;
	return sysctl(XEN_SYSCTL_tbuf_op);
}

static long map_xen(unsigned long va, unsigned long mfn, unsigned long flags)
{
	pte_t *slot;

	map_pte(va, mk_pte(virt_to_mfn(mg_si), PTE_KERN_RO));
	slot = pt_entry(mg_l4(), va, 1);
	return mmu_update_dom(virt_to_maddr(slot), mk_pte(mfn, flags), DOMID_XEN);
}

/* Does a record of @event with first word @word stand in the ring? */
static bool recorded(const struct t_buf *ring, u32 event, u32 word)
{
	const u32 *r = (const u32 *)(ring + 1), *end = (void *)r + ring->prod % RING_BYTES;
	unsigned int time;

	while (r < end) {
		time = TRC_HD_INCLUDES_CYCLE_COUNT(*r) ? 2 : 0;
		if (TRC_HD_TO_EVENT(*r) == event && r[1 + time] == word)
			return true;
		r += 1 + time + TRC_HD_EXTRA(*r);
	}
	return false;
}

static void be_busy(unsigned int rounds)
{
	while (rounds--) {
		hc_xen_version(0, NULL);
		mg_yield();
	}
}

/* Both rings become as they were at first. */
static void rings_empty(struct t_buf **ring)
{
	unsigned int cpu;

	for (cpu = 0; cpu < MAX_CPUS; cpu++)
		if (ring[cpu])
			ring[cpu]->cons = ring[cpu]->prod;
}

static void see_lies(struct t_buf **ring)
{
	static const u32 lies[] = { ~0U, 1, 2 * RING_BYTES, 0x80000000U };
	unsigned int i, cpu;
	u32 prod[MAX_CPUS] = { };

	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++) {
			prod[cpu] = ring[cpu]->prod;
			ring[cpu]->cons = lies[i];
		}
		CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), 0);
		be_busy(20);
		CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
		for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
			CHECK(ring[cpu]->prod == prod[cpu], "reader at %x: it goes on", lies[i]);
	}
	/* What the reader writes over prod is not believed. */
	rings_empty(ring);
	for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
		ring[cpu]->prod = ~0U;
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), 0);
	be_busy(20);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
	for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
		CHECK(ring[cpu]->prod == ~0U || ring[cpu]->prod < 2 * RING_BYTES, "%x",
		      ring[cpu]->prod);
}

static void see_rings(const struct t_info *info)
{
	struct t_buf *ring[MAX_CPUS] = { };
	unsigned int cpu, page;
	bool seen = false;

	for (cpu = 0; cpu < MAX_CPUS; cpu++) {
		const u32 *mfn = (const u32 *)info + info->mfn_offset[cpu];

		if (!info->mfn_offset[cpu] || !mfn[0])
			continue;
		for (page = 0; page < PAGES; page++)
			CHECK_RC(map_xen(VA_RING(cpu) + page * PAGE_SIZE, mfn[page], PTE_KERN), 0);
		ring[cpu] = (void *)VA_RING(cpu);
	}
	if (!CHECK(ring[0], "CPU 0 has no ring"))
		return;
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), 0);
	be_busy(4);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
	for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
		seen |= recorded(ring[cpu], TRC_PV_HYPERCALL_V2, __HYPERVISOR_xen_version);
	CHECK(seen, "no record of a hypercall");

	/* Nobody reads: it fills up, and stops. */
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), 0);
	be_busy(2000);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_disable, 0), 0);
	for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
		CHECK(ring[cpu]->prod <= RING_BYTES && ring[cpu]->cons == 0, "prod %x",
		      ring[cpu]->prod);
	rings_empty(ring);
	see_lies(ring);
	for (cpu = 0; cpu < MAX_CPUS && ring[cpu]; cpu++)
		for (page = 0; page < PAGES; page++)
			unmap_pte(VA_RING(cpu) + page * PAGE_SIZE);
}

MG_TEST(trace_buffers, MG_ALONE | MG_HOSTILE, "xentrace's buffers, and a reader that lies")
{
	const struct t_info *info = (void *)VA_INFO;
	unsigned long mfn;

	CHECK_RC(tbuf(99, 0), -XEN_EINVAL);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_enable, 0), -XEN_EINVAL);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_set_size, 0), -XEN_EINVAL);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_set_size, ~0U), -XEN_EINVAL);
	REQUIRE_RC(tbuf(XEN_SYSCTL_TBUFOP_set_size, PAGES), 0);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_set_size, PAGES + 1), -XEN_EINVAL);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_set_evt_mask, 0), 0);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_set_cpu_mask, 0), 0);
	CHECK_RC(tbuf(XEN_SYSCTL_TBUFOP_get_info, 0), 0);
	mfn = op.u.tbuf_op.buffer_mfn;
	CHECK(mfn && op.u.tbuf_op.size && op.u.tbuf_op.evt_mask == TRC_ALL, "%lx %x %x", mfn,
	      op.u.tbuf_op.size, op.u.tbuf_op.evt_mask);
	REQUIRE_RC(map_xen(VA_INFO, mfn, PTE_KERN_RO), 0);
	CHECK(info->tbuf_size == PAGES, "%u pages", info->tbuf_size);
	see_rings(info);
	unmap_pte(VA_INFO);
	/* The list of frames is the hypervisor's. Its own number finds nothing. */
	CHECK(pt_set(pt_entry(mg_l4(), VA_INFO, 1), mk_pte(mfn, PTE_KERN_RO)) < 0,
	      "mapped as one's own");
}

static struct xen_sysctl_perfc_desc desc[256];
static u32 val[4096];

MG_TEST(perf_counters, MG_HOSTILE, "performance counters: numbers, names, values")
{
	u32 nr_counters, nr_vals, before;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_query;
	rc = sysctl(XEN_SYSCTL_perfc_op);
	if (rc == -XEN_ENOSYS || rc == -XEN_EOPNOTSUPP)
		mg_skip("built without counters");
	CHECK_RC(rc, 0);
	nr_counters = op.u.perfc_op.nr_counters;
	nr_vals = op.u.perfc_op.nr_vals;
	REQUIRE(nr_counters > 2 && nr_counters <= ARRAY_SIZE(desc) &&
		nr_vals >= nr_counters && nr_vals <= ARRAY_SIZE(val), "%u counters, %u values",
		nr_counters, nr_vals);
	op.u.perfc_op.desc = desc;
	op.u.perfc_op.val = val;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), 0);
	CHECK(!strcmp(desc[0].name, "hypercalls") && desc[0].nr_vals == 64, "%s %u",
	      desc[0].name, desc[0].nr_vals);
	before = val[__HYPERVISOR_xen_version];
	be_busy(10);
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), 0);
	CHECK(val[__HYPERVISOR_xen_version] - before >= 10, "%u, then %u", before,
	      val[__HYPERVISOR_xen_version]);

	op.u.perfc_op.val = (void *)MG_HYP_VA;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), -XEN_EFAULT);
	op.u.perfc_op.val = val;
	op.u.perfc_op.desc = (void *)MG_HYP_VA;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), -XEN_EFAULT);
	op.u.perfc_op.cmd = 77;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), -XEN_EINVAL);
	op.u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_reset;
	op.u.perfc_op.desc = desc;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), 0);
	op.u.perfc_op.cmd = XEN_SYSCTL_PERFCOP_query;
	CHECK_RC(sysctl(XEN_SYSCTL_perfc_op), 0);
	CHECK(val[__HYPERVISOR_xen_version] < before + 10, "not cleared");
}
