// SPDX-License-Identifier: GPL-2.0-only
/*
 * An area: grants of other domains, mapped for a program.
 *
 * Each grant is mapped twice.  The kernel's mapping, at the address of a page
 * that has no memory of its own, makes the frame a page like others: direct
 * I/O and get_user_pages() work on it.  The program's mapping is a page-table
 * entry that the hypervisor fills in on request, as it accepts a foreign frame
 * in no other way, and that only the hypervisor may empty again.
 *
 *                    user entry           kernel mapping
 *   mmap()           made second          made first
 *   munmap(), exit   ended by the         ended as soon as nobody holds the
 *                    MMU notifier         page any more, perhaps much later
 *
 * The two have handles of their own, so a page that is still under I/O delays
 * nothing but its own end.  Until then the area cannot be mapped again.
 *
 * The VMA may not be split, moved, inherited or made writable later: all of
 * these would copy or change entries behind the hypervisor's back.
 *
 * The array of user operations is written under the mmap lock (mapping) and by
 * the notifier, whose calls for one range are serialised.
 */
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <xen/events.h>
#include <xen/features.h>
#include <xen/interface/features.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include "gntdev.h"

/* Operations per hypercall when few of many are wanted. */
#define UNMAP_BATCH	16

static void area_free(struct grant_area *area)
{
	if (area->pages && area->pages[0])
		gnttab_free_pages(area->nr, area->pages);
	if (area->notify.action & UNMAP_NOTIFY_SEND_EVENT)
		evtchn_put(area->notify.port);
	kvfree(area->pages);
	kvfree(area->user);
	kvfree(area->kern);
	kvfree(area->kern_unmap);
	kfree(area);
}

/**
 * area_alloc() - an area for grants, with pages to map them at
 * @nr: how many
 *
 * The caller fills in dom and ref of @kern.
 *
 * Return: the area with one user, or NULL.
 */
struct grant_area *area_alloc(unsigned int nr)
{
	struct grant_area *area = kzalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);

	if (!area)
		return NULL;
	refcount_set(&area->users, 1);
	area->nr = nr;
	area->pages = kvcalloc(nr, sizeof(*area->pages), GFP_KERNEL_ACCOUNT);
	area->user = kvcalloc(nr, sizeof(*area->user), GFP_KERNEL_ACCOUNT);
	area->kern = kvcalloc(nr, sizeof(*area->kern), GFP_KERNEL_ACCOUNT);
	area->kern_unmap = kvcalloc(nr, sizeof(*area->kern_unmap),
				    GFP_KERNEL_ACCOUNT);
	if (!area->pages || !area->user || !area->kern || !area->kern_unmap)
		goto free;
	if (gnttab_alloc_pages(nr, area->pages)) {
		area->pages[0] = NULL;
		goto free;
	}
	return area;
free:
	area_free(area);
	return NULL;
}

void area_put(struct grant_area *area)
{
	if (refcount_dec_and_test(&area->users))
		area_free(area);
}

/**
 * area_set_notify() - what to do when the area is unmapped
 * @area: the area
 * @notify: replaces what was there; a reference on its port passes over
 *
 * Context: under the mmap lock, so that no unmapping runs.
 * Return: 0, or -EINVAL for a byte that could not be cleared.
 */
int area_set_notify(struct grant_area *area, const struct unmap_notify *notify)
{
	if ((notify->action & UNMAP_NOTIFY_CLEAR_BYTE) && area->mapped &&
	    !area->writable)
		return -EINVAL;
	if (area->notify.action & UNMAP_NOTIFY_SEND_EVENT)
		evtchn_put(area->notify.port);
	area->notify = *notify;
	return 0;
}

static void *area_page_addr(const struct grant_area *area, unsigned int i)
{
	return pfn_to_kaddr(page_to_pfn(area->pages[i]));
}

/* Once, while the kernel's mapping is there to clear the byte through. */
static void area_notify(struct grant_area *area)
{
	struct unmap_notify *notify = &area->notify;
	u8 *page;

	if (notify->action & UNMAP_NOTIFY_CLEAR_BYTE) {
		page = area_page_addr(area, notify->offset >> PAGE_SHIFT);
		WRITE_ONCE(page[offset_in_page(notify->offset)], 0);
	}
	if (notify->action & UNMAP_NOTIFY_SEND_EVENT) {
		notify_remote_via_evtchn(notify->port);
		evtchn_put(notify->port);
	}
	notify->action = 0;
}

/* The kernel's mappings ------------------------------------------------- */

