// SPDX-License-Identifier: GPL-2.0-only
/*
 * Noticing a guest's writes without touching its page tables.
 *
 * The obvious way, to take the writable bit out of the guest's entries and put it back at
 * the first write, cannot be had with direct paging: the guest reads its entries. A
 * kernel that forks looks whether an entry is writable, finds that it is not, and
 * shares the page without protecting it in the parent; then we would make it writable
 * again behind its back. Nor may the dirty bit be cleared, which the guest reads too.
 *
 * So while a log is kept the processor walks other tables, and those are what a TLB is:
 * a cache of translations, empty at first, filled when an access faults, and emptied when
 * the guest (or the hypervisor, before it puts a frame to another use) flushes. Every
 * path that changes page tables stays what it is, since all of them already
 * arrange for the flush that a real TLB needs. There is nothing to keep in step.
 *
 *	guest's tables        L4 -> L3 -> L2 -> L1 ---+     read by the guest, counted
 *	                                              |     walk, A and D set, permissions
 *	                                              v     of all levels folded into one
 *	ours, for each vCPU   root -> t -> t -> leaf: frame, RW only if the page is logged
 *	                      kernel and user root       upper entries allow everything
 *
 * A leaf is writable only if the page's bit is set in the log. It becomes so by a
 * write fault, which sets D in the guest's entry and the bit, then the leaf; or in
 * passing, if D and the bit are set already. CLEAN takes the bits away and then flushes
 * the domain's CPUs, which empties all of this, before it returns: the saver reads
 * pages after that. A write through a leaf from before was allowed by a bit that this CLEAN
 * has reported, and is visible by then.
 *
 * Why a walk needs no reference. It runs with interrupts off on a CPU that is in the
 * owner's dirty_cpus, exactly as the processor's own walk does: a table that it
 * has read an entry of cannot be put to another use before this CPU has answered a
 * flush. The entries here hold nothing for the same reason.
 *
 * Memory is fixed when the log starts; a cache that is full is emptied. With a
 * fault come up to sixteen neighbours that need no change of A and D.
 *
 * Lock: none. Used by the CPU that the vCPU's state is in; emptied by it too, from
 * the interrupt by which others ask for a flush.
 */
#include "mm/vtlb.h"
#include "mm/guest_copy.h"
#include "mm/guest_pt.h"
#include "mm/guest_pt_commit.h"
#include "mm/isolation.h"
#include "mm/log_dirty.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"
#include "cpu/irqflags.h"
#include <linux/string.h>

#define LEVELS		4
#define ENTRIES		512
#define AROUND		16		/* aligned group that is filled together */
#define TRIES_MAX	32
#define UPPER		(PTE_P | PTE_RW | PTE_US | PTE_A | PTE_D)

#define PF_PRESENT	1
#define PF_WRITE	2
#define PF_FETCH	16

/* What the guest's tables say about an address. */
struct translation {
	u64 *slot[LEVELS + 1];		/* by level, [1] is the L1 entry */
	u64 entry[LEVELS + 1];
	bool writable, no_execute;	/* levels above 1 together */
};

static unsigned int index_at(unsigned long gva, unsigned int level)
{
	return gva >> (HV_PAGE_SHIFT + 9 * (level - 1)) & (ENTRIES - 1);
}

/* ------------------------------------------------------------------ ours */

struct vtlb *vtlb_create(struct mm_owner *o, u32 nr_pages)
{
	struct vtlb *t = xalloc(struct vtlb);

	if (!t)
		return NULL;
	t->owner = o;
	t->page = xalloc_array(u64 *, nr_pages);
	for (u32 i = 0; t->page && i < nr_pages; i++, t->nr_pages++) {
		t->page[i] = hv_alloc_pages(0, 0);
		if (!t->page[i])
			break;
	}
	for (unsigned int i = 0; i < NR_VTLB_MODES; i++) {
		t->guest_root[i] = INVALID_MFN;
		t->root[i] = hv_alloc_page();
		if (t->root[i])
			guest_l4_fill(t->root[i], o);
	}
	if (t->nr_pages == nr_pages && t->root[VTLB_KERNEL] && t->root[VTLB_USER])
		return t;
	vtlb_destroy(t);
	return NULL;
}

void vtlb_destroy(struct vtlb *t)
{
	if (!t)
		return;
	for (u32 i = 0; i < t->nr_pages; i++)
		hv_free_pages(t->page[i], 0);
	for (unsigned int i = 0; i < NR_VTLB_MODES; i++)
		if (t->root[i])
			hv_free_pages(t->root[i], 0);
	xfree(t->page);
	xfree(t);
}

