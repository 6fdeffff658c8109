// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntalloc: pages that a program grants to other domains.
 *
 * An ioctl allocates pages, grants each to one domain and tells the references;
 * mmap() at the index it tells maps them for the program.  Each page lives on
 * its own: the file and every mapping are its users.  With its last user gone
 * the grant is taken back, which may have to wait for the other domain, and
 * the page is freed after that.
 *
 * What is granted is kernel memory that cannot be reclaimed, so all files
 * together may hold no more than the limit.
 *
 * Index i of a file is key i of an xarray; indices are not used twice.
 */
#define pr_fmt(fmt) "xen:" KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>
#include <xen/events.h>
#include <xen/gntalloc.h>
#include <xen/grant_table.h>
#include <xen/xen.h>

#include <asm/xen/page.h>

static unsigned int limit = 1024;
module_param(limit, uint, 0644);
MODULE_PARM_DESC(limit, "Pages that may be granted in all");

static atomic_t pages_granted = ATOMIC_INIT(0);

struct granted_page {
	refcount_t users;
	grant_ref_t ref;
	struct page *page;
	/* What to do at the end; under the lock of the file that has it. */
	unsigned int action;
	unsigned int offset;
	evtchn_port_t port;
};

struct page_file {
	struct xarray pages;
	struct mutex lock;	/* of @pages, @next */
	unsigned long next;	/* index */
};

/* Pages of one mapping; shared by the VMAs that are split off it. */
struct mapped_pages {
	refcount_t users;
	unsigned int nr;
	struct granted_page *page[] __counted_by(nr);
};

static void granted_page_put(struct granted_page *gp)
{
	u8 *byte;

	if (!refcount_dec_and_test(&gp->users))
		return;
	if (gp->action & UNMAP_NOTIFY_CLEAR_BYTE) {
		byte = kmap_local_page(gp->page);
		byte[gp->offset] = 0;
		kunmap_local(byte);
	}
	if (gp->action & UNMAP_NOTIFY_SEND_EVENT) {
		notify_remote_via_evtchn(gp->port);
		evtchn_put(gp->port);
	}
	/* Takes over the page, and frees it once the peer has unmapped it. */
	gnttab_end_foreign_access(gp->ref, gp->page);
	atomic_dec(&pages_granted);
	kfree(gp);
}

static struct granted_page *granted_page_new(domid_t domid, bool readonly)
{
	struct granted_page *gp = kzalloc(sizeof(*gp), GFP_KERNEL_ACCOUNT);
	int ref;

	if (!gp)
		return ERR_PTR(-ENOMEM);
	gp->page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!gp->page) {
		kfree(gp);
		return ERR_PTR(-ENOMEM);
	}
	ref = gnttab_grant_foreign_access(domid, xen_page_to_gfn(gp->page),
					  readonly);
	if (ref < 0) {
		__free_page(gp->page);
		kfree(gp);
		return ERR_PTR(ref);
	}
	refcount_set(&gp->users, 1);
	gp->ref = ref;
	atomic_inc(&pages_granted);
	return gp;
}

/* The file's hold on pages [@first, @first + @nr).  Context: the file's lock. */
static void drop_range(struct page_file *pf, unsigned long first,
		       unsigned long nr)
{
	struct granted_page *gp;
	unsigned long index;

	xa_for_each_range(&pf->pages, index, gp, first, first + nr - 1) {
		xa_erase(&pf->pages, index);
		granted_page_put(gp);
	}
}

static int grant_range(struct page_file *pf, unsigned long first,
		       const struct ioctl_gntalloc_alloc_gref *op, u32 *refs)
{
	struct granted_page *gp;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < op->count; i++) {
		gp = granted_page_new(op->domid,
				      !(op->flags & GNTALLOC_FLAG_WRITABLE));
		if (IS_ERR(gp)) {
			ret = PTR_ERR(gp);
			break;
		}
		refs[i] = gp->ref;
		ret = xa_insert(&pf->pages, first + i, gp, GFP_KERNEL);
		if (ret) {
			granted_page_put(gp);
			break;
		}
	}
	if (ret && i)
		drop_range(pf, first, i);
	return ret;
}

static long gntalloc_grant(struct page_file *pf, void __user *udata)
{
	struct ioctl_gntalloc_alloc_gref __user *u = udata;
	struct ioctl_gntalloc_alloc_gref op;
	unsigned long first;
	u32 *refs;
	int ret;

	if (copy_from_user(&op, u, sizeof(op)))
		return -EFAULT;
	if (!op.count || op.flags & ~GNTALLOC_FLAG_WRITABLE)
		return -EINVAL;
	/* Two callers at once may overshoot by one request; no harm in that. */
	if (op.count > READ_ONCE(limit) ||
	    op.count + atomic_read(&pages_granted) > READ_ONCE(limit))
		return -ENOSPC;
	refs = kvcalloc(op.count, sizeof(*refs), GFP_KERNEL);
	if (!refs)
		return -ENOMEM;

	mutex_lock(&pf->lock);
	first = pf->next;
	ret = grant_range(pf, first, &op, refs);
	if (!ret) {
		pf->next += op.count;
		if (copy_to_user(u->gref_ids_flex, refs,
				 op.count * sizeof(*refs)) ||
		    put_user((u64)first << PAGE_SHIFT, &u->index)) {
			drop_range(pf, first, op.count);
			ret = -EFAULT;
		}
	}
	mutex_unlock(&pf->lock);
	kvfree(refs);
	return ret;
}

