/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupts between processors. */
#ifndef XEN_IPI_H
#define XEN_IPI_H

#include <linux/cpumask.h>
#include <linux/init.h>

#ifdef CONFIG_SMP
int ipi_prepare(unsigned int cpu);
void ipi_remove(unsigned int cpu);

/* smp_ops */
void ipi_reschedule(int cpu);
void ipi_call_function(const struct cpumask *mask);
void ipi_call_function_single(int cpu);

/* the APIC driver; @vector is native */
void ipi_native_mask(const struct cpumask *mask, int vector);
void ipi_native_mask_but_self(const struct cpumask *mask, int vector);
void ipi_native_others(int vector);
void ipi_native_all(int vector);
void ipi_native_self(int vector);
#endif

/* pv_lock.c */
#ifdef CONFIG_PARAVIRT_SPINLOCKS
void __init pv_lock_init(void);
int pv_lock_prepare(unsigned int cpu);
void pv_lock_remove(unsigned int cpu);
#else
static inline void pv_lock_init(void) { }
static inline int pv_lock_prepare(unsigned int cpu) { return 0; }
static inline void pv_lock_remove(unsigned int cpu) { }
#endif

#endif
