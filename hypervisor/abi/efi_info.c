// SPDX-License-Identifier: GPL-2.0-only
/*
 * XENPF_firmware_info, XEN_FW_EFI_INFO: dom0 on a machine that was started by EFI.
 *
 * The answers were collected at boot (core/machine.h). Memory is described by the
 * boot loader's map, which has fewer types than EFI's own: whatever is neither RAM
 * nor ACPI's is "reserved". Option ROMs and vendor properties were left behind
 * with the boot services.
 */
#include "abi/efi_info.h"
#include "core/machine.h"
#include "mm/guest_copy.h"
#include <linux/kernel.h>
#include <xen/interface/platform.h>

/* types and attributes of EFI memory descriptors */
#define EFI_RESERVED		0
#define EFI_CONVENTIONAL	7
#define EFI_ACPI_RECLAIM	9
#define EFI_ACPI_NVS		10
#define EFI_ATTR_WB		8

static int vendor(union xenpf_efi_info *info)
{
	size_t bytes = 0;

	while (machine.efi_vendor[bytes / sizeof(u16)])
		bytes += sizeof(u16);
	bytes = min(bytes + sizeof(u16), (size_t)info->vendor.bufsz & ~1UL);
	info->vendor.revision = machine.efi_vendor_revision;
	if (!bytes)
		return 0;
	return guest_write((unsigned long)info->vendor.name, machine.efi_vendor, bytes);
}

static int memory(union xenpf_efi_info *info)
{
	u64 addr = info->mem.addr;

	for (u32 i = 0; i < machine.nr_regions; i++) {
		const struct e820_region *r = &machine.map[i];

		if (addr - r->addr >= r->size)
			continue;
		info->mem.addr = r->addr;
		info->mem.size = r->size;
		info->mem.attr = EFI_ATTR_WB;
		info->mem.type = r->type == 1 ? EFI_CONVENTIONAL :
				 r->type == 3 ? EFI_ACPI_RECLAIM :
				 r->type == 4 ? EFI_ACPI_NVS : EFI_RESERVED;
		return 0;
	}
	return -ESRCH;
}

int efi_info(u32 index, union xenpf_efi_info *info)
{
	if (!machine.efi)
		return -ENOSYS;
	switch (index) {
	case XEN_FW_EFI_VERSION:
		info->version = machine.efi_revision;
		return 0;
	case XEN_FW_EFI_RT_VERSION:
		info->version = machine.efi_revision;
		return 0;
	case XEN_FW_EFI_CONFIG_TABLE:
		info->cfg.addr = machine.efi_tables;
		info->cfg.nent = machine.efi_nr_tables;
		return 0;
	case XEN_FW_EFI_VENDOR:
		return vendor(info);
	case XEN_FW_EFI_MEM_INFO:
		return memory(info);
	case XEN_FW_EFI_PCI_ROM:
	case XEN_FW_EFI_APPLE_PROPERTIES:
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}
