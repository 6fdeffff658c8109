// SPDX-License-Identifier: GPL-2.0-only
/*
 * sched_op: yield, block, poll, watchdog, shutdown, and wrong arguments.
 */
#include "mg.h"
#include <xen/interface/sched.h>

#define MS	1000000ULL

MG_TEST(sched_yield, 0, "yield returns 0")
{
	CHECK_RC(hc_sched_op(SCHEDOP_yield, NULL), 0);
	CHECK_RC(hc_sched_op(SCHEDOP_yield, MG_NONCANON), 0);
}

MG_TEST(sched_poll_timeout, 0, "poll without ports sleeps until its time")
{
	struct sched_poll poll = { };
	u64 start = mg_now_ns();

	poll.timeout = start + 10 * MS;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), 0);
	CHECK(mg_now_ns() >= start + 8 * MS, "slept %lu ns", (unsigned long)(mg_now_ns() - start));
}

MG_TEST(sched_poll_pending, 0, "poll on a pending port returns at once")
{
	evtchn_port_t port = evtchn_new_ipi(0);
	struct sched_poll poll = { .nr_ports = 1 };
	u64 start;

	set_xen_guest_handle(poll.ports, &port);
	evtchn_mask(port);
	CHECK_RC(evtchn_send(port), 0);
	start = mg_now_ns();
	poll.timeout = start + 2000 * MS;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), 0);
	CHECK(mg_now_ns() - start < 1000 * MS, "slept");
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
}

static void send_later(void *arg)
{
	mg_delay_ns(10 * MS);
	evtchn_send(*(unsigned int *)arg);
}

MG_TEST(sched_poll_wakes, MG_SMP, "poll is woken by a send from another vCPU")
{
	unsigned int a, b;
	evtchn_port_t port;
	struct sched_poll poll = { .nr_ports = 1 };
	u64 start;

	mg_smp_need(1);
	evtchn_new_pair(&a, &b);
	port = b;
	set_xen_guest_handle(poll.ports, &port);
	evtchn_mask(b);
	start = mg_now_ns();
	mg_smp_start_call(1, send_later, &a);
	poll.timeout = start + 5000 * MS;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), 0);
	CHECK(evtchn_test_pending(b), "woken without the event");
	CHECK(mg_now_ns() - start < 4000 * MS, "slept to the end");
	mg_smp_wait(1);
	evtchn_clear(b);
	CHECK_RC(evtchn_close(a), 0);
	CHECK_RC(evtchn_close(b), 0);
}

MG_TEST(sched_poll_bad, MG_HOSTILE, "too many ports, wild lists, ports that do not exist")
{
	evtchn_port_t port = 0xffffffff;
	struct sched_poll poll = { .nr_ports = 129, .timeout = 1 };

	set_xen_guest_handle(poll.ports, &port);
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), -XEN_EINVAL);
	poll.nr_ports = 0xffffffff;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), -XEN_EINVAL);
	poll.nr_ports = 1;
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), -XEN_EINVAL);
	set_xen_guest_handle(poll.ports, (void *)MG_HYP_VA);
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), -XEN_EFAULT);
	set_xen_guest_handle(poll.ports, (void *)16);
	CHECK_RC(hc_sched_op(SCHEDOP_poll, &poll), -XEN_EFAULT);
	CHECK_RC(hc_sched_op(SCHEDOP_poll, 16), -XEN_EFAULT);
}

MG_TEST(sched_block_pending, 0, "block with an upcall pending does not sleep")
{
	unsigned int port = evtchn_new_ipi(0);
	unsigned long before = this_cpu()->nr_events;

	evtchn_unmask(port);
	CHECK_RC(evtchn_send(port), 0);
	CHECK_RC(hc_sched_op(SCHEDOP_block, NULL), 0);
	CHECK(READ_ONCE(this_cpu()->nr_events) == before + 1, "upcalls %lu",
	      this_cpu()->nr_events - before);
	mg_events_off();
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(sched_unknown, MG_HOSTILE, "unknown commands and wild pointers")
{
	CHECK_RC(hc_sched_op(99, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_sched_op(-1, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_sched_op(SCHEDOP_shutdown, 16), -XEN_EFAULT);
	CHECK_RC(hc_sched_op(SCHEDOP_shutdown, MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, 16), -XEN_EFAULT);
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, 16), -XEN_EFAULT);
}

MG_TEST(sched_watchdog, 0, "watchdogs are created, fed, destroyed; bad ids refused")
{
	struct sched_watchdog wd = { .id = 0, .timeout = 30 };
	long id = hc_sched_op(SCHEDOP_watchdog, &wd);

	CHECK(id > 0, "created %ld", id);
	wd.id = id;
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, &wd), 0);
	wd.timeout = 0;
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, &wd), 0);
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, &wd), -XEN_EINVAL);
	wd.id = 77;
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, &wd), -XEN_EINVAL);
	wd.id = 0xffffffff;
	CHECK_RC(hc_sched_op(SCHEDOP_watchdog, &wd), -XEN_EINVAL);
}

MG_TEST(sched_remote_shutdown, MG_HOSTILE, "a remote shutdown of nobody")
{
	struct sched_remote_shutdown rs = { .domain_id = 4321, .reason = SHUTDOWN_poweroff };

	CHECK_RC(hc_sched_op(SCHEDOP_remote_shutdown, &rs), -XEN_ESRCH);
}

MG_TEST(sched_reboot, MG_REBOOT, "SHUTDOWN_reboot of dom0 restarts the machine")
{
	mg_shutdown(SHUTDOWN_reboot);
}

MG_TEST(sched_poweroff, MG_POWEROFF, "SHUTDOWN_poweroff of dom0 halts the machine")
{
	mg_shutdown(SHUTDOWN_poweroff);
}

MG_TEST(sched_crash, MG_CRASH, "SHUTDOWN_crash of dom0 is reported as a crash")
{
	mg_shutdown(SHUTDOWN_crash);
}
