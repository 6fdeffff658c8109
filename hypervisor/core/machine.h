/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts about the machine that guests may ask for: the firmware's memory map as the
 * boot loader gave it (XENMEM_machine_memory_map), boot console, firmware tables.
 * Filled by boot/, read-only afterwards.
 */
#ifndef HV_CORE_MACHINE_H
#define HV_CORE_MACHINE_H

#include "lib/types.h"

struct e820_region {
	u64 addr, size;
	u32 type;		/* 1 RAM, 2 reserved, 3 ACPI, 4 NVS, 5 unusable */
} __packed;

#define MACHINE_MAP_MAX	128

/* A domain's pseudo-physical map (XENMEM_set_memory_map); domain's lock. */
struct memory_map {
	u32 nr;
	struct e820_region region[MACHINE_MAP_MAX];
};

struct machine {
	u32 nr_regions;
	struct e820_region map[MACHINE_MAP_MAX];
	/* started by EFI: what dom0 asks about it; machine addresses */
	bool efi;
	u64 efi_tables;		/* configuration tables */
	u32 efi_nr_tables;
	u32 efi_revision, efi_vendor_revision;
	u16 efi_vendor[64];	/* UCS-2 */
	char cmdline[1024];	/* the hypervisor's own, for XENVER_commandline */
};

extern struct machine machine;

#endif