static bool range_is_there(struct page_file *pf, unsigned long first,
			   unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++)
		if (!xa_load(&pf->pages, first + i))
			return false;
	return nr;
}

static long gntalloc_drop(struct page_file *pf, void __user *udata)
{
	struct ioctl_gntalloc_dealloc_gref op;
	long ret = -EINVAL;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	mutex_lock(&pf->lock);
	if (PAGE_ALIGNED(op.index) &&
	    range_is_there(pf, op.index >> PAGE_SHIFT, op.count)) {
		drop_range(pf, op.index >> PAGE_SHIFT, op.count);
		ret = 0;
	}
	mutex_unlock(&pf->lock);
	return ret;
}

static long gntalloc_set_notify(struct page_file *pf, void __user *udata)
{
	struct ioctl_gntalloc_unmap_notify op;
	struct granted_page *gp;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	if (op.action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	if ((op.action & UNMAP_NOTIFY_SEND_EVENT) &&
	    evtchn_get(op.event_channel_port))
		return -EINVAL;

	mutex_lock(&pf->lock);
	gp = xa_load(&pf->pages, op.index >> PAGE_SHIFT);
	if (gp) {
		if (gp->action & UNMAP_NOTIFY_SEND_EVENT)
			evtchn_put(gp->port);
		gp->action = op.action;
		gp->offset = offset_in_page(op.index);
		gp->port = op.event_channel_port;
	}
	mutex_unlock(&pf->lock);
	if (!gp && (op.action & UNMAP_NOTIFY_SEND_EVENT))
		evtchn_put(op.event_channel_port);
	return gp ? 0 : -ENOENT;
}

static long gntalloc_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	struct page_file *pf = file->private_data;
	void __user *udata = (void __user *)arg;

	switch (cmd) {
	case IOCTL_GNTALLOC_ALLOC_GREF:
		return gntalloc_grant(pf, udata);
	case IOCTL_GNTALLOC_DEALLOC_GREF:
		return gntalloc_drop(pf, udata);
	case IOCTL_GNTALLOC_SET_UNMAP_NOTIFY:
		return gntalloc_set_notify(pf, udata);
	default:
		return -ENOTTY;
	}
}

static void mapped_open(struct vm_area_struct *vma)
{
	struct mapped_pages *mp = vma->vm_private_data;

	refcount_inc(&mp->users);
}

static void mapped_put(struct mapped_pages *mp)
{
	unsigned int i;

	if (!refcount_dec_and_test(&mp->users))
		return;
	for (i = 0; i < mp->nr; i++)
		granted_page_put(mp->page[i]);
	kvfree(mp);
}

static void mapped_close(struct vm_area_struct *vma)
{
	mapped_put(vma->vm_private_data);
}

static const struct vm_operations_struct mapped_ops = {
	.open	= mapped_open,
	.close	= mapped_close,
};

static int gntalloc_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct page_file *pf = file->private_data;
	struct mapped_pages *mp;
	unsigned long i, nr = vma_pages(vma);
	int ret = 0;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mutex_lock(&pf->lock);
	if (!range_is_there(pf, vma->vm_pgoff, nr)) {
		mutex_unlock(&pf->lock);
		return -ENOENT;
	}
	mp = kvzalloc(struct_size(mp, page, nr), GFP_KERNEL_ACCOUNT);
	if (!mp) {
		mutex_unlock(&pf->lock);
		return -ENOMEM;
	}
	refcount_set(&mp->users, 1);
	mp->nr = nr;
	for (i = 0; i < nr; i++) {
		mp->page[i] = xa_load(&pf->pages, vma->vm_pgoff + i);
		refcount_inc(&mp->page[i]->users);
	}
	mutex_unlock(&pf->lock);

	for (i = 0; i < nr && !ret; i++)
		ret = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     mp->page[i]->page);
	if (ret) {
		mapped_put(mp);
		return ret;
	}
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = mp;
	vma->vm_ops = &mapped_ops;
	return 0;
}

static int gntalloc_open(struct inode *inode, struct file *file)
{
	struct page_file *pf = kzalloc(sizeof(*pf), GFP_KERNEL);

	if (!pf)
		return -ENOMEM;
	xa_init(&pf->pages);
	mutex_init(&pf->lock);
	file->private_data = pf;
	return 0;
}

static int gntalloc_release(struct inode *inode, struct file *file)
{
	struct page_file *pf = file->private_data;

	drop_range(pf, 0, pf->next);
	xa_destroy(&pf->pages);
	kfree(pf);
	return 0;
}

static const struct file_operations gntalloc_fops = {
	.owner		= THIS_MODULE,
	.open		= gntalloc_open,
	.release	= gntalloc_release,
	.mmap		= gntalloc_mmap,
	.unlocked_ioctl	= gntalloc_ioctl,
};

static struct miscdevice gntalloc_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "xen/gntalloc",
	.fops	= &gntalloc_fops,
};

static int __init gntalloc_init(void)
{
	return xen_domain() ? misc_register(&gntalloc_device) : -ENODEV;
}
module_init(gntalloc_init);

static void __exit gntalloc_exit(void)
{
	misc_deregister(&gntalloc_device);
}
module_exit(gntalloc_exit);

MODULE_DESCRIPTION("Xen grants by programs (/dev/xen/gntalloc)");
MODULE_LICENSE("GPL");
