// SPDX-License-Identifier: GPL-2.0-only
/*
 * dom0's frames while it is being built.
 *
 * Memory is taken from the allocator in the largest blocks that it has, in
 * order of pseudo-physical frame numbers: a machine that has just booted is
 * hardly fragmented, so dom0 gets a few large contiguous pieces, which spares it
 * bounce buffers for its devices. The pieces are remembered here; the list of
 * frames that dom0 itself wants (start_info.mfn_list) is written from them.
 *
 * One CPU, at boot.
 */
#include "boot/dom0_memory.h"
#include "cpu/printk.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>

#define MAX_PIECES	2048
#define MAX_ORDER_TAKEN	18		/* 1 GiB */

struct piece {
	u64 pfn, mfn, nr;
};

static struct piece pieces[MAX_PIECES];
static unsigned int nr_pieces;
static u64 nr_frames;

static bool piece_add(u64 mfn, u64 nr)
{
	struct piece *last = nr_pieces ? &pieces[nr_pieces - 1] : NULL;

	if (last && last->mfn + last->nr == mfn) {
		last->nr += nr;
	} else {
		if (nr_pieces == MAX_PIECES)
			return false;
		pieces[nr_pieces++] = (struct piece){ nr_frames, mfn, nr };
	}
	for (u64 i = 0; i < nr; i++)
		m2p_set(_mfn(mfn + i), nr_frames + i);
	nr_frames += nr;
	return true;
}

bool dom0_memory_grow(struct domain *d, u64 total, bool clear)
{
	int order = MAX_ORDER_TAKEN;

	while (nr_frames < total) {
		struct page *pg;

		order = min(order, ilog2(total - nr_frames));
		pg = guest_alloc_pages(&d->mm, order, 0, clear ? ALLOC_ZERO : 0);
		if (!pg) {
			if (!order--)
				return false;
			continue;
		}
		if (!piece_add(page_to_mfn(pg).v, 1ULL << order))
			return false;
	}
	return true;
}

u64 dom0_memory_frames(void)
{
	return nr_frames;
}

mfn_t dom0_mfn(u64 pfn)
{
	unsigned int low = 0, high = nr_pieces;

	BUG_ON(pfn >= nr_frames);
	while (high - low > 1) {
		unsigned int mid = (low + high) / 2;

		if (pieces[mid].pfn <= pfn)
			low = mid;
		else
			high = mid;
	}
	return _mfn(pieces[low].mfn + (pfn - pieces[low].pfn));
}

void *dom0_virt(u64 pfn)
{
	return mfn_to_virt(dom0_mfn(pfn));
}

void dom0_put(u64 phys, const void *data, u64 bytes)
{
	while (bytes) {
		u64 offset = phys & ~HV_PAGE_MASK;
		u64 n = min(bytes, HV_PAGE_SIZE - offset);

		memcpy(dom0_virt(phys >> HV_PAGE_SHIFT) + offset, data, n);
		phys += n;
		data += n;
		bytes -= n;
	}
}
