// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time: the clock records, the one-shot and periodic timers, set_timer_op.
 *
 * Timers raise VIRQ_TIMER on their vCPU.  The tests bind it, leave upcalls masked
 * and watch the pending bit, so they measure delivery rather than the guest.
 */
#include "mg.h"
#include <xen/interface/vcpu.h>
#include <xen/interface/sched.h>

#define MS	1000000ULL

static unsigned int port;

static void stage(void)
{
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
	hc_vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL);
	hc_set_timer_op(0);
	port = evtchn_new_virq(VIRQ_TIMER, 0);
	evtchn_clear(port);
}

static void unstage(void)
{
	CHECK_RC(evtchn_close(port), 0);
	evtchn_clear(port);
}

static long singleshot(u64 when, unsigned int flags)
{
	struct vcpu_set_singleshot_timer op = { .timeout_abs_ns = when, .flags = flags };

	return hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &op);
}

MG_TEST(time_monotonic, 0, "system time grows and keeps pace with the TSC")
{
	u64 last = mg_now_ns();
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		u64 now = mg_now_ns();

		if (now < last) {
			CHECK(0, "went back %lu ns", (unsigned long)(last - now));
			return;
		}
		last = now;
	}
}

MG_TEST(time_wallclock, 0, "the wall clock is set and stable")
{
	u32 version = READ_ONCE(mg_shared->wc.version);

	CHECK(!(version & 1), "version %u", version);
	CHECK(mg_shared->wc.sec > 1500000000U, "seconds %u", mg_shared->wc.sec);
	CHECK(mg_shared->wc.nsec < 1000000000U, "nanoseconds %u", mg_shared->wc.nsec);
}

MG_TEST(timer_singleshot, 0, "a one-shot fires once, not before its time")
{
	u64 when;

	stage();
	when = mg_now_ns() + 5 * MS;
	CHECK_RC(singleshot(when, 0), 0);
	/* a busy host may keep us off the CPU beyond that time */
	CHECK(!evtchn_test_pending(port) || mg_now_ns() >= when, "fired at once");
	CHECK(evtchn_wait(port, 500 * MS), "did not fire");
	CHECK(mg_now_ns() >= when, "fired early by %lu ns", (unsigned long)(when - mg_now_ns()));
	evtchn_clear(port);
	CHECK(!evtchn_wait(port, 10 * MS), "fired twice");
	unstage();
}

MG_TEST(timer_past, 0, "a time in the past fires now; the future flag changes nothing")
{
	stage();
	CHECK_RC(singleshot(mg_now_ns() - 5 * MS, 0), 0);
	CHECK(evtchn_wait(port, 500 * MS), "did not fire");
	evtchn_clear(port);
	CHECK_RC(singleshot(mg_now_ns() - 5 * MS, VCPU_SSHOTTMR_future), 0);
	CHECK(evtchn_wait(port, 500 * MS), "did not fire");
	unstage();
}

MG_TEST(timer_stop, 0, "a stopped one-shot does not fire")
{
	u64 when;

	stage();
	when = mg_now_ns() + 50 * MS;
	CHECK_RC(singleshot(when, 0), 0);
	CHECK_RC(hc_vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL), 0);
	if (mg_now_ns() >= when)
		mg_skip("the host is too busy");
	CHECK(!evtchn_wait(port, 80 * MS), "fired");
	unstage();
}

MG_TEST(timer_periodic, 0, "a periodic timer fires again and again, and stops")
{
	struct vcpu_set_periodic_timer op = { .period_ns = 2 * MS };
	unsigned int n;

	stage();
	CHECK_RC(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &op), 0);
	for (n = 0; n < 5; n++) {
		if (!CHECK(evtchn_wait(port, 500 * MS), "tick %u is missing", n))
			break;
		evtchn_clear(port);
	}
	CHECK_RC(hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL), 0);
	evtchn_clear(port);
	CHECK(!evtchn_wait(port, 15 * MS), "goes on after stop");
	unstage();
}

MG_TEST(timer_periodic_bad, MG_HOSTILE, "periods that are too short or too long")
{
	struct vcpu_set_periodic_timer op = { .period_ns = 999999 };

	stage();
	CHECK_RC(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &op), -XEN_EINVAL);
	op.period_ns = 0;
	CHECK_RC(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &op), -XEN_EINVAL);
	op.period_ns = ~0ULL;
	CHECK_RC(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &op), -XEN_EINVAL);
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, NULL);
	unstage();
}

MG_TEST(timer_set_timer_op, 0, "set_timer_op: fires, and 0 cancels")
{
	u64 when;

	stage();
	CHECK_RC(hc_set_timer_op(mg_now_ns() + 5 * MS), 0);
	CHECK(evtchn_wait(port, 500 * MS), "did not fire");
	evtchn_clear(port);
	when = mg_now_ns() + 50 * MS;
	CHECK_RC(hc_set_timer_op(when), 0);
	CHECK_RC(hc_set_timer_op(0), 0);
	CHECK(mg_now_ns() >= when || !evtchn_wait(port, 80 * MS), "fired after cancelling");
	unstage();
}

MG_TEST(timer_set_timer_far, MG_HOSTILE, "times beyond every clock")
{
	stage();
	CHECK_RC(hc_set_timer_op(0x7fffffffffffffffUL), 0);
	CHECK_RC(hc_set_timer_op(0x8000000000000000UL), 0);
	CHECK_RC(hc_set_timer_op(~0UL), 0);
	CHECK_RC(hc_set_timer_op(0), 0);
	CHECK_RC(singleshot(~0ULL, 0), 0);
	CHECK_RC(hc_vcpu_op(VCPUOP_stop_singleshot_timer, 0, NULL), 0);
	unstage();
}

MG_TEST(timer_other_vcpu, MG_SMP | MG_HOSTILE, "timers of another vCPU are not ours to set")
{
	struct vcpu_set_singleshot_timer op = { .timeout_abs_ns = 1 };

	mg_smp_need(1);
	CHECK_RC(hc_vcpu_op(VCPUOP_set_singleshot_timer, 1, &op), -XEN_EINVAL);
	CHECK_RC(hc_vcpu_op(VCPUOP_stop_singleshot_timer, 1, NULL), -XEN_EINVAL);
}

MG_TEST(timer_wakes_block, 0, "SCHEDOP_block sleeps until the timer's event")
{
	u64 start;

	stage();
	evtchn_unmask(port);
	start = mg_now_ns();
	CHECK_RC(singleshot(start + 20 * MS, 0), 0);
	CHECK_RC(hc_sched_op(SCHEDOP_block, NULL), 0);
	CHECK(mg_now_ns() - start >= 15 * MS, "slept only %lu ns",
	      (unsigned long)(mg_now_ns() - start));
	CHECK(evtchn_test_pending(port), "woken without the event");
	CHECK(mg_vcpu_info()->evtchn_upcall_mask == 0, "block leaves events masked");
	mg_events_off();
	unstage();
}
