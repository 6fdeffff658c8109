// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writable page tables: plain stores to a read-only L1 table are emulated.
 *
 * With the assist on, a kernel writes its L1 entries with mov, xchg, cmpxchg and
 * the lock-prefixed bit operations as if they were memory; the hypervisor catches
 * the fault, checks the new entry as mmu_update would, and stores it atomically.
 * Stock kernels do this hundreds of thousands of times in a boot.
 */
#include "mg.h"

#define VA	(MG_SCRATCH + 0x40000000)

static unsigned long mfn_a, mfn_b;
static void *page_a, *page_b;

/* An L1 entry that maps page_a, in a table that is mapped read-only. */
static live_pte_t *stage(void)
{
	REQUIRE_RC(hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables), 0);
	page_a = page_alloc();
	page_b = page_alloc();
	mfn_a = virt_to_mfn(page_a);
	mfn_b = virt_to_mfn(page_b);
	map_pte(VA, mk_pte(mfn_a, PTE_KERN));
	return pt_entry(mg_l4(), VA, 1);
}

static void unstage(void)
{
	CHECK_RC(unmap_pte(VA), 0);
	page_free(page_a);
	page_free(page_b);
}

#define MFN_OF(pte)	(((pte) & PTE_MFN_MASK) >> PAGE_SHIFT)

MG_TEST(ptwr_mov, 0, "mov of 8 bytes changes the entry")
{
	live_pte_t *pte = stage();

	*pte = mk_pte(mfn_b, PTE_KERN);
	CHECK(MFN_OF(*pte) == mfn_b && (*pte & PTE_P), "entry %lx", *pte);
	*pte = 0;
	CHECK(*pte == 0, "entry %lx", *pte);
	*pte = mk_pte(mfn_a, PTE_KERN_RO);
	CHECK(MFN_OF(*pte) == mfn_a && !(*pte & PTE_RW), "entry %lx", *pte);
	unstage();
}

MG_TEST(ptwr_xchg, 0, "xchg returns the old entry")
{
	live_pte_t *pte = stage();
	pte_t old = 0, was = *pte;

	asm volatile("xchg %0, %1" : "+r" (old), "+m" (*pte));
	CHECK((old | PTE_A | PTE_D) == (was | PTE_A | PTE_D), "old %lx, was %lx", old, was);
	CHECK(*pte == 0, "entry %lx", *pte);
	old = mk_pte(mfn_b, PTE_KERN);
	asm volatile("xchg %0, %1" : "+r" (old), "+m" (*pte));
	CHECK(old == 0 && MFN_OF(*pte) == mfn_b, "old %lx entry %lx", old, *pte);
	unstage();
}

MG_TEST(ptwr_cmpxchg, 0, "lock cmpxchg: success, failure, the flags and rax")
{
	live_pte_t *pte = stage();
	pte_t expect = *pte, want = mk_pte(mfn_b, PTE_KERN);
	bool zf;

	asm volatile("lock cmpxchg %3, %1; sete %2"
		     : "+a" (expect), "+m" (*pte), "=q" (zf) : "r" (want) : "cc");
	CHECK(zf, "failed with the right old value");
	CHECK(MFN_OF(*pte) == mfn_b, "entry %lx", *pte);
	expect = 0x123;
	want = mk_pte(mfn_a, PTE_KERN);
	asm volatile("lock cmpxchg %3, %1; sete %2"
		     : "+a" (expect), "+m" (*pte), "=q" (zf) : "r" (want) : "cc");
	CHECK(!zf, "succeeded with a wrong old value");
	CHECK(MFN_OF(expect) == mfn_b, "rax %lx", expect);
	CHECK(MFN_OF(*pte) == mfn_b, "entry %lx", *pte);
	unstage();
}

MG_TEST(ptwr_bit_ops, 0, "lock btr, bts, and, or on one entry")
{
	live_pte_t *pte = stage();
	bool cf;

	asm volatile("lock btrq $1, %0; setc %1" : "+m" (*pte), "=q" (cf) : : "cc");
	CHECK(cf && !(*pte & PTE_RW), "carry %u entry %lx", cf, *pte);
	asm volatile("lock btsq $1, %0; setc %1" : "+m" (*pte), "=q" (cf) : : "cc");
	CHECK(!cf && (*pte & PTE_RW), "carry %u entry %lx", cf, *pte);
	asm volatile("lock andq $-3, %0" : "+m" (*pte) : : "cc");
	CHECK(!(*pte & PTE_RW), "entry %lx", *pte);
	asm volatile("lock orq $2, %0" : "+m" (*pte) : : "cc");
	CHECK(*pte & PTE_RW, "entry %lx", *pte);
	asm volatile("lock btrl $6, %0" : "+m" (*pte) : : "cc");
	CHECK(!(*pte & PTE_D), "entry %lx", *pte);
	unstage();
}

MG_TEST(ptwr_narrow, 0, "stores of 1, 2 and 4 bytes")
{
	live_pte_t *pte = stage();
	u8 *bytes = (u8 *)pte;

	*pte = mk_pte(mfn_a, PTE_KERN);
	asm volatile("movb %1, %0" : "+m" (bytes[0]) : "q" ((u8)PTE_KERN_RO) : "memory");
	CHECK(MFN_OF(*pte) == mfn_a && (*pte & 0xff) == PTE_KERN_RO, "byte: entry %lx", *pte);
	asm volatile("movl %1, %0" : "+m" (*(u32 *)pte) :
		     "r" ((u32)mk_pte(mfn_b, PTE_KERN)) : "memory");
	CHECK(MFN_OF(*pte) == mfn_b && (*pte & PTE_RW), "long: entry %lx", *pte);
	asm volatile("movw %1, %0" : "+m" (*(u16 *)pte) :
		     "r" ((u16)mk_pte(mfn_b, PTE_KERN_RO)) : "memory");
	CHECK(MFN_OF(*pte) == mfn_b && !(*pte & PTE_RW), "word: entry %lx", *pte);
	asm volatile("movl %1, %0" : "+m" (*(u32 *)(bytes + 4)) : "r" (0x80000000U)
		     : "memory");
	CHECK(*pte & PTE_NX, "high half: entry %lx", *pte);
	unstage();
}

