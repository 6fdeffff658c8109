/* SPDX-License-Identifier: MIT */
/* First state of an HVM or PVH vCPU, argument of VCPUOP_initialise for them. */
#ifndef _XEN_INTERFACE_HVM_HVM_VCPU_H
#define _XEN_INTERFACE_HVM_HVM_VCPU_H

#include <xen/interface/xen.h>

/*
 * Protected mode, with or without paging. *_ar are access rights as in the
 * VMCS.
 */
struct vcpu_hvm_x86_32 {
	u32 eax;
	u32 ecx;
	u32 edx;
	u32 ebx;
	u32 esp;
	u32 ebp;
	u32 esi;
	u32 edi;
	u32 eip;
	u32 eflags;
	u32 cr0;
	u32 cr3;
	u32 cr4;
	u32 pad1;
	u64 efer;
	u32 cs_base;
	u32 ds_base;
	u32 ss_base;
	u32 es_base;
	u32 tr_base;
	u32 cs_limit;
	u32 ds_limit;
	u32 ss_limit;
	u32 es_limit;
	u32 tr_limit;
	u16 cs_ar;
	u16 ds_ar;
	u16 ss_ar;
	u16 es_ar;
	u16 tr_ar;
	u16 pad2[3];
};

/* Long mode; segments are flat. */
struct vcpu_hvm_x86_64 {
	u64 rax;
	u64 rcx;
	u64 rdx;
	u64 rbx;
	u64 rsp;
	u64 rbp;
	u64 rsi;
	u64 rdi;
	u64 rip;
	u64 rflags;
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
};

struct vcpu_hvm_context {
	/* vcpu_hvm_context.mode selects the member of cpu_regs. */
#define VCPU_HVM_MODE_32B	0
#define VCPU_HVM_MODE_64B	1
	u32 mode;
	u32 pad;
	union {
		struct vcpu_hvm_x86_32 x86_32;
		struct vcpu_hvm_x86_64 x86_64;
	} cpu_regs;
};

typedef struct vcpu_hvm_context vcpu_hvm_context_t;

#endif /* _XEN_INTERFACE_HVM_HVM_VCPU_H */