static void kern_unmapped(int result, struct gntab_unmap_queue_data *data)
{
	struct grant_area *area = data->data;

	WARN_ON_ONCE(result);
	/* Pairs with the acquire in area_map(). */
	smp_store_release(&area->mapped, false);
	area_put(area);
}

/* End all of the kernel's mappings when their pages are free. */
static void kern_unmap_all(struct grant_area *area)
{
	refcount_inc(&area->users);
	area->unmap.unmap_ops = area->kern_unmap;
	area->unmap.kunmap_ops = NULL;
	area->unmap.pages = area->pages;
	area->unmap.count = area->nr;
	area->unmap.data = area;
	area->unmap.done = kern_unmapped;
	gnttab_unmap_refs_async(&area->unmap);
}

static int kern_map(struct grant_area *area)
{
	u32 flags = GNTMAP_host_map | (area->writable ? 0 : GNTMAP_readonly);
	unsigned long va;
	unsigned int i;
	int ret;

	for (i = 0; i < area->nr; i++) {
		va = (unsigned long)area_page_addr(area, i);
		gnttab_set_map_op(&area->kern[i], va, flags, area->kern[i].ref,
				  area->kern[i].dom);
	}
	ret = gnttab_map_refs(area->kern, NULL, area->pages, area->nr);
	for (i = 0; i < area->nr; i++) {
		if (area->kern[i].status != GNTST_okay)
			ret = ret ? ret : -EINVAL;
		else
			gnttab_set_unmap_op(&area->kern_unmap[i],
					    area->kern[i].host_addr, flags,
					    area->kern[i].handle);
	}
	if (!ret)
		return 0;

	/* Nobody saw these pages: they can go at once, one by one. */
	for (i = 0; i < area->nr; i++)
		if (area->kern[i].status == GNTST_okay)
			WARN_ON(gnttab_unmap_refs(&area->kern_unmap[i], NULL,
						  &area->pages[i], 1));
	return ret;
}

/* The program's entries --------------------------------------------------- */

static int record_entry(pte_t *pte, unsigned long addr, void *data)
{
	struct grant_area *area = data;
	unsigned int i = (addr - area->vma->vm_start) >> PAGE_SHIFT;
	u32 flags = GNTMAP_host_map | GNTMAP_application_map |
		    GNTMAP_contains_pte;

	/* Special entries are left alone by all of mm but our own hook. */
	if (xen_feature(XENFEAT_gnttab_map_avail_bits))
		flags |= 1 << _GNTMAP_guest_avail0;
	if (!area->writable)
		flags |= GNTMAP_readonly;
	gnttab_set_map_op(&area->user[i], arbitrary_virt_to_machine(pte).maddr,
			  flags, area->kern[i].ref, area->kern[i].dom);
	area->user[i].handle = INVALID_GRANT_HANDLE;
	return 0;
}

/* For hypervisors that cannot set the bit in the same step. */
static int mark_special(pte_t *pte, unsigned long addr, void *data)
{
	set_pte_at(current->mm, addr, pte, pte_mkspecial(ptep_get(pte)));
	return 0;
}

/* End the entries [@first, @first + @nr) that exist. */
static void user_unmap(struct grant_area *area, unsigned int first,
		       unsigned int nr)
{
	struct gnttab_unmap_grant_ref ops[UNMAP_BATCH];
	unsigned int i, fill = 0;

	for (i = first; i < first + nr; i++) {
		if (area->user[i].handle != INVALID_GRANT_HANDLE) {
			gnttab_set_unmap_op(&ops[fill++],
					    area->user[i].host_addr, 0,
					    area->user[i].handle);
			area->user[i].handle = INVALID_GRANT_HANDLE;
		}
		if (!fill || (fill < UNMAP_BATCH && i + 1 < first + nr))
			continue;
		/* Fails as a whole only for a bad pointer, which ours is not. */
		WARN_ON_ONCE(HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref,
						       ops, fill));
		while (fill)
			WARN_ON_ONCE(ops[--fill].status != GNTST_okay);
	}
}

