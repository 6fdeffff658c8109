// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reboot and power off.
 *
 * There are several ways to reset a PC and no machine on which all of them
 * work. They are tried in this order, with a pause for each: the ACPI reset
 * register, the chipset's reset port CF9, the keyboard controller, and at last
 * a triple fault. reboot= names the first to be tried, or "no".
 *
 * Powering off needs values from the firmware's bytecode, which dom0
 * interprets; it hands us the numbers and we write them, because by then dom0's
 * CPUs must be stopped and the ports are ours.
 *
 * Deliberately absent: sleeping and waking up (S3), EFI's reset service, warm
 * boot through the BIOS.
 */
#include "cpu/power.h"
#include "cpu/acpi.h"
#include "cpu/apic.h"
#include "cpu/irq.h"
#include "cpu/clock.h"
#include "cpu/console.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/upcalls.h"
#include "cpu/watchdog.h"
#include "lib/param.h"

#include <linux/bits.h>

#define PM1_SLP_EN	BIT(13)
#define PM1_SLP_TYP	(7U << 10)
#define PM1_SCI_EN	1U

enum reboot_way { REBOOT_ACPI, REBOOT_CF9, REBOOT_KBD, REBOOT_TRIPLE, NR_REBOOT_WAYS };

static enum reboot_way first_way;
static bool opt_noreboot;
bool_param("noreboot", opt_noreboot);

static int parse_reboot(const char *s)
{
	switch (*s) {
	case 'n':
		opt_noreboot = true;
		return 0;
	case 'a':
		first_way = REBOOT_ACPI;
		return 0;
	case 'p':
	case 'P':
		first_way = REBOOT_CF9;
		return 0;
	case 'k':
		first_way = REBOOT_KBD;
		return 0;
	case 't':
		first_way = REBOOT_TRIPLE;
		return 0;
	}
	return -EINVAL;
}

custom_param("reboot", parse_reboot);

static void *reset_mmio;

void power_init(void)
{
	if (acpi_fadt.reset_ok && acpi_fadt.reset_space == ACPI_ADR_SPACE_SYSTEM_MEMORY)
		reset_mmio = map_mmio(acpi_fadt.reset_addr, 1);
}

static void reset_acpi(void)
{
	if (!acpi_fadt.reset_ok)
		return;
	switch (acpi_fadt.reset_space) {
	case ACPI_ADR_SPACE_SYSTEM_IO:
		if (acpi_fadt.reset_addr <= 0xffff)
			outb(acpi_fadt.reset_addr, acpi_fadt.reset_value);
		break;
	case ACPI_ADR_SPACE_SYSTEM_MEMORY:
		if (reset_mmio)
			mmio_write8(reset_mmio, acpi_fadt.reset_value);
		break;
	case ACPI_ADR_SPACE_PCI_CONFIG:
		/* Bus 0: device in bits 32-47, function 16-31, register 0-15. */
		pci_conf_write(0, 0, (acpi_fadt.reset_addr >> 32 & 0x1f) << 3 |
			       (acpi_fadt.reset_addr >> 16 & 7),
			       acpi_fadt.reset_addr & 0xff, 1, acpi_fadt.reset_value);
		break;
	}
}

static void reset_cf9(void)
{
	u8 v = inb(0xcf9) & ~0x0e;

	outb(0xcf9, v | 0x02);
	clock_delay_us(50);
	outb(0xcf9, v | 0x06);
}

static void reset_keyboard(void)
{
	unsigned int i, j;

	if (acpi_fadt.no_8042)
		return;
	for (i = 0; i < 10; i++) {
		for (j = 0; j < 1000 && inb(0x64) & 2; j++)
			clock_delay_us(2);
		outb(0x64, 0xfe);
		clock_delay_us(50);
	}
}

static void reset_triple(void)
{
	static const struct desc_ptr_hv nothing;

	load_idt(&nothing);
	cpu_trap();
}

static void stop_everything(void)
{
	local_irq_off();
	watchdog_hold();
	smp_stop_others();
	/* What is buffered goes out, and so does what is still to be said. */
	console_go_sync();
}

void power_halt(void)
{
	stop_everything();
	printk(LOG_INFO "Machine halted.\n");
	for (;;) {
		local_irq_off();
		cpu_halt();
	}
}

void power_reboot(void)
{
	static void (*const ways[])(void) = {
		[REBOOT_ACPI] = reset_acpi, [REBOOT_CF9] = reset_cf9,
		[REBOOT_KBD] = reset_keyboard, [REBOOT_TRIPLE] = reset_triple,
	};
	unsigned int i;

	stop_everything();
	for (i = 0; i < NR_REBOOT_WAYS; i++) {
		ways[(first_way + i) % NR_REBOOT_WAYS]();
		clock_delay_us(300000);
	}
	printk(LOG_ERR "Nothing resets this machine.\n");
	power_halt();
}

void power_reboot_or_halt(void)
{
	if (opt_noreboot)
		power_halt();
	power_reboot();
}

static void write_pm1(u16 port, u32 value)
{
	u16 v = inw(port) & ~(PM1_SLP_TYP | PM1_SLP_EN);

	/* Type first, then with the enable bit: some chips want two writes. */
	v |= value & PM1_SLP_TYP;
	outw(port, v);
	outw(port, v | PM1_SLP_EN);
}

int power_enter_sleep(unsigned int state, u32 pm1a, u32 pm1b)
{
	if (state != ACPI_STATE_S5)
		return -EOPNOTSUPP;
	if (!acpi_fadt.pm1a_cnt)
		return -EINVAL;
	stop_everything();
	printk(LOG_INFO "Powering off.\n");
	write_pm1(acpi_fadt.pm1a_cnt, pm1a);
	if (acpi_fadt.pm1b_cnt)
		write_pm1(acpi_fadt.pm1b_cnt, pm1b);
	clock_delay_us(1000000);
	printk(LOG_ERR "The machine did not power off.\n");
	power_halt();
}
