// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames of other domains in user mappings: what tools and device models need.
 *
 * The entries are made by the hypervisor on behalf of the owner of the frames,
 * which is named in the call, so they cannot go through the queue. They are
 * prepared in batches: the generic walker allocates tables and shows us each
 * entry, then one mmu_update with the owner's number fills them.
 *
 * A frame may be refused, because it is paged out, or gone. With an error
 * array given the rest is still mapped.
 *
 * Nobody else changes these entries meanwhile: the VMA is VM_PFNMAP and
 * belongs to its driver. A flush is due only if there was something before.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/remap.h>

#include "mmu_table.h"
#include "multicall.h"

#define REMAP_BATCH	32

struct remap {
	const xen_pfn_t *pfn;
	bool contiguous;
	bool was_present;
	unsigned int command;
	pgprot_t prot;
	xen_pfn_t next;
	unsigned int nr;
	struct mmu_update updates[REMAP_BATCH];
};

static int remap_prepare(pte_t *ptep, unsigned long addr, void *data)
{
	struct remap *remap = data;
	struct mmu_update *update = &remap->updates[remap->nr++];
	xen_pfn_t frame = remap->contiguous ? remap->next++ : *remap->pfn++;
	pte_t pte = pte_mkspecial(mfn_pte(frame, remap->prot));

	remap->was_present |= !pte_none(*ptep);
	update->ptr = virt_to_machine(ptep).maddr | remap->command;
	update->val = pte_val_ma(pte);
	return 0;
}

/*
 * Send the batch. Each refusal ends a call: note it and go on behind it.
 * Return the number of frames mapped, or -errno if there is no error array.
 */
static int remap_send(struct remap *remap, unsigned int domid, int *err_ptr)
{
	unsigned int i = 0;
	int mapped = 0;

	while (i < remap->nr) {
		int done = 0;
		int err = HYPERVISOR_mmu_update(&remap->updates[i],
						remap->nr - i, &done, domid);

		mapped += done;
		if (err_ptr)
			memset(&err_ptr[i], 0, done * sizeof(*err_ptr));
		i += done;
		if (err < 0) {
			if (!err_ptr)
				return err;
			err_ptr[i++] = err;
		}
	}
	return mapped;
}

int xen_remap_pfn(struct vm_area_struct *vma, unsigned long addr,
		  xen_pfn_t *pfn, int nr, int *err_ptr, pgprot_t prot,
		  unsigned int domid, bool no_translate)
{
	struct remap remap = {
		.pfn = pfn,
		.next = *pfn,
		/* A lone frame number is the start of a range. */
		.contiguous = !err_ptr,
		.command = no_translate ? MMU_PT_UPDATE_NO_TRANSLATE :
					  MMU_NORMAL_PT_UPDATE,
		.prot = prot,
	};
	int mapped = 0;
	int ret = 0;

	if (WARN_ON(~vma->vm_flags & (VM_PFNMAP | VM_IO)))
		return -EINVAL;

	while (nr) {
		int batch = min(nr, REMAP_BATCH);

		remap.nr = 0;
		ret = apply_to_page_range(vma->vm_mm, addr,
					  (unsigned long)batch << PAGE_SHIFT,
					  remap_prepare, &remap);
		if (ret)
			break;

		/* @err_ptr may be where the frame numbers are: they are read. */
		ret = remap_send(&remap, domid, err_ptr);
		if (ret < 0)
			break;

		mapped += ret;
		nr -= batch;
		addr += (unsigned long)batch << PAGE_SHIFT;
		if (err_ptr)
			err_ptr += batch;
		cond_resched();
	}

	if (remap.was_present)
		mmu_flush_tlb_all();
	return ret < 0 ? ret : mapped;
}
EXPORT_SYMBOL_GPL(xen_remap_pfn);
