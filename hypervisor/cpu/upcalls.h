/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only calls that the CPU layer makes upwards; entry.S and traps.c use
 * them. Everything here runs on the CPU's main stack with a guest frame below
 * struct pcpu unless stated otherwise.
 */
#ifndef HV_CPU_UPCALLS_H
#define HV_CPU_UPCALLS_H

#include "cpu/regs.h"

/* SYSCALL from guest kernel mode: run hypercall regs->rax (abi/dispatch.c). IRQs on. */
void hypercall_dispatch(struct cpu_regs *regs);

/* Exception @vector from guest mode (core/guest_trap.c -> abi/emulate*.c). IRQs on. */
void guest_exception(struct cpu_regs *regs, unsigned int vector);

/* #PF from guest mode that the assembly path did not bounce itself; @cr2. IRQs on. */
void guest_page_fault(struct cpu_regs *regs, unsigned long cr2);

/* A fault at CPL 0: true if handled (guest-copy fixup lives in mm/). */
bool hv_page_fault(struct cpu_regs *regs, unsigned long cr2);

/*
 * The CPU touched the LDT window of current: true if the page is there now. On the way
 * to a guest, or for the hypervisor's own load of a selector. core/descriptor.h
 */
bool ldt_fault(unsigned long va);

/* entry.S could not write the bounce frame, or hot.slow_exit is set. IRQs on. */
void guest_exit_slow(struct cpu_regs *regs);

/* Virtual address of a hypervisor mapping for a machine range, NULL if none */
void *map_mmio(u64 maddr, size_t bytes);

/* These are mm's own functions, named here because smp.c needs them (see mm/). */
int hv_map_pcpu_area(unsigned int cpu);		/* mm/hv_pgtable.h; -ENOMEM */
void tlb_ipi(void);				/* mm/tlb.h; the flush that others asked for */

/* Last words of a debug build: what this machine did before. Any context, no locks. */
void panic_trace(void);

/* The machine raised an NMI, for these reasons. NMI context: nothing but a note is made. */
#define NMI_TOLD_IO_CHECK	1
#define NMI_TOLD_SERR		2
#define NMI_TOLD_UNKNOWN	4
void nmi_to_dom0(u32 reasons);
/* mce_fetch() has something. Any context, #MC included. */
void mce_to_dom0(void);

/* A key typed on the console while the guest has the input, or a whole debug key. */
void console_input(char c);

#endif
