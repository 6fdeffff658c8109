// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace ring of each CPU: what it did last, for the moment when it can no longer
 * be asked.
 *
 * A record is a time, a kind and three words. Only the CPU itself writes, in any
 * context: an interrupt that writes between the two halves of a record below it
 * gets a slot of its own, because the slot number is taken first. Readers (panic, a
 * debug key) print what they find; the newest record may be half written.
 */
#include "core/trace.h"
#include "core/stats.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include <linux/array_size.h>

#ifdef CONFIG_HV_DEBUG

#define TRACE_RECORDS	64

struct trace_record { u64 tsc, kind, a, b, c; };

struct trace_ring {
	u32 next;
	struct trace_record record[TRACE_RECORDS];
};

static DEFINE_PCPU(struct trace_ring, trace_rings);

void trace_note(enum trace_kind kind, u64 a, u64 b, u64 c)
{
	struct trace_ring *ring = &this_var(trace_rings);
	u32 slot = __atomic_fetch_add(&ring->next, 1, __ATOMIC_RELAXED) % TRACE_RECORDS;

	ring->record[slot] = (struct trace_record){ clock_tsc(), kind, a, b, c };
}

static const char *trace_name(u64 kind)
{
	static const char *const name[] = {
		[TRC_HYPERCALL] = "hypercall", [TRC_EXCEPTION] = "exception",
		[TRC_SWITCH] = "switch", [TRC_IRQ] = "irq", [TRC_EVENT] = "event",
		[TRC_REFUSE] = "refuse",
	};

	return kind < ARRAY_SIZE(name) && name[kind] ? name[kind] : "?";
}

void trace_dump(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct trace_ring *ring = &pcpu_var(trace_rings, cpu);
		u32 next = READ_ONCE(ring->next);

		printk(LOG_INFO "trace: cpu %u, %u records so far\n", cpu, next);
		for (u32 i = 0; i < TRACE_RECORDS; i++) {
			const struct trace_record *r = &ring->record[(next + i) % TRACE_RECORDS];

			if (r->kind)
				printk(LOG_INFO "  %llu %s %#llx %#llx %#llx\n", r->tsc,
				       trace_name(r->kind), r->a, r->b, r->c);
		}
	}
}

#else

void trace_dump(void)
{
	printk(LOG_INFO "trace: only in debug builds\n");
}

#endif

void panic_trace(void)
{
	trace_dump();
}
