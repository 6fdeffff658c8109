/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which core/ comes to life.
 *
 *   core_init_bsp()        boot CPU, memory and clock work, interrupts off: timers,
 *                          the idle domain, the scheduler, debug keys
 *   core_init_cpu()        each CPU on itself, before its interrupts go on: its idle
 *                          vCPU becomes current
 *   (smp_boot_all(ap_main): ap_main calls core_init_cpu() and sched_start())
 *   (dom0 is created and built; domain_create() and vcpu_create() work now)
 *   sched_start()          boot CPU: idle loop, from which dom0 runs
 */
#ifndef HV_CORE_CORE_INIT_H
#define HV_CORE_CORE_INIT_H

void core_init_bsp(void);
void core_init_cpu(void);
void __noreturn sched_start(void);

#endif
