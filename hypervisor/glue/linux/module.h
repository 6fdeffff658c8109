/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands before the kernel's linux/module.h: library sources declare themselves. */
#ifndef HV_GLUE_LINUX_MODULE_H
#define HV_GLUE_LINUX_MODULE_H

#include <linux/export.h>
#include <linux/init.h>

#define MODULE_LICENSE(text)
#define MODULE_DESCRIPTION(text)
#define MODULE_AUTHOR(text)

#endif
