// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENMEM_exchange: give frames, get the same number of other frames, of another
 * order or below an address limit. dom0 gets its DMA buffers this way.
 *
 * Done in chunks of one extent of the larger order. In a chunk the frames given are
 * first taken off the domain (they must have no other user), then new ones are
 * allocated; if that fails the old ones go back as they were. Only a whole chunk
 * counts in nr_exchanged, which is where a continuation starts, and which is the
 * one thing that is believed from the guest about earlier progress: it only
 * selects where in the caller's own lists to go on.
 *
 * Errors: -EINVAL lists or orders that do not match, a frame in use; -EPERM;
 * -ENOMEM; -EFAULT.
 */
#include <linux/minmax.h>
#include "abi/memory.h"
#include "core/preempt.h"
#include "core/vcpu.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/log_dirty.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include <xen/interface/memory.h>

struct exchange {
	struct xen_memory_exchange x;
	struct domain *d;
	unsigned int chunk_order;
	u32 *stolen;			/* frame numbers of the chunk given */
	u32 nr_stolen;
};

static int check(const struct xen_memory_exchange *x)
{
	unsigned int max_order = memory_max_order(current_domain());
	u64 in_frames, out_frames;

	if (x->in.extent_order > max_order || x->out.extent_order > max_order)
		return -EPERM;
	if (x->in.nr_extents > (~0UL >> x->in.extent_order) ||
	    x->out.nr_extents > (~0UL >> x->out.extent_order))
		return -EINVAL;
	in_frames = x->in.nr_extents << x->in.extent_order;
	out_frames = x->out.nr_extents << x->out.extent_order;
	if (in_frames != out_frames || x->in.domid != x->out.domid ||
	    x->nr_exchanged > x->in.nr_extents)
		return -EINVAL;
	/* a chunk must be a whole number of extents on both sides */
	if (x->in.extent_order < x->out.extent_order &&
	    x->nr_exchanged & ((1UL << (x->out.extent_order - x->in.extent_order)) - 1))
		return -EINVAL;
	if (!guest_range_ok((unsigned long)x->in.extent_start, x->in.nr_extents * sizeof(u64)) ||
	    !guest_range_ok((unsigned long)x->out.extent_start, x->out.nr_extents * sizeof(u64)))
		return -EFAULT;
	return 0;
}

static void stolen_return(struct exchange *e)
{
	while (e->nr_stolen) {
		struct page *pg = mfn_to_page(_mfn(e->stolen[--e->nr_stolen]));

		if (page_assign(pg, &e->d->mm, 0, 0))
			page_free_stolen(pg);	/* the domain is dying: nobody misses it */
	}
}

static int chunk_steal(struct exchange *e, u64 first_extent)
{
	unsigned int extents = 1U << (e->chunk_order - e->x.in.extent_order);
	unsigned int i, j;
	u64 mfn;

	for (i = 0; i < extents; i++) {
		if (guest_read(&mfn, (unsigned long)e->x.in.extent_start +
			       (first_extent + i) * sizeof(mfn), sizeof(mfn)))
			return -EFAULT;
		for (j = 0; j < (1U << e->x.in.extent_order); j++, mfn++) {
			if (!mfn_is_ram(_mfn(mfn)) ||
			    page_steal(mfn_to_page(_mfn(mfn)), &e->d->mm, 0))
				return refuse(-EINVAL, "frame %#llx cannot be given", mfn);
			e->stolen[e->nr_stolen++] = mfn;
		}
	}
	return 0;
}

/* New frames of the chunk; all or none. Their first frame numbers go to @mfns. */
static int chunk_alloc(struct exchange *e, u64 *mfns)
{
	unsigned int extents = 1U << (e->chunk_order - e->x.out.extent_order);
	unsigned int bits = XENMEMF_get_address_bits(e->x.out.address_bits);
	unsigned int i, j;
	struct page *pg;

	for (i = 0; i < extents; i++) {
		pg = guest_alloc_pages(&e->d->mm, e->x.out.extent_order, bits, 0);
		if (!pg)
			goto undo;
		mfns[i] = mfn_x(page_to_mfn(pg));
	}
	return 0;
undo:
	while (i--)
		for (j = 0; j < (1U << e->x.out.extent_order); j++)
			if (memory_give_back(e->d, _mfn(mfns[i] + j)))
				return -ENOMEM;	/* the guest was quicker */
	return -ENOMEM;
}

