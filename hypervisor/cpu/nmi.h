/* SPDX-License-Identifier: GPL-2.0-only */
/* Non-maskable interrupts and what we use them for. */
#ifndef HV_CPU_NMI_H
#define HV_CPU_NMI_H

#include "cpu/regs.h"

/* entry.S, on the NMI stack, whatever was interrupted. */
void nmi_handler(struct cpu_regs *regs);

/* Reasons for an NMI that one CPU sends another; bits of a per-CPU word. */
#define NMI_WHY_STOP		1
#define NMI_WHY_BACKTRACE	2
#define NMI_WHY_STUCK		4	/* the watchdog's neighbour: panic there */

void nmi_send(unsigned int cpu, u32 why);

#endif
