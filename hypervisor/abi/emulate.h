/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that a guest kernel executes although CPL 3 may not: decoded with the
 * kernel's instruction decoder, executed here. One file per group.
 */
#ifndef HV_ABI_EMULATE_H
#define HV_ABI_EMULATE_H

#include "cpu/regs.h"

struct vcpu;

/* How an attempt ended. */
enum emulated {
	EMULATED_NOT,		/* not ours: the guest gets the exception that the CPU raised */
	EMULATED_DONE,		/* executed: go on behind the instruction */
	EMULATED_AGAIN,		/* executed in part, or to be tried again: rip stays */
	EMULATED_FAULT,		/* another exception was queued instead: rip stays */
};

/* #GP from a guest: true if it was emulated, or if another exception is queued. */
bool emulate_privileged(struct cpu_regs *regs);
/* #UD: forced emulation prefix "xen" + CPUID; RDTSCP where the CPU has none */
bool emulate_forced(struct cpu_regs *regs);
/* #PF W|P on a validated page table mapped read-only: true if emulated */
bool emulate_pt_write(struct cpu_regs *regs, unsigned long cr2);
/* #GP from `int n`: hardware error code names an IDT entry */
bool emulate_int(struct cpu_regs *regs);

void guest_cpuid(struct vcpu *v, u32 leaf, u32 subleaf, u32 out[4]);

/* @v is current; 0 or -EINVAL: the guest gets a #GP */
int guest_rdmsr(struct vcpu *v, u32 msr, u64 *value);
int guest_wrmsr(struct vcpu *v, u32 msr, u64 value);

/* What RDTSC shows to @v */
u64 guest_tsc(const struct vcpu *v);

/* #DB for current, with these bits added to its DR6 */
void guest_debug_trap(u64 causes);

/* CR4 as the guest sees it; @v is current */
u64 guest_cr4_seen(const struct vcpu *v);

/* Behind an emulated instruction of @len bytes: rip, RF, and #DB if it single-steps. */
void emulate_retire(struct cpu_regs *regs, unsigned int len);

#endif
