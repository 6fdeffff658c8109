// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables of guests: how a guest fills its GDT without owning the GDT.
 *
 * Each vCPU has a window in the per-domain slot (cpu/layout.h): 14 pages for the
 * guest's own GDT frames, the page of whatever CPU it runs on (code segments, TSS),
 * and 16 pages of LDT. The CPU's GDTR and LDTR point into the window; the guest sees
 * it only through selectors.
 *
 *	set_gdt      frame -> TYPE_SEGDESC, all descriptors checked -> window
 *	SET_LDT      remembers address and size; window pages stay empty
 *	  #PF in the window -> page looked up in the guest's tables, typed, mapped
 *
 * A frame in the window is TYPE_SEGDESC, so no one can map it writable, and what
 * is in it has been judged by mm/segdesc.c; descriptor_update() is the only way to
 * change it. The CPU itself writes accessed bits, so the window is writable for it.
 *
 * Where the guest has no GDT frame the window shows a page of zeroes, so that a
 * selector that leads there is a #GP like any null descriptor. Empty LDT pages are
 * not present: that is what asks for them.
 *
 * Locks: ldt_lock (LOCK_PERDOMAIN) covers the LDT's list of held frames. The GDT
 * is changed only by the vCPU itself or while it does not run.
 */
#include "core/descriptor.h"
#include "core/stats.h"
#include "cpu/printk.h"
#include "cpu/traps.h"
#include "mm/guest_copy.h"
#include "mm/guest_pt.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"
#include "mm/segdesc.h"
#include "mm/tlb.h"

#define ENTRIES_PER_PAGE	512
#define LDT_PAGES		16

static mfn_t zero_frame = INVALID_MFN;

static unsigned long gdt_page_va(const struct vcpu *v, unsigned int page)
{
	return GDT_VIRT((unsigned long)v->id) + page * HV_PAGE_SIZE;
}

static unsigned long ldt_page_va(const struct vcpu *v, unsigned int page)
{
	return LDT_VIRT((unsigned long)v->id) + page * HV_PAGE_SIZE;
}

static void window_set(struct vcpu *v, unsigned long va, mfn_t mfn, bool writable, bool present)
{
	perdomain_set(&v->domain->mm, va, mfn, writable, present);
	if (v == current_vcpu())
		tlb_flush_page_local(va);
}

/* Its window exists; nothing in it. Context: creation, one at a time (LOCK_DOMCTL). */
void descriptor_init_vcpu(struct vcpu *v)
{
	for (unsigned int i = 0; i < GDT_GUEST_PAGES; i++)
		v->gdt_frames[i] = INVALID_MFN;
	for (unsigned int i = 0; i < LDT_PAGES; i++)
		v->ldt_frames[i] = INVALID_MFN;
	if (v->is_idle)
		return;
	if (mfn_eq(zero_frame, INVALID_MFN)) {
		void *page = hv_alloc_page();

		if (!page)
			return;		/* the window stays empty: refused by faults */
		zero_frame = virt_to_mfn(page);
	}
	for (unsigned int i = 0; i < GDT_GUEST_PAGES; i++)
		perdomain_set(&v->domain->mm, gdt_page_va(v, i), zero_frame, false, true);
}

/* ------------------------------------------------------------------ GDT */

static int segdesc_hold(const struct domain *d, u64 frame)
{
	mfn_t mfn = _mfn(frame);

	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "descriptor frame %#llx: no RAM", frame);
	return page_get_and_type(mfn_to_page(mfn), d->mm.id, TYPE_SEGDESC, false) ? -EINVAL : 0;
}

static void segdesc_release(mfn_t mfn)
{
	page_put_and_type(mfn_to_page(mfn), false);
}

int gdt_set(struct vcpu *v, const u64 *frames, unsigned int entries)
{
	unsigned int nr = (entries + ENTRIES_PER_PAGE - 1) / ENTRIES_PER_PAGE, i;
	int err;

	if (entries > FIRST_RESERVED_GDT_ENTRY)
		return refuse(-EINVAL, "GDT of %u entries", entries);
	for (i = 0; i < nr; i++) {
		err = segdesc_hold(v->domain, frames[i]);
		if (err) {
			while (i--)
				segdesc_release(_mfn(frames[i]));
			return err;
		}
	}

	for (i = 0; i < GDT_GUEST_PAGES; i++) {
		mfn_t old = v->gdt_frames[i];
		mfn_t new = i < nr ? _mfn(frames[i]) : INVALID_MFN;

		v->gdt_frames[i] = new;
		if (i < nr)
			window_set(v, gdt_page_va(v, i), new, true, true);
		else if (!mfn_eq(old, INVALID_MFN))
			window_set(v, gdt_page_va(v, i), zero_frame, false, true);
		if (!mfn_eq(old, INVALID_MFN))
			segdesc_release(old);
	}
	v->gdt_entries = entries;
	return 0;
}

