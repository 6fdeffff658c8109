// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking other CPUs to do something: function calls and TLB flushes.
 *
 * There is no queue and no lock. Each CPU owns one call slot and one flush
 * slot as a requester, and has one word per kind as a target, in which bit r
 * means "CPU r wants something":
 *
 *	requester r			target t
 *	slot[r].waiting = {t, u, ..}
 *	request[t] |= 1 << r
 *	IPI if request[t] was 0  --->	req = xchg(request[t], 0)
 *					for each r in req: do it,
 *	wait until slot[r].waiting	   slot[r].waiting &= ~(1 << t)
 *	is empty
 *
 * Sixty-four CPUs fit in one word; that is what the limit buys. A requester may
 * have interrupts off: while it waits it serves the requests to itself, so two
 * CPUs that ask each other cannot deadlock. A slot is reused only when empty.
 *
 * The atomics are full barriers: what the requester wrote before is visible to
 * the target, what the target did is visible when the wait ends.
 */
#include "cpu/smp.h"
#include "cpu/apic.h"
#include "cpu/irq.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "cpu/smp_call.h"
#include "cpu/upcalls.h"

struct call_slot {
	cpuset_t waiting;
	void (*fn)(void *arg);
	void *arg;
} __aligned(64);

struct request_word {
	cpuset_t from;
} __aligned(64);

static struct call_slot call_slots[HV_NR_CPUS];
static struct call_slot flush_slots[HV_NR_CPUS];
static struct request_word call_requests[HV_NR_CPUS];
static struct request_word flush_requests[HV_NR_CPUS];

static cpuset_t take_requests(struct request_word *w)
{
	if (!READ_ONCE(w->from.bits))
		return CPUSET_NONE;
	return (cpuset_t){ __atomic_exchange_n(&w->from.bits, 0, __ATOMIC_SEQ_CST) };
}

void smp_call_interrupt(void)
{
	unsigned int me = this_cpu(), from;
	cpuset_t req = take_requests(&call_requests[me]);

	for_each_cpu_in(from, req) {
		struct call_slot *slot = &call_slots[from];

		slot->fn(slot->arg);
		cpuset_clear_atomic(&slot->waiting, me);
	}
}

void smp_tlb_interrupt(void)
{
	unsigned int me = this_cpu(), from;
	cpuset_t req = take_requests(&flush_requests[me]);

	if (cpuset_empty(req))
		return;
	tlb_ipi();
	for_each_cpu_in(from, req)
		cpuset_clear_atomic(&flush_slots[from].waiting, me);
}

/* With interrupts off for a moment: serve others while we wait for them. */
static void serve_while_waiting(void)
{
	unsigned long flags = local_irq_off_save();

	smp_tlb_interrupt();
	smp_call_interrupt();
	local_irq_back(flags);
	cpu_pause();
}

static void wait_for(struct call_slot *slot)
{
	while (__atomic_load_n(&slot->waiting.bits, __ATOMIC_ACQUIRE))
		serve_while_waiting();
}

static void ask(struct request_word *words, cpuset_t set, unsigned int vector)
{
	unsigned int me = this_cpu(), cpu;

	for_each_cpu_in(cpu, set) {
		u64 old = __atomic_fetch_or(&words[cpu].from.bits, 1ULL << me,
					    __ATOMIC_SEQ_CST);

		/* Somebody else's bit: their IPI is on its way and will find ours. */
		if (!old)
			apic_send_ipi(cpu, vector);
	}
}

void smp_call(cpuset_t set, void (*fn)(void *), void *arg, bool wait)
{
	unsigned int me = this_cpu();
	struct call_slot *slot = &call_slots[me];
	cpuset_t others = cpuset_andnot(cpuset_and(set, READ_ONCE(cpus_online)),
					cpuset_of(me));
	unsigned long flags;

	if (!cpuset_empty(others)) {
		/* An interrupt handler of ours may use the slot between our looks at it. */
		for (;;) {
			wait_for(slot);
			flags = local_irq_off_save();
			if (cpuset_empty(slot->waiting))
				break;
			local_irq_back(flags);
		}
		slot->fn = fn;
		slot->arg = arg;
		__atomic_store_n(&slot->waiting.bits, others.bits, __ATOMIC_SEQ_CST);
		ask(call_requests, others, VEC_CALL);
		local_irq_back(flags);
	}
	if (cpuset_test(&set, me)) {
		flags = local_irq_off_save();
		fn(arg);
		local_irq_back(flags);
	}
	if (wait)
		wait_for(slot);
}

void smp_flush_tlb(cpuset_t set)
{
	unsigned int me = this_cpu();
	struct call_slot *slot = &flush_slots[me];
	unsigned long flags;

	set = cpuset_andnot(cpuset_and(set, READ_ONCE(cpus_online)), cpuset_of(me));
	if (cpuset_empty(set))
		return;
	/*
	 * A flush asked for by an interrupt handler that came in during ours would
	 * find the slot in use: it adds its targets after ours are done.
	 */
	for (;;) {
		wait_for(slot);
		flags = local_irq_off_save();
		if (cpuset_empty(slot->waiting))
			break;
		local_irq_back(flags);
	}
	__atomic_store_n(&slot->waiting.bits, set.bits, __ATOMIC_SEQ_CST);
	ask(flush_requests, set, VEC_TLB);
	local_irq_back(flags);
	wait_for(slot);
}

void smp_kick(unsigned int cpu)
{
	if (cpuset_test(&cpus_online, cpu))
		apic_send_ipi(cpu, VEC_KICK);
}
