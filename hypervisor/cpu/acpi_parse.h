/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Firmware tables to facts: pure functions over a byte buffer.
 *
 * Every function is given the bytes and how many there are, and reads nothing
 * beyond them, whatever the lengths inside say.
 */
#ifndef HV_CPU_ACPI_PARSE_H
#define HV_CPU_ACPI_PARSE_H

#include "cpu/acpi_defs.h"
#include "lib/cpuset.h"

#define RSDP_V1_BYTES		20
#define ACPI_MAX_CPUS		HV_NR_CPUS
#define ACPI_MAX_IOAPICS	16
#define ACPI_NR_ISA		16
#define ACPI_MAX_MCFG		8

struct acpi_cpu {
	u32 apic_id;
	u32 acpi_id;
	u32 node;
};

struct acpi_ioapic {
	u64 base;
	u32 gsi_base;
	u8 id;
};

struct acpi_isa_irq {
	u32 gsi;
	bool level;
	bool active_low;
	bool overridden;
};

struct acpi_madt_info {
	u64 lapic_base;
	bool has_8259;
	unsigned int nr_cpus;		/* enabled ones kept in cpu[] */
	unsigned int nr_dropped;	/* enabled, but beyond ACPI_MAX_CPUS */
	unsigned int nr_disabled;
	struct acpi_cpu cpu[ACPI_MAX_CPUS];
	unsigned int nr_ioapics;
	struct acpi_ioapic ioapic[ACPI_MAX_IOAPICS];
	struct acpi_isa_irq isa[ACPI_NR_ISA];
	u8 nmi_lint[ACPI_MAX_CPUS];	/* LINT pin wired to NMI, 0xff none */
};

struct acpi_fadt_info {
	u16 sci_irq;
	u64 facs;
	u16 pm_timer_port;		/* 0: none */
	bool pm_timer_32bit;
	u16 pm1a_evt, pm1b_evt, pm1a_cnt, pm1b_cnt;
	u8 pm1_evt_bytes;
	bool reset_ok;
	u8 reset_space;			/* ACPI_ADR_SPACE_* */
	u64 reset_addr;
	u8 reset_value;
	bool no_cmos, no_vga, no_8042, hw_reduced;
	u8 century;			/* CMOS index, 0 none */
};

struct acpi_hpet_info {
	u64 base;
	u8 number;
};

struct acpi_mcfg_entry {
	u64 base;
	u16 seg;
	u8 first_bus, last_bus;
};

/* Sum of all bytes is zero. */
bool acpi_sum_ok(const void *p, size_t bytes);

/* @p holds an RSDP of a revision it claims, both checksums right. */
bool acpi_rsdp_ok(const void *p, size_t bytes);

/* A whole table of at least @min_bytes: length sane and within @bytes. */
bool acpi_table_ok(const void *p, size_t bytes, size_t min_bytes);

/* Each: 0, or -EINVAL if the table is too short to mean anything. */
int acpi_parse_madt(const void *table, struct acpi_madt_info *out);
int acpi_parse_fadt(const void *table, struct acpi_fadt_info *out);
int acpi_parse_hpet(const void *table, struct acpi_hpet_info *out);
int acpi_parse_mcfg(const void *table, struct acpi_mcfg_entry *out, unsigned int max);
int acpi_parse_srat(const void *table, struct acpi_madt_info *madt);

#endif
