/* SPDX-License-Identifier: GPL-2.0-only */
/* The lock-order checker of debug builds; the checks themselves are in spinlock.h. */
#ifndef HV_CPU_LOCKCHECK_H
#define HV_CPU_LOCKCHECK_H

#include "cpu/spinlock.h"

#ifdef CONFIG_HV_DEBUG
/* This CPU holds a lock of that class. */
bool lock_class_held(enum lock_class class);
/* Nothing may be held: on the way to a guest, when a soft interrupt starts. */
void lock_check_none_held(const char *where);
/* A panicking CPU breaks locks on purpose. */
void lock_check_disable(void);
#else
static inline bool lock_class_held(enum lock_class class) { return true; }
static inline void lock_check_none_held(const char *where) { }
static inline void lock_check_disable(void) { }
#endif

#endif
