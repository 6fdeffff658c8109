// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading firmware tables with suspicion.
 *
 * A table is a header with a total length, then either a fixed structure that
 * grew over the ACPI revisions (FADT) or a list of {type, length} records
 * (MADT, SRAT). Firmware gets lengths wrong: records of length 0 (an endless
 * loop for the naive), records reaching over the end of the table, tables
 * shorter than their revision promises. The walk stops at the first record
 * that does not fit and keeps what it has; a field beyond the table's length
 * counts as zero.
 *
 * Nothing here touches hardware or memory other than the table, so the same
 * file runs in the hosted unit tests over hand-made and damaged tables.
 *
 * Deliberately absent: AML. What only the interpreter knows (sleep types, PCI
 * interrupt routing) comes from dom0 through hypercalls.
 */
#include "cpu/acpi_parse.h"

#include <linux/errno.h>
#include <linux/stddef.h>

/* @field of the structure at @p is inside a table of @length bytes */
#define HAS(p, length, field) \
	(offsetofend(__typeof__(*(p)), field) <= (length))

bool acpi_sum_ok(const void *p, size_t bytes)
{
	const u8 *b = p;
	u8 sum = 0;

	while (bytes--)
		sum += *b++;
	return sum == 0;
}

bool acpi_rsdp_ok(const void *p, size_t bytes)
{
	const struct acpi_table_rsdp *r = p;

	if (bytes < RSDP_V1_BYTES ||
	    __builtin_memcmp(r->signature, ACPI_SIG_RSDP, 8) ||
	    !acpi_sum_ok(p, RSDP_V1_BYTES))
		return false;
	if (r->revision < 2)
		return true;
	return HAS(r, bytes, extended_checksum) && r->length >= sizeof(*r) &&
	       r->length <= bytes && acpi_sum_ok(p, r->length);
}

bool acpi_table_ok(const void *p, size_t bytes, size_t min_bytes)
{
	const struct acpi_table_header *h = p;

	if (bytes < sizeof(*h) || h->length < sizeof(*h))
		return false;
	return h->length >= min_bytes && h->length <= bytes;
}

static void madt_add_cpu(struct acpi_madt_info *out, u32 apic_id, u32 acpi_id, u32 flags)
{
	unsigned int i;

	if (!(flags & ACPI_MADT_ENABLED)) {
		out->nr_disabled++;
		return;
	}
	/* Small IDs may be listed both as APIC and as x2APIC. */
	for (i = 0; i < out->nr_cpus; i++)
		if (out->cpu[i].apic_id == apic_id)
			return;
	if (out->nr_cpus == ACPI_MAX_CPUS) {
		out->nr_dropped++;
		return;
	}
	out->cpu[out->nr_cpus].apic_id = apic_id;
	out->cpu[out->nr_cpus].acpi_id = acpi_id;
	out->nr_cpus++;
}

static void madt_add_ioapic(struct acpi_madt_info *out, const struct acpi_madt_io_apic *e)
{
	struct acpi_ioapic *io;
	unsigned int i;

	for (i = 0; i < out->nr_ioapics; i++)
		if (out->ioapic[i].base == e->address)
			return;
	if (!e->address || out->nr_ioapics == ACPI_MAX_IOAPICS)
		return;
	io = &out->ioapic[out->nr_ioapics++];
	io->base = e->address;
	io->gsi_base = e->global_irq_base;
	io->id = e->id;
}

static void madt_override(struct acpi_madt_info *out,
			  const struct acpi_madt_interrupt_override *e)
{
	unsigned int polarity = e->inti_flags & ACPI_MADT_POLARITY_MASK;
	unsigned int trigger = e->inti_flags & ACPI_MADT_TRIGGER_MASK;
	struct acpi_isa_irq *isa;

	if (e->bus || e->source_irq >= ACPI_NR_ISA)
		return;
	isa = &out->isa[e->source_irq];
	isa->gsi = e->global_irq;
	isa->overridden = true;
	/* "conforms to bus" on ISA is edge, active high */
	isa->active_low = polarity == ACPI_MADT_POLARITY_ACTIVE_LOW;
	isa->level = trigger == ACPI_MADT_TRIGGER_LEVEL;
}

static void madt_nmi(struct acpi_madt_info *out, u32 acpi_id, bool all, u8 lint)
{
	unsigned int i;

	if (lint > 1)
		return;
	for (i = 0; i < ACPI_MAX_CPUS; i++)
		if (all || (i < out->nr_cpus && out->cpu[i].acpi_id == acpi_id))
			out->nmi_lint[i] = lint;
}

