/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that may wait: one queue per CPU, sent as one multicall.
 *
 *	flags = xen_mc_begin();
 *	xen_mc_mmu_update(maddr, value);
 *	MULTI_stack_switch(xen_mc_entry(), ss, sp);
 *	xen_mc_end(flags, XEN_LAZY_MMU);
 */
#ifndef XEN_MULTICALL_H
#define XEN_MULTICALL_H

#include <linux/irqflags.h>
#include <linux/types.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <trace/events/xen.h>

/**
 * xen_mc_begin() - start to queue calls on this CPU
 *
 * Context: any but NMI. Interrupts stay off until xen_mc_end(). Does not nest.
 * Return: the interrupt flags, for xen_mc_end().
 */
static inline unsigned long xen_mc_begin(void)
{
	unsigned long flags;

	local_irq_save(flags);
	trace_xen_mc_batch(xen_get_lazy_mode());
	return flags;
}

/**
 * xen_mc_call() - append one call to the queue
 * @bytes: room wanted for structures that the call's arguments point to
 * @args: where to store the address of that room; may be NULL if @bytes is 0
 *
 * The room stays valid until the queue is flushed. If the queue is full, what
 * was queued before is flushed first.
 *
 * Context: between xen_mc_begin() and xen_mc_end().
 * Return: the entry, to be filled in by one of the MULTI_*() functions before
 * anything else is queued.
 */
struct multicall_entry *xen_mc_call(size_t bytes, void **args);

static inline struct multicall_entry *xen_mc_entry(void)
{
	return xen_mc_call(0, NULL);
}

/**
 * xen_mc_mmu_update() - append one element to a mmu_update call
 * @ptr: machine address of the entry, and MMU_* command in the low bits
 * @val: the new value, in machine terms
 *
 * Elements queued in a row travel in one call.
 */
void xen_mc_mmu_update(u64 ptr, u64 val);

/**
 * xen_mc_mmuext() - append one element to a mmuext_op call
 * @op: copied; memory that it points to must live until the flush
 */
void xen_mc_mmuext(const struct mmuext_op *op);

/**
 * xen_mc_flush() - send what this CPU has queued
 *
 * A call that the hypervisor refuses is a bug of the port: it is reported in
 * full, the calls after it are made all the same.
 *
 * Context: not preemptible. Idempotent; harmless in an interrupt handler.
 */
void xen_mc_flush(void);

/* Close what xen_mc_begin() opened, leaving the calls in the queue. */
static inline void xen_mc_keep(unsigned long flags)
{
	local_irq_restore(flags);
}

/**
 * xen_mc_end() - close what xen_mc_begin() opened
 * @flags: what xen_mc_begin() returned
 * @mode: the lazy mode that allows the calls to wait (XEN_LAZY_NONE: none)
 */
static inline void xen_mc_end(unsigned long flags, enum xen_lazy_mode mode)
{
	trace_xen_mc_issue(mode);
	if (!(xen_get_lazy_mode() & mode))
		xen_mc_flush();
	local_irq_restore(flags);
}

#endif
