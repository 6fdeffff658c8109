/* SPDX-License-Identifier: MIT */
/*
 * What domctl and sysctl share: handles, bitmaps, CPU policy elements and the
 * architecture's part of a domain's configuration.
 */
#ifndef _XEN_INTERFACE_CTL_COMMON_H
#define _XEN_INTERFACE_CTL_COMMON_H

#include <xen/interface/xen.h>

/*
 * Control structures have the same layout for 32- and 64-bit tools, so handles
 * in them are 64 bits wide. On a 64-bit ABI every handle is.
 */
#define GUEST_HANDLE_64(name)	GUEST_HANDLE(name)

/* A bitmap in the caller's memory, least significant bit of byte 0 first. */
struct xenctl_bitmap {
	GUEST_HANDLE_64(u8) bitmap;
	u32 nr_bits;
};

/* Devices to emulate for a domain; must be 0 for a PV domain. */
#define _XEN_X86_EMU_LAPIC	0
#define XEN_X86_EMU_LAPIC	(1U << _XEN_X86_EMU_LAPIC)
#define _XEN_X86_EMU_HPET	1
#define XEN_X86_EMU_HPET	(1U << _XEN_X86_EMU_HPET)
#define _XEN_X86_EMU_PM		2
#define XEN_X86_EMU_PM		(1U << _XEN_X86_EMU_PM)
#define _XEN_X86_EMU_RTC	3
#define XEN_X86_EMU_RTC		(1U << _XEN_X86_EMU_RTC)
#define _XEN_X86_EMU_IOAPIC	4
#define XEN_X86_EMU_IOAPIC	(1U << _XEN_X86_EMU_IOAPIC)
#define _XEN_X86_EMU_PIC	5
#define XEN_X86_EMU_PIC		(1U << _XEN_X86_EMU_PIC)
#define _XEN_X86_EMU_VGA	6
#define XEN_X86_EMU_VGA		(1U << _XEN_X86_EMU_VGA)
#define _XEN_X86_EMU_IOMMU	7
#define XEN_X86_EMU_IOMMU	(1U << _XEN_X86_EMU_IOMMU)
#define _XEN_X86_EMU_PIT	8
#define XEN_X86_EMU_PIT		(1U << _XEN_X86_EMU_PIT)
#define _XEN_X86_EMU_USE_PIRQ	9
#define XEN_X86_EMU_USE_PIRQ	(1U << _XEN_X86_EMU_USE_PIRQ)
#define _XEN_X86_EMU_VPCI	10
#define XEN_X86_EMU_VPCI	(1U << _XEN_X86_EMU_VPCI)
#define XEN_X86_EMU_ALL		0x7ffU

/* misc_flags: unknown MSRs read as zero and swallow writes. */
#define XEN_X86_MSR_RELAXED	(1u << 0)
#define XEN_X86_MISC_FLAGS_MAX	XEN_X86_MSR_RELAXED

struct xen_arch_domainconfig {
	u32 emulation_flags;	/* XEN_X86_EMU_* */
	u32 misc_flags;		/* XEN_X86_MSR_RELAXED */
};

/* One CPUID leaf of a policy. */
#define XEN_CPUID_NO_SUBLEAF	0xffffffffu
struct xen_cpuid_leaf {
	u32 leaf, subleaf;
	u32 a, b, c, d;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_cpuid_leaf);

/* One MSR of a policy; flags must be 0. */
struct xen_msr_entry {
	u32 idx;
	u32 flags;
	u64 val;
};
DEFINE_GUEST_HANDLE_STRUCT(xen_msr_entry);

/* Emulated machine check registers of one vCPU, as saved and restored. */
struct hvm_vmce_vcpu {
	u64 caps;
	u64 mci_ctl2_bank0;
	u64 mci_ctl2_bank1;
	u64 mcg_ext_ctl;
};

#endif /* _XEN_INTERFACE_CTL_COMMON_H */
