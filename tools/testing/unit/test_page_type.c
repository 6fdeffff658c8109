// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page type state machine under attack.
 *
 * Several threads are CPUs that run vCPUs of three domains at random: they fill
 * frames with page-table entries, pin and unpin them at any level, change entries
 * of valid tables (own frames, other domains', devices, holes, forbidden bits,
 * entries that name the table itself), load root tables, free frames and get
 * new ones, exchange them, map grants of each other's, and preempt each other's
 * long operations at random and do or do not come back to them.
 *
 * Each CPU has a TLB that remembers translations and upper levels until it is
 * flushed. While all this goes on, every CPU checks again and again the one
 * property that matters: nothing it could still write is a valid page table or
 * descriptor frame or somebody else's memory, and nothing it could still walk is
 * writable by anybody.
 *
 * After each round all threads stop, and the audit counts every reference and
 * type reference anew and compares. At the end all domains die and every frame must
 * be back in the allocator.
 *
 * The number of steps is the first argument, the seed the second.
 */
#include "unit.h"
#include "mm_host.h"
#include "mm/audit.h"
#include "mm/frame.h"
#include "mm/page_type.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CPUS		4
#define DOMAINS		3
#define ROUNDS		8
#define FRAMES_EACH	64		/* of a domain */
#define SHOWN		232		/* RAM frames */

static struct mm_owner domain[DOMAINS];
static unsigned int steps_per_round = 8000;
static unsigned long violations, pins, validations_refused, preempted, grants, va_mappings, builds;

struct cpu_state {
	unsigned int cpu;
	u64 seed;
	mfn_t root;			/* base pointer, INVALID_MFN: none */
	struct mm_owner *current;
};

static struct cpu_state cpus[CPUS];

static u64 random_mfn(void)
{
	if (odds(8))
		return below(HOST_RAM_FIRST);			/* not RAM */
	if (odds(4))
		return max_frame + below(1000);			/* no record */
	return HOST_RAM_FIRST + below(SHOWN);
}

/* Levels are a property of the number, so that trees fit together now and then. */
static enum page_type hint(u64 mfn)
{
	static const enum page_type of[] = {
		TYPE_WRITABLE, TYPE_L1, TYPE_L1, TYPE_L2, TYPE_L3, TYPE_L4, TYPE_WRITABLE, TYPE_L2,
	};

	return odds(6) ? TYPE_L1 + below(4) : of[mfn % 8];
}

/* Is it a frame of @o that an entry at @level would often name? */
static bool plausible(u64 mfn, enum page_type level, const struct mm_owner *o)
{
	return mfn < max_frame && frame_table[mfn].owner == o->id &&
	       (level == TYPE_L1 || hint(mfn) == level - 1);
}

static u64 random_pte(enum page_type level, const struct mm_owner *o)
{
	u64 flags = PTE_P, mfn = random_mfn();

	if (odds(250))
		for (int i = 0; i < 30 && !plausible(mfn, level, o); i++)
			mfn = random_mfn();
	if (level > TYPE_L1 || odds(90))
		flags |= PTE_RW;
	if (odds(128))
		flags |= PTE_US;
	if (odds(60))
		flags |= PTE_A | PTE_D;
	if (odds(4))
		flags |= 1UL << below(64);
	if (odds(8))
		flags |= PTE_PCD;
	if (odds(48))
		flags &= ~PTE_P;
	/* An entry that is not present may look like anything, and means nothing. */
	return flags & PTE_P || odds(128) ? pte_make(_mfn(mfn), flags) : 0;
}

static struct page *own_frame(struct mm_owner *o)
{
	for (int i = 0; i < 40; i++) {
		struct page *pg = mfn_to_page(_mfn(HOST_RAM_FIRST + below(SHOWN)));

		if (page_get(pg, o->id))
			return pg;
	}
	return NULL;
}

