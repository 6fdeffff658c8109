// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO ABI: a word per port, linked into queues, sixteen per vCPU by
 * priority.
 *
 *	control block (per vCPU, one page each)
 *	  ready		bit q: queue q has something
 *	  head[q]	first port of the queue, if the queue was empty before
 *	event array (pages, grown port by port)
 *	  word[port]	PENDING | MASKED | LINKED | BUSY | link to the next port
 *
 * The hypervisor appends: it sets LINKED and makes the old tail's link (or
 * head[q]) name the port. We consume: taking a port off its queue clears LINKED
 * and link in one go and returns the link, our new head. A head of 0 means
 * that we reached the end, and the hypervisor will write head[q] for the next
 * one; ours are kept apart from the shared ones (struct fifo_cpu).
 *
 * Clearing MASKED races with the hypervisor setting PENDING: if the port is
 * pending it has to be linked, which only the hypervisor does. So the mask is
 * cleared by us only while the port is not pending, else by EVTCHNOP_unmask.
 */

#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <asm/sync_bitops.h>
#include <xen/page.h>
#include "evt_internal.h"

#define WORDS_PER_PAGE	(XEN_PAGE_SIZE / sizeof(event_word_t))
#define MAX_PAGES	(EVTCHN_FIFO_NR_CHANNELS / WORDS_PER_PAGE)

#define F_PENDING	BIT(EVTCHN_FIFO_PENDING)
#define F_MASKED	BIT(EVTCHN_FIFO_MASKED)
#define F_LINKED	BIT(EVTCHN_FIFO_LINKED)
#define F_BUSY		BIT(EVTCHN_FIFO_BUSY)

/**
 * struct fifo_cpu - one CPU's side
 * @block: shared; NULL while the CPU was never up
 * @head: next port to take of each queue; 0: see the shared head
 */
struct fifo_cpu {
	struct evtchn_fifo_control_block *block;
	evtchn_port_t head[EVTCHN_FIFO_MAX_QUEUES];
};

static DEFINE_PER_CPU(struct fifo_cpu, fifo_cpu);
static event_word_t *array[MAX_PAGES];
/* Pages of @array that the hypervisor knows; the rest are ours in reserve. */
static unsigned int nr_pages;

static event_word_t *word_of(evtchn_port_t port)
{
	return array[port / WORDS_PER_PAGE] + port % WORDS_PER_PAGE;
}

static unsigned int fifo_max_ports(void)
{
	return EVTCHN_FIFO_NR_CHANNELS;
}

static unsigned int fifo_nr_ports(void)
{
	return nr_pages * WORDS_PER_PAGE;
}

/* Context: evt_lock, or resume with pages in reserve. */
static int fifo_setup(evtchn_port_t port)
{
	while (port >= fifo_nr_ports()) {
		struct evtchn_expand_array arg;
		event_word_t *page = array[nr_pages];
		unsigned int i;
		int err;

		if (!page) {
			page = (void *)__get_free_page(irqs_disabled() ?
						       GFP_ATOMIC : GFP_KERNEL);
			if (!page)
				return -ENOMEM;
			array[nr_pages] = page;
		}
		for (i = 0; i < WORDS_PER_PAGE; i++)
			page[i] = F_MASKED;
		arg.array_gfn = virt_to_gfn(page);
		err = HYPERVISOR_event_channel_op(EVTCHNOP_expand_array, &arg);
		if (err)
			return err;
		nr_pages++;
	}
	return 0;
}

static void fifo_move(evtchn_port_t port, unsigned int cpu, unsigned int old)
{
	/* EVTCHNOP_bind_vcpu moved it. */
}

static void fifo_remove(evtchn_port_t port, unsigned int cpu)
{
	/* It may be on a queue; consuming skips it as it is masked. */
}

static bool fifo_test(evtchn_port_t port)
{
	return READ_ONCE(*word_of(port)) & F_PENDING;
}

/* Two words share one long for the bit operations; bits 31..28 stay below. */
static void fifo_set(evtchn_port_t port)
{
	event_word_t *word = word_of(port), old = READ_ONCE(*word);

	while (!sync_try_cmpxchg(word, &old, old | F_PENDING))
		;
}

static void fifo_clear(evtchn_port_t port)
{
	event_word_t *word = word_of(port), old = READ_ONCE(*word);

	while (!sync_try_cmpxchg(word, &old, old & ~F_PENDING))
		;
}

static void fifo_mask(evtchn_port_t port)
{
	event_word_t *word = word_of(port), old = READ_ONCE(*word);

	while (!sync_try_cmpxchg(word, &old, old | F_MASKED))
		;
}

