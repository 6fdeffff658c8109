/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which the machine part of cpu/ comes to life.
 *
 * boot/main.c calls, on the boot CPU, interrupts off:
 *
 *   smp_init_bsp()            struct pcpu of CPU 0, cpus_online
 *   (command line parsed, console polled)
 *   traps_init_cpu()          IDT: from here on *_safe instructions work
 *   cpu_init_bsp_early()      CPUID, protection bits of CR0/CR4/EFER
 *   (mm: frames, hypervisor page tables; this_pcpu()->hv_cr3; map_mmio() works)
 *   acpi_init(rsdp, bytes)    firmware tables
 *   cpu_init_bsp()            speculation, soft interrupts, APIC, IOAPICs, clock,
 *                             FPU, machine check, watchdog, debug keys
 *   (the guest interrupt handler and soft interrupts of upper layers registered)
 *   local_irq_on()
 *   console_init_irq()
 *   smp_boot_all(ap_main)     the other CPUs, each through cpu_init_ap(); checks
 *                             that all TSCs agree
 *   watchdog_release()        when dom0 is about to run: until then it is on hold
 *
 * ap_main() is entered with interrupts off, on the CPU's main stack, with
 * everything in cpu/ working and the CPU counted as online.
 */
#ifndef HV_CPU_CPU_INIT_H
#define HV_CPU_CPU_INIT_H

void cpu_init_bsp_early(void);
void cpu_init_bsp(void);
void cpu_init_ap(void);

#endif
