/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Continuations: how a long hypercall gives way and goes on later.
 *
 * A handler that sees hypercall_preempt() true stores its progress in the
 * arguments and returns hypercall_continue(). The guest's registers then say
 * "make this call again with these arguments": its program counter is moved back
 * over the SYSCALL, or inside a multicall the entry is rewritten. There is no
 * hidden state: a continuation is an ordinary call that a hostile guest could have
 * made itself, and is checked like one.
 */
#ifndef HV_CORE_PREEMPT_H
#define HV_CORE_PREEMPT_H

#include "cpu/softirq.h"
#include "core/vcpu.h"

/* Work for this CPU, or an event that the guest would rather handle now. */
static inline bool hypercall_preempt(void)
{
	const struct vcpu_info *info = this_pcpu()->hot.vcpu_info;

	return softirq_pending() || (READ_ONCE(info->evtchn_upcall_pending) &&
				     !READ_ONCE(info->evtchn_upcall_mask));
}

/* Arguments a1..a5 as unsigned long, @nr of them. Returns the value the handler must return. */
long hypercall_continue(unsigned int op, unsigned int nr, unsigned long a1, unsigned long a2,
			unsigned long a3, unsigned long a4, unsigned long a5);

#endif
