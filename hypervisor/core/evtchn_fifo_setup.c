// SPDX-License-Identifier: GPL-2.0-only
/*
 * Setting the FIFO method up and taking it down: control blocks and event arrays.
 *
 * The first control block that a domain registers switches the whole domain over; the
 * frames with event words follow, one at a time. Each frame is the guest's, held with a
 * writable reference so that it cannot become a page table or be freed while the
 * hypervisor writes to it. Going back (reset, teardown) happens only when no port is
 * open, so that no sender can be using the words: a port becomes open under the table's
 * lock, and is closed under its row's lock, which everybody who uses the words holds
 * (its own or its peer's).
 *
 * Ports that became pending under the old method, or before their word existed, are
 * announced again when the word appears.
 */
#include "core/evtchn_port.h"
#include "cpu/printk.h"
#include "mm/log_dirty.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include <linux/minmax.h>
#include <linux/string.h>
#include <xen/interface/event_channel.h>

/* A frame of @d held writable for the hypervisor's own use; INVALID_MFN if refused. */
static void *frame_hold(struct domain *d, u64 mfn)
{
	if (!mfn_is_ram(_mfn(mfn)) ||
	    page_get_and_type(mfn_to_page(_mfn(mfn)), d->mm.id, TYPE_WRITABLE, false))
		return NULL;
	return mfn_to_virt(_mfn(mfn));
}

static void frame_release(u64 mfn)
{
	page_put_and_type(mfn_to_page(_mfn(mfn)), false);
}

/* The port's state under the old method becomes its state under the new one. */
static void port_carry_over(struct domain *d, struct evtchn *e)
{
	unsigned long flags = spin_lock_irqsave(&e->lock);

	if (e->kind != ECS_FREE)
		d->evtchn->method->set_pending(d, e);
	spin_unlock_irqrestore(&e->lock, flags);
}

/* Lock: the domain's table. */
static int switch_to_fifo(struct domain *d)
{
	struct evtchn_state *s = d->evtchn;
	u32 port;

	s->fifo = xmalloc_array(sizeof(*s->fifo), 1);
	if (!s->fifo)
		return -ENOMEM;
	for (port = 1; port < s->nr_ports; port++) {
		struct evtchn *e = evtchn_row(d, port);

		e->pending_early = evtchn_2l.is_pending(d, e);
		e->last_vcpu = e->vcpu;
		e->last_priority = e->priority;
	}
	__atomic_store_n(&s->method, &evtchn_fifo_method, __ATOMIC_RELEASE);
	return 0;
}

/* A vCPU's control block exists now: queue what waits for it. Lock: the domain's table. */
static void announce_waiting(struct domain *d, u32 vcpu)
{
	u32 port;

	for (port = 1; port < d->evtchn->nr_ports; port++) {
		struct evtchn *e = evtchn_row(d, port);

		if (e->kind != ECS_FREE && e->vcpu == vcpu && evtchn_fifo_method.is_pending(d, e))
			port_carry_over(d, e);
	}
}

int evtchn_fifo_init_control(struct domain *d, u64 gfn, u32 offset, u32 vcpu, u8 *link_bits)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn_vcpu *ev;
	void *frame;
	int ret = 0;

	*link_bits = EVTCHN_FIFO_LINK_BITS;
	if (vcpu >= d->max_vcpus || !d->vcpu[vcpu])
		return -ENOENT;
	if (offset > HV_PAGE_SIZE - sizeof(struct evtchn_fifo_control_block) || offset & 7)
		return refuse(-EINVAL, "control block at offset %#x", offset);
	ev = d->vcpu[vcpu]->evtchn;

	spin_lock(&s->lock);
	if (s->dying || ev->control) {
		ret = refuse(-EINVAL, "v%u has a control block", vcpu);
		goto out;
	}
	frame = frame_hold(d, gfn);
	if (!frame) {
		ret = -EINVAL;
		goto out;
	}
	if (!s->fifo)
		ret = switch_to_fifo(d);
	if (ret) {
		frame_release(gfn);
		goto out;
	}
	memset(frame + offset, 0, sizeof(struct evtchn_fifo_control_block));
	ev->control_mfn = _mfn(gfn);
	__atomic_store_n(&ev->control, frame + offset, __ATOMIC_RELEASE);
	announce_waiting(d, vcpu);
