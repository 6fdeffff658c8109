// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl: control of one domain by the toolstack.
 *
 * The envelope only: privilege, interface version, and the answer that an
 * operation is not there. dom0 itself needs none of them.
 *
 * ABI: __HYPERVISOR_domctl(struct xen_domctl *)
 * Errors: -EPERM; -EFAULT; -EACCES interface version; -EOPNOTSUPP
 */
#include "abi/dispatch.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/domctl.h>

HYPERCALL(domctl)
{
	struct xen_domctl op;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&op, a1, sizeof(op)))
		return -EFAULT;
	if (op.interface_version != XEN_DOMCTL_INTERFACE_VERSION)
		return -EACCES;
	return refuse(-EOPNOTSUPP, "domctl %u", op.cmd);
}
