// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen_version: who we are. The identity is that of 4.17, because stock kernels and
 * toolstacks choose their behaviour by it; compile information and the extra version
 * say whose work this is.
 *
 * It is also the cheapest hypercall, and guests use it to have pending events
 * delivered.
 *
 * ABI: __HYPERVISOR_xen_version(cmd, arg)
 * Errors: -ENOSYS; -EFAULT; -EPERM for what only the privileged may read
 */
#include <linux/string.h>
#include "abi/dispatch.h"
#include "core/machine.h"
#include "cpu/image.h"
#include "mm/guest_copy.h"
#include <linux/stringify.h>
#include <xen/interface/features.h>
#include <xen/interface/version.h>

#define VERSION_MAJOR	4
#define VERSION_MINOR	17

static const struct xen_compile_info compile_info = {
	.compiler = "gcc " __stringify(__GNUC__) "." __stringify(__GNUC_MINOR__) "."
		    __stringify(__GNUC_PATCHLEVEL__),
	.compile_by = "zazen",
	.compile_domain = "",
	.compile_date = "",
};

static long get_features(unsigned long gva)
{
	struct domain *d = current_domain();
	struct xen_feature_info fi;

	if (guest_read(&fi, gva, sizeof(fi)))
		return -EFAULT;
	switch (fi.submap_idx) {
	case 0:
		fi.submap = 1U << XENFEAT_mmu_pt_update_preserve_ad |
			    1U << XENFEAT_highmem_assist |
			    1U << XENFEAT_gnttab_map_avail_bits |
			    1U << XENFEAT_memory_op_vnode_supported |
			    1U << XENFEAT_not_direct_mapped;
		if (d->vm_assist & 1U << VMASST_TYPE_pae_extended_cr3)
			fi.submap |= 1U << XENFEAT_pae_pgdir_above_4gb;
		if (d->hardware)
			fi.submap |= 1U << XENFEAT_dom0;
		break;
	default:
		return -EINVAL;
	}
	return guest_write(gva, &fi, sizeof(fi));
}

/* struct xen_build_id: in: room in buf; out: length, returned as well */
static long build_id(unsigned long gva)
{
	const u8 *note = _build_id_start;
	u32 namesz = *(const u32 *)note, descsz = *(const u32 *)(note + 4), room;
	const u8 *desc = note + 12 + ((namesz + 3) & ~3U);

	if (_build_id_end - _build_id_start < 12 || desc + descsz > _build_id_end)
		return -ENODATA;
	if (!gva)
		return descsz;
	if (guest_read(&room, gva, sizeof(room)))
		return -EFAULT;
	if (room < descsz)
		return -ENOBUFS;
	if (guest_write(gva, &descsz, sizeof(descsz)) ||
	    guest_write(gva + sizeof(descsz), desc, descsz))
		return -EFAULT;
	return descsz;
}

static long put_string(unsigned long gva, const char *s, size_t size)
{
	size_t used = strnlen(s, size - 1);

	if (guest_write(gva, s, used))
		return -EFAULT;
	return guest_clear(gva + used, size - used);
}

HYPERCALL(xen_version)
{
	struct xen_platform_parameters params;

	switch (a1) {
	case XENVER_version:
		return VERSION_MAJOR << 16 | VERSION_MINOR;
	case XENVER_extraversion:
		return put_string(a2, ".0-zazen", sizeof(struct xen_extraversion));
	case XENVER_compile_info:
		return guest_write(a2, &compile_info, sizeof(compile_info));
	case XENVER_capabilities:
		return put_string(a2, "xen-3.0-x86_64", sizeof(struct xen_capabilities_info));
	case XENVER_changeset:
		return put_string(a2, "zazen", sizeof(struct xen_changeset_info));
	case XENVER_platform_parameters:
		params.virt_start = HV_VIRT_START;
		return guest_write(a2, &params, sizeof(params));
	case XENVER_get_features:
		return get_features(a2);
	case XENVER_pagesize:
		return a2 ? -EINVAL : HV_PAGE_SIZE;
	case XENVER_guest_handle:
		return guest_write(a2, current_domain()->handle, sizeof(current_domain()->handle));
	case XENVER_commandline:
		return put_string(a2, current_domain()->privileged ? machine.cmdline : "<denied>",
				  sizeof(struct xen_commandline));
	case XENVER_build_id:
		return current_domain()->privileged ? build_id(a2) : -EPERM;
	default:
		return -ENOSYS;
	}
}
