/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of sysctl, by the file they are in. Each gets a copy of the argument,
 * which goes back to the caller if the table says so. Privilege, version and LOCK_DOMCTL
 * are the caller's business.
 *
 * Return: 0, -errno, or -HV_ERESTART to be called again with the argument as it is now.
 */
#ifndef HV_ABI_SYSCTL_H
#define HV_ABI_SYSCTL_H

#include "abi/control.h"

typedef int (*sysctl_fn)(struct xen_sysctl *op);

/* sysctl_console.c */
int sysctl_readconsole(struct xen_sysctl *op);
int sysctl_debug_keys(struct xen_sysctl *op);

/* sysctl_info.c */
int sysctl_physinfo(struct xen_sysctl *op);
int sysctl_getdomaininfolist(struct xen_sysctl *op);
int sysctl_getcpuinfo(struct xen_sysctl *op);
int sysctl_availheap(struct xen_sysctl *op);

/* sysctl_topology.c */
int sysctl_cputopoinfo(struct xen_sysctl *op);
int sysctl_numainfo(struct xen_sysctl *op);
int sysctl_pcitopoinfo(struct xen_sysctl *op);
u32 topology_threads_per_core(void);
u32 topology_cores_per_socket(void);

/* domctl_policy.c */
int sysctl_get_cpu_policy(struct xen_sysctl *op);
int sysctl_get_cpu_featureset(struct xen_sysctl *op);

/* sysctl_trace.c */
int sysctl_tbuf_op(struct xen_sysctl *op);
int sysctl_perfc_op(struct xen_sysctl *op);

/* sysctl_cpupool.c */
int sysctl_cpupool_op(struct xen_sysctl *op);

/* sysctl_sched.c */
int sysctl_sched_id(struct xen_sysctl *op);
int sysctl_scheduler_op(struct xen_sysctl *op);

#endif
