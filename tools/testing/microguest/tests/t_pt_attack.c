// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every known way to get a writable view of a page table, refused.
 *
 * The invariant of direct paging: no frame that is in use as a page table or as
 * a descriptor table has a writable mapping, however it is reached.  Each attack
 * states the entry it tries to install; all must fail and leave the entry as it
 * was.
 */
#include "mg.h"

#define VA	(MG_SCRATCH + 0x20000000)

static pte_t *entry_for(unsigned long gva)
{
	void *page = page_alloc();

	map_pte(gva, mk_pte(virt_to_mfn(page), PTE_KERN));
	return pt_entry(mg_l4(), gva, 1);
}

static unsigned long table_mfn(int level)
{
	return virt_to_mfn((void *)((unsigned long)pt_entry(mg_l4(), VA, level) & PAGE_MASK));
}

MG_TEST(attack_rw_table, MG_HOSTILE, "L1 entry: writable mapping of our L1, L2, L3, L4 table")
{
	pte_t *pte = entry_for(VA), before = *pte;
	int level;

	for (level = 1; level <= 4; level++) {
		CHECK(pt_set(pte, mk_pte(table_mfn(level), PTE_KERN)) < 0,
		      "mapped our L%d table writable", level);
		CHECK((*pte | PTE_A | PTE_D) == (before | PTE_A | PTE_D), "entry changed to %lx",
		      *pte);
		CHECK(hc_update_va_mapping(VA, mk_pte(table_mfn(level), PTE_KERN), 0) < 0,
		      "mapped our L%d table writable", level);
		/* reading is no secret */
		CHECK_RC(pt_set(pte, mk_pte(table_mfn(level), PTE_KERN_RO)), 0);
		CHECK_RC(pt_set(pte, before), 0);
	}
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(attack_ro_to_rw, MG_HOSTILE, "L1 entry: adding only the write bit to a read-only view")
{
	pte_t *pte = entry_for(VA), old = *pte;
	int level;

	for (level = 1; level <= 4; level++) {
		CHECK_RC(pt_set(pte, mk_pte(table_mfn(level), PTE_KERN_RO)), 0);
		CHECK(pt_set(pte, *pte | PTE_RW) < 0, "added the write bit, L%d", level);
		CHECK(mmu_update_one(virt_to_maddr(pte) | MMU_PT_UPDATE_PRESERVE_AD,
				     *pte | PTE_RW) < 0, "added the write bit, L%d", level);
	}
	CHECK_RC(pt_set(pte, old), 0);
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(attack_superpage, MG_HOSTILE, "L2, L3, L4 entries with the page-size bit (XSA-148 class)")
{
	pte_t *l2e, *l3e, *l4e;
	pte_t keep;

	entry_for(VA);
	l2e = pt_entry(mg_l4(), VA, 2);
	l3e = pt_entry(mg_l4(), VA, 3);
	l4e = pt_entry(mg_l4(), VA, 4);
	keep = *l2e;
	/* the fast path: same frame, only flags change */
	CHECK(pt_set(l2e, keep | PTE_PSE) < 0, "L2 entry took PSE in place");
	CHECK(pt_set(l2e, keep | PTE_PSE | PTE_RW) < 0, "L2 entry took PSE in place");
	CHECK(*l2e == keep || (*l2e | PTE_A) == (keep | PTE_A), "L2 entry is %lx", *l2e);
	CHECK(pt_set(l2e, mk_pte(0, PTE_TABLE | PTE_PSE)) < 0, "2 MiB at 0 mapped");
	CHECK(pt_set(l3e, *l3e | PTE_PSE) < 0, "L3 entry took PSE");
	CHECK(pt_set(l4e, *l4e | PTE_PSE) < 0, "L4 entry took PSE");
	CHECK(pt_set(l2e + 1, mk_pte(virt_to_mfn(page_alloc()) & ~511UL, PTE_TABLE | PTE_PSE)) < 0,
	      "2 MiB of our own memory mapped");
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(attack_l4_linear, MG_HOSTILE, "L4 self map: read-only at most (XSA-182 class)")
{
	unsigned int slot = 200;
	pte_t *l4e = mg_l4() + slot;
	unsigned long mfn = virt_to_mfn(mg_l4());
	unsigned long window = ((unsigned long)slot << 39) | ((unsigned long)slot << 30) |
			       ((unsigned long)slot << 21) | ((unsigned long)slot << 12);
	long rc;

	CHECK(pt_set(l4e, mk_pte(mfn, PTE_TABLE)) < 0, "writable self map accepted");
	rc = pt_set(l4e, mk_pte(mfn, PTE_P | PTE_US));
	if (rc) {
		mg_note("read-only self map: %ld", rc);
		return;
	}
	/* now the fast path: only flags change */
	CHECK(pt_set(l4e, mk_pte(mfn, PTE_TABLE)) < 0, "write bit added in place");
	CHECK(pt_set(l4e, mk_pte(mfn, PTE_P | PTE_RW)) < 0, "write bit added in place");
	CHECK(mg_try_write(window + 8UL * 300, 0) != VEC_NONE, "wrote the L4 through itself");
	CHECK_RC(pt_set(l4e, 0), 0);
}

MG_TEST(attack_lower_linear, MG_HOSTILE, "L2 and L3 tables that contain themselves, writable")
{
	pte_t *l2 = pt_alloc(), *l3 = pt_alloc();

	CHECK_RC(pt_pin(2, l2), 0);
	CHECK_RC(pt_pin(3, l3), 0);
	CHECK(pt_set(&l2[0], mk_pte(virt_to_mfn(l2), PTE_TABLE)) < 0, "L2 holds itself");
	CHECK(pt_set(&l3[0], mk_pte(virt_to_mfn(l3), PTE_TABLE)) < 0, "L3 holds itself");
	CHECK(pt_set(&l3[1], mk_pte(virt_to_mfn(mg_l4()), PTE_TABLE)) < 0, "L3 holds the L4");
	CHECK(pt_set(&l2[1], mk_pte(virt_to_mfn(l3), PTE_TABLE)) < 0, "L2 holds an L3");
	CHECK_RC(pt_unpin(l2), 0);
	CHECK_RC(pt_unpin(l3), 0);
	CHECK_RC(page_set_rw(l2), 0);
	CHECK_RC(page_set_rw(l3), 0);
}

MG_TEST(attack_linear_then_use, MG_HOSTILE, "a linear L2 in use as an L1 (XSA-240/-255 class)")
{
	pte_t *a = pt_alloc(), *b = pt_alloc();
	long rc;

	CHECK_RC(pt_pin(2, a), 0);
	CHECK_RC(pt_pin(2, b), 0);
	rc = pt_set(&a[0], mk_pte(virt_to_mfn(b), PTE_P | PTE_US));
	mg_note("L2 in another L2, read-only: %ld", rc);
	if (!rc) {
		/* b is now a leaf table of a: it must not itself become linear */
		CHECK(pt_set(&b[0], mk_pte(virt_to_mfn(a), PTE_P | PTE_US)) < 0,
		      "linear chain of two");
		CHECK(pt_set(&a[0], mk_pte(virt_to_mfn(b), PTE_TABLE)) < 0, "write bit added");
		CHECK_RC(pt_set(&a[0], 0), 0);
	}
	CHECK_RC(pt_unpin(a), 0);
	CHECK_RC(pt_unpin(b), 0);
	CHECK_RC(page_set_rw(a), 0);
	CHECK_RC(page_set_rw(b), 0);
}

MG_TEST(attack_reserved_slots, MG_HOSTILE, "L4 slots 256..271 belong to the hypervisor")
{
	unsigned int slot;
	unsigned long mfn = virt_to_mfn(pt_alloc());

	for (slot = 256; slot < 272; slot++) {
		pte_t before = mg_l4()[slot];

		CHECK(pt_set(mg_l4() + slot, 0) < 0, "slot %u cleared", slot);
		CHECK(pt_set(mg_l4() + slot, mk_pte(mfn, PTE_TABLE)) < 0, "slot %u taken", slot);
		CHECK(pt_set(mg_l4() + slot, before | PTE_RW) < 0, "slot %u: write bit", slot);
		CHECK(mg_l4()[slot] == before, "slot %u is %lx", slot, mg_l4()[slot]);
	}
}

MG_TEST(attack_reserved_pin, MG_HOSTILE, "a new L4's own content of those slots is not trusted")
{
	pte_t *l4 = page_alloc(), *l3 = pt_alloc();
	unsigned long probe;
	unsigned int slot;

	for (slot = 256; slot < 272; slot++)
		l4[slot] = mk_pte(virt_to_mfn(l3), PTE_TABLE);
	l4[511] = mg_l4()[511];
	REQUIRE_RC(page_set_ro(l4), 0);
	CHECK_RC(pt_pin(4, l4), 0);
	for (slot = 256; slot < 272; slot++)
		CHECK(l4[slot] != mk_pte(virt_to_mfn(l3), PTE_TABLE), "slot %u kept", slot);
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(l4)), 0);
	CHECK(mg_try_read(MACH2PHYS_VIRT_START, &probe) == VEC_NONE, "no M2P");
	CHECK_RC(mmuext(MMUEXT_NEW_BASEPTR, virt_to_mfn(mg_l4())), 0);
	CHECK_RC(pt_unpin(l4), 0);
	CHECK_RC(page_set_rw(l4), 0);
	CHECK_RC(page_set_rw(l3), 0);
}

MG_TEST(attack_wrong_level, MG_HOSTILE, "a table of one level is not used at another")
{
	pte_t *t[5];
	int have, want;

	for (have = 1; have <= 4; have++) {
		t[have] = pt_alloc();
		CHECK_RC(pt_pin(have, t[have]), 0);
	}
	for (have = 1; have <= 4; have++) {
		for (want = 2; want <= 4; want++) {
			if (have == want - 1)
				continue;
			CHECK(pt_set(&t[want][want == 4 ? 3 : 5],
				     mk_pte(virt_to_mfn(t[have]), PTE_TABLE)) < 0,
			      "L%d holds an L%d", want, have);
		}
	}
	for (have = 1; have <= 4; have++) {
		CHECK_RC(pt_unpin(t[have]), 0);
		CHECK_RC(page_set_rw(t[have]), 0);
		page_free(t[have]);
	}
}

MG_TEST(attack_foreign_frames, MG_HOSTILE, "L1 entries for frames of the hypervisor, at random")
{
	pte_t *pte = entry_for(VA), old = *pte;
	unsigned long mfn, nr_refused = 0, nr_mapped = 0;

	/* every frame below 512 MiB that the M2P does not call ours */
	for (mfn = 0x200; mfn < 0x1e000; mfn += 0x67) {
		unsigned long pfn = MG_M2P[mfn];

		if (pfn < mg_si->nr_pages && pfn_to_mfn(pfn) == mfn)
			continue;
		if (pt_set(pte, mk_pte(mfn, PTE_KERN)) < 0) {
			nr_refused++;
			continue;
		}
		nr_mapped++;
		CHECK(0, "mapped frame %lx, m2p %lx", mfn, pfn);
		if (nr_mapped > 5)
			break;
	}
	mg_note("%lu frames refused", nr_refused);
	CHECK(nr_refused > 100, "only %lu tried", nr_refused);
	CHECK_RC(pt_set(pte, old), 0);
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(attack_reserved_bits, MG_HOSTILE, "entries with address bits that do not exist")
{
	pte_t *pte = entry_for(VA), good = *pte;
	unsigned int bit;

	for (bit = 40; bit < 52; bit++)
		CHECK(pt_set(pte, good | (1UL << bit)) < 0, "bit %u accepted", bit);
	CHECK_RC(pt_set(pte, good), 0);
	CHECK_RC(unmap_pte(VA), 0);
}

/* What the hypervisor keeps may be refused or quietly be made read-only. */
/* The emulated machine's HPET: capabilities at 0 (never 0), configuration at 0x10. */
#define HPET_MADDR	0xfed00000UL

static bool hook_mmio(struct regs *regs)
{
	if (regs->vector == VEC_PF)
		mg_error("write to the HPET faulted");
	return false;
}

MG_TEST(attack_hpet, 0, "the clock's registers can be read and not changed")
{
	volatile u32 *hpet = (volatile u32 *)MG_SCRATCH;
	live_pte_t *entry;
	u32 config, counter;

	map_pte(MG_SCRATCH, HPET_MADDR | PTE_KERN | PTE_PCD);
	entry = pt_entry(mg_l4(), MG_SCRATCH, 1);
	CHECK(*entry & PTE_P, "%lx", (unsigned long)*entry);
	if (!hpet[0] || !(hpet[4] & 1)) {
		unmap_pte(MG_SCRATCH);
		mg_skip("no HPET at %lx that is in use", HPET_MADDR);
	}
	CHECK(!(*entry & PTE_RW), "%lx", (unsigned long)*entry);
	config = hpet[4];
	counter = hpet[0xf0 / 4];
	this_cpu()->hook = hook_mmio;
	hpet[4] = 0;
	hpet[0xf0 / 4] = 0;
	this_cpu()->hook = NULL;
	CHECK(hpet[4] == config, "configuration %x became %x", config, hpet[4]);
	CHECK(hpet[0xf0 / 4] - counter < 0x80000000U, "the counter went back");
	CHECK_RC(pt_set(pt_entry(mg_l4(), MG_SCRATCH, 1), HPET_MADDR | PTE_KERN | PTE_PCD), 0);
	CHECK(!(*entry & PTE_RW), "by mmu_update: %lx", (unsigned long)*entry);
	unmap_pte(MG_SCRATCH);
}

MG_TEST(attack_mmio, MG_HOSTILE, "local APIC, IO-APIC and hypervisor-owned MMIO")
{
	static const unsigned long maddr[] = { 0xfee00000UL, 0xfec00000UL };
	pte_t *pte = entry_for(VA), old = *pte;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(maddr); i++) {
		long rc = pt_set(pte, maddr[i] | PTE_KERN);

		CHECK(rc < 0 || !(*pte & PTE_RW), "%lx mapped writable", maddr[i]);
		rc = mmu_update_dom(virt_to_maddr(pte), maddr[i] | PTE_KERN, DOMID_IO);
		CHECK(rc < 0 || !(*pte & PTE_RW), "%lx mapped writable", maddr[i]);
	}
	CHECK_RC(pt_set(pte, old), 0);
	CHECK_RC(unmap_pte(VA), 0);
}

MG_TEST(attack_domid_xen, MG_HOSTILE, "DOMID_XEN maps nothing that was not shared")
{
	pte_t *pte = entry_for(VA), old = *pte;
	unsigned long mfn, nr_rw = 0;

	for (mfn = 0x200; mfn < 0x1e000; mfn += 0x43) {
		if (!mmu_update_dom(virt_to_maddr(pte), mk_pte(mfn, PTE_KERN), DOMID_XEN))
			nr_rw++;
	}
	CHECK(!nr_rw, "%lu frames mapped writable", nr_rw);
	CHECK_RC(pt_set(pte, old), 0);
	CHECK_RC(unmap_pte(VA), 0);
}
