// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's life, seen by the one who makes it: a child is built by domctl, runs a
 * function of this image, is paused, shut down, resumed, crashed, destroyed at any
 * moment; and what the child, without any privilege, may not do.
 */
#include "mg_domain.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/memory.h>
#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>

static void child_hello(struct mg_box *box)
{
	box->result[0] = hc_xen_version(0, NULL);
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

static void child_counts(struct mg_box *box)
{
	for (;;)
		WRITE_ONCE(box->state, box->state + 1);
}

static void child_shuts_down(struct mg_box *box)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_suspend };

	WRITE_ONCE(box->state, 1);
	box->result[0] = hc_sched_op(SCHEDOP_shutdown, &op);
	WRITE_ONCE(box->state, 2);
	op.reason = SHUTDOWN_reboot;
	hc_sched_op(SCHEDOP_shutdown, &op);
	WRITE_ONCE(box->state, 3);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

static void child_faults(struct mg_box *box)
{
	WRITE_ONCE(box->state, 1);
	asm volatile("movl $1, 8");	/* nobody handles that */
}

MG_TEST(child_runs, MG_HOSTILE, "a second domain is built, runs, and goes")
{
	struct xen_domctl_getdomaininfo info;
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_hello);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	CHECK(c.box->result[0] == (4L << 16 | 17), "version %lx", c.box->result[0]);
	REQUIRE(mg_child_info(c.id, &info), "no d%u", c.id);
	CHECK(info.tot_pages == c.nr_frames, "%lu frames, not %u", (unsigned long)info.tot_pages,
	      c.nr_frames);
	CHECK(info.nr_online_vcpus == 1 && info.max_vcpu_id == 0, "%u vCPUs",
	      info.nr_online_vcpus);
	CHECK(!(info.flags & (XEN_DOMINF_paused | XEN_DOMINF_shutdown | XEN_DOMINF_dying)),
	      "flags %x", info.flags);
	mg_child_destroy(&c);
}

MG_TEST(child_pause, 0, "paused is paused: nothing moves until the last unpause")
{
	struct mg_child c;
	u32 at;

	mg_need_control();
	mg_child_run(&c, child_counts);
	REQUIRE(mg_child_wait(&c, 1000, 3000), "the child does not run");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_pausedomain, c.id), 0);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_pausedomain, c.id), 0);
	at = READ_ONCE(c.box->state);
	CHECK(!mg_child_wait(&c, at + 1, 50), "runs while paused");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_unpausedomain, c.id), 0);
	CHECK(!mg_child_wait(&c, at + 1, 50), "runs while paused once");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_unpausedomain, c.id), 0);
	CHECK(mg_child_wait(&c, at + 1000, 3000), "does not go on");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_unpausedomain, c.id), -XEN_EINVAL);
	mg_child_destroy(&c);
}

/* Wait until the flags of d@dom have all of @want. */
static u32 wait_flags(unsigned int dom, u32 want)
{
	struct xen_domctl_getdomaininfo info = { };
	u64 end = mg_now_ns() + 3000000000ULL;

	do {
		if (mg_child_info(dom, &info) && (info.flags & want) == want)
			break;
		mg_yield();
	} while (mg_now_ns() < end);
	return info.flags;
}

static unsigned int reason(u32 flags)
{
	return flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;
}

