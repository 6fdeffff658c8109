// SPDX-License-Identifier: GPL-2.0-only
/*
 * Foreign frames in a program's memory: the mapping half of privcmd.
 *
 * A program mmap()s privcmd and gets an empty area; ioctls then put frames of
 * other domains into it.  Two rules keep that safe:
 *
 *   - The first mapping of an area claims it.  It either covers the area
 *     exactly (all calls but the batches accept only that), or later batches
 *     fill holes.  What is mapped once stays until munmap(); nothing is ever
 *     mapped over, because each entry is a counted reference of the hypervisor.
 *   - An area cannot be extended, inherited or dumped.
 *
 * Lists of frames come in any length.  They are worked off in chunks: copy in,
 * take the mmap lock, look the area up and check it again, map, drop the lock,
 * copy results out.  So user memory is never touched under the mmap lock, and
 * memory use does not depend on what the caller asks for.
 *
 * The frames are the owner's own numbering, except those of a resource, which
 * the hypervisor names by machine frame.
 */
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/interface/memory.h>
#include <xen/privcmd.h>
#include <xen/remap.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include "privcmd.h"

/* Frames per chunk: two pages of numbers and results together. */
#define CHUNK	512U

/* Value of vm_private_data of an area that something was mapped into. */
#define AREA_CLAIMED	((void *)1)

static vm_fault_t area_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;	/* a hole, or a frame that failed to map */
}

static const struct vm_operations_struct area_ops = {
	.fault = area_fault,
};

/**
 * privcmd_mmap() - an area to map foreign frames into
 *
 * Return: 0.
 */
int privcmd_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND |
		     VM_DONTDUMP);
	vma->vm_ops = &area_ops;
	vma->vm_private_data = NULL;
	return 0;
}

static int entry_is_empty(pte_t *pte, unsigned long addr, void *data)
{
	return pte_none(ptep_get(pte)) ? 0 : -EBUSY;
}

static bool range_is_empty(struct vm_area_struct *vma, unsigned long start,
			   unsigned long len)
{
	return !apply_to_page_range(vma->vm_mm, start, len, entry_is_empty,
				    NULL);
}

/* How a range of addresses must lie in its area. */
enum area_fit {
	FIT_WHOLE,	/* be the whole area, unclaimed */
	FIT_HOLE,	/* be the whole area, unclaimed, or a hole of a claimed */
	FIT_REST,	/* be a hole of an area claimed by an earlier chunk */
};

/* The area for @nr frames at @start, or NULL.  Context: mmap lock for write. */
static struct vm_area_struct *find_area(unsigned long start, unsigned long nr,
					enum area_fit fit)
{
	struct vm_area_struct *vma = vma_lookup(current->mm, start);
	unsigned long end = start + (nr << PAGE_SHIFT);
	bool whole;

	if (!vma || vma->vm_ops != &area_ops || end > vma->vm_end)
		return NULL;
	whole = start == vma->vm_start && end == vma->vm_end;
	if (!vma->vm_private_data)
		return whole && fit != FIT_REST ? vma : NULL;
	if (fit == FIT_WHOLE || !range_is_empty(vma, start, end - start))
		return NULL;
	return vma;
}

/* Is the range page aligned, not empty, and free of wrap-around? */
static bool range_is_sane(u64 start, u64 nr)
{
	u64 bytes, end;

	return PAGE_ALIGNED(start) && nr && nr <= INT_MAX &&
	       !check_mul_overflow(nr, (u64)PAGE_SIZE, &bytes) &&
	       !check_add_overflow(start, bytes, &end) && end <= TASK_SIZE_MAX;
}

/**
 * struct batch - a list of frames on its way into an area
 * @total: frames in all; the first chunk must fit them
 * @done: frames worked off
 * @worst: what to tell at the end: 0, or -ENOENT if frames were paged out
 * @failed: a frame failed, in this or an earlier chunk
 * @gfns, @errs: this chunk's numbers and results
 */
struct batch {
	unsigned long start;
	unsigned long total;
	unsigned long done;
	domid_t domid;
	int worst;
	bool failed;
	xen_pfn_t gfns[CHUNK];
	int errs[CHUNK];
};

