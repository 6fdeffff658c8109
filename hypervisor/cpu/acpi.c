// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding the firmware's tables.
 *
 *	RSDP  (EBDA, BIOS area, or handed over by the boot loader)
 *	  `-- XSDT (64-bit addresses) or RSDT (32-bit)
 *	        `-- tables: APIC (the MADT), FACP, HPET, MCFG, SRAT, ...
 *
 * All of them are mapped once through map_mmio() and stay mapped: there are
 * few, and dom0's hypercalls ask again. A table whose checksum is wrong is
 * used all the same if it is one that we cannot boot without (firmware with a
 * wrong MADT checksum exists and other systems boot on it), with a warning;
 * its lengths are never trusted either way (acpi_parse.c).
 *
 * A second, virtual 8259-free machine is normal: nothing here needs legacy
 * hardware. No tables at all means a one-CPU machine with the customary IOAPIC.
 */
#include "cpu/acpi.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"

#define MAX_TABLES	128
#define TABLE_BYTES_MAX	(8U << 20)

struct acpi_madt_info acpi_madt;
struct acpi_fadt_info acpi_fadt;
struct acpi_hpet_info acpi_hpet;
struct acpi_mcfg_entry acpi_mcfg[ACPI_MAX_MCFG];
unsigned int acpi_nr_mcfg;
u64 acpi_rsdp_maddr;

static const struct acpi_table_header *tables[MAX_TABLES];
static unsigned int nr_tables;

static u64 search_range(u64 start, u32 bytes)
{
	const u8 *p = map_mmio(start, bytes);
	u32 at;

	if (!p)
		return 0;
	for (at = 0; at + RSDP_V1_BYTES <= bytes; at += 16)
		if (acpi_rsdp_ok(p + at, bytes - at))
			return start + at;
	return 0;
}

static u64 search_rsdp(void)
{
	const u16 *bda = map_mmio(0x400, 0x100);
	u64 ebda = bda ? (u64)bda[0x0e / 2] << 4 : 0;
	u64 found = 0;

	if (ebda >= 0x80000 && ebda <= 0x9fc00)
		found = search_range(ebda, 1024);
	if (!found)
		found = search_range(0xe0000, 0x20000);
	return found;
}

/* Map the header to learn the length, then the whole table. */
static const struct acpi_table_header *map_table(u64 maddr)
{
	const struct acpi_table_header *h;
	u32 length;

	if (!maddr)
		return NULL;
	h = map_mmio(maddr, sizeof(*h));
	if (!h)
		return NULL;
	length = h->length;
	if (length < sizeof(*h) || length > TABLE_BYTES_MAX) {
		printk(LOG_WARN "ACPI: table at %#llx has length %u, ignored\n",
		       (unsigned long long)maddr, length);
		return NULL;
	}
	if ((maddr & ~HV_PAGE_MASK) + length > HV_PAGE_SIZE)
		h = map_mmio(maddr, length);
	if (h && !acpi_sum_ok(h, length))
		printk(LOG_WARN "ACPI: %.4s has a wrong checksum\n", h->signature);
	return h;
}

static void add_table(u64 maddr)
{
	const struct acpi_table_header *h;

	if (nr_tables == MAX_TABLES)
		return;
	h = map_table(maddr);
	if (!h)
		return;
	printk(LOG_DEBUG "ACPI: %.4s at %#llx, %u bytes, %.6s\n", h->signature,
	       (unsigned long long)maddr, h->length, h->oem_id);
	tables[nr_tables++] = h;
}

static bool read_root(const struct acpi_table_rsdp *rsdp)
{
	const struct acpi_table_header *root = NULL;
	unsigned int i, n, each;
	const u8 *p;

	if (rsdp->revision >= 2 && rsdp->xsdt_physical_address)
		root = map_table(rsdp->xsdt_physical_address);
	each = 8;
	if (!root || __builtin_memcmp(root->signature, ACPI_SIG_XSDT, 4)) {
		root = map_table(rsdp->rsdt_physical_address);
		each = 4;
	}
	if (!root || (each == 4 && __builtin_memcmp(root->signature, ACPI_SIG_RSDT, 4)))
		return false;
	n = (root->length - sizeof(*root)) / each;
	p = (const u8 *)(root + 1);
	for (i = 0; i < n; i++) {
		u64 maddr = 0;

		/* XSDT entries are not aligned to 8. */
		__builtin_memcpy(&maddr, p + i * each, each);
		add_table(maddr);
	}
	return true;
}

const struct acpi_table_header *acpi_find(const char *sig, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr_tables; i++)
		if (!__builtin_memcmp(tables[i]->signature, sig, 4) && !nr--)
			return tables[i];
	return NULL;
}

