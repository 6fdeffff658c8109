// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which bits a guest may set in a page-table entry, bit by bit and level by level.
 *
 * The expectation is a table of its own, written down from the public ABI and the
 * processor manuals, not derived from the masks under test. Each bit is tried alone on
 * top of P, for a domain with and without devices. Then the inline L1 forms that the
 * fast paths use are compared with the plain ones for random entries, and what is
 * stored is checked to be stable when it is written back.
 */
#include "unit.h"
#include "mm_host.h"
#include "mm/guest_pt_fast.h"

#include <stdlib.h>

#define MADDR_BITS	40

static struct mm_owner plain, with_devices;

/* May @bit be set? 'y' yes, 'n' no, 'd' with devices only. Bits 12-51: by width. */
static char expectation(unsigned int bit, bool l1)
{
	switch (bit) {
	case 0: case 1: case 2:			/* P RW US */
	case 5: case 6:				/* A D */
	case 9: case 10: case 11:		/* software */
	case 63:				/* NX */
		return 'y';
	case 3: case 4: case 7:			/* PWT PCD; PAT, or page size */
		return l1 ? 'd' : 'n';
	case 8:					/* G */
		return l1 ? 'y' : 'n';
	case 62:				/* Xen's grant mark */
		return l1 ? 'n' : 'y';
	}
	if (bit >= 52)
		return 'y';
	return bit < MADDR_BITS ? 'y' : 'n';
}

static void every_bit(void)
{
	for (enum page_type level = TYPE_L1; level <= TYPE_L4; level++)
		for (unsigned int bit = 1; bit < 64; bit++) {
			char want = expectation(bit, level == TYPE_L1);
			u64 pte = PTE_P | 1UL << bit;

			CHECK(!pte_check(pte, level, &plain) == (want == 'y'));
			CHECK(!pte_check(pte, level, &with_devices) == (want != 'n'));
			CHECK(!pte_check(pte & ~PTE_P, level, &plain));
		}
	result("each bit at each level");
}

static void large_pages(void)
{
	CHECK(pte_check(PTE_P | PTE_RW | PTE_US | PTE_PSE, TYPE_L2, &with_devices) == -EINVAL);
	CHECK(pte_check(PTE_P | PTE_RW | PTE_US | PTE_PSE, TYPE_L3, &with_devices) == -EINVAL);
	CHECK(pte_check(PTE_P | PTE_RW | PTE_US | PTE_PSE, TYPE_L4, &with_devices) == -EINVAL);
	result("no page-size bit above L1, whoever asks");
}

static void adjusted(void)
{
	tlb_user_global = true;
	CHECK(pte_adjust(0x1000, TYPE_L1) == 0x1000);
	CHECK(pte_adjust(PTE_P, TYPE_L1) == (PTE_P | PTE_US | PTE_GUEST_KERNEL));
	CHECK(pte_adjust(PTE_P | PTE_US, TYPE_L1) == (PTE_P | PTE_US | PTE_G));
	CHECK(pte_adjust(PTE_P | PTE_US | PTE_GUEST_KERNEL, TYPE_L1) ==
	      (PTE_P | PTE_US | PTE_GUEST_KERNEL));
	CHECK(pte_adjust(PTE_P | PTE_RW, TYPE_L2) == (PTE_P | PTE_RW | PTE_US));
	tlb_user_global = false;
	CHECK(pte_adjust(PTE_P | PTE_US, TYPE_L1) == (PTE_P | PTE_US));
	tlb_user_global = true;
	result("US is forced, bit 52 and G tell kernel from user");
}

static void inline_forms(void)
{
	for (unsigned int i = 0; i < 200000; i++) {
		u64 pte = (host_random() & host_random()) | PTE_P;
		const struct mm_owner *o = i & 1 ? &plain : &with_devices;

		tlb_user_global = i & 2;
		CHECK(l1_bits_ok(pte, o) == !pte_check(pte, TYPE_L1, o));
		CHECK(l1_adjust(pte) == pte_adjust(pte, TYPE_L1));
		CHECK(l1_adjust(l1_adjust(pte)) == l1_adjust(pte));
	}
	result("the fast path's inline forms say the same");
}

int main(void)
{
	mm_owner_init(&plain, 1);
	mm_owner_init(&with_devices, 2);
	with_devices.cache_control = true;
	pte_check_init(MADDR_BITS);
	every_bit();
	large_pages();
	adjusted();
	inline_forms();
	return unit_done();
}
