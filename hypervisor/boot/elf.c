// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a PV kernel's ELF file.
 *
 * A PV kernel describes how it wants to be started in ELF notes of the name
 * "Xen". Each note has a default, so that a small kernel may have only one:
 *
 *	ENTRY		e_entry of the file header
 *	VIRT_BASE	0
 *	PADDR_OFFSET	0
 *	INIT_P2M	the frame list lies inside the initial mapping
 *	MOD_START_PFN	the initrd lies inside the initial mapping
 *	HYPERCALL_PAGE	none
 *
 * A segment's pseudo-physical address is p_paddr - PADDR_OFFSET and it is seen
 * by the kernel at VIRT_BASE plus that.
 *
 * The file comes from outside, so every offset is checked against its size
 * before it is followed, in a form that cannot overflow. Relocatable files,
 * 32-bit kernels and files with other than x86-64 code are refused. The
 * obsolete __xen_guest section and the symbol table note of BSD kernels are
 * deliberately not looked at.
 */
#include "boot/elf.h"
#include <uapi/linux/elf.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <xen/interface/elfnote.h>

#define MAX_HEADERS	64

static bool inside(const struct elf_kernel *k, u64 offset, u64 bytes)
{
	return offset <= k->bytes && bytes <= k->bytes - offset;
}

/* By value: what the offsets point to need not be aligned. */
static struct elf64_hdr header(const struct elf_kernel *k)
{
	struct elf64_hdr e;

	memcpy(&e, k->file, sizeof(e));
	return e;
}

static struct elf64_phdr segment(const struct elf_kernel *k, unsigned int i)
{
	struct elf64_phdr p;

	memcpy(&p, k->file + header(k).e_phoff + i * sizeof(p), sizeof(p));
	return p;
}

static const char *check_header(const struct elf_kernel *k)
{
	struct elf64_hdr e;

	if (k->bytes < sizeof(e) || memcmp(k->file, ELFMAG, SELFMAG))
		return "it is not an ELF file";
	e = header(k);
	if (e.e_ident[EI_CLASS] != ELFCLASS64 || e.e_machine != EM_X86_64)
		return "it is not a 64-bit x86 kernel";
	if (e.e_type != ET_EXEC && e.e_type != ET_DYN)
		return "it is not an executable ELF file";
	if (e.e_phentsize != sizeof(struct elf64_phdr) || !e.e_phnum || e.e_phnum > MAX_HEADERS)
		return "its program headers are of no known form";
	if (!inside(k, e.e_phoff, (u64)e.e_phnum * sizeof(struct elf64_phdr)))
		return "the file is truncated";
	return NULL;
}

/* A note's value as a number of 1 to 8 bytes, as kernels write 32 and 64 bits */
static u64 note_number(const u8 *desc, u32 bytes)
{
	u64 value = 0;

	memcpy(&value, desc, min(bytes, 8u));
	return value;
}

static void note_text(char *to, size_t size, const u8 *desc, u32 bytes)
{
	size_t n = min((size_t)bytes, size - 1);

	memcpy(to, desc, n);
	to[n] = '\0';
}

static void take_note(struct elf_kernel *k, u32 type, const u8 *desc, u32 bytes)
{
	u64 number = note_number(desc, bytes);

	switch (type) {
	case XEN_ELFNOTE_ENTRY:
		k->entry = number;
		break;
	case XEN_ELFNOTE_VIRT_BASE:
		k->virt_base = number;
		break;
	case XEN_ELFNOTE_PADDR_OFFSET:
		k->paddr_offset = number;
		break;
	case XEN_ELFNOTE_HYPERCALL_PAGE:
		k->hypercall_page = number;
		break;
	case XEN_ELFNOTE_INIT_P2M:
		k->p2m_base = number;
		break;
	case XEN_ELFNOTE_MOD_START_PFN:
		k->mod_start_pfn = number;
		break;
	case XEN_ELFNOTE_GUEST_OS:
		note_text(k->guest_os, sizeof(k->guest_os), desc, bytes);
		break;
	case XEN_ELFNOTE_GUEST_VERSION:
		note_text(k->guest_version, sizeof(k->guest_version), desc, bytes);
		break;
	}
}

