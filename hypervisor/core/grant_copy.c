// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying by grant: bytes from one frame to another, without a mapping.
 *
 * Each end is a grant reference of some domain, or a frame of the caller's own. Both
 * are held for the time of the copy, which goes through the direct map. Lengths and
 * offsets stay inside one page, and inside the part that a sub-page grant allows.
 */
#include <linux/string.h>
#include "core/grant_table.h"
#include "core/xsm.h"
#include "cpu/printk.h"
#include "mm/log_dirty.h"
#include "mm/page_type.h"

struct copy_end {
	struct domain *d;
	bool by_ref, write;
	u32 ref;
	struct grant_use use;
};

static s16 end_hold(struct domain *caller, const struct gnttab_copy_ptr *p, struct copy_end *e)
{
	mfn_t mfn;
	s16 status;

	e->d = domain_get_self_or(p->domid);
	if (!e->d)
		return GNTST_bad_domain;
	if (!xsm_may_talk(caller, e->d)) {
		status = GNTST_permission_denied;
		goto put;
	}
	if (e->by_ref) {
		e->ref = p->u.ref;
		spin_lock(&e->d->grants->lock);
		status = grant_entry_acquire(e->d, e->ref, caller->mm.id, !e->write, false,
					     &e->use);
		spin_unlock(&e->d->grants->lock);
		if (status != GNTST_okay)
			goto put;
	} else {
		status = GNTST_permission_denied;
		if (e->d != caller)
			goto put;
		e->use = (struct grant_use){ .frame = p->u.gmfn, .length = HV_PAGE_SIZE };
	}
	mfn = _mfn(e->use.frame);
	status = GNTST_bad_page;
	if (!mfn_is_ram(mfn))
		goto release;
	if (e->write ? page_get_and_type(mfn_to_page(mfn), e->d->mm.id, TYPE_WRITABLE, false) != 0
		     : !page_get(mfn_to_page(mfn), e->d->mm.id))
		goto release;
	return GNTST_okay;
release:
	if (e->by_ref) {
		spin_lock(&e->d->grants->lock);
		grant_entry_release(e->d, e->ref, !e->write);
		spin_unlock(&e->d->grants->lock);
	}
put:
	domain_put(e->d);
	return status;
}

static void end_release(struct copy_end *e)
{
	struct page *pg = mfn_to_page(_mfn(e->use.frame));

	if (e->write)
		log_dirty_mark(&e->d->mm, page_to_mfn(pg));
	if (e->write)
		page_put_and_type(pg, false);
	else
		page_put(pg);
	if (e->by_ref) {
		spin_lock(&e->d->grants->lock);
		grant_entry_release(e->d, e->ref, !e->write);
		spin_unlock(&e->d->grants->lock);
	}
	domain_put(e->d);
}

static bool part_ok(const struct copy_end *e, u32 offset, u32 length)
{
	return offset >= e->use.start && offset + length <= e->use.start + e->use.length;
}

int grant_copy(struct domain *caller, struct gnttab_copy *op)
{
	struct copy_end src = { .by_ref = op->flags & GNTCOPY_source_gref };
	struct copy_end dst = { .by_ref = op->flags & GNTCOPY_dest_gref, .write = true };

	if (op->source.offset + op->len > HV_PAGE_SIZE ||
	    op->dest.offset + op->len > HV_PAGE_SIZE) {
		op->status = GNTST_bad_copy_arg;
		return 0;
	}
	op->status = end_hold(caller, &op->source, &src);
	if (op->status != GNTST_okay)
		return 0;
	op->status = end_hold(caller, &op->dest, &dst);
	if (op->status != GNTST_okay) {
		end_release(&src);
		return 0;
	}
	op->status = GNTST_okay;
	if (part_ok(&src, op->source.offset, op->len) && part_ok(&dst, op->dest.offset, op->len))
		memmove(mfn_to_virt(_mfn(dst.use.frame)) + op->dest.offset,
			mfn_to_virt(_mfn(src.use.frame)) + op->source.offset, op->len);
	else
		op->status = GNTST_general_error;
	end_release(&dst);
	end_release(&src);
	return 0;
}
