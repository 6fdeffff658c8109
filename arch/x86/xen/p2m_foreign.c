// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of other domains at page frames of ours.
 *
 * Drivers that map grants need a struct page for what they map, so a page frame
 * without memory is taken and its p2m entry shows the foreign frame, marked as
 * such: the mark keeps the m2p lookup from mistaking it for ours.
 *
 * The hypercall that maps has been made by the caller, for user mappings, or is
 * made here, for kernel mappings. If afterwards the p2m cannot take a frame
 * the mapping is undone at once and its status reports the failure, so that
 * the caller sees nothing but a failed map.
 */
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/grant_table.h>
#include <xen/interface/grant_table.h>

/* The frame that a successful @map has made accessible. */
static unsigned long mapped_frame(const struct gnttab_map_grant_ref *map)
{
	const pte_t *pte;

	if (!(map->flags & GNTMAP_contains_pte))
		return PFN_DOWN(map->dev_bus_addr);

	pte = mfn_to_virt(PFN_DOWN(map->host_addr)) +
	      offset_in_page(map->host_addr);
	return pte_mfn(*pte);
}

/* Turn a successful @map into a failed one; @unmap is what undoes it. */
static void revoke(struct gnttab_map_grant_ref *map,
		   struct gnttab_unmap_grant_ref *unmap)
{
	*unmap = (struct gnttab_unmap_grant_ref) {
		.host_addr = map->host_addr,
		.dev_bus_addr = map->flags & GNTMAP_device_map ?
				map->dev_bus_addr : 0,
		.handle = map->handle,
	};
	map->status = GNTST_general_error;
	map->handle = INVALID_GRANT_HANDLE;
}

static void revoke_all(struct gnttab_map_grant_ref *map,
		       struct gnttab_map_grant_ref *kmap)
{
	struct gnttab_unmap_grant_ref unmap[2];
	unsigned int nr = 0;
	unsigned int i;

	revoke(map, &unmap[nr++]);
	if (kmap)
		revoke(kmap, &unmap[nr++]);

	if (HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, unmap, nr)) {
		pr_err_once("unmapping a grant was refused\n");
		return;
	}
	for (i = 0; i < nr; i++)
		if (unmap[i].status != GNTST_okay)
			pr_err_once("unmapping a grant failed: %d\n",
				    unmap[i].status);
}

/**
 * set_foreign_p2m_mapping() - let @pages show what was mapped
 * @map_ops: maps that were made, with their status
 * @kmap_ops: NULL, or the kernel's maps of the same grants, to be made here
 * @pages: page frames without memory
 * @count: how many
 *
 * Return: 0, also if single maps failed, or -errno of the hypercall.
 */
int set_foreign_p2m_mapping(struct gnttab_map_grant_ref *map_ops,
			    struct gnttab_map_grant_ref *kmap_ops,
			    struct page **pages, unsigned int count)
{
	unsigned int i;
	int ret;

	if (kmap_ops) {
		ret = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref,
						kmap_ops, count);
		if (ret)
			return ret;
	}

	for (i = 0; i < count; i++) {
		struct gnttab_map_grant_ref *kmap = kmap_ops ? &kmap_ops[i] :
							       NULL;
		unsigned long pfn = page_to_pfn(pages[i]);
		unsigned long mfn;

		if (map_ops[i].status != GNTST_okay ||
		    (kmap && kmap->status != GNTST_okay))
			continue;

		WARN(pfn_to_mfn(pfn) != INVALID_P2M_ENTRY,
		     "foreign page put over memory, pfn %lx\n", pfn);

		mfn = mapped_frame(&map_ops[i]);
		if (!set_phys_to_machine(pfn, FOREIGN_FRAME(mfn)))
			revoke_all(&map_ops[i], kmap);
	}
	return 0;
}

/**
 * clear_foreign_p2m_mapping() - @pages are without memory again
 * @unmap_ops: unused, the caller makes these
 * @kunmap_ops: NULL, or the kernel's maps, to be unmapped here
 * @pages: page frames that showed them
 * @count: how many
 *
 * Return: 0, -EINVAL if a page had no foreign frame, or -errno of the
 * hypercall.
 */
int clear_foreign_p2m_mapping(struct gnttab_unmap_grant_ref *unmap_ops,
			      struct gnttab_unmap_grant_ref *kunmap_ops,
			      struct page **pages, unsigned int count)
{
	int ret = 0;
	unsigned int i;
	int err;

	for (i = 0; i < count; i++) {
		unsigned long pfn = page_to_pfn(pages[i]);
		unsigned long mfn = __pfn_to_mfn(pfn);

		if (mfn != INVALID_P2M_ENTRY && (mfn & FOREIGN_FRAME_BIT))
			set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
		else
			ret = -EINVAL;
	}

	if (kunmap_ops) {
		err = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref,
						kunmap_ops, count);
		if (err)
			ret = err;
	}
	return ret;
}
