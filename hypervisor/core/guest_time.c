// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time as guests see it.
 *
 *	guest system time = clock_ns() + d->ns_offset
 *	wall clock        = guest system time + (wc_sec, wc_nsec) of shared_info
 *
 * A guest reads the time without us: from the TSC and the terms in its vcpu_time_info,
 * written on its own CPU when it comes there and when the CPU's terms change, with
 * an odd version while they are inconsistent. The terms of one CPU change rarely, so
 * the common case of coming back to a CPU is a comparison.
 *
 * A domain whose TSC is trapped (tsc_mode "always") sees a TSC of its own that ticks
 * tsc_khz times a millisecond of system time; its terms are those of that clock.
 *
 * Timers. The one-shot timer is the guest's tick: set to an absolute guest time,
 * raises VIRQ_TIMER once. The periodic one only runs while its vCPU does: one that
 * blocks is not woken by it, and gets at most one late tick when it comes back.
 * Both follow the vCPU to its CPU when it is switched in, so their interrupts come
 * where the vCPU is.
 *
 * The wall clock of all domains is rewritten when dom0 sets the time; a leaf
 * lock keeps two writers apart, readers (guests) use wc_version.
 */
#include "core/guest_time.h"
#include "core/evtchn.h"
#include "core/sched.h"
#include "core/stats.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <linux/math64.h>

#define PERIOD_MIN_NS	1000000ULL
#define NS_PER_S	1000000000ULL

static DEFINE_SPINLOCK_CLASS(wallclock_lock, LOCK_LEAF);

u64 guest_time_ns(const struct domain *d)
{
	return clock_ns() + d->ns_offset;
}

/* ------------------------------------------------------------------ terms */

/* Terms of a clock of @khz that read 0 at system time 0. */
static void scale_of_khz(u32 khz, struct clock_scale *s)
{
	u64 mul = (1000000ULL << 32) / khz;

	s->shift = 0;
	while (mul >> 32) {		/* the multiplier has 32 bits */
		mul >>= 1;
		s->shift++;
	}
	while (!(mul >> 31)) {		/* and all of them are wanted */
		mul <<= 1;
		s->shift--;
	}
	s->mul = mul;
}

/* The TSC that a trapped RDTSC of @d returns now. */
u64 guest_tsc_now(const struct domain *d)
{
	u64 ns = guest_time_ns(d);

	return mul_u64_u32_div(ns, d->tsc_khz, 1000000) + d->tsc_offset;
}

static void guest_terms(const struct domain *d, struct clock_scale *s)
{
	if (!d->tsc_trapped) {
		clock_read_scale(s);
		s->ns_base += d->ns_offset;
		return;
	}
	scale_of_khz(d->tsc_khz, s);
	s->ns_base = guest_time_ns(d);
	s->tsc_base = mul_u64_u32_div(s->ns_base, d->tsc_khz, 1000000) + d->tsc_offset;
}

static bool terms_current(const struct vcpu *v, const struct clock_scale *s)
{
	return v->time_version && v->time_tsc_base == s->tsc_base && v->time_mul == s->mul;
}

/**
 * guest_time_update() - current's time terms, if they have changed
 *
 * Writes vcpu_info only; a registered area follows in guest_time_publish().
 * Context: any on v's own CPU.
 */
void guest_time_update(struct vcpu *v)
{
	struct pvclock_vcpu_time_info *t = &v->info->time;
	struct clock_scale s;

	guest_terms(v->domain, &s);
	if (terms_current(v, &s))
		return;
	v->time_tsc_base = s.tsc_base;
	v->time_mul = s.mul;
	v->time_area_stale = true;
	v->time_version += 2;
	if (!v->time_version)
		v->time_version = 2;

	/* The guest is on this CPU or reads with its version check: stores in order. */
	WRITE_ONCE(t->version, v->time_version - 1);
	barrier();
	t->tsc_timestamp = s.tsc_base;
	t->system_time = s.ns_base;
	t->tsc_to_system_mul = s.mul;
	t->tsc_shift = s.shift;
	t->flags = clock_tsc_reliable && !v->domain->tsc_trapped ? XEN_PVCLOCK_TSC_STABLE_BIT : 0;
	barrier();
	WRITE_ONCE(t->version, v->time_version);
}

