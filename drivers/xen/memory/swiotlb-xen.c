// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA in a PV domain that has devices.
 *
 * A device sees machine addresses, and memory that is contiguous to the kernel
 * is scattered over the machine. A mapping is direct if its frames follow each
 * other and the device reaches them; else it goes through a bounce buffer,
 * which was exchanged at boot for frames that are contiguous and low
 * (xen_swiotlb_fixup()). Coherent memory is exchanged for such frames when it
 * is allocated, if it has to be, and back when it is freed.
 *
 * Three kinds of addresses: phys (the kernel's), bus (the machine's), dma (what
 * the device is told; bus plus the offset a bus may have).
 *
 * x86 devices see what the CPU wrote: there are no caches to flush.
 */

#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/mm.h>
#include <xen/page.h>
#include <xen/swiotlb-xen.h>
#include <trace/events/swiotlb.h>

#define MAX_DMA_BITS	32

static dma_addr_t to_dma(struct device *dev, phys_addr_t phys)
{
	phys_addr_t bus = PFN_PHYS(pfn_to_bfn(PHYS_PFN(phys)));

	return phys_to_dma(dev, bus | offset_in_page(phys));
}

static phys_addr_t to_phys(struct device *dev, dma_addr_t dma)
{
	phys_addr_t bus = dma_to_phys(dev, dma);

	return PFN_PHYS(bfn_to_pfn(PHYS_PFN(bus))) | offset_in_page(bus);
}

/* Do the frames follow each other? */
static bool contiguous(phys_addr_t phys, size_t size)
{
	unsigned long pfn = PHYS_PFN(phys), bfn = pfn_to_bfn(pfn);
	unsigned long n = PFN_UP(offset_in_page(phys) + size);

	while (--n)
		if (pfn_to_bfn(++pfn) != ++bfn)
			return false;
	return true;
}

/* Is it aligned to its size for the kernel, but not for the device? */
static bool misaligned(phys_addr_t phys, size_t size)
{
	phys_addr_t align = PAGE_SIZE << get_order(size);

	return IS_ALIGNED(phys, align) &&
	       !IS_ALIGNED(PFN_PHYS(pfn_to_bfn(PHYS_PFN(phys))), align);
}

/* The bounce buffer's part that a mapping went through, or NULL. */
static struct io_tlb_pool *bounced_in(struct device *dev, dma_addr_t dma)
{
	unsigned long pfn = bfn_to_local_pfn(PHYS_PFN(dma_to_phys(dev, dma)));

	/* A frame of another domain is no part of it. */
	return pfn_valid(pfn) ? swiotlb_find_pool(dev, PFN_PHYS(pfn)) : NULL;
}

/**
 * xen_swiotlb_fixup() - make a bounce buffer that devices can use
 * @buf: the buffer
 * @nslabs: its size in slabs
 *
 * Each segment gets contiguous frames, as low as they can be had: a buffer for
 * a device with few address bits must not fail because a lower limit was not
 * tried.
 *
 * Return: 0 or -errno.
 */
int __init xen_swiotlb_fixup(void *buf, unsigned long nslabs)
{
	unsigned int order = get_order(IO_TLB_SEGSIZE << IO_TLB_SHIFT);
	unsigned int bits = order + PAGE_SHIFT;
	phys_addr_t phys = virt_to_phys(buf);
	unsigned long done;
	dma_addr_t dma;
	int err;

	for (done = 0; done < nslabs; done += IO_TLB_SEGSIZE) {
		do {
			err = xen_create_contiguous_region(phys, order, bits,
							   &dma);
		} while (err && bits++ < MAX_DMA_BITS);
		if (err)
			return err;
		phys += (phys_addr_t)IO_TLB_SEGSIZE << IO_TLB_SHIFT;
	}
	return 0;
}

static void *xen_swiotlb_alloc(struct device *dev, size_t size,
			       dma_addr_t *dma, gfp_t flags,
			       unsigned long attrs)
{
	unsigned int order = get_order(size);
	u64 mask = dev->coherent_dma_mask;
	phys_addr_t phys;
	void *mem;

	size = PAGE_ALIGN(size);
	mem = (void *)__get_free_pages(flags, order);
	if (!mem)
		return NULL;
	phys = virt_to_phys(mem);
	*dma = to_dma(dev, phys);
	if (*dma + size - 1 > mask || !contiguous(phys, size) ||
	    misaligned(phys, size)) {
		if (xen_create_contiguous_region(phys, order, fls64(mask),
						 dma)) {
			free_pages((unsigned long)mem, order);
			return NULL;
		}
		SetPageXenRemapped(virt_to_page(mem));
	}
	memset(mem, 0, size);
	return mem;
}

static void xen_swiotlb_free(struct device *dev, size_t size, void *mem,
			     dma_addr_t dma, unsigned long attrs)
{
	unsigned int order = get_order(size);
	phys_addr_t phys = virt_to_phys(mem);

	size = PAGE_ALIGN(size);
	/* Not what was allocated: rather lose it than spoil others. */
	if (WARN_ON_ONCE(dma + size - 1 > dev->coherent_dma_mask ||
			 !contiguous(phys, size) || misaligned(phys, size)))
		return;
	if (TestClearPageXenRemapped(virt_to_page(mem)))
		xen_destroy_contiguous_region(phys, order);
	free_pages((unsigned long)mem, order);
}

