// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write memory as fast as it goes, and find any byte that gets lost.
 *
 * This is what a guest does while it is saved or migrated: every thread owns a
 * region and walks it over and over. Each word of a page is a function of the
 * page's address, the word's place and the number of the walk that wrote it. On
 * each visit a page is verified against the walk before, then written for this
 * one, so a page that went back to an older state, was exchanged for another or
 * lost a word shows within one walk. After the stop file has appeared all pages
 * are verified once more.
 *
 * After each walk a thread maps, touches and unmaps a little, so that new page
 * tables come and go meanwhile.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "probe.h"

#define PAGE_BYTES	4096UL
#define PAGE_WORDS	(PAGE_BYTES / sizeof(uint64_t))
#define CHURN_BYTES	(4UL << 20)

struct region {
	pthread_t thread;
	uint64_t *base;
	unsigned long nr_pages;
	uint64_t walk;		/* the walk being made; 0 wrote nothing */
	unsigned long bad;
};

static atomic_bool stopping;

static uint64_t word_of(const uint64_t *page, unsigned long i, uint64_t walk)
{
	uint64_t x = (uintptr_t)page ^ (walk << 17) ^ (i * 0x9e3779b97f4a7c15ULL);

	return x * 0xff51afd7ed558ccdULL;
}

static void verify_page(struct region *r, const uint64_t *page, uint64_t walk)
{
	unsigned long i;

	for (i = 0; i < PAGE_WORDS; i++) {
		uint64_t wanted = walk ? word_of(page, i, walk) : 0;

		if (page[i] == wanted)
			continue;
		if (!r->bad++)
			printf("page %p word %lu walk %lu: %016lx, not %016lx\n",
			       (void *)page, i, (unsigned long)walk,
			       (unsigned long)page[i], (unsigned long)wanted);
		return;
	}
}

/* Map, touch and unmap: page tables are made and freed. */
static void churn(void)
{
	char *p = mmap(NULL, CHURN_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long at;

	if (p == MAP_FAILED)
		return;
	for (at = 0; at < CHURN_BYTES; at += CHURN_BYTES / 16)
		p[at] = 1;
	munmap(p, CHURN_BYTES);
}

static void *walk_region(void *arg)
{
	struct region *r = arg;
	unsigned long n, i;

	while (!atomic_load(&stopping)) {
		for (n = 0; n < r->nr_pages; n++) {
			uint64_t *page = r->base + n * PAGE_WORDS;

			verify_page(r, page, r->walk);
			for (i = 0; i < PAGE_WORDS; i++)
				page[i] = word_of(page, i, r->walk + 1);
		}
		r->walk++;
		churn();
	}
	for (n = 0; n < r->nr_pages; n++)
		verify_page(r, r->base + n * PAGE_WORDS, r->walk);
	return NULL;
}

int probe_memory(int argc, char **argv)
{
	unsigned long mib = strtoul(argv[0], NULL, 0);
	int nr_threads = atoi(argv[1]), i;
	struct region *regions = calloc(nr_threads, sizeof(*regions));
	unsigned long walks = 0, bad = 0;

	for (i = 0; i < nr_threads; i++) {
		struct region *r = &regions[i];

		r->nr_pages = (mib << 20) / PAGE_BYTES / nr_threads;
		r->base = mmap(NULL, r->nr_pages * PAGE_BYTES,
			       PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (r->base == MAP_FAILED)
			probe_die("mmap");
		if (pthread_create(&r->thread, NULL, walk_region, r))
			probe_die("pthread_create");
	}
	while (access(argv[2], F_OK))
		usleep(50000);
	atomic_store(&stopping, true);
	for (i = 0; i < nr_threads; i++) {
		pthread_join(regions[i].thread, NULL);
		walks += regions[i].walk;
		bad += regions[i].bad;
	}
	printf("walks %lu bad %lu\n", walks, bad);
	return argc != 3 || bad || !walks;
}
