/* SPDX-License-Identifier: GPL-2.0-only */
/* Segment descriptors that a guest may have in its GDT or LDT. */
#ifndef HV_MM_SEGDESC_H
#define HV_MM_SEGDESC_H

#include "lib/types.h"

/**
 * segdesc_fix() - judge one descriptor, and make it harmless where that is a matter of bits
 * @desc: raw 8 bytes; a present descriptor comes back with DPL 3
 *
 * Not present: anything goes, it can only fault. Code and data: fine at DPL 3.
 * Present system descriptors (gates, TSS, LDT) are refused, except type 0, which
 * cannot be loaded at all. Pure.
 * Return: 0 or -EINVAL.
 * XEN-DIFF: call gates are refused.
 */
int __must_check segdesc_fix(u64 *desc);

/* All 512 descriptors of a frame that is becoming TYPE_SEGDESC; fixes them in place. */
int __must_check segdesc_check_page(u64 *desc);

#endif