/* Caller's references on @pg become the CPU's. */
static void root_load(struct cpu_state *c, struct page *pg)
{
	mfn_t old = c->root;

	c->root = page_to_mfn(pg);
	tlb_flush_local();
	if (old.v != INVALID_MFN_VAL && page_put_and_type(mfn_to_page(old), true))
		page_park(mfn_to_page(old));
}

/* The guest writes a frame through a writable mapping. */
static void do_fill(struct mm_owner *o)
{
	struct page *pg = own_frame(o);

	if (!pg)
		return;
	if (!page_get_type(pg, TYPE_WRITABLE, odds(128))) {
		enum page_type level = hint(page_to_mfn(pg).v);
		u64 *slot = page_to_virt(pg);

		memset(slot, 0, HV_PAGE_SIZE);
		for (unsigned int n = below(5); n; n--) {
			u64 pte = random_pte(level == TYPE_WRITABLE ? TYPE_L1 : level, o);

			if (level != TYPE_L4 || odds(200))
				slot[below(512)] = pte & ~(odds(250) ? PTE_PCD : 0);
		}
		page_put_type(pg, false);
	}
	page_put(pg);
}

/* An own frame that has no use at the moment, to be written; NULL if none is found. */
static struct page *writable_frame(struct mm_owner *o)
{
	for (int i = 0; i < 60; i++) {
		struct page *pg = own_frame(o);

		if (!pg)
			return NULL;
		if (!page_type_count(pg) && !page_get_type(pg, TYPE_WRITABLE, true))
			return pg;
		page_put(pg);
	}
	return NULL;
}

/* @nr entries, the others none: all like @first, or as a guest @random might */
static void fill_with(struct page *pg, unsigned int nr, u64 first, const struct mm_owner *random)
{
	u64 *slot = page_to_virt(pg);

	memset(slot, 0, HV_PAGE_SIZE);
	for (unsigned int i = 0; i < nr; i++) {
		unsigned int index = below(250);

		slot[index] = first | PTE_P | PTE_RW;
		if (random)
			slot[index] = (random_pte(TYPE_L1, random) & ~PTE_PCD) |
				      (odds(200) ? PTE_P | PTE_RW : 0);
	}
}

/* A whole address space of one L4, L3, L2 and L1, which becomes this CPU's. */
static void do_build(struct cpu_state *c)
{
	struct page *pg[4] = { };
	u64 below_it = 0;

	for (int level = 0; level < 4; level++) {
		pg[level] = writable_frame(c->current);
		if (!pg[level])
			break;
		fill_with(pg[level], level ? 1 : 4, below_it,
			  level ? NULL : c->current);
		below_it = page_to_mfn(pg[level]).v << HV_PAGE_SHIFT;
	}
	for (int level = 0; level < 4; level++)
		if (pg[level])
			page_put_type(pg[level], false);
	if (pg[3]) {
		int err;

		do
			err = page_get_type(pg[3], TYPE_L4, true);
		while (err == -HV_ERESTART && odds(250));
		if (err)
			page_put(pg[3]);
		else
			root_load(c, pg[3]);
		__atomic_add_fetch(&builds, !err, __ATOMIC_RELAXED);
	}
	for (int level = 0; level < 3; level++)
		if (pg[level])
			page_put(pg[level]);
}

static void do_pin(struct mm_owner *o)
{
	struct page *pg = own_frame(o);
	enum page_type type;
	int err;

	if (!pg)
		return;
	type = odds(240) ? hint(page_to_mfn(pg).v) : TYPE_L1 + below(4);
	if (type != TYPE_WRITABLE) {
		do {
			err = page_pin(pg, o, type);
			__atomic_add_fetch(&preempted, err == -HV_ERESTART, __ATOMIC_RELAXED);
		} while (err == -HV_ERESTART && odds(230));
		__atomic_add_fetch(err ? &validations_refused : &pins, 1, __ATOMIC_RELAXED);
	}
	page_put(pg);
}

/* A frame becomes plain memory again, whatever it was, if nothing holds it. */
static void do_writable(struct mm_owner *o)
{
	struct page *pg = writable_frame(o);

	if (pg)
		page_put_and_type(pg, false);
}

