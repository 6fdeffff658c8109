/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypervisor's own page tables: slots 256..259 and 261..271 of a template
 * that every root table copies. W^X: a mapping is writable or executable, never both.
 */
#ifndef HV_MM_HV_PGTABLE_H
#define HV_MM_HV_PGTABLE_H

#include "mm/owner.h"

#define HV_PROT_RO	0
#define HV_PROT_RW	1
#define HV_PROT_RX	2
#define HV_PROT_UC	4	/* uncached (MMIO) */
#define HV_PROT_GUEST_RO 8	/* user-readable: M2P window only */

/*
 * Boot, called by mm_init(): final tables replace start.S's in boot_l4: directmap
 * of all RAM, frame table, M2P. The image's own mapping stays as it is.
 */
void hv_pgtable_init(void);
void hv_pgtable_protect_image(void);	/* after .init ran: drop it, seal rodata */

/* Frame behind a hypervisor address as the template maps it; INVALID_MFN if none. */
mfn_t hv_lookup(unsigned long va);

int hv_map_pages(unsigned long va, mfn_t mfn, unsigned long nr, unsigned int prot);
void hv_unmap_pages(unsigned long va, unsigned long nr);
void *vmap_mmio(u64 maddr, size_t bytes);	/* permanent; map_mmio() upcall is this */
void *vmap_pages(const mfn_t *mfns, unsigned int nr, unsigned int prot);
void vunmap(void *p);

/* The template's 16 root entries; hv_root_cr3() for idle. */
void hv_root_copy_slots(u64 *l4, mfn_t perdomain_l3);
u64 hv_root_cr3(void);

/* Build PCPU_AREA(cpu): all pages as in cpu/layout.h. -ENOMEM */
int hv_map_pcpu_area(unsigned int cpu);

/* Is @p from vmap_pages() or vmap_mmio()? */
static inline bool is_vmap(const void *p)
{
	return (unsigned long)p - VMAP_VIRT < VMAP_SIZE;
}

/* Slot 260: tables for one domain and one vCPU's window */
int perdomain_init(struct mm_owner *o);
void perdomain_free(struct mm_owner *o);
int perdomain_vcpu_init(struct mm_owner *o, unsigned int vcpu_id);
void perdomain_set(struct mm_owner *o, unsigned long va, mfn_t mfn, bool writable, bool present);

#endif
