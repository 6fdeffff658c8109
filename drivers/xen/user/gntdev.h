/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of /dev/xen/gntdev: files, areas of mapped grants, copies. */
#ifndef _DRIVERS_XEN_GNTDEV_H
#define _DRIVERS_XEN_GNTDEV_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <xen/interface/event_channel.h>
#include <xen/grant_table.h>
#include <xen/gntdev.h>		/* uses the types of the former */

/* Told to the peer when an area ends: a byte to clear, a port to notify. */
struct unmap_notify {
	unsigned int action;	/* UNMAP_NOTIFY_* */
	unsigned int offset;	/* of the byte in the area */
	evtchn_port_t port;	/* a reference is held if an event is wanted */
};

/**
 * struct grant_area - grants that one call named, and where they are mapped
 * @node: in the file's list, under its lock
 * @users: the file, the VMA, an unmapping under way
 * @index: of the first page in the file, as mmap() wants it
 * @mapped: the kernel's mappings exist or their end is awaited
 * @writable: how they are mapped
 * @vma: where they are mapped for the program; under the mmap lock
 * @notifier: on @vma's range while that is set
 * @pages: nr pages without memory behind; theirs are the kernel's addresses
 * @user, @kern: a mapping operation per page and side
 * @kern_unmap: how the kernel's mappings end
 */
struct grant_area {
	struct list_head node;
	refcount_t users;
	unsigned int nr;
	unsigned long index;
	bool mapped;
	bool writable;
	struct vm_area_struct *vma;
	struct mmu_interval_notifier notifier;
	struct unmap_notify notify;
	struct page **pages;
	struct gnttab_map_grant_ref *user;
	struct gnttab_map_grant_ref *kern;
	struct gnttab_unmap_grant_ref *kern_unmap;
	struct gntab_unmap_queue_data unmap;
};

/* gntdev_area.c */
struct grant_area *area_alloc(unsigned int nr);
void area_put(struct grant_area *area);
int area_map(struct grant_area *area, struct vm_area_struct *vma);
struct grant_area *area_of_vma(struct vm_area_struct *vma);
int area_set_notify(struct grant_area *area,
		    const struct unmap_notify *notify);

/* gntdev_copy.c */
long gntdev_grant_copy(void __user *udata);

#endif /* _DRIVERS_XEN_GNTDEV_H */