static void root_clear(u64 *root)
{
	memset(root, 0, HV_FIRST_SLOT * sizeof(u64));
	memset(root + HV_LAST_SLOT + 1, 0, (ENTRIES - 1 - HV_LAST_SLOT) * sizeof(u64));
}

void vtlb_empty(struct vtlb *t)
{
	if (!t->used)
		return;
	root_clear(t->root[VTLB_KERNEL]);
	root_clear(t->root[VTLB_USER]);
	t->used = 0;
	if (t->owner->isolated)
		isolation_refresh();	/* copies of the roots are what is walked */
}

void vtlb_set_root(struct vtlb *t, enum vtlb_mode mode, mfn_t guest_root)
{
	t->guest_root[mode] = guest_root;
	root_clear(t->root[mode]);
}

u64 vtlb_cr3(const struct vtlb *t, enum vtlb_mode mode)
{
	return tlb_make_cr3(virt_to_mfn(t->root[mode]),
			    mode == VTLB_USER ? CONTEXT_USER : CONTEXT_KERNEL);
}

void vtlb_forget(struct vtlb *t, unsigned long va)
{
	if (!guest_range_ok(va, 1))
		return;
	for (unsigned int i = 0; i < NR_VTLB_MODES; i++) {
		u64 *table = t->root[i];
		unsigned int level = LEVELS;

		for (; level > 1 && table[index_at(va, level)] & PTE_P; level--)
			table = mfn_to_virt(pte_mfn(table[index_at(va, level)]));
		if (level == 1)
			WRITE_ONCE(table[index_at(va, 1)], 0);
	}
}

/* ------------------------------------------------------------------ the guest's */

/* False: not mapped. */
static bool translate(mfn_t mfn, unsigned long gva, struct translation *tr)
{
	tr->writable = true;
	tr->no_execute = false;
	for (unsigned int level = LEVELS; level; level--) {
		u64 *slot;

		if (!mfn_is_ram(mfn))
			return false;
		slot = (u64 *)mfn_to_virt(mfn) + index_at(gva, level);
		tr->slot[level] = slot;
		tr->entry[level] = READ_ONCE(*slot);
		if (!(tr->entry[level] & PTE_P))
			return false;
		if (level > 1) {
			tr->writable &= !!(tr->entry[level] & PTE_RW);
			tr->no_execute |= !!(tr->entry[level] & PTE_NX);
		}
		mfn = pte_mfn(tr->entry[level]);
	}
	return true;
}

/* A in all levels, D in the last; the tables have been written then. False: they changed. */
static bool note_use(struct log_dirty *l, struct translation *tr, bool write)
{
	for (unsigned int level = LEVELS; level; level--) {
		u64 bits = level == 1 && write ? PTE_A | PTE_D : PTE_A;
		u64 was = tr->entry[level];

		if ((was & bits) == bits)
			continue;
		if (!pte_note_use(tr->slot[level], was, bits))
			return false;
		tr->entry[level] = was | bits;
		log_dirty_set(l, virt_to_mfn(tr->slot[level]));
	}
	return true;
}

/* Does this log care about the frame, and has it no bit yet? */
static bool unlogged(const struct vtlb *t, const struct log_dirty *l, mfn_t mfn)
{
	return mfn_is_ram(mfn) && READ_ONCE(mfn_to_page(mfn)->owner) == t->owner->id &&
	       !log_dirty_is_marked(l, mfn);
}

static u64 leaf_of(const struct vtlb *t, const struct log_dirty *l, u64 entry,
		   const struct translation *tr)
{
	u64 leaf = (entry & (PTE_FRAME_MASK | PTE_CACHE | PTE_G)) | PTE_P | PTE_US |
		   PTE_A | PTE_D;

	if (tr->no_execute || entry & PTE_NX)
		leaf |= PTE_NX;
	if (tr->writable && (entry & (PTE_RW | PTE_D)) == (PTE_RW | PTE_D) &&
	    !unlogged(t, l, pte_mfn(entry)))
		leaf |= PTE_RW;
	return leaf;
}

/* ------------------------------------------------------------------ filling */

static u64 *table_below(struct vtlb *t, u64 *slot)
{
	u64 *fresh;

	if (*slot & PTE_P)
		return mfn_to_virt(pte_mfn(*slot));
	if (t->used == t->nr_pages)
		return NULL;
	fresh = t->page[t->used++];
	memset(fresh, 0, HV_PAGE_SIZE);
	WRITE_ONCE(*slot, pte_make(virt_to_mfn(fresh), UPPER));
	return fresh;
}