static void do_unpin(struct mm_owner *o)
{
	struct page *pg = own_frame(o);

	if (!pg)
		return;
	while (page_unpin(pg, o) == -HV_ERESTART && odds(230))
		;
	page_put(pg);
}

static void do_update(struct mm_owner *o)
{
	struct pt_owners own = { .table = o, .frames = odds(16) ? &domain[below(DOMAINS)] : o };
	struct page *pg = own_frame(o);
	enum page_type level;

	if (!pg)
		return;
	level = page_lock_table(pg);
	if (level != TYPE_NONE) {
		u64 *slot = page_to_virt(pg), pte = random_pte(level, o), old;
		unsigned int index = below(512);

		for (unsigned int i = 0; i < 512 && odds(250); i++) {	/* mostly one in use */
			if (slot[index] & PTE_P)
				break;
			index = (index + 1) % 512;
		}
		if (odds(100) && slot[index] & PTE_P)
			pte = slot[index] ^ (odds(128) ? PTE_RW : PTE_A | PTE_US);
		old = slot[index];
		if (level == TYPE_L1 && odds(64))
			(void)!guest_pt_cmpxchg(pg, level, index, &old, pte, &own);
		else
			(void)!guest_pt_update(pg, level, index, pte, odds(128), &own, &old);
		page_unlock(pg);
	}
	page_put(pg);
}

static void do_root(struct cpu_state *c)
{
	struct page *pg = own_frame(c->current);

	if (pg && !page_get_type(pg, TYPE_L4, true))
		root_load(c, pg);
	else if (pg)
		page_put(pg);
}

static void root_drop(struct cpu_state *c)
{
	if (c->root.v == INVALID_MFN_VAL)
		return;
	tlb_flush_local();
	if (page_put_and_type(mfn_to_page(c->root), true))
		page_park(mfn_to_page(c->root));
	c->root = INVALID_MFN;
}

static void do_free(struct mm_owner *o)
{
	struct page *pg = own_frame(o);

	if (pg) {
		page_put_allocated(pg);
		page_put(pg);
	}
	(void)guest_alloc_pages(o, 0, 0, odds(128) ? ALLOC_ZERO : 0);
}

/* Exchange, or transfer to another domain. */
static void do_steal(struct mm_owner *o)
{
	struct page *pg = mfn_to_page(_mfn(HOST_RAM_FIRST + below(SHOWN)));

	if (!page_steal(pg, o, 0) && page_assign(pg, &domain[below(DOMAINS)], 0, 0))
		page_free_stolen(pg);
}

/* Some address of the address space that is loaded for which there is an L1; 0 if none. */
static unsigned long some_gva(const struct cpu_state *c)
{
	unsigned long gva = 0;
	mfn_t mfn = c->root;

	for (int shift = 39; shift > HV_PAGE_SHIFT; shift -= 9) {
		const u64 *slot = mfn_to_virt(mfn);
		unsigned int i, start = below(250);

		for (i = 0; i < 250; i++)
			if (slot[(start + i) % 250] & PTE_P)
				break;
		if (i == 250)
			return 0;
		i = (start + i) % 250;
		gva |= (unsigned long)i << shift;
		mfn = pte_mfn(READ_ONCE(slot[i]));
		if (!mfn_is_ram(mfn))
			return 0;
	}
	return gva | (unsigned long)below(250) << HV_PAGE_SHIFT;
}

/* Change the entry of an address, as update_va_mapping would. */
static void do_pte(struct cpu_state *c)
{
	struct pt_owners own = { .table = c->current, .frames = c->current };
	unsigned long gva = c->root.v == INVALID_MFN_VAL ? 0 : some_gva(c);
	struct page *l1;
	unsigned int index;
	u64 pte;

	if (!gva || guest_pt_walk(c->root, gva, &l1, &index, &pte))
		return;
	if (page_lock_table(l1) == TYPE_L1) {
		__atomic_add_fetch(&va_mappings, 1, __ATOMIC_RELAXED);
		(void)!guest_pt_update(l1, TYPE_L1, index,
				       odds(160) ? random_pte(TYPE_L1, c->current) : 0,
				       PTE_NORMAL, &own, NULL);
		page_unlock(l1);
	} else if (page_lock_table(l1) != TYPE_NONE) {
		page_unlock(l1);
	}
	page_put(l1);
}

