// SPDX-License-Identifier: GPL-2.0-only
/*
 * Domains: making them, finding them, giving them back.
 *
 * Finding one by number is on the path of every operation that names another
 * domain, so it takes no lock. The memory of struct domain is never given back
 * to the allocator: a freed one waits in a pool to become another domain. So
 *
 *	d = table[id]; take a reference unless the count is 0; is it still table[id]?
 *
 * touches at worst the count of a domain that is something else by now, and
 * notices. The table itself is a two-level array whose second level stays once
 * allocated.
 *
 * References: one is the domain's own, dropped by domain_kill() at the end; one
 * stands for the frames that it owns (mm/ calls back when the last is gone; other
 * domains may have them mapped long after the kill); the rest are temporary. The
 * last one to go hands the remains to a tasklet, because it may be dropped with
 * locks held.
 *
 * domain_list is ordered by number and changed under domain_list_lock; it serves
 * those who walk over all domains.
 *
 * Deliberately absent: any policy about numbers. domain_pick_id() goes round,
 * so that a number is not used again while tools may remember it.
 */
#include "core/domain.h"
#include "core/atomic_bits.h"
#include "core/cpupool.h"
#include "core/evtchn.h"
#include "core/grant.h"
#include "core/guest_time.h"
#include "core/log_dirty_mode.h"
#include "core/permit.h"
#include "core/pirq.h"
#include "core/sched.h"
#include "cpu/clock.h"
#include "cpu/printk.h"
#include "cpu/speculation.h"
#include "lib/cpuset.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include <linux/string.h>

#define TABLE_SHIFT	9
#define TABLE_ENTRIES	512			/* 2^TABLE_SHIFT */

struct domain *dom0;
struct domain *dom_idle;
LIST_HEAD(domain_list);
DEFINE_SPINLOCK_CLASS(domain_list_lock, LOCK_DOMLIST);

static struct domain **domain_table[(DOMID_LIMIT >> TABLE_SHIFT) + 1];
static LIST_HEAD(domain_pool);		/* freed ones, by link; domain_list_lock */

static struct domain **domain_slot(u16 id)
{
	struct domain **part = READ_ONCE(domain_table[id >> TABLE_SHIFT]);

	return part ? &part[id & (TABLE_ENTRIES - 1)] : NULL;
}

/* ------------------------------------------------------------------ references */

