/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FS and GS bases of the running guest, by instruction where the CPU has them.
 *
 * The active GS base is that of the guest's present mode; the other mode's is
 * behind SWAPGS (MSR_KERNEL_GS_BASE). The hypervisor uses neither, so the few
 * instructions during which they stand the wrong way round need no care.
 * Values written must be canonical.
 */
#ifndef HV_CPU_SEGMENT_BASE_H
#define HV_CPU_SEGMENT_BASE_H

#include "cpu/features.h"
#include "cpu/insn.h"
#include "cpu/pcpu.h"
#include <asm/processor-flags.h>
#include <asm/msr-index.h>

/* The instructions exist only while the running guest has switched them on. */
static inline bool fsgsbase_on(void)
{
	return this_pcpu()->cr4 & X86_CR4_FSGSBASE;
}

static inline u64 fs_base_read(void)
{
	return fsgsbase_on() ? rdfsbase_insn() : msr_read(MSR_FS_BASE);
}

static inline void fs_base_write(u64 base)
{
	if (fsgsbase_on())
		wrfsbase_insn(base);
	else
		msr_write(MSR_FS_BASE, base);
}

static inline u64 gs_base_active_read(void)
{
	return fsgsbase_on() ? rdgsbase_insn() : msr_read(MSR_GS_BASE);
}

static inline void gs_base_active_write(u64 base)
{
	if (fsgsbase_on())
		wrgsbase_insn(base);
	else
		msr_write(MSR_GS_BASE, base);
}

static inline u64 gs_base_other_read(void)
{
	u64 base;

	if (!fsgsbase_on())
		return msr_read(MSR_KERNEL_GS_BASE);
	swapgs_insn();
	base = rdgsbase_insn();
	swapgs_insn();
	return base;
}

static inline void gs_base_other_write(u64 base)
{
	if (!fsgsbase_on()) {
		msr_write(MSR_KERNEL_GS_BASE, base);
		return;
	}
	swapgs_insn();
	wrgsbase_insn(base);
	swapgs_insn();
}

#endif
