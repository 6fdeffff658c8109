// SPDX-License-Identifier: GPL-2.0-only
/*
 * The debugfs directory "xen", for whoever has something to show in it.
 */
#include <linux/debugfs.h>
#include <linux/init.h>

#include "pv_debugfs.h"

/** xen_init_debugfs() - the directory, made when first asked for */
struct dentry * __init xen_init_debugfs(void)
{
	static struct dentry *directory __initdata;

	if (!directory)
		directory = debugfs_create_dir("xen", NULL);
	return directory;
}
