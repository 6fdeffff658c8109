/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest page-table entries: check, hold, commit.
 *
 *   check   pte_check(): pure; may these bits stand in a table of this level?
 *   hold    pte_hold():  take the references that the entry stands for;
 *           pte_release() gives them back (reversible)
 *   commit  pte_commit(): store it (cannot fail); only guest_pt_commit.c stores
 *           into guest tables
 *
 * A present L1 entry holds a general reference on the frame that it maps, and a
 * TYPE_WRITABLE reference if it is writable. An L2..L4 entry holds a general and a
 * type reference of the level below. MMIO frames (no struct page, or OWNER_IO) are
 * allowed by the mapping domain's permissions and hold nothing.
 *
 * Guest kernel and user both run at CPL 3, so every present entry gets
 * _PAGE_USER; an L1 entry that came without it is marked PTE_GUEST_KERNEL (bit 52)
 * so that the guest can tell, one that came with it becomes global unless PCID
 * is in use.
 */
#ifndef HV_MM_GUEST_PT_H
#define HV_MM_GUEST_PT_H

#include "mm/page_type.h"

typedef u64 pte_t_hv;			/* raw entry */

#define PTE_P		0x001UL
#define PTE_RW		0x002UL
#define PTE_US		0x004UL
#define PTE_PWT		0x008UL
#define PTE_PCD		0x010UL
#define PTE_A		0x020UL
#define PTE_D		0x040UL
#define PTE_PSE		0x080UL	/* L2, L3; PAT in L1 */
#define PTE_PAT		0x080UL
#define PTE_G		0x100UL
#define PTE_AVAIL	0xe00UL
#define PTE_CACHE	(PTE_PWT | PTE_PCD | PTE_PAT)	/* L1: anything but write-back */
#define PTE_GUEST_KERNEL BIT(52)
#define PTE_NX		BIT(63)
#define PTE_FRAME_MASK	0x000ffffffffff000UL

static inline mfn_t pte_mfn(u64 pte) { return _mfn((pte & PTE_FRAME_MASK) >> HV_PAGE_SHIFT); }
static inline u64 pte_make(mfn_t mfn, u64 flags) { return (mfn.v << HV_PAGE_SHIFT) | flags; }

/*
 * Whose table and whose frames: @table_owner runs the table, @frame_owner owns
 * what its entries name (differs only for DOMID foreign updates by dom0).
 */
struct pt_owners {
	struct mm_owner *table;
	struct mm_owner *frames;
};

/* Bits that must be zero in a present entry, for any domain. */
extern u64 pte_refused_l1, pte_refused_upper;
void pte_check_init(unsigned int maddr_bits);

int __must_check pte_check(u64 pte, enum page_type level, const struct mm_owner *o);

/* What is stored for a checked entry: US forced, bit 52 and G as above. Pure. */
u64 pte_adjust(u64 pte, enum page_type level);

/*
 * Caller holds the lock of the table (so nothing at or above its level is
 * waited for), or owns a table that nobody else can see.
 */
int __must_check pte_hold(u64 pte, enum page_type level, const struct pt_owners *own,
			  bool preemptible);
int pte_release(u64 pte, enum page_type level, bool preemptible);

/* mmu_update modes */
enum pte_mode { PTE_NORMAL, PTE_PRESERVE_AD };

/**
 * guest_pt_update() - change one entry of a validated table
 * @table: frame of the table, locked by page_lock_table()
 * @level: what that returned
 * @index: entry 0..511; for L4 the hypervisor's slots are refused
 * @pte: new raw value as the guest gave it (machine frame numbers)
 * @old: the value that was replaced (as stored), may be NULL
 *
 * Fast case: same frame and only harmless flag changes hold and release nothing.
 * A hold that would be preempted returns -HV_ERESTART with nothing changed.
 * Errors: -EINVAL bits or slot, -EPERM frame; unchanged then.
 */
int __must_check guest_pt_update(struct page *table, enum page_type level, unsigned int index,
				 u64 pte, enum pte_mode mode, const struct pt_owners *own,
				 u64 *old);

/* Compare-and-exchange form for emulated writes: -EAGAIN if the entry is not *@expect. */
int __must_check guest_pt_cmpxchg(struct page *table, enum page_type level, unsigned int index,
				  u64 *expect, u64 pte, const struct pt_owners *own);

/* Validation and devalidation of whole tables: called by page_type.c only. */
int guest_pt_validate(struct page *pg, enum page_type level, unsigned int *done, bool preemptible);
int guest_pt_devalidate(struct page *pg, enum page_type level, unsigned int *done,
			bool preemptible);

/*
 * Walk the current address space (the guest's own root @root) to the L1 entry
 * for @gva. On success *@l1 is the referenced (page_get) L1 table frame. Uses
 * the direct map, never the guest's linear addresses.
 * Errors: -EFAULT not mapped by 4 KiB pages.
 */
int guest_pt_walk(mfn_t root, unsigned long gva, struct page **l1, unsigned int *index, u64 *pte);

/*
 * The same without a reference: what the L1 entry for @gva says at this moment, and
 * nothing about the next. For callers that judge the frame which it names.
 */
int guest_pt_peek(mfn_t root, unsigned long gva, u64 *pte);

/* Hypervisor slots 256..271 of an L4 that is becoming valid, or ceases to be. */
void guest_l4_fill(u64 *l4, const struct mm_owner *o);
void guest_l4_clear(u64 *l4);

/*
 * The page of a device that the hypervisor drives and guests may read: every guest mapping
 * of it is read-only, whatever was asked for, and emulate_pt_write.c drops what is
 * written there. Boot; one page, since one machine has one (the HPET).
 */
extern u64 mmio_read_only_maddr;		/* ~0: none */

/*
 * Grant maps: replace an L1 entry of @mapper, named by the entry's machine
 * address or by the virtual address that it maps.
 * @expect: frame and RW bit that the present entry must have now (unmap), or
 * GRANT_OVER_ANY. The RW bit counts: who lets go of a writable grant must not be left
 * with a writable mapping because he named a read-only one of the same frame.
 * The new entry takes references of its own on the frame that it names, whoever
 * owns that (the caller's grant reference keeps the owner what it is), so a guest
 * that clears the entry by other means gives back exactly what the entry
 * held. The caller flushes the TLB before it drops the grant's references.
 * Errors: -EINVAL not an L1 table of @mapper's, bits, or not as expected;
 * -EFAULT @gva has no L1 entry; -EPERM.
 */
#define GRANT_OVER_ANY	(~0UL)
int guest_pt_set_grant(u64 pte_maddr, u64 pte, struct mm_owner *mapper, u64 expect, u64 *old);
int guest_pt_set_grant_va(mfn_t root, unsigned long gva, u64 pte, struct mm_owner *mapper,
			  u64 expect, u64 *old);

#endif
