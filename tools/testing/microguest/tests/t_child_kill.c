// SPDX-License-Identifier: GPL-2.0-only
/*
 * Destruction at a bad moment: the child is busy with tables, events, grants or
 * memory when it is told to die, again and again, on another CPU than the one that
 * kills it. Afterwards every frame is back, which the audit and the machine's count of
 * free frames tell.
 */
#include "mg_domain.h"
#include "mg_grant.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>

#define ROUNDS		12

static u64 free_frames(void)
{
	static struct xen_sysctl op;

	memset(&op, 0, sizeof(op));
	STAGE(mg_sysctl(&op, XEN_SYSCTL_physinfo) == 0);
	return op.u.physinfo.free_pages;
}

/* Its page: a table, pinned and unpinned for ever. */
static void busy_with_tables(struct mg_box *box)
{
	volatile pte_t *l1 = (volatile pte_t *)MG_CHILD_L1;
	unsigned long mfn = (l1[4] & PTE_MFN_MASK) >> PAGE_SHIFT;

	for (;;) {
		hc_update_va_mapping(MG_CHILD_PAGE, mk_pte(mfn, PTE_KERN_RO), UVMF_INVLPG);
		box->result[0] |= mmuext(MMUEXT_PIN_L1_TABLE, mfn);
		WRITE_ONCE(box->state, box->state + 1);
		mmuext(MMUEXT_UNPIN_TABLE, mfn);
		hc_update_va_mapping(MG_CHILD_PAGE, mk_pte(mfn, PTE_KERN), UVMF_INVLPG);
	}
}

static void busy_with_events(struct mg_box *box)
{
	for (unsigned int nr = 0;; nr++) {
		struct evtchn_alloc_unbound un = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
		struct evtchn_bind_interdomain in = { .remote_dom = DOMID_SELF };

		hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);
		in.remote_port = un.port;
		hc_event_channel_op(EVTCHNOP_bind_interdomain, &in);
		box->result[0] |= evtchn_send(in.local_port);
		WRITE_ONCE(box->state, box->state + 1);
		/* now and then one is left open, as long as there are others */
		if (nr & 15 || nr > 8000)
			evtchn_close(in.local_port);
		evtchn_close(un.port);
	}
}

/* order: nothing; what the parent lends is mapped and unmapped. */
static void busy_with_grants(struct mg_box *box)
{
	struct gnttab_map_grant_ref map = { .host_addr = MG_CHILD_PAGE, .ref = 9 };
	struct gnttab_unmap_grant_ref unmap = { .host_addr = MG_CHILD_PAGE };

	map.flags = GNTMAP_host_map;
	hc_update_va_mapping(MG_CHILD_PAGE, 0, UVMF_INVLPG);
	for (;;) {
		hc_grant_table_op(GNTTABOP_map_grant_ref, &map, 1);
		box->result[0] |= map.status;
		if (!map.status)
			*(volatile unsigned long *)MG_CHILD_PAGE = box->state;
		WRITE_ONCE(box->state, box->state + 1);
		unmap.handle = map.handle;
		hc_grant_table_op(GNTTABOP_unmap_grant_ref, &unmap, 1);
	}
}

static void busy_with_memory(struct mg_box *box)
{
	unsigned long frame[4];
	struct xen_memory_reservation r = { .nr_extents = 4, .domid = DOMID_SELF };

	set_xen_guest_handle(r.extent_start, frame);
	for (;;) {
		for (unsigned int i = 0; i < 4; i++)
			frame[i] = 1000 + i;
		if (!box->state)
			box->result[0] = hc_memory_op(XENMEM_populate_physmap, &r) - 4;
		else
			hc_memory_op(XENMEM_populate_physmap, &r);
		WRITE_ONCE(box->state, box->state + 1);
		if (box->state & 3)
			hc_memory_op(XENMEM_decrease_reservation, &r);
	}
}

static void kill_rounds(mg_child_fn fn)
{
	void *page = page_alloc();
	u64 before, after;
	struct mg_child c;

	mg_need_control();
	grant_setup(1);
	/* what the first child costs for good is not counted */
	mg_child_run(&c, fn);
	mg_child_destroy(&c);
	before = free_frames();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		mg_child_create(&c, 1);
		mg_child_build(&c, fn);
		grant_access(9, c.id, virt_to_mfn(page), 0);
		mg_child_start(&c);
		REQUIRE(mg_child_wait(&c, i, 3000), "the child is stuck");
		mg_delay_ns(rdtsc() % 1000000);
		CHECK(!c.box->result[0], "the child's work fails: %ld", c.box->result[0]);
		mg_child_destroy(&c);
	}
	after = free_frames();
	CHECK(before == after, "%ld frames are missing", (long)(before - after));
	CHECK(!(grant_v1[9].flags & (GTF_reading | GTF_writing)), "lent to the dead");
	grant_v1[9].flags = 0;
	CHECK(page_is_alive(page), "the page that was lent");
	page_free(page);
}

MG_TEST(kill_tables, MG_HOSTILE, "killed while it makes and unmakes tables")
{
	kill_rounds(busy_with_tables);
}

