// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 2-level delivery method: two bitmaps in shared_info.
 *
 * A port's pending bit, if its mask bit is clear, is summed up in one bit of the
 * vCPU's selector (64 ports a bit), and that in the upcall flag. The guest reads in
 * the other direction. Every step is one atomic test-and-set, and only the first to
 * set a bit goes on to the next level.
 *
 *   evtchn_upcall_pending <- evtchn_pending_sel bit w <- evtchn_pending[w] & ~evtchn_mask[w]
 */
#include "core/atomic_bits.h"
#include "core/evtchn_port.h"

#define WORD(port)	((port) / 64)
#define BIT_IN(port)	((port) % 64)

static void announce(struct domain *d, const struct evtchn *e)
{
	struct vcpu *v = d->vcpu[READ_ONCE(e->vcpu)];

	if (!flag_test_and_set(&v->info->evtchn_pending_sel, WORD(e->port)))
		evtchn_mark_upcall(v);
}

static void set_pending_2l(struct domain *d, struct evtchn *e)
{
	struct shared_info *s = d->shared;

	if (flag_test_and_set(&s->evtchn_pending[WORD(e->port)], BIT_IN(e->port)))
		return;
	if (!flag_test(&s->evtchn_mask[WORD(e->port)], BIT_IN(e->port)))
		announce(d, e);
}

static void clear_pending_2l(struct domain *d, struct evtchn *e)
{
	flag_clear(&d->shared->evtchn_pending[WORD(e->port)], BIT_IN(e->port));
}

static void unmask_2l(struct domain *d, struct evtchn *e)
{
	struct shared_info *s = d->shared;

	if (flag_test_and_clear(&s->evtchn_mask[WORD(e->port)], BIT_IN(e->port)) &&
	    flag_test(&s->evtchn_pending[WORD(e->port)], BIT_IN(e->port)))
		announce(d, e);
}

static bool is_pending_2l(const struct domain *d, const struct evtchn *e)
{
	return flag_test(&d->shared->evtchn_pending[WORD(e->port)], BIT_IN(e->port));
}

static bool is_masked_2l(const struct domain *d, const struct evtchn *e)
{
	return flag_test(&d->shared->evtchn_mask[WORD(e->port)], BIT_IN(e->port));
}

static int set_priority_2l(struct domain *d, struct evtchn *e, u32 priority)
{
	return -ENOSYS;
}

const struct evtchn_method evtchn_2l = {
	.max_ports = PORTS_2L,
	.set_pending = set_pending_2l,
	.clear_pending = clear_pending_2l,
	.unmask = unmask_2l,
	.is_pending = is_pending_2l,
	.is_masked = is_masked_2l,
	.set_priority = set_priority_2l,
};
