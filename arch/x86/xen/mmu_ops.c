// SPDX-License-Identifier: GPL-2.0-only
/*
 * pv_ops.mmu, and the moments at which it changes.
 *
 *	xen_init_mmu_ops	The set for the start of day. Stores to page
 *				tables are plain and, now and then, emulated:
 *				most go to tables that are still being filled.
 *	pagetable_init		The linear map is complete. From here on most
 *				stores go to tables in use: by hypercall. Next
 *				the p2m moves to its final place, and what the
 *				domain's builder left behind is given back.
 *	init_after_bootmem	There are struct pages: the flag "pinned" can be
 *				kept, so tables of new processes are recognised.
 *
 * All of that is before alternatives patch the calls, so entries of pv_ops can
 * simply be replaced.
 *
 * On bare metal none of this is called. It costs nothing there but its bytes,
 * half of which are freed after boot.
 */
#include <linux/init.h>
#include <linux/pgtable.h>

#include <asm/paravirt.h>
#include <asm/tlb.h>
#include <asm/x86_init.h>

#include "lazy.h"
#include "mmu.h"
#include "mmu_table.h"
#include "p2m.h"
#include "pv_entry.h"

DEFINE_STATIC_KEY_FALSE(mmu_struct_pages_ready);

PV_CALLEE_SAVE_REGS_THUNK(xen_entry_val);
PV_CALLEE_SAVE_REGS_THUNK(xen_make_entry);
PV_CALLEE_SAVE_REGS_THUNK(xen_make_entry_init);

static const typeof(pv_ops) xen_mmu_ops __initconst = {
	.mmu = {
		.read_cr3 = xen_read_cr3,
		.write_cr3 = xen_write_cr3_init,
		.read_cr2 = __PV_IS_CALLEE_SAVE(xen_read_cr2),
		.write_cr2 = xen_write_cr2,

		.flush_tlb_multi = xen_flush_tlb_multi,
		.flush_tlb_one_user = xen_flush_tlb_one_user,
		.flush_tlb_user = xen_flush_tlb,
		.flush_tlb_kernel = xen_flush_tlb,

		.pgd_alloc = xen_pgd_alloc,
		.enter_mmap = xen_enter_mmap,
		.exit_mmap = xen_exit_mmap,
		.pgd_free = xen_pgd_free,
		.tlb_remove_table = tlb_remove_table,

		.alloc_pte = xen_alloc_pte,
		.alloc_pmd = xen_alloc_pmd,
		.alloc_pud = xen_alloc_pud,
		.release_pte = xen_release_pte,
		.release_pmd = xen_release_pmd,
		.release_pud = xen_release_pud,

		.set_pte = xen_set_pte_init,
		.set_pmd = xen_set_pmd,
		.set_pud = xen_set_pud,
		.set_p4d = xen_set_p4d,
		.ptep_modify_prot_start = xen_ptep_modify_prot_start,
		.ptep_modify_prot_commit = xen_ptep_modify_prot_commit,

		.pte_val = PV_CALLEE_SAVE(xen_entry_val),
		.pmd_val = PV_CALLEE_SAVE(xen_entry_val),
		.pud_val = PV_CALLEE_SAVE(xen_entry_val),
		.pgd_val = PV_CALLEE_SAVE(xen_entry_val),
		.make_pte = PV_CALLEE_SAVE(xen_make_entry_init),
		.make_pmd = PV_CALLEE_SAVE(xen_make_entry),
		.make_pud = PV_CALLEE_SAVE(xen_make_entry),
		.make_pgd = PV_CALLEE_SAVE(xen_make_entry),
#if CONFIG_PGTABLE_LEVELS >= 5
		.p4d_val = PV_CALLEE_SAVE(xen_entry_val),
		.make_p4d = PV_CALLEE_SAVE(xen_make_entry),
#endif

		.lazy_mode = {
			.enter = xen_enter_lazy_mmu,
			.leave = xen_leave_lazy_mmu,
			.flush = xen_flush_lazy_mmu,
		},

		.set_fixmap = xen_set_fixmap,
	},
};

static void __init mmu_pagetable_init(void)
{
	pv_ops.mmu.set_pte = xen_set_pte;

	paging_init();

	pv_ops.mmu.make_pte = PV_CALLEE_SAVE(xen_make_entry);
	pv_ops.mmu.write_cr3 = xen_write_cr3;

	xen_vmalloc_p2m_tree();
	mmu_free_builder_p2m();
	mmu_clean_builder_tables();

	xen_build_mfn_list_list();
	xen_remap_memory();
	xen_setup_mfn_list_list();
}

static void __init mmu_after_bootmem(void)
{
	mmu_mark_kernel_tables();
	static_branch_enable(&mmu_struct_pages_ready);
	mmu_exchange_init();
}

void __init xen_init_mmu_ops(void)
{
	x86_init.paging.pagetable_init = mmu_pagetable_init;
	x86_init.hyper.init_after_bootmem = mmu_after_bootmem;

	pv_ops.mmu = xen_mmu_ops.mmu;

	mmu_fixmap_init();
	mmu_tlb_init();
}
