// SPDX-License-Identifier: GPL-2.0-only
/*
 * The profile of the marked intervals: how often each instruction address ran,
 * and which 4 KiB pages were touched, as code and as data.
 *
 * Pages matter as much as instructions: after a switch of address space each
 * page costs a refill of the TLB, and in software emulation a good deal more
 * than that. The benchmark program marks single operations for this, so "pages
 * of an interval" are pages of one operation; run_bench.py reports the pages touched
 * in at least half of the intervals, which leaves timer ticks out.
 *
 * Addresses: every profiled instruction address owns a slot, found at
 * translation through a hash table, and a callback that adds to the slot. QEMU
 * makes that call only while the vCPU's "interval open" flag is set. A mark has
 * to be quick, so nothing is copied there: time spent in a mark passes for the
 * guest too, and a timer tick that fell due would be the first thing in every
 * interval. Pages: a callback per memory access, and one per page of code in a
 * block.
 *
 * The accesses are those of instructions. Page-table walks and descriptor
 * loads by the CPU itself are not seen.
 *
 * Locks: slot_lock covers the slot table (translation may run on several
 * vCPUs), page_lock the page table. Marks are serialised by the caller.
 */
#include "plugin_count.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_SHIFT	12
#define SLOT_BITS	20
#define NR_SLOTS	0x100000	/* 2 to the power of SLOT_BITS */
#define MAX_SLOTS	(NR_SLOTS / 2)
#define PAGE_BITS	16
#define NR_PAGES	0x10000		/* 2 to the power of PAGE_BITS */
#define NR_OPS		MARK_IDS

enum page_kind {
	PAGE_CODE,
	PAGE_DATA,
};

struct touched_page {
	uint64_t key;		/* page number << 4 | class << 1 | kind */
	uint32_t last_interval;
	uint16_t intervals[NR_OPS];
};

static enum profile_extent extent;
static struct qemu_plugin_scoreboard *open_scoreboard;
static bool interval_open;
static unsigned int interval_op;
static uint32_t interval_number;
static uint32_t nr_intervals[NR_OPS];

static pthread_mutex_t slot_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t slot_vaddr[MAX_SLOTS];
static uint32_t slot_hash[NR_SLOTS];	/* slot + 1, or 0 */
static uint32_t nr_slots;
static uint64_t *slot_total[NR_OPS];

static pthread_mutex_t page_lock = PTHREAD_MUTEX_INITIALIZER;
static struct touched_page pages[NR_PAGES];
static bool pages_full;

static uint64_t hash(uint64_t key, unsigned int bits)
{
	return key * 0x9e3779b97f4a7c15ULL >> (64 - bits);
}

static struct qemu_plugin_u64 open_flag(void)
{
	struct qemu_plugin_u64 flag = { .score = open_scoreboard };

	return flag;
}

/* The slot of an address; the last slot for all when the table is full. */
static uint32_t slot_of(uint64_t vaddr)
{
	uint32_t at = hash(vaddr, SLOT_BITS), slot;

	pthread_mutex_lock(&slot_lock);
	while (slot_hash[at] && slot_vaddr[slot_hash[at] - 1] != vaddr)
		at = (at + 1) % NR_SLOTS;
	if (slot_hash[at]) {
		slot = slot_hash[at] - 1;
	} else if (nr_slots < MAX_SLOTS - 1) {
		slot = nr_slots++;
		slot_vaddr[slot] = vaddr;
		slot_hash[at] = slot + 1;
	} else {
		slot = MAX_SLOTS - 1;
	}
	pthread_mutex_unlock(&slot_lock);
	return slot;
}

static void touch(uint64_t vaddr, enum addr_class class, enum page_kind kind)
{
	uint64_t key = (vaddr >> PAGE_SHIFT) << 4 | class << 1 | kind;
	uint32_t at = hash(key, PAGE_BITS), tries;
	struct touched_page *page;

	key |= 8;	/* so that no key is 0 */
	pthread_mutex_lock(&page_lock);
	for (tries = 0; tries < NR_PAGES; tries++) {
		page = &pages[at];
		if (!page->key)
			page->key = key;
		if (page->key == key)
			break;
		at = (at + 1) % NR_PAGES;
	}
	if (tries == NR_PAGES) {
		pages_full = true;
	} else if (page->last_interval != interval_number) {
		page->last_interval = interval_number;
		page->intervals[interval_op]++;
	}
	pthread_mutex_unlock(&page_lock);
}

