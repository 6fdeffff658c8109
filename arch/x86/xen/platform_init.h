/* SPDX-License-Identifier: GPL-2.0-only */
/* What a PC has and a guest does not, or has in another way. */
#ifndef XEN_PLATFORM_INIT_H
#define XEN_PLATFORM_INIT_H

#include <linux/init.h>

void __init platform_init_hooks(void);
void __init platform_init_early(void);
void __init platform_init_boot(void);

/* dom0_boot.c, dom0_efi.c */
#ifdef CONFIG_XEN_DOM0
void __init dom0_boot_params(void);
void __init dom0_boot_mtrr(void);
#else
static inline void dom0_boot_params(void) { }
static inline void dom0_boot_mtrr(void) { }
#endif

#ifdef CONFIG_XEN_EFI
void __init dom0_efi_init(void);
#else
static inline void dom0_efi_init(void) { }
#endif

/* pv_apic.c */
void __init pv_apic_init(void);

#endif