static int chunk_publish(struct exchange *e, u64 first_extent, const u64 *mfns)
{
	unsigned int extents = 1U << (e->chunk_order - e->x.out.extent_order);
	unsigned int i, j;
	unsigned long slot;
	u64 pfn;

	for (i = 0; i < extents; i++) {
		slot = (unsigned long)e->x.out.extent_start + (first_extent + i) * sizeof(pfn);
		if (guest_read(&pfn, slot, sizeof(pfn)))
			return -EFAULT;
		for (j = 0; j < (1U << e->x.out.extent_order); j++) {
			m2p_set(_mfn(mfns[i] + j), pfn + j);
			log_dirty_mark(&e->d->mm, _mfn(mfns[i] + j));
		}
		if (guest_write(slot, &mfns[i], sizeof(mfns[i])))
			return -EFAULT;
	}
	return 0;
}

static int exchange_chunk(struct exchange *e, u64 *mfns)
{
	u64 frame = e->x.nr_exchanged << e->x.in.extent_order;
	int ret;

	e->nr_stolen = 0;
	ret = chunk_steal(e, e->x.nr_exchanged);
	if (!ret)
		ret = chunk_alloc(e, mfns);
	if (ret) {
		stolen_return(e);
		return ret;
	}
	while (e->nr_stolen) {
		mfn_t mfn = _mfn(e->stolen[--e->nr_stolen]);

		m2p_set(mfn, M2P_INVALID);
		page_free_stolen(mfn_to_page(mfn));
	}
	return chunk_publish(e, frame >> e->x.out.extent_order, mfns);
}

static long exchange_all(struct exchange *e, unsigned long gva, u64 *mfns)
{
	unsigned long progress = gva + offsetof(struct xen_memory_exchange, nr_exchanged);
	u64 step = 1UL << (e->chunk_order - e->x.in.extent_order);
	u64 first = e->x.nr_exchanged;
	int ret;

	while (e->x.nr_exchanged < e->x.in.nr_extents) {
		if (e->x.nr_exchanged != first && hypercall_preempt()) {
			if (guest_write(progress, &e->x.nr_exchanged, sizeof(u64)))
				return -EFAULT;
			return memory_continue(XENMEM_exchange, 0, gva);
		}
		ret = exchange_chunk(e, mfns);
		if (ret) {
			if (guest_write(progress, &e->x.nr_exchanged, sizeof(u64)))
				ret = -EFAULT;
			return ret;
		}
		e->x.nr_exchanged += step;
	}
	return guest_write(progress, &e->x.nr_exchanged, sizeof(u64)) ? -EFAULT : 0;
}

long mem_exchange(unsigned long gva)
{
	struct exchange e = { };
	u64 *mfns;
	long ret;

	if (guest_read(&e.x, gva, sizeof(e.x)))
		return -EFAULT;
	ret = check(&e.x);
	if (ret)
		return ret;
	ret = memory_target(e.x.in.domid, &e.d);
	if (ret)
		return ret;
	if (page_drain(&e.d->mm)) {
		domain_put(e.d);
		return memory_continue(XENMEM_exchange, 0, gva);
	}
	e.chunk_order = max(e.x.in.extent_order, e.x.out.extent_order);
	e.stolen = xalloc_array(u32, 1UL << e.chunk_order);
	mfns = xalloc_array(u64, 1UL << e.chunk_order);
	if (e.stolen && mfns)
		ret = exchange_all(&e, gva, mfns);
	else
		ret = -ENOMEM;
	xfree(e.stolen);
	xfree(mfns);
	domain_put(e.d);
	return ret;
}
