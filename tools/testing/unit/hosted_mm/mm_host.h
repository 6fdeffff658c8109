/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An emulated machine for tests of mm/: RAM, a frame table, CPUs with TLBs.
 *
 * A CPU's TLB is a small array of translations that it once read from a page
 * table, and of L1 tables that it found by walking (its cache of upper levels). They
 * stay until that CPU is flushed, whatever happens to the tables, like the real
 * ones. Filling and flushing a CPU's TLB exclude each other.
 */
#ifndef HOSTED_MM_HOST_H
#define HOSTED_MM_HOST_H

#include "mm/guest_pt.h"
#include "mm/page_alloc.h"
#include "mm/tlb.h"
#include "cpu/pcpu.h"

#define HOST_RAM_FIRST	256		/* frame numbers [first, end) are RAM */

/* @end: frame number; @cpus: how many there are. Twice as many records as RAM. */
void host_init(unsigned int end, unsigned int cpus);

/* Odds (of 256) that softirq_pending() says yes. */
extern unsigned int host_preempt_odds;
extern unsigned long host_flushes, host_cache_flushes, host_fills;

/* xorshift per thread */
extern __thread u64 host_seed;
u64 host_random(void);
static inline unsigned int below(unsigned int n) { return host_random() % n; }
static inline bool odds(unsigned int of_256) { return (host_random() & 255) < of_256; }

/* This CPU walks @root to some present L1 entry (or starts at a remembered L1). */
void host_tlb_fill(mfn_t root);

/*
 * This CPU uses what its TLB holds: nothing that it could write may be a valid table
 * or descriptor frame, or have changed its owner; no L1 that it could walk may be
 * writable. Returns the number of violations seen.
 */
unsigned int host_tlb_check(void);
void host_tlb_flush_all(void);

/* What CR3 names on every CPU, and the machine-to-physical table. */
extern mfn_t host_root;
extern u64 *host_m2p;

#endif
