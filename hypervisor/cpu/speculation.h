/* SPDX-License-Identifier: GPL-2.0-only */
/* Carrying out what cpu/spec_policy.h decides. */
#ifndef HV_CPU_SPECULATION_H
#define HV_CPU_SPECULATION_H

#include "cpu/spec_policy.h"

extern struct spec_policy spec_policy;	/* chosen at boot, then constant */

/* After features_init_bsp(): choose, patch, write MSRs, report. */
void speculation_init_bsp(void);
void speculation_init_ap(void);

/* The scheduler switches to another vCPU than ran last on this CPU. */
void speculation_switch_guest(void);

/* retpoline.S's thunks become plain or fenced jumps; boot CPU, before others run. */
extern u8 retpoline_thunks[];
void retpoline_patch(enum spec_thunk kind);

static inline bool speculation_isolates(void)
{
	return spec_policy.xpti_dom0 || spec_policy.xpti_domu;
}

#endif
