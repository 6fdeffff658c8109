/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Layout of the image: linked at HV_IMAGE_VIRT, loaded at HV_IMAGE_PHYS.
 *
 *	_text_start	headers, code			read, execute
 *	.entry.text	the crossings, one page		read, execute; aliased per CPU
 *	.entry.traps	the other ways in		read, execute
 *	_init_text_start  boot-only code		read, execute; freed
 *	_init_data_start  boot-only data		read, write; freed
 *	_rodata_start	constants, symbol names		read
 *	_data_start	variables			read, write
 *	_bss_start	zeroed data, boot page tables	read, write
 *
 * Each group starts on a page of its own, so that no page is both writable and
 * executable once the final page tables are in use. All text comes before the
 * symbol table, so that adding it moves no function. What the kernel's
 * headers generate for its run-time patching is thrown away: the code as
 * compiled is the variant that works everywhere.
 */
#include "cpu/layout.h"

#define PAGE	4096

OUTPUT_FORMAT("elf64-x86-64")
OUTPUT_ARCH(i386:x86-64)
ENTRY(start_phys)

/*
 * What system calls, faults, forks and context switches of a guest execute, in as few
 * pages as possible: each loading of a root table makes every page of it a TLB refill.
 * From make bench --profile; a name that is not there any more does no harm.
 */
#define HOT_TEXT							\
	*retpoline.o(.text)						\
	*(.text.do_xen_version)						\
	/* hypercalls on page tables */					\
	*(.text.hypercall_dispatch .text.do_mmu_update .text.page_lock_table)	\
	*(.text.page_unlock .text.guest_pt_update .text.l1_exchange_rw)	\
	*(.text.guest_read_1 .text.guest_read_2 .text.guest_read_3)	\
	*(.text.guest_read_8 .text.guest_write_1 .text.do_mmuext_op)	\
	*(.text.ext_batch .text.tlb_flush_page_local .text.tlb_flush_local)	\
	/* emulated writes to page tables */				\
	*(.text.guest_page_fault .text.emulate_pt_write .text.guest_fetch)	\
	*(.text.pt_write_decode_fast .text.guest_pt_peek .text.guest_pt_cmpxchg)	\
	*(.text.emulate_retire)						\
	/* the guest's own context switch */				\
	*(.text.do_multicall .text.hypercall_call .text.do_stack_switch)	\
	*(.text.do_set_segment_base .text.root_set_kernel .text.root_set_user)	\
	*(.text.root_replace .text.tlb_load_root .text.page_get_and_type)	\
	*(.text.page_put_and_type .text.page_type_get_held .text.page_put_type)	\
	*(.text.page_get_type .text.guest_exception .text.emulate_privileged)	\
	*(.text.two_byte .text.guest_rdmsr)				\
	/* address spaces that come and go */				\
	*(.text.guest_pt_validate .text.guest_pt_devalidate .text.l1_drop_below)	\
	*(.text.pte_check .text.pte_adjust .text.pte_hold .text.pte_release)	\
	*(.text.update_va .text.do_update_va_mapping .text.guest_pt_walk)	\
	*(.text.update_batch .text.tlb_filter .text.page_pin .text.page_unpin)	\
	*(.text.page_validate .text.guest_read_bytes .text.guest_write_bytes)

#define HOT_DATA							\
	*(.data.__stack_chk_guard .data.pte_refused_l1 .data.pte_refused_upper)	\
	*(.data.tlb_user_global .data.flush_clock .bss.max_frame)	\
	*(.bss.uaccess_smap .bss.tlb_pcid .bss.have_invpcid .bss.epoch_over)	\
	*(.bss.cpus_online)

PHDRS
{
	text PT_LOAD FLAGS(5);
	init_text PT_LOAD FLAGS(5);
	init_data PT_LOAD FLAGS(6);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
}

