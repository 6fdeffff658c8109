// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels, FIFO: control block, array, priorities, hostile link words.
 *
 * The switch is for good, so these tests boot alone.  Each priority has a queue
 * whose head the hypervisor publishes; the link words form the list.  A guest may
 * scribble over the links: only its own events suffer.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>

static struct evtchn_fifo_control_block *control;
static unsigned int *array;

static void fifo_on(void)
{
	struct evtchn_init_control ic = { .vcpu = 0 };
	struct evtchn_expand_array ea = { 0 };

	control = page_alloc();
	array = page_alloc();
	ic.control_gfn = virt_to_mfn(control);
	ea.array_gfn = virt_to_mfn(array);
	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_init_control, &ic), 0);
	CHECK(ic.link_bits == EVTCHN_FIFO_LINK_BITS, "link bits %u", ic.link_bits);
	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_expand_array, &ea), 0);
}

static long set_priority(unsigned int port, unsigned int priority)
{
	struct evtchn_set_priority op = { .port = port, .priority = priority };

	return hc_event_channel_op(EVTCHNOP_set_priority, &op);
}

static unsigned int new_ipi(void)
{
	struct evtchn_bind_ipi op = { .vcpu = 0 };

	REQUIRE_RC(hc_event_channel_op(EVTCHNOP_bind_ipi, &op), 0);
	array[op.port] &= ~(1U << EVTCHN_FIFO_MASKED);
	return op.port;
}

#define FLAG(port, bit)	(READ_ONCE(array[port]) >> (bit) & 1)

MG_TEST(fifo_setup, MG_ALONE, "initialise, expand, and the errors of both")
{
	struct evtchn_init_control ic = { .vcpu = 0 };
	struct evtchn_expand_array ea = { .array_gfn = 0x100 };

	CHECK_RC(hc_event_channel_op(EVTCHNOP_expand_array, &ea), -XEN_EOPNOTSUPP);
	CHECK_RC(set_priority(1, 0), -XEN_ENOSYS);
	ic.control_gfn = 0x100;
	CHECK(hc_event_channel_op(EVTCHNOP_init_control, &ic) < 0, "foreign control block");
	ic.control_gfn = virt_to_mfn(mg_l4());
	CHECK(hc_event_channel_op(EVTCHNOP_init_control, &ic) < 0, "control block in a table");
	ic.control_gfn = virt_to_mfn(mg_user_stack);
	ic.offset = 4096 - 8;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_init_control, &ic), -XEN_EINVAL);
	ic.offset = 4;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_init_control, &ic), -XEN_EINVAL);
	ic.offset = 0;
	ic.vcpu = 99;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_init_control, &ic), -XEN_ENOENT);
	fifo_on();
	ic.vcpu = 0;
	CHECK(hc_event_channel_op(EVTCHNOP_init_control, &ic) < 0, "initialised twice");
	CHECK(hc_event_channel_op(EVTCHNOP_expand_array, &ea) < 0, "foreign array page");
	ea.array_gfn = virt_to_mfn(mg_l4());
	CHECK(hc_event_channel_op(EVTCHNOP_expand_array, &ea) < 0, "array in a table");
	/* the frames are pinned writable now: never a page table */
	CHECK_RC(page_set_ro(control), 0);
	CHECK(pt_pin(1, control) < 0, "the control block became a table");
	CHECK_RC(page_set_rw(control), 0);
}

MG_TEST(fifo_send, MG_ALONE, "an event is linked at its queue and the ready bit set")
{
	unsigned int port;

	fifo_on();
	port = new_ipi();
	CHECK_RC(evtchn_send(port), 0);
	CHECK(FLAG(port, EVTCHN_FIFO_PENDING) && FLAG(port, EVTCHN_FIFO_LINKED), "word %x",
	      array[port]);
	CHECK(control->ready & (1U << EVTCHN_FIFO_PRIORITY_DEFAULT), "ready %x", control->ready);
	CHECK(control->head[EVTCHN_FIFO_PRIORITY_DEFAULT] == port, "head %u",
	      control->head[EVTCHN_FIFO_PRIORITY_DEFAULT]);
	CHECK(mg_vcpu_info()->evtchn_upcall_pending, "no upcall pending");
}