static int map_chunk(struct batch *b, unsigned int nr)
{
	unsigned long addr = b->start + (b->done << PAGE_SHIFT);
	struct vm_area_struct *vma;
	unsigned int i;
	int ret = -EINVAL;

	if (mmap_write_lock_killable(current->mm))
		return -EINTR;
	/* The first chunk claims room for all; the others go into it. */
	vma = b->done ? find_area(addr, nr, FIT_REST) :
			find_area(addr, b->total, FIT_HOLE);
	if (vma) {
		vma->vm_private_data = AREA_CLAIMED;
		ret = xen_remap_pfn(vma, addr, b->gfns, nr, b->errs,
				    vma->vm_page_prot, b->domid, false);
	}
	mmap_write_unlock(current->mm);
	if (ret < 0)
		return ret;

	for (i = 0; i < nr; i++) {
		if (!b->errs[i])
			continue;
		b->failed = true;
		if (b->errs[i] == -ENOENT)
			b->worst = -ENOENT;
	}
	return 0;
}

/* Tells a chunk's results to the program; @nr of them. */
typedef int (*report_t)(struct batch *b, unsigned int nr, void __user *to);

static int run_batch(struct batch *b, const xen_pfn_t __user *gfns,
		     report_t report, void __user *to)
{
	unsigned int nr;
	int ret;

	for (; b->done < b->total; b->done += nr) {
		nr = min_t(unsigned long, b->total - b->done, CHUNK);
		if (copy_from_user(b->gfns, gfns + b->done,
				   nr * sizeof(*b->gfns)))
			return -EFAULT;
		ret = map_chunk(b, nr);
		if (!ret)
			ret = report(b, nr, to);
		if (ret)
			return ret;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return b->worst;
}

/* Version 1: the numbers themselves are marked in their top bits. */
static int report_v1(struct batch *b, unsigned int nr, void __user *to)
{
	xen_pfn_t __user *out = (xen_pfn_t __user *)to + b->done;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		xen_pfn_t gfn = b->gfns[i];

		if (!b->errs[i])
			continue;
		gfn |= b->errs[i] == -ENOENT ? PRIVCMD_MMAPBATCH_PAGED_ERROR :
					       PRIVCMD_MMAPBATCH_MFN_ERROR;
		if (put_user(gfn, out + i))
			return -EFAULT;
	}
	return 0;
}

/* Version 2: an array of results beside the numbers. */
static int report_v2(struct batch *b, unsigned int nr, void __user *to)
{
	int __user *out = (int __user *)to + b->done;

	return copy_to_user(out, b->errs, nr * sizeof(*out)) ? -EFAULT : 0;
}

static long map_batch(struct file *file, u64 addr, u64 num, domid_t domid,
		      const xen_pfn_t __user *gfns, report_t report,
		      void __user *to)
{
	struct batch *b;
	long ret;

	if (!privcmd_may(file, domid))
		return -EPERM;
	if (!range_is_sane(addr, num))
		return -EINVAL;
	b = kmalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	b->start = addr;
	b->total = num;
	b->done = 0;
	b->domid = domid;
	b->worst = 0;
	b->failed = false;
	ret = run_batch(b, gfns, report, to);
	kfree(b);
	return ret;
}

/* The first version cannot tell a partial failure but in its numbers. */
long privcmd_map_batch_v1(struct file *file, void __user *udata)
{
	struct privcmd_mmapbatch m;

	if (copy_from_user(&m, udata, sizeof(m)))
		return -EFAULT;
	return map_batch(file, m.addr, m.num, m.dom, m.arr, report_v1, m.arr);
}

long privcmd_map_batch_v2(struct file *file, void __user *udata)
{
	struct privcmd_mmapbatch_v2 m;

	if (copy_from_user(&m, udata, sizeof(m)))
		return -EFAULT;
	return map_batch(file, m.addr, m.num, m.dom, m.arr, report_v2, m.err);
}

/* One range of an area: @e->npages frames from @e->mfn on, at @e->va. */
static int map_range(struct vm_area_struct *vma,
		     const struct privcmd_mmap_entry *e, domid_t domid)
{
	unsigned long va = e->va;
	unsigned long i;
	xen_pfn_t gfns[16];
	int errs[16], nr, j, ret;

	for (i = 0; i < e->npages; i += nr, va += nr * PAGE_SIZE) {
		nr = min_t(unsigned long, e->npages - i, ARRAY_SIZE(gfns));
		for (j = 0; j < nr; j++)
			gfns[j] = e->mfn + i + j;
		ret = xen_remap_pfn(vma, va, gfns, nr, errs, vma->vm_page_prot,
				    domid, false);
		for (j = 0; j < nr && ret >= 0; j++)
			if (errs[j])
				ret = errs[j];
		if (ret < 0)
			return ret;
	}
	return 0;
}