/* vcpu_info or the area has moved: what was written is not there. */
void guest_time_forget(struct vcpu *v)
{
	v->time_mul = 0;
}

/**
 * guest_time_set_area() - VCPUOP_register_vcpu_time_memory_area; 0: none any more
 * Context: current. What is there already is written at once if @v is current.
 */
void guest_time_set_area(struct vcpu *v, unsigned long gva)
{
	v->time_gva = gva;
	v->time_area_stale = true;
	if (v == current_vcpu())
		guest_time_publish(v);
}

/* Kernel mode's address space of @v is loaded: bring the registered area up to date. */
void guest_time_publish(struct vcpu *v)
{
	const size_t version = offsetof(struct pvclock_vcpu_time_info, version);
	struct pvclock_vcpu_time_info t;
	unsigned long gva = v->time_gva;

	if (!gva || !v->time_area_stale)
		return;
	t = v->info->time;
	t.version = v->time_version - 1;
	if (guest_write(gva, &t, sizeof(t))) {
		count(CNT_area_unmapped);
		return;
	}
	barrier();
	t.version++;
	if (guest_write(gva + version, &t.version, sizeof(t.version)))
		count(CNT_area_unmapped);
	v->time_area_stale = false;
}

/* This CPU was calibrated anew: SOFTIRQ or interrupt context. */
static void guest_time_scale_changed(void)
{
	struct vcpu *v = current_vcpu();

	if (v && !v->is_idle)
		guest_time_update(v);
}

/* ------------------------------------------------------------------ wall clock */

void guest_time_update_wallclock(struct domain *d)
{
	struct shared_info *si = d->shared;
	struct pvclock_wall_clock *wc = &si->wc;
	s64 ns, offset = d->ns_offset;		/* negative if it started after us */
	u64 sec;
	u32 nsec;

	clock_wall_get(&sec, &nsec);
	/* ours is the time at clock 0; the guest's clock was 0 at another moment */
	ns = (s64)nsec - offset % (s64)NS_PER_S;
	sec += d->time_offset_s - offset / (s64)NS_PER_S;
	if (ns < 0) {
		ns += NS_PER_S;
		sec--;
	} else if (ns >= NS_PER_S) {
		ns -= NS_PER_S;
		sec++;
	}
	spin_lock(&wallclock_lock);
	WRITE_ONCE(wc->version, (READ_ONCE(wc->version) + 1) | 1);
	barrier();
	wc->sec = sec;
	WRITE_ONCE(si->wc_sec_hi, sec >> 32);
	wc->nsec = ns;
	barrier();
	WRITE_ONCE(wc->version, READ_ONCE(wc->version) + 1);
	spin_unlock(&wallclock_lock);
}

/* dom0 set the time (XENPF_settime64). */
void guest_time_wallclock_changed(void)
{
	struct domain *d;

	spin_lock(&domain_list_lock);
	list_for_each_entry(d, &domain_list, link)
		guest_time_update_wallclock(d);
	spin_unlock(&domain_list_lock);
}

/* ------------------------------------------------------------------ timers */

static void singleshot_fired(void *arg)
{
	evtchn_raise_vcpu_virq(arg, VIRQ_TIMER);
}

static void periodic_fired(void *arg)
{
	struct vcpu *v = arg;

	if (!v->periodic_ns)
		return;
	evtchn_raise_vcpu_virq(v, VIRQ_TIMER);
	v->periodic_last_ns += v->periodic_ns;
	if (READ_ONCE(v->running))
		timer_set(&v->periodic, v->periodic_last_ns + v->periodic_ns);
}

static void poll_timed_out(void *arg)
{
	vcpu_poll_end(arg);
}

/**
 * guest_timer_set_singleshot() - VIRQ_TIMER at a guest time
 * @flags: VCPU_SSHOTTMR_*; a time that has passed fires at once in any case
 *
 * Replaces the one that is set. Context: current. Return: 0.
 */
