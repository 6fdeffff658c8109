// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory maps, limits, and where the M2P is.
 *
 * memory_map is a domain's pseudo-physical map, which its builder set;
 * machine_memory_map is the real one, for the hardware domain, in which what the
 * hypervisor drives itself is shown as reserved.
 */
#include <linux/limits.h>
#include <linux/minmax.h>
#include "abi/memory.h"
#include "core/machine.h"
#include "core/vcpu.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include <xen/interface/memory.h>

struct machine machine;

long mem_maximum_ram_page(void)
{
	return max_frame - 1;
}

long mem_domain_query(unsigned int cmd, unsigned long gva)
{
	struct xen_memory_domain arg;
	struct domain *d;
	long ret;

	if (guest_read(&arg, gva, sizeof(arg)))
		return -EFAULT;
	ret = memory_target(arg.domid, &d);
	if (ret)
		return ret;
	switch (cmd) {
	case XENMEM_current_reservation:
		ret = d->mm.nr_pages;
		break;
	case XENMEM_maximum_reservation:
		ret = min(d->mm.max_pages, (u64)UINT_MAX);
		break;
	default:
		ret = d->shared && d->shared->arch.max_pfn ? d->shared->arch.max_pfn - 1 : 0;
		break;
	}
	domain_put(d);
	return ret;
}

/*
 * A saver maps the whole table from this list, so a chunk that is not there (no RAM) is
 * represented by the one before it.
 */
long mem_machphys_list(unsigned long gva)
{
	u64 nr = (max_frame + M2P_CHUNK_FRAMES - 1) / M2P_CHUNK_FRAMES;
	struct xen_machphys_mfn_list l;
	u64 mfn = 0;
	u32 i;

	if (guest_read(&l, gva, sizeof(l)))
		return -EFAULT;
	for (i = 0; i < l.max_extents && i < nr; i++) {
		mfn_t chunk = m2p_chunk_mfn(i);

		if (!mfn_eq(chunk, INVALID_MFN))
			mfn = mfn_x(chunk);
		if (guest_write((unsigned long)l.extent_start + i * sizeof(mfn), &mfn, sizeof(mfn)))
			return -EFAULT;
	}
	l.nr_extents = i;
	return guest_write(gva, &l, sizeof(l));
}

long mem_machphys_mapping(unsigned long gva)
{
	struct xen_machphys_mapping m = {
		.v_start = M2P_RO_VIRT,
		.v_end = M2P_RO_VIRT_END,
		.max_mfn = (M2P_RO_VIRT_END - M2P_RO_VIRT) / sizeof(u64) - 1,
	};

	return guest_write(gva, &m, sizeof(m));
}

static long map_copy_out(unsigned long gva, const struct e820_region *map, u32 nr, bool truncate)
{
	struct xen_memory_map m;
	u32 n;

	if (guest_read(&m, gva, sizeof(m)))
		return -EFAULT;
	if (!truncate && m.nr_entries < nr)
		return -ENOSPC;
	n = min(m.nr_entries, nr);
	if (guest_write((unsigned long)m.buffer, map, n * sizeof(*map)))
		return -EFAULT;
	m.nr_entries = n;
	return guest_write(gva, &m, sizeof(m));
}

/* Copy under the lock, so that a map that is being replaced is not read. */
long mem_memory_map(unsigned long gva)
{
	struct domain *d = current_domain();
	struct memory_map *copy;
	long ret;

	copy = xalloc(struct memory_map);
	if (!copy)
		return -ENOMEM;
	spin_lock(&d->lock);
	if (d->memory_map)
		*copy = *d->memory_map;
	spin_unlock(&d->lock);
	ret = copy->nr ? map_copy_out(gva, copy->region, copy->nr, true) : -ENOSYS;
	xfree(copy);
	return ret;
}

long mem_machine_map(unsigned long gva)
{
	if (!current_domain()->privileged)
		return -EPERM;
	return map_copy_out(gva, machine.map, machine.nr_regions, false);
}

long mem_set_memory_map(unsigned long gva)
{
	struct xen_foreign_memory_map arg;
	struct memory_map *map, *old;
	struct domain *d;
	long ret;

	if (guest_read(&arg, gva, sizeof(arg)))
		return -EFAULT;
	if (arg.map.nr_entries > MACHINE_MAP_MAX)
		return -E2BIG;
	if (!current_domain()->privileged)
		return -EPERM;
	d = domain_get_self_or(arg.domid);
	if (!d)
		return -ESRCH;
	ret = -ENOMEM;
	map = xalloc(struct memory_map);
	if (!map)
		goto out;
	map->nr = arg.map.nr_entries;
	ret = guest_read(map->region, (unsigned long)arg.map.buffer,
			 map->nr * sizeof(map->region[0]));
	if (ret) {
		xfree(map);
		goto out;
	}
	spin_lock(&d->lock);
	old = d->memory_map;
	d->memory_map = map;
	spin_unlock(&d->lock);
	xfree(old);
out:
	domain_put(d);
	return ret;
}

long mem_claim(unsigned long gva)
{
	struct xen_memory_reservation r;
	struct domain *d;
	long ret;

	if (!current_domain()->privileged)
		return -EPERM;
	if (guest_read(&r, gva, sizeof(r)))
		return -EFAULT;
	if (r.extent_start || r.nr_extents > UINT_MAX || r.extent_order || r.address_bits)
		return -EINVAL;
	d = domain_get(r.domid);
	if (!d)
		return -ESRCH;
	ret = page_claim(&d->mm, r.nr_extents);
	domain_put(d);
	return ret;
}

long mem_vnuma(unsigned long gva)
{
	struct xen_vnuma_topology_info arg;
	struct domain *d;
	long ret;

	if (guest_read(&arg, gva, sizeof(arg)))
		return -EFAULT;
	ret = memory_target(arg.domid, &d);
	if (ret)
		return ret;
	domain_put(d);
	return -EOPNOTSUPP;		/* no domain has a virtual NUMA topology */
}
