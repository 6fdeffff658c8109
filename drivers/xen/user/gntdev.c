// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntdev: grants of other domains for programs.
 *
 * A program names grants in an ioctl and gets an index; mmap() of the file at
 * that index maps them (gntdev_area.c), munmap() ends it, and another ioctl
 * forgets the index.  Both orders of the last two are fine.  Copying between
 * grants and memory needs no mapping at all (gntdev_copy.c).
 *
 * A file's areas do not overlap in index; they stand in a list sorted by it.
 * Order of locks: mmap lock, then a file's lock.
 *
 * Deliberately absent: sharing of grants as DMA buffers.
 */
#define pr_fmt(fmt) "xen:" KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/events.h>
#include <xen/xen.h>

#include "gntdev.h"

static unsigned int limit = 64 * 1024;
module_param(limit, uint, 0644);
MODULE_PARM_DESC(limit, "Grants that may be mapped by one request");

struct area_file {
	struct mutex lock;		/* of @areas */
	struct list_head areas;
};

/* The area that covers page @index, or NULL.  Context: the file's lock. */
static struct grant_area *find_area(struct area_file *af, unsigned long index)
{
	struct grant_area *area;

	list_for_each_entry(area, &af->areas, node)
		if (index >= area->index && index - area->index < area->nr)
			return area;
	return NULL;
}

/* Put @area into the first gap that holds it. */
static void insert_area(struct area_file *af, struct grant_area *area)
{
	struct grant_area *next;
	unsigned long index = 0;

	mutex_lock(&af->lock);
	list_for_each_entry(next, &af->areas, node) {
		if (next->index - index >= area->nr)
			break;
		index = next->index + next->nr;
	}
	area->index = index;
	list_add_tail(&area->node, &next->node);
	mutex_unlock(&af->lock);
}

static long gntdev_map_grants(struct area_file *af, void __user *udata)
{
	struct ioctl_gntdev_map_grant_ref __user *u = udata;
	struct ioctl_gntdev_map_grant_ref op;
	struct ioctl_gntdev_grant_ref *refs;
	struct grant_area *area;
	unsigned int i;

	if (copy_from_user(&op, u, offsetof(typeof(op), refs)))
		return -EFAULT;
	if (!op.count || op.count > READ_ONCE(limit))
		return -EINVAL;
	refs = vmemdup_array_user(u->refs, op.count, sizeof(*refs));
	if (IS_ERR(refs))
		return PTR_ERR(refs);

	area = area_alloc(op.count);
	if (!area) {
		kvfree(refs);
		return -ENOMEM;
	}
	for (i = 0; i < op.count; i++) {
		area->kern[i].dom = refs[i].domid;
		area->kern[i].ref = refs[i].ref;
	}
	kvfree(refs);

	insert_area(af, area);
	op.index = (u64)area->index << PAGE_SHIFT;
	if (put_user(op.index, &u->index)) {
		mutex_lock(&af->lock);
		list_del(&area->node);
		mutex_unlock(&af->lock);
		area_put(area);
		return -EFAULT;
	}
	return 0;
}

static long gntdev_forget_grants(struct area_file *af, void __user *udata)
{
	struct ioctl_gntdev_unmap_grant_ref op;
	struct grant_area *area;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	mutex_lock(&af->lock);
	area = find_area(af, op.index >> PAGE_SHIFT);
	if (area && (area->index != op.index >> PAGE_SHIFT ||
		     area->nr != op.count))
		area = NULL;
	if (area)
		list_del(&area->node);
	mutex_unlock(&af->lock);
	if (!area)
		return -ENOENT;
	area_put(area);
	return 0;
}

/* Which index was mapped at this address? */
static long gntdev_get_offset(void __user *udata)
{
	struct ioctl_gntdev_get_offset_for_vaddr op;
	struct vm_area_struct *vma;
	struct grant_area *area;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, op.vaddr);
	area = vma && vma->vm_start == op.vaddr ? area_of_vma(vma) : NULL;
	if (area) {
		op.offset = (u64)area->index << PAGE_SHIFT;
		op.count = area->nr;
	}
	mmap_read_unlock(current->mm);
	if (!area)
		return -EINVAL;
	return copy_to_user(udata, &op, sizeof(op)) ? -EFAULT : 0;
}

