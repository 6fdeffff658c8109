/* SPDX-License-Identifier: GPL-2.0-only */
/* Handlers that entry_traps.S calls for exceptions outside guests. Interrupts off. */
#ifndef HV_CPU_FAULT_H
#define HV_CPU_FAULT_H

#include "cpu/regs.h"

void hv_exception(struct cpu_regs *regs);
void hv_debug(struct cpu_regs *regs);
void hv_double_fault(struct cpu_regs *regs);

#endif