static int grant_set(struct cpu_state *c, unsigned long gva, u64 maddr, u64 pte, u64 expect)
{
	struct mm_owner *o = c->current;

	return gva ? guest_pt_set_grant_va(c->root, gva, pte, o, expect, NULL)
		   : guest_pt_set_grant(maddr, pte, o, expect, NULL);
}

/*
 * Map another domain's frame into an L1, as a grant would: hold, map, unmap, flush,
 * drop. Sometimes the guest does not unmap by the rules and just loses the entry.
 */
static void do_grant(struct cpu_state *c)
{
	unsigned long gva = c->root.v == INVALID_MFN_VAL || odds(64) ? 0 : some_gva(c);
	struct page *l1 = own_frame(c->current), *pg;
	bool writable = odds(160);
	u64 maddr, pte;

	pg = own_frame(&domain[below(DOMAINS)]);
	if (pg && l1 && !(writable && page_get_type(pg, TYPE_WRITABLE, false))) {
		maddr = (page_to_mfn(l1).v << HV_PAGE_SHIFT) + below(512) * 8;
		pte = pte_make(page_to_mfn(pg), PTE_P | PTE_US | (writable ? PTE_RW : 0));
		if (!grant_set(c, gva, maddr, pte, GRANT_OVER_ANY)) {
			__atomic_add_fetch(&grants, 1, __ATOMIC_RELAXED);
			for (int i = 0; i < 3 && c->root.v != INVALID_MFN_VAL; i++)
				host_tlb_fill(c->root);
			if (odds(100))
				(void)!grant_set(c, gva, maddr, 0, pte);
			if (odds(128))
				tlb_flush(c->current->dirty_cpus);
			else
				(void)!grant_set(c, gva, maddr, 0, GRANT_OVER_ANY);
		}
		if (writable)
			page_put_type(pg, false);
		/* The granter has another use for it at once, while our TLB remembers. */
		if (odds(128) && !page_get_type(pg, TYPE_SEGDESC, true)) {
			__atomic_add_fetch(&violations, host_tlb_check(), __ATOMIC_RELAXED);
			page_put_type(pg, false);
		}
	}
	if (pg)
		page_put(pg);
	if (l1)
		page_put(l1);
}

static void do_segdesc(struct mm_owner *o)
{
	struct page *pg = own_frame(o);

	if (!pg)
		return;
	if (!page_get_type(pg, TYPE_SEGDESC, true))
		page_put_type(pg, false);
	page_put(pg);
}

static void step(struct cpu_state *c)
{
	struct mm_owner *o = c->current;

	if (odds(2)) {
		root_drop(c);
		c->current = &domain[below(DOMAINS)];
		cpuset_clear_atomic(&o->dirty_cpus, c->cpu);
		tlb_flush_local();
		cpuset_set_atomic(&c->current->dirty_cpus, c->cpu);
		return;
	}
	while (page_drain(o) && odds(250))
		;
	switch (below(32)) {
	case 0 ... 1:
		do_fill(o);
		break;
	case 2:
		do_pin(o);
		break;
	case 3 ... 5:
		do_unpin(o);
		break;
	case 6:
		if (odds(32))
			do_root(c);
		break;
	case 7:
		do_free(o);
		break;
	case 8:
		do_steal(o);
		break;
	case 9:
		do_grant(c);
		break;
	case 10:
		do_segdesc(o);
		break;
	case 11:
		if (odds(64) || c->root.v == INVALID_MFN_VAL)
			do_build(c);
		break;
	case 12 ... 14:
		do_update(o);
		break;
	case 15:
		do_writable(o);
		break;
	default:
		do_pte(c);
		break;
	}
	for (int i = 0; i < 3 && c->root.v != INVALID_MFN_VAL; i++)
		host_tlb_fill(c->root);
	if (odds(128))
		__atomic_add_fetch(&violations, host_tlb_check(), __ATOMIC_RELAXED);
}

