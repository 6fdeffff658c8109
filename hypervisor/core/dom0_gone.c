// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine follows dom0: when dom0 stops, for whatever reason, so does the
 * machine, because nobody is left who could manage the other domains.
 *
 * An orderly power-off ends in the ACPI sleep hypercall and does not come here
 * with the power still on, unless the machine has no such thing; then the CPUs
 * are halted. A crash restarts the machine unless noreboot is given, so that
 * the last words stay on the screen.
 *
 * Context: the last vCPU's hypercall or domain_crash(), interrupts on; does not
 * return.
 */
#include "core/dom0_gone.h"
#include "core/domain.h"
#include "cpu/power.h"
#include "cpu/printk.h"
#include <xen/interface/sched.h>

static void dom0_gone(u8 reason)
{
	switch (reason) {
	case SHUTDOWN_poweroff:
		printk(LOG_INFO "dom0 has powered off: halting the machine\n");
		power_halt();
	case SHUTDOWN_reboot:
		printk(LOG_INFO "dom0 has rebooted: restarting the machine\n");
		power_reboot();
	case SHUTDOWN_crash:
		printk(LOG_ERR "dom0 crashed\n");
		power_reboot_or_halt();
	case SHUTDOWN_watchdog:
		printk(LOG_ERR "dom0's watchdog ran out: restarting the machine\n");
		power_reboot();
	default:
		printk(LOG_ERR "dom0 stopped for reason %u\n", reason);
		power_reboot_or_halt();
	}
}

void dom0_gone_init(void)
{
	machine_shutdown = dom0_gone;
}
