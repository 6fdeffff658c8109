// SPDX-License-Identifier: GPL-2.0-only
/*
 * cpu/acpi_parse.c over hand-made, odd and damaged firmware tables.
 *
 * Every table lies in an allocation of exactly its size, so that the address
 * sanitizer sees one byte too many.
 */
#include "cpu/acpi_parse.h"
#include "unit.h"

static u8 buf[8192];
static u32 used;
static struct acpi_madt_info madt;

static void begin(size_t fixed)
{
	memset(buf, 0, sizeof(buf));
	used = fixed;
}

static void add(const void *record, u32 bytes)
{
	memcpy(buf + used, record, bytes);
	used += bytes;
}

/* The table as an allocation of its own; header.length says @length */
static void *finish(u32 length)
{
	struct acpi_table_header *h = malloc(used);

	memcpy(h, buf, used);
	h->length = length;
	return h;
}

static void add_cpu(u8 acpi_id, u8 apic_id, u32 flags)
{
	struct acpi_madt_local_apic c = {
		.header = { ACPI_MADT_TYPE_LOCAL_APIC, sizeof(c) },
		.processor_id = acpi_id, .id = apic_id, .lapic_flags = flags,
	};

	add(&c, sizeof(c));
}

static void add_x2cpu(u32 uid, u32 apic_id, u32 flags)
{
	struct acpi_madt_local_x2apic c = {
		.header = { ACPI_MADT_TYPE_LOCAL_X2APIC, sizeof(c) },
		.uid = uid, .local_apic_id = apic_id, .lapic_flags = flags,
	};

	add(&c, sizeof(c));
}

static void add_override(u8 irq, u32 gsi, u16 flags)
{
	struct acpi_madt_interrupt_override o = {
		.header = { ACPI_MADT_TYPE_INTERRUPT_OVERRIDE, sizeof(o) },
		.source_irq = irq, .global_irq = gsi, .inti_flags = flags,
	};

	add(&o, sizeof(o));
}

static void add_nmi(u8 acpi_id, u8 lint)
{
	struct acpi_madt_local_apic_nmi n = {
		.header = { ACPI_MADT_TYPE_LOCAL_APIC_NMI, sizeof(n) },
		.processor_id = acpi_id, .lint = lint,
	};

	add(&n, sizeof(n));
}

static void begin_madt(void)
{
	begin(sizeof(struct acpi_table_madt));
	((struct acpi_table_madt *)buf)->address = 0xfee00000;
	((struct acpi_table_madt *)buf)->flags = ACPI_MADT_PCAT_COMPAT;
}

static int parse_madt(u32 length)
{
	void *t = finish(length);
	int err = acpi_parse_madt(t, &madt);

	free(t);
	return err;
}

static void madt_ordinary(void)
{
	begin_madt();
	add_nmi(7, 1);			/* names a CPU that comes later */
	add_cpu(3, 0, 1);
	add_cpu(7, 2, 1);
	add_cpu(9, 4, 0);
	add_cpu(8, 0xff, 1);		/* "no such APIC" */
	add_override(0, 2, 0);
	add_override(9, 9, 0xd);	/* level, high */
	add_override(10, 22, 0xf);	/* level, low */
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 2);
	CHECK_EQ(madt.nr_disabled, 1);
	CHECK_EQ(madt.cpu[1].apic_id, 2);
	CHECK_EQ(madt.cpu[1].acpi_id, 7);
	CHECK_EQ(madt.nmi_lint[0], 0xff);
	CHECK_EQ(madt.nmi_lint[1], 1);
	CHECK(madt.has_8259);
	CHECK_EQ(madt.isa[0].gsi, 2);
	CHECK(!madt.isa[0].level && !madt.isa[0].active_low);
	CHECK(madt.isa[9].level && !madt.isa[9].active_low);
	CHECK(madt.isa[10].level && madt.isa[10].active_low);
	CHECK_EQ(madt.isa[10].gsi, 22);
	CHECK_EQ(madt.isa[11].gsi, 11);
	CHECK(!madt.isa[11].overridden);
}

static void madt_large_ids(void)
{
	unsigned int i;

	begin_madt();
	add_cpu(1, 5, 1);
	add_x2cpu(1, 5, 1);		/* the same CPU again */
	for (i = 0; i < 70; i++)
		add_x2cpu(300 + i, 0x100 + i, 1);
	add_x2cpu(1, 0xffffffff, 1);
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 64);
	CHECK_EQ(madt.nr_dropped, 7);
	CHECK_EQ(madt.cpu[63].apic_id, 0x100 + 62);
}

static void madt_broken_records(void)
{
	struct acpi_subtable_header none = { 0, 0 }, one = { 0, 1 };
	struct acpi_subtable_header longer = { ACPI_MADT_TYPE_LOCAL_APIC, 40 };
	struct acpi_subtable_header stub = { ACPI_MADT_TYPE_LOCAL_APIC, 2 };

	begin_madt();
	add_cpu(0, 0, 1);
	add(&none, 2);			/* length 0: the walk ends */
	add_cpu(1, 1, 1);
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 1);

	begin_madt();
	add(&one, 2);
	add_cpu(1, 1, 1);
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 0);

	begin_madt();
	add_cpu(0, 0, 1);
	add(&longer, 2);		/* over the end of the table */
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 1);

	begin_madt();
	add(&stub, 2);			/* too short for its type: skipped */
	add_cpu(1, 1, 1);
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_cpus, 1);

	begin_madt();
	CHECK_EQ(parse_madt(sizeof(struct acpi_table_madt) - 1), -EINVAL);
	CHECK_EQ(parse_madt(sizeof(struct acpi_table_madt)), 0);
	CHECK_EQ(madt.isa[15].gsi, 15);
}

