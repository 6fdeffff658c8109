// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that devices can reach: contiguous in the machine, below a limit.
 *
 * Pages that are neighbours for the kernel need not be neighbours in the
 * machine. A device that is given a buffer of several pages sees the machine.
 * So the frames behind a region are traded in: the hypervisor takes them and
 * gives a contiguous extent for it, or, when the region is freed, the other way
 * round. The contents are lost, so the region is cleared.
 *
 *	1. unmap the pages, remember their frames, mark the p2m empty
 *	2. XENMEM_exchange: all or nothing
 *	3. enter what there is now, the new frames or the old ones, into the p2m
 *	   and the mapping; flush
 *
 * Memory is contiguous more often than not, above all that of the initial
 * domain. A region that is already as wanted is left alone.
 *
 * The lock covers the buffer for the frame numbers and keeps the balloon, which
 * takes pages away by the same steps, from seeing half of an exchange: a
 * region belongs to its caller, so only the buffer is really at stake.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>
#include <asm/xen/swiotlb-xen.h>

#include <xen/interface/memory.h>

#include "mmu_table.h"
#include "multicall.h"

/* One page of frame numbers: the order of region that must always work. */
#define FRAMES_MIN_ORDER	9

static DEFINE_SPINLOCK(exchange_lock);
static unsigned long early_frames[1 << FRAMES_MIN_ORDER] __initdata;
static unsigned long *frames __refdata = early_frames;
static unsigned int frames_order = FRAMES_MIN_ORDER;
static bool frames_allocated;

/* Have room for regions of @order; room never shrinks. */
static int frames_grow(unsigned int order)
{
	unsigned int old_order = order;
	unsigned long *bigger;
	unsigned long flags;

	bigger = (unsigned long *)__get_free_pages(GFP_KERNEL,
						   order - FRAMES_MIN_ORDER);
	if (!bigger)
		return -ENOMEM;

	spin_lock_irqsave(&exchange_lock, flags);
	if (order > frames_order || !frames_allocated) {
		swap(frames, bigger);
		swap(frames_order, old_order);
		if (!frames_allocated)
			bigger = NULL;
		frames_allocated = true;
	}
	spin_unlock_irqrestore(&exchange_lock, flags);

	free_pages((unsigned long)bigger, old_order - FRAMES_MIN_ORDER);
	return 0;
}

void __init mmu_exchange_init(void)
{
	if (frames_grow(FRAMES_MIN_ORDER))
		panic("no memory for exchanging memory\n");
}

/* Step 1. The frames go to frames[] if @scattered. */
static void region_unmap(unsigned long vaddr, unsigned int order,
			 bool scattered)
{
	struct mmu_kernel_cursor cursor = {};
	unsigned long i, flags;

	for (i = 0; i < 1UL << order; i++, vaddr += PAGE_SIZE) {
		unsigned long pfn = virt_to_pfn((void *)vaddr);

		if (scattered)
			frames[i] = pfn_to_mfn(pfn);
		flags = xen_mc_begin();
		mmu_queue_pte(&cursor, vaddr, __pte_ma(0));
		xen_mc_keep(flags);
		__set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
	}
	xen_mc_flush();
}

/* Step 3. The frames are frames[] if @scattered, else those from @mfn on. */
static void region_map(unsigned long vaddr, unsigned int order, bool scattered,
		       unsigned long mfn)
{
	struct mmu_kernel_cursor cursor = {};
	unsigned long i, flags;

	for (i = 0; i < 1UL << order; i++, vaddr += PAGE_SIZE, mfn++) {
		if (scattered)
			mfn = frames[i];
		flags = xen_mc_begin();
		mmu_queue_pte(&cursor, vaddr, mfn_pte(mfn, PAGE_KERNEL));
		xen_mc_keep(flags);
		set_phys_to_machine(virt_to_pfn((void *)vaddr), mfn);
	}
	mmu_flush_tlb_all();
	xen_mc_flush();
}

/* Step 2. @out holds the pfns to be filled when called, and then the frames. */
static bool exchange(unsigned long nr_in, unsigned int order_in,
		     unsigned long *in, unsigned long nr_out,
		     unsigned int order_out, unsigned long *out,
		     unsigned int address_bits)
{
	struct xen_memory_exchange op = {
		.in = {
			.nr_extents = nr_in,
			.extent_order = order_in,
			.domid = DOMID_SELF,
		},
		.out = {
			.nr_extents = nr_out,
			.extent_order = order_out,
			.address_bits = address_bits,
			.domid = DOMID_SELF,
		},
	};
	int ret;

	set_xen_guest_handle(op.in.extent_start, in);
	set_xen_guest_handle(op.out.extent_start, out);
	ret = HYPERVISOR_memory_op(XENMEM_exchange, &op);

	/* Half an exchange would leave us without knowing what we own. */
	if (op.nr_exchanged && op.nr_exchanged != nr_in)
		panic("the hypervisor kept half of our memory\n");
	return !ret && op.nr_exchanged == nr_in;
}

static bool region_fits(unsigned long pfn, unsigned int order,
			unsigned int address_bits)
{
	unsigned long mfn = pfn_to_mfn(pfn);
	unsigned long i;

	if (address_bits < BITS_PER_LONG &&
	    (PFN_PHYS(mfn + (1UL << order)) - 1) >> address_bits)
		return false;

	for (i = 1; i < 1UL << order; i++)
		if (pfn_to_mfn(pfn + i) != mfn + i)
			return false;
	return true;
}

/**
 * xen_create_contiguous_region() - make memory fit for a device
 * @pstart: start of the region; its contents are lost
 * @order: its size
 * @address_bits: the device can address this many bits
 * @dma_handle: where the region is in the machine
 *
 * Return: 0, or -ENOMEM; then the region is as scattered as before.
 */
int xen_create_contiguous_region(phys_addr_t pstart, unsigned int order,
				 unsigned int address_bits,
				 dma_addr_t *dma_handle)
{
	unsigned long vaddr = (unsigned long)phys_to_virt(pstart);
	unsigned long mfn = PFN_DOWN(pstart);
	unsigned long flags;
	bool done;

	if (order > frames_order &&
	    (!frames_allocated || frames_grow(order)))
		return -ENOMEM;

	memset((void *)vaddr, 0, PAGE_SIZE << order);

	spin_lock_irqsave(&exchange_lock, flags);
	done = region_fits(PFN_DOWN(pstart), order, address_bits);
	if (!done) {
		region_unmap(vaddr, order, true);
		done = exchange(1UL << order, 0, frames, 1, order, &mfn,
				address_bits);
		region_map(vaddr, order, !done, mfn);
	}
	spin_unlock_irqrestore(&exchange_lock, flags);

	*dma_handle = virt_to_machine((void *)vaddr).maddr;
	return done ? 0 : -ENOMEM;
}

/* The region is freed: its frames are worth more to others. */
void xen_destroy_contiguous_region(phys_addr_t pstart, unsigned int order)
{
	unsigned long vaddr = (unsigned long)phys_to_virt(pstart);
	unsigned long i, mfn, flags;
	bool done;

	if (order > frames_order)
		return;

	memset((void *)vaddr, 0, PAGE_SIZE << order);

	spin_lock_irqsave(&exchange_lock, flags);
	mfn = virt_to_mfn((void *)vaddr);
	region_unmap(vaddr, order, false);
	for (i = 0; i < 1UL << order; i++)
		frames[i] = PFN_DOWN(pstart) + i;
	done = exchange(1, order, &mfn, 1UL << order, 0, frames, 0);
	region_map(vaddr, order, done, mfn);
	spin_unlock_irqrestore(&exchange_lock, flags);
}
