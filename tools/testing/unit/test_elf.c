// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot/elf.c and boot/bzimage.c: a kernel with Linux's notes, one with a single
 * note (all defaults), every refusal, each truncation, and random damage, which
 * must be refused or loaded without a byte outside of the file being read.
 */
#include "boot/bzimage.h"
#include "boot/elf.h"
#include "unit.h"

#define FILE_BYTES	0x3000
#define TEXT		0x1000		/* file offsets */
#define NOTES		0x200

static u8 *file;
static u64 note_at;

static struct elf64_hdr *header(void)
{
	return (struct elf64_hdr *)file;
}

static struct elf64_phdr *segment(int i)
{
	return (struct elf64_phdr *)(file + 64) + i;
}

static void note(u32 type, const void *data, u32 bytes)
{
	u32 head[3] = { 4, bytes, type };

	memcpy(file + note_at, head, 12);
	memcpy(file + note_at + 12, "Xen", 4);
	memcpy(file + note_at + 16, data, bytes);
	note_at += 16 + ((bytes + 3) & ~3U);
	segment(1)->p_filesz = note_at - NOTES;
}

static void note_u64(u32 type, u64 value)
{
	note(type, &value, 8);
}

/* Two pages of code and data at pseudo-physical 1 MiB, the second half zeroed */
static void build(u64 virt)
{
	memset(file, 0, FILE_BYTES);
	memcpy(file, "\177ELF\2\1\1", 7);
	header()->e_type = ET_EXEC;
	header()->e_machine = EM_X86_64;
	header()->e_phoff = 64;
	header()->e_phentsize = sizeof(struct elf64_phdr);
	header()->e_phnum = 2;
	header()->e_entry = virt + 0x100010;
	*segment(0) = (struct elf64_phdr){
		.p_type = PT_LOAD, .p_offset = TEXT, .p_vaddr = virt + 0x100000,
		.p_paddr = 0x100000, .p_filesz = 0x2000, .p_memsz = 0x4000,
	};
	*segment(1) = (struct elf64_phdr){ .p_type = PT_NOTE, .p_offset = NOTES };
	memset(file + TEXT, 0xcc, 0x2000);
	note_at = NOTES;
}

static void build_linux(void)
{
	build(0xffffffff80000000);
	note(6, "linux", 6);
	note(7, "2.6", 4);
	note_u64(3, 0xffffffff80000000);
	note_u64(15, 0x8000000000);
	note_u64(1, 0xffffffff80100020);
	note(16, "\1\0\0\0", 4);
	note_u64(4, 0);
	note_u64(2, 0xffffffff80103000);
}

static void build_small(void)
{
	build(0);
	note(5, "xen-3.0", 8);
}

static u64 put_phys, put_bytes, put_mem, put_sum;
static void put(u64 phys, const void *data, u64 bytes, u64 mem_bytes)
{
	put_phys = phys;
	put_bytes = bytes;
	put_mem = mem_bytes;
	for (u64 i = 0; i < bytes; i++)
		put_sum += ((const u8 *)data)[i];
}

static void linux_notes(void)
{
	struct elf_kernel k;

	build_linux();
	CHECK(!elf_kernel_parse(&k, file, FILE_BYTES));
	CHECK_EQ(k.entry, 0xffffffff80100020);
	CHECK_EQ(k.virt_base, 0xffffffff80000000);
	CHECK_EQ(k.p2m_base, 0x8000000000);
	CHECK_EQ(k.hypercall_page, 0xffffffff80103000);
	CHECK_EQ(k.phys_start, 0x100000);
	CHECK_EQ(k.phys_end, 0x104000);
	CHECK(k.mod_start_pfn);
	CHECK_STR(k.guest_os, "linux");
	CHECK_STR(k.guest_version, "2.6");
	put_sum = 0;
	elf_kernel_load(&k, put);
	CHECK_EQ(put_phys, 0x100000);
	CHECK_EQ(put_bytes, 0x2000);
	CHECK_EQ(put_mem, 0x4000);
	CHECK_EQ(put_sum, 0x2000 * 0xcc);
}

static void defaults(void)
{
	struct elf_kernel k;

	build_small();
	CHECK(!elf_kernel_parse(&k, file, FILE_BYTES));
	CHECK_EQ(k.entry, 0x100010);
	CHECK_EQ(k.virt_base, 0);
	CHECK_EQ(k.paddr_offset, 0);
	CHECK_EQ(k.p2m_base, ELF_NO_ADDRESS);
	CHECK_EQ(k.hypercall_page, ELF_NO_ADDRESS);
	CHECK(!k.mod_start_pfn);
}

/* p_paddr holds virtual addresses, as some kernels are linked */
static void paddr_offset(void)
{
	struct elf_kernel k;

	build(0xffffffff80000000);
	segment(0)->p_paddr = segment(0)->p_vaddr;
	note_u64(3, 0xffffffff80000000);
	note_u64(4, 0xffffffff80000000);
	CHECK(!elf_kernel_parse(&k, file, FILE_BYTES));
	CHECK_EQ(k.phys_start, 0x100000);
	elf_kernel_load(&k, put);
	CHECK_EQ(put_phys, 0x100000);
}

