/* SPDX-License-Identifier: GPL-2.0-only */
/* Machine checks: hardware error reports, fatal and corrected. */
#ifndef HV_CPU_MCE_H
#define HV_CPU_MCE_H

#include "cpu/regs.h"

enum mce_found { MCE_BY_POLL, MCE_BY_CMCI, MCE_BY_EXCEPTION };

#define MCE_ST_UNCORRECTED	(1ULL << 61)	/* of a status */

/* One error as a bank reported it. */
struct mce_record {
	u64 time_ns;
	u64 mcg_status;
	u64 status, addr, misc, ctl2;
	u64 tsc;
	u32 apic_id;
	u16 cpu;
	u8 bank;
	u8 found;			/* enum mce_found */
	bool fatal;
};

extern u64 mce_cap;			/* MCG_CAP; 0: no machine checks here */
extern unsigned int mce_nr_banks;

void mce_init_bsp(void);
void mce_init_ap(void);

/* entry.S, on the #MC stack. */
void mce_handler(struct cpu_regs *regs);

/* VEC_CMCI: corrected errors reached their threshold. */
void mce_cmci_interrupt(void);

/**
 * mce_fetch() - take the oldest record that dom0 has not seen
 * Return: false if there is none. Context: any but #MC.
 */
bool mce_fetch(struct mce_record *out);

#endif