static long gntdev_set_notify(struct area_file *af, void __user *udata)
{
	struct ioctl_gntdev_unmap_notify op;
	struct unmap_notify notify = {};
	struct grant_area *area;
	long ret = -ENOENT;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	if (op.action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	if ((op.action & UNMAP_NOTIFY_SEND_EVENT) &&
	    evtchn_get(op.event_channel_port))
		return -EINVAL;
	notify.action = op.action;
	notify.port = op.event_channel_port;

	mmap_write_lock(current->mm);
	mutex_lock(&af->lock);
	area = find_area(af, op.index >> PAGE_SHIFT);
	if (area) {
		notify.offset = op.index - ((u64)area->index << PAGE_SHIFT);
		ret = area_set_notify(area, &notify);
	}
	mutex_unlock(&af->lock);
	mmap_write_unlock(current->mm);

	if (ret && (op.action & UNMAP_NOTIFY_SEND_EVENT))
		evtchn_put(op.event_channel_port);
	return ret;
}

static long gntdev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct area_file *af = file->private_data;
	void __user *udata = (void __user *)arg;

	switch (cmd) {
	case IOCTL_GNTDEV_MAP_GRANT_REF:
		return gntdev_map_grants(af, udata);
	case IOCTL_GNTDEV_UNMAP_GRANT_REF:
		return gntdev_forget_grants(af, udata);
	case IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR:
		return gntdev_get_offset(udata);
	case IOCTL_GNTDEV_SET_UNMAP_NOTIFY:
		return gntdev_set_notify(af, udata);
	case IOCTL_GNTDEV_GRANT_COPY:
		return gntdev_grant_copy(udata);
	default:
		return -ENOTTY;
	}
}

static int gntdev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct area_file *af = file->private_data;
	struct grant_area *area;
	int ret;

	if ((vma->vm_flags & VM_WRITE) && !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mutex_lock(&af->lock);
	area = find_area(af, vma->vm_pgoff);
	if (area && (area->index != vma->vm_pgoff ||
		     area->nr != vma_pages(vma)))
		area = NULL;
	if (area)
		refcount_inc(&area->users);
	mutex_unlock(&af->lock);
	if (!area)
		return -EINVAL;

	ret = area_map(area, vma);
	area_put(area);
	return ret;
}

static int gntdev_open(struct inode *inode, struct file *file)
{
	struct area_file *af = kzalloc(sizeof(*af), GFP_KERNEL);

	if (!af)
		return -ENOMEM;
	mutex_init(&af->lock);
	INIT_LIST_HEAD(&af->areas);
	file->private_data = af;
	return 0;
}

static int gntdev_release(struct inode *inode, struct file *file)
{
	struct area_file *af = file->private_data;
	struct grant_area *area, *next;

	list_for_each_entry_safe(area, next, &af->areas, node) {
		list_del(&area->node);
		area_put(area);
	}
	kfree(af);
	return 0;
}

static const struct file_operations gntdev_fops = {
	.owner		= THIS_MODULE,
	.open		= gntdev_open,
	.release	= gntdev_release,
	.mmap		= gntdev_mmap,
	.unlocked_ioctl	= gntdev_ioctl,
};

static struct miscdevice gntdev_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "xen/gntdev",
	.fops	= &gntdev_fops,
};

static int __init gntdev_init(void)
{
	return xen_domain() ? misc_register(&gntdev_device) : -ENODEV;
}
module_init(gntdev_init);

static void __exit gntdev_exit(void)
{
	misc_deregister(&gntdev_device);
}
module_exit(gntdev_exit);

MODULE_DESCRIPTION("Xen grants for programs (/dev/xen/gntdev)");
MODULE_LICENSE("GPL");
