// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a domain when memory runs out, at every point where it can: another domain
 * takes all free frames, then gives them back one at a time, and after each one a
 * domain is tried. Each try fails a little later than the one before, until one
 * succeeds. What a failed try had taken must come back.
 */
#include "mg_domain.h"
#include <xen/interface/memory.h>

#define NR_KEPT	200

static unsigned long kept[NR_KEPT];

static u64 free_frames(void)
{
	static struct xen_sysctl op;

	memset(&op, 0, sizeof(op));
	STAGE(mg_sysctl(&op, XEN_SYSCTL_physinfo) == 0);
	return op.u.physinfo.free_pages;
}

/* Everything; the last NR_KEPT frames one by one, their numbers in kept[]. */
static unsigned int take_all(struct mg_child *hog)
{
	static unsigned long frames[64];
	struct xen_memory_reservation r = { .extent_order = 6, .domid = hog->id };
	unsigned int nr = 0;
	struct xen_domctl op;

	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = ~0ULL;
	STAGE(mg_domctl(&op, XEN_DOMCTL_max_mem, hog->id) == 0);
	set_xen_guest_handle(r.extent_start, frames);
	while (free_frames() > NR_KEPT + 64 * 64) {
		r.nr_extents = 64;
		if (hc_memory_op(XENMEM_populate_physmap, &r) <= 0)
			break;
	}
	r.extent_order = 0;
	while (free_frames() > NR_KEPT) {
		u64 left = free_frames() - NR_KEPT;

		r.nr_extents = left < 64 ? left : 64;
		if (hc_memory_op(XENMEM_populate_physmap, &r) <= 0)
			break;
	}
	for (; nr < NR_KEPT; nr++) {
		kept[nr] = nr;
		if (mg_child_populate(hog->id, &kept[nr], 1) != 1)
			break;
	}
	return nr;
}

static void give_back(struct mg_child *hog, unsigned long *mfn)
{
	struct xen_memory_reservation r = { .nr_extents = 1, .domid = hog->id };

	set_xen_guest_handle(r.extent_start, mfn);
	STAGE(hc_memory_op(XENMEM_decrease_reservation, &r) == 1);
}

/* 0: made and destroyed; else the error */
static long try_domain(void)
{
	struct xen_domctl op;
	unsigned int id;
	long rc;

	memset(&op, 0, sizeof(op));
	op.u.createdomain.max_vcpus = 2;
	op.u.createdomain.max_evtchn_port = 1023;
	op.u.createdomain.max_grant_frames = -1;
	op.u.createdomain.max_maptrack_frames = -1;
	op.u.createdomain.grant_opts = 2;
	rc = mg_domctl(&op, XEN_DOMCTL_createdomain, 0);
	if (rc)
		return rc;
	id = op.domain;
	memset(&op, 0, sizeof(op));
	op.u.max_vcpus.max = 2;
	rc = mg_domctl(&op, XEN_DOMCTL_max_vcpus, id);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, id), 0);
	return rc;
}

MG_TEST(kill_no_memory, MG_HOSTILE, "a domain that is made while memory runs out, at each point")
{
	unsigned int nr, tries = 0, refused = 0;
	struct mg_child hog;
	u64 before, leaked = 0;

	mg_need_control();
	STAGE(try_domain() == 0);	/* what the first one costs for good is not counted */
	mg_child_create(&hog, 1);
	before = free_frames();
	nr = take_all(&hog);
	while (nr) {
		u64 at = free_frames();
		long rc = try_domain();

		tries++;
		CHECK(rc == 0 || rc == -XEN_ENOMEM, "try %u with %lu frames: %ld", tries,
		      (unsigned long)at, rc);
		if (free_frames() < at)
			leaked += at - free_frames();
		if (!rc)
			break;
		refused++;
		give_back(&hog, &kept[--nr]);
	}
	mg_note("%u refused, then made", refused);
	CHECK(refused >= 10, "memory was not short: %u refused", refused);
	CHECK(tries > refused, "never made");
	mg_child_destroy(&hog);
	/* the heap of small objects may have grown by a few pages, once */
	CHECK(leaked <= 4, "%lu frames leaked in %u tries", (unsigned long)leaked, tries);
	CHECK(free_frames() + 4 >= before, "%ld frames are missing",
	      (long)(before - free_frames()));
}
