/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is done about speculative execution, decided once at boot.
 *
 * entry.S tests spec_flags on its crossings; a clear byte costs one test.
 */
#ifndef HV_CPU_SPECULATION_H
#define HV_CPU_SPECULATION_H

#define SPEC_ENTRY_IBRS		0x01	/* from a guest: SPEC_CTRL = spec_ctrl_hv */
#define SPEC_EXIT_RESTORE	0x02	/* to a guest: SPEC_CTRL = spec_ctrl_guest */
#define SPEC_EXIT_VERW		0x04	/* to a guest: VERW flushes CPU buffers */
#define SPEC_ENTRY_RSB		0x08	/* from a guest: fill the return stack */
#define SPEC_ENTRY_IBPB		0x10	/* from a guest: prediction barrier */
#define SPEC_SWITCH_IBPB	0x20	/* between guests: prediction barrier */

#ifndef __ASSEMBLY__
#include "lib/types.h"

extern u8 spec_flags;
extern u32 spec_ctrl_hv, spec_ctrl_guest;	/* MSR_SPEC_CTRL on either side */

/* Page-table isolation: user-mode roots lack the hypervisor's secrets. */
extern bool spec_xpti_dom0, spec_xpti_domu;

/* After features_init_bsp(): choose, patch thunks, write MSRs, report. */
void speculation_init_bsp(void);
void speculation_init_ap(void);

/* The scheduler switches to a vCPU of another domain on this CPU. */
void speculation_switch_guest(void);

/* retpoline.S's thunks become plain or fenced jumps; boot CPU, before others run. */
enum spec_thunk { THUNK_RETPOLINE, THUNK_LFENCE, THUNK_JMP };
extern u8 retpoline_thunks[];
void retpoline_patch(enum spec_thunk kind);

#endif
#endif
