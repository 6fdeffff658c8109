/* SPDX-License-Identifier: GPL-2.0-only */
/* What the firmware's tables say about the machine; read once at boot. */
#ifndef HV_CPU_ACPI_H
#define HV_CPU_ACPI_H

#include "cpu/acpi_parse.h"

/*
 * Valid after acpi_init(). Without usable tables there is one CPU (the boot
 * CPU), one IOAPIC at the customary address and nothing else.
 */
extern struct acpi_madt_info acpi_madt;
extern struct acpi_fadt_info acpi_fadt;
extern struct acpi_hpet_info acpi_hpet;		/* base 0: none */
extern struct acpi_mcfg_entry acpi_mcfg[ACPI_MAX_MCFG];
extern unsigned int acpi_nr_mcfg;
extern u64 acpi_rsdp_maddr;			/* for start_info / dom0; 0 none */

/**
 * acpi_init() - find the tables and parse them
 * @rsdp_copy: an RSDP that the boot loader handed over (multiboot2), or NULL:
 *             then the BIOS areas are searched
 * @rsdp_bytes: size of it
 *
 * Context: boot, map_mmio() works.
 */
void acpi_init(const void *rsdp_copy, size_t rsdp_bytes);

/**
 * acpi_find() - a checked table by signature
 * @sig: four characters
 * @nr: 0 for the first of that signature
 *
 * Return: a permanent read-only mapping of the whole table, or NULL.
 */
const struct acpi_table_header *acpi_find(const char *sig, unsigned int nr);

/* GSI that carries ISA interrupt @irq (0..15) */
unsigned int acpi_isa_gsi(unsigned int irq);

#endif
