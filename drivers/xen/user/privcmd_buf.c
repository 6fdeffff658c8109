// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/hypercall: memory for the arguments of hypercalls.
 *
 * The hypervisor reads and writes arguments at user addresses and cannot fault
 * pages in, so a library needs memory that is always mapped.  mlock() does not
 * promise that: migration and compaction unmap pages for a moment.  An area
 * mmap()ed from this device consists of pages of the kernel's, mapped for good
 * when mmap() returns.
 *
 * The area owns its pages.  It is not inherited by a child, cannot grow, and
 * is bounded by the per-file limit below, as the pages cannot be reclaimed.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "privcmd.h"

static unsigned int limit = 64;
module_param(limit, uint, 0644);
MODULE_PARM_DESC(limit, "Pages that one open /dev/xen/hypercall may map");

/* Kept in the file, and counted by its areas. */
struct buf_file {
	atomic_t nr_pages;
};

struct buf_area {
	refcount_t users;	/* the VMAs that a split makes of one */
	struct buf_file *file;
	unsigned int nr_pages;
	struct page *pages[] __counted_by(nr_pages);
};

static void free_area(struct buf_area *area)
{
	unsigned int i;

	for (i = 0; i < area->nr_pages && area->pages[i]; i++)
		__free_page(area->pages[i]);
	atomic_sub(area->nr_pages, &area->file->nr_pages);
	kvfree(area);
}

static void buf_vma_open(struct vm_area_struct *vma)
{
	struct buf_area *area = vma->vm_private_data;

	refcount_inc(&area->users);
}

static void buf_vma_close(struct vm_area_struct *vma)
{
	struct buf_area *area = vma->vm_private_data;

	/* vma->vm_file keeps the file, and so area->file, until we return. */
	if (refcount_dec_and_test(&area->users))
		free_area(area);
}

static vm_fault_t buf_vma_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct buf_vma_ops = {
	.open	= buf_vma_open,
	.close	= buf_vma_close,
	.fault	= buf_vma_fault,
};

static int buf_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct buf_file *bf = file->private_data;
	unsigned long nr = vma_pages(vma);
	struct buf_area *area;
	unsigned int i;
	int ret;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (nr > READ_ONCE(limit))
		return -ENOSPC;
	if (atomic_add_return(nr, &bf->nr_pages) > READ_ONCE(limit)) {
		atomic_sub(nr, &bf->nr_pages);
		return -ENOSPC;
	}
	area = kvzalloc(struct_size(area, pages, nr), GFP_KERNEL);
	if (!area) {
		atomic_sub(nr, &bf->nr_pages);
		return -ENOMEM;
	}
	refcount_set(&area->users, 1);
	area->file = bf;
	area->nr_pages = nr;
	for (i = 0; i < nr; i++) {
		area->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!area->pages[i]) {
			ret = -ENOMEM;
			goto fail;
		}
	}

	vm_flags_set(vma, VM_IO | VM_DONTCOPY | VM_DONTEXPAND);
	ret = vm_map_pages_zero(vma, area->pages, nr);
	if (ret)
		goto fail;
	vma->vm_private_data = area;
	vma->vm_ops = &buf_vma_ops;
	return 0;

fail:
	free_area(area);
	return ret;
}

static int buf_open(struct inode *inode, struct file *file)
{
	struct buf_file *bf = kzalloc(sizeof(*bf), GFP_KERNEL);

	file->private_data = bf;
	return bf ? 0 : -ENOMEM;
}

static int buf_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);	/* every area is gone: it holds the file */
	return 0;
}

static const struct file_operations buf_fops = {
	.owner		= THIS_MODULE,
	.open		= buf_open,
	.release	= buf_release,
	.mmap		= buf_mmap,
};

static struct miscdevice buf_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "xen/hypercall",
	.fops	= &buf_fops,
};

int privcmd_buf_register(void)
{
	return misc_register(&buf_device);
}

void privcmd_buf_unregister(void)
{
	misc_deregister(&buf_device);
}
