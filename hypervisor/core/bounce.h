/* SPDX-License-Identifier: GPL-2.0-only */
/* What entry.S calls for the rare ways into and out of a guest. Interrupts on, IRQ-free frame. */
#ifndef HV_CORE_BOUNCE_H
#define HV_CORE_BOUNCE_H

#include "cpu/regs.h"

#define TRAP_FLAG_MASKS	4	/* trap_info: event mask is set on delivery */

void iret_to_user(struct cpu_regs *regs);
void iret_slow(struct cpu_regs *regs);
void guest_bad_stack(struct cpu_regs *regs);
void guest_syscall32(struct cpu_regs *regs);
void guest_sysenter(struct cpu_regs *regs);

#endif