/* One PT_NOTE segment: returns how many of its notes are Xen's */
static unsigned int take_notes(struct elf_kernel *k, u64 offset, u64 bytes)
{
	u64 at = offset, end = offset + bytes;
	unsigned int ours = 0;

	while (end - at >= sizeof(struct elf64_note)) {
		u64 name = at + sizeof(struct elf64_note), desc, next;
		struct elf64_note note;

		memcpy(&note, k->file + at, sizeof(note));
		desc = name + ((note.n_namesz + 3ULL) & ~3ULL);
		next = desc + ((note.n_descsz + 3ULL) & ~3ULL);
		if (desc > end || note.n_descsz > end - desc)
			break;
		if (note.n_namesz == 4 && !memcmp(k->file + name, "Xen", 4)) {
			take_note(k, note.n_type, k->file + desc, note.n_descsz);
			ours++;
		}
		if (next > end)
			break;
		at = next;
	}
	return ours;
}

static const char *check_segments(struct elf_kernel *k)
{
	for (unsigned int i = 0; i < header(k).e_phnum; i++) {
		struct elf64_phdr p = segment(k, i);
		u64 phys = p.p_paddr - k->paddr_offset;

		if (p.p_type != PT_LOAD || !p.p_memsz)
			continue;
		if (!inside(k, p.p_offset, p.p_filesz))
			return "the file is truncated";
		if (p.p_filesz > p.p_memsz || p.p_paddr < k->paddr_offset ||
		    p.p_memsz > 1ULL << 32 || phys > 1ULL << 32)
			return "a segment of it has an impossible place or size";
		k->phys_start = min(k->phys_start, phys);
		k->phys_end = max(k->phys_end, phys + p.p_memsz);
	}
	if (k->phys_end == 0)
		return "it has nothing to load";
	if (k->entry < k->virt_base + k->phys_start || k->entry >= k->virt_base + k->phys_end)
		return "its entry point lies outside of it";
	if (k->hypercall_page != ELF_NO_ADDRESS &&
	    (k->hypercall_page < k->virt_base ||
	     k->hypercall_page - k->virt_base > k->phys_end - HV_PAGE_SIZE ||
	     (k->hypercall_page & ~HV_PAGE_MASK)))
		return "its hypercall page lies outside of it";
	return NULL;
}

const char *elf_kernel_parse(struct elf_kernel *k, const void *file, u64 bytes)
{
	unsigned int notes = 0;
	const char *problem;

	*k = (struct elf_kernel){
		.file = file, .bytes = bytes, .phys_start = ELF_NO_ADDRESS,
		.hypercall_page = ELF_NO_ADDRESS, .p2m_base = ELF_NO_ADDRESS,
	};
	problem = check_header(k);
	if (problem)
		return problem;

	k->entry = header(k).e_entry;
	for (unsigned int i = 0; i < header(k).e_phnum; i++) {
		struct elf64_phdr p = segment(k, i);

		if (p.p_type != PT_NOTE)
			continue;
		if (!inside(k, p.p_offset, p.p_filesz))
			return "the file is truncated";
		notes += take_notes(k, p.p_offset, p.p_filesz);
	}
	if (!notes)
		return "it has no Xen notes: build it with CONFIG_XEN_PV";
	return check_segments(k);
}

void elf_kernel_load(const struct elf_kernel *k,
		     void (*put)(u64 phys, const void *data, u64 bytes, u64 mem_bytes))
{
	for (unsigned int i = 0; i < header(k).e_phnum; i++) {
		struct elf64_phdr p = segment(k, i);

		if (p.p_type == PT_LOAD && p.p_memsz)
			put(p.p_paddr - k->paddr_offset, k->file + p.p_offset,
			    p.p_filesz, p.p_memsz);
	}
}