MG_TEST(child_shutdown, 0, "shutdown tells its reason and dom0; resume undoes a suspend")
{
	unsigned int port;
	struct mg_child c;
	u32 flags;

	mg_need_control();
	port = evtchn_new_virq(VIRQ_DOM_EXC, 0);
	mg_child_run(&c, child_shuts_down);
	flags = wait_flags(c.id, XEN_DOMINF_shutdown);
	CHECK(flags & XEN_DOMINF_shutdown && reason(flags) == SHUTDOWN_suspend, "%x", flags);
	CHECK(evtchn_wait(port, 1000000000), "no VIRQ_DOM_EXC at shutdown");
	evtchn_clear(port);
	CHECK(c.box->state == 1, "went on after the shutdown");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_resumedomain, c.id), 0);
	REQUIRE(mg_child_wait(&c, 2, 3000), "does not resume");
	CHECK(c.box->result[0] == 0, "resumed with %ld", c.box->result[0]);
	flags = wait_flags(c.id, XEN_DOMINF_shutdown);
	CHECK(flags & XEN_DOMINF_shutdown && reason(flags) == SHUTDOWN_reboot, "%x", flags);
	evtchn_clear(port);
	mg_child_destroy(&c);
	CHECK(evtchn_wait(port, 1000000000), "no VIRQ_DOM_EXC at death");
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(child_remote_shutdown, MG_HOSTILE, "others can be shut down, oneself not that way")
{
	struct sched_remote_shutdown op = { .domain_id = 0, .reason = SHUTDOWN_poweroff };
	struct mg_child c;
	u32 flags, at;

	mg_need_control();
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &op), -XEN_EPERM);
	op.domain_id = DOMID_SELF;
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &op), -XEN_EPERM);
	op.domain_id = 0x7000;
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &op), -XEN_ESRCH);
	mg_child_run(&c, child_counts);
	REQUIRE(mg_child_wait(&c, 1000, 3000), "the child does not run");
	op.domain_id = c.id;
	op.reason = SHUTDOWN_watchdog;
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &op), 0);
	flags = wait_flags(c.id, XEN_DOMINF_shutdown);
	CHECK(reason(flags) == SHUTDOWN_watchdog, "%x", flags);
	mg_delay_ns(20000000);
	at = READ_ONCE(c.box->state);
	CHECK(!mg_child_wait(&c, at + 1, 30), "runs on");
	op.reason = SHUTDOWN_poweroff;
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &op), 0);
	flags = wait_flags(c.id, XEN_DOMINF_shutdown);
	CHECK(reason(flags) == SHUTDOWN_watchdog, "another reason: %x", flags);
	mg_child_destroy(&c);
}

MG_TEST(child_crash, 0, "a fault that nobody handles ends the child, not the parent")
{
	struct mg_child c;
	u32 flags;

	mg_need_control();
	mg_child_run(&c, child_faults);
	flags = wait_flags(c.id, XEN_DOMINF_shutdown);
	CHECK(flags & XEN_DOMINF_shutdown && reason(flags) == SHUTDOWN_crash, "%x", flags);
	CHECK(c.box->state == 1, "did not come so far");
	mg_child_destroy(&c);
}

MG_TEST(child_half_built, 0, "destroyed at each step of being built")
{
	struct mg_child c;
	unsigned long frames[4] = { 0, 1, 2, 3 };

	mg_need_control();
	mg_child_create(&c, 2);
	mg_child_destroy(&c);
	mg_child_create(&c, 2);
	CHECK_RC(mg_child_populate(c.id, frames, 4), 4);
	mg_child_destroy(&c);
	mg_child_create(&c, 1);
	mg_child_build(&c, child_hello);
	mg_child_destroy(&c);
	for (unsigned int i = 0; i < 10; i++) {
		mg_child_run(&c, child_counts);
		mg_delay_ns(i * 300000);
		mg_child_destroy(&c);
	}
}

MG_TEST(child_zombie, MG_HOSTILE, "a frame that the parent still maps keeps the dead one's number")
{
	struct xen_domctl_getdomaininfo info;
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_hello);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, c.id), 0);
	REQUIRE(mg_child_info(c.id, &info), "gone, but mapped");
	CHECK(info.flags & XEN_DOMINF_dying && info.tot_pages >= 1, "flags %x, %lu frames",
	      info.flags, (unsigned long)info.tot_pages);
	CHECK(c.box->result[0] == (4L << 16 | 17), "its memory changed");
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, c.id), 0);
	CHECK(mg_domctl_plain(XEN_DOMCTL_max_vcpus, c.id) < 0, "a dead one gets vCPUs");
	mg_child_destroy(&c);
}

MG_TEST(child_max_mem, MG_HOSTILE, "memory: no more than the limit, by nobody")
{
	static unsigned long frames[300];
	struct xen_memory_reservation r = { .nr_extents = 1000 };
	struct xen_domctl op;
	struct mg_child c;

	mg_need_control();
	mg_child_create(&c, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(frames); i++)
		frames[i] = i;
	CHECK_RC(mg_child_populate(c.id, frames, 300), 128);
	memset(&op, 0, sizeof(op));
	op.u.max_mem.max_memkb = 16;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_max_mem, c.id), 0);
	CHECK_RC(mg_child_populate(c.id, frames + 200, 1), 0);
	op.u.max_mem.max_memkb = 1024 * 1024 * 1024;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_max_mem, c.id), 0);
	r.domid = c.id;
	CHECK_RC(hc_memory_op(XENMEM_claim_pages, &r), 0);
	CHECK_RC(hc_memory_op(XENMEM_claim_pages, &r), -XEN_EINVAL);	/* one at a time */
	r.nr_extents = 0;
	CHECK_RC(hc_memory_op(XENMEM_claim_pages, &r), 0);
	r.nr_extents = 1UL << 27;	/* more than any machine here has */
	CHECK_RC(hc_memory_op(XENMEM_claim_pages, &r), -XEN_ENOMEM);
	mg_child_destroy(&c);
}

