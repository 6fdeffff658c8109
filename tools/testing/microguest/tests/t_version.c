// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen_version: the identity that a stock kernel and toolstack look for.
 *
 * Everything here is read by `xl info`, by /sys/hypervisor and by the kernel's
 * banner; a kernel also uses sub-op 0 as a cheap way to enter the hypervisor.
 * Each sub-op that writes to memory must refuse a pointer it may not write to.
 */
#include "mg.h"
#include <xen/interface/version.h>

#define XENVER_build_id_nr 10

MG_TEST(version_number, 0, "XENVER_version says 4.17")
{
	CHECK_RC(hc_xen_version(XENVER_version, NULL), (4L << 16) | 17);
	/* the argument is not looked at */
	CHECK_RC(hc_xen_version(XENVER_version, MG_NONCANON), (4L << 16) | 17);
}

MG_TEST(version_strings, 0, "extraversion, capabilities, changeset, compile info are text")
{
	static char buf[4096];
	static const struct { unsigned int op, size; } sub[] = {
		{ XENVER_extraversion, 16 }, { XENVER_compile_info, 64 + 16 + 32 + 32 },
		{ XENVER_capabilities, 1024 }, { XENVER_changeset, 64 },
		{ XENVER_commandline, 1024 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sub); i++) {
		memset(buf, 0xee, sizeof(buf));
		CHECK_RC(hc_xen_version(sub[i].op, buf), 0);
		CHECK(buf[0] != '\xee', "sub-op %u wrote nothing", sub[i].op);
		CHECK(buf[sub[i].size] == '\xee', "sub-op %u wrote past %u bytes",
		      sub[i].op, sub[i].size);
	}
	hc_xen_version(XENVER_capabilities, buf);
	CHECK(strstr(buf, "xen-3.0-x86_64"), "capabilities are '%s'", buf);
}

MG_TEST(version_bad_pointer, MG_HOSTILE, "every writing sub-op refuses wild pointers")
{
	static const unsigned int sub[] = {
		XENVER_extraversion, XENVER_compile_info, XENVER_capabilities, XENVER_changeset,
		XENVER_platform_parameters, XENVER_commandline,
	};
	static const unsigned long wild[] = {
		8, MG_NONCANON, MG_HYP_VA, 0xffff830000000000UL, 0xfffffffffffff000UL,
		MACH2PHYS_VIRT_START,
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(sub); i++) {
		for (j = 0; j < ARRAY_SIZE(wild); j++)
			CHECK(hc_xen_version(sub[i], wild[j]) == -XEN_EFAULT,
			      "sub-op %u to %lx: %ld", sub[i], wild[j],
			      hc_xen_version(sub[i], wild[j]));
	}
}

MG_TEST(version_features, 0, "feature words: submap 0 of a PV dom0, and the end of the array")
{
	struct xen_feature_info fi = { .submap_idx = 0 };

	CHECK_RC(hc_xen_version(XENVER_get_features, &fi), 0);
	CHECK(fi.submap & (1U << XENFEAT_mmu_pt_update_preserve_ad), "features %x", fi.submap);
	CHECK(fi.submap & (1U << XENFEAT_gnttab_map_avail_bits), "features %x", fi.submap);
	CHECK(fi.submap & (1U << XENFEAT_dom0), "features %x", fi.submap);
	CHECK(fi.submap & (1U << XENFEAT_memory_op_vnode_supported), "features %x", fi.submap);
	CHECK(!(fi.submap & (1U << XENFEAT_auto_translated_physmap)), "features %x", fi.submap);
	CHECK(!(fi.submap & (1U << XENFEAT_writable_page_tables)), "features %x", fi.submap);
	CHECK(!(fi.submap & (1U << XENFEAT_supervisor_mode_kernel)), "features %x", fi.submap);
	mg_note("features %x", fi.submap);
	fi.submap_idx = 1;
	CHECK_RC(hc_xen_version(XENVER_get_features, &fi), -XEN_EINVAL);
	CHECK_RC(hc_xen_version(XENVER_get_features, 16), -XEN_EFAULT);
}

MG_TEST(version_misc, 0, "page size, platform parameters, guest handle, build id")
{
	struct xen_platform_parameters pp = { 0 };
	struct { u32 len; unsigned char buf[60]; } id = { .len = 60 };
	unsigned char handle[16];
	long n;

	CHECK_RC(hc_xen_version(XENVER_pagesize, NULL), 4096);
	CHECK_RC(hc_xen_version(XENVER_platform_parameters, &pp), 0);
	CHECK(pp.virt_start == HYPERVISOR_VIRT_START, "virt_start %lx", pp.virt_start);
	CHECK_RC(hc_xen_version(XENVER_guest_handle, handle), 0);
	n = hc_xen_version(XENVER_build_id_nr, &id);
	CHECK(n > 0 || n == -XEN_ENODATA, "build id: %ld", n);
	n = hc_xen_version(XENVER_build_id_nr, NULL);
	CHECK(n > 0 || n == -XEN_ENODATA, "build id length: %ld", n);
}

MG_TEST(version_unknown, 0, "an unknown sub-op is -ENOSYS")
{
	CHECK_RC(hc_xen_version(11, NULL), -XEN_ENOSYS);
	CHECK_RC(hc_xen_version(0x7fffffff, NULL), -XEN_ENOSYS);
	/* only the low 32 bits are a sub-op number */
	CHECK_RC(hc_xen_version(0xffffffffffffffffUL, NULL), -XEN_ENOSYS);
}
