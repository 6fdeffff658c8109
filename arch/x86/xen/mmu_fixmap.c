// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed mappings: one update_va_mapping each.
 *
 * What is handed to us is called a physical address. It depends on the slot
 * whether that means the kernel's idea of one or the machine's:
 *
 *	early_ioremap slots, vsyscall	the kernel's (callers that want devices
 *					say so by the protection)
 *	local APIC, I/O APICs		neither: the domain has none. Reads give
 *					all ones, as from a missing device
 *	everything else			the machine's: hardware, or the shared
 *					info page
 *
 * The vsyscall page is the one kernel page that user mode sees, so it also
 * goes into the table that all user roots share.
 */
#include <linux/init.h>
#include <linux/pgtable.h>
#include <linux/string.h>

#include <asm/fixmap.h>
#include <asm/vsyscall.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include "mmu_table.h"

static u8 absent_device[PAGE_SIZE] __page_aligned_bss;

void xen_set_fixmap(unsigned int idx, phys_addr_t phys, pgprot_t prot)
{
	unsigned long vaddr = __fix_to_virt(idx);
	unsigned long frame = PFN_DOWN(phys);
	pte_t pte;

	switch (idx) {
#ifdef CONFIG_X86_VSYSCALL_EMULATION
	case VSYSCALL_PAGE:
#endif
	case FIX_BTMAP_END ... FIX_BTMAP_BEGIN:
		pte = pfn_pte(frame, prot);
		break;
#ifdef CONFIG_X86_IO_APIC
	case FIX_IO_APIC_BASE_0 ... FIX_IO_APIC_BASE_END:
#endif
#ifdef CONFIG_X86_LOCAL_APIC
	case FIX_APIC_BASE:
#endif
		pte = pfn_pte(PFN_DOWN(__pa(absent_device)), PAGE_KERNEL);
		break;
	default:
		pte = mfn_pte(frame, prot);
		break;
	}

	if (HYPERVISOR_update_va_mapping(vaddr, pte, UVMF_INVLPG))
		panic("fixed mapping %u refused\n", idx);

#ifdef CONFIG_X86_VSYSCALL_EMULATION
	if (idx == VSYSCALL_PAGE)
		set_pte_vaddr_pud(xen_user_vsyscall_pud, vaddr, pte);
#endif
}

void __init mmu_fixmap_init(void)
{
	memset(absent_device, 0xff, sizeof(absent_device));
}