out:
	spin_unlock(&s->lock);
	return ret;
}

int evtchn_fifo_expand(struct domain *d, u64 gfn)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn_fifo *f;
	u32 nr, port, first;
	int ret = 0;

	spin_lock(&s->lock);
	f = s->fifo;
	if (!f) {
		ret = -EOPNOTSUPP;
		goto out;
	}
	nr = f->nr_words / FIFO_WORDS_PER_PAGE;
	if (nr >= FIFO_PAGES_MAX || nr * FIFO_WORDS_PER_PAGE > s->max_port) {
		ret = -ENOSPC;
		goto out;
	}
	f->page[nr] = frame_hold(d, gfn);
	if (!f->page[nr]) {
		ret = -EINVAL;
		goto out;
	}
	f->page_mfn[nr] = gfn;
	first = f->nr_words;
	__atomic_store_n(&f->nr_words, first + FIFO_WORDS_PER_PAGE, __ATOMIC_RELEASE);
	for (port = max(first, 1U); port < s->nr_ports && port < f->nr_words; port++) {
		struct evtchn *e = evtchn_row(d, port);

		if (e->pending_early) {
			e->pending_early = false;
			port_carry_over(d, e);
		}
	}
out:
	spin_unlock(&s->lock);
	return ret;
}

/* Lock: the domain's table. */
static bool all_closed(struct domain *d)
{
	u32 port;

	for (port = 1; port < d->evtchn->nr_ports; port++)
		if (evtchn_row(d, port)->kind != ECS_FREE)
			return false;
	return true;
}

int evtchn_fifo_teardown(struct domain *d)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn_fifo *f;
	u32 i;

	spin_lock(&s->lock);
	if (!all_closed(d)) {
		spin_unlock(&s->lock);
		return -EAGAIN;
	}
	f = s->fifo;
	s->fifo = NULL;
	s->method = &evtchn_2l;
	for (i = 0; f && i < d->max_vcpus; i++) {
		struct evtchn_vcpu *ev = d->vcpu[i] ? d->vcpu[i]->evtchn : NULL;
		unsigned int q;

		if (!ev || !ev->control)
			continue;
		ev->control = NULL;
		for (q = 0; q < FIFO_PRIORITIES; q++)
			ev->queue[q].tail = 0;
		frame_release(mfn_x(ev->control_mfn));
	}
	for (i = 0; f && i < f->nr_words / FIFO_WORDS_PER_PAGE; i++)
		frame_release(f->page_mfn[i]);
	spin_unlock(&s->lock);
	xfree(f);
	return 0;
}

void evtchn_fifo_mark_dirty(struct domain *d)
{
	struct evtchn_state *s = d->evtchn;
	struct evtchn_fifo *f;
	u32 i;

	spin_lock(&s->lock);
	f = s->fifo;
	for (i = 0; f && i < d->max_vcpus; i++) {
		struct evtchn_vcpu *ev = d->vcpu[i] ? d->vcpu[i]->evtchn : NULL;

		if (ev && ev->control)
			log_dirty_mark(&d->mm, ev->control_mfn);
	}
	for (i = 0; f && i < f->nr_words / FIFO_WORDS_PER_PAGE; i++)
		log_dirty_mark(&d->mm, _mfn(f->page_mfn[i]));
	spin_unlock(&s->lock);
}

int evtchn_init_vcpu(struct vcpu *v)
{
	unsigned int q;

	v->evtchn = xalloc(struct evtchn_vcpu);
	if (!v->evtchn)
		return -ENOMEM;
	for (q = 0; q < FIFO_PRIORITIES; q++)
		spin_lock_setup(&v->evtchn->queue[q].lock, LOCK_VCPU_EVT);
	return 0;
}

void evtchn_free_vcpu(struct vcpu *v)
{
	xfree(v->evtchn);
	v->evtchn = NULL;
}

/* Everything that is pending for @v is summed up again in its new vcpu_info. */
void evtchn_vcpu_info_moved(struct vcpu *v)
{
	struct evtchn_state *s = v->domain->evtchn;

	if (s->method == &evtchn_2l)
		WRITE_ONCE(v->info->evtchn_pending_sel, ~0UL);
	evtchn_mark_upcall(v);
}