unsigned int acpi_isa_gsi(unsigned int irq)
{
	return irq < ACPI_NR_ISA ? acpi_madt.isa[irq].gsi : irq;
}

/* This CPU's APIC ID before the APIC is set up. */
static u32 boot_apic_id(void)
{
	if (cpuid_leaf(0, 0).eax >= 0xb && cpuid_leaf(0xb, 0).ebx)
		return cpuid_leaf(0xb, 0).edx;
	return cpuid_leaf(1, 0).ebx >> 24;
}

static void default_madt(void)
{
	unsigned int i;

	__builtin_memset(&acpi_madt, 0, sizeof(acpi_madt));
	acpi_madt.lapic_base = 0xfee00000;
	acpi_madt.has_8259 = true;
	acpi_madt.nr_ioapics = 1;
	acpi_madt.ioapic[0].base = 0xfec00000;
	for (i = 0; i < ACPI_NR_ISA; i++)
		acpi_madt.isa[i].gsi = i;
	acpi_madt.isa[0].gsi = 2;	/* as every PC wires it */
	__builtin_memset(acpi_madt.nmi_lint, 0xff, sizeof(acpi_madt.nmi_lint));
}

/* CPU 0 is the boot CPU wherever the MADT lists it. */
static void boot_cpu_first(void)
{
	u32 id = boot_apic_id();
	struct acpi_cpu first = { .apic_id = id };
	unsigned int i;

	for (i = 0; i < acpi_madt.nr_cpus; i++)
		if (acpi_madt.cpu[i].apic_id == id)
			break;
	if (i == acpi_madt.nr_cpus) {
		printk(LOG_WARN "ACPI: the boot CPU (APIC ID %u) is not in the MADT\n", id);
		if (i == ACPI_MAX_CPUS)
			i--;
		else
			acpi_madt.nr_cpus++;
	} else {
		first = acpi_madt.cpu[i];
	}
	for (; i; i--)
		acpi_madt.cpu[i] = acpi_madt.cpu[i - 1];
	acpi_madt.cpu[0] = first;
}

static void parse_tables(void)
{
	const struct acpi_table_header *h;
	int n;

	h = acpi_find(ACPI_SIG_MADT, 0);
	if (!h || acpi_parse_madt(h, &acpi_madt)) {
		printk(LOG_WARN "ACPI: no usable MADT, one CPU and the default IOAPIC assumed\n");
		default_madt();
	}
	if (acpi_madt.nr_dropped)
		printk(LOG_WARN "ACPI: %u CPUs beyond the first %u are left out\n",
		       acpi_madt.nr_dropped, ACPI_MAX_CPUS);
	h = acpi_find(ACPI_SIG_FADT, 0);
	if (!h || acpi_parse_fadt(h, &acpi_fadt))
		printk(LOG_WARN "ACPI: no usable FADT: no PM timer, reset by other means\n");
	h = acpi_find(ACPI_SIG_HPET, 0);
	if (h && acpi_parse_hpet(h, &acpi_hpet))
		acpi_hpet.base = 0;
	h = acpi_find(ACPI_SIG_MCFG, 0);
	n = h ? acpi_parse_mcfg(h, acpi_mcfg, ACPI_MAX_MCFG) : 0;
	acpi_nr_mcfg = n > 0 ? n : 0;
	boot_cpu_first();
	h = acpi_find(ACPI_SIG_SRAT, 0);
	if (h && acpi_parse_srat(h, &acpi_madt))
		printk(LOG_WARN "ACPI: SRAT too short, ignored\n");
}

void acpi_init(const void *rsdp_copy, size_t rsdp_bytes)
{
	const struct acpi_table_rsdp *rsdp = NULL;

	default_madt();
	if (rsdp_copy && acpi_rsdp_ok(rsdp_copy, rsdp_bytes)) {
		rsdp = rsdp_copy;
	} else {
		acpi_rsdp_maddr = search_rsdp();
		if (acpi_rsdp_maddr)
			rsdp = map_mmio(acpi_rsdp_maddr, sizeof(*rsdp));
	}
	if (!rsdp || !read_root(rsdp))
		printk(LOG_WARN "ACPI: no tables found\n");
	parse_tables();
	printk(LOG_INFO "ACPI: %u CPUs enabled, %u disabled; %u IOAPICs; %s%s%s\n",
	       acpi_madt.nr_cpus, acpi_madt.nr_disabled, acpi_madt.nr_ioapics,
	       acpi_fadt.pm_timer_port ? "PM timer " : "", acpi_hpet.base ? "HPET " : "",
	       acpi_nr_mcfg ? "MCFG" : "");
}
