// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/privcmd: the toolstack's way to the hypervisor.
 *
 * Whoever may open the file makes hypercalls with the kernel's authority, so
 * there is nothing here to check but what would harm the kernel itself: what
 * is mapped where.  Frames of other domains go into an area that the program
 * has mmap()ed from this file (privcmd_map.c).  A file can be restricted to one
 * domain for good; then it offers only what names that domain, which leaves
 * device-model operations and mappings.
 *
 * This file holds the calls that map nothing.  Deliberately absent: ioeventfd
 * and irqfd for device models of HVM guests, and the query for a passed-through
 * device's GSI, which serves PVH hosts only.  They answer -ENOTTY.
 */
#define pr_fmt(fmt) "xen:" KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/interface/hvm/dm_op.h>
#include <xen/privcmd.h>
#include <xen/remap.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

#include "privcmd.h"

static unsigned int dm_op_max_nr_bufs = 16;
module_param(dm_op_max_nr_bufs, uint, 0644);
MODULE_PARM_DESC(dm_op_max_nr_bufs,
		 "Maximum number of buffers per device-model operation");

static unsigned int dm_op_buf_max_size = 4096;
module_param(dm_op_buf_max_size, uint, 0644);
MODULE_PARM_DESC(dm_op_buf_max_size,
		 "Maximum size of a buffer of a device-model operation");

bool privcmd_may(const struct file *file, domid_t domid)
{
	domid_t only = privcmd_peer(file);

	return only == DOMID_INVALID || only == domid;
}

static long privcmd_hypercall(struct file *file, void __user *udata)
{
	struct privcmd_hypercall call;
	long ret;

	if (privcmd_peer(file) != DOMID_INVALID)
		return -EPERM;
	if (copy_from_user(&call, udata, sizeof(call)))
		return -EFAULT;

	xen_mark_preemptible_hcall(true);
	ret = privcmd_call(call.op, call.arg[0], call.arg[1], call.arg[2],
			   call.arg[3], call.arg[4]);
	xen_mark_preemptible_hcall(false);
	return ret;
}

/* Buffers of a device-model operation, as the program and as Xen sees them. */
struct dm_op_bufs {
	struct xen_dm_op_buf *xen;
	struct page **pages;
	unsigned int nr_pages;
	unsigned int nr_pinned;
};

static unsigned int buf_pages(const struct privcmd_dm_op_buf *buf)
{
	if (!buf->size)
		return 0;
	return DIV_ROUND_UP(offset_in_page(buf->uptr) + buf->size, PAGE_SIZE);
}

/*
 * The hypervisor reads and writes the buffers at their user addresses; pinning
 * keeps them mapped for the time of the call.
 */
static int dm_op_pin(struct dm_op_bufs *bufs,
		     const struct privcmd_dm_op_buf *user, unsigned int nr)
{
	unsigned int i, want;
	int got;

	for (i = 0; i < nr; i++) {
		set_xen_guest_handle(bufs->xen[i].h, user[i].uptr);
		bufs->xen[i].size = user[i].size;
		for (want = buf_pages(&user[i]); want; want -= got) {
			unsigned long start = (unsigned long)user[i].uptr;

			start += (buf_pages(&user[i]) - want) * PAGE_SIZE;
			got = pin_user_pages_fast(start & PAGE_MASK, want,
						  FOLL_WRITE, bufs->pages +
						  bufs->nr_pinned);
			if (got <= 0)
				return got ? got : -ENOSPC;
			bufs->nr_pinned += got;
		}
	}
	return 0;
}

static int dm_op_check(const struct privcmd_dm_op_buf *user, unsigned int nr,
		       unsigned int *nr_pages)
{
	unsigned int i;

	*nr_pages = 0;
	for (i = 0; i < nr; i++) {
		if (user[i].size > dm_op_buf_max_size)
			return -E2BIG;
		if (!access_ok(user[i].uptr, user[i].size))
			return -EFAULT;
		*nr_pages += buf_pages(&user[i]);
	}
	return 0;
}

