/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places in the entry code that are rewritten once at boot, by CPU and option.
 *
 * As assembled, each is a NOP (or a jump over a block), so that a processor which
 * needs none of it pays for none of it. entry_patch.c fills in the ones that are
 * wanted.
 */
#ifndef HV_CPU_ENTRY_SITES_H
#define HV_CPU_ENTRY_SITES_H

#define SITE_STAC	1	/* 3 bytes: STAC */
#define SITE_CLAC	2	/* 3 bytes: CLAC */
#define SITE_CALL_RAX	3	/* 5 bytes, a call of the thunk: call *%rax */
#define SITE_ENTER	4	/* 5 bytes: call of the target, on the way to C */
#define SITE_LEAVE	5	/* 5 bytes: call of the target, on the way back */
#define SITE_ISOLATE	6	/* 5 bytes: call of the target, with isolation */
#define SITE_VERW	7	/* 7 bytes: VERW of the target, a selector nearby */
#define SITE_IN_ISOLATE	8	/* 2 bytes, a jump over the block: NOP */
#define SITE_IN_CTRL	9	/* the same: SPEC_CTRL differs between guest and us */
#define SITE_IN_IBPB	10	/* the same: prediction barrier */
#define SITE_IN_RSB	11	/* the same: fill the return stack */
#define SITE_CTRL_HV	12	/* 4 bytes: value of SPEC_CTRL in the hypervisor */
#define SITE_CTRL_GUEST	13	/* 4 bytes: and in a guest */
#define NR_SITE_KINDS	14

#endif
