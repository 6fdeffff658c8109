/* SPDX-License-Identifier: GPL-2.0-only */
/* Where everything lies in dom0's pseudo-physical memory on its first instruction. */
#ifndef HV_BOOT_DOM0_LAYOUT_H
#define HV_BOOT_DOM0_LAYOUT_H

#include "boot/elf.h"

struct dom0_layout {
	/* given */
	u64 nr_pages;
	u64 initrd_bytes;
	/* chosen; frames are pseudo-physical */
	u64 initrd_pfn;
	u64 p2m_pfn;		/* first of the frames that hold the list of mfns */
	u64 p2m_data_frames;
	u64 p2m_frames;		/* those, and the tables that map them at p2m_base */
	u64 start_info_pfn;
	u64 pt_pfn, pt_frames;
	u64 stack_pfn;
	u64 mapped_pages;	/* initial mapping: pfn 0 up to here, at virt_base */
	u64 used_pages;		/* what must be there; the rest is free memory */
};

/**
 * dom0_layout_plan() - place everything
 * @l: nr_pages and initrd_bytes given; the rest is filled in
 * @k: the parsed kernel
 *
 * Return: NULL, or one sentence that says why it does not fit.
 */
const char *dom0_layout_plan(struct dom0_layout *l, const struct elf_kernel *k);

static inline u64 dom0_va(const struct elf_kernel *k, u64 pfn)
{
	return k->virt_base + (pfn << HV_PAGE_SHIFT);
}

#endif
