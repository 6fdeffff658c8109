// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl getpageframeinfo3: what a domain's frames are used as.
 *
 * Whoever saves a domain must know which pages are page tables, because these hold
 * machine frame numbers that mean nothing on another machine; and which of them are
 * pinned, because the restorer has to pin them again. The array names frames and
 * receives types in the same place.
 *
 * A frame that is not the domain's, or is one of the hypervisor's that it was lent, has
 * type XTAB: not there as far as saving is concerned. What is said is true at the
 * moment of looking; a live migration asks again about every page that was written
 * meanwhile, and a change of type counts as writing (mm/log_dirty.h).
 *
 * Errors: -E2BIG more entries than are looked at in one call, -EFAULT
 */
#include "abi/domctl.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_type.h"

#define ENTRIES_MAX	1024
#define CHUNK		32

static u64 frame_info(const struct domain *d, mfn_t mfn)
{
	struct page *pg = mfn_to_page(mfn);
	u64 word, info = XEN_DOMCTL_PFINFO_NOTAB;
	enum page_type type;

	if (!mfn_is_ram(mfn) || !page_get(pg, d->mm.id))
		return XEN_DOMCTL_PFINFO_XTAB;
	word = READ_ONCE(pg->type);
	type = word >> PT_TYPE_SHIFT;
	if (pg->flags & PAGE_SHAREABLE)
		info = XEN_DOMCTL_PFINFO_XTAB;
	else if (type >= TYPE_L1 && type <= TYPE_L4)
		info = (u64)type << XEN_DOMCTL_PFINFO_LTAB_SHIFT;
	if (word & PT_PINNED)
		info |= XEN_DOMCTL_PFINFO_LPINTAB;
	page_put(pg);
	return info;
}

int domctl_getpageframeinfo3(struct xen_domctl *op, struct domain *d)
{
	unsigned long gva = (unsigned long)op->u.getpageframeinfo3.array;
	u64 nr = op->u.getpageframeinfo3.num, entry[CHUNK];

	if (nr > ENTRIES_MAX)
		return refuse(-E2BIG, "types of %llu frames", nr);
	while (nr) {
		u64 n = nr < CHUNK ? nr : CHUNK;

		if (guest_read(entry, gva, n * sizeof(entry[0])))
			return -EFAULT;
		for (u64 i = 0; i < n; i++)
			entry[i] = frame_info(d, _mfn(entry[i]));
		if (guest_write(gva, entry, n * sizeof(entry[0])))
			return -EFAULT;
		gva += n * sizeof(entry[0]);
		nr -= n;
	}
	return 0;
}
