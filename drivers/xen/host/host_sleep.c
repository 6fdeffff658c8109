// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI sleep of the whole machine, ordered by dom0.
 *
 * dom0 runs the firmware's methods, as they are written for an operating
 * system, up to the write of the sleep registers.  That write stops all CPUs of
 * the machine, most of which dom0 never sees, so the hypervisor makes it: ACPICA
 * hands the values over through the hooks that are set here.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/acpi.h>
#include <linux/printk.h>
#include <xen/acpi.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/xen/hypercall.h>

/* Result by ACPICA's rule: negative failed, positive leave it to us. */
static int enter_sleep(u8 state, u32 val_a, u32 val_b, bool extended)
{
	unsigned int bits = extended ? 8 : 16;
	struct xen_platform_op op = {
		.cmd = XENPF_enter_acpi_sleep,
		.interface_version = XENPF_INTERFACE_VERSION,
		.u.enter_acpi_sleep = {
			.val_a = val_a,
			.val_b = val_b,
			.sleep_state = state,
			.flags = extended ? XENPF_ACPI_SLEEP_EXTENDED : 0,
		},
	};

	if ((val_a | val_b) >> bits) {
		pr_err("sleep values %#x, %#x do not fit their registers\n",
		       val_a, val_b);
		return -1;
	}
	/* Back here after a sleep from which the machine woke, or on error. */
	return HYPERVISOR_platform_op(&op) ? -1 : 1;
}

static int enter_sleep_pm1(u8 state, u32 pm1a, u32 pm1b)
{
	return enter_sleep(state, pm1a, pm1b, false);
}

static int enter_sleep_extended(u8 state, u32 val_a, u32 val_b)
{
	return enter_sleep(state, val_a, val_b, true);
}

/* S3: no state of ours to save, the hypervisor brings us back as we were. */
static int suspend_lowlevel(void)
{
	acpi_enter_sleep_state(ACPI_STATE_S3);
	return 0;
}

void xen_acpi_sleep_register(void)
{
	if (!xen_initial_domain())
		return;
	acpi_os_set_prepare_sleep(enter_sleep_pm1);
	acpi_os_set_prepare_extended_sleep(enter_sleep_extended);
	acpi_suspend_lowlevel = suspend_lowlevel;
}
