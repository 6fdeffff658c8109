// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain may arm two watchdogs over itself. One that is not re-armed in time ends the
 * domain with reason "watchdog", and what happens then is up to who controls it.
 *
 * The timers run on the CPU that armed them. Lock: the domain's, for which are armed;
 * the timer itself needs none, since setting it again is atomic with its firing.
 */
#include "core/watchdog_guest.h"
#include "core/timer.h"
#include "cpu/clock.h"
#include "cpu/pcpu.h"
#include "mm/page_alloc.h"
#include <xen/interface/sched.h>

#define NR_WATCHDOGS	2

struct watchdog_set {
	bool armed[NR_WATCHDOGS];	/* domain's lock */
	struct hv_timer timer[NR_WATCHDOGS];
};

static void bite(void *arg)
{
	struct domain *d = arg;

	if (!d->shutting_down)
		domain_shutdown(d, SHUTDOWN_watchdog);
}

static struct watchdog_set *set_of(struct domain *d)
{
	unsigned int i;

	if (!d->watchdogs) {
		d->watchdogs = xalloc(struct watchdog_set);
		for (i = 0; d->watchdogs && i < NR_WATCHDOGS; i++)
			timer_setup(&d->watchdogs->timer[i], bite, d, this_cpu());
	}
	return d->watchdogs;
}

long watchdog_guest_set(struct domain *d, u32 id, u32 timeout_s)
{
	u64 deadline = clock_ns() + timeout_s * 1000000000ULL;
	struct watchdog_set *w;
	long ret = 0;
	u32 i;

	if (id > NR_WATCHDOGS || (!id && !timeout_s))
		return -EINVAL;
	spin_lock(&d->lock);
	w = set_of(d);
	if (!w) {
		ret = -ENOMEM;
	} else if (!id) {
		for (i = 0; i < NR_WATCHDOGS && w->armed[i]; i++)
			;
		ret = i < NR_WATCHDOGS ? i + 1 : -ENOSPC;
		if (ret > 0)
			w->armed[i] = true;
		id = ret > 0 ? ret : 0;
	} else if (!w->armed[id - 1]) {
		ret = -EINVAL;
		id = 0;
	} else if (!timeout_s) {
		w->armed[id - 1] = false;
		timer_stop(&w->timer[id - 1]);
		id = 0;
	}
	if (w && id)
		timer_set(&w->timer[id - 1], deadline);
	spin_unlock(&d->lock);
	return ret;
}

void watchdog_guest_free(struct domain *d)
{
	u32 i;

	for (i = 0; d->watchdogs && i < NR_WATCHDOGS; i++)
		timer_kill(&d->watchdogs->timer[i]);
	xfree(d->watchdogs);
	d->watchdogs = NULL;
}
