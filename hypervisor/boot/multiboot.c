// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the boot loader's information, multiboot versions 1 and 2.
 *
 * Version 1 is one structure with a word of flags that say which fields count,
 * and physical pointers to strings and arrays. Version 2 is a sequence of tags
 * with a type and a size. Both end up in struct boot_info; nobody else knows
 * which it was.
 *
 * The loader is trusted not to lie but not to be tidy: every pointer is
 * resolved through multiboot_map(), which refuses what is not mapped, strings
 * are cut at our limits, and an element whose size would stop the walk ends it.
 * What does not fit is dropped from the end: a machine with more memory regions
 * than BOOT_MAX_REGIONS loses the highest ones, and says so.
 */
#include "boot/multiboot.h"
#include <linux/kernel.h>
#include <linux/string.h>

#define MB1_BOOT_MAGIC	0x2badb002
#define MB2_BOOT_MAGIC	0x36d76289

struct boot_info boot_info;

/* ---- version 1 ---- */

enum {
	MB1_MEMORY	= 1 << 0,
	MB1_COMMAND	= 1 << 2,
	MB1_MODULES	= 1 << 3,
	MB1_MAP		= 1 << 6,
	MB1_LOADER	= 1 << 9,
};

struct mb1_info {
	u32 flags;
	u32 mem_lower, mem_upper;	/* KiB */
	u32 boot_device;
	u32 command_line;
	u32 nr_modules, modules;
	u32 symbols[4];
	u32 map_bytes, map;
	u32 drives[2];
	u32 config_table;
	u32 loader_name;
};

struct mb1_module {
	u32 start, end, line, reserved;
};

struct mb1_region {
	u32 size;			/* of what follows */
	u64 start, length;
	u32 type;
} __packed;

/* ---- version 2 ---- */

enum {
	MB2_END, MB2_COMMAND, MB2_LOADER, MB2_MODULE,
	MB2_BASIC_MEMORY, MB2_BOOT_DEVICE, MB2_MAP,
	MB2_FRAMEBUFFER = 8, MB2_EFI64 = 12, MB2_ACPI_OLD = 14, MB2_ACPI_NEW = 15,
};

struct mb2_tag {
	u32 type;
	u32 size;			/* with this header, without padding */
	u8 data[];
};

struct mb2_module {
	u32 start, end;
	char line[];
};

struct mb2_map {
	u32 entry_size, entry_version;
	u8 entries[];
};

struct mb2_region {
	u64 start, length;
	u32 type, reserved;
};

struct mb2_framebuffer {
	u64 maddr;
	u32 pitch, width, height;
	u8 bits;
	u8 kind;			/* 0 indexed, 1 RGB, 2 text */
	u16 reserved;
	u8 red_pos, red_size, green_pos, green_size, blue_pos, blue_size;
} __packed;

/* By value: what pointers of version 1 point to need not be aligned. */
static bool read_at(void *to, u64 maddr, size_t bytes)
{
	const void *from = multiboot_map(maddr, bytes);

	if (from)
		memcpy(to, from, bytes);
	return from;
}

/* Copies a string that lies in at most @limit bytes of readable memory */
static void copy_text(char *to, size_t size, const char *from, size_t limit)
{
	size_t len = from ? strnlen(from, min(limit, size - 1)) : 0;

	if (len)
		memcpy(to, from, len);
	to[len] = '\0';
}

/* The longest readable stretch at @maddr, up to @size bytes, as a string */
static void copy_text_at(char *to, size_t size, u32 maddr)
{
	size_t readable = size;
	const char *from = NULL;

	while (maddr && readable && !(from = multiboot_map(maddr, readable)))
		readable /= 2;
	copy_text(to, size, from, readable);
}

/* Options start behind the first blank. */
static void drop_file_name(char *line)
{
	const char *rest = line;

	while (*rest && *rest != ' ')
		rest++;
	while (*rest == ' ')
		rest++;
	memmove(line, rest, strlen(rest) + 1);
}

static void add_region(u64 start, u64 length, u32 type)
{
	u64 end = start + length;

	if (!length)
		return;
	if (boot_info.nr_regions == BOOT_MAX_REGIONS) {
		boot_info.lost_regions++;
		return;
	}
	if (end < start)
		end = ~0ULL;
	boot_info.region[boot_info.nr_regions++] = (struct boot_region){ start, end, type };
}

static struct boot_module *add_module(u32 start, u32 end)
{
	struct boot_module *module;

	if (end < start || boot_info.nr_modules == BOOT_MAX_MODULES)
		return NULL;
	module = &boot_info.module[boot_info.nr_modules++];
	module->start = start;
	module->size = end - start;
	return module;
}

static void mb1_modules(const struct mb1_info *info)
{
	for (u32 i = 0; i < info->nr_modules; i++) {
		struct boot_module *module;
		struct mb1_module from;

		if (!read_at(&from, (u64)info->modules + i * sizeof(from), sizeof(from)))
			return;
		module = add_module(from.start, from.end);
		if (!module)
			return;
		copy_text_at(module->line, sizeof(module->line), from.line);
	}
}

static void mb1_map(const struct mb1_info *info)
{
	u32 at = 0;

	while (info->map_bytes - at >= sizeof(struct mb1_region)) {
		struct mb1_region from;

		if (!read_at(&from, (u64)info->map + at, sizeof(from)) ||
		    from.size < sizeof(from) - sizeof(from.size) ||
		    from.size > info->map_bytes - at - sizeof(from.size))
			return;
		add_region(from.start, from.length, from.type);
		at += from.size + sizeof(from.size);
	}
}

