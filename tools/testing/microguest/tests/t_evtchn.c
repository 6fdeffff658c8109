// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels, 2-level: every way to make one, send, mask, close, and errors.
 *
 * A channel between a domain and itself shows the whole life of one.  Upcalls
 * stay masked unless a test is about them; the pending bits tell the story.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>

static long status(unsigned int port, struct evtchn_status *st)
{
	memset(st, 0, sizeof(*st));
	st->dom = DOMID_SELF;
	st->port = port;
	return hc_event_channel_op(EVTCHNOP_status, st);
}

MG_TEST(ev_pair, 0, "unbound, bound, send both ways, close one end")
{
	struct evtchn_alloc_unbound un = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	struct evtchn_bind_interdomain in = { .remote_dom = DOMID_SELF };
	struct evtchn_status st;

	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un), 0);
	CHECK(un.port > 0, "port %u", un.port);
	CHECK_RC(status(un.port, &st), 0);
	CHECK(st.status == EVTCHNSTAT_unbound, "status %u", st.status);
	in.remote_port = un.port;
	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), 0);
	CHECK_RC(status(un.port, &st), 0);
	CHECK(st.status == EVTCHNSTAT_interdomain, "status %u", st.status);
	/* binding marks the new end pending: the other may have sent before */
	CHECK(evtchn_test_pending(in.local_port), "the new end is not pending");
	evtchn_clear(in.local_port);
	CHECK_RC(evtchn_send(un.port), 0);
	CHECK(evtchn_test_pending(in.local_port), "not pending");
	CHECK(!evtchn_test_pending(un.port), "pending at the sender");
	CHECK_RC(evtchn_send(in.local_port), 0);
	CHECK(evtchn_test_pending(un.port), "not pending");
	CHECK_RC(evtchn_close(in.local_port), 0);
	CHECK_RC(status(un.port, &st), 0);
	CHECK(st.status == EVTCHNSTAT_unbound, "status %u after close", st.status);
	CHECK_RC(evtchn_close(un.port), 0);
	evtchn_clear(un.port);
	evtchn_clear(in.local_port);
}

MG_TEST(ev_bad_ports, MG_HOSTILE, "ports that are free, beyond the end, or wrap")
{
	static const unsigned int port[] = { 0, 4000, 4096, 0x20000, 0x7fffffff, 0xffffffff };
	struct evtchn_status st;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(port); i++) {
		struct evtchn_bind_vcpu bv = { .port = port[i] };
		struct evtchn_unmask um = { .port = port[i] };

		CHECK_RC_AT(port[i], 0, evtchn_send(port[i]), -XEN_EINVAL);
		CHECK_RC_AT(port[i], 0, evtchn_close(port[i]), -XEN_EINVAL);
		CHECK(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv) == -XEN_EINVAL, "bind %x: %ld",
		      port[i], hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv));
		if (port[i] >= 4096)
			CHECK_RC(hc_event_channel_op(EVTCHNOP_unmask, &um), -XEN_EINVAL);
		CHECK(status(port[i], &st) == (port[i] >= 4096 ? -XEN_EINVAL : 0) ||
		      status(port[i], &st) == -XEN_EINVAL, "status of %x: %ld", port[i],
		      status(port[i], &st));
	}
}

MG_TEST(ev_ipi, 0, "an IPI to oneself is pending at once")
{
	struct evtchn_status st;
	unsigned int port = evtchn_new_ipi(0);

	CHECK(!evtchn_test_pending(port), "pending when new");
	CHECK_RC(evtchn_send(port), 0);
	CHECK(evtchn_test_pending(port), "not pending");
	CHECK_RC(status(port, &st), 0);
	CHECK(st.status == EVTCHNSTAT_ipi && st.vcpu == 0, "status %u vcpu %u", st.status, st.vcpu);
	CHECK_RC(evtchn_close(port), 0);
	CHECK_RC(evtchn_send(port), -XEN_EINVAL);
	evtchn_clear(port);
}

MG_TEST(ev_ipi_bad_vcpu, MG_HOSTILE, "an IPI for a vCPU that does not exist")
{
	static const unsigned int vcpu[] = { 63, 64, 4096, 8192, 0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vcpu); i++) {
		struct evtchn_bind_ipi op = { .vcpu = vcpu[i] };
		struct evtchn_bind_virq vq = { .virq = VIRQ_DEBUG, .vcpu = vcpu[i] };

		CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_ipi, &op), -XEN_ENOENT);
		CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &vq), -XEN_ENOENT);
	}
}

