/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of this directory: what a binding is, what a channel
 * ABI (two-level, FIFO) has to offer, and who may touch what.
 *
 * A binding joins three numbers: a Linux irq, an event channel port and the
 * source behind the port. It is found from the port in the upcall
 * (evt_by_port()) and from the irq in the irq chips (evt_by_irq()). It is
 * created and destroyed under evt_lock. The upcall holds no lock: it runs in
 * an RCU read-side section, and a binding and its irq descriptor are freed a
 * grace period after they have been taken out of the tables.
 */
#ifndef _DRIVERS_XEN_EVENTS_EVT_INTERNAL_H
#define _DRIVERS_XEN_EVENTS_EVT_INTERNAL_H

#include <linux/irq.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <asm/i8259.h>
#include <xen/events.h>
#include <xen/vcpu.h>

enum evt_kind {
	EVT_NONE,
	EVT_PORT,		/* inter-domain or user space's */
	EVT_VIRQ,
	EVT_IPI,
	EVT_PIRQ,
};

/* Why a port is masked; it is unmasked when no reason is left. */
#define EVT_MASK_EXPLICIT	BIT(0)	/* the irq core says so */
#define EVT_MASK_TEMPORARY	BIT(1)	/* it is being moved or raised */
#define EVT_MASK_EOI		BIT(2)	/* until xen_irq_lateeoi() */

/* Flags of a pirq. */
#define EVT_PIRQ_NEEDS_EOI	BIT(0)
#define EVT_PIRQ_SHAREABLE	BIT(1)
#define EVT_PIRQ_MSI_GROUP	BIT(2)	/* not the first of a multi-MSI */

/**
 * struct evt_binding - one irq that is an event channel
 * @node: on the list of all bindings; evt_lock, or RCU to read
 * @rwork: frees the binding after a grace period
 * @kind: what the port's source is
 * @irq: the Linux irq
 * @port: 0 while there is none; changes under evt_lock, or in resume
 * @cpu: where events are delivered
 * @refs: users; evt_lock. 0: the binding is not counted and goes with its irq
 * @counted: @port is in the load figures of @cpu
 * @fixed: the port outlives the binding
 * @lock: of @mask_reasons
 * @mask_reasons: EVT_MASK_*
 * @active: claimed by a CPU from delivery until it is acknowledged, so that an event
 *	seen on two CPUs while it moves is handled once
 * @spurious: spurious events in a row, for the punishment
 * @eoi_node: on the queue of @eoi_cpu; that queue's lock
 * @eoi_cpu: the CPU that saw the last event
 * @eoi_epoch: number of the upcall in which it saw it
 * @eoi_time: jiffies before which the port stays masked; 0: no delay
 * @dev: the device to account to, or NULL
 * @virq: for EVT_VIRQ
 * @ipi: for EVT_IPI
 * @pirq: for EVT_PIRQ
 */
struct evt_binding {
	struct list_head node;
	struct rcu_work rwork;
	enum evt_kind kind;
	int irq;
	evtchn_port_t port;
	unsigned int cpu;
	int refs;
	bool counted;
	bool fixed;

	raw_spinlock_t lock;	/* see above */
	u8 mask_reasons;
	u8 active;

	u8 spurious;
	struct list_head eoi_node;
	unsigned int eoi_cpu;
	unsigned int eoi_epoch;
	u64 eoi_time;

	struct xenbus_device *dev;
	union {
		unsigned int virq;
		enum ipi_vector ipi;
		struct {
			unsigned int pirq;
			unsigned int gsi;
			domid_t domid;
			u8 flags;
		} pirq;
	};
};

/* State of one upcall: bounds the time that it hands out events undeferred. */
struct evt_loop {
	ktime_t deadline;
	unsigned int count;
	bool defer_eoi;
};

/**
 * struct evt_ops - one of the two ABIs that ports are signalled by
 * @name: for the log
 * @max_ports: that the ABI knows
 * @nr_ports: that can be used now
 * @setup: make the memory behind a new port available; may sleep (NULL: none)
 * @remove: forget that @port was bound to @cpu
 * @move: deliver on @cpu from now on
 * @test: is it pending?
 * @set: make it pending
 * @clear: take the pending state away
 * @mask: stop delivery; the pending state is kept
 * @unmask: allow delivery, and deliver what is pending
 * @drain: hand out this CPU's events
 * @cpu_init: memory for a CPU that comes, or comes back
 * @cpu_exit: events left on a CPU that has gone
 * @resume: the domain arrived on another machine; interrupts are off
 */
struct evt_ops {
	const char *name;
	unsigned int (*max_ports)(void);
	unsigned int (*nr_ports)(void);
	int (*setup)(evtchn_port_t port);
	void (*remove)(evtchn_port_t port, unsigned int cpu);
	void (*move)(evtchn_port_t port, unsigned int cpu, unsigned int old);
	bool (*test)(evtchn_port_t port);
	void (*set)(evtchn_port_t port);
	void (*clear)(evtchn_port_t port);
	void (*mask)(evtchn_port_t port);
	void (*unmask)(evtchn_port_t port);
	void (*drain)(unsigned int cpu, struct evt_loop *loop);
	int (*cpu_init)(unsigned int cpu);
	int (*cpu_exit)(unsigned int cpu);
	void (*resume)(void);
};

extern const struct evt_ops *evt_ops;
extern struct mutex evt_lock;
extern struct list_head evt_list;
DECLARE_PER_CPU(unsigned int, evt_epoch);

/* evt_binding.c */
struct evt_binding *evt_by_irq(unsigned int irq);
struct evt_binding *evt_by_port(evtchn_port_t port);
struct evt_binding *evt_create(int irq, struct irq_chip *chip,
			       irq_flow_handler_t flow, const char *name);
void evt_destroy(struct evt_binding *b);
int evt_attach(struct evt_binding *b, evtchn_port_t port, unsigned int cpu);
void evt_detach(struct evt_binding *b);
void evt_detach_all(void);
void evt_mask(struct evt_binding *b, u8 reason);
void evt_unmask(struct evt_binding *b, u8 reason);
void evt_set_cpu(struct evt_binding *b, unsigned int cpu);
unsigned int evt_least_loaded_cpu(const struct cpumask *among);
int evt_bind_port(evtchn_port_t port, struct irq_chip *chip,
		  struct xenbus_device *dev, bool shared);
void evt_unbind(unsigned int irq);

/* evt_chip.c */
extern struct irq_chip evt_chip, evt_lateeoi_chip, evt_percpu_chip;
void evt_acknowledge(struct evt_binding *b);
int evt_set_affinity(struct irq_data *data, const struct cpumask *dest,
		     bool force);
int evt_retrigger(struct irq_data *data);

/* evt_percpu.c */
void evt_forget_percpu(struct evt_binding *b);
void evt_move_virq(struct evt_binding *b, unsigned int cpu);
void evt_percpu_resume(unsigned int cpu);

/* evt_pirq.c */
void evt_pirq_init(void);
void evt_pirq_resume(void);

/* evt_dispatch.c */
void evt_deliver(evtchn_port_t port, struct evt_loop *loop);

/* evt_lateeoi.c */
void evt_eoi_cpu_init(unsigned int cpu);
void evt_eoi_remove(struct evt_binding *b);
extern unsigned int evt_loop_timeout_ms, evt_eoi_delay;

/* evt_2l.c, evt_fifo.c */
extern const struct evt_ops evt_2l_ops;
int evt_fifo_init(void);

#endif /* _DRIVERS_XEN_EVENTS_EVT_INTERNAL_H */
