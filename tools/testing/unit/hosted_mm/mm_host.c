// SPDX-License-Identifier: GPL-2.0-only
/* The emulated machine of mm_host.h, and what mm/ needs of the layers around it. */
#include "mm_host.h"
#include "mm/hv_pgtable.h"
#include "mm/isolation.h"
#include "mm/m2p.h"
#include "mm/vtlb.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define TLB_ENTRIES	16
#define NR_TABLES	8
#define ROOT_MARK	0xabcdefUL

struct translation {
	u64 pte;		/* 0: empty */
	u16 owner;		/* of the frame, when it was read */
	u64 born;		/* generation of the frame */
};

struct tlb {
	pthread_mutex_t lock;
	struct translation entry[TLB_ENTRIES];
	u64 table[NR_TABLES];	/* L1 frames, 0: empty */
	u64 table_born[NR_TABLES];
};

static struct tlb tlbs[HV_NR_CPUS];
u64 *host_m2p;
mfn_t host_root;
static u64 *generation;		/* by frame: times that it was freed */
static unsigned int nr_frames;

struct pcpu hosted_pcpu[HV_NR_CPUS];
__thread unsigned int hosted_cpu;
__thread u64 host_seed = 88172645463325252ULL;
cpuset_t cpus_online;
unsigned int host_preempt_odds;
unsigned long host_flushes, host_cache_flushes, host_fills;
u32 flush_clock = 1;

u64 host_random(void)
{
	host_seed ^= host_seed << 13;
	host_seed ^= host_seed >> 7;
	host_seed ^= host_seed << 17;
	return host_seed >> 8;
}

