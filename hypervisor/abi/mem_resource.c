// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypervisor frames that a domain may map: acquire_resource for the toolstack, and
 * add_to_physmap/remove_from_physmap, which for a PV domain say only what cannot be
 * done (its pseudo-physical map is its own business).
 *
 * acquire_resource of grant frames gives machine frames; the caller then maps them
 * with mmu_update naming the domain, which is where permission counts again.
 */
#include <linux/limits.h>
#include "abi/memory.h"
#include "core/grant.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include <xen/interface/memory.h>

#define MAX_FRAMES 256

static long grant_frames(struct domain *d, struct xen_mem_acquire_resource *r)
{
	bool status = r->id == XENMEM_resource_grant_table_id_status;
	u32 i;

	if (r->id > XENMEM_resource_grant_table_id_status)
		return -EINVAL;
	for (i = 0; i < r->nr_frames; i++) {
		mfn_t mfn;
		int ret = grant_frame_mfn(d, r->frame + i, status, &mfn);

		if (ret)
			return ret;
		if (guest_write((unsigned long)r->frame_list + i * sizeof(u64), &mfn.v,
				sizeof(u64)))
			return -EFAULT;
	}
	return 0;
}

long mem_acquire_resource(unsigned long gva)
{
	struct xen_mem_acquire_resource r;
	struct domain *d;
	long ret;

	if (guest_read(&r, gva, sizeof(r)))
		return -EFAULT;
	if (r.flags)
		return -EINVAL;
	if (!current_domain()->privileged || r.domid == DOMID_SELF ||
	    r.domid == current_domain()->mm.id)
		return -EPERM;
	d = domain_get(r.domid);
	if (!d)
		return -ESRCH;
	if (r.type != XENMEM_resource_grant_table) {
		ret = -EOPNOTSUPP;	/* I/O request servers and tracing are for HVM domains */
	} else if (!r.nr_frames && !r.frame_list) {
		r.nr_frames = grant_max_frames(d, r.id == XENMEM_resource_grant_table_id_status);
		ret = guest_write(gva, &r, sizeof(r));
	} else if (r.nr_frames > MAX_FRAMES || r.frame + r.nr_frames < r.frame ||
		   r.frame + r.nr_frames > U32_MAX) {
		ret = -E2BIG;
	} else {
		ret = grant_frames(d, &r);
	}
	domain_put(d);
	return ret;
}

/* PV domains place shared_info and grant frames through their own page tables. */
long mem_add_to_physmap(unsigned long gva)
{
	struct xen_add_to_physmap a;
	struct domain *d;
	long ret;

	if (guest_read(&a, gva, sizeof(a)))
		return -EFAULT;
	ret = memory_target(a.domid, &d);
	if (ret)
		return ret;
	domain_put(d);
	return refuse(-EOPNOTSUPP, "add_to_physmap of a PV domain");
}

long mem_add_to_physmap_batch(unsigned long gva, u64 start)
{
	struct xen_add_to_physmap_range a;
	struct domain *d;
	long ret;

	if (guest_read(&a, gva, sizeof(a)))
		return -EFAULT;
	ret = memory_target(a.domid, &d);
	if (ret)
		return ret;
	domain_put(d);
	return refuse(-EOPNOTSUPP, "add_to_physmap_batch of a PV domain");
}

long mem_remove_from_physmap(unsigned long gva)
{
	struct xen_remove_from_physmap a;
	struct domain *d;
	long ret;

	if (guest_read(&a, gva, sizeof(a)))
		return -EFAULT;
	ret = memory_target(a.domid, &d);
	if (ret)
		return ret;
	/* What Linux does for a frame it drops: the frame must be its own, M2P forgets it. */
	ret = mfn_is_ram(_mfn(a.gpfn)) && page_get(mfn_to_page(_mfn(a.gpfn)), d->mm.id) ?
	      -EOPNOTSUPP : -EINVAL;
	if (ret == -EOPNOTSUPP)
		page_put(mfn_to_page(_mfn(a.gpfn)));
	domain_put(d);
	return ret;
}
