// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of written pages and the cache that feeds it, against a model.
 *
 * A guest has two roots over the same tables and uses addresses at random, as a
 * processor would: through the cache's tables, with a fault where those do not allow it. The
 * model looks at the guest's own tables and says whether the access is allowed, which
 * frames it writes (the page, and tables whose A and D bits it sets), and so what the log must
 * say. Now and then the guest changes entries and flushes, the cache is too small, and
 * the log is read.
 */
#include "unit.h"
#include "mm_host.h"
#include "mm/log_dirty.h"
#include "mm/m2p.h"
#include "mm/page_type.h"
#include "mm/vtlb.h"

#include <stdlib.h>
#include <string.h>

#define END		1500		/* frames of the machine */
#define NR_L1		6
#define NR_DATA		64
#define STEPS		60000
#define NR_PFNS		2000

static struct mm_owner guest;
static struct page *l4[2], *l3, *l2, *l1[NR_L1], *data[NR_DATA];
static struct vtlb *cache;
static struct log_dirty *log;
static u8 model[NR_PFNS];		/* dirty, by pfn */
static unsigned long fills, refusals, writes;

static struct page *frame(void)
{
	struct page *pg = guest_alloc_pages(&guest, 0, 0, 0);

	m2p_set(page_to_mfn(pg), page_to_mfn(pg).v + 7);
	memset(page_to_virt(pg), 0, HV_PAGE_SIZE);
	return pg;
}

static u64 *entry(struct page *table, unsigned int i)
{
	return (u64 *)page_to_virt(table) + i;
}

static u64 data_pte(void)
{
	u64 flags = PTE_P | PTE_US;

	if (odds(40))
		return odds(128) ? 0 : host_random() & ~PTE_P;
	flags |= odds(160) ? PTE_RW : 0;
	flags |= odds(128) ? PTE_A : 0;
	flags |= odds(60) ? PTE_A | PTE_D : 0;
	flags |= odds(80) ? PTE_NX : 0;
	return pte_make(page_to_mfn(data[below(NR_DATA)]), flags);
}

static void upper(struct page *table, unsigned int i, struct page *below_it, u64 take)
{
	*entry(table, i) = pte_make(page_to_mfn(below_it), (PTE_P | PTE_RW | PTE_US) & ~take);
}

static void make_guest(void)
{
	mm_owner_init(&guest, 1);
	guest.max_pages = 1000;
	CHECK_EQ(mm_owner_publish(&guest), 0);
	for (unsigned int i = 0; i < NR_DATA; i++)
		data[i] = frame();
	l2 = frame();
	l3 = frame();
	for (unsigned int i = 0; i < NR_L1; i++) {
		l1[i] = frame();
		for (unsigned int j = 0; j < 512; j++)
			*entry(l1[i], j) = data_pte();
		upper(l2, i * 3, l1[i], i == 4 ? PTE_RW : 0);
	}
	*entry(l2, 3) |= PTE_NX;
	upper(l3, 0, l2, 0);
	for (unsigned int m = 0; m < 2; m++) {
		l4[m] = frame();
		upper(l4[m], 0, l3, 0);
	}
	upper(l4[0], 300, l3, PTE_RW);		/* the kernel's: the same, read-only */
	CHECK_EQ(page_pin(l4[0], &guest, TYPE_L4), 0);
	CHECK_EQ(page_pin(l4[1], &guest, TYPE_L4), 0);
}

static void start_log(u32 tables)
{
	log = log_dirty_create(NR_PFNS);
	log_dirty_install(&guest, log);
	cache = vtlb_create(&guest, tables);
	vtlb_set_root(cache, VTLB_KERNEL, page_to_mfn(l4[0]));
	vtlb_set_root(cache, VTLB_USER, page_to_mfn(l4[1]));
	this_pcpu()->vtlb = cache;
	memset(model, 0, sizeof(model));
}

static void stop_log(void)
{
	this_pcpu()->vtlb = NULL;
	log_dirty_install(&guest, NULL);
	vtlb_destroy(cache);
	log_dirty_destroy(log);
}

static unsigned int index_of(unsigned long gva, int level)
{
	return gva >> (12 + 9 * (level - 1)) & 511;
}

enum { A_WRITE = 2, A_FETCH = 16 };

/* A walk of tables from @root: may it, and is everything present? */
static bool walk(mfn_t root, unsigned long gva, u32 access, bool *present, u64 **slot)
{
	bool rw = true, nx = false;
	mfn_t mfn = root;

	*present = false;
	for (int level = 4; level; level--) {
		slot[level] = (u64 *)mfn_to_virt(mfn) + index_of(gva, level);
		if (!(*slot[level] & PTE_P))
			return false;
		rw &= !!(*slot[level] & PTE_RW);
		nx |= !!(*slot[level] & PTE_NX);
		mfn = pte_mfn(*slot[level]);
	}
	*present = true;
	return !(access & A_WRITE && !rw) && !(access & A_FETCH && nx);
}

static void model_dirty(mfn_t mfn)
{
	if (host_m2p[mfn.v] < NR_PFNS)
		model[host_m2p[mfn.v]] = 1;
}

/* What a processor that uses the guest's tables would have written. */
static void model_access(u64 **slot, u32 access)
{
	for (int level = 4; level; level--) {
		u64 need = level == 1 && access & A_WRITE ? PTE_A | PTE_D : PTE_A;

		if ((*slot[level] & need) != need)
			model_dirty(virt_to_mfn(slot[level]));
	}
	if (access & A_WRITE)
		model_dirty(pte_mfn(*slot[1]));
}