static void madt_many_ioapics(void)
{
	unsigned int i;

	begin_madt();
	for (i = 0; i < 20; i++) {
		struct acpi_madt_io_apic io = {
			.header = { ACPI_MADT_TYPE_IO_APIC, sizeof(io) },
			.id = i, .address = 0xfec00000 + i * 0x1000, .global_irq_base = i * 24,
		};

		add(&io, sizeof(io));
		add(&io, sizeof(io));
	}
	CHECK_EQ(parse_madt(used), 0);
	CHECK_EQ(madt.nr_ioapics, ACPI_MAX_IOAPICS);
	CHECK_EQ(madt.ioapic[3].gsi_base, 72);
}

static void rsdp(void)
{
	struct acpi_table_rsdp r = { .signature = "RSD PTR ", .revision = 2, .length = 36 };
	u8 *p = (u8 *)&r;
	unsigned int i;
	u8 sum = 0;

	for (i = 0; i < 20; i++)
		sum += p[i];
	r.checksum = -sum;
	for (sum = 0, i = 0; i < 36; i++)
		sum += p[i];
	r.extended_checksum = -sum;
	CHECK(acpi_rsdp_ok(&r, 36));
	CHECK(!acpi_rsdp_ok(&r, 35));
	r.reserved[0] = 1;
	CHECK(!acpi_rsdp_ok(&r, 36));
	r.revision = 0;			/* the second sum does not count then, the first does */
	CHECK(!acpi_rsdp_ok(&r, 20));
	r.checksum += 2;
	CHECK(acpi_rsdp_ok(&r, 20));
	CHECK(!acpi_rsdp_ok(&r, 19));
	p[3] ^= 0x20;
	r.checksum += 0x20;
	CHECK(!acpi_rsdp_ok(&r, 20));
}

/* Each revision of the FADT is longer; what is beyond the end counts as absent. */
static void fadt_lengths(void)
{
	struct acpi_table_fadt f = {
		.pm_timer_block = 0x608, .pm_timer_length = 4, .pm1a_control_block = 0x604,
		.flags = ACPI_FADT_RESET_REGISTER, .reset_value = 6, .boot_flags = 0,
		.reset_register = { .space_id = ACPI_ADR_SPACE_SYSTEM_IO, .address = 0xcf9 },
		.xpm_timer_block = { .space_id = ACPI_ADR_SPACE_SYSTEM_IO, .address = 0x1808 },
		.header = { .revision = 6 },
	};
	struct acpi_fadt_info info;
	u32 length;

	for (length = sizeof(f.header); length <= sizeof(f); length++) {
		struct acpi_table_fadt *t = malloc(length);
		bool known = length >= offsetofend(struct acpi_table_fadt, flags);

		memcpy(t, &f, length);
		t->header.length = length;
		CHECK_EQ(acpi_parse_fadt(t, &info), known ? 0 : -EINVAL);
		free(t);
		if (!known)
			continue;
		CHECK_EQ(info.pm1a_cnt, 0x604);
		CHECK_EQ(info.pm_timer_port,
			 length >= offsetofend(struct acpi_table_fadt, xpm_timer_block) ?
			 0x1808 : 0x608);
		CHECK_EQ(info.reset_ok,
			 length >= offsetofend(struct acpi_table_fadt, reset_value));
		CHECK(info.no_8042);
	}
}

static void mcfg(void)
{
	struct acpi_mcfg_allocation a = { .address = 0xe0000000, .end_bus_number = 255 };
	struct acpi_mcfg_allocation bad = { .address = 0xd0000000, .start_bus_number = 9 };
	struct acpi_mcfg_entry out[2];
	void *t;

	begin(sizeof(struct acpi_table_mcfg));
	add(&bad, sizeof(bad));
	add(&a, sizeof(a));
	add(&a, 7);			/* a torn entry */
	t = finish(used);
	CHECK_EQ(acpi_parse_mcfg(t, out, 2), 1);
	CHECK_EQ(out[0].base, 0xe0000000);
	CHECK_EQ(out[0].last_bus, 255);
	free(t);
}

static u64 random_word(void)
{
	static u64 x = 88172645463325252ULL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static void random_tables(void)
{
	unsigned int round, i;

	for (round = 0; round < 60000; round++) {
		u32 length = sizeof(struct acpi_table_header) + random_word() % 400;
		u8 *t = malloc(length);
		struct acpi_fadt_info fadt;
		struct acpi_hpet_info hpet;
		struct acpi_mcfg_entry e[4];

		for (i = 0; i < length; i++)
			t[i] = random_word() & (round & 1 ? 0xff : 0x0f);
		((struct acpi_table_header *)t)->length = length;
		CHECK(acpi_table_ok(t, length, 0));
		acpi_parse_madt(t, &madt);
		CHECK(madt.nr_cpus <= 64 && madt.nr_ioapics <= ACPI_MAX_IOAPICS);
		acpi_parse_srat(t, &madt);
		acpi_parse_fadt(t, &fadt);
		acpi_parse_hpet(t, &hpet);
		CHECK(acpi_parse_mcfg(t, e, 4) <= 4);
		free(t);
	}
}

int main(void)
{
	UNIT(madt_ordinary);
	UNIT(madt_large_ids);
	UNIT(madt_broken_records);
	UNIT(madt_many_ioapics);
	UNIT(rsdp);
	UNIT(fadt_lengths);
	UNIT(mcfg);
	UNIT(random_tables);
	return unit_done();
}
