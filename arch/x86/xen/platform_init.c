// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a PC has and a guest does not, or has in another way.
 *
 * Mainline asks through hooks (x86_init, x86_platform, pv_ops) wherever a
 * platform may differ; this file fills in those that belong to no larger
 * concept.  In the order of boot:
 *
 *	platform_init_hooks()	no memory management yet
 *	platform_init_early()	the processor is set up
 *	platform_init_boot()	boot parameters are being filled in
 *	init_platform()		setup_arch(), page tables can grow
 *	arch_setup()		setup_arch(), a little later
 *
 * A guest that is not the initial domain has neither ACPI nor PCI, except
 * what pcifront brings along later, and asking the hardware for it would only
 * find out by tens of thousands of trapped port accesses.
 */
#include <linux/acpi.h>
#include <linux/console.h>
#include <linux/cpufreq.h>
#include <linux/cpuidle.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/string.h>

#include <xen/interface/nmi.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/hypervisor.h>
#include <asm/mach_traps.h>
#include <asm/mtrr.h>
#include <asm/numa.h>
#include <asm/pci_x86.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <asm/xen/pci.h>

#include "domain_info.h"
#include "guest_callbacks.h"
#include "machine_ops.h"
#include "memory_layout.h"
#include "platform_init.h"
#include "pv_time.h"
#include "smp_boot.h"
#include "vcpu_info.h"

/* As port 0x61 would say it. */
static unsigned char nmi_reason(void)
{
	unsigned long cause = READ_ONCE(HYPERVISOR_shared_info->arch.nmi_reason);
	unsigned char reason = 0;

	if (cause & XEN_NMIREASON_pci_serr)
		reason |= NMI_REASON_SERR;
	if (cause & XEN_NMIREASON_io_error)
		reason |= NMI_REASON_IOCHK;
	return reason;
}

static void __init legacy_features(void)
{
	x86_platform.legacy.rtc = xen_initial_domain();
}

static void __init init_platform(void)
{
	domain_info_map_shared();
	xen_vcpu_info_reset(0);
	pv_time_init();

	if (xen_initial_domain())
		dom0_boot_mtrr();
	else
		guest_force_mtrr_state(NULL, 0, MTRR_TYPE_WRBACK);

	smp_boot_count_vcpus();
}

static void __init late_init(void)
{
	if (!IS_ENABLED(CONFIG_SMP))
		xen_setup_vcpu_info_placement();
}

static void __init arch_setup(void)
{
	machine_ops_watch_panic();
	HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
	guest_callbacks_events();
	guest_callbacks_syscalls();

	if (!xen_initial_domain())
		disable_acpi();
#ifdef CONFIG_NUMA
	numa_off = 1;
#endif
	memcpy(boot_command_line, xen_start_info->cmd_line,
	       min_t(size_t, MAX_GUEST_CMDLINE, COMMAND_LINE_SIZE));

	/* Idling and frequencies are the hypervisor's; HLT is a hypercall. */
	disable_cpufreq();
	disable_cpuidle();
	WARN_ON(xen_set_default_idle());
}

/** platform_init_hooks() - take the hooks */
void __init platform_init_hooks(void)
{
	x86_init.hyper.guest_late_init = late_init;
	x86_init.hyper.init_platform = init_platform;
	x86_init.oem.arch_setup = arch_setup;
	x86_init.oem.banner = domain_info_banner;
	x86_init.resources.memory_setup = xen_memory_setup;
	x86_init.irqs.intr_mode_init = x86_64_probe_apic;
	x86_init.irqs.intr_mode_select = x86_init_noop;

	/* Processors do not start in real mode. */
	x86_platform.realmode_init = x86_init_noop;
	x86_platform.realmode_reserve = x86_init_noop;
	x86_platform.get_nmi_reason = nmi_reason;
	x86_platform.set_legacy_features = legacy_features;
}

/** platform_init_early() - operations on the whole machine */
void __init platform_init_early(void)
{
	pv_apic_init();
	machine_ops_init();
	smp_boot_init();
#ifdef CONFIG_ACPI_NUMA
	/* Where a guest's frames are in the machine, its firmware cannot say. */
	disable_srat();
#endif
}

static void __init avoid_pci(void)
{
#ifdef CONFIG_PCI_XEN
	x86_init.pci.arch_init = pci_xen_init;
#endif
#ifdef CONFIG_PCI
	pci_probe &= ~PCI_PROBE_MASK;
	pci_probe |= PCI_PROBE_NOEARLY;
#endif
}

/* The last one named is preferred, so a screen comes after hvc. */
static void __init name_consoles(void)
{
	bool screen = boot_params.screen_info.orig_video_isVGA;

	add_preferred_console("xenboot", 0, NULL);
	if (!screen)
		add_preferred_console("tty", 0, NULL);
	add_preferred_console("hvc", 0, NULL);
	if (screen)
		add_preferred_console("tty", 0, NULL);
}

/** platform_init_boot() - what a boot loader and a BIOS would have told */
void __init platform_init_boot(void)
{
	if (xen_initial_domain())
		dom0_boot_params();
	else
		avoid_pci();
#ifdef CONFIG_PCI
	pci_probe &= ~PCI_PROBE_BIOS;
#endif
	name_consoles();
	dom0_efi_init();
}

static u32 __init detect(void)
{
	return xen_pv_domain() ? xen_cpuid_base() : 0;
}

const __initconst struct hypervisor_x86 x86_hyper_xen_pv = {
	.name = "Xen PV",
	.type = X86_HYPER_XEN_PV,
	.detect = detect,
	.ignore_nopv = true,
	.runtime.pin_vcpu = machine_ops_pin_vcpu,
};
