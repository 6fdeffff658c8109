// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/multiboot.c: information of both versions as QEMU and GRUB write it, then
 * the same bytes damaged at random, which must neither read outside the memory
 * nor leave a string without an end.
 *
 * The machine's memory is one buffer at machine address 0; multiboot_map()
 * refuses everything beyond it, and the address sanitizer watches the rest.
 */
#include "boot/multiboot.h"
#include "unit.h"

#define MEM 8192
#define MB1 0x2badb002
#define MB2 0x36d76289

static u8 *mem;

const void *multiboot_map(u64 maddr, u64 bytes)
{
	return maddr <= MEM && bytes <= MEM - maddr ? mem + maddr : NULL;
}

static void reset(void)
{
	memset(mem, 0, MEM);
	memset(&boot_info, 0, sizeof(boot_info));
}

static void put32(u32 at, u32 value)
{
	memcpy(mem + at, &value, 4);
}

static void put64(u32 at, u64 value)
{
	memcpy(mem + at, &value, 8);
}

static void put_text(u32 at, const char *s)
{
	memcpy(mem + at, s, strlen(s) + 1);
}

/* One RAM region, two modules, as QEMU's -kernel and -initrd pass them */
static void build_mb1(void)
{
	reset();
	put32(0x100, 1 << 0 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 9);
	put32(0x104, 640);
	put32(0x108, 1024);
	put32(0x110, 0x800);			/* command line */
	put_text(0x800, "/path/zazen console=com1  loglvl=all");
	put32(0x114, 2);			/* modules */
	put32(0x118, 0x200);
	put32(0x200, 0x100000);
	put32(0x204, 0x123456);
	put32(0x208, 0x840);
	put_text(0x840, "vmlinuz root=/dev/xvda quiet");
	put32(0x210, 0x130000);
	put32(0x214, 0x140000);
	put32(0x218, 0x880);
	put_text(0x880, "initrd");
	put32(0x12c, 2 * 24);			/* memory map */
	put32(0x130, 0x300);
	put32(0x300, 20);
	put64(0x304, 0);
	put64(0x30c, 0x9fc00);
	put32(0x314, 1);
	put32(0x318, 20);
	put64(0x31c, 0x100000000);
	put64(0x324, 0x40000000);
	put32(0x32c, 1);
	put32(0x140, 0x8c0);
	put_text(0x8c0, "qemu");
}

static void version1(void)
{
	build_mb1();
	CHECK(!multiboot_parse(MB1, 0x100));
	CHECK_STR(boot_info.loader, "qemu");
	CHECK_STR(boot_info.line, "console=com1  loglvl=all");
	CHECK_EQ(boot_info.nr_modules, 2);
	CHECK_EQ(boot_info.module[0].start, 0x100000);
	CHECK_EQ(boot_info.module[0].size, 0x23456);
	CHECK_STR(boot_info.module[0].line, "root=/dev/xvda quiet");
	CHECK_STR(boot_info.module[1].line, "");
	CHECK_EQ(boot_info.nr_regions, 2);
	CHECK_EQ(boot_info.region[0].end, 0x9fc00);
	CHECK_EQ(boot_info.region[1].start, 0x100000000);
	CHECK_EQ(boot_info.region[1].end, 0x140000000);
	CHECK_EQ(boot_info.region[1].type, 1);
}

static void version1_grub(void)
{
	build_mb1();
	put_text(0x8c0, "GRUB 2.06-13+deb12u1");
	put_text(0x800, "placeholder console=com1");
	CHECK(!multiboot_parse(MB1, 0x100));
	CHECK_STR(boot_info.line, "placeholder console=com1");
	CHECK_STR(boot_info.module[0].line, "vmlinuz root=/dev/xvda quiet");

	build_mb1();
	put_text(0x8c0, "GRUB 0.97");
	CHECK(!multiboot_parse(MB1, 0x100));
	CHECK_STR(boot_info.line, "console=com1  loglvl=all");
}

static void version1_without_map(void)
{
	build_mb1();
	put32(0x100, 1);
	CHECK(!multiboot_parse(MB1, 0x100));
	CHECK_EQ(boot_info.nr_modules, 0);
	CHECK_STR(boot_info.line, "");
	CHECK_EQ(boot_info.nr_regions, 2);
	CHECK_EQ(boot_info.region[0].end, 640 << 10);
	CHECK_EQ(boot_info.region[1].start, 1 << 20);
	CHECK_EQ(boot_info.region[1].end, 2 << 20);
}

static u32 tag_at;

static void tag(u32 type, const void *data, u32 bytes)
{
	put32(tag_at, type);
	put32(tag_at + 4, bytes + 8);
	memcpy(mem + tag_at + 8, data, bytes);
	tag_at += (bytes + 15) & ~7U;
}

