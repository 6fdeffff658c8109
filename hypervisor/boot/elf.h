/* SPDX-License-Identifier: GPL-2.0-only */
/* A PV kernel's ELF file: what it says about itself, and its segments. */
#ifndef HV_BOOT_ELF_H
#define HV_BOOT_ELF_H

#include "lib/types.h"

#define ELF_NO_ADDRESS	(~0ULL)

struct elf_kernel {
	const u8 *file;
	u64 bytes;
	u64 entry;		/* virtual */
	u64 virt_base;		/* virtual address of pseudo-physical 0 */
	u64 paddr_offset;	/* p_paddr of pseudo-physical 0 */
	u64 phys_start, phys_end;	/* pseudo-physical extent of the segments */
	u64 hypercall_page;	/* virtual; ELF_NO_ADDRESS: none wanted */
	u64 p2m_base;		/* virtual; ELF_NO_ADDRESS: in the initial mapping */
	bool mod_start_pfn;	/* understands an initrd outside the initial mapping */
	char guest_os[16], guest_version[16];
};

/**
 * elf_kernel_parse() - read headers and notes, check them against the file's size
 * @k: filled in
 * @file: the whole file
 * @bytes: its size
 *
 * Return: NULL, or one sentence that says why this is no kernel we can start.
 */
const char *elf_kernel_parse(struct elf_kernel *k, const void *file, u64 bytes);

/**
 * elf_kernel_load() - hand out every loadable segment
 * @k: a parsed kernel
 * @put: called with pseudo-physical address, contents, their size, and the size
 *       in memory; what is beyond the contents shall be zero
 */
void elf_kernel_load(const struct elf_kernel *k,
		     void (*put)(u64 phys, const void *data, u64 bytes, u64 mem_bytes));

#endif
