// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the hypervisor's first instruction to start_kernel().
 *
 * xen-head.S arrives here with the builder's page tables, no trap table, no
 * GDT of our own, events masked, and .bss not cleared.  The order of what
 * follows is forced:
 *
 *   who we are, what the hypervisor offers	any hypercall or pv operation
 *						may depend on it
 *   the operation tables			anything native would fault
 *   frame list					page table entries need it
 *   GDT					stack protection, per-CPU data
 *   early trap handlers			mistakes can be seen from here
 *   features					before anybody asks for them
 *   page tables of our own			__va() works from here
 *   boot parameters				what a boot loader would fill in
 *
 * This file is compiled without stack protection.
 */
#include <linux/acpi.h>
#include <linux/irqflags.h>
#include <linux/processor.h>
#include <linux/start_kernel.h>

#include <xen/features.h>
#include <xen/hvc-console.h>
#include <xen/interface/physdev.h>
#include <xen/runstate.h>
#include <xen/xen.h>

#include <asm/bootparam.h>
#include <asm/desc.h>
#include <asm/proto.h>
#include <asm/setup.h>
#include <asm/text-patching.h>
#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>

#include "../kernel/cpu/cpu.h"

#include "cpu_ops.h"
#include "cpu_regs.h"
#include "domain_info.h"
#include "irq_ops.h"
#include "mmu.h"
#include "p2m.h"
#include "platform_init.h"
#include "pv_entry.h"
#include "vcpu_info.h"

#define LOADER_XEN	(9 << 4)	/* boot_params.hdr.type_of_loader */

/* The common return path jumps to a native IRET until it is told better. */
static void __init patch_iret(void)
{
	__text_gen_insn(&early_xen_iret_patch, JMP32_INSN_OPCODE,
			&early_xen_iret_patch, &xen_iret, JMP32_INSN_SIZE);
}

static void __init install_operations(void)
{
	cpu_ops_init();
	irq_ops_init();
	/* irqs_disabled() is asked by the first printk() */
	xen_vcpu_info_reset(0);
	platform_init_hooks();

	xen_setup_machphys_mapping();
	xen_init_mmu_ops();
	/* The hypervisor's entries are the only global ones. */
	__supported_pte_mask &= ~_PAGE_GLOBAL;
	__default_kernel_pte_mask &= ~_PAGE_GLOBAL;
}

static void __init set_up_processor(void)
{
	/* NX decides about bits in page table entries. */
	get_cpu_cap(&boot_cpu_data);
	x86_configure_nx();

	cpu_ops_init_gdt();
	get_cpu_address_sizes(&boot_cpu_data);
	per_cpu(xen_vcpu_id, 0) = 0;
	idt_setup_early_handler();
	cpuid_mask_init();
}

/* Port accesses may be made by early_cpu_init(), before arch_setup(). */
static void __init allow_port_access(void)
{
	struct physdev_set_iopl iopl = { .iopl = 1 };
	int err = HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, &iopl);

	if (err)
		xen_raw_printk("no access to ports (%d)\n", err);
}

static void __init fill_boot_params(void)
{
	struct setup_header *hdr = &boot_params.hdr;
	phys_addr_t initrd = 0;

	if (xen_start_info->mod_start) {
		if (xen_start_info->flags & SIF_MOD_START_PFN)
			initrd = PFN_PHYS(xen_start_info->mod_start);
		else
			initrd = __pa(xen_start_info->mod_start);
	}
	hdr->ramdisk_image = lower_32_bits(initrd);
	boot_params.ext_ramdisk_image = upper_32_bits(initrd);
	hdr->ramdisk_size = lower_32_bits(xen_start_info->mod_len);
	boot_params.ext_ramdisk_size = upper_32_bits(xen_start_info->mod_len);
	hdr->cmd_line_ptr = __pa(xen_start_info->cmd_line);
	hdr->type_of_loader = LOADER_XEN;
	hdr->hardware_subarch = X86_SUBARCH_XEN;
}

/**
 * xen_start_kernel() - the first C function of a PV guest
 * @si: start-info page, at its address in the builder's mapping
 */
asmlinkage __visible void __init xen_start_kernel(struct start_info *si)
{
	clear_bss();
	patch_iret();
	domain_info_adopt(si);
	early_boot_irqs_disabled = true;
	xen_setup_features();

	install_operations();
	xen_build_dynamic_phys_to_machine();
	set_up_processor();
	platform_init_early();
	local_irq_disable();

	xen_setup_kernel_pagetable((pgd_t *)xen_start_info->pt_base);
	xen_reserve_special_pages();

	allow_port_access();
	fill_boot_params();
	platform_init_boot();

	/* Time stamps of printk() are in guest time. */
	xen_setup_runstate_info(0);
	cr4_init_shadow();
	x86_64_start_reservations((char *)__pa_symbol(&boot_params));
}