static const char *mb1_parse(u32 info_maddr)
{
	struct mb1_info copy, *info = &copy;

	if (!read_at(info, info_maddr, sizeof(*info)))
		return "the boot loader's information is out of reach";
	if (info->flags & MB1_COMMAND)
		copy_text_at(boot_info.line, sizeof(boot_info.line), info->command_line);
	if (info->flags & MB1_LOADER)
		copy_text_at(boot_info.loader, sizeof(boot_info.loader), info->loader_name);
	if (info->flags & MB1_MODULES)
		mb1_modules(info);
	if (info->flags & MB1_MAP) {
		mb1_map(info);
	} else if (info->flags & MB1_MEMORY) {
		add_region(0, (u64)info->mem_lower << 10, REGION_RAM);
		add_region(1 << 20, (u64)info->mem_upper << 10, REGION_RAM);
	}
	return NULL;
}

static void mb2_map(const struct mb2_tag *tag)
{
	const struct mb2_map *map = (const void *)tag->data;
	u32 at = sizeof(*tag) + sizeof(*map);

	if (tag->size < at || map->entry_size < sizeof(struct mb2_region))
		return;
	for (; tag->size - at >= map->entry_size; at += map->entry_size) {
		struct mb2_region from;

		memcpy(&from, (const u8 *)tag + at, sizeof(from));
		add_region(from.start, from.length, from.type);
	}
}

static void mb2_framebuffer(const struct mb2_framebuffer *from, u32 bytes)
{
	if (bytes < sizeof(*from) || from->kind != 1)
		return;
	boot_info.framebuffer = (struct boot_framebuffer){
		.maddr = from->maddr, .pitch = from->pitch, .bits = from->bits,
		.width = from->width, .height = from->height,
		.red_pos = from->red_pos, .red_size = from->red_size,
		.green_pos = from->green_pos, .green_size = from->green_size,
		.blue_pos = from->blue_pos, .blue_size = from->blue_size,
	};
}

/* The newer of the two structures wins, whichever comes first. */
static void mb2_rsdp(const u8 *rsdp, u32 bytes)
{
	bytes = min(bytes, BOOT_RSDP_BYTES);
	if (bytes <= boot_info.rsdp_bytes)
		return;
	memcpy(boot_info.rsdp, rsdp, bytes);
	boot_info.rsdp_bytes = bytes;
}

static void mb2_tag_parse(const struct mb2_tag *tag)
{
	u32 bytes = tag->size - sizeof(*tag);
	const struct mb2_module *from = (const void *)tag->data;
	struct boot_module *module;

	switch (tag->type) {
	case MB2_COMMAND:
		copy_text(boot_info.line, sizeof(boot_info.line), tag->data, bytes);
		break;
	case MB2_LOADER:
		copy_text(boot_info.loader, sizeof(boot_info.loader), tag->data, bytes);
		break;
	case MB2_MODULE:
		if (bytes < sizeof(*from))
			break;
		module = add_module(from->start, from->end);
		if (!module)
			break;
		copy_text(module->line, sizeof(module->line), from->line, bytes - sizeof(*from));
		break;
	case MB2_MAP:
		mb2_map(tag);
		break;
	case MB2_EFI64:
		if (bytes >= sizeof(u64))
			memcpy(&boot_info.efi_system_table, tag->data, sizeof(u64));
		break;
	case MB2_ACPI_OLD:
	case MB2_ACPI_NEW:
		mb2_rsdp(tag->data, bytes);
		break;
	case MB2_FRAMEBUFFER:
		mb2_framebuffer((const void *)tag->data, bytes);
		break;
	}
}

static const char *mb2_parse(u32 info_maddr)
{
	const u32 *total = multiboot_map(info_maddr, 2 * sizeof(u32));
	u32 at = 2 * sizeof(u32);
	const u8 *info;

	info = total ? multiboot_map(info_maddr, *total) : NULL;
	if (!info)
		return "the boot loader's information is out of reach";
	while (at < *total && *total - at >= sizeof(struct mb2_tag)) {
		const struct mb2_tag *tag = (const void *)(info + at);

		if (tag->type == MB2_END)
			break;
		if (tag->size < sizeof(*tag) || tag->size > *total - at)
			return "the boot loader's information is damaged";
		mb2_tag_parse(tag);
		at = ALIGN(at + tag->size, 8);
	}
	return NULL;
}

/* GRUB 2 passes options only; the others put the file's name in front. */
static bool loader_omits_names(void)
{
	return !strncmp(boot_info.loader, "GRUB ", 5) &&
	       boot_info.loader[5] >= '1' && boot_info.loader[5] <= '9';
}

const char *multiboot_parse(u32 magic, u32 info_maddr)
{
	const char *problem;

	if (magic == MB1_BOOT_MAGIC)
		problem = mb1_parse(info_maddr);
	else if (magic == MB2_BOOT_MAGIC)
		problem = mb2_parse(info_maddr);
	else
		return "started by something that is not a multiboot loader";

	if (!loader_omits_names()) {
		drop_file_name(boot_info.line);
		for (unsigned int i = 0; i < boot_info.nr_modules; i++)
			drop_file_name(boot_info.module[i].line);
	}
	return problem;
}
