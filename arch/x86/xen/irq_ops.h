/* SPDX-License-Identifier: GPL-2.0-only */
/* The interrupt flag and halting. */
#ifndef XEN_IRQ_OPS_H
#define XEN_IRQ_OPS_H

#include <linux/init.h>

void __init irq_ops_init(void);
void __init irq_ops_use_percpu(void);

#endif
