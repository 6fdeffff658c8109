// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queue of hypercalls of each CPU.
 *
 * A crossing into the hypervisor costs far more than most of the work that is
 * asked for, so work is collected and handed over in one crossing. There are
 * two levels of collecting:
 *
 *   entries   independent calls, sent as one multicall. A single entry is sent
 *             as the plain call that it is.
 *   elements  mmu_update and mmuext_op take arrays. As long as nothing else is
 *             queued in between, a further element extends the array of the
 *             last entry. Tearing down a page table's worth of mappings is one
 *             entry, and therefore one plain call.
 *
 *      entries[]  | mmu_update n=3 | stack_switch | mmuext_op n=2 |
 *                      |                             |
 *      room[]     | e0 e1 e2                      | o0 o1        |   free
 *
 * Room for arguments is handed out from front to back and given back all at
 * once by the flush, so the last entry's array always ends where the free room
 * begins: that is why it can grow.
 *
 * Order is kept: calls take effect in the order in which they were queued, and
 * nothing overtakes the queue except code that makes a hypercall directly.
 *
 * The queue belongs to its CPU and is touched with interrupts off. An interrupt
 * that arrives between two xen_mc_begin()/xen_mc_end() pairs may find entries
 * waiting; whatever it queues goes behind them, and its flush sends all.
 *
 * Nobody can be told about a refused call: who queued it has moved on. A
 * refusal means that the port broke a rule, so it warns, with enough detail to
 * find the culprit, and carries on. xen_mc_debug on the command line shows
 * the innocent calls of the batch as well.
 *
 * The root of the page tables is the one piece of state that others look at
 * while it changes: xen_current_cr3 follows xen_cr3 only when the queue is
 * empty, see mmu_cr3.c.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/printk.h>

#include "mmu.h"
#include "mmu_table.h"
#include "multicall.h"

#define MC_ENTRIES	32
#define MC_ROOM		(160 * sizeof(struct mmu_update))
/* No more than this much of an array is worth printing. */
#define MC_REPORT	8

struct mc_queue {
	unsigned int nr_entries;
	unsigned int room_used;
	struct multicall_entry entries[MC_ENTRIES];
	u8 room[MC_ROOM] __aligned(8);
	unsigned long caller[MC_ENTRIES];
};

static DEFINE_PER_CPU(struct mc_queue, mc_queue);

static bool mc_debug __ro_after_init;

static int __init mc_parse_debug(char *arg)
{
	mc_debug = true;
	return 0;
}
early_param("xen_mc_debug", mc_parse_debug);

static void mc_report_array(const struct multicall_entry *mc)
{
	const struct mmu_update *update = (void *)mc->args[0];
	const struct mmuext_op *ext = (void *)mc->args[0];
	unsigned int nr = min_t(unsigned long, mc->args[1], MC_REPORT);
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (mc->op == __HYPERVISOR_mmu_update)
			pr_err("    entry at %llx := %llx\n",
			       update[i].ptr, update[i].val);
		else
			pr_err("    command %u on %lx\n",
			       ext[i].cmd, ext[i].arg1.linear_addr);
	}
}

static void mc_report(const struct mc_queue *q, unsigned int nr_failed)
{
	unsigned int i;

	pr_err("%u of %u queued hypercalls failed on CPU %d\n",
	       nr_failed, q->nr_entries, smp_processor_id());

	for (i = 0; i < q->nr_entries; i++) {
		const struct multicall_entry *mc = &q->entries[i];

		if (!mc_debug && mc->result >= 0)
			continue;
		pr_err("  #%u op=%lu result=%ld args=%lx %lx %lx by %pS\n",
		       i, mc->op, mc->result, mc->args[0], mc->args[1],
		       mc->args[2], (void *)q->caller[i]);
		if (mc->op == __HYPERVISOR_mmu_update ||
		    mc->op == __HYPERVISOR_mmuext_op)
			mc_report_array(mc);
	}
}

static unsigned int mc_send_all(struct mc_queue *q)
{
	unsigned int failed = 0;
	unsigned int i;

	if (HYPERVISOR_multicall(q->entries, q->nr_entries))
		panic("multicall refused as a whole\n");

	for (i = 0; i < q->nr_entries; i++)
		failed += q->entries[i].result < 0;
	return failed;
}

