/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels: one bit of news from one domain (or the hypervisor) to a vCPU.
 *
 *   FREE -> RESERVED -> UNBOUND -> INTERDOMAIN          ports are rows of a
 *                    -> VIRQ, PIRQ, IPI                  growing table per domain
 *
 * evtchn_state holds the table and the delivery method (2-level or FIFO). Port
 * state is written under the domain's evtchn lock and the port's own lock; senders
 * take only the port's lock for reading (interdomain: their own port's), so sends on
 * different ports never meet. Two domains' locks: lower address first.
 */
#ifndef HV_CORE_EVTCHN_H
#define HV_CORE_EVTCHN_H

#include "core/vcpu.h"

enum evtchn_kind {
	ECS_FREE, ECS_RESERVED, ECS_UNBOUND, ECS_INTERDOMAIN, ECS_PIRQ, ECS_VIRQ, ECS_IPI,
};

int evtchn_init_domain(struct domain *d, u32 max_port);
/* Closes all, peers see UNBOUND; -HV_ERESTART to be called again */
int evtchn_destroy_domain(struct domain *d);
void evtchn_free_domain(struct domain *d);	/* last reference gone */
int evtchn_init_vcpu(struct vcpu *v);
void evtchn_free_vcpu(struct vcpu *v);

/* EVTCHNOP_* on a domain that the caller may control; ports returned through pointers */
int evtchn_alloc_unbound(struct domain *d, u16 remote, u32 *port);
int evtchn_bind_interdomain(struct domain *ld, u16 rdom, u32 rport, u32 *lport);
int evtchn_bind_virq(struct domain *d, u32 vcpu, u32 virq, u32 *port);
int evtchn_bind_ipi(struct domain *d, u32 vcpu, u32 *port);
int evtchn_bind_pirq(struct domain *d, u32 pirq, u32 flags, u32 *port);
int evtchn_close(struct domain *d, u32 port);
int evtchn_send(struct domain *d, u32 port);
int evtchn_bind_vcpu(struct domain *d, u32 port, u32 vcpu);
int evtchn_unmask(struct domain *d, u32 port);
int evtchn_reset(struct domain *d, bool resuming);
int evtchn_set_priority(struct domain *d, u32 port, u32 prio);
int evtchn_fifo_init_control(struct domain *d, u64 gfn, u32 offset, u32 vcpu, u8 *link_bits);
int evtchn_fifo_expand(struct domain *d, u64 gfn);
struct evtchn_status;
int evtchn_status_get(struct domain *d, u32 port, struct evtchn_status *out);

/* From the hypervisor */
void evtchn_raise_vcpu_virq(struct vcpu *v, u32 virq);		/* per-vCPU VIRQ */
void evtchn_raise_global_virq(u32 virq);			/* to its owner (dom0 by default) */
int evtchn_set_global_virq_owner(struct domain *d, u32 virq);
void evtchn_raise_pirq(struct domain *d, u32 port);
bool evtchn_port_pending(struct domain *d, u32 port);
bool evtchn_port_valid(struct domain *d, u32 port);
/* Interdomain ports the toolstack allocates for a new guest: see alloc_unbound */

/* vcpu_info moved (VCPUOP_register_vcpu_info): carry the pending state over */
void evtchn_vcpu_info_moved(struct vcpu *v);

/* FIFO pages may be written at any moment: a reading of the log of written pages has them. */
void evtchn_fifo_mark_dirty(struct domain *d);

#endif