static void madt_record(struct acpi_madt_info *out, const struct acpi_subtable_header *h,
			bool second_pass)
{
	const void *p = h;
	const struct acpi_madt_local_apic *lapic = p;
	const struct acpi_madt_local_x2apic *x2 = p;
	const struct acpi_madt_local_apic_nmi *nmi = p;
	const struct acpi_madt_local_x2apic_nmi *x2nmi = p;
	const struct acpi_madt_local_apic_override *ovr = p;

	/* NMI records name CPUs that may be listed behind them. */
	if (second_pass) {
		if (h->type == ACPI_MADT_TYPE_LOCAL_APIC_NMI && h->length >= sizeof(*nmi))
			madt_nmi(out, nmi->processor_id, nmi->processor_id == 0xff, nmi->lint);
		if (h->type == ACPI_MADT_TYPE_LOCAL_X2APIC_NMI && h->length >= sizeof(*x2nmi))
			madt_nmi(out, x2nmi->uid, x2nmi->uid == ~0U, x2nmi->lint);
		return;
	}
	switch (h->type) {
	case ACPI_MADT_TYPE_LOCAL_APIC:
		if (h->length >= sizeof(*lapic) && lapic->id != 0xff)
			madt_add_cpu(out, lapic->id, lapic->processor_id, lapic->lapic_flags);
		break;
	case ACPI_MADT_TYPE_LOCAL_X2APIC:
		if (h->length >= sizeof(*x2) && x2->local_apic_id != ~0U)
			madt_add_cpu(out, x2->local_apic_id, x2->uid, x2->lapic_flags);
		break;
	case ACPI_MADT_TYPE_IO_APIC:
		if (h->length >= sizeof(struct acpi_madt_io_apic))
			madt_add_ioapic(out, p);
		break;
	case ACPI_MADT_TYPE_INTERRUPT_OVERRIDE:
		if (h->length >= sizeof(struct acpi_madt_interrupt_override))
			madt_override(out, p);
		break;
	case ACPI_MADT_TYPE_LOCAL_APIC_OVERRIDE:
		if (h->length >= sizeof(*ovr) && ovr->address)
			out->lapic_base = ovr->address;
		break;
	}
}

static void madt_walk(const u8 *p, const u8 *end, struct acpi_madt_info *out, bool second_pass)
{
	while (end - p >= (long)sizeof(struct acpi_subtable_header)) {
		const struct acpi_subtable_header *h = (const void *)p;

		if (h->length < sizeof(*h) || h->length > end - p)
			return;
		madt_record(out, h, second_pass);
		p += h->length;
	}
}

int acpi_parse_madt(const void *table, struct acpi_madt_info *out)
{
	const struct acpi_table_madt *madt = table;
	const u8 *end = (const u8 *)table + madt->header.length;
	unsigned int i;

	__builtin_memset(out, 0, sizeof(*out));
	__builtin_memset(out->nmi_lint, 0xff, sizeof(out->nmi_lint));
	for (i = 0; i < ACPI_NR_ISA; i++)
		out->isa[i].gsi = i;
	if (madt->header.length < sizeof(*madt))
		return -EINVAL;
	out->lapic_base = madt->address;
	out->has_8259 = madt->flags & ACPI_MADT_PCAT_COMPAT;
	madt_walk((const u8 *)(madt + 1), end, out, false);
	madt_walk((const u8 *)(madt + 1), end, out, true);
	return 0;
}

/* The extended block, if present and in I/O space, wins over the old 32-bit field. */
static u16 fadt_port(const struct acpi_generic_address *x, bool has_x, u32 old)
{
	u64 addr = old;

	if (has_x && x->address && x->space_id == ACPI_ADR_SPACE_SYSTEM_IO)
		addr = x->address;
	return addr <= 0xffff ? addr : 0;
}

