/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which domain a memory hypercall is about. Almost always it is the caller, which is
 * decided inline and needs no reference.
 */
#ifndef HV_ABI_FOREIGN_H
#define HV_ABI_FOREIGN_H

#include "core/vcpu.h"

/*
 * The owner of the frames that a call names: DOMID_SELF, DOMID_IO (MMIO, allowed by
 * permissions later), DOMID_XEN (privileged), or another domain (privileged).
 * If *@d is another domain a reference on it is held. Errors: -EPERM, -ESRCH.
 */
struct frames_owner {
	struct mm_owner *mm;
	struct domain *d;	/* NULL for the special owners */
};

int __must_check frames_owner_get_other(u16 domid, struct frames_owner *o);

static inline int __must_check frames_owner_get(u16 domid, struct frames_owner *o)
{
	if (unlikely(domid != DOMID_SELF))
		return frames_owner_get_other(domid, o);
	o->d = current_domain();
	o->mm = &o->d->mm;
	return 0;
}

static inline void frames_owner_put(struct frames_owner *o)
{
	if (unlikely(o->d != current_domain()) && o->d)
		domain_put(o->d);
}

/* vCPU bitmap of a flush operation to the CPUs that hold those vCPUs' translations */
int __must_check vcpumask_to_cpus(const struct domain *d, unsigned long gva, cpuset_t *out);

#endif