static unsigned int mc_send_one(struct multicall_entry *mc)
{
	mc->result = xen_single_call(mc->op, mc->args[0], mc->args[1],
				     mc->args[2], mc->args[3], mc->args[4]);
	return mc->result < 0;
}

void xen_mc_flush(void)
{
	struct mc_queue *q;
	unsigned int failed;
	unsigned long flags;

	local_irq_save(flags);
	q = this_cpu_ptr(&mc_queue);
	trace_xen_mc_flush(q->nr_entries, q->room_used, 0);

	if (q->nr_entries) {
		failed = q->nr_entries == 1 ? mc_send_one(&q->entries[0]) :
					      mc_send_all(q);
		if (WARN_ON(failed))
			mc_report(q, failed);
		q->nr_entries = 0;
		q->room_used = 0;
		this_cpu_write(xen_current_cr3, this_cpu_read(xen_cr3));
	}
	local_irq_restore(flags);
}

/* Append an entry on behalf of @caller. Interrupts are off. */
static struct multicall_entry *mc_append(size_t bytes, void **args,
					 unsigned long caller)
{
	struct mc_queue *q = this_cpu_ptr(&mc_queue);
	bool full = q->nr_entries == MC_ENTRIES;

	bytes = ALIGN(bytes, sizeof(u64));
	trace_xen_mc_entry_alloc(bytes);

	if (unlikely(full || q->room_used + bytes > MC_ROOM)) {
		if (WARN_ON(bytes > MC_ROOM))
			panic("hypercall with %zu bytes of arguments\n",
			      bytes);
		trace_xen_mc_flush_reason(full ? XEN_MC_FL_BATCH :
						 XEN_MC_FL_ARGS);
		xen_mc_flush();
	}

	if (args)
		*args = q->room + q->room_used;
	q->room_used += bytes;
	q->caller[q->nr_entries] = caller;
	return &q->entries[q->nr_entries++];
}

struct multicall_entry *xen_mc_call(size_t bytes, void **args)
{
	return mc_append(bytes, args, _RET_IP_);
}

/*
 * Room for one more element of the last entry's array, if it is one of @op and
 * nothing but its elements follows it in the room; else NULL. The array and
 * the count are the first two arguments of either call.
 */
static void *mc_extend(unsigned long op, size_t bytes)
{
	struct mc_queue *q = this_cpu_ptr(&mc_queue);
	struct multicall_entry *last = &q->entries[q->nr_entries - 1];
	void *room = q->room + q->room_used;

	if (!q->nr_entries || last->op != op ||
	    (void *)last->args[0] + last->args[1] * bytes != room) {
		trace_xen_mc_extend_args(op, bytes, XEN_MC_XE_BAD_OP);
		return NULL;
	}
	if (q->room_used + bytes > MC_ROOM) {
		trace_xen_mc_extend_args(op, bytes, XEN_MC_XE_NO_SPACE);
		return NULL;
	}

	last->args[1]++;
	q->room_used += bytes;
	trace_xen_mc_extend_args(op, bytes, XEN_MC_XE_OK);
	return room;
}

void xen_mc_mmu_update(u64 ptr, u64 val)
{
	struct mmu_update *update;

	update = mc_extend(__HYPERVISOR_mmu_update, sizeof(*update));
	if (!update) {
		struct multicall_entry *mc = mc_append(sizeof(*update),
						       (void **)&update,
						       _RET_IP_);

		MULTI_mmu_update(mc, update, 1, NULL, DOMID_SELF);
	}
	update->ptr = ptr;
	update->val = val;
}

void xen_mc_mmuext(const struct mmuext_op *op)
{
	struct mmuext_op *room;

	room = mc_extend(__HYPERVISOR_mmuext_op, sizeof(*room));
	if (!room) {
		struct multicall_entry *mc = mc_append(sizeof(*room),
						       (void **)&room,
						       _RET_IP_);

		MULTI_mmuext_op(mc, room, 1, NULL, DOMID_SELF);
	}
	*room = *op;
}

#if IS_ENABLED(CONFIG_XEN_KUNIT_TEST)
#include "multicall_test.c"
#endif