static dma_addr_t xen_swiotlb_map_page(struct device *dev, struct page *page,
				       unsigned long offset, size_t size,
				       enum dma_data_direction dir,
				       unsigned long attrs)
{
	phys_addr_t phys = page_to_phys(page) + offset;
	dma_addr_t dma = to_dma(dev, phys);

	if (dma_capable(dev, dma, size, true) && contiguous(phys, size) &&
	    !dma_kmalloc_needs_bounce(dev, size, dir) &&
	    !is_swiotlb_force_bounce(dev))
		return dma;

	trace_swiotlb_bounced(dev, dma, size);
	phys = swiotlb_tbl_map_single(dev, phys, size, 0, dir, attrs);
	if (phys == (phys_addr_t)DMA_MAPPING_ERROR)
		return DMA_MAPPING_ERROR;
	dma = to_dma(dev, phys);
	if (dma_capable(dev, dma, size, true))
		return dma;
	__swiotlb_tbl_unmap_single(dev, phys, size, dir,
				   attrs | DMA_ATTR_SKIP_CPU_SYNC,
				   swiotlb_find_pool(dev, phys));
	return DMA_MAPPING_ERROR;
}

static void xen_swiotlb_unmap_page(struct device *dev, dma_addr_t dma,
				   size_t size, enum dma_data_direction dir,
				   unsigned long attrs)
{
	struct io_tlb_pool *pool = bounced_in(dev, dma);

	if (pool)
		__swiotlb_tbl_unmap_single(dev, to_phys(dev, dma), size, dir,
					   attrs, pool);
}

static void xen_swiotlb_sync_for_cpu(struct device *dev, dma_addr_t dma,
				     size_t size, enum dma_data_direction dir)
{
	struct io_tlb_pool *pool = bounced_in(dev, dma);

	if (pool)
		__swiotlb_sync_single_for_cpu(dev, to_phys(dev, dma), size,
					      dir, pool);
}

static void xen_swiotlb_sync_for_device(struct device *dev, dma_addr_t dma,
					size_t size,
					enum dma_data_direction dir)
{
	struct io_tlb_pool *pool = bounced_in(dev, dma);

	if (pool)
		__swiotlb_sync_single_for_device(dev, to_phys(dev, dma), size,
						 dir, pool);
}

/* Lists are mapped piece by piece: pieces are not joined. */

static void xen_swiotlb_unmap_sg(struct device *dev, struct scatterlist *list,
				 int n, enum dma_data_direction dir,
				 unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_swiotlb_unmap_page(dev, sg_dma_address(sg), sg_dma_len(sg),
				       dir, attrs);
}

static int xen_swiotlb_map_sg(struct device *dev, struct scatterlist *list,
			      int n, enum dma_data_direction dir,
			      unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i) {
		dma_addr_t dma = xen_swiotlb_map_page(dev, sg_page(sg),
						      sg->offset, sg->length,
						      dir, attrs);

		if (dma == DMA_MAPPING_ERROR) {
			xen_swiotlb_unmap_sg(dev, list, i, dir,
					     attrs | DMA_ATTR_SKIP_CPU_SYNC);
			sg_dma_len(list) = 0;
			return -EIO;
		}
		sg_dma_address(sg) = dma;
		sg_dma_len(sg) = sg->length;
	}
	return n;
}

static void xen_swiotlb_sync_sg_for_cpu(struct device *dev,
					struct scatterlist *list, int n,
					enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_swiotlb_sync_for_cpu(dev, sg_dma_address(sg), sg->length,
					 dir);
}

static void xen_swiotlb_sync_sg_for_device(struct device *dev,
					   struct scatterlist *list, int n,
					   enum dma_data_direction dir)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(list, sg, n, i)
		xen_swiotlb_sync_for_device(dev, sg_dma_address(sg),
					    sg->length, dir);
}

/* Every mapping may have to bounce, so the whole buffer must be reachable. */
static int xen_swiotlb_dma_supported(struct device *dev, u64 mask)
{
	return to_dma(dev, default_swiotlb_limit()) <= mask;
}

const struct dma_map_ops xen_swiotlb_dma_ops = {
	.alloc			= xen_swiotlb_alloc,
	.free			= xen_swiotlb_free,
	.alloc_pages_op		= dma_common_alloc_pages,
	.free_pages		= dma_common_free_pages,
	.mmap			= dma_common_mmap,
	.get_sgtable		= dma_common_get_sgtable,
	.map_page		= xen_swiotlb_map_page,
	.unmap_page		= xen_swiotlb_unmap_page,
	.map_sg			= xen_swiotlb_map_sg,
	.unmap_sg		= xen_swiotlb_unmap_sg,
	.sync_single_for_cpu	= xen_swiotlb_sync_for_cpu,
	.sync_single_for_device	= xen_swiotlb_sync_for_device,
	.sync_sg_for_cpu	= xen_swiotlb_sync_sg_for_cpu,
	.sync_sg_for_device	= xen_swiotlb_sync_sg_for_device,
	.dma_supported		= xen_swiotlb_dma_supported,
	.max_mapping_size	= swiotlb_max_mapping_size,
};
