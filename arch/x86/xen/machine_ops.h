/* SPDX-License-Identifier: GPL-2.0-only */
/* Stopping, restarting, crashing; pinning. */
#ifndef XEN_MACHINE_OPS_H
#define XEN_MACHINE_OPS_H

#include <linux/init.h>

void __init machine_ops_init(void);
void __init machine_ops_watch_panic(void);
void machine_ops_pin_vcpu(int cpu);

#endif
