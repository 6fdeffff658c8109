// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO delivery method: an event word per port, queues by vCPU and priority.
 *
 *	31 PENDING  30 MASKED  29 LINKED  28 BUSY  27..17 0  16..0 next port in the queue
 *
 * The words lie in frames of the guest, which may write anything into them at any
 * time. A queue is a list through the words: head in the vCPU's control block (the
 * guest takes ports off it), tail remembered here, under the queue's lock. Appending
 * port P behind tail T means changing T's link while the guest may be unlinking T;
 * compare-and-swap decides: if T is no longer LINKED, P becomes the new head.
 * BUSY asks the guest to leave the word alone, and a guest that does not, costs us
 * TRIES attempts and itself an event.
 *
 * What is believed from the guest: nothing but whether bits are set. The link we
 * write is never read back.
 */
#include "core/atomic_bits.h"
#include "core/evtchn_port.h"
#include "cpu/printk.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include <xen/interface/event_channel.h>

#define W_PENDING	(1U << EVTCHN_FIFO_PENDING)
#define W_MASKED	(1U << EVTCHN_FIFO_MASKED)
#define W_LINKED	(1U << EVTCHN_FIFO_LINKED)
#define W_BUSY		(1U << EVTCHN_FIFO_BUSY)
#define W_LINK		((1U << EVTCHN_FIFO_LINK_BITS) - 1)
#define TRIES		8

static u32 *word_of(const struct domain *d, u32 port)
{
	struct evtchn_fifo *f = d->evtchn->fifo;

	if (port >= __atomic_load_n(&f->nr_words, __ATOMIC_ACQUIRE))
		return NULL;
	return &f->page[port / FIFO_WORDS_PER_PAGE][port % FIFO_WORDS_PER_PAGE];
}

static bool word_test_and_set(u32 *w, u32 bit)
{
	return __atomic_fetch_or(w, bit, __ATOMIC_SEQ_CST) & bit;
}

static bool word_test_and_clear(u32 *w, u32 bit)
{
	return __atomic_fetch_and(w, ~bit, __ATOMIC_SEQ_CST) & bit;
}

