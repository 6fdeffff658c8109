/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of domctl, by the file they are in. Each gets a copy of the argument
 * and, unless the table says otherwise, the domain it names, held; both may be changed
 * and asked about freely. Privilege, version and LOCK_DOMCTL are the caller's business.
 *
 * Return: 0, -errno, or -HV_ERESTART to be called again with the argument as it is now.
 */
#ifndef HV_ABI_DOMCTL_H
#define HV_ABI_DOMCTL_H

#include "abi/control.h"
#include "core/domain.h"

typedef int (*domctl_fn)(struct xen_domctl *op, struct domain *d);

/* The vCPU that an operation names. NULL: no such one */
struct vcpu *domctl_vcpu(const struct domain *d, u32 id);

/* domctl_life.c */
int domctl_createdomain(struct xen_domctl *op, struct domain *d);
int domctl_max_vcpus(struct xen_domctl *op, struct domain *d);
int domctl_pausedomain(struct xen_domctl *op, struct domain *d);
int domctl_unpausedomain(struct xen_domctl *op, struct domain *d);
int domctl_resumedomain(struct xen_domctl *op, struct domain *d);
int domctl_destroydomain(struct xen_domctl *op, struct domain *d);
int domctl_soft_reset(struct xen_domctl *op, struct domain *d);
int domctl_sendtrigger(struct xen_domctl *op, struct domain *d);

/* domctl_info.c */
int domctl_getdomaininfo(struct xen_domctl *op, struct domain *d);
int domctl_setdomainhandle(struct xen_domctl *op, struct domain *d);
int domctl_setdebugging(struct xen_domctl *op, struct domain *d);
int domctl_settimeoffset(struct xen_domctl *op, struct domain *d);
int domctl_set_virq_handler(struct xen_domctl *op, struct domain *d);
int domctl_set_address_size(struct xen_domctl *op, struct domain *d);
int domctl_get_address_size(struct xen_domctl *op, struct domain *d);
/* Also for getdomaininfolist. @d is held. */
void domain_info(struct domain *d, struct xen_domctl_getdomaininfo *info);

/* domctl_memory.c */
int domctl_max_mem(struct xen_domctl *op, struct domain *d);
int domctl_hypercall_init(struct xen_domctl *op, struct domain *d);
int domctl_irq_permission(struct xen_domctl *op, struct domain *d);
int domctl_iomem_permission(struct xen_domctl *op, struct domain *d);
int domctl_ioport_permission(struct xen_domctl *op, struct domain *d);

/* domctl_vcpu.c */
int domctl_setvcpucontext(struct xen_domctl *op, struct domain *d);
int domctl_getvcpucontext(struct xen_domctl *op, struct domain *d);
int domctl_getvcpuinfo(struct xen_domctl *op, struct domain *d);

/* domctl_sched.c */
int domctl_setvcpuaffinity(struct xen_domctl *op, struct domain *d);
int domctl_getvcpuaffinity(struct xen_domctl *op, struct domain *d);
int domctl_setnodeaffinity(struct xen_domctl *op, struct domain *d);
int domctl_getnodeaffinity(struct xen_domctl *op, struct domain *d);
int domctl_scheduler_op(struct xen_domctl *op, struct domain *d);

/* domctl_policy.c */
int domctl_get_cpu_policy(struct xen_domctl *op, struct domain *d);
int domctl_set_cpu_policy(struct xen_domctl *op, struct domain *d);

/* domctl_log_dirty.c */
int domctl_shadow_op(struct xen_domctl *op, struct domain *d);

/* domctl_page_info.c */
int domctl_getpageframeinfo3(struct xen_domctl *op, struct domain *d);

/* domctl_vcpu_state.c */
int domctl_get_ext_vcpucontext(struct xen_domctl *op, struct domain *d);
int domctl_set_ext_vcpucontext(struct xen_domctl *op, struct domain *d);
int domctl_getvcpuextstate(struct xen_domctl *op, struct domain *d);
int domctl_setvcpuextstate(struct xen_domctl *op, struct domain *d);
int domctl_get_vcpu_msrs(struct xen_domctl *op, struct domain *d);
int domctl_set_vcpu_msrs(struct xen_domctl *op, struct domain *d);

/* domctl_tsc.c */
int domctl_settscinfo(struct xen_domctl *op, struct domain *d);
int domctl_gettscinfo(struct xen_domctl *op, struct domain *d);

/* domctl_device.c */
int domctl_assign_device(struct xen_domctl *op, struct domain *d);

#endif
