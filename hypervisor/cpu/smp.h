/* SPDX-License-Identifier: GPL-2.0-only */
/* Other CPUs: bring-up, inter-processor interrupts, cross-CPU calls. */
#ifndef HV_CPU_SMP_H
#define HV_CPU_SMP_H

#include "cpu/pcpu.h"

/*
 * smp_boot_all() - start every CPU that the MADT lists, in parallel
 * Up to maxcpus=; one that does not answer in a second is reported and left
 * out. The new CPU runs @ap_main on its own stack with its own struct pcpu.
 */
void smp_boot_all(void (*ap_main)(void));

/* CPU 0 is present and online. */
void smp_init_bsp(void);

/* A free page below 640 KiB for the CPUs' first steps, before smp_boot_all(). */
void smp_set_startup_page(u64 maddr);

/* Run @fn on every CPU of @set (this one included if it is a member, locally). */
void smp_call(cpuset_t set, void (*fn)(void *), void *arg, bool wait);

/* Make a CPU run its exit path once (it re-reads softirq and event state). */
void smp_kick(unsigned int cpu);

/* Ask the CPUs of @set for a TLB flush and wait; used by mm/tlb.c only. */
void smp_flush_tlb(cpuset_t set);

/* Stop all other CPUs for good (panic, shutdown); works from any context. */
void smp_stop_others(void);

/* NMI every other CPU for a backtrace (watchdog, debug key). */
void smp_nmi_backtrace(void);

#endif
