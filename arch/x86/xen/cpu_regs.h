/* SPDX-License-Identifier: GPL-2.0-only */
/* Control and debug registers, I/O permission, MSRs, CPUID. */
#ifndef XEN_CPU_REGS_H
#define XEN_CPU_REGS_H

#include <linux/init.h>
#include <linux/types.h>

unsigned long cpu_regs_read_cr0(void);
void cpu_regs_write_cr0(unsigned long cr0);
void cpu_regs_write_cr4(unsigned long cr4);
unsigned long cpu_regs_get_dr(int nr);
void cpu_regs_set_dr(int nr, unsigned long value);
void cpu_regs_invalidate_io_bitmap(void);
void cpu_regs_update_io_bitmap(void);

u64 pv_msr_read(unsigned int msr);
void pv_msr_write(unsigned int msr, unsigned int low, unsigned int high);
u64 pv_msr_read_safe(unsigned int msr, int *err);
int pv_msr_write_safe(unsigned int msr, unsigned int low, unsigned int high);
void pv_msr_load_gs_selector(unsigned int selector);

void cpuid_masked(unsigned int *ax, unsigned int *bx, unsigned int *cx,
		  unsigned int *dx);
void __init cpuid_mask_init(void);

#endif
