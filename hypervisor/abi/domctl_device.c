// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl, devices given to domains: refused.
 *
 * A device reaches memory past every check that a processor is subject to. Without an
 * IOMMU in between, giving one to a domain would give it the machine. There is no
 * IOMMU driver here, so the answer is -ENODEV: tools stop with an error instead of
 * going on without protection, as they do where -EOPNOTSUPP tells them that the
 * hypervisor has no opinion (XEN-DIFF, errata).
 */
#include "abi/domctl.h"
#include "cpu/printk.h"

int domctl_assign_device(struct xen_domctl *op, struct domain *d)
{
	return refuse(-ENODEV, "no IOMMU: no device for d%u", op->domain);
}
