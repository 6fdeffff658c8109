/* SPDX-License-Identifier: GPL-2.0-only */
/* Finds CPUs that are stuck in the hypervisor (option watchdog). */
#ifndef HV_CPU_WATCHDOG_H
#define HV_CPU_WATCHDOG_H

#include "cpu/regs.h"

void watchdog_init_bsp(void);	/* clock running; before the APs start */
void watchdog_init_ap(void);

/* Once a second from the timer interrupt. */
void watchdog_timer(void);

/* NMI context (bite: any). watchdog_nmi(): true if the counter's overflow was the reason. */
bool watchdog_nmi(struct cpu_regs *regs);
void __noreturn watchdog_bite(struct cpu_regs *regs);

/*
 * Somebody prints for long or stops the machine on purpose. Nests. On hold from
 * the start: boot code releases it when dom0 runs.
 */
void watchdog_hold(void);
void watchdog_release(void);

#endif
