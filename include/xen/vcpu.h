/* SPDX-License-Identifier: GPL-2.0-only */
/* Per CPU: the shared vcpu_info and the hypervisor's number for it. */
#ifndef _XEN_VCPU_H
#define _XEN_VCPU_H

#include <linux/percpu.h>
#include <xen/interface/xen.h>

DECLARE_PER_CPU(struct vcpu_info *, xen_vcpu);
DECLARE_PER_CPU(u32, xen_vcpu_id);

static inline u32 xen_vcpu_nr(int cpu)
{
	return per_cpu(xen_vcpu_id, cpu);
}

#endif /* _XEN_VCPU_H */
