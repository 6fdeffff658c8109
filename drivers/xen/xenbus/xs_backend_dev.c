// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/xenbus_backend: how a xenstored that the first domain starts gets
 * at the page and the port of that domain's own ring.
 *
 * The page is mapped, the port asked for by an ioctl. For a xenstored in a
 * domain of its own another ioctl grants it the page under the reserved
 * reference and makes a new port for it. That is possible once, before anybody
 * has talked to xenstore: watches could not be renewed while the caller has not
 * yet told the new xenstored its port.
 */

#include <linux/capability.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <xen/events.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <xen/xenbus_dev.h>
#include "xenbus_internal.h"

static long hand_over(domid_t domid)
{
	struct evtchn_alloc_unbound port = {
		.dom = DOMID_SELF,
		.remote_dom = domid,
	};
	long err = -EEXIST;

	xs_suspend();
	if (xenstored_ready)
		goto cancel;
	gnttab_grant_foreign_access_ref(GNTTAB_RESERVED_XENSTORE, domid,
					virt_to_gfn(xen_store_interface), 0);
	err = HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &port);
	if (err)
		goto cancel;
	if (xen_store_evtchn > 0)
		xs_ring_stop();
	xen_store_evtchn = port.port;
	xs_resume();
	return port.port;
cancel:
	xs_suspend_cancel();
	return err;
}

static long backend_dev_ioctl(struct file *file, unsigned int cmd,
			      unsigned long arg)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (cmd == IOCTL_XENBUS_BACKEND_EVTCHN)
		return xen_store_evtchn > 0 ? xen_store_evtchn : -ENODEV;
	if (cmd == IOCTL_XENBUS_BACKEND_SETUP)
		return hand_over(arg);
	return -ENOTTY;
}

static int backend_dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (vma_pages(vma) > 1 || vma->vm_pgoff)
		return -EINVAL;
	if (remap_pfn_range(vma, vma->vm_start,
			    virt_to_pfn(xen_store_interface), PAGE_SIZE,
			    vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

static int backend_dev_open(struct inode *inode, struct file *file)
{
	return capable(CAP_SYS_ADMIN) ? nonseekable_open(inode, file) : -EPERM;
}

static const struct file_operations backend_dev_fops = {
	.owner		= THIS_MODULE,
	.open		= backend_dev_open,
	.mmap		= backend_dev_mmap,
	.unlocked_ioctl	= backend_dev_ioctl,
};

static int __init backend_dev_init(void)
{
	static struct miscdevice dev = {
		.minor	= MISC_DYNAMIC_MINOR,
		.name	= "xen/xenbus_backend",
		.fops	= &backend_dev_fops,
	};

	return xen_initial_domain() ? misc_register(&dev) : -ENODEV;
}
device_initcall(backend_dev_init);
