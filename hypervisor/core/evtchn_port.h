/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ports and how they are delivered: shared by the files evtchn*.c only.
 *
 * A port's row never moves and is never freed before its domain, so a pointer to it
 * stays good. Its fields are written under both the domain's table lock and the
 * row's own lock; reading needs either. A sender holds only the row's lock.
 */
#ifndef HV_CORE_EVTCHN_PORT_H
#define HV_CORE_EVTCHN_PORT_H

#include <linux/nospec.h>
#include "core/evtchn.h"
#include "cpu/spinlock.h"

#define PORTS_PER_CHUNK		64
#define PORTS_2L		4096
#define PORTS_FIFO		131072
#define CHUNKS_MAX		(PORTS_FIFO / PORTS_PER_CHUNK)
#define FIFO_WORDS_PER_PAGE	1024
#define FIFO_PAGES_MAX		(PORTS_FIFO / FIFO_WORDS_PER_PAGE)
#define FIFO_PRIORITIES		16
#define FIFO_PRIORITY_DEFAULT	7

struct evtchn {
	spinlock_t lock;		/* LOCK_EVTCHN_PORT */
	u32 port;
	u8 kind;			/* enum evtchn_kind */
	u8 priority;			/* FIFO */
	u8 last_priority;		/* FIFO: queue it stands in; that queue's lock */
	bool pending_early;		/* FIFO: became pending before its word existed */
	u16 vcpu;			/* notified */
	u16 last_vcpu;			/* FIFO */
	union {
		struct { u16 remote; } unbound;
		struct { struct domain *d; u32 port; } inter;
		u32 pirq;
		u32 virq;
	};
} __aligned(16);

/* How pending bits are kept: 2-level bitmaps or FIFO queues. One table per method. */
struct evtchn_method {
	u32 max_ports;
	void (*set_pending)(struct domain *d, struct evtchn *e);
	void (*clear_pending)(struct domain *d, struct evtchn *e);
	void (*unmask)(struct domain *d, struct evtchn *e);
	bool (*is_pending)(const struct domain *d, const struct evtchn *e);
	bool (*is_masked)(const struct domain *d, const struct evtchn *e);
	int (*set_priority)(struct domain *d, struct evtchn *e, u32 priority);
};

struct evtchn_fifo {
	u32 nr_words;			/* those with a page; grows only */
	u32 *page[FIFO_PAGES_MAX];
	u64 page_mfn[FIFO_PAGES_MAX];
};

struct evtchn_state {
	spinlock_t lock;		/* LOCK_EVTCHN */
	const struct evtchn_method *method;
	struct evtchn_fifo *fifo;	/* NULL: 2-level */
	u32 max_port;			/* limit given at creation, inclusive */
	u32 nr_ports;			/* rows that exist; published after the chunk */
	u32 next_free;			/* no free port below; lock */
	bool dying;
	struct evtchn *chunk[CHUNKS_MAX];
};

/* One queue: ports of one priority waiting for one vCPU. */
struct evtchn_queue {
	spinlock_t lock;		/* LOCK_VCPU_EVT */
	u32 tail;			/* 0 = empty */
};

struct evtchn_vcpu {
	struct evtchn_fifo_control_block *control;	/* NULL: none registered */
	mfn_t control_mfn;
	struct evtchn_queue queue[FIFO_PRIORITIES];
};

extern const struct evtchn_method evtchn_2l, evtchn_fifo_method;

/* The row of @port, NULL if there is none */
static inline struct evtchn *evtchn_row(const struct domain *d, u32 port)
{
	const struct evtchn_state *s = d->evtchn;

	u32 nr = __atomic_load_n(&s->nr_ports, __ATOMIC_ACQUIRE);

	if (port >= nr)
		return NULL;
	port = array_index_nospec(port, nr);
	return &s->chunk[port / PORTS_PER_CHUNK][port % PORTS_PER_CHUNK];
}

/* Mark @e pending for its domain, and wake who polls for it. Row lock of @e or of its peer held. */
void evtchn_deliver(struct domain *d, struct evtchn *e);

/* The upcall flag of a vCPU went up: kick it if that was news. */
void evtchn_mark_upcall(struct vcpu *v);

/*
 * FIFO state goes: before domain teardown or back to 2-level. -EAGAIN: a port is open,
 * and whoever sends on it may be using the words.
 */
int evtchn_fifo_teardown(struct domain *d);

/* A row of a kind that has no peer; @what: VIRQ or pirq number. Lock: the domain's table. */
int evtchn_port_make(struct domain *d, enum evtchn_kind kind, u16 vcpu, u32 what,
		     struct evtchn **out);
void evtchn_port_unmake(struct domain *d, struct evtchn *e);

/* evtchn_virq.c: the vCPU stops raising this port. Lock: the domain's table. */
void evtchn_virq_forget(struct domain *d, struct evtchn *e);
bool evtchn_virq_is_global(u32 virq);

/* evtchn_virq.c: a dying domain gives back the global VIRQs that it was given. */
void evtchn_virq_owner_gone(struct domain *d);

#endif
