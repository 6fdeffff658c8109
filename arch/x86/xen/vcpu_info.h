/* SPDX-License-Identifier: GPL-2.0-only */
/* The page area through which one vCPU and the hypervisor talk. */
#ifndef XEN_VCPU_INFO_H
#define XEN_VCPU_INFO_H

#include <linux/init.h>
#include <linux/percpu.h>

#include <xen/interface/xen.h>
#include <xen/vcpu.h>

DECLARE_PER_CPU_ALIGNED(struct vcpu_info, xen_vcpu_info);

void xen_vcpu_info_reset(int cpu);
void xen_vcpu_setup(int cpu);
void xen_vcpu_restore(void);
void __init xen_setup_vcpu_info_placement(void);

#endif
