// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenfs, the file system that old and new tools expect at /proc/xen.
 *
 * It has a handful of fixed files and no state: two names for devices of
 * /dev/xen, the text that tells a tool it runs in dom0, and what a xenstored
 * in dom0 needs to find the ring that the kernel prepared for it.  A guest
 * that is not dom0 sees the first three only.
 */
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/io.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#include <asm/xen/page.h>

#include "privcmd.h"
#include "xenfs.h"

static ssize_t capabilities_read(struct file *file, char __user *buf,
				 size_t count, loff_t *pos)
{
	static const char dom0[] = "control_d\n";

	if (!xen_initial_domain())
		return 0;
	return simple_read_from_buffer(buf, count, pos, dom0, sizeof(dom0) - 1);
}

static const struct file_operations capabilities_fops = {
	.read	= capabilities_read,
	.llseek	= default_llseek,
};

/* The ring's address in the kernel; only its being there means anything. */
static ssize_t xsd_kva_read(struct file *file, char __user *buf, size_t count,
			    loff_t *pos)
{
	char text[32];
	int len = scnprintf(text, sizeof(text), "0x%p", xen_store_interface);

	return simple_read_from_buffer(buf, count, pos, text, len);
}

static int xsd_kva_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1 || vma->vm_pgoff)
		return -EINVAL;
	if (!xen_store_interface)
		return -ENODEV;
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_pfn(xen_store_interface), PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations xsd_kva_fops = {
	.read	= xsd_kva_read,
	.mmap	= xsd_kva_mmap,
	.llseek	= default_llseek,
};

static ssize_t xsd_port_read(struct file *file, char __user *buf, size_t count,
			     loff_t *pos)
{
	char text[16];
	int len = scnprintf(text, sizeof(text), "%d", xen_store_evtchn);

	return simple_read_from_buffer(buf, count, pos, text, len);
}

static const struct file_operations xsd_port_fops = {
	.read	= xsd_port_read,
	.llseek	= default_llseek,
};

/* Entries 0 and 1 do not exist: these inode numbers are taken. */
static const struct tree_descr guest_files[] = {
	[2] = { "xenbus", &xen_xenbus_fops, 0600 },
	{ "privcmd", &xen_privcmd_fops, 0600 },
	{ "capabilities", &capabilities_fops, 0444 },
	{ "" }
};

static const struct tree_descr dom0_files[] = {
	[2] = { "xenbus", &xen_xenbus_fops, 0600 },
	{ "privcmd", &xen_privcmd_fops, 0600 },
	{ "capabilities", &capabilities_fops, 0444 },
	{ "xsd_kva", &xsd_kva_fops, 0600 },
	{ "xsd_port", &xsd_port_fops, 0600 },
#ifdef CONFIG_XEN_SYMS
	{ "xensyms", &xensyms_fops, 0400 },
#endif
	{ "" }
};

static int fill_root(struct super_block *sb, struct fs_context *fc)
{
	return simple_fill_super(sb, XENFS_SUPER_MAGIC,
				 xen_initial_domain() ? dom0_files :
							guest_files);
}

static int xenfs_get_tree(struct fs_context *fc)
{
	return get_tree_single(fc, fill_root);
}

static const struct fs_context_operations context_ops = {
	.get_tree = xenfs_get_tree,
};

static int init_context(struct fs_context *fc)
{
	fc->ops = &context_ops;
	return 0;
}

static struct file_system_type xenfs_type = {
	.name			= "xenfs",
	.kill_sb		= kill_litter_super,
	.init_fs_context	= init_context,
	.owner			= THIS_MODULE,
};
MODULE_ALIAS_FS("xenfs");

static int __init xenfs_init(void)
{
	return xen_domain() ? register_filesystem(&xenfs_type) : 0;
}
module_init(xenfs_init);

static void __exit xenfs_exit(void)
{
	if (xen_domain())
		unregister_filesystem(&xenfs_type);
}
module_exit(xenfs_exit);

MODULE_DESCRIPTION("Xen file system (/proc/xen)");
MODULE_LICENSE("GPL");
