// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmuext_op: pins, base pointers, flushes, LDT, page clear and copy.
 *
 * Operations come in a batch and are done in order. PIN and UNPIN and the change of
 * a base pointer may validate or release a whole address space, so they can be
 * preempted in the middle; the operation is then repeated, and finds the frame where
 * it was left (PARTIAL, mm/page_type.h). A replaced root whose release was preempted
 * is remembered in vcpu->old_root and released first when the operation is repeated.
 *
 * A kernel that changes one entry and flushes it makes a call of one flush, which is
 * recognised first.
 *
 * ABI: __HYPERVISOR_mmuext_op(ops, count, success_count, foreigndom)
 * Errors: -EINVAL, -EPERM, -ESRCH, -EFAULT, -EOPNOTSUPP; the operations before the
 * failed one have taken effect and are counted.
 */
#include <linux/string.h>
#include "abi/dispatch.h"
#include "abi/foreign.h"
#include "core/descriptor.h"
#include "core/preempt.h"
#include "core/roots.h"
#include "core/stats.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_type.h"
#include "mm/tlb.h"

#define MMU_UPDATE_PREEMPTED	(1U << 31)

static int op_pin(const struct mmuext_op *op, struct mm_owner *o, enum page_type level)
{
	mfn_t mfn = _mfn(op->arg1.mfn);

	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "pin of frame %#llx: no RAM", mfn_x(mfn));
	return page_pin(mfn_to_page(mfn), o, level);
}

static int op_unpin(const struct mmuext_op *op, struct mm_owner *o)
{
	mfn_t mfn = _mfn(op->arg1.mfn);

	if (!mfn_is_ram(mfn))
		return -EINVAL;
	return page_unpin(mfn_to_page(mfn), o);
}

static int op_flush_cpus(const struct mmuext_op *op, cpuset_t cpus, bool page)
{
	if (page)
		tlb_flush_page(cpus, op->arg1.linear_addr);
	else
		tlb_flush(cpus);
	return 0;
}

static int op_flush_multi(const struct mmuext_op *op, bool page)
{
	cpuset_t cpus;

	if (vcpumask_to_cpus(current_domain(), (unsigned long)op->arg2.vcpumask, &cpus))
		return -EINVAL;
	return op_flush_cpus(op, cpus, page);
}

static int op_flush_cache(void)
{
	struct domain *d = current_domain();

	if (!d->hardware)
		return refuse(-EACCES, "d%u has no devices", d->mm.id);
	cpu_wbinvd();
	return 0;
}

/* The frame, held as writable data of @owner; NULL if it cannot be. */
static struct page *writable_frame(mfn_t mfn, u16 owner)
{
	if (!mfn_is_ram(mfn) ||
	    page_get_and_type(mfn_to_page(mfn), owner, TYPE_WRITABLE, false))
		return NULL;
	return mfn_to_page(mfn);
}

static int op_clear(const struct mmuext_op *op, struct mm_owner *o)
{
	struct page *pg = writable_frame(_mfn(op->arg1.mfn), o->id);

	if (!pg)
		return -EINVAL;
	memset(page_to_virt(pg), 0, HV_PAGE_SIZE);
	page_put_and_type(pg, false);
	return 0;
}

static int op_copy(const struct mmuext_op *op, struct mm_owner *o)
{
	mfn_t src = _mfn(op->arg2.src_mfn);
	struct page *dst;

	if (!mfn_is_ram(src) || !page_get(mfn_to_page(src), o->id))
		return -EINVAL;
	dst = writable_frame(_mfn(op->arg1.mfn), o->id);
	if (dst) {
		memcpy(page_to_virt(dst), mfn_to_virt(src), HV_PAGE_SIZE);
		page_put_and_type(dst, false);
	}
	page_put(mfn_to_page(src));
	return dst ? 0 : -EINVAL;
}

