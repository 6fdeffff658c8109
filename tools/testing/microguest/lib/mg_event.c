// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels by the 2-level bitmaps, and time by the shared clock.
 *
 * Tests mostly leave upcalls masked and look at the pending bits; the helpers
 * here therefore never depend on the event callback.  FIFO tests bring their
 * own queues and boot alone, since that switch cannot be undone.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>

static unsigned long mul_shift32(unsigned long a, unsigned int mul)
{
	return (unsigned long)(((__uint128_t)a * mul) >> 32);
}

/* The system time that a vCPU's time record tells. */
u64 mg_clock_ns(const struct pvclock_vcpu_time_info *ti)
{
	u32 version;
	u64 now;

	do {
		u64 delta;

		version = READ_ONCE(ti->version) & ~1U;
		barrier();
		delta = rdtsc() - ti->tsc_timestamp;
		if (ti->tsc_shift >= 0)
			delta <<= ti->tsc_shift;
		else
			delta >>= -ti->tsc_shift;
		now = ti->system_time + mul_shift32(delta, ti->tsc_to_system_mul);
		barrier();
	} while (READ_ONCE(ti->version) != version);
	return now;
}

/* Nanoseconds since the hypervisor's boot, by this vCPU's time record. */
u64 mg_now_ns(void)
{
	return mg_clock_ns(&mg_vcpu_info()->time);
}

void mg_yield(void)
{
	hc_sched_op(SCHEDOP_yield, NULL);
}

void mg_delay_ns(u64 ns)
{
	u64 end = mg_now_ns() + ns;

	while (mg_now_ns() < end)
		cpu_relax();
}

/* Accept upcalls; one that is already pending is taken at once. */
void mg_events_on(void)
{
	struct vcpu_info *vi = mg_vcpu_info();

	WRITE_ONCE(vi->evtchn_upcall_mask, 0);
	barrier();
	if (READ_ONCE(vi->evtchn_upcall_pending))
		hc_xen_version(0, NULL);
}

void mg_events_off(void)
{
	WRITE_ONCE(mg_vcpu_info()->evtchn_upcall_mask, 1);
	barrier();
}

unsigned int evtchn_new_ipi(unsigned int cpu)
{
	struct evtchn_bind_ipi op = { .vcpu = cpu };

	STAGE(hc_event_channel_op(EVTCHNOP_bind_ipi, &op) == 0);
	evtchn_clear(op.port);
	return op.port;
}

unsigned int evtchn_new_virq(unsigned int virq, unsigned int cpu)
{
	struct evtchn_bind_virq op = { .virq = virq, .vcpu = cpu };

	STAGE(hc_event_channel_op(EVTCHNOP_bind_virq, &op) == 0);
	evtchn_clear(op.port);
	return op.port;
}

/* Two ends of a channel from this domain to itself. */
void evtchn_new_pair(unsigned int *a, unsigned int *b)
{
	struct evtchn_alloc_unbound un = { .dom = DOMID_SELF, .remote_dom = DOMID_SELF };
	struct evtchn_bind_interdomain in = { .remote_dom = DOMID_SELF };

	STAGE(hc_event_channel_op(EVTCHNOP_alloc_unbound, &un) == 0);
	in.remote_port = un.port;
	STAGE(hc_event_channel_op(EVTCHNOP_bind_interdomain, &in) == 0);
	*a = un.port;
	*b = in.local_port;
	evtchn_clear(*a);
	evtchn_clear(*b);
}

long evtchn_close(unsigned int port)
{
	struct evtchn_close op = { .port = port };

	return hc_event_channel_op(EVTCHNOP_close, &op);
}

long evtchn_send(unsigned int port)
{
	struct evtchn_send op = { .port = port };

	return hc_event_channel_op(EVTCHNOP_send, &op);
}

bool evtchn_test_pending(unsigned int port)
{
	return READ_ONCE(mg_shared->evtchn_pending[port / 64]) >> (port % 64) & 1;
}

void evtchn_clear(unsigned int port)
{
	__atomic_and_fetch(&mg_shared->evtchn_pending[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
}

void evtchn_mask(unsigned int port)
{
	__atomic_or_fetch(&mg_shared->evtchn_mask[port / 64], 1UL << (port % 64),
			  __ATOMIC_SEQ_CST);
}

void evtchn_unmask(unsigned int port)
{
	__atomic_and_fetch(&mg_shared->evtchn_mask[port / 64], ~(1UL << (port % 64)),
			   __ATOMIC_SEQ_CST);
}

/* Wait, without blocking, until @port is pending. */
bool evtchn_wait(unsigned int port, u64 timeout_ns)
{
	u64 end = mg_now_ns() + timeout_ns;

	while (!evtchn_test_pending(port)) {
		if (mg_now_ns() > end)
			return false;
		cpu_relax();
	}
	return true;
}
