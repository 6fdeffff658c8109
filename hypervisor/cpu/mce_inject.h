/* SPDX-License-Identifier: GPL-2.0-only */
/* Machine-check registers, with values that a test put in front of the hardware's. */
#ifndef HV_CPU_MCE_INJECT_H
#define HV_CPU_MCE_INJECT_H

#include "lib/cpuset.h"

/* What the handler and the poller read and write. This CPU; #MC context too. */
u64 mce_msr_read(u32 msr);
void mce_msr_write(u32 msr, u64 value);

/**
 * mce_inject_msr() - let @cpu find @value in @msr
 * @in_front: kept in memory and read instead of the register until the handler writes
 *	it; otherwise written to the register itself.
 * Context: interrupts on; waits for @cpu, which is online.
 * Errors: -EINVAL not a register of a bank or MCG_STATUS; -ENOSPC too many at once;
 *	-EIO the register does not take it.
 */
int mce_inject_msr(unsigned int cpu, u32 msr, u64 value, bool in_front);

/* Raise #MC, or the corrected-error interrupt, on each CPU of @set now. */
void mce_inject_raise(cpuset_t set, bool corrected);

#endif
