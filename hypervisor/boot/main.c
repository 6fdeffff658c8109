// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order in which the hypervisor comes to life.
 *
 * boot_main() is entered once, on the first CPU, with interrupts off, on that
 * CPU's main stack and with the page tables of start.S. Each step is one call;
 * what a step needs is initialised by the steps above it.
 *
 * Until console_init_early() text only collects in the ring; nothing that can
 * fail is done before.
 */
#include "boot/dom0_build.h"
#include "boot/early_ram.h"
#include "boot/efi_tables.h"
#include "boot/memory_map.h"
#include "boot/multiboot.h"
#include "core/core_init.h"
#include "core/machine.h"
#include "cpu/acpi.h"
#include "cpu/console.h"
#include "cpu/cpu_init.h"
#include "cpu/entry_patch.h"
#include "cpu/image.h"
#include "cpu/insn.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/traps.h"
#include "cpu/watchdog.h"
#include "lib/format.h"
#include "lib/param.h"
#include "mm/boot_mem.h"
#include "mm/hv_pgtable.h"
#include <linux/array_size.h>
#include <linux/string.h>

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
	if (!strcmp(option, "placeholder"))	/* GRUB's scripts put it first */
		return;
	if (bad)
		printk(LOG_WARN "Command line: \"%s\" was not understood; ignored\n", option);
	else
		printk(LOG_WARN "Command line: unknown option \"%s\"\n", option);
}

/* Loader, command line, console: from here on trouble is heard of. */
static void hear_loader(u32 magic, u32 info_maddr)
{
	const char *problem;

	format_symbol = symbol_name;
	printk("Zazen, a paravirtualising hypervisor; ABI of Xen 4.17\n");
	problem = multiboot_parse(magic, info_maddr);
	param_parse_line(boot_info.line, option_problem);
	console_init_early();
	if (problem)
		panic("%s", problem);
	printk("Loader: %s; command line: %s\n", boot_info.loader, boot_info.line);
}

static void show_memory_map(void)
{
	static const char * const names[] = {
		"unknown", "RAM", "reserved", "ACPI data", "ACPI NVS", "bad",
	};

	for (unsigned int i = 0; i < memory_map_nr; i++) {
		const struct boot_region *r = &memory_map[i];

		printk("  %012llx-%012llx %s\n", r->start, r->end - 1,
		       names[r->type < ARRAY_SIZE(names) ? r->type : 0]);
	}
	if (boot_info.lost_regions)
		printk(LOG_WARN "Memory map: %u regions too many were ignored\n",
		       boot_info.lost_regions);
}

/* For those who ask later: XENMEM_machine_memory_map, XENVER_commandline. */
static void remember_machine(void)
{
	strscpy(machine.cmdline, boot_info.line, sizeof(machine.cmdline));
	efi_tables_read(boot_info.efi_system_table);
	for (unsigned int i = 0; i < memory_map_nr && i < MACHINE_MAP_MAX; i++) {
		machine.map[i].addr = memory_map[i].start;
		machine.map[i].size = memory_map[i].end - memory_map[i].start;
		machine.map[i].type = memory_map[i].type;
		machine.nr_regions = i + 1;
	}
}

/* The highest free page below 640 KiB: other CPUs take their first steps there. */
static u64 find_startup_page(void)
{
	u64 page = 0;

	for (unsigned int i = 0; i < memory_map_nr; i++) {
		const struct boot_region *r = &memory_map[i];
		u64 end = (r->end < 0xa0000 ? r->end : 0xa0000) & HV_PAGE_MASK;

		if (r->type == REGION_RAM && end >= r->start + 2 * HV_PAGE_SIZE)
			page = end - HV_PAGE_SIZE;
	}
	return page;
}

static void map_memory(void)
{
	memory_map_nr = memory_map_tidy(boot_info.region, boot_info.nr_regions, memory_map);
	show_memory_map();
	remember_machine();
	early_ram_init();
	dom0_open_kernel();
	mm_init();
	this_pcpu()->hv_cr3 = hv_root_cr3();
}

static void ap_main(void)
{
	core_init_cpu();
	sched_start();
}

static void wake_machine(void)
{
	acpi_init(boot_info.rsdp_bytes ? boot_info.rsdp : NULL, boot_info.rsdp_bytes);
	cpu_init_bsp();
	core_init_bsp();
	core_init_cpu();
	local_irq_on();
	console_init_irq();
	smp_set_startup_page(find_startup_page());
	smp_boot_all(ap_main);
}

/*
 * A stack canary that differs from boot to boot. It ends in a zero byte, which a
 * string that overflows cannot contain.
 */
static unsigned long pick_canary(void)
{
	u64 mix = tsc_read() * 0x9e3779b97f4a7c15ULL;

	return (mix ^ mix >> 29) << 8;
}

void boot_main(u32 magic, u32 info_maddr)
{
	__stack_chk_guard = pick_canary();	/* we never return, so nobody notices */
	smp_init_bsp();
	hear_loader(magic, info_maddr);
	traps_init_cpu();
	cpu_init_bsp_early();
	entry_patch_smap();
	map_memory();
	wake_machine();
	dom0_build();
	watchdog_release();
	image_leave_init(hv_pgtable_protect_image, sched_start);
}