static void fifo_unmask(evtchn_port_t port)
{
	event_word_t *word = word_of(port), old = READ_ONCE(*word);
	struct evtchn_unmask arg = { .port = port };

	while (old & F_MASKED) {
		if (old & F_PENDING) {
			HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &arg);
			return;
		}
		/* A hypervisor that is just linking it has set BUSY: retry. */
		old &= ~F_BUSY;
		if (sync_try_cmpxchg(word, &old, old & ~F_MASKED))
			return;
	}
}

/* Takes the port off its queue: LINKED => not linked; returns the next. */
static evtchn_port_t unlink_port(event_word_t *word)
{
	event_word_t old = READ_ONCE(*word);

	while (!sync_try_cmpxchg(word, &old,
				 old & ~(F_LINKED | EVTCHN_FIFO_LINK_MASK)))
		;
	return old & EVTCHN_FIFO_LINK_MASK;
}

/*
 * Hand out the first event of queue @q, or drop it if there is no @loop.
 * Returns false if that was the last one.
 */
static bool consume(struct fifo_cpu *fc, unsigned int q, struct evt_loop *loop)
{
	evtchn_port_t port = fc->head[q];
	event_word_t *word, state;

	if (!port) {
		/* Written before the ready bit that we saw. */
		virt_rmb();
		port = READ_ONCE(fc->block->head[q]);
	}
	word = word_of(port);
	fc->head[q] = unlink_port(word);
	state = READ_ONCE(*word);
	if ((state & (F_PENDING | F_MASKED)) == F_PENDING) {
		if (loop)
			evt_deliver(port, loop);
		else
			pr_warn("xen: event of port %u is lost\n", port);
	}
	return fc->head[q];
}

static void fifo_drain(unsigned int cpu, struct evt_loop *loop)
{
	struct fifo_cpu *fc = per_cpu_ptr(&fifo_cpu, cpu);
	unsigned long ready = xchg(&fc->block->ready, 0);

	while (ready) {
		unsigned int q = __ffs(ready);

		if (!consume(fc, q, loop))
			ready &= ~BIT(q);
		/* After each one: a more urgent queue goes first. */
		ready |= xchg(&fc->block->ready, 0);
	}
}

static int announce(unsigned int cpu, struct evtchn_fifo_control_block *block)
{
	struct evtchn_init_control arg = {
		.control_gfn = virt_to_gfn(block),
		.vcpu = xen_vcpu_nr(cpu),
	};
	struct fifo_cpu *fc = per_cpu_ptr(&fifo_cpu, cpu);

	clear_page(block);
	memset(fc->head, 0, sizeof(fc->head));
	return HYPERVISOR_event_channel_op(EVTCHNOP_init_control, &arg);
}

static int fifo_cpu_init(unsigned int cpu)
{
	struct fifo_cpu *fc = per_cpu_ptr(&fifo_cpu, cpu);
	struct evtchn_fifo_control_block *block;
	int err;

	if (fc->block)
		return 0;
	block = (void *)__get_free_page(GFP_KERNEL);
	if (!block)
		return -ENOMEM;
	err = announce(cpu, block);
	if (err)
		free_page((unsigned long)block);
	else
		fc->block = block;
	return err;
}

static int fifo_cpu_exit(unsigned int cpu)
{
	/* Ports that are linked here could not be linked elsewhere again. */
	fifo_drain(cpu, NULL);
	return 0;
}

static void fifo_resume(void)
{
	struct fifo_cpu *fc;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		fc = per_cpu_ptr(&fifo_cpu, cpu);
		if (!fc->block)
			continue;
		if (!cpu_online(cpu)) {
			/* It gets a new one when it comes up. */
			free_page((unsigned long)fc->block);
			fc->block = NULL;
		} else if (announce(cpu, fc->block)) {
			panic("xen: CPU%u lost its event queues\n", cpu);
		}
	}
	/* The array is empty again; our pages will be used for it again. */
	nr_pages = 0;
}

static const struct evt_ops fifo_ops = {
	.name		= "FIFO",
	.max_ports	= fifo_max_ports,
	.nr_ports	= fifo_nr_ports,
	.setup		= fifo_setup,
	.remove		= fifo_remove,
	.move		= fifo_move,
	.test		= fifo_test,
	.set		= fifo_set,
	.clear		= fifo_clear,
	.mask		= fifo_mask,
	.unmask		= fifo_unmask,
	.drain		= fifo_drain,
	.cpu_init	= fifo_cpu_init,
	.cpu_exit	= fifo_cpu_exit,
	.resume		= fifo_resume,
};

/**
 * evt_fifo_init() - use this ABI if the hypervisor has it
 *
 * Return: 0 (evt_ops is set) or -errno.
 */
int __init evt_fifo_init(void)
{
	int err = fifo_cpu_init(smp_processor_id());

	if (!err)
		evt_ops = &fifo_ops;
	return err;
}
