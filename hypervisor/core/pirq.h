/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Physical interrupts of guests: pirq numbers, their binding to event channels.
 *
 * A pirq is a domain's name for an interrupt source; for dom0, pirqs below nr_gsi are
 * the GSIs; MSIs get numbers behind. An interrupt from the hardware becomes an event
 * in interrupt context; a level one stays masked until PHYSDEVOP_eoi, event unmask,
 * or the shared pirq_eoi page says that no EOI is needed.
 */
#ifndef HV_CORE_PIRQ_H
#define HV_CORE_PIRQ_H

#include "core/vcpu.h"
#include "cpu/irq.h"

int pirq_init_domain(struct domain *d);
void pirq_free_domain(struct domain *d);
int pirq_map_gsi(struct domain *d, int gsi, int *pirq);		/* *pirq < 0: choose */
int pirq_map_msi(struct domain *d, const struct msi_request *req, int *pirq);
int pirq_unmap(struct domain *d, int pirq);
int pirq_bind_event(struct domain *d, u32 pirq, u32 port, bool share);
void pirq_unbind_event(struct domain *d, u32 pirq, u32 port);	/* if that is its port */
int pirq_eoi(struct domain *d, u32 pirq);
int pirq_status(struct domain *d, u32 pirq, u32 *flags);
int pirq_get_free(struct domain *d, int *pirq);
int pirq_set_eoi_gmfn(struct domain *d, u64 gmfn);
int pirq_to_irq(struct domain *d, u32 pirq);
void pirq_set_affinity(struct domain *d, u32 pirq, struct vcpu *v);

struct audit;
void pirq_audit(struct domain *d, struct audit *a);

#endif