static void map_at(unsigned long va, size_t bytes)
{
	void *p = mmap((void *)va, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (p != (void *)va) {
		printf("Bail out! no memory at %#lx\n", va);
		exit(99);
	}
}

void host_init(unsigned int end, unsigned int cpus)
{
	nr_frames = end;
	max_frame = end * 2;
	map_at(FRAME_TABLE_VIRT, max_frame * sizeof(struct page));
	map_at(DIRECTMAP_VIRT, (size_t)end << HV_PAGE_SHIFT);
	generation = calloc(end, sizeof(*generation));
	host_m2p = calloc(end, sizeof(*host_m2p));
	for (u64 i = 0; i < max_frame; i++)
		frame_table[i] = (struct page){ .count = 1, .owner = OWNER_IO };
	for (unsigned int i = 0; i < cpus; i++) {
		hosted_pcpu[i].cpu = i;
		pthread_mutex_init(&tlbs[i].lock, NULL);
	}
	cpus_online.bits = cpus == 64 ? ~0ULL : (1ULL << cpus) - 1;
	mm_owner_init_special();
	page_alloc_add((u64)HOST_RAM_FIRST << HV_PAGE_SHIFT, (u64)end << HV_PAGE_SHIFT);
}

/* ---- TLBs ---- */

static u32 tick(void)
{
	return __atomic_add_fetch(&flush_clock, 1, __ATOMIC_SEQ_CST);
}

static void flush_cpu(unsigned int cpu)
{
	struct tlb *t = &tlbs[cpu];
	u32 now = tick();

	if (hosted_pcpu[cpu].vtlb)
		vtlb_empty(hosted_pcpu[cpu].vtlb);

	pthread_mutex_lock(&t->lock);
	memset(t->entry, 0, sizeof(t->entry));
	memset(t->table, 0, sizeof(t->table));
	pthread_mutex_unlock(&t->lock);
	__atomic_store_n(&hosted_pcpu[cpu].tlb_stamp, now, __ATOMIC_SEQ_CST);
}

void tlb_flush(cpuset_t cpus)
{
	unsigned int cpu;

	__atomic_add_fetch(&host_flushes, 1, __ATOMIC_RELAXED);
	for_each_cpu_in(cpu, cpus)
		flush_cpu(cpu);
}

void tlb_flush_local(void)
{
	flush_cpu(this_cpu());
}

cpuset_t tlb_filter(cpuset_t cpus, u32 stamp)
{
	cpuset_t stale = CPUSET_NONE;
	unsigned int cpu;

	for_each_cpu_in(cpu, cpus)
		if ((s32)(__atomic_load_n(&hosted_pcpu[cpu].tlb_stamp, __ATOMIC_SEQ_CST) -
			  stamp) <= 0)
			stale = cpuset_or(stale, cpuset_of(cpu));
	return stale;
}

void cache_flush_page(const void *va)
{
	__atomic_add_fetch(&host_cache_flushes, 1, __ATOMIC_RELAXED);
}

void host_tlb_flush_all(void)
{
	tlb_flush(cpus_online);
}

static u64 entry_at(u64 mfn, unsigned int index)
{
	const u64 *table = mfn_to_virt(_mfn(mfn));

	return READ_ONCE(table[index]);
}

static bool ram(u64 mfn)
{
	return mfn >= HOST_RAM_FIRST && mfn < nr_frames;
}

/* A present entry of table @mfn, found from a random start; 0 if there is none. */
static u64 some_entry(u64 mfn, bool l4)
{
	unsigned int start = below(512);

	for (unsigned int i = 0; i < 512; i++) {
		unsigned int at = (start + i) % 512;
		u64 pte = entry_at(mfn, at);

		if (pte & PTE_P && !(l4 && at >= HV_FIRST_SLOT && at <= HV_LAST_SLOT))
			return pte;
	}
	return 0;
}

void host_tlb_fill(mfn_t root)
{
	struct tlb *t = &tlbs[this_cpu()];
	u64 mfn = root.v, pte;

	pthread_mutex_lock(&t->lock);
	if (odds(96) && t->table[0]) {
		mfn = t->table[below(NR_TABLES)];
	} else {
		for (int level = 4; level > 1; level--) {
			pte = some_entry(mfn, level == 4);
			mfn = pte_mfn(pte).v;
			if (!pte || !ram(mfn))
				goto out;
		}
		unsigned int slot = t->table[0] ? below(NR_TABLES) : 0;

		t->table[slot] = mfn;
		t->table_born[slot] = generation[mfn];
	}
	pte = mfn ? some_entry(mfn, false) : 0;
	if (pte & PTE_P && ram(pte_mfn(pte).v)) {
		u64 frame = pte_mfn(pte).v;

		__atomic_add_fetch(&host_fills, 1, __ATOMIC_RELAXED);
		t->entry[below(TLB_ENTRIES)] = (struct translation){
			.pte = pte,
			.owner = READ_ONCE(frame_table[frame].owner),
			.born = READ_ONCE(generation[frame]),
		};
	}
out:
	pthread_mutex_unlock(&t->lock);
}

static bool word_is_structure(u64 word)
{
	unsigned int type = word >> PT_TYPE_SHIFT;

	return word & PT_VALID && type >= TYPE_L1 && type <= TYPE_SEGDESC;
}

static bool is_domain(u64 head)
{
	return (u16)(head >> 32) < OWNER_IO;
}

/* In use again since it was generation @born? */
static bool reused(const struct page *pg, u64 head, u64 born)
{
	return (u32)head && is_domain(head) &&
	       READ_ONCE(generation[page_to_mfn(pg).v]) != born;
}

unsigned int host_tlb_check(void)
{
	struct tlb *t = &tlbs[this_cpu()];
	unsigned int bad = 0;

	pthread_mutex_lock(&t->lock);
	for (unsigned int i = 0; i < TLB_ENTRIES; i++) {
		struct page *pg = mfn_to_page(pte_mfn(t->entry[i].pte));
		u64 head, word;

		if (!t->entry[i].pte)
			continue;
		word = __atomic_load_n(&pg->type, __ATOMIC_SEQ_CST);
		head = __atomic_load_n(&pg->head, __ATOMIC_SEQ_CST);
		if (t->entry[i].pte & PTE_RW && word_is_structure(word)) {
			printf("# CPU %u can write frame %llx, type word %llx\n", this_cpu(),
			       (unsigned long long)page_to_mfn(pg).v, (unsigned long long)word);
			bad++;
		}
		if (reused(pg, head, t->entry[i].born) ||
		    ((u32)head && is_domain(head) && (u16)(head >> 32) != t->entry[i].owner)) {
			printf("# CPU %u can reach frame %llx, which has a new owner\n",
			       this_cpu(), (unsigned long long)page_to_mfn(pg).v);
			bad++;
		}
	}
	for (unsigned int i = 0; i < NR_TABLES; i++) {
		struct page *pg = mfn_to_page(_mfn(t->table[i]));
		u64 word = t->table[i] ? __atomic_load_n(&pg->type, __ATOMIC_SEQ_CST) : 0;

		if (!t->table[i])
			continue;
		if ((word >> PT_TYPE_SHIFT == TYPE_WRITABLE && (u32)word) ||
		    reused(pg, __atomic_load_n(&pg->head, __ATOMIC_SEQ_CST), t->table_born[i])) {
			printf("# CPU %u can walk frame %llx, which is writable\n", this_cpu(),
			       (unsigned long long)t->table[i]);
			bad++;
		}
	}
	pthread_mutex_unlock(&t->lock);
	return bad;
}

/* ---- the layers around mm/ ---- */

bool softirq_pending(void)
{
	return odds(host_preempt_odds);
}

/* A frame that is freed gets a new generation (page_free_guest() calls this first). */
void m2p_set(mfn_t mfn, u64 pfn)
{
	if (pfn == M2P_INVALID && mfn.v < nr_frames)
		__atomic_add_fetch(&generation[mfn.v], 1, __ATOMIC_SEQ_CST);
	if (mfn.v < nr_frames)
		__atomic_store_n(&host_m2p[mfn.v], pfn, __ATOMIC_RELAXED);
}

u64 m2p_get(mfn_t mfn)
{
	return mfn.v < nr_frames ? READ_ONCE(host_m2p[mfn.v]) : M2P_INVALID;
}

mfn_t tlb_current_root(void)
{
	return host_root;
}

u64 tlb_make_cr3(mfn_t root, enum tlb_context context)
{
	return mfn_to_maddr(root);
}

void smp_call(cpuset_t set, void (*fn)(void *), void *arg, bool wait)
{
	fn(arg);
}

void isolation_refresh(void)
{
}

void isolation_sync(const struct mm_owner *o)
{
}

void hv_root_copy_slots(u64 *l4, mfn_t perdomain_l3)
{
	for (unsigned int i = HV_FIRST_SLOT; i <= HV_LAST_SLOT; i++)
		l4[i] = ROOT_MARK << 12 | PTE_P | PTE_RW;
}

mfn_t hv_lookup(unsigned long va)
{
	abort();
}

void *vmap_pages(const mfn_t *mfns, unsigned int nr, unsigned int prot)
{
	abort();
}

void vunmap(void *p)
{
	abort();
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("# ");
	vprintf(fmt, args);
	va_end(args);
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("Bail out! ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
	abort();
}

void bug_at(const char *file, int line, const char *what)
{
	panic("%s:%d: %s", file, line, what);
}
