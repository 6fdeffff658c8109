// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debug keys: what an administrator types to see inside.
 *
 *	q  domains and their vCPUs      r  run queues      a  timers
 *	e  event channels               g  grant tables    m  memory
 *	p  print counters               P  reset them      T  trace ring
 *	A  count every reference again and compare
 *
 * They run as a soft interrupt on CPU 0, with interrupts on and no lock, between
 * whatever the CPUs do. Most only read, without locks where the fields are single
 * words: a dump of a machine in trouble must not wait for the lock that is the
 * trouble. domain_list_lock is taken, because the list is walked.
 *
 * The audit needs everything to stand still. It pauses all domains and waits for
 * the CPUs, but not for ever: if a CPU waits for this one at the same time it
 * gives up and says so.
 */
#include "core/debug_keys.h"
#include "core/evtchn.h"
#include "core/evtchn_port.h"
#include "core/grant.h"
#include "core/pirq.h"
#include "core/sched.h"
#include "core/stats.h"
#include "core/timer.h"
#include "core/trace.h"
#include "cpu/clock.h"
#include "cpu/keyhandler.h"
#include "cpu/printk.h"
#include "mm/audit.h"
#include "mm/page_alloc.h"
#include <linux/array_size.h>

#define AUDIT_WAIT_NS	2000000000ULL

#define for_each_domain_locked(d) list_for_each_entry(d, &domain_list, link)

/* ------------------------------------------------------------------ domains */

static void dump_vcpu(struct vcpu *v)
{
	struct vcpu_runstate_info r;

	runstate_get(v, &r);
	printk(LOG_INFO "  v%u cpu %u%s flags %lx pauses %u state %d run %llu ms\n", v->id, v->cpu,
	       READ_ONCE(v->running) ? " running" : "", READ_ONCE(v->pause_flags),
	       READ_ONCE(v->pause_count), r.state, r.time[RUNSTATE_running] / 1000000);
	printk(LOG_INFO "     upcall pending %u mask %u sel %lx, affinity %llx/%llx, state in %d\n",
	       v->info->evtchn_upcall_pending, v->info->evtchn_upcall_mask,
	       v->info->evtchn_pending_sel, v->hard_affinity.bits, v->soft_affinity.bits,
	       (int)READ_ONCE(v->dirty_cpu));
	printk(LOG_INFO "     roots %llx/%llx, rip %llx%s\n", mfn_x(v->kernel_root),
	       mfn_x(v->user_root), v->regs.rip, READ_ONCE(v->running) ? " (old)" : "");
}

static void dump_domain(struct domain *d)
{
	printk(LOG_INFO "d%u: refs %u, pauses %u%s%s%s, %llu of %llu pages, %u vCPUs, cpus %llx\n",
	       d->mm.id, READ_ONCE(d->refs), READ_ONCE(d->pauses),
	       d->shutting_down ? ", shutting down" : "", d->shut_down ? ", shut down" : "",
	       d->dying ? ", dying" : "", d->mm.nr_pages, d->mm.max_pages, d->nr_vcpus,
	       d->mm.dirty_cpus.bits);
	for (u32 i = 0; i < d->max_vcpus; i++)
		if (READ_ONCE(d->vcpu[i]))
			dump_vcpu(d->vcpu[i]);
}

static void for_all_domains(void (*fn)(struct domain *d))
{
	struct domain *d;

	spin_lock(&domain_list_lock);
	for_each_domain_locked(d)
		fn(d);
	spin_unlock(&domain_list_lock);
}

static void key_domains(char key)
{
	printk(LOG_INFO "Now %llu ns\n", clock_ns());
	for_all_domains(dump_domain);
}

/* ------------------------------------------------------------------ events, grants */

static void dump_events(struct domain *d)
{
	static const char *const kind[] = {
		[ECS_FREE] = "free", [ECS_RESERVED] = "reserved", [ECS_UNBOUND] = "unbound",
		[ECS_INTERDOMAIN] = "interdomain", [ECS_PIRQ] = "pirq", [ECS_VIRQ] = "virq",
		[ECS_IPI] = "ipi",
	};
	const struct evtchn_method *m = d->evtchn->method;
	u32 port;

	printk(LOG_INFO "d%u events, %s: port [pending/masked] kind vcpu\n", d->mm.id,
	       d->evtchn->fifo ? "FIFO" : "2-level");
	for (port = 1; evtchn_row(d, port); port++) {
		const struct evtchn *e = evtchn_row(d, port);

		if (e->kind == ECS_FREE)
			continue;
		printk(LOG_INFO "  %u [%d/%d] %s v%u", port, m->is_pending(d, e),
		       m->is_masked(d, e), kind[e->kind], e->vcpu);
		if (e->kind == ECS_INTERDOMAIN)
			printk(" with d%u port %u\n", e->inter.d->mm.id, e->inter.port);
		else if (e->kind == ECS_UNBOUND)
			printk(" for d%u\n", e->unbound.remote);
		else
			printk(" %u\n", e->kind == ECS_IPI ? 0 : e->virq);
	}
}

