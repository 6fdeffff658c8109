/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the kernel's linux/bug.h; see asm/bug.h beside it. */
#ifndef HV_GLUE_LINUX_BUG_H
#define HV_GLUE_LINUX_BUG_H

#include "asm/bug.h"
#include <linux/compiler.h>
#include <linux/build_bug.h>

#endif