SECTIONS
{
	. = HV_IMAGE_VIRT + HV_IMAGE_PHYS;
	_image_start = .;
	_text_start = .;

	.text : AT(ADDR(.text) - HV_IMAGE_VIRT) {
		KEEP(*(.multiboot))
		KEEP(*(.head.text))
		. = ALIGN(PAGE);
		_entry_text_start = .;
		KEEP(*(.entry.text))
		_entry_text_end = .;
		. = ALIGN(PAGE);
		KEEP(*(.entry.traps))
		. = ALIGN(PAGE);
		_entry_traps_end = .;
		HOT_TEXT
		*(.text.hot .text.hot.*)
		*(.text .text.* .noinstr.text)
		*(.fixup)
		. = ALIGN(PAGE);
		_text_end = .;
	} :text

	.init.text : AT(ADDR(.init.text) - HV_IMAGE_VIRT) {
		_init_start = .;
		_init_text_start = .;
		*(.init.text .init.text.* .init.init.text .init.init.text.*)
		. = ALIGN(PAGE);
		_init_text_end = .;
	} :init_text

	.init.data : AT(ADDR(.init.data) - HV_IMAGE_VIRT) {
		_init_data_start = .;
		*(.init.rodata .init.rodata.* .init.init.rodata .init.init.rodata.*)
		*(.init.data .init.data.* .init.init.data .init.init.data.*)
		. = ALIGN(8);
		_init_params_start = .;
		KEEP(*(.init.params .init.init.params))
		_init_params_end = .;
		*(.init.bss .init.bss.*)
		. = ALIGN(PAGE);
		_init_data_end = .;
		_init_end = .;
	} :init_data

	.rodata : AT(ADDR(.rodata) - HV_IMAGE_VIRT) {
		_rodata_start = .;
		*(.rodata .rodata.* .rodata1)
		*(.data.rel.ro .data.rel.ro.*)
		*(.got .got.plt)
		. = ALIGN(8);
		_ex_table_start = .;
		KEEP(*(.ex_table))
		_ex_table_end = .;
		. = ALIGN(8);
		_entry_patch_start = .;
		KEEP(*(.rodata_tables.entry_patch))
		_entry_patch_end = .;
		_entry_fixup_start = .;
		KEEP(*(.rodata_tables.entry_fixup))
		_entry_fixup_end = .;
		. = ALIGN(16);
		KEEP(*(.rodata_tables .rodata_tables.*))
	} :rodata

	.note.gnu.build-id : AT(ADDR(.note.gnu.build-id) - HV_IMAGE_VIRT) {
		_build_id_start = .;
		*(.note.gnu.build-id)
		_build_id_end = .;
	} :rodata :note

	. = ALIGN(PAGE);
	_rodata_end = .;

	.data : AT(ADDR(.data) - HV_IMAGE_VIRT) {
		_data_start = .;
		*(.data..page_aligned .data.page_aligned)
		HOT_DATA
		*(.data..cacheline_aligned .data..read_mostly)
		*(.data .data.*)
		. = ALIGN(PAGE);
		_data_end = .;
	} :data

	.bss : AT(ADDR(.bss) - HV_IMAGE_VIRT) {
		_bss_start = .;
		*(.bss..page_aligned .bss.page_aligned)
		*(.bss .bss.* COMMON)
		. = ALIGN(PAGE);
		_bss_end = .;
	} :data

	_image_end = .;

	/* What wrap.S and wrap.lds need: physical addresses that fit 32 bits. */
	wrap_base = _image_start - HV_IMAGE_VIRT;
	wrap_entry = start - HV_IMAGE_VIRT;
	wrap_end = _image_end - HV_IMAGE_VIRT;
	start_phys = start - HV_IMAGE_VIRT;

	.debug_aranges	0 : { *(.debug_aranges) }
	.debug_info	0 : { *(.debug_info) }
	.debug_abbrev	0 : { *(.debug_abbrev) }
	.debug_line	0 : { *(.debug_line) }
	.debug_str	0 : { *(.debug_str) }
	.debug_loclists	0 : { *(.debug_loclists) }
	.debug_rnglists	0 : { *(.debug_rnglists) }
	.debug_line_str	0 : { *(.debug_line_str) }
	.debug_frame	0 : { *(.debug_frame) }
	.comment	0 : { *(.comment) }
	.symtab		0 : { *(.symtab) }
	.strtab		0 : { *(.strtab) }
	.shstrtab	0 : { *(.shstrtab) }

	/DISCARD/ : {
		*(.smp_locks .init.smp_locks)
		*(.altinstructions .altinstr_replacement .altinstr_aux)
		*(.init.altinstructions .init.altinstr_replacement)
		*(.retpoline_sites .return_sites .call_sites .ibt_endbr_seal)
		*(.export_symbol .init.export_symbol .modinfo .init.modinfo)
		*(___ksymtab* ___kcrctab* __ksymtab_strings)
		*(.discard .discard.* .init.discard .init.discard.*)
		*(.eh_frame .init.eh_frame)
		*(.note.GNU-stack .note.Linux .note.gnu.property .init.note.*)
		*(__ex_table __bug_table .init__ex_table .init__bug_table)
		*(.static_call.text .static_call_sites __jump_table)
		*(.rela* .dynsym .dynstr .hash .gnu.hash .dynamic .interp)
		*(.iplt .plt .plt.got .igot .igot.plt)
	}

	ASSERT(_entry_text_end - _entry_text_start <= PAGE,
	       "entry text must fit the one page that is aliased into every per-CPU area")
	ASSERT(_image_end - _image_start <= HV_IMAGE_MAX,
	       "image is larger than its boot page tables map")
}
