// SPDX-License-Identifier: GPL-2.0-only
/*
 * The chipset's counters: HPET, ACPI PM timer, PIT channel 2.
 *
 * They are slow to read (a trip to the chipset, or out of the virtual machine)
 * and serve only to measure the TSC and to keep an eye on it. Each init checks
 * that the counter really counts: virtual machines announce devices that do
 * not exist.
 *
 * The PIT's counter wraps every 55 ms, so it can calibrate (the reader spins)
 * but not supervise.
 *
 * Deliberately absent: interrupts from any of them; the APIC timer is the only
 * timer interrupt, and the APIC timer works in every C-state we enter.
 */
#include "cpu/platform_timer.h"
#include "cpu/acpi.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/upcalls.h"
#include "lib/param.h"

#include <linux/bits.h>
#include <linux/array_size.h>

#define PIT_HZ			1193182
#define PM_TIMER_HZ		3579545
#define FEMTO			1000000000000000ULL

#define HPET_REG_ID		0x000
#define HPET_REG_CONFIG		0x010
#define HPET_REG_COUNTER	0x0f0
#define HPET_REG_TIMER(n)	(0x100 + 0x20 * (n))
#define HPET_ID_64BIT		BIT(13)
#define HPET_CONFIG_RUN		1U
#define HPET_CONFIG_LEGACY	2U
#define HPET_TIMER_INT		4U

static char opt_clocksource[8];
static bool opt_hpet = true;
string_param("clocksource", opt_clocksource);
bool_param("hpet", opt_hpet);

u64 hpet_maddr;
static void *hpet_regs;

static u64 hpet_read32(void)
{
	return mmio_read32((u8 *)hpet_regs + HPET_REG_COUNTER);
}

static u64 hpet_read64(void)
{
	return mmio_read64((u8 *)hpet_regs + HPET_REG_COUNTER);
}

/* Two looks that differ, within what even a very slow bus needs. */
static bool counts(const struct platform_timer *t)
{
	u64 first = t->read();
	unsigned int i;

	for (i = 0; i < 20000; i++)
		if (t->read() != first)
			return true;
	return false;
}

static bool hpet_init(struct platform_timer *t)
{
	u32 id, period, n, i, cfg;

	if (!opt_hpet || !acpi_hpet.base)
		return false;
	hpet_regs = map_mmio(acpi_hpet.base, 0x400);
	if (!hpet_regs)
		return false;
	id = mmio_read32((u8 *)hpet_regs + HPET_REG_ID);
	period = mmio_read32((u8 *)hpet_regs + HPET_REG_ID + 4);
	/* 10 MHz is the slowest that the specification allows. */
	if (id == ~0U || period < 100000 || period > 100000000)
		return false;
	n = (id >> 8 & 0x1f) + 1;
	for (i = 0; i < n; i++) {
		u8 *reg = (u8 *)hpet_regs + HPET_REG_TIMER(i);

		mmio_write32(reg, mmio_read32(reg) & ~HPET_TIMER_INT);
	}
	cfg = mmio_read32((u8 *)hpet_regs + HPET_REG_CONFIG);
	mmio_write32((u8 *)hpet_regs + HPET_REG_CONFIG,
		     (cfg & ~HPET_CONFIG_LEGACY) | HPET_CONFIG_RUN);
	t->hz = FEMTO / period;
	t->mask = id & HPET_ID_64BIT ? ~0ULL : 0xffffffffULL;
	t->read = id & HPET_ID_64BIT ? hpet_read64 : hpet_read32;
	if (!counts(t))
		return false;
	hpet_maddr = acpi_hpet.base;
	return true;
}

static u64 pm_read(void)
{
	return inl(acpi_fadt.pm_timer_port);
}

static u64 pm_read24(void)
{
	return inl(acpi_fadt.pm_timer_port) & 0xffffff;
}

static bool pm_init(struct platform_timer *t)
{
	if (!acpi_fadt.pm_timer_port)
		return false;
	t->hz = PM_TIMER_HZ;
	t->mask = acpi_fadt.pm_timer_32bit ? 0xffffffffULL : 0xffffffULL;
	t->read = acpi_fadt.pm_timer_32bit ? pm_read : pm_read24;
	return counts(t);
}

/* Channel 2 counts down from 65536; latched so that both halves belong together. */
static u64 pit_read(void)
{
	u32 count;

	outb(0x43, 0x80);
	count = inb(0x42);
	count |= (u32)inb(0x42) << 8;
	return 0xffff - count;
}

static bool pit_init(struct platform_timer *t)
{
	outb(0x61, (inb(0x61) & ~2) | 1);	/* gate on, speaker off */
	outb(0x43, 0xb4);			/* channel 2, both bytes, rate generator */
	outb(0x42, 0);
	outb(0x42, 0);
	t->hz = PIT_HZ;
	t->mask = 0xffff;
	return counts(t);
}

void pit_stop(void)
{
	/* Mode 0 with no count loaded: the output stays low, no interrupt. */
	outb(0x43, 0x30);
}

struct platform_timer hpet_timer = {
	.name = "hpet", .slow_wrap = true, .init = hpet_init,
};

struct platform_timer pm_timer = {
	.name = "acpi", .slow_wrap = true, .init = pm_init,
};

struct platform_timer pit_timer = {
	.name = "pit", .init = pit_init, .read = pit_read,
};

struct platform_timer *platform_timer_choose(void)
{
	static struct platform_timer *const all[] = { &hpet_timer, &pm_timer, &pit_timer };
	struct platform_timer *best = NULL;
	unsigned int i;
	bool named;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		named = !__builtin_strcmp(opt_clocksource, all[i]->name);
		if ((!best || named) && all[i]->init(all[i]))
			best = all[i];
		if (best && (named || !opt_clocksource[0]))
			break;
	}
	if (!best)
		panic("no HPET, PM timer or PIT counts: the TSC cannot be calibrated");
	if (opt_clocksource[0] && __builtin_strcmp(opt_clocksource, best->name) &&
	    __builtin_strcmp(opt_clocksource, "tsc"))
		printk(LOG_WARN "clocksource=%s is not usable, %s taken\n",
		       opt_clocksource, best->name);
	return best;
}
