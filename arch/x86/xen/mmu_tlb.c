// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB flushes.
 *
 * The hypervisor flushes on behalf of the domain, on this CPU or on any set of
 * them: a shootdown is one hypercall, not an IPI per CPU plus an upcall, a
 * flush hypercall and an acknowledgment on each. CPUs that do not run at the
 * moment need nothing, and only the hypervisor knows which those are.
 *
 * A flush takes its place in the queue behind the updates it belongs to. In
 * lazy mode it waits with them.
 *
 * Flushing page by page is cheap for the hardware but here each page is a
 * crossing of its own, because the loop over the pages is mainline's. So the
 * limit above which mainline flushes everything instead is lowered to one page.
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/percpu.h>

#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>

#include <trace/events/xen.h>

#include "mm_internal.h"
#include "mmu_table.h"
#include "multicall.h"

static void flush_issue(unsigned int cmd, unsigned long addr)
{
	struct mmuext_op op = {
		.cmd = cmd,
		.arg1.linear_addr = addr,
	};
	unsigned long flags = xen_mc_begin();

	xen_mc_mmuext(&op);
	xen_mc_end(flags, XEN_LAZY_MMU);
}

noinline void xen_flush_tlb(void)
{
	flush_issue(MMUEXT_TLB_FLUSH_LOCAL, 0);
}

void xen_flush_tlb_one_user(unsigned long addr)
{
	trace_xen_mmu_flush_tlb_one_user(addr);
	flush_issue(MMUEXT_INVLPG_LOCAL, addr & PAGE_MASK);
}

/* This domain's TLB entries on all CPUs. */
void mmu_flush_tlb_all(void)
{
	flush_issue(MMUEXT_TLB_FLUSH_ALL, 0);
}

void xen_flush_tlb_multi(const struct cpumask *cpus,
			 const struct flush_tlb_info *info)
{
	struct {
		struct mmuext_op op;
		unsigned long mask[];
	} *args;
	size_t bytes = struct_size(args, mask, BITS_TO_LONGS(nr_cpu_ids));
	struct multicall_entry *mc;
	unsigned long flags;

	trace_xen_mmu_flush_tlb_multi(cpus, info->mm, info->start, info->end);

	flags = xen_mc_begin();
	mc = xen_mc_call(bytes, (void **)&args);

	bitmap_and(args->mask, cpumask_bits(cpus),
		   cpumask_bits(cpu_online_mask), nr_cpu_ids);
	args->op.arg2.vcpumask = args->mask;
	if (info->end != TLB_FLUSH_ALL &&
	    info->end - info->start <= PAGE_SIZE) {
		args->op.cmd = MMUEXT_INVLPG_MULTI;
		args->op.arg1.linear_addr = info->start;
	} else {
		args->op.cmd = MMUEXT_TLB_FLUSH_MULTI;
	}

	MULTI_mmuext_op(mc, &args->op, 1, NULL, DOMID_SELF);
	xen_mc_end(flags, XEN_LAZY_MMU);
}

void __init mmu_tlb_init(void)
{
	tlb_single_page_flush_ceiling = 1;
}
