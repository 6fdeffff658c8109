// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain's life between creation and the last reference.
 *
 *	running <-> paused        counted, by whoever needs it to stand still
 *	running --> shut down     by itself, by a crash, or by tools; may resume
 *	any     --> dying --> dead, by domain_kill(), for good
 *
 * Pausing counts in d->pauses, which vcpu_runnable() looks at; the first pause
 * makes every vCPU leave its CPU and waits for that. Two CPUs that pause each
 * other's current domain would wait for each other for ever, so only control
 * operations pause synchronously, and those are serialised by LOCK_DOMCTL (or are
 * about a domain that cannot pause anybody).
 *
 * A shutdown pauses each vCPU on account of the shutdown (paused_for_shutdown),
 * which domain_resume() takes back; tools hear of it through VIRQ_DOM_EXC. When
 * dom0 shuts down the machine does.
 *
 * A crash can be declared anywhere, with any lock held: it only queues a tasklet,
 * which runs before this CPU returns to a guest.
 *
 * The kill is a list of stages, each of which can be long and returns
 * -HV_ERESTART to be called again; what is done stays done. Order: nothing runs
 * any more; nobody can be told of anything (events, interrupts); what it holds of
 * others goes back (grant maps); what the CPUs hold of it (roots, descriptor
 * tables); its frames; its name.
 */
#include "core/atomic_bits.h"
#include "core/domain.h"
#include "core/evtchn.h"
#include "core/grant.h"
#include "core/pirq.h"
#include "core/sched.h"
#include "core/watchdog_guest.h"
#include "cpu/printk.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include <xen/interface/sched.h>

void (*machine_shutdown)(u8 reason);

/* The first vCPU whose number is at least @id, NULL behind the last. */
static struct vcpu *vcpu_from(const struct domain *d, u32 id)
{
	for (; id < d->max_vcpus; id++) {
		struct vcpu *v = READ_ONCE(d->vcpu[id]);

		if (v)
			return v;
	}
	return NULL;
}

static struct vcpu *vcpu_after(const struct vcpu *v)
{
	return vcpu_from(v->domain, v->id + 1);
}

/* ------------------------------------------------------------------ pausing */

void domain_pause(struct domain *d)
{
	struct vcpu *v;

	__atomic_fetch_add(&d->pauses, 1, __ATOMIC_SEQ_CST);
	for (v = vcpu_from(d, 0); v; v = vcpu_after(v))
		sched_sleep(v, true);
}

void domain_unpause(struct domain *d)
{
	struct vcpu *v;

	if (__atomic_fetch_sub(&d->pauses, 1, __ATOMIC_SEQ_CST) != 1)
		return;
	for (v = vcpu_from(d, 0); v; v = vcpu_after(v))
		sched_wake(v);
}

/**
 * domain_pause_by_controller() - XEN_DOMCTL_pausedomain; counted
 * Errors: -EINVAL current's own domain, -EUSERS too many.
 */
int domain_pause_by_controller(struct domain *d)
{
	int err = 0;

	if (d == current_domain())
		return refuse(-EINVAL, "d%u pauses itself", d->mm.id);
	spin_lock(&d->lock);
	if (d->controller_pauses >= 255)
		err = -EUSERS;
	else
		d->controller_pauses++;
	spin_unlock(&d->lock);
	if (!err)
		domain_pause(d);
	return err;
}

/* XEN_DOMCTL_unpausedomain: -EINVAL if it is not paused by a controller. */
int domain_unpause_by_controller(struct domain *d)
{
	int err = 0;

	spin_lock(&d->lock);
	if (!d->controller_pauses)
		err = -EINVAL;
	else if (!--d->controller_pauses)
		d->started = true;
	spin_unlock(&d->lock);
	if (!err)
		domain_unpause(d);
	return err;
}

/* ------------------------------------------------------------------ shutdown */

/**
 * domain_shutdown() - it stops by itself, or is made to
 * @reason: SHUTDOWN_*
 *
 * State: running or paused => shut down, once; a repetition does nothing.
 * Context: interrupts on, no lock from LOCK_DOMAIN inwards. Its vCPUs leave their
 * CPUs soon after. ABI: SCHEDOP_shutdown, SCHEDOP_remote_shutdown.
 */
void domain_shutdown(struct domain *d, u8 reason)
{
	struct vcpu *v;

	spin_lock(&d->lock);
	if (d->shutting_down) {
		spin_unlock(&d->lock);
		return;
	}
	if (d->shutdown_reason == SHUTDOWN_CODE_NONE)
		d->shutdown_reason = reason;
	reason = d->shutdown_reason;
	d->shutting_down = true;
	for (v = vcpu_from(d, 0); v; v = vcpu_after(v)) {
		v->paused_for_shutdown = true;
		vcpu_pause_nosync(v);
	}
	WRITE_ONCE(d->shut_down, true);
	spin_unlock(&d->lock);

	if (d->hardware && machine_shutdown)
		machine_shutdown(reason);
	evtchn_raise_global_virq(VIRQ_DOM_EXC);
}

/**
 * domain_shutdown_code() - the reason that counts at the next shutdown
 * ABI: SCHEDOP_shutdown_code. Errors: -EINVAL no such reason. The first one stays.
 */
