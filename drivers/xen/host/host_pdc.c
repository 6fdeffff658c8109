// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processor capabilities: ACPI tells the firmware what the system can do with
 * processors' power states, and the firmware chooses its tables by that. In
 * dom0 it is the hypervisor that will do it, so it is asked first, and drops
 * what it cannot.
 *
 * The message is the firmware's own format: revision, count, capabilities.
 */

#include <linux/acpi.h>
#include <acpi/processor.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include <xen/interface/platform.h>

/**
 * xen_sanitize_proc_cap_bits() - drop what the hypervisor cannot do
 * @buf: processor capabilities; changed
 */
void xen_sanitize_proc_cap_bits(u32 *buf)
{
	u32 message[3] = { ACPI_PDC_REVISION_ID, 1, *buf };
	struct xen_platform_op op = { .cmd = XENPF_set_processor_pminfo };
	int err;

	/* Of all processors. */
	op.u.set_pminfo.id = -1;
	op.u.set_pminfo.type = XEN_PM_PDC;
	set_xen_guest_handle(op.u.set_pminfo.pdc, message);
	err = HYPERVISOR_platform_op(&op);
	if (err)
		pr_err("xen: processor capabilities stay unchecked: %d\n", err);
	else
		*buf = message[2];
}
