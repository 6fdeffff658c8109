/* SPDX-License-Identifier: GPL-2.0-only */
/* What the boot loader told us, in one form for both multiboot versions. */
#ifndef HV_BOOT_MULTIBOOT_H
#define HV_BOOT_MULTIBOOT_H

#include "lib/types.h"

#define BOOT_MAX_REGIONS	256
#define BOOT_MAX_MODULES	8
#define BOOT_MODULE_LINE	1024
#define BOOT_LINE		2048
#define BOOT_RSDP_BYTES		36

enum boot_region_type {		/* the numbers of the BIOS's e820 call */
	REGION_RAM = 1,
	REGION_RESERVED = 2,
	REGION_ACPI = 3,
	REGION_NVS = 4,
	REGION_BAD = 5,
};

struct boot_region {
	u64 start, end;		/* bytes; end is the first behind */
	u32 type;
};

/* A linear frame buffer that the loader has set up. */
struct boot_framebuffer {
	u64 maddr;		/* 0: none */
	u32 pitch, width, height;
	u8 bits;
	u8 red_pos, red_size, green_pos, green_size, blue_pos, blue_size;
};

struct boot_module {
	u64 start;
	u64 size;
	char line[BOOT_MODULE_LINE];	/* without the file name */
};

struct boot_info {
	char loader[64];
	char line[BOOT_LINE];	/* the hypervisor's own command line */
	struct boot_region region[BOOT_MAX_REGIONS];
	unsigned int nr_regions;
	unsigned int lost_regions;	/* did not fit */
	struct boot_module module[BOOT_MAX_MODULES];
	unsigned int nr_modules;
	u8 rsdp[BOOT_RSDP_BYTES];	/* a copy of ACPI's root pointer */
	unsigned int rsdp_bytes;	/* 0: search the BIOS area for it */
	u64 efi_system_table;		/* machine address, 0: booted by a BIOS */
	struct boot_framebuffer framebuffer;
};

extern struct boot_info boot_info;

/**
 * multiboot_parse() - copy what the loader passed into boot_info
 * @magic: the value in EAX at entry
 * @info_maddr: the value in EBX at entry
 *
 * Everything is copied except the modules' contents and the EFI tables, so the
 * loader's memory may be overwritten afterwards. The memory map is as given;
 * memory_map_tidy() sorts it.
 *
 * Return: NULL, or one sentence that says what is wrong.
 */
const char *multiboot_parse(u32 magic, u32 info_maddr);

/*
 * multiboot_map() - where a machine range can be read; NULL if nowhere
 * Provided by boot/main.c, and by the unit test.
 */
const void *multiboot_map(u64 maddr, u64 bytes);

#endif
