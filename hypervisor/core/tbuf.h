/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trace buffers: what happens on each CPU, as records that xentrace reads.
 *
 * Off, a trace point costs one load and one branch. Event numbers and payloads are
 * those of Xen 4.17 (xen/interface/xentrace.h).
 */
#ifndef HV_CORE_TBUF_H
#define HV_CORE_TBUF_H

#include "core/vcpu.h"
#include <xen/interface/xentrace.h>

extern bool tbuf_on;

/* @words: up to TRACE_EXTRA_MAX. This CPU; any context but NMI and #MC. */
void tbuf_record(u32 event, bool time, const void *words, unsigned int nr_words);

/* One whole number of words, of a struct that is laid out as the ABI has it. */
#define tbuf_struct(event, time, what) do {					\
	static_assert(sizeof(what) % sizeof(u32) == 0);				\
	static_assert(sizeof(what) <= TRACE_EXTRA_MAX * sizeof(u32));		\
	tbuf_record(event, time, &(what), sizeof(what) / (sizeof(u32)));	\
} while (0)

/* Trace points: the payloads, by name. */
static inline void tbuf_words(u32 event, u32 a, u32 b)
{
	if (unlikely(tbuf_on))
		tbuf_record(event, true, (u32[]){ a, b }, 2);
}

static inline void tbuf_vcpu(u32 event, const struct vcpu *v)
{
	if (unlikely(tbuf_on))
		tbuf_words(event, v->domain->mm.id, v->id);
}

static inline void tbuf_hypercall(unsigned long nr)
{
	if (unlikely(tbuf_on))
		tbuf_record(TRC_PV_HYPERCALL_V2, true, (u32[]){ nr }, 1);
}

void tbuf_runstate(const struct vcpu *v, int from, int to);
void tbuf_switch(const struct vcpu *prev, const struct vcpu *next);
void tbuf_trap(u64 rip, unsigned int vector, u32 error_code);
void tbuf_page_fault(u64 rip, u64 gva, u32 error_code);
void tbuf_pt_write(u64 rip, u64 gva, u64 pte);
void tbuf_address(u32 event, u64 rip);

/* XEN_SYSCTL_tbuf_op; the caller holds LOCK_DOMCTL. */
void tbuf_get_info(u32 *event_mask, u64 *info_mfn, u32 *info_bytes);
void tbuf_set_cpus(cpuset_t cpus);
void tbuf_set_events(u32 mask);
int tbuf_set_size(u32 pages);		/* once: -EINVAL a second time, or no memory */
int tbuf_start(void);			/* -EINVAL without buffers */
void tbuf_stop(void);

#endif
