/* SPDX-License-Identifier: GPL-2.0-only */
/* The hypervisor's own image: its parts, its page permissions, its symbols. */
#ifndef HV_CPU_IMAGE_H
#define HV_CPU_IMAGE_H

#include "cpu/layout.h"
#include "cpu/printk.h"

/* Section boundaries, from zazen.lds.S; all on page boundaries. */
extern const u8 _image_start[], _image_end[];
extern const u8 _text_start[], _text_end[];
extern const u8 _entry_text_start[], _entry_text_end[];
extern const u8 _entry_traps_end[];	/* of the pages that follow: entry_traps.S */
extern const u8 _rodata_start[], _rodata_end[];
extern const u8 _data_start[], _data_end[];
extern const u8 _init_start[], _init_end[];
extern const u8 _init_text_start[], _init_text_end[];
extern const u8 _init_data_start[], _init_data_end[];
extern const u8 _bss_start[], _bss_end[];
extern const u8 _build_id_start[], _build_id_end[];

/* Names of functions, made by symbols.awk: sorted offsets from _text_start. */
extern const u32 symbol_count, symbol_offsets[], symbol_names[];
extern const char symbol_pool[];

/* The compiler calls it when a canary is broken. */
void __noreturn __stack_chk_fail(void);
extern unsigned long __stack_chk_guard;

/* Stretches of the entry text that touch a guest's stack, and where each goes on. */
struct access_range { u64 start, end, fixup; };
extern const struct access_range _entry_fixup_start[], _entry_fixup_end[];

/* What boot may rewrite in the entry code: cpu/entry_sites.h, cpu/entry_patch.c */
struct entry_site { u64 va, kind, target; };
extern const struct entry_site _entry_patch_start[], _entry_patch_end[];

/* Labels of the entry code. */
extern const u8 entry_syscall[], entry_syscall32[], entry_sysenter[], entry_page_fault[];
extern const u8 entry_nmi[], entry_double_fault[], entry_machine_check[], entry_debug[];
extern const u8 vector_stubs[], exit_iretq[], back_iretq[];

extern u8 bsp_area_pages[17][HV_PAGE_SIZE];

/* Page tables that start.S built; boot_l4 becomes the hypervisor's own root. */
extern u64 boot_l4[512], boot_l3_low[512];
extern u64 trampoline_l4[512];	/* root of CPUs that are starting */
extern u64 boot_l1_image[], boot_l2_pcpu[512], boot_l1_pcpu[512];

/* Physical address of an object in the image. */
static inline u64 image_maddr(const void *p)
{
	return (u64)p - HV_IMAGE_VIRT;
}

/**
 * image_leave_init() - the last thing that code in .init does
 * @discard: unmaps and frees .init; outside .init
 * @go_on: never returns; outside .init
 */
void __noreturn image_leave_init(void (*discard)(void), void __noreturn (*go_on)(void));

static inline bool image_is_text(unsigned long va)
{
	return (va >= (unsigned long)_text_start && va < (unsigned long)_text_end) ||
	       (va >= (unsigned long)_init_text_start && va < (unsigned long)_init_text_end);
}

#endif
