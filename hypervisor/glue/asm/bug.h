/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands before the kernel's asm/bug.h, whose traps need the kernel's table of
 * bug sites: here BUG() calls bug_at() (cpu/printk.h), and the WARN family, which
 * only kernel headers use, evaluates its condition and says nothing.
 */
#ifndef HV_GLUE_ASM_BUG_H
#define HV_GLUE_ASM_BUG_H

#ifndef __ASSEMBLY__
#include "cpu/printk.h"

#define __hv_warn(cond)			({ bool __warn = (cond); unlikely(__warn); })
#define WARN(cond, ...)			__hv_warn(cond)
#define WARN_ON(cond)			__hv_warn(cond)
#define WARN_ONCE(cond, ...)		__hv_warn(cond)
#define WARN_ON_ONCE(cond)		__hv_warn(cond)
#define WARN_ON_SMP(cond)		__hv_warn(cond)
#define WARN_TAINT(cond, ...)		__hv_warn(cond)
#endif

#endif
