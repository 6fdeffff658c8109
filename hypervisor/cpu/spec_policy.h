/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be done about speculative execution: a decision, from CPU and options. */
#ifndef HV_CPU_SPEC_POLICY_H
#define HV_CPU_SPEC_POLICY_H

#include "cpu/features.h"

#define SPEC_CROSS_CTRL		0x01	/* SPEC_CTRL is written at each entry and exit */
#define SPEC_EXIT_VERW		0x02	/* to a guest: VERW flushes CPU buffers */
#define SPEC_ENTRY_RSB		0x04	/* from a guest: fill the return stack */
#define SPEC_ENTRY_IBPB		0x08	/* from a guest: prediction barrier */
#define SPEC_SWITCH_IBPB	0x10	/* between guests: prediction barrier */
#define SPEC_CTRL_PSFD_BIT	0x80	/* predictive store forwarding disable */
#define SPEC_AUTO_IBRS		0x20	/* EFER.AUTOIBRS */

enum spec_thunk { THUNK_RETPOLINE, THUNK_LFENCE, THUNK_JMP };

struct spec_policy {
	enum spec_thunk thunk;
	u8 flags;			/* SPEC_* */
	u32 ctrl_hv, ctrl_guest;	/* MSR_SPEC_CTRL on either side */
	bool xpti_dom0, xpti_domu;	/* page-table isolation */
};

/**
 * spec_policy_choose() - decide, by @c and the options spec-ctrl= and xpti=
 *
 * Pure but for the options: the hosted test runs it on processors of its own.
 * Asks nothing of the CPU that @c does not have, but VERW and the return stack, which
 * every CPU can do and an option can force.
 */
void spec_policy_choose(struct spec_policy *p, const struct cpu_identity *c);

/* What the CPU is and can do; also for the boot report. */
bool spec_has_ibrs(const struct cpu_identity *c);
bool spec_has_ibpb(const struct cpu_identity *c);
bool spec_has_ssbd(const struct cpu_identity *c);
bool spec_enhanced_ibrs(const struct cpu_identity *c);
bool spec_meltdown(const struct cpu_identity *c);
bool spec_buffers_leak(const struct cpu_identity *c);
bool spec_verw_flushes(const struct cpu_identity *c);

/* The options; param.c calls them. 0 or -EINVAL */
int spec_policy_parse(const char *words);
int spec_policy_parse_xpti(const char *words);

#endif
