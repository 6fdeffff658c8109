// SPDX-License-Identifier: GPL-2.0-only
/*
 * Root tables of a vCPU.
 *
 * A root in use holds a general and a TYPE_L4 reference, so a table cannot be taken
 * apart under a CPU that walks it. When a root is replaced, the new one is taken
 * first, then installed, then the old one is let go, which can be long (its last user
 * releases the whole tree) and so may be preempted: what is left waits in
 * vcpu->old_root, and the repeated call finishes it before anything else.
 *
 * The caller is the vCPU itself, in kernel mode.
 *
 * An isolated vCPU runs on copies of its roots (mm/isolation.c); hot names both. While its
 * writes are logged other tables take the place of its own altogether (mm/vtlb.c).
 */
#include "core/roots.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "mm/page_type.h"
#include "mm/tlb.h"
#include "mm/vtlb.h"

static int old_root_finish(struct vcpu *v)
{
	int ret;

	if (mfn_eq(v->old_root, INVALID_MFN))
		return 0;
	ret = page_put_and_type(mfn_to_page(v->old_root), true);
	if (ret)
		return ret;
	v->old_root = INVALID_MFN;
	return 0;
}

/* Put @mfn in *@slot with its references; the caller lets the CPU use it. */
static int root_replace(struct vcpu *v, mfn_t *slot, mfn_t mfn)
{
	int ret;

	if (!mfn_eq(mfn, INVALID_MFN)) {
		if (!mfn_is_ram(mfn))
			return refuse(-EINVAL, "root %#llx: no RAM", mfn_x(mfn));
		ret = page_get_and_type(mfn_to_page(mfn), v->domain->mm.id, TYPE_L4, true);
		if (ret)
			return ret;
	}
	v->old_root = *slot;
	*slot = mfn;
	return 0;
}

/* The full tables: the guest's own, or those that notice writes. */
static void root_name_full(const struct vcpu *v, struct guest_hot *hot)
{
	hot->kernel_cr3 = tlb_make_cr3(v->kernel_root, CONTEXT_KERNEL);
	hot->user_cr3 = tlb_make_cr3(v->user_root, CONTEXT_USER);
	if (unlikely(v->vtlb)) {
		vtlb_set_root(v->vtlb, VTLB_KERNEL, v->kernel_root);
		vtlb_set_root(v->vtlb, VTLB_USER, v->user_root);
		hot->kernel_cr3 = vtlb_cr3(v->vtlb, VTLB_KERNEL);
		hot->user_cr3 = vtlb_cr3(v->vtlb, VTLB_USER);
	}
	if (mfn_eq(v->kernel_root, INVALID_MFN))
		hot->kernel_cr3 = 0;
	if (mfn_eq(v->user_root, INVALID_MFN))
		hot->user_cr3 = 0;
}

void root_name(const struct vcpu *v, struct guest_hot *hot)
{
	bool user = !mfn_eq(v->user_root, INVALID_MFN);

	root_name_full(v, hot);
	hot->kernel_exit_cr3 = hot->kernel_cr3;
	hot->user_exit_cr3 = hot->user_cr3;
	if (!v->isolation.kernel)
		return;
	hot->kernel_exit_cr3 = tlb_make_cr3(virt_to_mfn(v->isolation.kernel),
					    CONTEXT_KERNEL_EXIT);
	if (user)
		hot->user_exit_cr3 = tlb_make_cr3(virt_to_mfn(v->isolation.user),
						  CONTEXT_USER_EXIT);
}

void root_forget(struct guest_hot *hot)
{
	hot->kernel_cr3 = 0;
	hot->user_cr3 = 0;
	hot->kernel_exit_cr3 = 0;
	hot->user_exit_cr3 = 0;
}

/* root_name() for the vCPU itself, which runs. Interrupts of other CPUs may want a copy. */
static void root_renew(struct vcpu *v)
{
	unsigned long flags;

	if (likely(!v->isolation.kernel)) {
		root_name(v, &this_pcpu()->hot);
		return;
	}
	flags = local_irq_off_save();
	root_name(v, &this_pcpu()->hot);
	isolation_refresh();
	local_irq_back(flags);
}

int root_set_kernel(struct vcpu *v, mfn_t mfn)
{
	int ret = old_root_finish(v);

	if (ret)
		return ret;
	if (mfn_eq(mfn, INVALID_MFN))
		return refuse(-EINVAL, "no root for kernel mode");
	if (!mfn_eq(mfn, v->kernel_root)) {
		ret = root_replace(v, &v->kernel_root, mfn);
		if (ret)
			return ret;
		root_renew(v);
	}
	tlb_load_root(this_pcpu()->hot.kernel_cr3);
	return old_root_finish(v);
}

int root_set_user(struct vcpu *v, mfn_t mfn)
{
	int ret = old_root_finish(v);

	if (ret)
		return ret;
	if (mfn_eq(mfn, v->user_root))
		return 0;
	ret = root_replace(v, &v->user_root, mfn);
	if (ret)
		return ret;
	root_renew(v);
	if (unlikely(v->vtlb))
		tlb_flush_local();
	return old_root_finish(v);
}
