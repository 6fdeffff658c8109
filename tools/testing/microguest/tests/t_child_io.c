// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events and grants between two domains, in both directions, and what becomes of them
 * when one of the two ends.
 *
 * The parent reaches the child's grant table as a toolstack does: it asks for its
 * frames (acquire_resource) and maps them.
 */
#include "mg_domain.h"
#include "mg_grant.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>

#define TABLE_VA	(MG_SCRATCH + 0x72000000)
#define LENT_VA		(MG_SCRATCH + 0x72001000)
#define REF		9
#define MAGIC		0x676e6174UL

/* Sends an event for each order; ends when told. */
static void child_echoes(struct mg_box *box)
{
	u32 seen = 0;

	WRITE_ONCE(box->state, 1);
	for (;;) {
		struct evtchn_send op;

		while (READ_ONCE(box->order) == seen)
			hc_sched_op(SCHEDOP_yield, NULL);
		seen = READ_ONCE(box->order);
		op.port = READ_ONCE(box->port);
		box->result[0] = hc_event_channel_op(EVTCHNOP_send, &op);
		WRITE_ONCE(box->state, seen + 1);
	}
}

static void connect(struct mg_child *c, unsigned int *port)
{
	struct evtchn_alloc_unbound un = { .dom = c->id, .remote_dom = DOMID_SELF };
	struct evtchn_bind_interdomain in = { .remote_dom = c->id };

	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un), 0);
	in.remote_port = un.port;
	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), 0);
	*port = in.local_port;
	evtchn_clear(*port);
	WRITE_ONCE(c->box->port, un.port);
}

static bool pending_in_child(struct mg_child *c, unsigned int port)
{
	return READ_ONCE(c->shared->evtchn_pending[port / 64]) >> (port % 64) & 1;
}

MG_TEST(child_events, 0, "events from and to the child; closed by its death")
{
	struct evtchn_status st;
	unsigned int port, at;
	struct mg_child c;

	mg_need_control();
	mg_child_create(&c, 1);
	mg_child_build(&c, child_echoes);
	connect(&c, &port);
	mg_child_start(&c);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	for (at = 1; at <= 100; at++) {
		evtchn_clear(port);
		WRITE_ONCE(c.box->order, at);
		REQUIRE(evtchn_wait(port, 3000000000ULL), "event %u does not arrive", at);
		REQUIRE(mg_child_wait(&c, at + 1, 3000), "the child is stuck");
		CHECK(c.box->result[0] == 0, "send: %ld", c.box->result[0]);
	}
	CHECK_RC(evtchn_send(port), 0);
	CHECK(pending_in_child(&c, c.box->port), "nothing arrived at the child");
	memset(&st, 0, sizeof(st));
	st.dom = c.id;
	st.port = c.box->port;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_status, &st), 0);
	CHECK(st.status == EVTCHNSTAT_interdomain && st.u.interdomain.port == port, "status %u",
	      st.status);
	mg_child_destroy(&c);
	st.dom = DOMID_SELF;
	st.port = port;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_status, &st), 0);
	CHECK(st.status == EVTCHNSTAT_unbound, "status %u after the end", st.status);
	CHECK_RC(evtchn_close(port), 0);
}

/* The child's first grant frame, mapped at TABLE_VA. */
static struct grant_entry_v1 *child_table(struct mg_child *c)
{
	unsigned long frame = 0;
	struct xen_mem_acquire_resource r = {
		.domid = c->id, .type = XENMEM_resource_grant_table,
		.id = XENMEM_resource_grant_table_id_shared, .nr_frames = 1,
	};

	set_xen_guest_handle(r.frame_list, &frame);
	REQUIRE_RC(hc_memory_op(XENMEM_acquire_resource, &r), 0);
	REQUIRE_RC(mg_map_foreign(TABLE_VA, frame, c->id, PTE_KERN), 0);
	return (struct grant_entry_v1 *)TABLE_VA;
}

static int map_child_grant(struct mg_child *c, unsigned int flags, unsigned int *handle)
{
	struct gnttab_map_grant_ref op = {
		.host_addr = LENT_VA, .flags = flags, .ref = REF, .dom = c->id,
	};

	if (!pt_entry(mg_l4(), LENT_VA, 1))
		map_pte(LENT_VA, 0);
	STAGE(hc_grant_table_op(GNTTABOP_map_grant_ref, &op, 1) == 0);
	*handle = op.handle;
	return op.status;
}

static void lend(struct mg_child *c, struct grant_entry_v1 *t, unsigned int flags)
{
	t[REF].domid = 0;
	t[REF].frame = c->page_mfn;
	barrier();
	WRITE_ONCE(t[REF].flags, GTF_permit_access | flags);
}

