// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the processor can do, seen from inside a guest.
 *
 * CPUID itself does not fault, so the plain instruction shows the machine.
 * With the ABI's prefix it traps, and the hypervisor shows what it lets a
 * guest use.  A few leaves are corrected on top:
 *
 *  - the initial APIC ID is the vCPU's number, and the topology leaves are
 *    empty: vCPUs move between processors;
 *  - the MWAIT leaf of the initial domain is the machine's, if the hypervisor
 *    agrees, because the ACPI driver that collects the idle states for the
 *    hypervisor reads it.
 *
 * Features that need privileges which a guest does not have are cleared for
 * good before anybody can look.  PCID needs handling of CR3 that a guest does
 * not do; FSGSBASE would cost a trap at each context switch (see pv_msr.c).
 */
#include <linux/acpi.h>
#include <linux/cache.h>
#include <linux/cpufeature.h>
#include <linux/processor.h>
#include <linux/smp.h>

#include <acpi/proc_cap_intel.h>

#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/emulate_prefix.h>
#include <asm/mwait.h>
#include <asm/xen/hypercall.h>

#include "cpu_regs.h"

static struct {
	unsigned int cx, dx;
} mwait_leaf __ro_after_init;

#define PDC_REVISION		1	/* of ACPI's _PDC buffer */

#define LEAF_FEATURES		0x1
#define LEAF_TOPOLOGY		0xb
#define LEAF_TOPOLOGY_V2	0x1f
#define LEAF_TOPOLOGY_AMD	0x80000026

/** cpuid_masked() - pv_ops.cpu.cpuid */
void cpuid_masked(unsigned int *ax, unsigned int *bx, unsigned int *cx,
		  unsigned int *dx)
{
	unsigned int leaf = *ax;

	if (leaf == CPUID_MWAIT_LEAF) {
		*ax = 0;
		*bx = 0;
		*cx = mwait_leaf.cx;
		*dx = mwait_leaf.dx;
		return;
	}

	asm(XEN_EMULATE_PREFIX "cpuid"
	    : "+a" (*ax), "=b" (*bx), "+c" (*cx), "=d" (*dx));

	switch (leaf) {
	case LEAF_FEATURES:
		*bx = (*bx & GENMASK(23, 0)) | smp_processor_id() << 24;
		break;
	case LEAF_TOPOLOGY:
	case LEAF_TOPOLOGY_V2:
	case LEAF_TOPOLOGY_AMD:
		*bx = 0;
		break;
	}
}

static unsigned int feature_bit(unsigned int feature)
{
	return 1u << feature % 32;
}

static bool leaf1_has(unsigned int ecx, unsigned int one, unsigned int other)
{
	unsigned int mask = feature_bit(one) | feature_bit(other);

	return (ecx & mask) == mask;
}

/*
 * Return: whether to let the kernel believe in MWAIT.  It will not execute
 * it: idling is a hypercall.
 */
static bool __init want_mwait(void)
{
#ifdef CONFIG_XEN_DOM0
	u32 pdc[3] = {
		PDC_REVISION,
		1,
		ACPI_PROC_CAP_C_CAPABILITY_SMP |
		ACPI_PROC_CAP_EST_CAPABILITY_SWSMP,
	};
	struct xen_platform_op op = {
		.cmd = XENPF_set_processor_pminfo,
		.u.set_pminfo.id = -1,
		.u.set_pminfo.type = XEN_PM_PDC,
	};
	unsigned int ax = LEAF_FEATURES, bx, cx = 0, dx;

	if (!xen_initial_domain())
		return false;
	native_cpuid(&ax, &bx, &cx, &dx);
	if (!leaf1_has(cx, X86_FEATURE_MWAIT, X86_FEATURE_EST))
		return false;

	ax = CPUID_MWAIT_LEAF;
	cx = 0;
	native_cpuid(&ax, &bx, &cx, &dx);

	/* May the idle states be entered by MWAIT, says the hypervisor? */
	set_xen_guest_handle(op.u.set_pminfo.pdc, pdc);
	if (!HYPERVISOR_platform_op(&op) &&
	    (pdc[2] & (ACPI_PROC_CAP_C_C1_FFH | ACPI_PROC_CAP_C_C2C3_FFH))) {
		mwait_leaf.cx = cx;
		mwait_leaf.dx = dx;
	}
	return true;
#else
	return false;
#endif
}

/** cpuid_mask_init() - decide on the features, for all processors */
void __init cpuid_mask_init(void)
{
	static const u16 unusable[] __initconst = {
		X86_FEATURE_ACC, X86_FEATURE_APERFMPERF, X86_FEATURE_DCA,
		X86_FEATURE_FSGSBASE, X86_FEATURE_LKGS, X86_FEATURE_MTRR,
		X86_FEATURE_PCID, X86_FEATURE_SME, X86_FEATURE_X2APIC,
	};
	unsigned int i;

	setup_force_cpu_cap(X86_FEATURE_XENPV);
	for (i = 0; i < ARRAY_SIZE(unusable); i++)
		setup_clear_cpu_cap(unusable[i]);

	if (!xen_initial_domain())
		setup_clear_cpu_cap(X86_FEATURE_ACPI);

	if (want_mwait())
		setup_force_cpu_cap(X86_FEATURE_MWAIT);
	else
		setup_clear_cpu_cap(X86_FEATURE_MWAIT);

	/* OSXSAVE is set in our CR4, or not, before we start. */
	if (!leaf1_has(cpuid_ecx(LEAF_FEATURES), X86_FEATURE_XSAVE,
		       X86_FEATURE_OSXSAVE)) {
		setup_clear_cpu_cap(X86_FEATURE_OSXSAVE);
		setup_clear_cpu_cap(X86_FEATURE_XSAVE);
	}
}
