/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace: a ring per CPU of what happened last, printed by panic() and a debug key;
 * the XEN_SYSCTL_tbuf_op buffers for xentrace are fed from the same points.
 */
#ifndef HV_CORE_TRACE_H
#define HV_CORE_TRACE_H

#include "cpu/pcpu.h"

enum trace_kind { TRC_HYPERCALL = 1, TRC_EXCEPTION, TRC_SWITCH, TRC_IRQ, TRC_EVENT, TRC_REFUSE };

#ifdef CONFIG_HV_DEBUG
void trace_note(enum trace_kind kind, u64 a, u64 b, u64 c);
#else
static inline void trace_note(enum trace_kind kind, u64 a, u64 b, u64 c) { }
#endif
void trace_dump(void);

#endif