MG_TEST(fifo_masked, MG_ALONE, "a masked event is pending but not linked; unmask links it")
{
	struct evtchn_unmask um;
	unsigned int port;

	fifo_on();
	port = new_ipi();
	array[port] |= 1U << EVTCHN_FIFO_MASKED;
	CHECK_RC(evtchn_send(port), 0);
	CHECK(FLAG(port, EVTCHN_FIFO_PENDING) && !FLAG(port, EVTCHN_FIFO_LINKED), "word %x",
	      array[port]);
	um.port = port;
	CHECK_RC(hc_event_channel_op(EVTCHNOP_unmask, &um), 0);
	CHECK(FLAG(port, EVTCHN_FIFO_LINKED) && !FLAG(port, EVTCHN_FIFO_MASKED), "word %x",
	      array[port]);
}

MG_TEST(fifo_order, MG_ALONE, "events of one priority form a list in order")
{
	unsigned int port[5], at, i;

	fifo_on();
	for (i = 0; i < 5; i++)
		port[i] = new_ipi();
	for (i = 0; i < 5; i++)
		CHECK_RC(evtchn_send(port[i]), 0);
	at = control->head[EVTCHN_FIFO_PRIORITY_DEFAULT];
	for (i = 0; i < 5; i++) {
		CHECK(at == port[i], "event %u is port %u, want %u", i, at, port[i]);
		at = array[port[i]] & EVTCHN_FIFO_LINK_MASK;
	}
	CHECK(at == 0, "list goes on with %u", at);
}

MG_TEST(fifo_priority, MG_ALONE, "priorities pick the queue; a bad one is refused")
{
	unsigned int port, prio;

	fifo_on();
	for (prio = 0; prio <= EVTCHN_FIFO_PRIORITY_MIN; prio++) {
		port = new_ipi();
		CHECK_RC(set_priority(port, prio), 0);
		CHECK_RC(evtchn_send(port), 0);
		CHECK(control->head[prio] == port, "head[%u] %u, want %u", prio,
		      control->head[prio], port);
	}
	CHECK(control->ready == 0xffff, "ready %x", control->ready);
	CHECK_RC(set_priority(port, EVTCHN_FIFO_PRIORITY_MIN + 1), -XEN_EINVAL);
	CHECK_RC(set_priority(port, 0xffffffff), -XEN_EINVAL);
	CHECK_RC(set_priority(100000, 0), -XEN_EINVAL);
}

MG_TEST(fifo_scribble, MG_ALONE | MG_HOSTILE, "link words full of nonsense hurt nobody else")
{
	unsigned int port[8], i, round;
	unsigned int seed = 12345;

	fifo_on();
	for (i = 0; i < 8; i++)
		port[i] = new_ipi();
	for (round = 0; round < 2000; round++) {
		unsigned int word;

		seed = seed * 1103515245 + 12345;
		word = seed;
		array[(seed >> 8) % 1024] = word;
		if (round % 7 == 0)
			control->head[(seed >> 4) & 15] = word;
		if (round % 11 == 0)
			control->ready = word;
		evtchn_send(port[round % 8]);
	}
	for (i = 0; i < 8; i++)
		CHECK_RC(evtchn_close(port[i]), 0);
	memset(array, 0, PAGE_SIZE);
	memset(control, 0, PAGE_SIZE);
	/* probe_life() looks at 2-level bits: look ourselves and leave early */
	i = new_ipi();
	CHECK_RC(evtchn_send(i), 0);
	CHECK(FLAG(i, EVTCHN_FIFO_PENDING), "word %x", array[i]);
	mg_give_up();
}

MG_TEST(fifo_many, MG_ALONE, "beyond 4096 ports: the array grows page by page")
{
	unsigned int n, last = 0, page;
	struct evtchn_bind_ipi op;
	long rc = 0;

	fifo_on();
	for (page = 1; page < 6; page++) {
		struct evtchn_expand_array ea = { .array_gfn = virt_to_mfn(page_alloc()) };

		CHECK_RC(hc_event_channel_op(EVTCHNOP_expand_array, &ea), 0);
	}
	for (n = 0; n < 5000; n++) {
		op.vcpu = 0;
		rc = hc_event_channel_op(EVTCHNOP_bind_ipi, &op);
		if (rc)
			break;
		last = op.port;
	}
	CHECK(rc == 0, "%ld after %u ports", rc, n);
	CHECK(last > 4096, "last port %u", last);
	CHECK_RC(evtchn_send(last), 0);
	CHECK(control->head[EVTCHN_FIFO_PRIORITY_DEFAULT] == last, "head %u, want %u",
	      control->head[EVTCHN_FIFO_PRIORITY_DEFAULT], last);
}
