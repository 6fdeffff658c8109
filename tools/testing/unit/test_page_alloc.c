// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame allocator, the heap, and owners' accounts.
 *
 * Blocks of all orders are taken and given back at random; no two may overlap, each
 * must be aligned, below the limit asked for, counted, and clean: a frame that a guest
 * wrote comes back cleared for the next. In the end everything merges into what was
 * there at the start. Then the same for small objects, with a pattern in each; for
 * claims, limits, injected failures, and stealing.
 */
#include "unit.h"
#include "mm_host.h"
#include "mm/frame.h"

#include <stdlib.h>
#include <string.h>

#define RAM_END		(HOST_RAM_FIRST + 5000)
#define LIVE		300

static struct mm_owner owner;

static struct { u8 *p; unsigned int order; } live[LIVE];
static u8 in_use[RAM_END];

static void mark(u64 mfn, u64 nr, int delta)
{
	for (u64 i = mfn; i < mfn + nr; i++) {
		in_use[i] += delta;
		CHECK(in_use[i] <= 1);
	}
}

static void hv_blocks(void)
{
	u64 free_at_start = page_alloc_free(), taken = 0;
	unsigned int i, k;

	for (i = 0; i < 60000; i++) {
		k = below(LIVE);
		if (live[k].p) {
			mark(virt_to_mfn(live[k].p).v, 1ULL << live[k].order, -1);
			memset(live[k].p, 0x5a, HV_PAGE_SIZE << live[k].order);
			hv_free_pages(live[k].p, live[k].order);
			taken -= 1ULL << live[k].order;
			live[k].p = NULL;
			continue;
		}
		live[k].order = odds(200) ? below(4) : below(11);
		live[k].p = hv_alloc_pages(live[k].order, odds(128) ? ALLOC_ZERO : 0);
		if (!live[k].p)
			continue;
		taken += 1ULL << live[k].order;
		CHECK(!(virt_to_mfn(live[k].p).v & ((1ULL << live[k].order) - 1)));
		mark(virt_to_mfn(live[k].p).v, 1ULL << live[k].order, 1);
		CHECK(page_alloc_free() == free_at_start - taken);
	}
	for (k = 0; k < LIVE; k++)
		if (live[k].p)
			hv_free_pages(live[k].p, live[k].order);
	CHECK(page_alloc_free() == free_at_start);
	memset(live, 0, sizeof(live));
	result("random blocks: aligned, disjoint, counted");

	live[0].p = hv_alloc_pages(11, 0);
	CHECK(live[0].p);
	if (live[0].p)
		hv_free_pages(live[0].p, 11);
	CHECK(!hv_alloc_pages(19, 0));
	result("free neighbours merge again");
}

static bool is_clear(const struct page *pg)
{
	const u64 *word = page_to_virt(pg);

	for (unsigned int i = 0; i < 512; i++)
		if (word[i])
			return false;
	return true;
}

static void guest_frames(void)
{
	struct page *pg[64];

	owner.max_pages = 64;
	for (unsigned int round = 0; round < 40; round++) {
		u64 free_before = page_alloc_free();

		for (unsigned int i = 0; i < 64; i++) {
			pg[i] = guest_alloc_pages(&owner, 0, 0, 0);
			CHECK(pg[i] && is_clear(pg[i]));
			memset(page_to_virt(pg[i]), 0xee, HV_PAGE_SIZE);
		}
		CHECK(owner.nr_pages == 64);
		CHECK(!guest_alloc_pages(&owner, 0, 0, 0));
		CHECK(page_alloc_free() == free_before - 64);
		for (unsigned int i = 0; i < 64; i++) {
			CHECK(page_put_allocated(pg[i]));
			CHECK(!page_get(pg[i], owner.id));
		}
		CHECK(owner.nr_pages == 0 && owner.first_page == NO_FRAME);
	}
	result("guest frames: scrubbed, limited, unlisted when freed");

	pg[0] = guest_alloc_pages(&owner, 3, 0, 0);
	CHECK(pg[0] && owner.nr_pages == 8);
	for (unsigned int i = 0; i < 8; i++)
		CHECK(page_put_allocated(pg[0] + i) && !page_put_allocated(pg[0] + i));
	result("the allocation reference is given back once");
}

static void address_limits(void)
{
	unsigned int nr = 0;
	struct page *pg;

	owner.max_pages = 5000;
	while ((pg = guest_alloc_pages(&owner, 0, 22, 0))) {	/* below 4 MiB */
		CHECK(page_to_mfn(pg).v < 1 << 10);
		nr++;
	}
	CHECK(nr == (1 << 10) - HOST_RAM_FIRST);
	CHECK(!guest_alloc_pages(&owner, 0, 12, 0));
	pg = guest_alloc_pages(&owner, 0, 0, 0);
	CHECK(pg && page_to_mfn(pg).v >= 1 << 12);
	while (owner.first_page != NO_FRAME)
		CHECK(page_put_allocated(mfn_to_page(_mfn(owner.first_page))));
	result("address limits; high frames first");
}

