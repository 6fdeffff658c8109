/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables, system-call MSRs, and the toggle between a guest's two modes. */
#ifndef HV_CPU_TRAPS_H
#define HV_CPU_TRAPS_H

#include "cpu/pcpu.h"

/**
 * traps_init_cpu() - this CPU's GDT, IDT, TSS and SYSCALL/SYSENTER entries
 *
 * The pages of PCPU_AREA(cpu) are mapped and the CPU runs on its main stack.
 * Afterwards exceptions are reported instead of ending in a reset. Loads the
 * null LDT and, until a guest runs, a GDT of the hypervisor's own page alone.
 * Context: once on each CPU, interrupts off.
 */
void traps_init_cpu(void);

/* GDTR: the hypervisor's page alone, or a vCPU's window with it on top */
void gdt_load_host(void);
void gdt_load_guest(unsigned int vcpu_id);
/* LDTR: @entries at @va, 0 for none */
void ldt_load(unsigned long va, unsigned int entries);
mfn_t gdt_page_mfn(unsigned int cpu);

/* Switch the running guest between its modes: root table, GS, I/O bitmap. */
void guest_set_user_mode(bool user);

/* Load the root table of one of its modes, whichever it is in: nothing else changes. */
void guest_load_root(bool user);

/* Leave the hypervisor with the frame at guest_regs(), which is complete. */
void __noreturn resume_guest(void);

/* Drop this CPU's stack and start again in @fn. */
void __noreturn call_on_fresh_stack(void (*fn)(void));

/* The four data segment registers, as selectors. */
struct data_segments { u16 ds, es, fs, gs; };
void data_segments_read(struct data_segments *s);
/* false: at least one selector faulted and null was loaded. FS and GS bases are lost. */
bool data_segments_load(const struct data_segments *s);
void data_segments_null(void);
/* SEGBASE_GS_USER_SEL: load GS, and let the base of the other mode be the new one */
bool load_gs_for_kernel_base(u16 sel);

#endif