/* ------------------------------------------------------------------ LDT */

bool ldt_drop_pages(struct vcpu *v)
{
	mfn_t held[LDT_PAGES];
	unsigned int i, nr = 0;

	if (!READ_ONCE(v->ldt_shadow_pages))
		return false;
	spin_lock(&v->ldt_lock);
	for (i = 0; i < LDT_PAGES; i++) {
		if (mfn_eq(v->ldt_frames[i], INVALID_MFN))
			continue;
		held[nr++] = v->ldt_frames[i];
		v->ldt_frames[i] = INVALID_MFN;
		window_set(v, ldt_page_va(v, i), INVALID_MFN, false, false);
	}
	v->ldt_shadow_pages = 0;
	spin_unlock(&v->ldt_lock);
	while (nr)
		segdesc_release(held[--nr]);
	return true;
}

int ldt_set(struct vcpu *v, unsigned long gva, unsigned int entries)
{
	if (entries > 8192 || gva & ~HV_PAGE_MASK ||
	    (entries && !guest_range_ok(gva, entries * 8UL)))
		return refuse(-EINVAL, "LDT of %u entries at %#lx", entries, gva);
	if (v->ldt_gva == gva && v->ldt_entries == entries)
		return 0;
	ldt_drop_pages(v);
	v->ldt_gva = gva;
	v->ldt_entries = entries;
	if (v == current_vcpu())
		ldt_load(LDT_VIRT((unsigned long)v->id), entries);
	return 0;
}

/*
 * Context: current's tables are loaded. From a guest's exception, or from the
 * hypervisor loading a selector on its behalf; no lock from LOCK_PERDOMAIN inwards
 * is held then.
 */
bool ldt_fault(unsigned long va)
{
	struct vcpu *v = current_vcpu();
	unsigned int page = (va - ldt_page_va(v, 0)) >> HV_PAGE_SHIFT, index;
	struct page *l1;
	bool done = false;
	u64 pte;

	if (va < ldt_page_va(v, 0) || page >= LDT_PAGES ||
	    page * ENTRIES_PER_PAGE >= v->ldt_entries)
		return false;
	if (guest_pt_walk(v->kernel_root, v->ldt_gva + page * HV_PAGE_SIZE, &l1, &index, &pte))
		return false;
	page_put(l1);
	if (!(pte & PTE_P) || segdesc_hold(v->domain, mfn_x(pte_mfn(pte))))
		return false;

	spin_lock(&v->ldt_lock);
	if (mfn_eq(v->ldt_frames[page], INVALID_MFN)) {
		v->ldt_frames[page] = pte_mfn(pte);
		v->ldt_shadow_pages++;
		window_set(v, ldt_page_va(v, page), pte_mfn(pte), true, true);
		done = true;
	}
	spin_unlock(&v->ldt_lock);
	if (!done)
		segdesc_release(pte_mfn(pte));
	count(CNT_ldt_fault);
	return true;
}

/* ------------------------------------------------------------------ one descriptor */

int descriptor_update(struct domain *d, u64 maddr, u64 desc)
{
	mfn_t mfn = maddr_to_mfn(maddr);
	struct page *pg;
	enum page_type type;
	u64 *slot;
	int err;

	if (maddr & 7 || !mfn_is_ram(mfn))
		return refuse(-EINVAL, "descriptor at %#llx", maddr);
	if (segdesc_fix(&desc))
		return refuse(-EINVAL, "descriptor %#llx", desc);
	pg = mfn_to_page(mfn);
	if (!page_get(pg, d->mm.id))
		return refuse(-EINVAL, "descriptor frame %#llx: not its own", mfn_x(mfn));

	/* In a descriptor table, or in plain memory that will become one. */
	type = page_type(pg) == TYPE_SEGDESC ? TYPE_SEGDESC : TYPE_WRITABLE;
	err = page_get_type(pg, type, false);
	if (!err) {
		slot = mfn_to_virt(mfn) + (maddr & (HV_PAGE_SIZE - 1));
		__atomic_store_n(slot, desc, __ATOMIC_RELEASE);
		page_put_type(pg, false);
	}
	page_put(pg);
	return err ? -EINVAL : 0;
}
