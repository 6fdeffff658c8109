// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order in which the hypervisor comes to life.
 *
 * boot_main() is entered once, on the first CPU, with interrupts off, on that
 * CPU's main stack and with the page tables of start.S. Each step is one call;
 * what a step needs is initialised by the steps above it.
 */
#include "boot/multiboot.h"
#include "cpu/console.h"
#include "cpu/image.h"
#include "cpu/printk.h"
#include "lib/format.h"
#include "lib/param.h"
#include <linux/array_size.h>

void __noreturn boot_main(u32 magic, u32 info_maddr);

/* start.S maps the first 4 GiB. */
const void *multiboot_map(u64 maddr, u64 bytes)
{
	if (maddr > 1ULL << 32 || bytes > (1ULL << 32) - maddr)
		return NULL;
	return (const void *)(DIRECTMAP_VIRT + maddr);
}

static void option_problem(const char *option, bool bad)
{
	if (bad)
		printk(LOG_WARN "Command line: \"%s\" was not understood; ignored\n", option);
	else
		printk(LOG_WARN "Command line: unknown option \"%s\"\n", option);
}

static void show_machine(void)
{
	static const char * const names[] = {
		"unknown", "RAM", "reserved", "ACPI data", "ACPI NVS", "bad",
	};

	printk("Loader: %s; command line: %s\n", boot_info.loader, boot_info.line);
	for (unsigned int i = 0; i < boot_info.nr_regions; i++) {
		const struct boot_region *r = &boot_info.region[i];

		printk("  %012llx-%012llx %s\n", r->start, r->end - 1,
		       names[r->type < ARRAY_SIZE(names) ? r->type : 0]);
	}
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.module[i];

		printk("Module %u: %llx, %llu KiB: %s\n", i, m->start, m->size >> 10, m->line);
	}
}

void boot_main(u32 magic, u32 info_maddr)
{
	const char *problem;

	format_symbol = symbol_name;
	printk("Zazen, a paravirtualising hypervisor; ABI of Xen 4.17\n");
	problem = multiboot_parse(magic, info_maddr);
	param_parse_line(boot_info.line, option_problem);
	console_init_early();
	if (problem)
		panic("%s", problem);
	show_machine();
	panic("end of the road");
}