/* Those that concern only the caller itself. */
static int self_op(const struct mmuext_op *op)
{
	struct vcpu *v = current_vcpu();

	switch (op->cmd) {
	case MMUEXT_NEW_BASEPTR:
		count(CNT_new_baseptr);
		return root_set_kernel(v, _mfn(op->arg1.mfn));
	case MMUEXT_NEW_USER_BASEPTR:
		count(CNT_new_baseptr);
		if (op->arg1.mfn == INVALID_MFN_VAL)
			return refuse(-EINVAL, "no such user root");
		return root_set_user(v, op->arg1.mfn ? _mfn(op->arg1.mfn) : INVALID_MFN);
	case MMUEXT_TLB_FLUSH_LOCAL:
		tlb_flush_local();
		return 0;
	case MMUEXT_INVLPG_LOCAL:
		tlb_flush_page_local(op->arg1.linear_addr);
		return 0;
	case MMUEXT_TLB_FLUSH_MULTI:
		return op_flush_multi(op, false);
	case MMUEXT_INVLPG_MULTI:
		return op_flush_multi(op, true);
	case MMUEXT_TLB_FLUSH_ALL:
		return op_flush_cpus(op, v->domain->mm.dirty_cpus, false);
	case MMUEXT_INVLPG_ALL:
		return op_flush_cpus(op, v->domain->mm.dirty_cpus, true);
	case MMUEXT_FLUSH_CACHE:
	case MMUEXT_FLUSH_CACHE_GLOBAL:
		return op_flush_cache();
	case MMUEXT_SET_LDT:
		return ldt_set(v, op->arg1.linear_addr, op->arg2.nr_ents);
	case MMUEXT_MARK_SUPER:
	case MMUEXT_UNMARK_SUPER:
		return -EOPNOTSUPP;
	default:
		return -ENOSYS;
	}
}

static int one_op(const struct mmuext_op *op, struct frames_owner *o)
{
	switch (op->cmd) {
	case MMUEXT_PIN_L1_TABLE:
	case MMUEXT_PIN_L2_TABLE:
	case MMUEXT_PIN_L3_TABLE:
	case MMUEXT_PIN_L4_TABLE:
		return op_pin(op, o->mm, TYPE_L1 + (op->cmd - MMUEXT_PIN_L1_TABLE));
	case MMUEXT_UNPIN_TABLE:
		return op_unpin(op, o->mm);
	case MMUEXT_CLEAR_PAGE:
		return op_clear(op, o->mm);
	case MMUEXT_COPY_PAGE:
		return op_copy(op, o->mm);
	}
	if (o->d != current_domain())
		return refuse(-EPERM, "mmuext_op %u for another domain", op->cmd);
	return self_op(op);
}

/* A list with one flush of this CPU, or -EAGAIN: it is something else. */
static inline long flush_single(unsigned long gva)
{
	struct mmuext_op op;

	if (guest_read(&op, gva, sizeof(op)))
		return -EFAULT;
	if (op.cmd == MMUEXT_INVLPG_LOCAL)
		tlb_flush_page_local(op.arg1.linear_addr);
	else if (op.cmd == MMUEXT_TLB_FLUSH_LOCAL)
		tlb_flush_local();
	else
		return -EAGAIN;
	count(CNT_mmu_extops);
	return 0;
}

static noinline long ext_batch(unsigned long a1, unsigned long a2, unsigned long a3,
			       unsigned long a4)
{
	u32 nr = a2, done = 0, before = 0;
	struct frames_owner o;
	struct mmuext_op op;
	int ret;

	if (nr & MMU_UPDATE_PREEMPTED) {
		nr &= ~MMU_UPDATE_PREEMPTED;
		if (a3 && guest_read(&before, a3, sizeof(before)))
			return -EFAULT;
	}
	if (!guest_range_ok(a1, (u64)nr * sizeof(op)))
		return -EFAULT;
	ret = frames_owner_get(a4, &o);
	if (ret)
		return ret;
	if (!o.d) {
		frames_owner_put(&o);
		return -EPERM;
	}

	for (; done < nr; done++) {
		ret = done && hypercall_preempt() ? -HV_ERESTART : page_drain(o.mm);
		if (ret)
			break;
		ret = guest_read(&op, a1 + (u64)done * sizeof(op), sizeof(op));
		if (!ret)
			ret = one_op(&op, &o);
		if (ret)
			break;
	}
	count_add(CNT_mmu_extops, done);
	frames_owner_put(&o);

	before += done;
	if (a3 && guest_write(a3, &before, sizeof(before)) && (!ret || ret == -HV_ERESTART))
		ret = -EFAULT;
	if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_mmuext_op, 4,
					  a1 + (u64)done * sizeof(op),
					  (nr - done) | MMU_UPDATE_PREEMPTED, a3, a4, 0);
	return ret;
}

HYPERCALL(mmuext_op)
{
	if ((u32)a2 == 1 && !a3 && (u16)a4 == DOMID_SELF) {
		long ret = flush_single(a1);

		if (ret != -EAGAIN)
			return ret;
	}
	return ext_batch(a1, a2, a3, a4);
}
