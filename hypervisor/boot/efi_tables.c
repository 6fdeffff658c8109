// SPDX-License-Identifier: GPL-2.0-only
/*
 * What EFI firmware left behind that dom0 asks for.
 *
 * The boot loader has ended the firmware's boot services; what stays is the
 * system table with the list of configuration tables, among them ACPI and SMBIOS,
 * which dom0 finds in no other way on such a machine. Only where that list is, the
 * versions and the vendor's name are taken; dom0 maps and reads the tables itself.
 * EFI's run-time services are not called by the hypervisor.
 */
#include "boot/efi_tables.h"
#include "boot/multiboot.h"
#include "core/machine.h"
#include <linux/array_size.h>

#define SYSTEM_TABLE_SIGNATURE	0x5453595320494249ULL	/* "IBI SYST" */

struct efi_system_table {
	u64 signature;
	u32 revision, header_bytes, crc, reserved;
	u64 vendor;			/* machine address, UCS-2 text */
	u32 vendor_revision, pad;
	u64 consoles[6];
	u64 runtime, boottime;
	u64 nr_tables;
	u64 tables;
};

static_assert(sizeof(struct efi_system_table) == 120);

static void read_vendor(u64 maddr)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(machine.efi_vendor) - 1; i++) {
		const u16 *c = multiboot_map(maddr + i * sizeof(*c), sizeof(*c));

		if (!c || !*c)
			break;
		machine.efi_vendor[i] = *c;
	}
}

void efi_tables_read(u64 system_table_maddr)
{
	const struct efi_system_table *t;

	t = system_table_maddr ? multiboot_map(system_table_maddr, sizeof(*t)) : NULL;
	if (!t || t->signature != SYSTEM_TABLE_SIGNATURE || t->nr_tables > 1000)
		return;
	machine.efi = true;
	machine.efi_tables = t->tables;
	machine.efi_nr_tables = t->nr_tables;
	machine.efi_revision = t->revision;
	machine.efi_vendor_revision = t->vendor_revision;
	read_vendor(t->vendor);
}
