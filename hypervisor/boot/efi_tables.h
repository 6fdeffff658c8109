/* SPDX-License-Identifier: GPL-2.0-only */
/* What EFI firmware left behind that dom0 asks for. */
#ifndef HV_BOOT_EFI_TABLES_H
#define HV_BOOT_EFI_TABLES_H

#include "lib/types.h"

/*
 * Copy the interesting fields of the EFI system table into the machine record; 0:
 * there is none. Before mm_init(), while the first 4 GiB are mapped.
 */
void efi_tables_read(u64 system_table_maddr);

#endif
