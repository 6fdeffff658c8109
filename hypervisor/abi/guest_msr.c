// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers as a PV guest sees them.
 *
 * A guest kernel reads and writes few MSRs that mean something to it:
 *
 *	FS, GS and kernel GS base   its segment bases (the hot ones: context switch)
 *	TSC_AUX                     what RDTSCP and RDPID show, per vCPU
 *	EFER, PAT, APIC base        how the processor is set up; read-only
 *	machine check banks         two, without errors; writes are swallowed
 *	PRED_CMD                    write-only, a prediction barrier
 *	0x40000000                  write-only: put call stubs into a page of the guest's
 *	microcode revision, HWCR, performance counters, AMD configuration: read as a
 *	processor that has nothing to report, writes are swallowed, because kernels
 *	probe them and do not always survive a #GP
 *
 * All others do not exist: #GP, which kernels expect. SYSCALL and SYSENTER registers
 * are among them: entry points are registered by hypercall.
 */
#include "abi/emulate.h"
#include "abi/guest_insn.h"
#include "abi/hypercall_page.h"
#include "core/vcpu.h"
#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/printk.h"
#include "cpu/segment_base.h"
#include "mm/log_dirty.h"
#include "mm/page_type.h"
#include <asm/msr-index.h>

#define MSR_HYPERCALL_PAGE	0x40000000
#define MCE_BANKS		2
#define MSR_MCE_END		(MSR_IA32_MC0_CTL + 4 * MCE_BANKS)
#define APIC_BASE_DEFAULT	0xfee00000UL
#define EFER_SHOWN		(EFER_SCE | EFER_LME | EFER_LMA | EFER_NX | EFER_FFXSR)
#define PAT_XEN			0x050100070406UL
#define HWCR_TSC_FREQ_SEL	(1UL << 24)
#define PERFCTR_INTEL		0xc1
#define PERF_EVENTSEL_INTEL	0x186
#define PERFCTR_AMD_LAST	(MSR_K7_EVNTSEL0 + 7)
#define PERFCTR_AMD15H_LAST	(MSR_F15H_PERF_CTL + 11)
#define MISC_ENABLE_SHOW_OFF	(MSR_IA32_MISC_ENABLE_EMON | MSR_IA32_MISC_ENABLE_MWAIT)
#define MISC_ENABLE_SHOW_ON	(MSR_IA32_MISC_ENABLE_BTS_UNAVAIL | \
				 MSR_IA32_MISC_ENABLE_PEBS_UNAVAIL)

static bool amd(void) { return host_cpu.vendor == CPU_VENDOR_AMD; }

static bool intel(void) { return host_cpu.vendor == CPU_VENDOR_INTEL; }

static bool has_tsc_aux(void)
{
	return cpu_has(X86_FEATURE_RDTSCP) || cpu_has(X86_FEATURE_RDPID);
}

/* Performance counters: not offered, but probed by a read and a write. */
static bool is_pmu(u32 msr)
{
	if (amd())
		return (msr >= MSR_K7_EVNTSEL0 && msr <= PERFCTR_AMD_LAST) ||
		       (msr >= MSR_F15H_PERF_CTL && msr <= PERFCTR_AMD15H_LAST);
	return intel() &&
	       (msr - PERFCTR_INTEL < 8 || msr - PERF_EVENTSEL_INTEL < 8 ||
		msr - MSR_CORE_PERF_FIXED_CTR0 < 4 ||
		(msr >= MSR_CORE_PERF_FIXED_CTR_CTRL && msr <= MSR_CORE_PERF_GLOBAL_OVF_CTRL));
}

static bool is_mce(u32 msr)
{
	return (msr >= MSR_IA32_MCG_CAP && msr <= MSR_IA32_MCG_CTL) ||
	       (msr >= MSR_IA32_MC0_CTL && msr < MSR_MCE_END);
}

static u64 mce_read(u32 msr)
{
	if (msr == MSR_IA32_MCG_CAP)
		return MCE_BANKS;
	if (msr >= MSR_IA32_MC0_CTL && !(msr & 3))
		return ~0UL;			/* all errors reported */
	return 0;
}

static int read_amd(u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_K7_HWCR:
		*value = cpu_has(X86_FEATURE_HYPERVISOR) ? 0 : HWCR_TSC_FREQ_SEL;
		return 0;
	case MSR_AMD64_DE_CFG:
		if (msr_read_safe(MSR_AMD64_DE_CFG, value))
			*value = 0;
		*value &= MSR_AMD64_DE_CFG_LFENCE_SERIALIZE;
		return 0;
	case MSR_AMD64_SYSCFG:
	case MSR_K8_TOP_MEM1:
	case MSR_K8_TOP_MEM2:
	case MSR_K8_INT_PENDING_MSG:
	case MSR_FAM10H_MMIO_CONF_BASE:
	case MSR_AMD_PSTATE_DEF_BASE ... MSR_AMD_PSTATE_DEF_BASE + 4:
		*value = 0;
		return 0;
	default:
		return -EINVAL;
	}
}

