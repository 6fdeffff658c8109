// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_va_mapping: change the L1 entry of a virtual address of the caller's own
 * address space, and flush what the flags ask for.
 *
 * ABI: __HYPERVISOR_update_va_mapping(va, val, flags),
 *      __HYPERVISOR_update_va_mapping_otherdomain(va, val, flags, domid)
 * Errors: -EINVAL no L1 entry for va, or the entry is refused; -EPERM; -EFAULT vCPU mask
 */
#include "abi/dispatch.h"
#include "abi/foreign.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_pt.h"
#include "mm/log_dirty.h"
#include "mm/tlb.h"

static int set_entry(unsigned long va, u64 val, const struct pt_owners *own)
{
	struct page *l1;
	unsigned int index;
	u64 pte;
	int ret;

	ret = guest_pt_walk(current_vcpu()->kernel_root, va, &l1, &index, &pte);
	if (ret)
		return refuse(-EINVAL, "va %#lx has no L1 entry", va);
	if (page_lock_table(l1) == TYPE_L1) {
		ret = guest_pt_update(l1, TYPE_L1, index, val, PTE_NORMAL, own, NULL);
		page_unlock(l1);
		log_dirty_mark(own->table, page_to_mfn(l1));
	} else {
		ret = -EINVAL;		/* changed under our feet */
	}
	page_put(l1);
	return ret;
}

static int flush_after(unsigned long va, unsigned long flags)
{
	unsigned long how = flags & UVMF_FLUSHTYPE_MASK, mask = flags & ~UVMF_FLUSHTYPE_MASK;
	struct domain *d = current_domain();
	cpuset_t cpus;

	if (how != UVMF_TLB_FLUSH && how != UVMF_INVLPG)
		return 0;
	if (mask == UVMF_LOCAL) {
		if (how == UVMF_INVLPG)
			tlb_flush_page_local(va);
		else
			tlb_flush_local();
		return 0;
	}
	if (mask == UVMF_ALL)
		cpus = d->mm.dirty_cpus;
	else if (vcpumask_to_cpus(d, mask, &cpus))
		return -EFAULT;
	if (how == UVMF_INVLPG)
		tlb_flush_page(cpus, va);
	else
		tlb_flush(cpus);
	return 0;
}

/* @op and its arguments are for a continuation: earlier work may have to be finished first. */
static long update_va(unsigned int op, unsigned long va, u64 val, unsigned long flags, u16 domid)
{
	struct frames_owner frames;
	struct pt_owners own;
	int ret = frames_owner_get(domid, &frames);
	int flushed;

	if (ret)
		return ret;
	own = (struct pt_owners){ .table = &current_domain()->mm, .frames = frames.mm };
	if (page_drain(own.table)) {
		frames_owner_put(&frames);
		/* no register is changed that is not an argument of the call */
		return hypercall_continue(op, op == __HYPERVISOR_update_va_mapping ? 3 : 4,
					  va, val, flags, domid, 0);
	}
	ret = set_entry(va, val, &own);
	flushed = flush_after(va, flags);
	frames_owner_put(&frames);
	return ret ? ret : flushed;
}

HYPERCALL(update_va_mapping)
{
	return update_va(__HYPERVISOR_update_va_mapping, a1, a2, a3, DOMID_SELF);
}

HYPERCALL(update_va_mapping_otherdomain)
{
	return update_va(__HYPERVISOR_update_va_mapping_otherdomain, a1, a2, a3, a4);
}
