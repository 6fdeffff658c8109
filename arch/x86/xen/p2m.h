/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of the domain's frames, inside the port. What drivers may call is
 * declared by asm/xen/page.h.
 */
#ifndef XEN_P2M_H
#define XEN_P2M_H

#include <linux/types.h>

/* Start to use the list that the domain's builder made. */
void xen_build_dynamic_phys_to_machine(void);

/* Move to a list of our own, sparse, and large enough for hotplug. */
void xen_vmalloc_p2m_tree(void);

/*
 * The tree that tools read: build it, or rebuild it after a restore; then tell
 * the hypervisor through the shared info page.
 */
void xen_build_mfn_list_list(void);
void xen_setup_mfn_list_list(void);

/*
 * Firmware tables that lie where the kernel has its own memory are shown at
 * another place: remember that, and do it once the list can take it.
 */
void xen_add_remap_nonram(phys_addr_t maddr, phys_addr_t paddr,
			  unsigned long size);
void xen_do_remap_nonram(void);

/* Provided by the memory set-up (extra_memory.c, memory_remap.c ...). */
unsigned long xen_chk_extra_mem(unsigned long pfn);
void xen_inv_extra_mem(void);
void xen_remap_memory(void);
phys_addr_t xen_find_free_area(phys_addr_t size);
void xen_chk_is_e820_usable(phys_addr_t start, phys_addr_t size,
			    const char *component);

#endif