static void claiming(void)
{
	u64 nr_free = page_alloc_free();
	struct mm_owner other;
	struct page *pg;
	void *p;

	mm_owner_init(&other, 6);
	CHECK(!mm_owner_publish(&other));
	other.max_pages = 10000;
	nr_free = page_alloc_free();
	owner.max_pages = nr_free;
	CHECK(page_claim(&owner, nr_free + 1) == -EINVAL);
	CHECK(!page_claim(&owner, nr_free - 1));
	CHECK(page_claim(&owner, 5) == -EINVAL);
	CHECK(page_alloc_unclaimed() == 1);
	pg = guest_alloc_pages(&other, 0, 0, 0);
	CHECK(pg && !guest_alloc_pages(&other, 0, 0, 0) && !hv_alloc_pages(0, 0));
	CHECK(page_claim(&other, 10) == -ENOMEM);
	CHECK(guest_alloc_pages(&owner, 0, 0, 0));
	CHECK(page_alloc_unclaimed() == 0 && owner.outstanding_claim == nr_free - 2);
	CHECK(!page_claim(&owner, 0));
	p = hv_alloc_pages(0, 0);
	CHECK(p);
	if (p)
		hv_free_pages(p, 0);
	page_put_allocated(pg);
	page_put_allocated(mfn_to_page(_mfn(owner.first_page)));
	mm_owner_withdraw(&other);
	result("frames are kept for who claimed them");
}

static void stealing(void)
{
	struct page *pg = guest_alloc_pages(&owner, 0, 0, 0);

	CHECK(page_get(pg, owner.id));
	CHECK(page_steal(pg, &owner, 0) == -EBUSY);
	page_put(pg);
	CHECK(!page_steal(pg, &owner, 0));
	CHECK(!page_get(pg, owner.id) && owner.nr_pages == 0);
	CHECK(!page_assign(pg, &owner, 0, 0) && owner.nr_pages == 1);
	CHECK(page_put_allocated(pg) && owner.nr_pages == 0);
	result("only a frame that nobody uses can be stolen");
}

static void heap_blocks(void)
{
	static struct { u8 *p; size_t bytes; u8 fill; } obj[500];
	u64 free_at_start = page_alloc_free();

	for (unsigned int i = 0; i < 100000; i++) {
		unsigned int k = below(500);

		if (obj[k].p) {
			for (size_t n = 0; n < obj[k].bytes; n++)
				if (obj[k].p[n] != obj[k].fill) {
					CHECK(!"an object was overwritten");
					break;
				}
			xfree(obj[k].p);
			obj[k].p = NULL;
			continue;
		}
		obj[k].bytes = odds(240) ? 1 + below(3000) : 1 + below(65536);
		obj[k].p = xmalloc(obj[k].bytes);
		obj[k].fill = host_random();
		if (!obj[k].p)
			continue;
		for (size_t n = 0; n < obj[k].bytes; n++)
			if (obj[k].p[n]) {
				CHECK(!"an object is not clear");
				break;
			}
		memset(obj[k].p, obj[k].fill, obj[k].bytes);
	}
	for (unsigned int k = 0; k < 500; k++)
		xfree(obj[k].p);
	CHECK(page_alloc_free() == free_at_start);
	CHECK(!xmalloc(65537) && !xmalloc_array(~0UL / 2, 3));
	result("objects: disjoint, clear, all given back");
}

static void failures(void)
{
	for (unsigned int n = 1; n < 4; n++) {
		alloc_fail_countdown = n;
		for (unsigned int i = 1; i <= n; i++) {
			void *p = hv_alloc_pages(0, 0);

			CHECK(!p == (i == n));
			if (p)
				hv_free_pages(p, 0);
		}
		CHECK(!alloc_fail_countdown);
	}
	result("the n-th allocation fails when asked to");
}

int main(void)
{
	host_init(RAM_END, 2);
	mm_owner_init(&owner, 5);
	CHECK(!mm_owner_publish(&owner) && mm_owner_publish(&owner) == -EEXIST);
	CHECK(mm_owner_of(5) == &owner && !mm_owner_of(6) && !mm_owner_of(OWNER_NONE));
	result("owners are found by number");
	hv_blocks();
	guest_frames();
	address_limits();
	claiming();
	stealing();
	heap_blocks();
	failures();
	return unit_done();
}
