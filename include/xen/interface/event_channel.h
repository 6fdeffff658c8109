/* SPDX-License-Identifier: MIT */
/*
 * event_channel_op, and the memory formats of both event channel ABIs: two-
 * level bitmaps (in struct shared_info) and FIFO queues.
 */
#ifndef _XEN_INTERFACE_EVENT_CHANNEL_H
#define _XEN_INTERFACE_EVENT_CHANNEL_H

#include <xen/interface/xen.h>

typedef u32 evtchn_port_t;
DEFINE_GUEST_HANDLE(evtchn_port_t);

/* A port of dom that remote_dom may bind. Out: port. */
#define EVTCHNOP_alloc_unbound	6

struct evtchn_alloc_unbound {
	domid_t dom, remote_dom;
	evtchn_port_t port;
};

/* Connect to a remote unbound port. Out: local_port, which starts pending. */
#define EVTCHNOP_bind_interdomain	0

struct evtchn_bind_interdomain {
	domid_t remote_dom;
	evtchn_port_t remote_port;
	evtchn_port_t local_port;
};

/*
 * Out: port. Global virqs bind on vCPU 0. Each virq binds once per vCPU or
 * domain.
 */
#define EVTCHNOP_bind_virq	1

struct evtchn_bind_virq {
	u32 virq;
	u32 vcpu;
	evtchn_port_t port;
};

/* Out: port, for a physical interrupt. */
#define EVTCHNOP_bind_pirq	2

struct evtchn_bind_pirq {
	u32 pirq;
	/* evtchn_bind_pirq.flags */
#define BIND_PIRQ__WILL_SHARE	1
	u32 flags;
	evtchn_port_t port;
};

/* Out: port, raised by EVTCHNOP_send of the same domain. */
#define EVTCHNOP_bind_ipi	7

struct evtchn_bind_ipi {
	u32 vcpu;
	evtchn_port_t port;
};

/* Frees the port; an interdomain peer becomes unbound. */
#define EVTCHNOP_close	3

struct evtchn_close {
	evtchn_port_t port;
};

/* Raises the far end of an interdomain port, or the vCPU of an ipi port. */
#define EVTCHNOP_send	4

struct evtchn_send {
	evtchn_port_t port;
};

/*
 * State of any port of dom. Everything after port is written by the hypervisor.
 */
#define EVTCHNOP_status	5

struct evtchn_status {
	domid_t dom;
	evtchn_port_t port;
	/* evtchn_status.status, and with it the member of u */
#define EVTCHNSTAT_closed	0
#define EVTCHNSTAT_unbound	1
#define EVTCHNSTAT_interdomain	2
#define EVTCHNSTAT_pirq		3
#define EVTCHNSTAT_virq		4
#define EVTCHNSTAT_ipi		5
	u32 status;
	u32 vcpu;	/* where events are delivered */
	union {
		struct {
			domid_t dom;
		} unbound;
		struct {
			domid_t dom;
			evtchn_port_t port;
		} interdomain;
		u32 pirq;
		u32 virq;
	} u;
};

/* Deliver on another vCPU. Not for ipi ports and per-vCPU virqs. */
#define EVTCHNOP_bind_vcpu	8

struct evtchn_bind_vcpu {
	evtchn_port_t port;
	u32 vcpu;
};

/* Clears the mask bit and raises the event again if it is pending. */
#define EVTCHNOP_unmask	9

struct evtchn_unmask {
	evtchn_port_t port;
};

/* Closes all ports of dom and returns to the two-level ABI. */
#define EVTCHNOP_reset	10

struct evtchn_reset {
	domid_t dom;
};

typedef struct evtchn_reset evtchn_reset_t;

/*
 * FIFO ABI: give the control block of one vCPU. Out: link_bits. The first call
 * of a domain switches ABIs.
 */
#define EVTCHNOP_init_control	11

struct evtchn_init_control {
	u64 control_gfn;
	u32 offset;	/* bytes into the frame, multiple of 8 */
	u32 vcpu;
	u8 link_bits;
	u8 _pad[7];
};

/* FIFO ABI: add one page of event words. */
#define EVTCHNOP_expand_array	12

struct evtchn_expand_array {
	u64 array_gfn;
};

/* FIFO ABI: queue to use, 0 is most urgent. */
#define EVTCHNOP_set_priority	13

struct evtchn_set_priority {
	evtchn_port_t port;
	u32 priority;
};

/* Argument of the compat hypercall. */
struct evtchn_op {
	u32 cmd;
	union {
		struct evtchn_alloc_unbound alloc_unbound;
		struct evtchn_bind_interdomain bind_interdomain;
		struct evtchn_bind_virq bind_virq;
		struct evtchn_bind_pirq bind_pirq;
		struct evtchn_bind_ipi bind_ipi;
		struct evtchn_close close;
		struct evtchn_send send;
		struct evtchn_status status;
		struct evtchn_bind_vcpu bind_vcpu;
		struct evtchn_unmask unmask;
	} u;
};
DEFINE_GUEST_HANDLE_STRUCT(evtchn_op);

/* Two-level ABI: one bit per port. */
#define EVTCHN_2L_NR_CHANNELS (sizeof(xen_ulong_t) * sizeof(xen_ulong_t) * 64)

/* FIFO ABI: one queue per priority. */
#define EVTCHN_FIFO_PRIORITY_MAX	0
#define EVTCHN_FIFO_PRIORITY_DEFAULT	7
#define EVTCHN_FIFO_PRIORITY_MIN	15
#define EVTCHN_FIFO_MAX_QUEUES		(EVTCHN_FIFO_PRIORITY_MIN + 1)

/*
 * One per port. Bits 31..28 are flags, the low bits link to the next port of
 * the queue. Both sides update it with compare and exchange.
 */
typedef u32 event_word_t;

/* Bit numbers in an event word. */
#define EVTCHN_FIFO_PENDING	31	/* raised */
#define EVTCHN_FIFO_MASKED	30	/* the guest wants to hear nothing */
#define EVTCHN_FIFO_LINKED	29	/* is on a queue */
#define EVTCHN_FIFO_BUSY	28	/* guest is unmasking: leave LINKED alone */
#define EVTCHN_FIFO_LINK_BITS	17
#define EVTCHN_FIFO_LINK_MASK	((1 << EVTCHN_FIFO_LINK_BITS) - 1)
#define EVTCHN_FIFO_NR_CHANNELS	(1 << EVTCHN_FIFO_LINK_BITS)

/*
 * Per vCPU. Hypervisor sets bits of ready, guest clears them; head is written
 * by the guest while it consumes and by the hypervisor when a queue was empty.
 */
struct evtchn_fifo_control_block {
	u32 ready;
	u32 _rsvd;
	event_word_t head[EVTCHN_FIFO_MAX_QUEUES];
};

#endif /* _XEN_INTERFACE_EVENT_CHANNEL_H */
