/* SPDX-License-Identifier: GPL-2.0-only */
/* pv_ops.cpu, and the parts of a context switch. */
#ifndef XEN_CPU_OPS_H
#define XEN_CPU_OPS_H

#include <linux/init.h>

void __init cpu_ops_init(void);
void __init cpu_ops_init_gdt(void);
void cpu_ops_kernel_stack_is(unsigned int cpu, unsigned long sp0);

#endif
