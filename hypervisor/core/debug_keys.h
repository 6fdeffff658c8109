/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug keys that look at domains; those of the machine are in cpu/keyhandler.c. */
#ifndef HV_CORE_DEBUG_KEYS_H
#define HV_CORE_DEBUG_KEYS_H

#include "lib/types.h"

void debug_keys_init(void);

/* Stop everything, count every reference again: frames in error, or -EBUSY. */
s64 core_audit(void);

#endif
