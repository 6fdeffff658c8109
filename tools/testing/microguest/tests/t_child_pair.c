// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two children of one parent: what they may have to do with each other depends on the
 * hypervisor's policy. Without one (xsm=dummy) they share events and memory as they
 * please; with xsm=silo neither reaches the other, and both still reach dom0.
 */
#include "mg_domain.h"
#include "mg_grant.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>
#include <xen/interface/version.h>

#define TABLE_VA	(MG_SCRATCH + 0x73000000)
#define REF		9
#define MAGIC		0x32696c62UL

static void child_lends(struct mg_box *box)
{
	struct evtchn_alloc_unbound un = { .dom = DOMID_SELF };

	*(volatile unsigned long *)MG_CHILD_PAGE = MAGIC;
	while (!READ_ONCE(box->order))
		hc_sched_op(SCHEDOP_yield, NULL);
	un.remote_dom = box->order;
	box->result[0] = hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);
	un.remote_dom = 0;
	box->result[1] = hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);
	un.remote_dom = 0x7000;		/* nobody */
	box->result[2] = hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

/* order: the other one's number; port: a port of its that waits for us */
static void child_takes(struct mg_box *box)
{
	struct gnttab_map_grant_ref map = {
		.host_addr = MG_CHILD_PAGE, .flags = GNTMAP_host_map, .ref = REF,
	};
	struct gnttab_copy cp = { .len = 8, .flags = GNTCOPY_source_gref };
	struct evtchn_bind_interdomain in = { };
	volatile pte_t *l1 = (volatile pte_t *)MG_CHILD_L1;
	unsigned long own;

	while (!READ_ONCE(box->order))
		hc_sched_op(SCHEDOP_yield, NULL);
	own = (l1[pt_index(MG_CHILD_PAGE, 1)] & PTE_MFN_MASK) >> PAGE_SHIFT;
	in.remote_dom = box->order;
	in.remote_port = box->port;
	box->result[0] = hc_event_channel_op(EVTCHNOP_bind_interdomain, &in);
	cp.source.u.ref = REF;
	cp.source.domid = box->order;
	cp.dest.u.gmfn = own;
	cp.dest.domid = DOMID_SELF;
	box->result[1] = hc_grant_table_op(GNTTABOP_copy, &cp, 1);
	box->result[2] = cp.status;
	box->result[3] = *(volatile unsigned long *)MG_CHILD_PAGE;
	map.dom = box->order;
	hc_update_va_mapping(MG_CHILD_PAGE, 0, UVMF_INVLPG | UVMF_LOCAL);
	box->result[4] = hc_grant_table_op(GNTTABOP_map_grant_ref, &map, 1);
	box->result[5] = map.status;
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

static void lend_to(struct mg_child *from, struct mg_child *to)
{
	unsigned long frame = 0;
	struct xen_mem_acquire_resource r = {
		.domid = from->id, .type = XENMEM_resource_grant_table,
		.id = XENMEM_resource_grant_table_id_shared, .nr_frames = 1,
	};
	struct grant_entry_v1 *t = (struct grant_entry_v1 *)TABLE_VA;

	set_xen_guest_handle(r.frame_list, &frame);
	REQUIRE_RC(hc_memory_op(XENMEM_acquire_resource, &r), 0);
	REQUIRE_RC(mg_map_foreign(TABLE_VA, frame, from->id, PTE_KERN), 0);
	t[REF].domid = to->id;
	t[REF].frame = from->page_mfn;
	barrier();
	WRITE_ONCE(t[REF].flags, GTF_permit_access);
	CHECK_RC(unmap_pte(TABLE_VA), 0);
}

/* Allocated by us for @a: the policy looks at the two that are to talk, not at us. */
static long port_between(struct mg_child *a, struct mg_child *b, u32 *port)
{
	struct evtchn_alloc_unbound un = { .dom = a->id, .remote_dom = b->id };
	long rc = hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);

	*port = un.port;
	return rc;
}

MG_TEST(child_pair, MG_HOSTILE, "two domUs talk to each other, unless the policy is silo")
{
	char line[1024] = "";
	struct mg_child a, b;
	bool silo;
	u32 port;

	mg_need_control();
	hc_xen_version(XENVER_commandline, line);
	line[sizeof(line) - 1] = 0;
	silo = strstr(line, "xsm=silo");
	mg_child_run(&a, child_lends);
	mg_child_run(&b, child_takes);
	CHECK_RC(port_between(&a, &b, &port), silo ? -XEN_EPERM : 0);
	lend_to(&a, &b);
	b.box->port = port;
	WRITE_ONCE(a.box->order, b.id);
	WRITE_ONCE(b.box->order, a.id);
	REQUIRE(mg_child_wait(&a, 1, 3000) && mg_child_wait(&b, 1, 3000), "stuck");
	CHECK_RC(a.box->result[0], silo ? -XEN_EPERM : 0);
	CHECK_RC(a.box->result[1], 0);
	CHECK_RC(a.box->result[2], silo ? -XEN_EPERM : 0);
	if (silo)
		CHECK(b.box->result[0] < 0, "bound: %ld", b.box->result[0]);
	else
		CHECK_RC(b.box->result[0], 0);
	CHECK_RC(b.box->result[1], 0);
	CHECK_RC(b.box->result[2], silo ? GNTST_permission_denied : 0);
	CHECK((b.box->result[3] == MAGIC) != silo, "copied %lx", b.box->result[3]);
	CHECK_RC(b.box->result[4], 0);
	CHECK_RC(b.box->result[5], silo ? GNTST_permission_denied : 0);
	/* the lender goes first; the borrower's map keeps its frame for a while */
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, a.id), 0);
	mg_child_destroy(&b);
	mg_child_destroy(&a);
}
