/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a device's MSI-X table is, and our mapping of it. */
#ifndef HV_CPU_MSIX_TABLE_H
#define HV_CPU_MSIX_TABLE_H

#include "lib/types.h"

/**
 * msix_table_slot() - the mapped table entry @entry
 * @cap: offset of the MSI-X capability
 * @hint_maddr: the table's machine address if the BAR does not tell (virtual
 *              functions); 0 if unknown
 *
 * Return: 16 bytes of MMIO, or NULL if there is no address or no mapping.
 */
u8 *msix_table_slot(u16 seg, u8 bus, u8 devfn, u8 cap, unsigned int entry, u64 hint_maddr);

/* The frame holds an MSI-X table that we have programmed (not for guests to write). */
bool msix_table_frame(mfn_t mfn);

#endif
