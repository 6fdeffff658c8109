/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers: hardware breakpoints of guests. */
#ifndef HV_CPU_DEBUGREGS_H
#define HV_CPU_DEBUGREGS_H

#include "lib/types.h"

struct debug_regs {
	u64 addr[4];
	u64 dr6, dr7;
};

#define DR6_FIXED	0xffff0ff0UL	/* bits that always read as one */
#define DR7_FIXED	0x00000400UL
#define DR7_ENABLES	0x000000ffUL

/* At a switch to a vCPU; nothing is written if neither side has breakpoints. */
void debugregs_switch(const struct debug_regs *to);

/* The running vCPU changed its own: make the CPU agree. */
void debugregs_load(const struct debug_regs *regs);

/* Breakpoints off on this CPU (idle, panic). */
void debugregs_off(void);

/**
 * debugregs_set() - check and store a guest's write to one register
 * A breakpoint may not lie in the hypervisor's range, watch I/O, or set the
 * general-detect bit. Return: 0, -EINVAL (bad index or value), -EPERM (address).
 */
int debugregs_set(struct debug_regs *regs, unsigned int nr, u64 value);

/* DR6 after a #DB, cleared in the CPU */
u64 debugregs_take_dr6(void);

#endif
