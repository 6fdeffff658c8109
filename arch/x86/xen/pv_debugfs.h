/* SPDX-License-Identifier: GPL-2.0-only */
/* The debugfs directory "xen". */
#ifndef XEN_PV_DEBUGFS_H
#define XEN_PV_DEBUGFS_H

struct dentry;

struct dentry *xen_init_debugfs(void);

#endif
