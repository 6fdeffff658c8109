/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processors can do, and which protections of ours are switched on.
 *
 * Feature numbers are the kernel's (asm/cpufeatures.h, word * 32 + bit), but
 * only of words that CPUID fills directly; the kernel's invented words (3, 7,
 * 8, 11, 21) are always zero here.
 */
#ifndef HV_CPU_FEATURES_H
#define HV_CPU_FEATURES_H

#include "lib/types.h"
#include <asm/cpufeatures.h>

enum cpu_vendor {
	CPU_VENDOR_OTHER,
	CPU_VENDOR_INTEL,
	CPU_VENDOR_AMD,		/* and Hygon, which behaves as family 17h */
};

/* CPUID words, at the kernel's positions: leaf (and subleaf), register */
enum feature_word {
	FW_1_EDX = 0,
	FW_8000_0001_EDX = 1,
	FW_1_ECX = 4,
	FW_8000_0001_ECX = 6,
	FW_7_0_EBX = 9,
	FW_D_1_EAX = 10,
	FW_7_1_EAX = 12,
	FW_8000_0008_EBX = 13,
	FW_6_EAX = 14,
	FW_7_ECX = 16,
	FW_8000_0007_EBX = 17,
	FW_7_EDX = 18,
	FW_8000_0021_EAX = 20,
};

struct cpu_identity {
	enum cpu_vendor vendor;
	u32 family, model, stepping;
	u32 max_leaf, max_ext_leaf;
	u32 phys_bits, virt_bits;
	u32 clflush_bytes;
	u32 arch_perfmon;	/* CPUID leaf 10 EAX */
	bool invariant_tsc;
	bool has_bhi_ctrl;	/* SPEC_CTRL.BHI_DIS_S */
	bool hypervisor;	/* we run under another hypervisor */
	u32 word[NCAPINTS];	/* after options and quirks: what may be used */
	u32 raw[NCAPINTS];	/* as CPUID says */
	u64 arch_caps;		/* MSR_IA32_ARCH_CAPABILITIES, 0 if absent */
	char brand[49];
};

extern struct cpu_identity host_cpu;

/* An option or an erratum may have taken a present feature away. */
static inline bool cpu_has(unsigned int feature)
{
	return host_cpu.word[feature / 32] >> (feature % 32) & 1;
}

/* After features_init_bsp(), before the APs run. */
void cpu_feature_clear(unsigned int feature);

extern bool cpu_use_pcid;	/* CR4.PCIDE is set on all CPUs */

/**
 * features_init_bsp() - read CPUID, apply smep= smap= pcid= ..., set CR0/CR4/EFER
 *
 * Context: CPU 0, interrupts off, command line already parsed. Panics with one
 * line naming the missing feature if the processor cannot run the hypervisor.
 */
void features_init_bsp(void);

/* The same switches on another CPU; panics if it lacks a feature that is in use. */
void features_init_ap(void);

/* One line of names at boot (option cpuinfo: one block per CPU). */
void features_report(void);

#endif