static void key_events(char key)
{
	for_all_domains(dump_events);
}

static void key_grants(char key)
{
	for_all_domains(grant_dump);
}

/* ------------------------------------------------------------------ the rest */

static void key_run_queues(char key)
{
	sched_dump();
}

static void key_timers(char key)
{
	timers_dump();
}

static void key_memory(char key)
{
	printk(LOG_INFO "memory: %llu frames, %llu free, %llu not claimed\n", page_alloc_total(),
	       page_alloc_free(), page_alloc_unclaimed());
}

static void key_counters(char key)
{
	stats_print();
}

static void key_counters_reset(char key)
{
	stats_reset();
	printk(LOG_INFO "perfc: reset\n");
}

static void key_trace(char key)
{
	trace_dump();
}

/* ------------------------------------------------------------------ audit */

static void report_vcpu(struct audit *a, const struct vcpu *v)
{
	const mfn_t roots[] = { v->kernel_root, v->user_root, v->old_root };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(roots); i++)
		if (!mfn_eq(roots[i], INVALID_MFN))
			audit_ref(a, roots[i], true);
	for (i = 0; i < ARRAY_SIZE(v->gdt_frames); i++)
		if (!mfn_eq(v->gdt_frames[i], INVALID_MFN))
			audit_ref(a, v->gdt_frames[i], true);
	for (i = 0; i < ARRAY_SIZE(v->ldt_frames); i++)
		if (!mfn_eq(v->ldt_frames[i], INVALID_MFN))
			audit_ref(a, v->ldt_frames[i], true);
	if (!mfn_eq(v->info_mfn, INVALID_MFN))
		audit_ref(a, v->info_mfn, true);
}

static void report_events(struct audit *a, const struct domain *d)
{
	const struct evtchn_fifo *f = d->evtchn ? d->evtchn->fifo : NULL;

	for (u32 i = 0; f && i < f->nr_words / FIFO_WORDS_PER_PAGE; i++)
		audit_ref(a, _mfn(f->page_mfn[i]), true);
	for (u32 i = 0; i < d->max_vcpus; i++)
		if (d->vcpu[i] && d->vcpu[i]->evtchn && d->vcpu[i]->evtchn->control)
			audit_ref(a, d->vcpu[i]->evtchn->control_mfn, true);
}

/* What core/ holds of guests' frames. */
static void report_core(struct audit *a)
{
	struct domain *d;

	for_each_domain_locked(d) {
		for (u32 i = 0; i < d->max_vcpus; i++)
			if (d->vcpu[i])
				report_vcpu(a, d->vcpu[i]);
		report_events(a, d);
		pirq_audit(d, a);
		grant_audit(d, a);
	}
}

/* All off their CPUs, except the one that this CPU has interrupted. */
static bool wait_until_still(u64 deadline)
{
	struct domain *d;

	for_each_domain_locked(d) {
		for (u32 i = 0; i < d->max_vcpus; i++) {
			struct vcpu *v = READ_ONCE(d->vcpu[i]);

			while (v && v != current_vcpu() &&
			       __atomic_load_n(&v->running, __ATOMIC_ACQUIRE)) {
				if (clock_ns() > deadline)
					return false;
				cpu_pause();
			}
		}
	}
	return true;
}

s64 core_audit(void)
{
	struct domain *d;
	s64 errors = -EBUSY;

	spin_lock(&domain_list_lock);
	for_each_domain_locked(d) {
		__atomic_fetch_add(&d->pauses, 1, __ATOMIC_SEQ_CST);
		for (u32 i = 0; i < d->max_vcpus; i++)
			if (READ_ONCE(d->vcpu[i]))
				sched_sleep(d->vcpu[i], false);
	}
	if (wait_until_still(clock_ns() + AUDIT_WAIT_NS))
		errors = audit_run(report_core);
	else
		printk(LOG_WARN "audit: a CPU does not stop, try again\n");
	for_each_domain_locked(d)
		domain_unpause(d);
	spin_unlock(&domain_list_lock);
	return errors;
}

static void key_audit(char key)
{
	(void)core_audit();
}

void debug_keys_init(void)
{
	keyhandler_register('q', key_domains, "dump domains and vCPUs");
	keyhandler_register('r', key_run_queues, "dump run queues");
	keyhandler_register('a', key_timers, "dump timers");
	keyhandler_register('e', key_events, "dump event channels");
	keyhandler_register('g', key_grants, "dump grant tables");
	keyhandler_register('m', key_memory, "memory in use");
	keyhandler_register('p', key_counters, "print counters");
	keyhandler_register('P', key_counters_reset, "reset counters");
	keyhandler_register('T', key_trace, "dump the trace ring");
	keyhandler_register('A', key_audit, "audit all references and type counts");
}
