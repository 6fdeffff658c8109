/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands before the kernel's linux/printk.h: kernel headers and library code
 * that say something say it through the hypervisor's printk().
 */
#ifndef HV_GLUE_LINUX_PRINTK_H
#define HV_GLUE_LINUX_PRINTK_H

#include <linux/stdarg.h>
#include <linux/init.h>
#include <linux/kern_levels.h>
#include <linux/linkage.h>
#ifndef __ASSEMBLY__
#include "cpu/printk.h"
#endif

#define no_printk(fmt, ...)	({ if (0) printk(fmt, ##__VA_ARGS__); 0; })
#define pr_err(fmt, ...)	printk(LOG_ERR fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(LOG_WARN fmt, ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(LOG_INFO fmt, ##__VA_ARGS__)
#define pr_debug(fmt, ...)	no_printk(fmt, ##__VA_ARGS__)
#define pr_err_once		pr_err
#define pr_warn_once		pr_warn
#define printk_once		printk

#endif