/*
 * Both roots of a process map its memory through the same tables: what one has in our
 * tables serves the other. True only if nothing above differs.
 */
static void share_top(struct vtlb *t, enum vtlb_mode mode, const struct translation *tr,
		      unsigned int i)
{
	enum vtlb_mode other = mode == VTLB_USER ? VTLB_KERNEL : VTLB_USER;
	mfn_t root = t->guest_root[other];
	u64 entry;

	if (t->root[mode][i] & PTE_P || !(t->root[other][i] & PTE_P) ||
	    mfn_eq(root, INVALID_MFN))
		return;
	entry = READ_ONCE(((u64 *)mfn_to_virt(root))[i]);
	if (!((entry ^ tr->entry[LEVELS]) & (PTE_FRAME_MASK | PTE_P | PTE_RW | PTE_NX)))
		WRITE_ONCE(t->root[mode][i], t->root[other][i]);
}

/* The L1 of ours for @gva; NULL: full. */
static u64 *our_l1(struct vtlb *t, enum vtlb_mode mode, unsigned long gva,
		   const struct translation *tr)
{
	u64 *table = t->root[mode], *top = &table[index_at(gva, LEVELS)];
	bool had_top = *top & PTE_P;

	share_top(t, mode, tr, index_at(gva, LEVELS));
	for (unsigned int level = LEVELS; level > 1 && table; level--)
		table = table_below(t, &table[index_at(gva, level)]);
	if (!had_top && t->owner->isolated)
		isolation_refresh();
	return table;
}

static void fill_around(struct vtlb *t, const struct log_dirty *l, u64 *ours,
			const struct translation *tr, unsigned int i)
{
	unsigned int first = i & ~(AROUND - 1);
	const u64 *guests = tr->slot[1] - i;

	for (unsigned int j = first; j < first + AROUND; j++) {
		u64 entry = READ_ONCE(guests[j]);

		if (j != i && !ours[j] && (entry & (PTE_P | PTE_A)) == (PTE_P | PTE_A))
			WRITE_ONCE(ours[j], leaf_of(t, l, entry, tr));
	}
}

static bool allowed(const struct translation *tr, u32 error)
{
	if (error & PF_WRITE && !(tr->writable && tr->entry[1] & PTE_RW))
		return false;
	return !(error & PF_FETCH && (tr->no_execute || tr->entry[1] & PTE_NX));
}

static void fill(struct vtlb *t, struct log_dirty *l, enum vtlb_mode mode, unsigned long gva,
		 struct translation *tr, bool write)
{
	u64 *ours = our_l1(t, mode, gva, tr);

	if (!ours) {
		tlb_flush_local();		/* empties this too */
		ours = our_l1(t, mode, gva, tr);
	}
	if (write && unlogged(t, l, pte_mfn(tr->entry[1]))) {
		log_dirty_set(l, pte_mfn(tr->entry[1]));
		__atomic_fetch_add(&l->faults, 1, __ATOMIC_RELAXED);
	}
	WRITE_ONCE(ours[index_at(gva, 1)], leaf_of(t, l, tr->entry[1], tr));
	fill_around(t, l, ours, tr, index_at(gva, 1));
}

/* Interrupts off. */
static bool fill_quiet(struct vtlb *t, unsigned long gva, u32 *error)
{
	enum vtlb_mode mode = mfn_eq(tlb_current_root(), virt_to_mfn(t->root[VTLB_USER])) ?
			      VTLB_USER : VTLB_KERNEL;
	struct log_dirty *l = __atomic_load_n(&t->owner->log_dirty, __ATOMIC_ACQUIRE);
	struct translation tr;
	unsigned int tries = 0;

	/* What another vCPU changes all the time is simply accessed again. */
	do {
		if (tries++ == TRIES_MAX)
			return true;
		if (mfn_eq(t->guest_root[mode], INVALID_MFN) ||
		    !translate(t->guest_root[mode], gva, &tr)) {
			*error &= ~(u32)PF_PRESENT;
			return false;
		}
		if (!allowed(&tr, *error)) {
			*error |= PF_PRESENT;
			return false;
		}
	} while (!note_use(l, &tr, *error & PF_WRITE));
	fill(t, l, mode, gva, &tr, *error & PF_WRITE);
	return true;
}

bool vtlb_fill(struct vtlb *t, unsigned long gva, u32 *error)
{
	unsigned long flags;
	bool filled;

	if (!guest_range_ok(gva, 1))
		return false;
	flags = local_irq_off_save();
	filled = fill_quiet(t, gva, error);
	local_irq_back(flags);
	return filled;
}