static void child_waits(struct mg_box *box)
{
	*(volatile unsigned long *)MG_CHILD_PAGE = MAGIC;
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

MG_TEST(child_grant, MG_HOSTILE, "a page lent by the child: mapped, copied, given back")
{
	struct grant_entry_v1 *t;
	struct gnttab_copy cp = { .len = 8, .flags = GNTCOPY_source_gref };
	unsigned long *page = page_alloc();
	unsigned int handle;
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_waits);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	t = child_table(&c);
	CHECK(map_child_grant(&c, GNTMAP_host_map, &handle) < 0, "mapped without a grant");
	lend(&c, t, GTF_readonly);
	CHECK(map_child_grant(&c, GNTMAP_host_map, &handle) < 0, "writable, though lent to read");
	CHECK_RC(map_child_grant(&c, GNTMAP_host_map | GNTMAP_readonly, &handle), 0);
	CHECK(*(volatile unsigned long *)LENT_VA == MAGIC, "contents");
	CHECK(t[REF].flags & GTF_reading, "not marked in use");
	CHECK_RC(grant_unmap(LENT_VA, handle), 0);
	CHECK(!(t[REF].flags & (GTF_reading | GTF_writing)), "still in use: %x", t[REF].flags);

	cp.source.u.ref = REF;
	cp.source.domid = c.id;
	cp.dest.u.gmfn = virt_to_mfn(page);
	cp.dest.domid = DOMID_SELF;
	CHECK_RC(grant_copy(&cp), 0);
	CHECK(*page == MAGIC, "copied %lx", *page);
	CHECK_RC(unmap_pte(TABLE_VA), 0);
	mg_child_destroy(&c);
	CHECK(map_child_grant(&c, GNTMAP_host_map, &handle) < 0, "mapped from nobody");
	page_free(page);
}

MG_TEST(child_grant_dies, MG_HOSTILE, "the lender dies while its page is mapped")
{
	struct xen_domctl_getdomaininfo info;
	struct grant_entry_v1 *t;
	unsigned int handle;
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_waits);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	t = child_table(&c);
	lend(&c, t, 0);
	REQUIRE_RC(map_child_grant(&c, GNTMAP_host_map, &handle), 0);
	CHECK_RC(unmap_pte(TABLE_VA), 0);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, c.id), 0);
	CHECK(mg_child_info(c.id, &info), "gone while its page is mapped");
	CHECK(*(volatile unsigned long *)LENT_VA == MAGIC, "contents after its death");
	*(volatile unsigned long *)LENT_VA = 1;
	CHECK_RC(grant_unmap(LENT_VA, handle), 0);
	mg_child_destroy(&c);
}

/* Maps what the parent lends, and holds on to it. */
static void child_borrows(struct mg_box *box)
{
	struct gnttab_map_grant_ref op = {
		.host_addr = MG_CHILD_PAGE, .flags = GNTMAP_host_map, .ref = REF, .dom = 0,
	};

	/* the page makes room for what is borrowed */
	hc_update_va_mapping(MG_CHILD_PAGE, 0, UVMF_INVLPG | UVMF_LOCAL);
	box->result[0] = hc_grant_table_op(GNTTABOP_map_grant_ref, &op, 1);
	box->result[1] = op.status;
	box->result[2] = *(volatile unsigned long *)MG_CHILD_PAGE;
	*(volatile unsigned long *)MG_CHILD_PAGE = MAGIC + 1;
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

MG_TEST(child_borrower_dies, MG_HOSTILE, "the borrower dies with a page of ours mapped")
{
	unsigned long *page = page_alloc();
	struct mg_child c;

	mg_need_control();
	grant_setup(1);
	*page = MAGIC;
	mg_child_create(&c, 1);
	mg_child_build(&c, child_borrows);
	grant_access(REF, c.id, virt_to_mfn(page), 0);
	mg_child_start(&c);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	CHECK(!c.box->result[0] && !c.box->result[1], "map: %ld %ld", c.box->result[0],
	      c.box->result[1]);
	CHECK(c.box->result[2] == MAGIC && *page == MAGIC + 1, "contents");
	CHECK(grant_v1[REF].flags & GTF_writing, "not in use");
	mg_child_destroy(&c);
	CHECK(!(grant_v1[REF].flags & (GTF_reading | GTF_writing)), "in use by a dead domain: %x",
	      grant_v1[REF].flags);
	grant_v1[REF].flags = 0;
	CHECK(page_is_alive(page), "our page");
	page_free(page);
}