static int read_intel(u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_IA32_PLATFORM_ID:
		return msr_read_safe(msr, value) ? -EINVAL : 0;
	case MSR_IA32_MISC_ENABLE:
		if (msr_read_safe(msr, value))
			return -EINVAL;
		*value &= ~(u64)MISC_ENABLE_SHOW_OFF;
		*value |= MISC_ENABLE_SHOW_ON;
		return 0;
	default:
		return -EINVAL;
	}
}

static int read_other(struct vcpu *v, u32 msr, u64 *value)
{
	if (is_mce(msr)) {
		*value = mce_read(msr);
		return 0;
	}
	if (is_pmu(msr)) {
		*value = 0;
		return 0;
	}
	return amd() ? read_amd(msr, value) : intel() ? read_intel(msr, value) : -EINVAL;
}

int guest_rdmsr(struct vcpu *v, u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_KERNEL_GS_BASE:
		*value = gs_base_other_read();
		return 0;
	case MSR_GS_BASE:
		*value = gs_base_active_read();
		return 0;
	case MSR_FS_BASE:
		*value = fs_base_read();
		return 0;
	case MSR_IA32_TSC:
		*value = guest_tsc(v);
		return 0;
	case MSR_TSC_AUX:
		*value = v->tsc_aux;
		return has_tsc_aux() ? 0 : -EINVAL;
	case MSR_EFER:
		*value = msr_read(MSR_EFER) & EFER_SHOWN;
		return 0;
	case MSR_IA32_CR_PAT:
		*value = PAT_XEN;
		return 0;
	case MSR_IA32_APICBASE:
		*value = APIC_BASE_DEFAULT | MSR_IA32_APICBASE_ENABLE |
			 (v->id ? 0 : MSR_IA32_APICBASE_BSP);
		return 0;
	case MSR_IA32_UCODE_REV:
		if (!(amd() || intel()))
			return -EINVAL;
		(void)msr_read_safe(msr, value);	/* 0 where there is none */
		return 0;
	default:
		if (read_other(v, msr, value))
			return refuse(-EINVAL, "rdmsr %#x", msr);
		return 0;
	}
}

static int write_base(u64 value, void (*write)(u64 base))
{
	if (!va_canonical(value))
		return -EINVAL;
	write(value);
	return 0;
}

static int write_tsc_aux(struct vcpu *v, u64 value)
{
	if (!has_tsc_aux() || value >> 32)
		return -EINVAL;
	v->tsc_aux = value;
	msr_write(MSR_TSC_AUX, value);
	return 0;
}

static int write_barrier(u64 value)
{
	if (value & ~(u64)PRED_CMD_IBPB || !cpu_has(X86_FEATURE_AMD_IBPB))
		return -EINVAL;
	if (value)
		msr_write(MSR_IA32_PRED_CMD, PRED_CMD_IBPB);
	return 0;
}

/* @value: machine address of a frame; the bits below count pages of stubs, of which one is. */
static int write_hypercall_page(struct vcpu *v, u64 value)
{
	mfn_t mfn = maddr_to_mfn(value);
	struct page *pg;

	if (value & (HV_PAGE_SIZE - 1) || !mfn_is_ram(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (page_get_and_type(pg, v->domain->mm.id, TYPE_WRITABLE, false))
		return -EINVAL;
	hypercall_page_fill(page_to_virt(pg));
	log_dirty_mark(&v->domain->mm, mfn);
	page_put_and_type(pg, false);
	return 0;
}

/* Registers that keep their value; a kernel that writes back what it read is content. */
static int write_same(struct vcpu *v, u32 msr, u64 value)
{
	u64 now;

	return guest_rdmsr(v, msr, &now) || now != value ? -EINVAL : 0;
}

int guest_wrmsr(struct vcpu *v, u32 msr, u64 value)
{
	switch (msr) {
	case MSR_KERNEL_GS_BASE:
		return write_base(value, gs_base_other_write);
	case MSR_GS_BASE:
		return write_base(value, gs_base_active_write);
	case MSR_FS_BASE:
		return write_base(value, fs_base_write);
	case MSR_TSC_AUX:
		return write_tsc_aux(v, value);
	case MSR_IA32_PRED_CMD:
		return write_barrier(value);
	case MSR_HYPERCALL_PAGE:
		return write_hypercall_page(v, value);
	case MSR_EFER:
	case MSR_IA32_CR_PAT:
	case MSR_IA32_APICBASE:
	case MSR_IA32_MISC_ENABLE:
		return write_same(v, msr, value);
	case MSR_IA32_UCODE_REV:
		return intel() && !value ? 0 : -EINVAL;	/* how Intel's is read: write 0 first */
	case MSR_IA32_MCG_CAP:
		return -EINVAL;
	case MSR_K7_HWCR:
	case MSR_AMD64_DE_CFG:
		return amd() ? 0 : -EINVAL;
	default:
		if (is_mce(msr) || is_pmu(msr))
			return 0;
		return refuse(-EINVAL, "wrmsr %#x = %#llx", msr, value);
	}
}