MG_TEST(ptwr_string, 0, "rep stosq and movsq over entries")
{
	live_pte_t *pte = stage();
	pte_t src[3] = { mk_pte(mfn_b, PTE_KERN_RO), 0x1000, mk_pte(mfn_b, PTE_KERN) };
	live_pte_t *to = pte;
	pte_t *from = src;
	unsigned long n = 3;

	asm volatile("rep movsq" : "+D" (to), "+S" (from), "+c" (n) : : "memory");
	CHECK(MFN_OF(pte[0]) == mfn_b && pte[1] == 0x1000 && MFN_OF(pte[2]) == mfn_b,
	      "entries %lx %lx %lx", pte[0], pte[1], pte[2]);
	CHECK(n == 0 && to == pte + 3, "count %lu", n);
	to = pte;
	n = 3;
	asm volatile("rep stosq" : "+D" (to), "+c" (n) : "a" (0UL) : "memory");
	CHECK(!pte[0] && !pte[1] && !pte[2], "entries %lx %lx %lx", pte[0], pte[1], pte[2]);
	unstage();
}

MG_TEST(ptwr_refused, MG_HOSTILE, "a bad entry faults the store and stays out")
{
	live_pte_t *pte = stage();
	pte_t good = *pte, bad = mk_pte(virt_to_mfn(mg_l4()), PTE_KERN);

	CHECK(mg_try_write((unsigned long)pte, bad) == VEC_PF, "stored a writable L4 mapping");
	CHECK(this_cpu()->trap.error == 3, "error %lx", this_cpu()->trap.error);
	CHECK(this_cpu()->trap.cr2 == (unsigned long)pte, "cr2 %lx", this_cpu()->trap.cr2);
	CHECK(MFN_OF(*pte) == MFN_OF(good), "entry %lx", *pte);
	CHECK(mg_try_write((unsigned long)pte, mk_pte(0x100, PTE_KERN)) == VEC_PF, "stored");
	CHECK(mg_try_write((unsigned long)pte, good | (1UL << 50)) == VEC_PF, "stored");
	CHECK(MFN_OF(*pte) == MFN_OF(good), "entry %lx", *pte);
	unstage();
}

MG_TEST(ptwr_upper_levels, MG_HOSTILE, "tables above L1 are not writable this way")
{
	int level;

	stage();
	for (level = 2; level <= 4; level++) {
		pte_t *entry = pt_entry(mg_l4(), VA, level), was = *entry;

		CHECK(mg_try_write((unsigned long)entry, 0) == VEC_PF, "wrote an L%d entry", level);
		CHECK(*entry == was, "entry %lx", *entry);
	}
	unstage();
}

MG_TEST(ptwr_unaligned, MG_HOSTILE, "stores that straddle two entries")
{
	live_pte_t *pte = stage();
	pte_t was0 = pte[0], was1 = pte[1];
	long vec;

	vec = mg_try_write((unsigned long)pte + 4, 0x1122334455667788UL);
	CHECK(vec == VEC_PF, "raised %s", mg_vector_name(vec));
	CHECK(MFN_OF(pte[0]) == MFN_OF(was0) && pte[1] == was1, "entries %lx %lx", pte[0], pte[1]);
	unstage();
}

MG_TEST(ptwr_table_not_in_use, 0, "a pinned table outside the tree is emulated too")
{
	live_pte_t *table = pt_alloc();

	stage();
	REQUIRE_RC(pt_pin(1, (void *)table), 0);
	table[7] = mk_pte(mfn_b, PTE_KERN);
	CHECK(MFN_OF(table[7]) == mfn_b, "entry %lx", table[7]);
	CHECK(mg_try_write((unsigned long)&table[8], mk_pte(virt_to_mfn(mg_l4()), PTE_KERN)) ==
	      VEC_PF, "stored");
	table[7] = 0;
	CHECK_RC(pt_unpin((void *)table), 0);
	CHECK_RC(page_set_rw((void *)table), 0);
	unstage();
}

MG_TEST(ptwr_read_only_data, 0, "a read-only page that is no table faults as usual")
{
	unsigned long *page = page_alloc();

	stage();
	REQUIRE_RC(page_set_ro(page), 0);
	CHECK(mg_try_write((unsigned long)page, 1) == VEC_PF, "wrote");
	CHECK(*page == 0, "memory %lx", *page);
	CHECK_RC(page_set_rw(page), 0);
	page_free(page);
	unstage();
}

MG_TEST(ptwr_assist_off, 0, "without the assist: emulated all the same, or a clean fault")
{
	live_pte_t *pte = stage();
	pte_t was = *pte;
	long vec;

	CHECK_RC(hc_vm_assist(VMASST_CMD_disable, VMASST_TYPE_writable_pagetables), 0);
	vec = mg_try_write((unsigned long)pte, 0);
	CHECK_RC(hc_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables), 0);
	/* 4.17 looks at the frame's type only, so a kernel must not count on a fault */
	CHECK((vec == VEC_NONE && *pte == 0) || (vec == VEC_PF && *pte == was),
	      "raised %s, entry %lx", mg_vector_name(vec), *pte);
	unstage();
}