/* One more reference for someone who has d->mm.id's memory at hand; false: it is being freed. */
bool domain_hold(struct domain *d)
{
	u32 refs = __atomic_load_n(&d->refs, __ATOMIC_RELAXED);

	do {
		if (!refs)
			return false;
	} while (!__atomic_compare_exchange_n(&d->refs, &refs, refs + 1, false,
					      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return true;
}

/**
 * domain_get() - find a domain and hold it
 * Context: any, lock-free. Return: NULL if no domain has this number.
 */
struct domain *domain_get(u16 id)
{
	struct domain **slot = id < DOMID_LIMIT ? domain_slot(id) : NULL;
	struct domain *d = slot ? __atomic_load_n(slot, __ATOMIC_ACQUIRE) : NULL;

	if (!d || !domain_hold(d))
		return NULL;
	/* The number may have changed hands between the two. */
	if (__atomic_load_n(slot, __ATOMIC_ACQUIRE) == d)
		return d;
	domain_put(d);
	return NULL;
}

/**
 * domain_get_from() - the domain with the lowest number that is not below @id, held
 * Context: no lock from LOCK_DOMLIST inwards. Return: NULL behind the last.
 */
struct domain *domain_get_from(u16 id)
{
	struct domain *d, *found = NULL;

	spin_lock(&domain_list_lock);
	list_for_each_entry(d, &domain_list, link) {
		if (d->mm.id >= id && domain_hold(d)) {
			found = d;
			break;
		}
	}
	spin_unlock(&domain_list_lock);
	return found;
}

struct domain *domain_get_self_or(u16 id)
{
	struct domain *d;

	if (id != DOMID_SELF)
		return domain_get(id);
	d = current_domain();
	return domain_hold(d) ? d : NULL;
}

void domain_put(struct domain *d)
{
	if (__atomic_fetch_sub(&d->refs, 1, __ATOMIC_ACQ_REL) == 1)
		tasklet_schedule(&d->reap);
}

/* mm/: a dying domain's last frame has come back. Any context. */
static void domain_frames_gone(struct mm_owner *o)
{
	struct domain *d = owner_domain(o);

	if (__atomic_exchange_n(&d->frames_ref, 0, __ATOMIC_ACQ_REL))
		domain_put(d);
}

/* ------------------------------------------------------------------ creation */

static bool domain_iomem_ok(const struct mm_owner *o, mfn_t first, u64 nr)
{
	const struct domain *d = container_of(o, struct domain, mm);

	return nr && d->iomem && permit_has(d->iomem, mfn_x(first), mfn_x(first) + nr - 1);
}

static struct domain *domain_alloc(void)
{
	struct domain *d = NULL;

	spin_lock(&domain_list_lock);
	if (!list_empty(&domain_pool)) {
		d = list_first_entry(&domain_pool, struct domain, link);
		list_del(&d->link);
	}
	spin_unlock(&domain_list_lock);
	if (d)
		memset(d, 0, sizeof(*d));	/* refs stay 0 throughout */
	else
		d = xalloc(struct domain);
	return d;
}

static void domain_recycle(struct domain *d)
{
	spin_lock(&domain_list_lock);
	list_add(&d->link, &domain_pool);
	spin_unlock(&domain_list_lock);
}

/* Give back what domain_create() made, complete or not; no vCPU, no frame, not listed. */
static void domain_free_parts(struct domain *d)
{
	if (d->vcpu) {
		for (unsigned int i = 0; i < d->max_vcpus; i++)
			if (d->vcpu[i])
				vcpu_free(d->vcpu[i]);
	}
	sched_free_domain(d);
	if (d->pool)
		cpupool_leave(d);
	if (d->pirqs)
		pirq_free_domain(d);
	if (d->grants)
		grant_free_domain(d);
	evtchn_free_domain(d);
	permit_free(d->ports);
	permit_free(d->iomem);
	permit_free(d->irqs);
	if (d->shared)
		hv_page_unshare(d->shared, &d->mm);
	if (d->mm.perdomain_l3)
		perdomain_free(&d->mm);
	if (d->published)
		mm_owner_withdraw(&d->mm);
	log_dirty_free_domain(d);
	xfree(d->policy);
	xfree(d->memory_map);
	xfree(d->console_line);
	xfree(d->vcpu);
}

static void domain_reap(void *arg)
{
	struct domain *d = arg;
	struct domain **slot = domain_slot(d->mm.id);

	ASSERT(!d->refs && d->dying == DOMAIN_DEAD);
	spin_lock(&domain_list_lock);
	__atomic_store_n(slot, NULL, __ATOMIC_RELEASE);
	list_del(&d->link);
	spin_unlock(&domain_list_lock);
	domain_free_parts(d);
	domain_recycle(d);
}

static int domain_make_parts(struct domain *d, const struct domain_config *cfg)
{
	int err;

	d->vcpu = xalloc_array(struct vcpu *, cfg->max_vcpus);
	d->ports = permit_create();
	d->iomem = permit_create();
	d->irqs = permit_create();
	if (!d->vcpu || !d->ports || !d->iomem || !d->irqs)
		return -ENOMEM;

	err = mm_owner_publish(&d->mm);
	if (err)
		return err;
	d->published = true;
	err = perdomain_init(&d->mm);
	if (err)
		return err;
	d->shared = hv_alloc_page();
	if (!d->shared)
		return -ENOMEM;
	hv_page_share(d->shared, &d->mm, true);

	err = evtchn_init_domain(d, cfg->max_evtchn_port);
	if (!err)
		err = grant_init_domain(d, cfg->max_grant_frames, cfg->max_maptrack_frames,
					cfg->grant_version);
	if (!err)
		err = pirq_init_domain(d);
	if (!err)
		err = cpupool_join(d, cfg->pool);
	return err ?: sched_init_domain(d);
}

static int domain_publish(struct domain *d)
{
	struct domain **part, **slot, **fresh = NULL;
	struct domain *other;
	int err = 0;

	if (!domain_slot(d->mm.id)) {
		fresh = hv_alloc_page();
		if (!fresh)
			return -ENOMEM;
	}
	spin_lock(&domain_list_lock);
	part = domain_table[d->mm.id >> TABLE_SHIFT];
	if (!part) {
		part = fresh;
		fresh = NULL;
		__atomic_store_n(&domain_table[d->mm.id >> TABLE_SHIFT], part, __ATOMIC_RELEASE);
	}
	slot = &part[d->mm.id & (TABLE_ENTRIES - 1)];
	if (*slot) {
		err = -EEXIST;
	} else {
		struct list_head *before = &domain_list;

		list_for_each_entry(other, &domain_list, link) {
			if (other->mm.id > d->mm.id) {
				before = &other->link;
				break;
			}
		}
		list_add_tail(&d->link, before);
		__atomic_store_n(slot, d, __ATOMIC_RELEASE);
	}
	spin_unlock(&domain_list_lock);
	if (fresh)
		hv_free_pages(fresh, 0);
	return err;
}

static void domain_init_fields(struct domain *d, u16 id, const struct domain_config *cfg)
{
	mm_owner_init(&d->mm, id);
	d->mm.privileged = cfg->privileged;
	d->mm.isolated = cfg->privileged ? spec_policy.xpti_dom0 : spec_policy.xpti_domu;
	d->mm.iomem_ok = domain_iomem_ok;
	d->mm.all_gone = domain_frames_gone;
	spin_lock_setup(&d->lock, LOCK_DOMAIN);
	INIT_LIST_HEAD(&d->link);
	d->privileged = cfg->privileged;
	d->hardware = cfg->privileged;
	d->ssid = cfg->ssid;
	d->flags = cfg->flags;
	d->msr_relaxed = cfg->msr_relaxed;
	d->max_vcpus = cfg->max_vcpus;
	d->shutdown_reason = SHUTDOWN_CODE_NONE;
	d->controller_pauses = 1;
	d->pauses = 1;
	d->create_ns = clock_ns();
	d->reap = (struct tasklet){ .fn = domain_reap, .arg = d };
	memcpy(d->handle, cfg->handle, sizeof(d->handle));
}

/**
 * domain_create() - a new domain without vCPUs and memory
 * @id: below DOMID_LIMIT and free
 *
 * State: being built, paused once by the controller. The reference returned is
 * the domain's own; domain_kill() ends it.
 * Context: LOCK_DOMCTL held (or boot). Errors: -EINVAL number or limits,
 * -EEXIST, -ENOMEM.
 */
int domain_create(u16 id, const struct domain_config *cfg, struct domain **out)
{
	struct domain *d;
	int err;

	if (id >= DOMID_LIMIT)
		return refuse(-EINVAL, "domid %u", id);
	if (!cfg->max_vcpus || cfg->max_vcpus > HV_MAX_VCPUS)
		return refuse(-EINVAL, "%u vCPUs", cfg->max_vcpus);
	d = domain_alloc();
	if (!d)
		return -ENOMEM;
	domain_init_fields(d, id, cfg);
	err = domain_make_parts(d, cfg);
	if (!err) {
		d->frames_ref = 1;
		__atomic_store_n(&d->refs, 2, __ATOMIC_RELEASE);	/* own, frames */
		err = domain_publish(d);
	}
	if (err) {
		d->refs = 0;
		domain_free_parts(d);
		domain_recycle(d);
		return err;
	}
	if (cfg->privileged && !dom0)
		dom0 = d;
	guest_time_update_wallclock(d);
	*out = d;
	return 0;
}

/* The next free number after the last one given out. -ENFILE when there is none. */
int domain_pick_id(u16 *id)
{
	static u16 last;		/* LOCK_DOMCTL */

	for (unsigned int tries = 0; tries < DOMID_LIMIT; tries++) {
		struct domain **slot;

		if (++last >= DOMID_LIMIT)
			last = 1;
		slot = domain_slot(last);
		if (!slot || !READ_ONCE(*slot)) {
			*id = last;
			return 0;
		}
	}
	return -ENFILE;
}

/**
 * domain_init() - the owner of the idle vCPUs
 * It has no memory, no events, no number that can be found. Boot, once.
 */
void domain_init(void)
{
	static const struct domain_config none = { .max_vcpus = HV_NR_CPUS };
	struct domain *d = xalloc(struct domain);

	if (!d)
		panic("no memory for the idle domain");
	domain_init_fields(d, DOMID_IDLE, &none);
	d->refs = 1;
	d->pauses = 0;
	d->vcpu = xalloc_array(struct vcpu *, HV_NR_CPUS);
	if (!d->vcpu)
		panic("no memory for the idle domain");
	dom_idle = d;
}