MG_TEST(kill_events, MG_HOSTILE, "killed while it opens and closes event channels")
{
	kill_rounds(busy_with_events);
}

MG_TEST(kill_grants, MG_HOSTILE, "killed while it maps and unmaps what it was lent")
{
	kill_rounds(busy_with_grants);
}

MG_TEST(kill_memory, MG_HOSTILE, "killed while it takes and gives memory")
{
	kill_rounds(busy_with_memory);
}

MG_TEST(kill_wide, MG_HOSTILE, "a domain of 128 vCPUs comes and goes")
{
	struct xen_domctl_getdomaininfo info;
	struct mg_child c;
	u64 before;

	mg_need_control();
	before = free_frames();
	mg_child_create(&c, 128);
	REQUIRE(mg_child_info(c.id, &info), "no d%u", c.id);
	CHECK(info.max_vcpu_id == 127, "highest vCPU %u", info.max_vcpu_id);
	mg_child_destroy(&c);
	CHECK(free_frames() <= before + 1 && free_frames() + 8 >= before, "%ld frames differ",
	      (long)(before - free_frames()));
}

MG_TEST(kill_big, MG_HOSTILE, "a domain of all free memory comes and goes, in pieces")
{
	static unsigned long frames[512];
	struct xen_memory_reservation r = { .extent_order = 9 };
	struct xen_domctl op;
	struct mg_child c;
	u64 before, nr;
	long done = 0, some;

	mg_need_control();
	before = free_frames();
	mg_child_create(&c, 1);
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = ~0ULL;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_max_mem, c.id), 0);
	nr = free_frames() / 512;
	set_xen_guest_handle(r.extent_start, frames);
	r.domid = c.id;
	for (; nr; nr -= r.nr_extents) {
		r.nr_extents = nr < 512 ? nr : 512;
		for (unsigned int i = 0; i < 512; i++)
			frames[i] = (done + i) * 512;
		some = hc_memory_op(XENMEM_populate_physmap, &r);
		REQUIRE(some >= 0, "%ld", some);
		done += some;
		if (some < r.nr_extents)
			break;
	}
	/* there is an end of it: more than is there is not given */
	r.nr_extents = 512;
	CHECK(hc_memory_op(XENMEM_populate_physmap, &r) < 512, "more than the machine has");
	mg_note("%ld MiB", done * 2);
	mg_child_destroy(&c);
	CHECK(free_frames() == before, "%ld frames are missing", (long)(before - free_frames()));
}

static u32 rival_id, rival_stop, rival_calls;

/* On our second vCPU: whatever can be done to a domain that may be gone any time. */
static void rival(void *arg)
{
	static struct xen_domctl_getdomaininfo list[8];
	struct xen_sysctl s;
	struct xen_domctl d;

	while (!READ_ONCE(rival_stop)) {
		unsigned int id = READ_ONCE(rival_id);

		memset(&s, 0, sizeof(s));
		s.u.getdomaininfolist.max_domains = ARRAY_SIZE(list);
		set_xen_guest_handle(s.u.getdomaininfolist.buffer, list);
		CHECK_RC(mg_sysctl(&s, XEN_SYSCTL_getdomaininfolist), 0);
		if (id) {
			mg_domctl_plain(XEN_DOMCTL_pausedomain, id);
			memset(&d, 0, sizeof(d));
			mg_domctl(&d, XEN_DOMCTL_getvcpuinfo, id);
			memset(&d, 0, sizeof(d));
			d.u.max_mem.max_memkb = 512;
			mg_domctl(&d, XEN_DOMCTL_max_mem, id);
			mg_domctl_plain(XEN_DOMCTL_unpausedomain, id);
			if (rival_calls & 1)
				mg_domctl_plain(XEN_DOMCTL_destroydomain, id);
		}
		WRITE_ONCE(rival_calls, rival_calls + 1);
	}
}

MG_TEST(kill_rivals, MG_HOSTILE | MG_SMP, "two vCPUs of dom0 control the same domains at once")
{
	u64 before = 0;
	struct mg_child c;

	mg_need_control();
	mg_smp_need(1);
	rival_stop = 0;
	rival_calls = 0;
	rival_id = 0;
	mg_smp_start_call(1, rival, NULL);
	/* each step waits for the other vCPU: on a busy host that takes its time */
	for (unsigned int i = 0; i < ROUNDS; i++) {
		u32 at;

		if (i == ROUNDS / 2)
			before = free_frames();
		mg_child_create(&c, 1);
		if (i % 6 == 3)
			mg_child_build(&c, busy_with_events);
		WRITE_ONCE(rival_id, c.id);
		at = READ_ONCE(rival_calls);
		while (READ_ONCE(rival_calls) - at < 2)
			mg_yield();
		WRITE_ONCE(rival_id, 0);
		mg_child_destroy(&c);
	}
	WRITE_ONCE(rival_stop, 1);
	mg_smp_wait(1);
	CHECK(free_frames() == before, "%ld frames are missing", (long)(before - free_frames()));
}
