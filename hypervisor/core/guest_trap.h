/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exceptions for the guest that C code decides on.
 *
 * The common exceptions never come here: entry.S bounces them. C code that refuses
 * or emulates an instruction queues one exception for current, and the exit path
 * (entry.S, or guest_exit_slow()) builds the frame. A frame that cannot be written
 * goes to the failsafe callback, or crashes the domain.
 */
#ifndef HV_CORE_GUEST_TRAP_H
#define HV_CORE_GUEST_TRAP_H

#include "core/vcpu.h"

#define X86_TRAP_NO_ERROR	(~0U)

void guest_trap_inject(unsigned int vector, u32 error_code);
void guest_trap_page_fault(unsigned long cr2, u32 error_code);
int guest_trap_nmi(struct vcpu *v);		/* queue a virtual NMI */

static inline bool guest_kernel_mode(void) { return !this_pcpu()->hot.user_mode; }

/* Copies *@t into current's table; vector 14 also into the hot state. */
int guest_trap_set(struct vcpu *v, unsigned int vector, const struct trap_entry *t);

#endif