static void child_asks_runstate(struct mg_box *box)
{
	struct vcpu_runstate_info rs;

	box->result[0] = hc_vcpu_op(VCPUOP_get_runstate_info, 0, &rs);
	box->result[1] = rs.state_entry_time;
	box->result[2] = rs.time[RUNSTATE_running];
	WRITE_ONCE(box->state, 1);
	for (;;)
		WRITE_ONCE(box->state, box->state + 1);
}

/* Nanoseconds of the day, by the wall clock in @si and the system time of its vCPU 0 */
static s64 wall_ns(const struct shared_info *si)
{
	return si->wc.sec * 1000000000LL + si->wc.nsec + mg_clock_ns(&si->vcpu_info[0].time);
}

MG_TEST(child_clock, 0, "a domain's clock begins where its builder says; wall time is one")
{
	struct xen_domctl op;
	struct mg_child c;
	s64 ahead;
	u64 now;

	mg_need_control();
	for (unsigned int i = 0; i < 3; i++) {
		u64 start = i == 2 ? 3600000000000ULL : 0;

		mg_child_create(&c, 1);
		memset(&op, 0, sizeof(op));
		op.u.tsc_info.elapsed_nsec = start;
		if (i)
			REQUIRE_RC(mg_domctl(&op, XEN_DOMCTL_settscinfo, c.id), 0);
		mg_child_build(&c, child_asks_runstate);
		mg_child_start(&c);
		REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
		now = mg_clock_ns(&c.shared->vcpu_info[0].time);
		if (i)
			CHECK(now > start && now < start + 60000000000ULL, "%lu from %lu",
			      (unsigned long)now, (unsigned long)start);
		ahead = wall_ns(c.shared) - wall_ns(mg_shared);
		CHECK(ahead > -1000000 && ahead < 1000000, "%ld ns ahead of us", (long)ahead);
		CHECK(!c.box->result[0], "runstate: %ld", c.box->result[0]);
		CHECK((u64)c.box->result[1] <= now && (u64)c.box->result[1] >= start,
		      "runs since %ld, clock %lu", c.box->result[1], (unsigned long)now);
		mg_child_destroy(&c);
	}
}

MG_TEST(child_virq, MG_HOSTILE, "a VIRQ that was handed to the child comes back with its death")
{
	struct xen_domctl_getdomaininfo info;
	struct xen_domctl op;
	unsigned int port;
	struct mg_child c;

	mg_need_control();
	port = evtchn_new_virq(VIRQ_DOM_EXC, 0);
	mg_child_run(&c, child_hello);
	REQUIRE(mg_child_wait(&c, 1, 3000), "the child does not run");
	memset(&op, 0, sizeof(op));
	op.u.set_virq_handler.virq = VIRQ_TIMER;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_set_virq_handler, c.id), -XEN_EINVAL);
	op.u.set_virq_handler.virq = 24;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_set_virq_handler, c.id), -XEN_EINVAL);
	op.u.set_virq_handler.virq = VIRQ_DOM_EXC;
	CHECK_RC(mg_domctl(&op, XEN_DOMCTL_set_virq_handler, c.id), 0);
	CHECK_RC(mg_domctl_plain(XEN_DOMCTL_destroydomain, c.id), 0);
	if (mg_child_info(c.id, &info))		/* its box is still mapped */
		CHECK_RC(mg_domctl(&op, XEN_DOMCTL_set_virq_handler, c.id), -XEN_EINVAL);
	mg_child_destroy(&c);
	CHECK(evtchn_wait(port, 1000000000), "VIRQ_DOM_EXC did not come back");
	CHECK_RC(evtchn_close(port), 0);
}

/* ------------------------------------------------------------------ no privilege */

