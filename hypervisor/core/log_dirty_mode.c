// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turning the log of written pages on and off.
 *
 *	off --enable--> on      paused: log installed, then each vCPU on a cache
 *	on --disable--> off     paused: each vCPU off its cache, then the log goes
 *
 * The bits are in mm/log_dirty.c, the cache that notices the guest's own stores in
 * mm/vtlb.c. A vCPU that uses one has CR3 values that name the cache's roots
 * (root_name()), and its page faults all come to C: the entry that would let the assembly
 * hand them to the guest is kept empty (guest_trap_set()).
 *
 * Some memory the hypervisor holds mapped and may write at any moment, and so may peers
 * that have a grant mapped. Following each of those stores would cost every event. What
 * the hypervisor holds (vcpu_info, FIFO pages) is marked again at each reading; a grant's
 * frame when it is let go, or copied to. But a domain that has shut down will not be read
 * again once it has gone, so then each reading marks what peers still have mapped for
 * writing.
 *
 * Memory: for a log one bit for each page, for each vCPU two roots and as many tables as
 * a map of all the domain's memory would need, and half of that again, within bounds.
 */
#include "core/log_dirty_mode.h"
#include "core/evtchn.h"
#include "core/grant.h"
#include "core/roots.h"
#include "core/sched.h"
#include "cpu/printk.h"
#include "mm/log_dirty.h"
#include "mm/vtlb.h"
#include <linux/minmax.h>

#define TABLES_MIN	64
#define TABLES_MAX	1024
#define PAGES_PER_TABLE	512

/* Numbers that can be dirty: what the domain said, and not less than it has. */
static u64 nr_pfns(const struct domain *d)
{
	return min_t(u64, max_t(u64, d->shared->arch.max_pfn, d->mm.max_pages), LOG_PFNS_MAX);
}

static u32 tables_wanted(const struct domain *d)
{
	u64 tables = d->mm.nr_pages / PAGES_PER_TABLE;

	return clamp_t(u64, tables + tables / 2, TABLES_MIN, TABLES_MAX);
}

/* @v is in memory and stays there. */
static void vcpu_use_cache(struct vcpu *v, struct vtlb *t)
{
	v->vtlb = t;
	root_name(v, &v->hot);
	v->hot.page_fault.rip = t ? 0 : v->traps[14].rip;
}

void log_dirty_free_vcpu(struct vcpu *v)
{
	struct vtlb *t = v->vtlb;

	v->vtlb = NULL;
	vtlb_destroy(t);
}

void log_dirty_free_domain(struct domain *d)
{
	log_dirty_destroy(d->mm.log_dirty);
	d->mm.log_dirty = NULL;
}

void log_dirty_disable(struct domain *d)
{
	struct log_dirty *l = d->mm.log_dirty;

	if (!l)
		return;
	domain_pause(d);
	for (u32 i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];
		struct vtlb *t = v ? v->vtlb : NULL;

		if (!t)
			continue;
		vcpu_sync(v);
		vcpu_use_cache(v, NULL);
		vtlb_destroy(t);
	}
	log_dirty_install(&d->mm, NULL);
	domain_unpause(d);
	log_dirty_destroy(l);
}

int log_dirty_enable(struct domain *d)
{
	struct log_dirty *l;
	int err = 0;

	if (d->mm.log_dirty)
		return refuse(-EINVAL, "writes of d%u are logged already", d->mm.id);
	if (!d->shared || d->dying)
		return -EINVAL;
	l = log_dirty_create(nr_pfns(d));
	if (!l)
		return -ENOMEM;
	domain_pause(d);
	log_dirty_install(&d->mm, l);
	for (u32 i = 0; i < d->max_vcpus && !err; i++) {
		struct vcpu *v = d->vcpu[i];
		struct vtlb *t;

		if (!v)
			continue;
		t = vtlb_create(&d->mm, tables_wanted(d));
		if (!t) {
			err = -ENOMEM;
			break;
		}
		vcpu_sync(v);
		vcpu_use_cache(v, t);
	}
	domain_unpause(d);
	if (err)
		log_dirty_disable(d);
	return err;
}

void log_dirty_standing(struct domain *d)
{
	for (u32 i = 0; i < d->max_vcpus; i++) {
		struct vcpu *v = d->vcpu[i];

		if (v && !mfn_eq(v->info_mfn, INVALID_MFN))
			log_dirty_mark(&d->mm, v->info_mfn);
	}
	evtchn_fifo_mark_dirty(d);
	if (READ_ONCE(d->shut_down))
		grant_mark_dirty(d);
}
