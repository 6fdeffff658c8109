/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What are we running on? The one question that code all over the kernel asks.
 *
 * A kernel with the port built in decides it once, in the first instructions
 * of its life: the PV entry point sets xen_domain_type, any other entry leaves
 * it alone. From then on it never changes. Without the port every answer is
 * a compile-time "no", so callers need no #ifdef.
 *
 * Nearly two hundred files include this header (through asm/acpi.h and
 * block/blk.h). It stays light: types and four macros.
 */
#ifndef _XEN_XEN_H
#define _XEN_XEN_H

#include <linux/bug.h>
#include <linux/types.h>
#include <xen/interface/hvm/start_info.h>

enum xen_domain_type {
	XEN_NATIVE = 0,		/* the real machine, or some other hypervisor */
	XEN_PV_DOMAIN,		/* paravirtualised, the hypervisor's tables */
	XEN_HVM_DOMAIN,		/* hardware-assisted; not by this port */
};

#ifndef CONFIG_XEN
#define xen_domain_type		XEN_NATIVE
#else
extern enum xen_domain_type xen_domain_type;
#endif

#define xen_pv_domain()		(xen_domain_type == XEN_PV_DOMAIN)
#define xen_hvm_domain()	(xen_domain_type == XEN_HVM_DOMAIN)
#define xen_domain()		(xen_domain_type != XEN_NATIVE)

/* The flags of the start info page, SIF_*. */
extern u32 xen_start_flags;

#ifdef CONFIG_XEN_DOM0
#include <asm/xen/hypervisor.h>
#include <xen/interface/xen.h>
#define xen_initial_domain() \
	(xen_domain() && (xen_start_flags & SIF_INITDOMAIN))
#else
#define xen_initial_domain()	0
#endif

/* The PVH entry of arch/x86/platform/pvh asks for these. */
#ifdef CONFIG_XEN_PVH
extern bool xen_pvh;
#else
#define xen_pvh			0
#endif
#define xen_pvh_domain()	(xen_pvh)
extern struct hvm_start_info pvh_start_info;
void xen_prepare_pvh(void);

/* May this domain have PCI devices, and so need addresses translated? */
#ifdef CONFIG_XEN_PV
extern bool xen_pv_pci_possible;
#else
#define xen_pv_pci_possible	0
#endif

struct pt_regs;
void xen_pv_evtchn_do_upcall(struct pt_regs *regs);

struct bio_vec;
struct page;
bool xen_biovec_phys_mergeable(const struct bio_vec *vec1,
			       const struct page *page);

/* Address space without memory behind it, to map foreign frames into. */
#ifdef CONFIG_XEN_UNPOPULATED_ALLOC
int xen_alloc_unpopulated_pages(unsigned int nr_pages, struct page **pages);
void xen_free_unpopulated_pages(unsigned int nr_pages, struct page **pages);
extern unsigned long xen_unpopulated_pages;
#else
#include <xen/balloon.h>
#define xen_alloc_unpopulated_pages(n, p)	xen_alloc_ballooned_pages(n, p)
#define xen_free_unpopulated_pages(n, p)	xen_free_ballooned_pages(n, p)
#define xen_unpopulated_pages			0UL
#endif

/* Does the machine have this processor? (dom0 may have fewer vCPUs) */
#if defined(CONFIG_XEN_DOM0) && defined(CONFIG_ACPI)
bool xen_processor_present(u32 acpi_id);
#else
static inline bool xen_processor_present(u32 acpi_id)
{
	BUG();
	return false;
}
#endif

#endif /* _XEN_XEN_H */
