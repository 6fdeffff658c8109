/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands before the kernel's asm/page.h, which is about the kernel's own
 * address space (__va, pfn_t, struct page). Library code needs the page size.
 */
#ifndef HV_GLUE_ASM_PAGE_H
#define HV_GLUE_ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#endif