/* Every control call once; result[i]: the first value that was not -EPERM. */
static void child_tries_control(struct mg_box *box)
{
	struct xen_domctl d;
	struct xen_sysctl s;
	struct xen_platform_op p;

	for (unsigned int i = 0; i < ARRAY_SIZE(box->result); i++)
		box->result[i] = -XEN_EPERM;
	memset(&d, 0, sizeof(d));
	memset(&s, 0, sizeof(s));
	memset(&p, 0, sizeof(p));
	for (unsigned int cmd = 0; cmd <= 87; cmd++) {
		long rc = mg_domctl(&d, cmd, cmd & 1 ? 0 : DOMID_SELF);

		if (rc != -XEN_EPERM)
			box->result[0] = rc;
	}
	for (unsigned int cmd = 0; cmd <= 30; cmd++) {
		long rc = mg_sysctl(&s, cmd);

		if (rc != -XEN_EPERM)
			box->result[1] = rc;
	}
	p.interface_version = XENPF_INTERFACE_VERSION;
	for (p.cmd = 0; p.cmd <= 64; p.cmd++) {
		long rc = hc_platform_op(&p);

		if (rc != -XEN_EPERM)
			box->result[2] = rc;
	}
	d.interface_version = 1;
	box->result[3] = HC_1(__HYPERVISOR_domctl, &d);
	box->result[4] = HC_1(__HYPERVISOR_domctl, MG_HYP_VA);
	box->result[5] = HC_1(__HYPERVISOR_sysctl, MG_HYP_VA);
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

MG_TEST(child_no_control, MG_HOSTILE, "a domU gets -EPERM from every control call")
{
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_tries_control);
	REQUIRE(mg_child_wait(&c, 1, 5000), "the child does not finish");
	for (unsigned int i = 0; i < 6; i++)
		CHECK(c.box->result[i] == -XEN_EPERM, "call %u: %ld", i, c.box->result[i]);
	mg_child_destroy(&c);
}

/* Memory and events of dom0, named in every way there is */
static void child_tries_dom0(struct mg_box *box)
{
	unsigned long frame = 0;
	struct xen_memory_reservation r = { .nr_extents = 1, .domid = 0 };
	struct evtchn_alloc_unbound un = { .dom = 0, .remote_dom = 0 };
	struct mmu_update u = { .ptr = 0, .val = 0 };
	struct mmuext_op pin = { .cmd = MMUEXT_PIN_L1_TABLE };
	struct xen_machphys_mfn_list list = { };
	struct sched_remote_shutdown kill = { .domain_id = 0, .reason = SHUTDOWN_crash };
	struct xen_foreign_memory_map map = { .domid = 0 };

	set_xen_guest_handle(r.extent_start, &frame);
	box->result[0] = hc_memory_op(XENMEM_populate_physmap, &r);
	box->result[1] = hc_memory_op(XENMEM_decrease_reservation, &r);
	box->result[2] = hc_event_channel_op(EVTCHNOP_alloc_unbound, &un);
	box->result[3] = hc_mmu_update(&u, 1, NULL, 0);
	box->result[4] = hc_mmuext_op(&pin, 1, NULL, 0);
	box->result[5] = hc_memory_op(XENMEM_machine_memory_map, &list);
	box->result[6] = hc_sched_op(SCHEDOP_remote_shutdown, &kill);
	box->result[7] = hc_memory_op(XENMEM_set_memory_map, &map);
	set_xen_guest_handle(r.extent_start, NULL);
	r.domid = DOMID_SELF;
	box->result[8] = hc_memory_op(XENMEM_claim_pages, &r);
	WRITE_ONCE(box->state, 1);
	for (;;)
		hc_sched_op(SCHEDOP_block, NULL);
}

MG_TEST(child_no_dom0, MG_HOSTILE, "a domU gets at nothing of dom0's")
{
	struct mg_child c;

	mg_need_control();
	mg_child_run(&c, child_tries_dom0);
	REQUIRE(mg_child_wait(&c, 1, 5000), "the child does not finish");
	CHECK(c.box->result[0] == 0 && c.box->result[1] == 0, "changed dom0's memory: %ld %ld",
	      c.box->result[0], c.box->result[1]);
	for (unsigned int i = 2; i < 9; i++)
		CHECK(c.box->result[i] < 0, "call %u: %ld", i, c.box->result[i]);
	mg_child_destroy(&c);
}
