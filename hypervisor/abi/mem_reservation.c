// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reservations: how many frames a domain has.
 *
 *	populate_physmap	new frames appear at given pfns (M2P is set)
 *	increase_reservation	new frames, wherever
 *	decrease_reservation	frames are given back
 *
 * Each works extent by extent and returns how many extents it did; an extent that
 * cannot be done ends the call without an error code, as the ABI has it. A call
 * that has to give way continues with the next extent.
 *
 * A frame that is still mapped somewhere when it is given back stays until the
 * last mapping goes; it is no longer on the domain's account of own frames then.
 */
#include "abi/memory.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/log_dirty.h"
#include "mm/m2p.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include <xen/interface/memory.h>

#define MAX_ORDER_GUEST		9
#define MAX_ORDER_HARDWARE	12

unsigned int memory_max_order(const struct domain *caller)
{
	return caller->hardware || caller->privileged ? MAX_ORDER_HARDWARE : MAX_ORDER_GUEST;
}

int memory_target(u16 domid, struct domain **out)
{
	struct domain *self = current_domain();

	if (domid != DOMID_SELF && domid != self->mm.id && !self->privileged)
		return refuse(-EPERM, "memory of domain %u", domid);
	*out = domain_get_self_or(domid);
	return *out ? 0 : -ESRCH;
}

int memory_give_back(struct domain *d, mfn_t mfn)
{
	struct page *pg;
	bool was_own;

	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "frame %#llx is no RAM", mfn_x(mfn));
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d->mm.id))
		return refuse(-EINVAL, "frame %#llx is not d%u's", mfn_x(mfn), d->mm.id);
	was_own = !(pg->flags & PAGE_HV) && page_put_allocated(pg);
	if (was_own)
		m2p_set(mfn, M2P_INVALID);
	page_put(pg);
	return was_own ? 0 : refuse(-EINVAL, "frame %#llx was given back before", mfn_x(mfn));
}

/* One extent of populate_physmap and increase_reservation. false: end here. */
static bool extent_add(struct domain *d, const struct xen_memory_reservation *r, u64 i,
		       bool populate)
{
	unsigned int bits = XENMEMF_get_address_bits(r->address_bits);
	unsigned int order = r->extent_order, j;
	unsigned long slot = (unsigned long)r->extent_start + i * sizeof(u64);
	struct page *pg;
	u64 pfn = 0, mfn;

	if (populate && guest_read(&pfn, slot, sizeof(pfn)))
		return false;
	pg = guest_alloc_pages(&d->mm, order, bits, 0);
	if (!pg)
		return false;
	mfn = mfn_x(page_to_mfn(pg));
	for (j = 0; populate && j < (1U << order); j++) {
		m2p_set(_mfn(mfn + j), pfn + j);
		log_dirty_mark(&d->mm, _mfn(mfn + j));
	}
	if (!r->extent_start)
		return true;
	return !guest_write(slot, &mfn, sizeof(mfn));
}

static bool extent_remove(struct domain *d, const struct xen_memory_reservation *r, u64 i)
{
	unsigned int j;
	u64 mfn;

	if (guest_read(&mfn, (unsigned long)r->extent_start + i * sizeof(mfn), sizeof(mfn)))
		return false;
	for (j = 0; j < (1U << r->extent_order); j++)
		if (memory_give_back(d, _mfn(mfn + j)))
			return false;
	return true;
}

long mem_reservation(unsigned int cmd, u64 start, unsigned long gva)
{
	struct xen_memory_reservation r;
	struct domain *d;
	long ret = start;
	bool done;
	u64 i;

	if (guest_read(&r, gva, sizeof(r)))
		return start;
	if (start >= r.nr_extents || r.nr_extents > (~0UL >> 6) ||
	    r.extent_order > memory_max_order(current_domain()))
		return start;
	if (!guest_range_ok((unsigned long)r.extent_start, r.nr_extents * sizeof(u64)))
		return start;
	if (memory_target(r.domid, &d))
		return start;

	if (page_drain(&d->mm)) {
		ret = memory_continue(cmd, start, gva);
		goto out;
	}
	for (i = start; i < r.nr_extents; i++) {
		if (i != start && hypercall_preempt()) {
			ret = memory_continue(cmd, i, gva);
			goto out;
		}
		if (cmd == XENMEM_decrease_reservation)
			done = extent_remove(d, &r, i);
		else
			done = extent_add(d, &r, i, cmd == XENMEM_populate_physmap);
		if (!done)
			break;
	}
	ret = i;
out:
	domain_put(d);
	return ret;
}
