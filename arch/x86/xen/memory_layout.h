/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's physical memory, as it is arranged at boot. */
#ifndef XEN_MEMORY_LAYOUT_H
#define XEN_MEMORY_LAYOUT_H

#include <linux/init.h>
#include <linux/types.h>

#include <asm/e820/types.h>

/*
 * The map that the kernel shall get: the machine's for the initial domain,
 * the builder's for others.  Changed only by memory_setup.c and
 * memory_conflict.c, both before the kernel's own map is made of it.
 */
extern struct e820_table guest_map;

/* Frames 0 ... initial_pages - 1 have memory when we start. */
extern unsigned long initial_pages;

char * __init xen_memory_setup(void);

/* extra_memory.c */
void __init extra_memory_add(unsigned long pfn, unsigned long nr);
void __init extra_memory_take(unsigned long pfn, unsigned long nr);
unsigned long xen_chk_extra_mem(unsigned long pfn);
void __init xen_inv_extra_mem(void);

/* memory_conflict.c */
phys_addr_t __init xen_find_free_area(phys_addr_t size);
void __init xen_chk_is_e820_usable(phys_addr_t start, phys_addr_t size,
				   const char *component);
bool __init memory_is_ram(phys_addr_t start, phys_addr_t size);
void __init memory_rescue_p2m(void);
void __init memory_rescue_initrd(void);

/* memory_remap.c */
unsigned long __init memory_remap_count(void);
void __init memory_remap_prepare(void);
void __init xen_remap_memory(void);

#endif
