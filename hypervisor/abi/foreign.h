/* SPDX-License-Identifier: GPL-2.0-only */
/* Which domain a memory hypercall is about. */
#ifndef HV_ABI_FOREIGN_H
#define HV_ABI_FOREIGN_H

#include "core/domain.h"

/*
 * The owner of the frames that a call names: DOMID_SELF, DOMID_IO (MMIO, allowed by
 * permissions later), DOMID_XEN (privileged), or another domain (privileged).
 * A domain reference is taken if *@d is set. Errors: -EPERM, -ESRCH.
 */
struct frames_owner {
	struct mm_owner *mm;
	struct domain *d;	/* NULL for the special owners */
};

int __must_check frames_owner_get(u16 domid, struct frames_owner *o);
void frames_owner_put(struct frames_owner *o);

/* vCPU bitmap of a flush operation to the CPUs that hold those vCPUs' translations */
int __must_check vcpumask_to_cpus(const struct domain *d, unsigned long gva, cpuset_t *out);

#endif
