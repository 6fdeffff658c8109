// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two-level ABI: a pending and a mask bit per port in the shared info
 * page, and per vCPU one word that names the words in which to look.
 *
 *	vcpu_info.evtchn_pending_sel	bit w: something in word w
 *	shared_info.evtchn_pending[w]	and not in evtchn_mask[w]
 *	mine[w]				ports bound to this CPU (ours, per CPU)
 *
 * Bits are set by the hypervisor and by other CPUs at any time; a selector bit
 * is set after the pending bit it announces. So the selector is taken first,
 * as a whole, and each word it names read after that.
 *
 * Fairness: a walk starts behind the last port handed out and comes round to
 * it at the end. The timer's port goes first: its event is the one for which
 * being late is an error.
 */

#include <linux/bitops.h>
#include <linux/percpu.h>
#include <asm/sync_bitops.h>
#include <asm/xen/hypervisor.h>
#include "evt_internal.h"

#define WORD_BITS	BITS_PER_LONG
#define NR_WORDS	(EVTCHN_2L_NR_CHANNELS / WORD_BITS)

static DEFINE_PER_CPU(unsigned long [NR_WORDS], mine);
static DEFINE_PER_CPU(unsigned int, next_port);

static unsigned long *pending_bits(void)
{
	return (unsigned long *)HYPERVISOR_shared_info->evtchn_pending;
}

static unsigned long *mask_bits(void)
{
	return (unsigned long *)HYPERVISOR_shared_info->evtchn_mask;
}

static unsigned int evt_2l_ports(void)
{
	return EVTCHN_2L_NR_CHANNELS;
}

static void evt_2l_remove(evtchn_port_t port, unsigned int cpu)
{
	clear_bit(port, per_cpu(mine, cpu));
}

static void evt_2l_move(evtchn_port_t port, unsigned int cpu, unsigned int old)
{
	clear_bit(port, per_cpu(mine, old));
	set_bit(port, per_cpu(mine, cpu));
}

static bool evt_2l_test(evtchn_port_t port)
{
	return sync_test_bit(port, pending_bits());
}

static void evt_2l_set(evtchn_port_t port)
{
	sync_set_bit(port, pending_bits());
}

static void evt_2l_clear(evtchn_port_t port)
{
	sync_clear_bit(port, pending_bits());
}

static void evt_2l_mask(evtchn_port_t port)
{
	sync_set_bit(port, mask_bits());
}

static void evt_2l_unmask(evtchn_port_t port)
{
	struct evtchn_unmask arg = { .port = port };
	unsigned long flags;

	local_irq_save(flags);
	if (!test_bit(port, this_cpu_ptr(mine))) {
		/* Another vCPU's selector is not ours to set. */
		HYPERVISOR_event_channel_op(EVTCHNOP_unmask, &arg);
	} else {
		struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);

		/* First the mask: an event that comes now raises us itself. */
		sync_clear_bit(port, mask_bits());
		if (evt_2l_test(port) &&
		    !sync_test_and_set_bit(port / WORD_BITS,
					   (unsigned long *)&vcpu->evtchn_pending_sel))
			vcpu->evtchn_upcall_pending = 1;
	}
	local_irq_restore(flags);
}

static unsigned long active_bits(unsigned int cpu, unsigned int word)
{
	return READ_ONCE(pending_bits()[word]) & per_cpu(mine, cpu)[word] &
	       ~READ_ONCE(mask_bits()[word]);
}

static void deliver_word(unsigned int cpu, unsigned int word,
			 unsigned long among, struct evt_loop *loop)
{
	unsigned long todo = active_bits(cpu, word) & among;
	unsigned int bit;

	for_each_set_bit(bit, &todo, WORD_BITS) {
		evtchn_port_t port = word * WORD_BITS + bit;

		evt_deliver(port, loop);
		__this_cpu_write(next_port, (port + 1) % EVTCHN_2L_NR_CHANNELS);
	}
}

static void evt_2l_drain(unsigned int cpu, struct evt_loop *loop)
{
	struct vcpu_info *vcpu = __this_cpu_read(xen_vcpu);
	unsigned int start, word, first_bit, i;
	unsigned long selected, below;
	evtchn_port_t timer;

	irq_evtchn_from_virq(cpu, VIRQ_TIMER, &timer);
	if (timer && active_bits(cpu, timer / WORD_BITS) &
		     BIT(timer % WORD_BITS))
		evt_deliver(timer, loop);

	/* A full barrier: words are read after the selector was taken. */
	selected = xchg(&vcpu->evtchn_pending_sel, 0);

	start = __this_cpu_read(next_port) / WORD_BITS;
	first_bit = __this_cpu_read(next_port) % WORD_BITS;
	below = BIT(first_bit) - 1;
	/* The start word comes twice: its upper part first, the rest last. */
	for (i = 0; i <= NR_WORDS; i++) {
		word = (start + i) % NR_WORDS;
		if (!(selected & BIT(word)))
			continue;
		if (i == 0)
			deliver_word(cpu, word, ~below, loop);
		else if (i == NR_WORDS)
			deliver_word(cpu, word, below, loop);
		else
			deliver_word(cpu, word, ~0UL, loop);
	}
}

static void evt_2l_resume(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu(mine, cpu), 0, sizeof(mine));
	/* Every port of the new page starts masked. */
	memset(mask_bits(), 0xff, NR_WORDS * sizeof(unsigned long));
}

static int evt_2l_cpu_exit(unsigned int cpu)
{
	memset(per_cpu(mine, cpu), 0, sizeof(mine));
	return 0;
}

const struct evt_ops evt_2l_ops = {
	.name		= "two-level",
	.max_ports	= evt_2l_ports,
	.nr_ports	= evt_2l_ports,
	.remove		= evt_2l_remove,
	.move		= evt_2l_move,
	.test		= evt_2l_test,
	.set		= evt_2l_set,
	.clear		= evt_2l_clear,
	.mask		= evt_2l_mask,
	.unmask		= evt_2l_unmask,
	.drain		= evt_2l_drain,
	.cpu_exit	= evt_2l_cpu_exit,
	.resume		= evt_2l_resume,
};
