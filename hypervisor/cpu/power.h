/* SPDX-License-Identifier: GPL-2.0-only */
/* Ending: reboot, power off, halt. */
#ifndef HV_CPU_POWER_H
#define HV_CPU_POWER_H

#include "lib/types.h"

/* Map what a reset may need. */
void power_init(void);

/* Stops the other CPUs and restarts the machine by whatever works. */
void __noreturn power_reboot(void);

/* The same, unless noreboot: then halt. For crashes. */
void __noreturn power_reboot_or_halt(void);

/* Stops all CPUs for good; the machine stays on. */
void __noreturn power_halt(void);

/**
 * power_enter_sleep() - write the sleep type that dom0's ACPI interpreter computed
 * @state: ACPI_STATE_S5 only; the others return
 * @pm1a, @pm1b: values for the PM1 control registers, without SLP_EN
 *
 * Return: -EOPNOTSUPP for other states, -EINVAL without PM1 registers, -EIO if the
 * machine is still on afterwards.
 */
int power_enter_sleep(unsigned int state, u32 pm1a, u32 pm1b);

#endif