static void one_access(void)
{
	static const u32 kinds[] = { 0, 0, A_WRITE, A_WRITE, A_FETCH };
	u32 access = kinds[below(5)], error;
	unsigned int mode = below(2);
	unsigned long gva = (unsigned long)below(NR_L1 * 3) << 21 | (unsigned long)below(512) << 12;
	bool present, ours, allowed;
	u64 *slot[5], *leaf[5];
	u64 frame_there;

	if (!mode && odds(40))
		gva |= 300UL << 39 | 0xffffUL << 48;
	host_root = virt_to_mfn(cache->root[mode]);
	allowed = walk(page_to_mfn(l4[mode]), gva, access, &present, slot);
	ours = walk(host_root, gva, access, &(bool){ 0 }, leaf);
	/* the cache never allows more */
	CHECK(allowed || !ours);
	if (allowed)
		model_access(slot, access);
	if (!ours) {
		error = access | 4 | below(2);
		CHECK_EQ(vtlb_fill(cache, gva, &error), allowed);
		if (!allowed) {
			CHECK_EQ(error & 1, present);
			refusals++;
			return;
		}
		fills++;
		CHECK(walk(host_root, gva, access, &present, leaf));
	}
	frame_there = *leaf[1] & PTE_FRAME_MASK;
	CHECK_EQ(frame_there, *slot[1] & PTE_FRAME_MASK);
	CHECK_EQ(*slot[1] & PTE_A, PTE_A);
	if (access & A_WRITE) {
		writes++;
		CHECK_EQ(*slot[1] & PTE_D, PTE_D);
		CHECK(log_dirty_is_marked(log, pte_mfn(*slot[1])));
	}
}

/* The guest changes an entry, and flushes what it must. */
static void one_change(void)
{
	struct pt_owners own = { .table = &guest, .frames = &guest };
	unsigned int t = below(NR_L1), i = below(512);
	unsigned long gva = (unsigned long)t * 3 << 21 | (unsigned long)i << 12;

	if (page_lock_table(l1[t]) != TYPE_L1)
		abort();
	CHECK_EQ(guest_pt_update(l1[t], TYPE_L1, i, data_pte(), PTE_NORMAL, &own, NULL), 0);
	page_unlock(l1[t]);
	if (odds(240)) {
		vtlb_forget(cache, gva);
		vtlb_forget(cache, gva | 300UL << 39 | 0xffffUL << 48);
	} else {
		tlb_flush_local();
	}
	log_dirty_mark(&guest, page_to_mfn(l1[t]));
	model_dirty(page_to_mfn(l1[t]));
}

static void read_log(bool clean)
{
	u64 words[NR_PFNS / 64 + 2];

	log_dirty_take(log, 0, words, NR_PFNS / 64 + 2, clean);
	for (unsigned int pfn = 0; pfn < NR_PFNS; pfn++)
		CHECK_EQ(words[pfn / 64] >> pfn % 64 & 1, model[pfn]);
	CHECK_EQ(words[NR_PFNS / 64 + 1], 0);
	if (!clean)
		return;
	if (odds(64)) {
		log_dirty_give_back(log, 0, words, NR_PFNS / 64 + 1);
		return;
	}
	memset(model, 0, sizeof(model));
	tlb_flush_local();
}

static void run(u32 tables)
{
	start_log(tables);
	for (unsigned int i = 0; i < STEPS; i++) {
		unsigned int what = below(1000);

		if (what < 960)
			one_access();
		else if (what < 990)
			one_change();
		else if (what < 994)
			tlb_flush_local();
		else
			read_log(what < 997);
	}
	read_log(true);
	stop_log();
}

static void roomy(void)
{
	run(64);
	CHECK(fills > 1000 && refusals > 1000 && writes > 1000);
}

static void cramped(void)
{
	run(5);
}

static void bounds(void)
{
	struct log_dirty *l = log_dirty_create(LOG_CHUNK_PFNS + 1);
	mfn_t mfn = page_to_mfn(data[0]);
	u64 old = host_m2p[mfn.v], word;

	CHECK(!log_dirty_create(LOG_PFNS_MAX + 1));
	host_m2p[mfn.v] = LOG_CHUNK_PFNS + 1;
	log_dirty_set(l, mfn);
	CHECK(log_dirty_is_marked(l, mfn));	/* has no bit, so never asks for one */
	host_m2p[mfn.v] = M2P_INVALID;
	log_dirty_set(l, mfn);
	host_m2p[mfn.v] = LOG_CHUNK_PFNS;
	CHECK(!log_dirty_is_marked(l, mfn));
	log_dirty_set(l, mfn);
	CHECK(log_dirty_is_marked(l, mfn));
	log_dirty_take(l, LOG_CHUNK_PFNS / 64, &word, 1, true);
	CHECK_EQ(word, 1);
	log_dirty_take(l, LOG_CHUNK_PFNS / 64, &word, 1, true);
	CHECK_EQ(word, 0);
	host_m2p[mfn.v] = old;
	log_dirty_destroy(l);
}

int main(void)
{
	host_init(END, 1);
	make_guest();
	UNIT(roomy);
	UNIT(cramped);
	UNIT(bounds);
	return unit_done();
}
