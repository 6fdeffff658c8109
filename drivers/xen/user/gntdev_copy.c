// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying between grants and a program's memory without mapping either.
 *
 * A request is an array of segments.  The hypervisor copies within one page on
 * each side, so a segment whose memory crosses a page becomes several
 * operations; operations are collected and made in batches, their pages pinned
 * for as long.  A segment's status is the first error among its operations, and
 * one segment's failure does not stop the others: only a request that cannot
 * be read or written ends with -EFAULT.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/xen/page.h>

#include "gntdev.h"

#define COPY_BATCH	16

/* Operations waiting to be made; which segment each belongs to. */
struct copy_batch {
	struct gntdev_grant_copy_segment __user *segments;
	unsigned int nr;
	struct gnttab_copy ops[COPY_BATCH];
	struct page *pages[COPY_BATCH];
	bool written[COPY_BATCH];
	unsigned int owner[COPY_BATCH];
	/* The segment whose status is being collected; told when it is known. */
	unsigned int current_segment;
	s16 status;
};

static int tell_status(struct copy_batch *b)
{
	return put_user(b->status,
			&b->segments[b->current_segment].status);
}

/* Account one result; results come in order of segments. */
static int add_status(struct copy_batch *b, unsigned int segment, s16 status)
{
	int ret = 0;

	if (segment != b->current_segment) {
		ret = tell_status(b);
		b->current_segment = segment;
		b->status = GNTST_okay;
	}
	if (b->status == GNTST_okay)
		b->status = status;
	return ret;
}

static int run_copies(struct copy_batch *b)
{
	unsigned int i;
	int ret = 0;

	if (!b->nr)
		return 0;
	gnttab_batch_copy(b->ops, b->nr);
	for (i = 0; i < b->nr; i++) {
		if (b->pages[i])
			unpin_user_pages_dirty_lock(&b->pages[i], 1,
						    b->written[i]);
		if (!ret)
			ret = add_status(b, b->owner[i], b->ops[i].status);
	}
	b->nr = 0;
	return ret;
}

/* One side of an operation in the program's memory: pin its page. */
static int set_local(struct copy_batch *b, struct gnttab_copy *op, bool source,
		     void __user *virt)
{
	unsigned long addr = (unsigned long)virt;
	struct page *page;
	int got;

	got = pin_user_pages_fast(addr & PAGE_MASK, 1, source ? 0 : FOLL_WRITE,
				  &page);
	if (got != 1)
		return got < 0 ? got : -EFAULT;
	b->pages[b->nr] = page;
	b->written[b->nr] = !source;
	if (source) {
		op->source.domid = DOMID_SELF;
		op->source.u.gmfn = xen_page_to_gfn(page);
		op->source.offset = offset_in_page(addr);
	} else {
		op->dest.domid = DOMID_SELF;
		op->dest.u.gmfn = xen_page_to_gfn(page);
		op->dest.offset = offset_in_page(addr);
	}
	return 0;
}

static void set_foreign(struct gnttab_copy *op, bool source,
			const struct gntdev_grant_copy_segment *seg,
			unsigned int done)
{
	if (source) {
		op->source.domid = seg->source.foreign.domid;
		op->source.u.ref = seg->source.foreign.ref;
		op->source.offset = seg->source.foreign.offset + done;
	} else {
		op->dest.domid = seg->dest.foreign.domid;
		op->dest.u.ref = seg->dest.foreign.ref;
		op->dest.offset = seg->dest.foreign.offset + done;
	}
}

/* The next operation of a segment; how many bytes it copies, or -errno. */
static int add_copy(struct copy_batch *b, unsigned int segment,
		    const struct gntdev_grant_copy_segment *seg,
		    unsigned int done)
{
	bool foreign_source = seg->flags & GNTCOPY_source_gref;
	bool foreign_dest = seg->flags & GNTCOPY_dest_gref;
	struct gnttab_copy *op;
	unsigned int len = seg->len - done;
	int ret;

	if (b->nr == COPY_BATCH) {
		ret = run_copies(b);
		if (ret)
			return ret;
	}
	op = &b->ops[b->nr];
	memset(op, 0, sizeof(*op));
	b->pages[b->nr] = NULL;
	b->written[b->nr] = false;
	b->owner[b->nr] = segment;
	op->flags = seg->flags;

	if (foreign_source)
		set_foreign(op, true, seg, done);
	else
		len = min_t(unsigned int, len, PAGE_SIZE -
			    offset_in_page(seg->source.virt + done));
	if (foreign_dest)
		set_foreign(op, false, seg, done);
	else
		len = min_t(unsigned int, len, PAGE_SIZE -
			    offset_in_page(seg->dest.virt + done));
	op->len = len;

	ret = 0;
	if (!foreign_source)
		ret = set_local(b, op, true, seg->source.virt + done);
	else if (!foreign_dest)
		ret = set_local(b, op, false, seg->dest.virt + done);
	if (ret)
		return ret;
	b->nr++;
	return len;
}

static int add_segment(struct copy_batch *b, unsigned int segment)
{
	struct gntdev_grant_copy_segment seg;
	unsigned int done;
	int ret;

	if (copy_from_user(&seg, &b->segments[segment], sizeof(seg)))
		return -EFAULT;
	if (!(seg.flags & (GNTCOPY_source_gref | GNTCOPY_dest_gref)) ||
	    (seg.flags & ~(GNTCOPY_source_gref | GNTCOPY_dest_gref)))
		return -EINVAL;
	/* A grant is one page; within one, offsets and lengths fit. */
	if ((seg.flags & GNTCOPY_source_gref) &&
	    seg.source.foreign.offset + seg.len > PAGE_SIZE)
		return -EINVAL;
	if ((seg.flags & GNTCOPY_dest_gref) &&
	    seg.dest.foreign.offset + seg.len > PAGE_SIZE)
		return -EINVAL;

	/* Nothing to copy, nobody to tell the status later. */
	if (!seg.len)
		return put_user(GNTST_okay, &b->segments[segment].status);
	for (done = 0; done < seg.len; done += ret) {
		ret = add_copy(b, segment, &seg, done);
		if (ret < 0)
			return ret;
	}
	return 0;
}

/**
 * gntdev_grant_copy() - IOCTL_GNTDEV_GRANT_COPY
 * @udata: the ioctl's argument
 *
 * Return: 0 when every segment has its status; -EINVAL for a segment that is
 * no copy of a grant, -EFAULT, -EINTR: then the segments from some point on
 * were not copied and have no status.
 */
long gntdev_grant_copy(void __user *udata)
{
	struct ioctl_gntdev_grant_copy op;
	struct copy_batch *b;
	unsigned int i;
	int ret = 0, err;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	if (!op.count)
		return 0;
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	b->segments = op.segments;
	b->status = GNTST_okay;

	for (i = 0; i < op.count && !ret; i++) {
		ret = add_segment(b, i);
		if (!ret && fatal_signal_pending(current))
			ret = -EINTR;
		cond_resched();
	}
	err = run_copies(b);
	if (!err)
		err = tell_status(b);
	kfree(b);
	return ret ? ret : err;
}
