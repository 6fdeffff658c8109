/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the hypervisor's cpu/softirq.h: the test decides when to preempt. */
#ifndef HV_CPU_SOFTIRQ_H
#define HV_CPU_SOFTIRQ_H

#include "cpu/pcpu.h"

bool softirq_pending(void);

#endif