#define REFUSED(change) do {						\
	struct elf_kernel _k;						\
	build_linux();							\
	change;								\
	CHECK(elf_kernel_parse(&_k, file, FILE_BYTES));		\
} while (0)

static void refusals(void)
{
	REFUSED(file[0] = 0);
	REFUSED(file[4] = 1);				/* 32-bit */
	REFUSED(header()->e_machine = 3 /* i386 */);
	REFUSED(header()->e_type = ET_REL);
	REFUSED(header()->e_phnum = 0);
	REFUSED(header()->e_phnum = 65);
	REFUSED(header()->e_phentsize = 32);
	REFUSED(header()->e_phoff = FILE_BYTES - 8);
	REFUSED(header()->e_phoff = ~0ULL - 8);
	REFUSED(segment(1)->p_type = PT_NULL);		/* no notes */
	REFUSED(memcpy(file + NOTES + 12, "Xem", 3); segment(1)->p_filesz = 24);
	REFUSED(segment(1)->p_filesz = FILE_BYTES);
	REFUSED(segment(1)->p_offset = ~0ULL);
	REFUSED(segment(0)->p_type = PT_NULL);		/* nothing to load */
	REFUSED(segment(0)->p_filesz = 0x5000);		/* more than memory size */
	REFUSED(segment(0)->p_offset = 0x1001);
	REFUSED(segment(0)->p_paddr = 1ULL << 40);
	REFUSED(segment(0)->p_memsz = 1ULL << 40);
	REFUSED(segment(0)->p_memsz = ~0ULL);
	REFUSED(note_u64(1, 0xffffffff80200000));	/* entry outside */
	REFUSED(note_u64(2, 0xffffffff80104000));	/* hypercall page outside */
	REFUSED(note_u64(2, 0xffffffff80103800));	/* ... not on a page */
	REFUSED(note_u64(2, 0));
	REFUSED(note_u64(4, 0x200000));			/* segment below the offset */
}

static void truncations(void)
{
	for (u64 bytes = 0; bytes < FILE_BYTES; bytes += bytes < 0x400 ? 1 : 0x37) {
		struct elf_kernel k;
		u8 *cut;

		build_linux();
		cut = malloc(bytes ? bytes : 1);
		memcpy(cut, file, bytes);
		CHECK(elf_kernel_parse(&k, cut, bytes));
		free(cut);
	}
}

static void damaged(void)
{
	unsigned int accepted = 0;

	srand(1);
	for (int round = 0; round < 50000; round++) {
		struct elf_kernel k;

		build_linux();
		for (int hits = 1 + rand() % 4; hits; hits--) {
			u32 at = rand() % (NOTES + 0x100);

			if (rand() & 1)
				file[at] = rand();
			else
				memset(file + (at & ~7U), rand() & 1 ? 0xff : rand(), 8);
		}
		if (elf_kernel_parse(&k, file, FILE_BYTES))
			continue;
		accepted++;
		CHECK(strnlen(k.guest_os, sizeof(k.guest_os)) < sizeof(k.guest_os));
		CHECK(k.phys_start < k.phys_end && k.phys_end <= 2ULL << 32);
		elf_kernel_load(&k, put);
	}
	CHECK(accepted > 100);
}

static void bzimage(void)
{
	const char *problem;
	struct bzimage bz;

	memset(file, 0, FILE_BYTES);
	CHECK(!bzimage_parse(&bz, file, FILE_BYTES, &problem));
	file[0x1f1] = 3;
	memcpy(file + 0x1fe, "\x55\xaa", 2);
	memcpy(file + 0x202, "HdrS\x0f\x02", 6);
	memcpy(file + 0x248, "\x10\0\0\0\0\x04\0\0", 8);
	memcpy(file + 0x800 + 0x10 + 0x400 - 4, "\0\0\x10\0", 4);
	CHECK(bzimage_parse(&bz, file, FILE_BYTES, &problem) && !problem);
	CHECK(bz.payload == file + 0x810);
	CHECK_EQ(bz.bytes, 0x400);
	CHECK_EQ(bz.unpacked_bytes, 0x100000);
	CHECK(bzimage_parse(&bz, file, 0x810 + 0x3ff, &problem) && problem);
	CHECK(!bzimage_parse(&bz, file, 0x24f, &problem));
	file[0x80b + 0x400 + 4] = 0xff;			/* 4 GiB unpacked */
	CHECK(bzimage_parse(&bz, file, FILE_BYTES, &problem));
	memcpy(file + 0x80c + 0x400, "\0\0\0\0", 4);
	CHECK(bzimage_parse(&bz, file, FILE_BYTES, &problem) && problem);
	memcpy(file + 0x24c, "\xff\xff\xff\xff", 4);
	CHECK(bzimage_parse(&bz, file, FILE_BYTES, &problem) && problem);
	file[0x206] = 7;				/* protocol 2.07 */
	CHECK(bzimage_parse(&bz, file, FILE_BYTES, &problem) && problem);
}

int main(void)
{
	file = malloc(FILE_BYTES);
	UNIT(linux_notes);
	UNIT(defaults);
	UNIT(paddr_offset);
	UNIT(refusals);
	UNIT(truncations);
	UNIT(damaged);
	UNIT(bzimage);
	free(file);
	return unit_done();
}
