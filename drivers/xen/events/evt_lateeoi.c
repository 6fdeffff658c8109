// SPDX-License-Identifier: GPL-2.0-only
/*
 * Late EOI: the driver says when the work for an event is done, and what it
 * says decides when the next event may come.
 *
 * Two kinds of peers are held back. One that raises events without any work
 * behind them ("spurious" in the driver's EOI): after a threshold of such
 * events in a row, each doubles the delay, from one jiffy up to a second; one
 * event with work ends it. And one that raises events so fast that an upcall
 * does not come to an end (evt_dispatch.c): its EOI waits for the fixed
 * xen.event_eoi_delay, unless that upcall has ended by itself meanwhile.
 *
 * Delayed EOIs stand on a queue per CPU, earliest first, with one timer for
 * the first of them. A binding is on at most one queue (eoi_cpu's). It leaves
 * by its timer or when it is destroyed; the port is masked all the while.
 */

#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/workqueue.h>
#include <xen/xenbus.h>
#include "evt_internal.h"

unsigned int evt_loop_timeout_ms __read_mostly = 2;
unsigned int evt_eoi_delay __read_mostly = 10;

#define MAX_DELAY	HZ

/**
 * struct eoi_queue - delayed EOIs of one CPU
 * @lock: of @list and of the members' eoi_node
 * @list: bindings, earliest eoi_time first
 * @work: runs at the first one's time
 */
struct eoi_queue {
	spinlock_t lock;	/* see above */
	struct list_head list;
	struct delayed_work work;
};

static DEFINE_PER_CPU(struct eoi_queue, queues);

static void enqueue(struct evt_binding *b)
{
	struct eoi_queue *q = per_cpu_ptr(&queues, b->eoi_cpu);
	u64 now = get_jiffies_64();
	struct list_head *before;
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	/* From the end: new times are late ones. */
	list_for_each_prev(before, &q->list) {
		if (list_entry(before, struct evt_binding, eoi_node)->eoi_time
		    <= b->eoi_time)
			break;
	}
	list_add(&b->eoi_node, before);
	if (before == &q->list)
		mod_delayed_work_on(b->eoi_cpu, system_wq, &q->work,
				    b->eoi_time > now ? b->eoi_time - now : 1);
	spin_unlock_irqrestore(&q->lock, flags);
}

static void finish(struct evt_binding *b)
{
	b->eoi_time = 0;
	/* The claim of delivery ends here, not when it is acknowledged. */
	smp_store_release(&b->active, 0);
	evt_unmask(b, EVT_MASK_EOI);
}

/* Jiffies to wait because the event had no work behind it. */
static unsigned int punish(struct evt_binding *b)
{
	struct xenbus_device *dev = b->dev;
	unsigned int threshold = 1, excess, delay = 0;

	if (dev) {
		atomic_inc(&dev->spurious_events);
		if (dev->spurious_threshold)
			threshold = dev->spurious_threshold;
	}
	if (b->spurious < U8_MAX)
		b->spurious++;
	if (b->spurious > threshold) {
		excess = min(b->spurious - threshold - 1, ilog2(MAX_DELAY) + 1);
		delay = min_t(unsigned int, 1U << excess, MAX_DELAY);
		if (dev)
			atomic_add(delay, &dev->jiffies_eoi_delayed);
	}
	return delay;
}

static void late_eoi(struct evt_binding *b, bool spurious)
{
	unsigned int delay = 0;

	if (!b->port || !list_empty(&b->eoi_node))
		return;
	if (spurious)
		delay = punish(b);
	else
		b->spurious = 0;

	if (delay) {
		if (!b->eoi_time)
			b->eoi_cpu = raw_smp_processor_id();
		b->eoi_time = get_jiffies_64() + delay;
		enqueue(b);
	} else if (b->eoi_time &&
		   b->eoi_epoch == per_cpu(evt_epoch, b->eoi_cpu)) {
		enqueue(b);
	} else {
		finish(b);
	}
}

static void eoi_work(struct work_struct *work)
{
	struct eoi_queue *q = container_of(to_delayed_work(work),
					   struct eoi_queue, work);
	u64 now = get_jiffies_64();
	struct evt_binding *b;

	rcu_read_lock();
	spin_lock_irq(&q->lock);
	while ((b = list_first_entry_or_null(&q->list, struct evt_binding,
					     eoi_node))) {
		if (b->eoi_time > now) {
			mod_delayed_work_on(b->eoi_cpu, system_wq, &q->work,
					    b->eoi_time - now);
			break;
		}
		list_del_init(&b->eoi_node);
		spin_unlock_irq(&q->lock);
		finish(b);
		spin_lock_irq(&q->lock);
	}
	spin_unlock_irq(&q->lock);
	rcu_read_unlock();
}

/**
 * xen_irq_lateeoi() - the work for an event is done
 * @irq: bound by one of the _lateeoi functions
 * @eoi_flags: XEN_EOI_FLAG_SPURIOUS: there was no work
 *
 * To be called once per event, from any context, on any CPU.
 */
void xen_irq_lateeoi(unsigned int irq, unsigned int eoi_flags)
{
	struct evt_binding *b;

	rcu_read_lock();
	b = evt_by_irq(irq);
	if (b)
		late_eoi(b, eoi_flags & XEN_EOI_FLAG_SPURIOUS);
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(xen_irq_lateeoi);

/**
 * evt_eoi_remove() - a binding goes: nobody waits for its EOI any more
 * @b: any
 */
void evt_eoi_remove(struct evt_binding *b)
{
	struct eoi_queue *q = per_cpu_ptr(&queues, b->eoi_cpu);
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	list_del_init(&b->eoi_node);
	spin_unlock_irqrestore(&q->lock, flags);
}

/**
 * evt_eoi_cpu_init() - a CPU appears
 * @cpu: not running yet, or the boot CPU
 */
void evt_eoi_cpu_init(unsigned int cpu)
{
	struct eoi_queue *q = per_cpu_ptr(&queues, cpu);

	/* A CPU that comes back keeps what it has. */
	if (q->list.next)
		return;
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->list);
	INIT_DELAYED_WORK(&q->work, eoi_work);
}