/* Let @tail point to @port if it still stands in a queue. true: it does now. */
static bool link_behind(u32 *tail, u32 port)
{
	u32 old = __atomic_load_n(tail, __ATOMIC_SEQ_CST), fresh;
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		if (!(old & W_LINKED))
			return false;
		if (i == 1)
			old = __atomic_or_fetch(tail, W_BUSY, __ATOMIC_SEQ_CST);
		fresh = (old & ~(W_BUSY | W_LINK)) | port;
		if (__atomic_compare_exchange_n(tail, &old, fresh, false,
						__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			return true;
	}
	/* The guest keeps writing a word that it was asked to leave alone. */
	__atomic_fetch_and(tail, ~W_BUSY, __ATOMIC_SEQ_CST);
	return true;
}

/* Where a port is to stand: read once, since its owner may move it at any moment. */
struct place {
	struct evtchn_vcpu *ev;
	u16 vcpu;
	u8 priority;
};

/*
 * Lock the queue that @e stood in last and the one that it belongs to now (the lower
 * address first); they are usually one.
 */
static struct evtchn_queue *queue_lock(struct domain *d, struct evtchn *e,
				       const struct place *to, struct evtchn_queue **old)
	__acquires(&to->ev->queue->lock)	/* both, if they differ */
{
	struct evtchn_queue *q = &to->ev->queue[to->priority];
	struct evtchn_queue *o;

	for (;;) {
		u16 vcpu = READ_ONCE(e->last_vcpu);
		u8 prio = READ_ONCE(e->last_priority);

		o = &d->vcpu[vcpu]->evtchn->queue[prio];
		spin_lock(o < q ? &o->lock : &q->lock);
		if (o != q) {		/* same class: lower address first */
			spin_lock_nested(o < q ? &q->lock : &o->lock);
			__release(&o->lock);
		}
		if (vcpu == READ_ONCE(e->last_vcpu) && prio == READ_ONCE(e->last_priority))
			break;
		if (o != q) {
			__acquire(&o->lock);
			spin_unlock(&o->lock);
		}
		spin_unlock(&q->lock);
	}
	*old = o;
	return q;
}

/* Append @e to its queue. Return: the queue was empty, so its ready bit must go up. */
static bool enqueue(struct domain *d, struct evtchn *e, const struct place *to, u32 *word)
{
	struct evtchn_queue *q, *old;
	unsigned long flags = local_irq_off_save();
	bool linked = false, was_linked;
	u32 *tail;

	q = queue_lock(d, e, to, &old);
	was_linked = word_test_and_set(word, W_LINKED);
	if (!was_linked) {
		/* As the tail of a queue that has drained, it must not be appended to. */
		if (old->tail == e->port)
			old->tail = 0;
		WRITE_ONCE(e->last_vcpu, to->vcpu);
		WRITE_ONCE(e->last_priority, to->priority);
		tail = q->tail ? word_of(d, q->tail) : NULL;
		linked = tail && link_behind(tail, e->port);
		if (!linked)
			WRITE_ONCE(to->ev->control->head[to->priority], e->port);
		q->tail = e->port;
	}
	if (old != q) {
		__acquire(&old->lock);
		spin_unlock(&old->lock);
	}
	spin_unlock(&q->lock);
	local_irq_back(flags);
	return !was_linked && !linked;
}

static void announce(struct domain *d, struct evtchn *e, u32 *word)
{
	struct place to = { .vcpu = READ_ONCE(e->vcpu), .priority = READ_ONCE(e->priority) };
	struct vcpu *v = d->vcpu[to.vcpu];
	u32 ready = 1U << to.priority;

	to.ev = v->evtchn;
	if (!__atomic_load_n(&to.ev->control, __ATOMIC_ACQUIRE))
		return;			/* picked up when the guest registers it */
	if (!enqueue(d, e, &to, word))
		return;
	if (!(__atomic_fetch_or(&to.ev->control->ready, ready, __ATOMIC_SEQ_CST) & ready))
		evtchn_mark_upcall(v);
}

static void set_pending_fifo(struct domain *d, struct evtchn *e)
{
	u32 *word = word_of(d, e->port);

	if (!word) {
		e->pending_early = true;
		return;
	}
	word_test_and_set(word, W_PENDING);
	if (!(__atomic_load_n(word, __ATOMIC_SEQ_CST) & (W_MASKED | W_LINKED)))
		announce(d, e, word);
}

static void clear_pending_fifo(struct domain *d, struct evtchn *e)
{
	u32 *word = word_of(d, e->port);

	e->pending_early = false;
	/* PENDING only: LINKED is the guest's to clear when it takes the port off */
	if (word)
		word_test_and_clear(word, W_PENDING);
}

static void unmask_fifo(struct domain *d, struct evtchn *e)
{
	u32 *word = word_of(d, e->port);

	if (!word)
		return;
	word_test_and_clear(word, W_MASKED);
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) & W_PENDING)
		set_pending_fifo(d, e);
}

static bool is_pending_fifo(const struct domain *d, const struct evtchn *e)
{
	u32 *word = word_of(d, e->port);

	return word ? READ_ONCE(*word) & W_PENDING : e->pending_early;
}

static bool is_masked_fifo(const struct domain *d, const struct evtchn *e)
{
	u32 *word = word_of(d, e->port);

	return !word || READ_ONCE(*word) & W_MASKED;
}

static int set_priority_fifo(struct domain *d, struct evtchn *e, u32 priority)
{
	if (priority >= FIFO_PRIORITIES)
		return -EINVAL;
	e->priority = priority;		/* takes effect when it is queued next */
	return 0;
}

const struct evtchn_method evtchn_fifo_method = {
	.max_ports = PORTS_FIFO,
	.set_pending = set_pending_fifo,
	.clear_pending = clear_pending_fifo,
	.unmask = unmask_fifo,
	.is_pending = is_pending_fifo,
	.is_masked = is_masked_fifo,
	.set_priority = set_priority_fifo,
};