static void *cpu_main(void *arg)
{
	struct cpu_state *c = arg;

	hosted_cpu = c->cpu;
	host_seed = c->seed;
	for (unsigned int i = 0; i < steps_per_round; i++)
		step(c);
	c->seed = host_seed;
	return NULL;
}

static void report_roots(struct audit *a)
{
	for (unsigned int i = 0; i < CPUS; i++)
		if (cpus[i].root.v != INVALID_MFN_VAL)
			audit_ref(a, cpus[i].root, true);
}

static void round_run(void)
{
	pthread_t thread[CPUS];

	for (unsigned int i = 0; i < CPUS; i++)
		pthread_create(&thread[i], NULL, cpu_main, &cpus[i]);
	for (unsigned int i = 0; i < CPUS; i++)
		pthread_join(thread[i], NULL);
	CHECK(violations == 0);
	CHECK(audit_run(report_roots) == 0);
}

static bool no_mmio(const struct mm_owner *o, mfn_t first, u64 nr)
{
	return first.v & 1;		/* every other one */
}

static void domains_init(void)
{
	for (unsigned int i = 0; i < DOMAINS; i++) {
		mm_owner_init(&domain[i], i);
		domain[i].max_pages = FRAMES_EACH + 10;
		domain[i].iomem_ok = no_mmio;
		domain[i].cache_control = i == 1;
		CHECK(!mm_owner_publish(&domain[i]));
		for (unsigned int n = 0; n < FRAMES_EACH; n++)
			CHECK(guest_alloc_pages(&domain[i], 0, 0, 0));
	}
}

static void domains_die(u64 free_at_start)
{
	for (unsigned int i = 0; i < CPUS; i++) {
		hosted_cpu = i;
		root_drop(&cpus[i]);
	}
	for (unsigned int i = 0; i < DOMAINS; i++) {
		domain[i].dying = true;
		while (page_relinquish_all(&domain[i]) == -HV_ERESTART)
			;
		CHECK(domain[i].first_page == NO_FRAME);
	}
	for (unsigned int i = 0; i < DOMAINS; i++) {
		CHECK(domain[i].nr_pages == 0);
		CHECK(domain[i].leaving_page == NO_FRAME);
	}
	CHECK(page_alloc_free() == free_at_start);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1, free_at_start;

	if (argc > 1)
		steps_per_round = strtoul(argv[1], NULL, 0);
	host_init(HOST_RAM_FIRST + SHOWN, CPUS);
	host_preempt_odds = 16;
	domains_init();
	free_at_start = page_alloc_free() + DOMAINS * FRAMES_EACH;
	for (unsigned int i = 0; i < CPUS; i++) {
		cpus[i] = (struct cpu_state){
			.cpu = i, .seed = (seed * CPUS + i + 1) * 0x9e3779b97f4a7c15ULL,
			.root = INVALID_MFN, .current = &domain[i % DOMAINS],
		};
		cpuset_set_atomic(&cpus[i].current->dirty_cpus, i);
	}
	for (unsigned int round = 1; round <= ROUNDS; round++) {
		char name[80];

		round_run();
		snprintf(name, sizeof(name), "round %u: counts exact, no stale access", round);
		result(name);
	}
	printf("# %lu pins, %lu refused, %lu preempted, %lu trees\n", pins, validations_refused,
	       preempted, builds);
	printf("# %lu grant maps, %lu entries by address\n", grants, va_mappings);
	printf("# %lu TLB fills, %lu flushes, %lu cache flushes\n", host_fills, host_flushes,
	       host_cache_flushes);
	CHECK(pins && validations_refused && preempted && grants && va_mappings);
	CHECK(host_fills > host_flushes && host_cache_flushes);
	result("every kind of event happened");
	domains_die(free_at_start);
	result("all frames came back");
	return unit_done();
}
