/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC of each CPU: interrupts in, interrupts between CPUs, timer. */
#ifndef HV_CPU_APIC_H
#define HV_CPU_APIC_H

#include "cpu/insn.h"
#include "cpu/irqflags.h"
#include "cpu/pcpu.h"

#include <asm/apicdef.h>

#define MSR_X2APIC_FIRST	0x800

extern bool apic_x2;			/* registers are MSRs, IDs 32 bits wide */
extern void *apic_mmio;			/* xAPIC: uncached mapping of the page */
extern u64 apic_base_maddr;
extern unsigned int apic_max_lvt;

static inline u32 apic_read(u32 reg)
{
	if (apic_x2)
		return msr_read(MSR_X2APIC_FIRST + (reg >> 4));
	return mmio_read32((u8 *)apic_mmio + reg);
}

static inline void apic_write(u32 reg, u32 v)
{
	if (apic_x2)
		msr_write(MSR_X2APIC_FIRST + (reg >> 4), v);
	else
		mmio_write32((u8 *)apic_mmio + reg, v);
}

/* Ends the highest-priority interrupt in service on this CPU. */
static inline void apic_eoi(void) { apic_write(APIC_EOI, 0); }

bool apic_irr_test(unsigned int vector);	/* requested, not yet taken */
bool apic_isr_test(unsigned int vector);	/* in service */

/**
 * apic_init_bsp() - choose xAPIC or x2APIC, map it, bring CPU 0's APIC up
 * After acpi_init(). Interrupts off. apic_init_ap(): the same mode on another CPU.
 */
void apic_init_bsp(void);
void apic_init_ap(void);

/* Masks everything local; the APIC stays software-enabled for NMIs and INIT. */
void apic_quiesce(void);

u32 apic_id_of_this_cpu(void);
bool apic_id_usable(u32 apic_id);		/* reachable in the current mode */

/* All of these work from any context. The sender's earlier stores are visible to the receiver. */
void apic_send_ipi(unsigned int cpu, unsigned int vector);
void apic_send_nmi(unsigned int cpu);
void apic_send_init(u32 apic_id);
void apic_send_startup(u32 apic_id, unsigned int page);

/* VEC_ERROR and VEC_SPURIOUS */
void apic_error_interrupt(void);
void apic_spurious_interrupt(void);

/*
 * Timer. In deadline mode the argument of apic_timer_set() is a TSC value,
 * otherwise a count of APIC timer ticks (1..2^32-1). apic_timer_stop() is idempotent.
 */
extern bool apic_timer_deadline;
void apic_timer_init_cpu(void);
void apic_timer_set(u64 tsc_or_ticks);
void apic_timer_stop(void);
/* Free-running count-down for calibration: start at 2^32-1, read */
void apic_timer_free_run(void);
u32 apic_timer_count(void);

#endif
