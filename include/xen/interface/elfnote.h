/* SPDX-License-Identifier: MIT */
/*
 * ELF notes (owner "Xen") in which a kernel tells a domain builder how it wants
 * to be loaded. N: a number, S: a string.
 */
#ifndef _XEN_INTERFACE_ELFNOTE_H
#define _XEN_INTERFACE_ELFNOTE_H

/* Free text, ignored. */
#define XEN_ELFNOTE_INFO		0
#define XEN_ELFNOTE_ENTRY		1	/* N: virtual entry point */
/* N: page that the builder fills with hypercall stubs */
#define XEN_ELFNOTE_HYPERCALL_PAGE	2
/* N: virtual address of pseudo-physical address zero */
#define XEN_ELFNOTE_VIRT_BASE		3
/* N: to subtract from ELF physical addresses */
#define XEN_ELFNOTE_PADDR_OFFSET	4
#define XEN_ELFNOTE_XEN_VERSION		5	/* S: ABI wanted, "xen-3.0" */
/* S: name of the system and its version */
#define XEN_ELFNOTE_GUEST_OS		6
#define XEN_ELFNOTE_GUEST_VERSION	7
/* S: "generic" for the one loader there is */
#define XEN_ELFNOTE_LOADER		8
/* S: 32-bit guests need "yes"; 64-bit ones ignore it */
#define XEN_ELFNOTE_PAE_MODE		9
/* S: feature names joined by '|'; a leading '!' requires */
#define XEN_ELFNOTE_FEATURES		10
/* S: "yes": load the symbol table behind the kernel */
#define XEN_ELFNOTE_BSD_SYMTAB		11
/* N: 32-bit guests, lowest address left to the hypervisor */
#define XEN_ELFNOTE_HV_START_LOW	12
/* Pairs of N: mask and value that mark an L1 entry as holding an mfn */
#define XEN_ELFNOTE_L1_MFN_VALID	13
/* N: 1 if the kernel can resume in place after a cancelled suspend */
#define XEN_ELFNOTE_SUSPEND_CANCEL	14
/* N: virtual address at which to map the initial p2m */
#define XEN_ELFNOTE_INIT_P2M		15
/* N: 1 if the kernel accepts SIF_MOD_START_PFN */
#define XEN_ELFNOTE_MOD_START_PFN	16
/* N: bits of XENFEAT_* that the kernel can use */
#define XEN_ELFNOTE_SUPPORTED_FEATURES	17
#define XEN_ELFNOTE_PHYS32_ENTRY	18	/* N: physical entry point for PVH */
/* Newer than 4.17: alignment and range for moving a PVH kernel */
#define XEN_ELFNOTE_PHYS32_RELOC	19

/* Highest number above. */
#define XEN_ELFNOTE_MAX	XEN_ELFNOTE_PHYS32_RELOC

/* Notes in a crash image of the machine. */
#define XEN_ELFNOTE_CRASH_INFO	0x1000001
#define XEN_ELFNOTE_CRASH_REGS	0x1000002

/* Notes in a core file of a domain. */
#define XEN_ELFNOTE_DUMPCORE_NONE		0x2000000
#define XEN_ELFNOTE_DUMPCORE_HEADER		0x2000001
#define XEN_ELFNOTE_DUMPCORE_XEN_VERSION	0x2000002
#define XEN_ELFNOTE_DUMPCORE_FORMAT_VERSION	0x2000003

#endif /* _XEN_INTERFACE_ELFNOTE_H */