/* @data is the slot. Several vCPUs may lose a count to each other. */
static void on_insn(unsigned int vcpu, void *data)
{
	(void)vcpu;
	if (interval_open)
		slot_total[interval_op][(uintptr_t)data]++;
}

static void on_code(unsigned int vcpu, void *data)
{
	uint64_t vaddr = (uintptr_t)data;

	(void)vcpu;
	if (interval_open)
		touch(vaddr, addr_class(vaddr), PAGE_CODE);
}

/* @data is the address of the instruction that makes the access. */
static void on_access(unsigned int vcpu, qemu_plugin_meminfo_t info,
		      uint64_t vaddr, void *data)
{
	(void)vcpu;
	(void)info;
	if (interval_open)
		touch(vaddr, addr_class((uintptr_t)data), PAGE_DATA);
}

void profile_init(enum profile_extent wanted)
{
	extent = wanted;
	open_scoreboard = qemu_plugin_scoreboard_new(sizeof(uint64_t));
}

void profile_translate(struct qemu_plugin_tb *tb)
{
	size_t i, nr_insns = qemu_plugin_tb_n_insns(tb);
	uint64_t vaddr, page = ~0ULL;

	if (extent == PROFILE_NONE)
		return;
	for (i = 0; i < nr_insns; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		vaddr = qemu_plugin_insn_vaddr(insn);
		if (addr_class(vaddr) == CLASS_USER ||
		    (extent == PROFILE_HYPERVISOR &&
		     addr_class(vaddr) != CLASS_HYPERVISOR))
			continue;
		qemu_plugin_register_vcpu_insn_exec_cond_cb(insn, on_insn,
							    QEMU_PLUGIN_CB_NO_REGS,
							    QEMU_PLUGIN_COND_NE,
							    open_flag(), 0,
							    (void *)(uintptr_t)slot_of(vaddr));
		qemu_plugin_register_vcpu_mem_cb(insn, on_access,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW,
						 (void *)(uintptr_t)vaddr);
		if (vaddr >> PAGE_SHIFT == page)
			continue;
		page = vaddr >> PAGE_SHIFT;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_code,
						       QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(uintptr_t)vaddr);
	}
}

static void set_open(bool open)
{
	unsigned int vcpu, nr_vcpus = (unsigned int)qemu_plugin_num_vcpus();

	interval_open = open;
	for (vcpu = 0; vcpu < nr_vcpus; vcpu++)
		qemu_plugin_u64_set(open_flag(), vcpu, open);
}

void profile_begin(unsigned int op)
{
	if (extent == PROFILE_NONE)
		return;
	if (!slot_total[op])
		slot_total[op] = calloc(MAX_SLOTS, sizeof(uint64_t));
	if (!slot_total[op])
		abort();
	interval_op = op;
	interval_number++;
	nr_intervals[op]++;
	set_open(true);
}

void profile_end(unsigned int op)
{
	(void)op;
	if (extent != PROFILE_NONE)
		set_open(false);
}

static void print_addresses(FILE *out, unsigned int op)
{
	const char *separator = "";
	uint32_t slot;

	fprintf(out, "{\"addresses\": %u, \"intervals\": %u, \"list\": [", op,
		nr_intervals[op]);
	for (slot = 0; slot < nr_slots; slot++) {
		if (!slot_total[op][slot])
			continue;
		fprintf(out, "%s[%llu, %llu]", separator,
			(unsigned long long)slot_vaddr[slot],
			(unsigned long long)slot_total[op][slot]);
		separator = ", ";
	}
	fputs("]}\n", out);
}

/* A page is [number, class that touched it, 0 code or 1 data, intervals]. */
static void print_pages(FILE *out, unsigned int op)
{
	const char *separator = "";
	unsigned int i;

	fprintf(out, "{\"pages\": %u, \"intervals\": %u, \"full\": %s, \"list\": [",
		op, nr_intervals[op], pages_full ? "true" : "false");
	for (i = 0; i < NR_PAGES; i++) {
		const struct touched_page *page = &pages[i];

		if (!page->key || !page->intervals[op])
			continue;
		fprintf(out, "%s[%llu, %u, %u, %u]", separator,
			(unsigned long long)(page->key >> 4),
			(unsigned int)(page->key >> 1 & 3),
			(unsigned int)(page->key & 1), page->intervals[op]);
		separator = ", ";
	}
	fputs("]}\n", out);
}

void profile_print(FILE *out)
{
	unsigned int op;

	for (op = 0; op < NR_OPS; op++) {
		if (!slot_total[op])
			continue;
		print_addresses(out, op);
		print_pages(out, op);
	}
}