MG_TEST(ev_virq, 0, "VIRQs: one port each, global ones on vCPU 0 only")
{
	struct evtchn_bind_virq op = { .virq = VIRQ_DEBUG };
	struct evtchn_status st;
	unsigned int port;

	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), 0);
	port = op.port;
	CHECK_RC(status(port, &st), 0);
	CHECK(st.status == EVTCHNSTAT_virq && st.u.virq == VIRQ_DEBUG, "status %u virq %u",
	      st.status, st.u.virq);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), -XEN_EEXIST);
	/* a VIRQ port is not for sending */
	CHECK_RC(evtchn_send(port), -XEN_EINVAL);
	CHECK_RC(evtchn_close(port), 0);
	op.virq = NR_VIRQS;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), -XEN_EINVAL);
	op.virq = 0xffffffff;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), -XEN_EINVAL);
}

MG_TEST(ev_virq_global, MG_SMP, "a global VIRQ binds to vCPU 0 and to no other")
{
	struct evtchn_bind_virq op = { .virq = VIRQ_DOM_EXC, .vcpu = 1 };

	mg_smp_need(1);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), -XEN_EINVAL);
	op.vcpu = 0;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_virq, &op), 0);
	CHECK_RC(evtchn_close(op.port), 0);
}

MG_TEST(ev_virq_bind_all, 0, "every VIRQ number binds or is refused, none crashes")
{
	unsigned int virq, nr = 0;

	for (virq = 0; virq < NR_VIRQS; virq++) {
		struct evtchn_bind_virq op = { .virq = virq };
		long rc = hc_event_channel_op(EVTCHNOP_bind_virq, &op);

		CHECK(rc == 0 || rc == -XEN_EINVAL || rc == -XEN_EEXIST || rc == -XEN_EPERM,
		      "virq %u: %ld", virq, rc);
		if (!rc) {
			nr++;
			CHECK_RC(evtchn_close(op.port), 0);
			evtchn_clear(op.port);
		}
	}
	CHECK(nr >= 10, "only %u bound", nr);
}

MG_TEST(ev_upcall, 0, "an unmasked event with upcalls on enters the callback")
{
	unsigned int port = evtchn_new_ipi(0);
	unsigned long before = this_cpu()->nr_events;

	evtchn_unmask(port);
	mg_events_on();
	CHECK_RC(evtchn_send(port), 0);
	barrier();
	CHECK(READ_ONCE(this_cpu()->nr_events) == before + 1, "%lu upcalls",
	      this_cpu()->nr_events - before);
	mg_events_off();
	CHECK(mg_vcpu_info()->evtchn_pending_sel & (1UL << (port / 64)), "selector not set");
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(ev_masked, 0, "a masked event sets its bit and nothing else")
{
	unsigned int port = evtchn_new_ipi(0);
	struct evtchn_unmask um = { .port = port };

	evtchn_mask(port);
	mg_vcpu_info()->evtchn_pending_sel = 0;
	mg_vcpu_info()->evtchn_upcall_pending = 0;
	CHECK_RC(evtchn_send(port), 0);
	CHECK(evtchn_test_pending(port), "not pending");
	CHECK(!(mg_vcpu_info()->evtchn_pending_sel & (1UL << (port / 64))), "selector set");
	/* EVTCHNOP_unmask delivers what waited */
	CHECK_RC(hc_event_channel_op(EVTCHNOP_unmask, &um), 0);
	CHECK(mg_vcpu_info()->evtchn_pending_sel & (1UL << (port / 64)), "selector not set");
	CHECK(mg_vcpu_info()->evtchn_upcall_pending, "no upcall is pending");
	evtchn_clear(port);
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(ev_bind_vcpu, MG_SMP, "events follow bind_vcpu to another vCPU")
{
	struct evtchn_bind_vcpu bv = { .vcpu = 1 };
	struct vcpu_info *vi = &mg_shared->vcpu_info[1];
	unsigned int a, b;

	mg_smp_need(1);
	evtchn_new_pair(&a, &b);
	bv.port = b;
	evtchn_unmask(b);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), 0);
	vi->evtchn_pending_sel = 0;
	CHECK_RC(evtchn_send(a), 0);
	CHECK(evtchn_test_pending(b), "not pending");
	CHECK(READ_ONCE(vi->evtchn_pending_sel) & (1UL << (b / 64)), "vCPU 1 was not told");
	vi->evtchn_pending_sel = 0;
	evtchn_clear(b);
	bv.vcpu = 77;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), -XEN_ENOENT);
	CHECK_RC(evtchn_close(a), 0);
	CHECK_RC(evtchn_close(b), 0);
}

