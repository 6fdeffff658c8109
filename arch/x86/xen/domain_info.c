// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who we are: the kind of domain, its start-info page, its shared-info page.
 *
 * Nearly every other part of the kernel that cares about Xen asks one of the
 * variables here, on bare metal too, so their initial values are those of
 * bare metal: XEN_NATIVE, no flags, a shared-info page of zeroes.
 *
 * Two of them change during the life of a domain.  The start-info page is
 * rewritten by the toolstack when a domain is restored elsewhere; its address
 * stays.  The shared-info page is a machine frame that belongs to the
 * hypervisor; it is mapped through a fixmap slot, unmapped before a suspend,
 * and mapped again, perhaps another frame, after it.  In between, and before
 * the first mapping, the dummy stands in.
 *
 * Deliberately absent: anything per vCPU (vcpu_info.c).
 */
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/pgtable.h>
#include <linux/printk.h>

#include <xen/features.h>
#include <xen/interface/version.h>
#include <xen/page.h>
#include <xen/xen.h>

#include <asm/fixmap.h>
#include <asm/paravirt.h>
#include <asm/xen/events.h>
#include <asm/xen/hypercall.h>

#include "domain_info.h"

enum xen_domain_type xen_domain_type __ro_after_init = XEN_NATIVE;
EXPORT_SYMBOL_GPL(xen_domain_type);

uint32_t xen_start_flags __ro_after_init;
EXPORT_SYMBOL(xen_start_flags);

struct start_info *xen_start_info;
EXPORT_SYMBOL_GPL(xen_start_info);

struct shared_info xen_dummy_shared_info;
struct shared_info *HYPERVISOR_shared_info = &xen_dummy_shared_info;

/* Only hardware-assisted guests are notified by a vector; callers of the
 * generic code ask, and "yes" means that pirqs can be used.
 */
bool xen_have_vector_callback __read_mostly = true;
EXPORT_SYMBOL_GPL(xen_have_vector_callback);

/**
 * domain_info_adopt() - become a PV domain
 * @si: the start-info page
 *
 * Context: first thing on the boot processor; before any hypercall.
 */
void __init domain_info_adopt(struct start_info *si)
{
	xen_start_info = si;
	xen_start_flags = si->flags;
	xen_domain_type = XEN_PV_DOMAIN;
}

static void point_at_mapping(void)
{
	set_fixmap(FIX_PARAVIRT_BOOTMAP, xen_start_info->shared_info);
	HYPERVISOR_shared_info = (void *)fix_to_virt(FIX_PARAVIRT_BOOTMAP);
}

/**
 * domain_info_map_shared() - use the real shared-info page from now on
 *
 * Context: boot processor, as soon as fixmap page tables can be filled in.
 */
void __init domain_info_map_shared(void)
{
	populate_extra_pte(fix_to_virt(FIX_PARAVIRT_BOOTMAP));
	point_at_mapping();
}

/**
 * domain_info_unmap_shared() - let go of the shared-info page
 *
 * A frame of the hypervisor cannot be part of a saved image.
 *
 * Context: suspend, interrupts off, only this processor running.
 */
void domain_info_unmap_shared(void)
{
	HYPERVISOR_shared_info = &xen_dummy_shared_info;
	if (HYPERVISOR_update_va_mapping(fix_to_virt(FIX_PARAVIRT_BOOTMAP),
					 __pte_ma(0), 0))
		BUG();
}

/**
 * domain_info_remap_shared() - the reverse, after a suspend
 *
 * Context: as domain_info_unmap_shared().
 */
void domain_info_remap_shared(void)
{
	point_at_mapping();
}

/**
 * xen_running_on_version_or_later() - compare the hypervisor's version
 * @major: number before the dot
 * @minor: number after it
 *
 * Return: whether there is a hypervisor, and it is not older.
 */
bool xen_running_on_version_or_later(unsigned int major, unsigned int minor)
{
	unsigned int version;

	if (!xen_domain())
		return false;
	version = HYPERVISOR_xen_version(XENVER_version, NULL);
	return version >= (major << 16 | minor);
}

/** domain_info_banner() - say under what we run; x86_init.oem.banner */
void __init domain_info_banner(void)
{
	unsigned int version = HYPERVISOR_xen_version(XENVER_version, NULL);
	struct xen_extraversion extra = { };

	HYPERVISOR_xen_version(XENVER_extraversion, &extra);
	pr_info("%s domain of a Xen ABI hypervisor, version %u.%u%.16s\n",
		xen_initial_domain() ? "Initial" : "Guest",
		version >> 16, version & 0xffff, extra.extraversion);
	if (xen_feature(XENFEAT_mmu_pt_update_preserve_ad))
		pr_info("Page table updates preserve accessed and dirty bits\n");
}