static int user_map(struct grant_area *area)
{
	struct vm_area_struct *vma = area->vma;
	unsigned long len = vma->vm_end - vma->vm_start;
	unsigned int i;
	int ret;

	ret = apply_to_page_range(vma->vm_mm, vma->vm_start, len, record_entry,
				  area);
	if (ret)
		return ret;
	gnttab_batch_map(area->user, area->nr);
	for (i = 0; i < area->nr; i++) {
		if (area->user[i].status == GNTST_okay)
			continue;
		area->user[i].handle = INVALID_GRANT_HANDLE;
		ret = -EINVAL;
	}
	if (!ret && !xen_feature(XENFEAT_gnttab_map_avail_bits))
		ret = apply_to_page_range(vma->vm_mm, vma->vm_start, len,
					  mark_special, NULL);
	if (ret)
		user_unmap(area, 0, area->nr);
	return ret;
}

static bool area_invalidate(struct mmu_interval_notifier *notifier,
			    const struct mmu_notifier_range *range,
			    unsigned long seq)
{
	struct grant_area *area = container_of(notifier, struct grant_area,
					       notifier);
	unsigned long base = notifier->interval_tree.start;
	unsigned long end = notifier->interval_tree.last + 1;
	unsigned long from = max(range->start, base);
	unsigned long to = min(range->end, end);

	if (!mmu_notifier_range_blockable(range))
		return false;
	if (from < to)
		user_unmap(area, (from - base) >> PAGE_SHIFT,
			   DIV_ROUND_UP(to - from, PAGE_SIZE));
	return true;
}

static const struct mmu_interval_notifier_ops area_notifier_ops = {
	.invalidate = area_invalidate,
};

/* The VMA ----------------------------------------------------------------- */

static void vma_close(struct vm_area_struct *vma)
{
	struct grant_area *area = vma->vm_private_data;

	mmu_interval_notifier_remove(&area->notifier);
	/* Nothing but a failed munmap could have left any. */
	user_unmap(area, 0, area->nr);
	area->vma = NULL;
	area_notify(area);
	kern_unmap_all(area);
	area_put(area);
}

static int vma_refuse_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

static int vma_refuse_move(struct vm_area_struct *vma)
{
	return -EINVAL;
}

static vm_fault_t vma_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;	/* unmapped under the program's feet */
}

static struct page *vma_page(struct vm_area_struct *vma, unsigned long addr)
{
	struct grant_area *area = vma->vm_private_data;

	return area->pages[(addr - vma->vm_start) >> PAGE_SHIFT];
}

static const struct vm_operations_struct area_vm_ops = {
	.close			= vma_close,
	.may_split		= vma_refuse_split,
	.mremap			= vma_refuse_move,
	.fault			= vma_fault,
	.find_special_page	= vma_page,
};

/**
 * area_of_vma() - the area that is mapped in a VMA
 * @vma: any VMA
 *
 * Context: mmap lock.
 * Return: the area, or NULL for a VMA of something else.
 */
struct grant_area *area_of_vma(struct vm_area_struct *vma)
{
	return vma->vm_ops == &area_vm_ops ? vma->vm_private_data : NULL;
}

/**
 * area_map() - map the grants into a new VMA
 * @area: the area, not mapped
 * @vma: under construction, of the area's size
 *
 * Context: mmap lock for write; the caller holds a reference.
 * Return: 0; -EBUSY if it is mapped, -EAGAIN if its last mapping has not ended
 * yet; -EINVAL if a grant was refused, or the notifier's error. The area takes
 * a reference for the VMA.
 */
int area_map(struct grant_area *area, struct vm_area_struct *vma)
{
	int ret;

	if (area->vma)
		return -EBUSY;
	/* Pairs with the release in kern_unmapped(). */
	if (smp_load_acquire(&area->mapped))
		return -EAGAIN;
	area->writable = vma->vm_flags & VM_WRITE;
	if (!area->writable &&
	    (area->notify.action & UNMAP_NOTIFY_CLEAR_BYTE))
		return -EINVAL;

	ret = kern_map(area);
	if (ret)
		return ret;
	area->mapped = true;
	area->vma = vma;
	ret = mmu_interval_notifier_insert_locked(&area->notifier, vma->vm_mm,
						  vma->vm_start,
						  vma->vm_end - vma->vm_start,
						  &area_notifier_ops);
	if (ret)
		goto unmap;
	ret = user_map(area);
	if (ret)
		goto remove;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP | VM_DONTCOPY |
		     VM_MIXEDMAP);
	if (!area->writable)
		vm_flags_clear(vma, VM_MAYWRITE);
	refcount_inc(&area->users);
	vma->vm_private_data = area;
	vma->vm_ops = &area_vm_ops;
	return 0;

remove:
	mmu_interval_notifier_remove(&area->notifier);
unmap:
	area->vma = NULL;
	kern_unmap_all(area);
	return ret;
}
