/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of xenfs that need more than a few lines. */
#ifndef _DRIVERS_XEN_XENFS_H
#define _DRIVERS_XEN_XENFS_H

#include <linux/fs.h>

extern const struct file_operations xensyms_fops;

#endif /* _DRIVERS_XEN_XENFS_H */
