/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the kernel's linux/module.h: library sources declare themselves. */
#ifndef HV_GLUE_LINUX_MODULE_H
#define HV_GLUE_LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>

#define MODULE_LICENSE(...)
#define MODULE_DESCRIPTION(...)
#define MODULE_AUTHOR(...)

#endif