int acpi_parse_fadt(const void *table, struct acpi_fadt_info *out)
{
	const struct acpi_table_fadt *f = table;
	u32 length = f->header.length;

	__builtin_memset(out, 0, sizeof(*out));
	if (!HAS(f, length, flags))
		return -EINVAL;
	out->sci_irq = f->sci_interrupt;
	out->facs = f->facs;
	if (HAS(f, length, Xfacs) && f->Xfacs)
		out->facs = f->Xfacs;
	out->pm_timer_32bit = f->flags & ACPI_FADT_32BIT_TIMER;
	out->hw_reduced = f->flags & ACPI_FADT_HW_REDUCED;
	out->century = f->century;
	out->pm1_evt_bytes = f->pm1_event_length;
	out->pm1a_evt = fadt_port(&f->xpm1a_event_block, HAS(f, length, xpm1a_event_block),
				  f->pm1a_event_block);
	out->pm1b_evt = fadt_port(&f->xpm1b_event_block, HAS(f, length, xpm1b_event_block),
				  f->pm1b_event_block);
	out->pm1a_cnt = fadt_port(&f->xpm1a_control_block, HAS(f, length, xpm1a_control_block),
				  f->pm1a_control_block);
	out->pm1b_cnt = fadt_port(&f->xpm1b_control_block, HAS(f, length, xpm1b_control_block),
				  f->pm1b_control_block);
	if (f->pm_timer_length == 4)
		out->pm_timer_port = fadt_port(&f->xpm_timer_block,
					       HAS(f, length, xpm_timer_block),
					       f->pm_timer_block);
	/* The boot flags were reserved (zero) before revision 2. */
	if (f->header.revision >= 2) {
		out->no_cmos = f->boot_flags & ACPI_FADT_NO_CMOS_RTC;
		out->no_vga = f->boot_flags & ACPI_FADT_NO_VGA;
	}
	if (f->header.revision >= 3)
		out->no_8042 = !(f->boot_flags & ACPI_FADT_8042);
	if (HAS(f, length, reset_value) && (f->flags & ACPI_FADT_RESET_REGISTER) &&
	    f->reset_register.address) {
		out->reset_ok = true;
		out->reset_space = f->reset_register.space_id;
		out->reset_addr = f->reset_register.address;
		out->reset_value = f->reset_value;
	}
	return 0;
}

int acpi_parse_hpet(const void *table, struct acpi_hpet_info *out)
{
	const struct acpi_table_hpet *h = table;

	if (h->header.length < sizeof(*h) || !h->address.address ||
	    h->address.space_id != ACPI_ADR_SPACE_SYSTEM_MEMORY)
		return -EINVAL;
	out->base = h->address.address;
	out->number = h->sequence;
	return 0;
}

/* Return: number of entries stored */
int acpi_parse_mcfg(const void *table, struct acpi_mcfg_entry *out, unsigned int max)
{
	const struct acpi_table_mcfg *m = table;
	const struct acpi_mcfg_allocation *a = (const void *)(m + 1);
	unsigned int n = 0, left;

	if (m->header.length < sizeof(*m))
		return -EINVAL;
	left = (m->header.length - sizeof(*m)) / sizeof(*a);
	for (; left && n < max; left--, a++) {
		if (!a->address || a->end_bus_number < a->start_bus_number)
			continue;
		out[n].base = a->address;
		out[n].seg = a->pci_segment;
		out[n].first_bus = a->start_bus_number;
		out[n].last_bus = a->end_bus_number;
		n++;
	}
	return n;
}

static void srat_set_node(struct acpi_madt_info *madt, u32 apic_id, u32 node)
{
	unsigned int i;

	for (i = 0; i < madt->nr_cpus; i++)
		if (madt->cpu[i].apic_id == apic_id)
			madt->cpu[i].node = node;
}

/* Only the CPUs' nodes are taken; memory is one pool. */
int acpi_parse_srat(const void *table, struct acpi_madt_info *madt)
{
	const struct acpi_table_srat *srat = table;
	const u8 *end = (const u8 *)table + srat->header.length;
	const u8 *p = (const u8 *)(srat + 1);

	if (srat->header.length < sizeof(*srat))
		return -EINVAL;
	while (end - p >= (long)sizeof(struct acpi_subtable_header)) {
		const struct acpi_subtable_header *h = (const void *)p;
		const struct acpi_srat_cpu_affinity *c = (const void *)p;
		const struct acpi_srat_x2apic_cpu_affinity *x = (const void *)p;

		if (h->length < sizeof(*h) || h->length > end - p)
			break;
		if (h->type == ACPI_SRAT_TYPE_CPU_AFFINITY && h->length >= sizeof(*c) &&
		    (c->flags & ACPI_SRAT_CPU_ENABLED))
			srat_set_node(madt, c->apic_id, c->proximity_domain_lo);
		if (h->type == ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY && h->length >= sizeof(*x) &&
		    (x->flags & ACPI_SRAT_CPU_ENABLED))
			srat_set_node(madt, x->apic_id, x->proximity_domain);
		p += h->length;
	}
	return 0;
}
