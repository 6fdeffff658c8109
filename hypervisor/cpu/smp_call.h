/* SPDX-License-Identifier: GPL-2.0-only */
/* Targets' side of cross-CPU requests: interrupt handlers, interrupts off. */
#ifndef HV_CPU_SMP_CALL_H
#define HV_CPU_SMP_CALL_H

void smp_call_interrupt(void);
void smp_tlb_interrupt(void);

#endif