int guest_timer_set_singleshot(struct vcpu *v, u64 deadline_ns, u32 flags)
{
	u64 deadline = deadline_ns - v->domain->ns_offset;

	timer_set(&v->singleshot, deadline);
	return 0;
}

void guest_timer_stop_singleshot(struct vcpu *v)
{
	timer_stop(&v->singleshot);
}

/* Errors: -EINVAL shorter than a millisecond or absurdly long. */
int guest_timer_set_periodic(struct vcpu *v, u64 period_ns)
{
	if (period_ns < PERIOD_MIN_NS || (s64)period_ns < 0)
		return refuse(-EINVAL, "period of %llu ns", period_ns);
	guest_timer_stop_periodic(v);
	v->periodic_last_ns = clock_ns();
	v->periodic_ns = period_ns;
	timer_set(&v->periodic, v->periodic_last_ns + period_ns);
	return 0;
}

void guest_timer_stop_periodic(struct vcpu *v)
{
	v->periodic_ns = 0;
	timer_stop(&v->periodic);
}

/* @v has come onto this CPU. */
void guest_timers_switch_in(struct vcpu *v)
{
	unsigned int cpu = this_cpu();
	u64 now;

	timer_migrate(&v->singleshot, cpu);
	timer_migrate(&v->poll_timer, cpu);
	if (!v->periodic_ns)
		return;
	timer_migrate(&v->periodic, cpu);
	now = clock_ns();
	if (now - v->periodic_last_ns >= v->periodic_ns) {
		evtchn_raise_vcpu_virq(v, VIRQ_TIMER);
		v->periodic_last_ns = now;
	}
	timer_set(&v->periodic, v->periodic_last_ns + v->periodic_ns);
}

void guest_timers_switch_out(struct vcpu *v)
{
	if (v->periodic_ns)
		timer_stop(&v->periodic);
}

void guest_time_init_vcpu(struct vcpu *v)
{
	timer_setup(&v->singleshot, singleshot_fired, v, v->cpu);
	timer_setup(&v->periodic, periodic_fired, v, v->cpu);
	timer_setup(&v->poll_timer, poll_timed_out, v, v->cpu);
	clock_scale_changed = guest_time_scale_changed;
}

void guest_time_free_vcpu(struct vcpu *v)
{
	timer_kill(&v->singleshot);
	timer_kill(&v->periodic);
	timer_kill(&v->poll_timer);
}

/* ------------------------------------------------------------------ TSC policy */

#define TSC_MODE_DEFAULT		0
#define TSC_MODE_ALWAYS_EMULATE		1
#define TSC_MODE_NEVER_EMULATE		2

/**
 * guest_tsc_set_info() - XEN_DOMCTL_settscinfo: which TSC, and at what time it is
 * @elapsed_ns: guest system time that has passed already (restore), else 0
 *
 * The default mode never traps: a guest has its PV clock for time that is comparable
 * across machines (XEN-DIFF: there it depends on the machine). Context: the domain is
 * paused, or being built. Errors: -EINVAL unknown mode.
 */
int guest_tsc_set_info(struct domain *d, u32 mode, u64 elapsed_ns, u32 khz, u32 incarnation)
{
	if (mode > TSC_MODE_NEVER_EMULATE)
		return refuse(-EINVAL, "TSC mode %u", mode);
	d->tsc_mode = mode;
	d->tsc_khz = khz ?: clock_tsc_khz;
	d->tsc_incarnation = incarnation;
	d->tsc_trapped = mode == TSC_MODE_ALWAYS_EMULATE;
	d->ns_offset = elapsed_ns - clock_ns();
	d->tsc_offset = 0;
	guest_time_update_wallclock(d);
	for (u32 i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i])
			guest_time_forget(d->vcpu[i]);
	return 0;
}

void guest_tsc_get_info(struct domain *d, u32 *mode, u64 *elapsed_ns, u32 *khz, u32 *incarnation)
{
	*mode = d->tsc_mode;
	*elapsed_ns = guest_time_ns(d);
	*khz = d->tsc_khz ?: clock_tsc_khz;
	*incarnation = d->tsc_incarnation;
}