MG_TEST(ev_bind_ipi_vcpu, 0, "an IPI port does not move")
{
	unsigned int port = evtchn_new_ipi(0);
	struct evtchn_bind_vcpu bv = { .port = port, .vcpu = 0 };

	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_vcpu, &bv), -XEN_EINVAL);
	CHECK_RC(evtchn_close(port), 0);
}

MG_TEST(ev_bind_errors, MG_HOSTILE, "bind_interdomain to what is not there or not ours")
{
	struct evtchn_bind_interdomain in = { .remote_dom = 4321, .remote_port = 1 };
	struct evtchn_alloc_unbound un = { .dom = 4321, .remote_dom = DOMID_SELF };
	unsigned int ipi = evtchn_new_ipi(0);

	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), -XEN_ESRCH);
	in.remote_dom = DOMID_SELF;
	in.remote_port = 0xffffffff;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), -XEN_EINVAL);
	in.remote_port = 0;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), -XEN_EINVAL);
	in.remote_port = ipi;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), -XEN_EINVAL);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un), -XEN_ESRCH);
	un.dom = DOMID_XEN;
	CHECK(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un) < 0, "port in DOMID_XEN");
	un.dom = DOMID_SELF;
	un.remote_dom = 4321;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un), 0);
	/* reserved for domain 4321: not for us */
	in.remote_port = un.port;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in), -XEN_EINVAL);
	CHECK_RC(evtchn_close(un.port), 0);
	CHECK_RC(evtchn_close(ipi), 0);
}

MG_TEST(ev_bad_pointer, MG_HOSTILE, "every sub-op refuses wild argument pointers")
{
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA };
	unsigned int cmd, i;

	for (cmd = 0; cmd <= EVTCHNOP_set_priority; cmd++) {
		for (i = 0; i < ARRAY_SIZE(wild); i++)
			CHECK_RC_AT(cmd, wild[i], hc_event_channel_op(cmd, wild[i]), -XEN_EFAULT);
	}
	CHECK_RC(hc_event_channel_op(99, wild), -XEN_ENOSYS);
	CHECK_RC(hc_event_channel_op(-1, wild), -XEN_ENOSYS);
}

MG_TEST(ev_exhaust, 0, "ports run out with -ENOSPC and come back")
{
	static unsigned int port[4200];
	unsigned int n = 0, i;
	long rc = 0;

	for (n = 0; n < ARRAY_SIZE(port); n++) {
		struct evtchn_bind_ipi op = { .vcpu = 0 };

		rc = hc_event_channel_op(EVTCHNOP_bind_ipi, &op);
		if (rc)
			break;
		port[n] = op.port;
	}
	CHECK_RC(rc, -XEN_ENOSPC);
	CHECK(n > 4000 && n < 4096, "%u ports", n);
	for (i = 0; i < n; i++) {
		if (evtchn_close(port[i])) {
			CHECK(0, "port %u does not close", port[i]);
			break;
		}
	}
	CHECK_RC(evtchn_close(evtchn_new_ipi(0)), 0);
}

MG_TEST(ev_close_pending, 0, "closing a pending port leaves no ghost for its successor")
{
	unsigned int port = evtchn_new_ipi(0), again;

	CHECK_RC(evtchn_send(port), 0);
	CHECK_RC(evtchn_close(port), 0);
	{
		struct evtchn_bind_ipi op = { .vcpu = 0 };

		REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_ipi, &op), 0);
		again = op.port;
	}
	CHECK(again == port, "port %u, was %u", again, port);
	CHECK(!evtchn_test_pending(again), "born pending");
	CHECK_RC(evtchn_close(again), 0);
}