int domain_shutdown_code(struct domain *d, unsigned int reason)
{
	if (reason > SHUTDOWN_MAX)
		return refuse(-EINVAL, "shutdown reason %u", reason);
	spin_lock(&d->lock);
	if (d->shutdown_reason == SHUTDOWN_CODE_NONE)
		d->shutdown_reason = reason;
	spin_unlock(&d->lock);
	return 0;
}

/**
 * domain_resume() - a suspended domain goes on as if nothing had happened
 * ABI: XEN_DOMCTL_resumedomain. Context: LOCK_DOMCTL; not current's domain.
 */
void domain_resume(struct domain *d)
{
	struct vcpu *v;

	/* A vCPU may still be on its way out of the hypercall that suspended it. */
	domain_pause(d);
	spin_lock(&d->lock);
	d->shutting_down = false;
	WRITE_ONCE(d->shut_down, false);
	d->shutdown_reason = SHUTDOWN_CODE_NONE;
	for (v = vcpu_from(d, 0); v; v = vcpu_after(v)) {
		if (v->paused_for_shutdown) {
			v->paused_for_shutdown = false;
			vcpu_unpause(v);
		}
	}
	spin_unlock(&d->lock);
	domain_unpause(d);
}

static void domain_crash_now(void *arg)
{
	struct domain *d = arg;

	domain_shutdown(d, SHUTDOWN_crash);
	WRITE_ONCE(d->crash_queued, 0);
	domain_put(d);
}

/**
 * domain_crash() - the guest broke its side of the contract beyond repair
 *
 * Context: any with a guest frame; returns, and every caller must cope with the
 * domain still being there. No vCPU on this CPU returns to its guest any more.
 */
void domain_crash(struct domain *d, const char *fmt, ...)
{
	struct domain *held;
	struct vcpu *v = current_vcpu();
	va_list args;

	if (READ_ONCE(d->shutting_down) ||
	    __atomic_exchange_n(&d->crash_queued, 1, __ATOMIC_SEQ_CST))
		return;
	printk(LOG_ERR "d%u crashed (on d%uv%u): ", d->mm.id, v->domain->mm.id, v->id);
	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
	printk("\n");
	if (v->domain == d)
		show_registers(guest_regs());

	/* It exists, or nobody could crash it; unless its last reference goes now. */
	held = domain_get(d->mm.id);
	if (!held)
		return;
	d->crash = (struct tasklet){ .fn = domain_crash_now, .arg = d };
	tasklet_schedule(&d->crash);
}

/* ------------------------------------------------------------------ the end */

enum { KILL_BEGIN, KILL_EVENTS, KILL_GRANTS, KILL_ROOTS, KILL_FRAMES, KILL_DONE };

/* From here on nothing of it runs, and nobody can reach it. */
static void kill_begin(struct domain *d)
{
	spin_lock(&d->lock);
	d->dying = DOMAIN_DYING;
	WRITE_ONCE(d->mm.dying, true);
	spin_unlock(&d->lock);
	domain_pause(d);
	watchdog_guest_free(d);
	(void)page_claim(&d->mm, 0);
}

static int kill_events(struct domain *d)
{
	int err = evtchn_destroy_domain(d);

	if (!err)
		pirq_free_domain(d);
	return err;
}

static int kill_roots(struct domain *d)
{
	struct vcpu *v;
	int err;

	for (v = vcpu_from(d, 0); v; v = vcpu_after(v)) {
		err = vcpu_drop_roots(v);
		if (err)
			return err;
	}
	return 0;
}

static void kill_end(struct domain *d)
{
	bool none;

	spin_lock(&d->mm.page_lock);
	none = !d->mm.nr_pages;
	spin_unlock(&d->mm.page_lock);
	if (none)
		d->mm.all_gone(&d->mm);
	WRITE_ONCE(d->dying, DOMAIN_DEAD);
	evtchn_raise_global_virq(VIRQ_DOM_EXC);
	domain_put(d);
}

/**
 * domain_kill() - XEN_DOMCTL_destroydomain
 *
 * State: any => dying => dead. Context: LOCK_DOMCTL; not current's domain, not
 * dom0; the caller holds a reference of its own. Errors: -EINVAL may not be killed,
 * -HV_ERESTART more to do; 0 also for one that is dead already.
 */
int domain_kill(struct domain *d)
{
	int err = 0;

	if (d == current_domain() || d == dom0 || d == dom_idle)
		return refuse(-EINVAL, "kill of d%u", d->mm.id);

	while (!err && d->kill_stage < KILL_DONE) {
		switch (d->kill_stage) {
		case KILL_BEGIN:
			kill_begin(d);
			break;
		case KILL_EVENTS:
			err = kill_events(d);
			break;
		case KILL_GRANTS:
			err = grant_release_maps(d);
			break;
		case KILL_ROOTS:
			err = kill_roots(d);
			break;
		case KILL_FRAMES:
			err = page_relinquish_all(&d->mm);
			if (!err)
				kill_end(d);
			break;
		}
		if (!err)
			d->kill_stage++;
	}
	return err;
}
