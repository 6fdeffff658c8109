/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that a guest kernel executes although CPL 3 may not: decoded with the
 * kernel's instruction decoder, executed here. One file per group.
 */
#ifndef HV_ABI_EMULATE_H
#define HV_ABI_EMULATE_H

#include "cpu/regs.h"

/* #GP from guest kernel mode: true if it was emulated (rip advanced). */
bool emulate_privileged(struct cpu_regs *regs);
/* #UD: forced emulation prefix "xen" + CPUID */
bool emulate_forced(struct cpu_regs *regs);
/* #PF W|P on a validated page table mapped read-only: true if emulated */
bool emulate_pt_write(struct cpu_regs *regs, unsigned long cr2);
/* #GP from `int n`: hardware error code names an IDT entry */
bool emulate_int(struct cpu_regs *regs);
/* dom0's MMCFG read-only region etc. */
bool emulate_mmio_write(struct cpu_regs *regs, unsigned long cr2);

void guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);
int guest_rdmsr(struct vcpu *v, u32 msr, u64 *value);
int guest_wrmsr(struct vcpu *v, u32 msr, u64 value);

#endif
