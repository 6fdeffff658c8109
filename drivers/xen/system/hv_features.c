// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the hypervisor is and can do. Called first of all things, before the
 * stack protector has its value, and after each resume: the new machine may
 * offer less, but never less than a PV kernel cannot do without.
 */

#include <linux/export.h>
#include <linux/kernel.h>
#include <asm/xen/hypercall.h>
#include <xen/features.h>
#include <xen/interface/version.h>
#include <xen/xen.h>

u8 xen_features[32 * XENFEAT_NR_SUBMAPS] __read_mostly;
EXPORT_SYMBOL_GPL(xen_features);

static void require(int feature, const char *name)
{
	if (!xen_feature(feature))
		panic("Xen: the hypervisor lacks %s\n", name);
}

/**
 * xen_setup_features() - ask for all features
 */
void xen_setup_features(void)
{
	struct xen_feature_info info;
	unsigned int bit;

	BUILD_BUG_ON(XENFEAT_NR_SUBMAPS != 1);
	info.submap_idx = 0;
	info.submap = 0;
	HYPERVISOR_xen_version(XENVER_get_features, &info);
	for (bit = 0; bit < 32; bit++)
		xen_features[bit] = (info.submap >> bit) & 1;

	if (!xen_pv_domain())
		return;
	require(XENFEAT_mmu_pt_update_preserve_ad,
		"page table updates that keep accessed and dirty bits");
	require(XENFEAT_gnttab_map_avail_bits,
		"available bits in the entries of mapped grants");
}