static long privcmd_dm_op(struct file *file, void __user *udata)
{
	struct privcmd_dm_op_buf *user;
	struct dm_op_bufs bufs = {};
	struct privcmd_dm_op op;
	long ret;

	if (copy_from_user(&op, udata, sizeof(op)))
		return -EFAULT;
	if (!privcmd_may(file, op.dom))
		return -EPERM;
	if (!op.num)
		return 0;
	if (op.num > dm_op_max_nr_bufs)
		return -E2BIG;

	user = memdup_array_user(op.ubufs, op.num, sizeof(*user));
	if (IS_ERR(user))
		return PTR_ERR(user);
	ret = dm_op_check(user, op.num, &bufs.nr_pages);
	if (ret)
		goto free_user;

	ret = -ENOMEM;
	bufs.pages = kvcalloc(bufs.nr_pages, sizeof(*bufs.pages), GFP_KERNEL);
	bufs.xen = kcalloc(op.num, sizeof(*bufs.xen), GFP_KERNEL);
	if (!bufs.xen || (bufs.nr_pages && !bufs.pages))
		goto free;

	ret = dm_op_pin(&bufs, user, op.num);
	if (!ret) {
		xen_mark_preemptible_hcall(true);
		ret = HYPERVISOR_dm_op(op.dom, op.num, bufs.xen);
		xen_mark_preemptible_hcall(false);
	}
	unpin_user_pages_dirty_lock(bufs.pages, bufs.nr_pinned, true);
free:
	kfree(bufs.xen);
	kvfree(bufs.pages);
free_user:
	kfree(user);
	return ret;
}

/* Once restricted, a file can only be restricted to the same domain again. */
static long privcmd_restrict(struct file *file, void __user *udata)
{
	domid_t domid;

	if (copy_from_user(&domid, udata, sizeof(domid)))
		return -EFAULT;
	if (!privcmd_may(file, domid))
		return -EINVAL;
	privcmd_set_peer(file, domid);
	return 0;
}

static long privcmd_ioctl(struct file *file, unsigned int cmd,
			  unsigned long arg)
{
	void __user *udata = (void __user *)arg;

	switch (cmd) {
	case IOCTL_PRIVCMD_HYPERCALL:
		return privcmd_hypercall(file, udata);
	case IOCTL_PRIVCMD_MMAP:
		return privcmd_map_ranges(file, udata);
	case IOCTL_PRIVCMD_MMAPBATCH:
		return privcmd_map_batch_v1(file, udata);
	case IOCTL_PRIVCMD_MMAPBATCH_V2:
		return privcmd_map_batch_v2(file, udata);
	case IOCTL_PRIVCMD_MMAP_RESOURCE:
		return privcmd_map_resource(file, udata);
	case IOCTL_PRIVCMD_DM_OP:
		return privcmd_dm_op(file, udata);
	case IOCTL_PRIVCMD_RESTRICT:
		return privcmd_restrict(file, udata);
	default:
		return -ENOTTY;
	}
}

static int privcmd_open(struct inode *inode, struct file *file)
{
	privcmd_set_peer(file, DOMID_INVALID);
	return 0;
}

const struct file_operations xen_privcmd_fops = {
	.owner		= THIS_MODULE,
	.open		= privcmd_open,
	.unlocked_ioctl	= privcmd_ioctl,
	.mmap		= privcmd_mmap,
};
EXPORT_SYMBOL_GPL(xen_privcmd_fops);

static struct miscdevice privcmd_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "xen/privcmd",
	.fops	= &xen_privcmd_fops,
};

static int __init privcmd_init(void)
{
	int ret;

	if (!xen_domain())
		return -ENODEV;
	ret = misc_register(&privcmd_device);
	if (ret)
		return ret;
	ret = privcmd_buf_register();
	if (ret)
		misc_deregister(&privcmd_device);
	return ret;
}
module_init(privcmd_init);

static void __exit privcmd_exit(void)
{
	privcmd_buf_unregister();
	misc_deregister(&privcmd_device);
}
module_exit(privcmd_exit);

MODULE_DESCRIPTION("Xen hypercalls and foreign mappings for the toolstack");
MODULE_LICENSE("GPL");