static void build_mb2(void)
{
	static const u32 module[] = { 0x200000, 0x280000, 0x656d616e, 0x313d6120, 0 };
	static const u64 map[] = { 24, 0x100000, 0x700000, 1, 0x900000, 0x1000, 3 };
	static const u64 table = 0x7ff00000;
	static const u8 rsdp1[20] = "RSD PTR 1", rsdp2[36] = "RSD PTR 2";
	static const u32 screen[] = { 0xc0000000, 1, 4096, 1024, 768,
				      32 | 1 << 8, 16 | 8 << 8 | 8 << 16 | 8 << 24, 0 | 8 << 8 };

	reset();
	tag_at = 0x108;
	tag(1, "console=com1", 13);
	tag(2, "GRUB 2.06", 10);
	tag(3, module, sizeof(module));
	tag(6, map, sizeof(map));
	tag(12, &table, 8);
	tag(15, rsdp2, sizeof(rsdp2));
	tag(14, rsdp1, sizeof(rsdp1));
	tag(8, screen, 30);
	tag(0, "", 0);
	put32(0x100, tag_at - 0x100);
}

static void version2(void)
{
	build_mb2();
	CHECK(!multiboot_parse(MB2, 0x100));
	CHECK_STR(boot_info.line, "console=com1");
	CHECK_STR(boot_info.loader, "GRUB 2.06");
	CHECK_EQ(boot_info.nr_modules, 1);
	CHECK_EQ(boot_info.module[0].size, 0x80000);
	CHECK_STR(boot_info.module[0].line, "name a=1");
	CHECK_EQ(boot_info.nr_regions, 2);
	CHECK_EQ(boot_info.region[0].end, 0x800000);
	CHECK_EQ(boot_info.region[1].type, 3);
	CHECK_EQ(boot_info.efi_system_table, 0x7ff00000);
	CHECK_EQ(boot_info.rsdp_bytes, 36);
	CHECK_STR((char *)boot_info.rsdp, "RSD PTR 2");
	CHECK_EQ(boot_info.framebuffer.maddr, 0x1c0000000);
	CHECK_EQ(boot_info.framebuffer.width, 1024);
	CHECK_EQ(boot_info.framebuffer.bits, 32);
	CHECK_EQ(boot_info.framebuffer.red_pos, 16);
	CHECK_EQ(boot_info.framebuffer.blue_size, 8);
}

static void refusals(void)
{
	build_mb2();
	CHECK(multiboot_parse(0x12345678, 0x100));
	CHECK(multiboot_parse(MB1, MEM - 8));
	CHECK(multiboot_parse(MB2, MEM - 4));
	put32(0x100, MEM);
	CHECK(multiboot_parse(MB2, 0x100));		/* total size leaves memory */
	build_mb2();
	put32(0x10c, 7);				/* a tag that would not advance */
	CHECK(multiboot_parse(MB2, 0x100));
	put32(0x10c, ~0U);
	CHECK(multiboot_parse(MB2, 0x100));
}

static void too_many(void)
{
	reset();
	tag_at = 0x108;
	for (int i = 0; i < BOOT_MAX_MODULES + 3; i++)
		tag(3, "\0\0\0\0\1\0\0\0m", 10);
	tag(0, "", 0);
	put32(0x100, tag_at - 0x100);
	CHECK(!multiboot_parse(MB2, 0x100));
	CHECK_EQ(boot_info.nr_modules, BOOT_MAX_MODULES);
}

static bool ended(const char *s, size_t size)
{
	return strnlen(s, size) < size;
}

static void damaged(void)
{
	srand(1);
	for (int round = 0; round < 20000; round++) {
		bool v2 = round & 1;

		if (v2)
			build_mb2();
		else
			build_mb1();
		for (int hits = 1 + rand() % 8; hits; hits--) {
			u32 at = 0x100 + rand() % 0x300;

			if (rand() & 1)
				mem[at] = rand();
			else
				put32(at & ~3U, rand() & 1 ? rand() % (2 * MEM) : -rand());
		}
		multiboot_parse(v2 ? MB2 : MB1, 0x100);
		CHECK(ended(boot_info.line, sizeof(boot_info.line)));
		CHECK(ended(boot_info.loader, sizeof(boot_info.loader)));
		CHECK(boot_info.nr_modules <= BOOT_MAX_MODULES);
		CHECK(boot_info.nr_regions <= BOOT_MAX_REGIONS);
		for (unsigned int i = 0; i < boot_info.nr_modules; i++)
			CHECK(ended(boot_info.module[i].line, BOOT_MODULE_LINE));
		for (unsigned int i = 0; i < boot_info.nr_regions; i++)
			CHECK(boot_info.region[i].start <= boot_info.region[i].end);
	}
}

int main(void)
{
	mem = malloc(MEM);
	UNIT(version1);
	UNIT(version1_grub);
	UNIT(version1_without_map);
	UNIT(version2);
	UNIT(refusals);
	UNIT(too_many);
	UNIT(damaged);
	free(mem);
	return unit_done();
}