/*
 * The oldest call: consecutive addresses filled from ranges of frames.  It maps
 * an area from its start on and once only; its list is bounded by a page.
 */
long privcmd_map_ranges(struct file *file, void __user *udata)
{
	struct privcmd_mmap_entry *list;
	struct vm_area_struct *vma;
	struct privcmd_mmap m;
	u64 next, total = 0;
	int i;
	long ret;

	if (copy_from_user(&m, udata, sizeof(m)))
		return -EFAULT;
	if (!privcmd_may(file, m.dom))
		return -EPERM;
	if (m.num <= 0 || m.num > PAGE_SIZE / sizeof(*list))
		return -EINVAL;
	list = memdup_array_user(m.entry, m.num, sizeof(*list));
	if (IS_ERR(list))
		return PTR_ERR(list);

	ret = -EINVAL;
	for (i = 0, next = list[0].va; i < m.num; i++) {
		if (list[i].va != next ||
		    !range_is_sane(list[i].va, list[i].npages))
			goto free;
		next += list[i].npages << PAGE_SHIFT;
		total += list[i].npages;
	}

	mmap_write_lock(current->mm);
	vma = vma_lookup(current->mm, list[0].va);
	if (vma && vma->vm_ops == &area_ops && !vma->vm_private_data &&
	    vma->vm_start == list[0].va && next <= vma->vm_end) {
		vma->vm_private_data = AREA_CLAIMED;
		for (i = 0, ret = 0; i < m.num && !ret; i++)
			ret = map_range(vma, &list[i], m.dom);
	}
	mmap_write_unlock(current->mm);
free:
	kfree(list);
	return ret;
}

/* How many frames has the resource?  Told to the program in @num. */
static long resource_frames(struct xen_mem_acquire_resource *op,
			    struct privcmd_mmap_resource __user *udata)
{
	int ret = HYPERVISOR_memory_op(XENMEM_acquire_resource, op);

	if (ret)
		return ret;
	return put_user((u64)op->nr_frames, &udata->num);
}

long privcmd_map_resource(struct file *file, void __user *udata)
{
	struct xen_mem_acquire_resource op = {};
	struct privcmd_mmap_resource m;
	struct vm_area_struct *vma;
	xen_pfn_t *frames;
	int *errs;
	unsigned int i;
	long ret;

	if (copy_from_user(&m, udata, sizeof(m)))
		return -EFAULT;
	if (!privcmd_may(file, m.dom))
		return -EPERM;
	/* Both or neither: a size is asked for, or a mapping. */
	if (!!m.addr != !!m.num)
		return -EINVAL;
	op.domid = m.dom;
	op.type = m.type;
	op.id = m.id;
	op.frame = m.idx;
	if (!m.num)
		return resource_frames(&op, udata);
	if (!range_is_sane(m.addr, m.num))
		return -EINVAL;

	frames = kvcalloc(m.num, sizeof(*frames), GFP_KERNEL_ACCOUNT);
	errs = kvcalloc(m.num, sizeof(*errs), GFP_KERNEL_ACCOUNT);
	ret = -ENOMEM;
	if (!frames || !errs)
		goto free;

	op.nr_frames = m.num;
	set_xen_guest_handle(op.frame_list, frames);
	mmap_write_lock(current->mm);
	vma = find_area(m.addr, m.num, FIT_WHOLE);
	ret = -EINVAL;
	if (vma) {
		ret = HYPERVISOR_memory_op(XENMEM_acquire_resource, &op);
		if (!ret) {
			vma->vm_private_data = AREA_CLAIMED;
			ret = xen_remap_pfn(vma, m.addr, frames, m.num, errs,
					    vma->vm_page_prot,
					    op.flags & XENMEM_rsrc_acq_caller_owned ?
					    DOMID_SELF : m.dom, true);
			for (i = 0; i < m.num && ret >= 0; i++)
				if (errs[i])
					ret = errs[i];
			ret = min(ret, 0L);
		}
	}
	mmap_write_unlock(current->mm);
free:
	kvfree(errs);
	kvfree(frames);
	return ret;
}
