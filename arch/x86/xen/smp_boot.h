/* SPDX-License-Identifier: GPL-2.0-only */
/* Bringing vCPUs up and taking them down. */
#ifndef XEN_SMP_BOOT_H
#define XEN_SMP_BOOT_H

#include <linux/init.h>

#ifdef CONFIG_SMP
void __init smp_boot_init(void);
void __init smp_boot_count_vcpus(void);
void smp_boot_forget_contexts(void);
#else
static inline void smp_boot_init(void) { }
static inline void smp_boot_count_vcpus(void) { }
static inline void smp_boot_forget_contexts(void) { }
#endif

#endif
