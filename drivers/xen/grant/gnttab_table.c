// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant table itself: pages that the hypervisor owns, with an entry for
 * each reference, mapped here and written by us.
 *
 * Version 1 has one word of flags and peer and a 32-bit frame number; the
 * hypervisor notes in the flags whether the peer uses the entry. Version 2 has
 * 64-bit frame numbers and keeps that note in pages of its own, the status
 * frames. Version 2 costs twice the table and a slower withdrawal, so it is used
 * only where a machine has memory beyond what version 1 can name
 * (grant_table.version= overrides that).
 *
 * The table starts with one frame and grows by whole frames under the lock of
 * the pool, up to the hypervisor's limit. Room in the address space for the
 * limit of boot is taken at boot; a later machine may offer less, not more.
 * Across a suspend the frames go and come back empty: what was granted is
 * granted anew by the drivers.
 */

#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <asm/sync_bitops.h>
#include <asm/xen/cpuid.h>
#include <asm/xen/hypercall.h>
#include <xen/xen.h>
#include "grant_internal.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "grant_table."

static unsigned int version;
module_param(version, uint, 0);

/* The limit of a hypervisor that cannot be asked. */
#define OLD_MAX_FRAMES		4
#define STATUS_PER_FRAME	(XEN_PAGE_SIZE / sizeof(grant_status_t))

const struct grant_layout *grant_layout;

static struct grant_entry_v1 *table_v1;
static union grant_entry_v2 *table_v2;
static grant_status_t *status_v2;
static unsigned int nr_frames, max_frames;

static unsigned int query_max_frames(void)
{
	struct gnttab_query_size query = { .dom = DOMID_SELF };

	if (HYPERVISOR_grant_table_op(GNTTABOP_query_size, &query, 1) ||
	    query.status != GNTST_okay)
		return OLD_MAX_FRAMES;
	return query.max_nr_frames;
}

/**
 * grant_max_frames() - frames that the table can have here and now
 */
unsigned int grant_max_frames(void)
{
	return min(query_max_frames(), max_frames);
}

static unsigned int status_frames(unsigned int frames)
{
	return DIV_ROUND_UP(frames * (XEN_PAGE_SIZE /
				      sizeof(union grant_entry_v2)),
			    STATUS_PER_FRAME);
}

/* Version 1. */

static int v1_map(xen_pfn_t *frames, unsigned int nr)
{
	void *addr = table_v1;
	int err = arch_gnttab_map_shared(frames, nr, max_frames, &addr);

	table_v1 = addr;
	return err;
}

static void v1_unmap(unsigned int nr)
{
	arch_gnttab_unmap(table_v1, nr);
}

static void v1_fill(grant_ref_t ref, domid_t domid, unsigned long frame,
		    u16 flags)
{
	struct grant_entry_v1 *e = &table_v1[ref];

	e->frame = frame;
	e->domid = domid;
	/* Valid from the flags on: the rest has to be there before. */
	virt_wmb();
	WRITE_ONCE(e->flags, flags);
}

static bool v1_end(grant_ref_t ref)
{
	u16 *flags = &table_v1[ref].flags;
	u16 old = READ_ONCE(*flags);

	/* In one step with the test: the peer may map at this moment. */
	do {
		if (old & (GTF_reading | GTF_writing))
			return false;
	} while (!sync_try_cmpxchg(flags, &old, 0));
	return true;
}

static unsigned long v1_frame(grant_ref_t ref)
{
	return table_v1[ref].frame;
}

static const struct grant_layout v1_layout = {
	.version	= 1,
	.refs_per_frame	= XEN_PAGE_SIZE / sizeof(struct grant_entry_v1),
	.map		= v1_map,
	.unmap		= v1_unmap,
	.fill		= v1_fill,
	.end		= v1_end,
	.frame		= v1_frame,
};

/* Version 2. */

static int v2_map(xen_pfn_t *frames, unsigned int nr)
{
	unsigned int nr_status = status_frames(nr);
	struct gnttab_get_status_frames get = {
		.dom = DOMID_SELF,
		.nr_frames = nr_status,
	};
	void *addr = table_v2;
	u64 *status;
	int err;

	status = kmalloc_array(nr_status, sizeof(*status), GFP_ATOMIC);
	if (!status)
		return -ENOMEM;
	set_xen_guest_handle(get.frame_list, status);
	err = HYPERVISOR_grant_table_op(GNTTABOP_get_status_frames, &get, 1);
	if (!err && get.status)
		err = -ENODEV;
	if (!err)
		err = arch_gnttab_map_status(status, nr_status,
					     status_frames(max_frames),
					     &status_v2);
	kfree(status);
	if (err)
		return err;
	err = arch_gnttab_map_shared(frames, nr, max_frames, &addr);
	table_v2 = addr;
	return err;
}

static void v2_unmap(unsigned int nr)
{
	arch_gnttab_unmap(table_v2, nr);
	arch_gnttab_unmap(status_v2, status_frames(nr));
}

static void v2_fill(grant_ref_t ref, domid_t domid, unsigned long frame,
		    u16 flags)
{
	union grant_entry_v2 *e = &table_v2[ref];

	e->full_page.frame = frame;
	e->hdr.domid = domid;
	/* As in version 1: valid from the flags on. */
	virt_wmb();
	WRITE_ONCE(e->hdr.flags, flags);
}

static bool v2_end(grant_ref_t ref)
{
	WRITE_ONCE(table_v2[ref].hdr.flags, 0);
	/* No new use can begin; only now the answer about old ones counts. */
	virt_mb();
	/* Pairs with nothing of ours: what the peer did is seen after this. */
	return !(smp_load_acquire(&status_v2[ref]) &
		 (GTF_reading | GTF_writing));
}

static unsigned long v2_frame(grant_ref_t ref)
{
	return table_v2[ref].full_page.frame;
}

static const struct grant_layout v2_layout = {
	.version	= 2,
	.refs_per_frame	= XEN_PAGE_SIZE / sizeof(union grant_entry_v2),
	.map		= v2_map,
	.unmap		= v2_unmap,
	.fill		= v2_fill,
	.end		= v2_end,
	.frame		= v2_frame,
};

/* Are there frame numbers beyond 32 bits on this machine? */
static bool need_v2(void)
{
	u32 base = xen_cpuid_base();

	if (cpuid_eax(base) < base + 5)
		return false;
	return (cpuid_ebx(base + 5) & XEN_CPUID_MACHINE_ADDRESS_WIDTH_MASK) >
	       32 + XEN_PAGE_SHIFT;
}

static void choose_version(void)
{
	struct gnttab_set_version set = { .version = need_v2() ? 2 : 1 };

	if (version == 1 || version == 2)
		set.version = version;
	if (!HYPERVISOR_grant_table_op(GNTTABOP_set_version, &set, 1) &&
	    set.version == 2)
		grant_layout = &v2_layout;
	else
		grant_layout = &v1_layout;
}

/* Make the table @nr frames long and map it. */
static int setup_table(unsigned int nr)
{
	struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = nr };
	xen_pfn_t *frames;
	int err;

	frames = kmalloc_array(nr, sizeof(*frames), GFP_ATOMIC);
	if (!frames)
		return -ENOMEM;
	set_xen_guest_handle(setup.frame_list, frames);
	err = HYPERVISOR_grant_table_op(GNTTABOP_setup_table, &setup, 1);
	if (!err && setup.status != GNTST_okay)
		err = -ENOSPC;
	if (!err)
		err = grant_layout->map(frames, nr);
	kfree(frames);
	return err;
}

/**
 * grant_table_grow() - have more entries
 * @more_refs: at least so many
 *
 * Context: the pool's lock is held.
 * Return: 0; -ENOSPC at the limit; -ENOMEM.
 */
int grant_table_grow(unsigned int more_refs)
{
	unsigned int per_frame = grant_layout->refs_per_frame;
	unsigned int nr = nr_frames + DIV_ROUND_UP(more_refs, per_frame);
	int err;

	if (nr > grant_max_frames()) {
		pr_warn_ratelimited("xen: grant table is full: %u frames, %u wanted\n",
				    nr_frames, nr);
		return -ENOSPC;
	}
	err = grant_pool_prepare(nr_frames * per_frame, nr * per_frame);
	if (!err)
		err = setup_table(nr);
	if (err)
		return err;
	grant_pool_add(nr_frames * per_frame, nr * per_frame);
	nr_frames = nr;
	return 0;
}

/**
 * gnttab_suspend() - the table stays behind
 *
 * Context: suspend, one CPU, interrupts off.
 */
int gnttab_suspend(void)
{
	grant_layout->unmap(nr_frames);
	return 0;
}

/**
 * gnttab_resume() - map the new machine's table, with as many entries
 *
 * Context: resume, one CPU, interrupts off; or after a cancelled suspend.
 */
int gnttab_resume(void)
{
	choose_version();
	/* The other version may have fewer entries in a frame. */
	nr_frames = DIV_ROUND_UP(grant_pool_size(),
				 grant_layout->refs_per_frame);
	if (grant_max_frames() < nr_frames)
		return -ENOSPC;
	return setup_table(nr_frames);
}

/**
 * gnttab_init() - make grants usable
 *
 * Return: 0, -ENOMEM, or what the hypervisor said.
 */
int __init gnttab_init(void)
{
	int err;

	choose_version();
	max_frames = query_max_frames();
	/* Either version may be what a later machine needs. */
	err = grant_pool_init(max_frames * v1_layout.refs_per_frame);
	if (!err)
		err = arch_gnttab_init(max_frames, status_frames(max_frames));
	if (!err)
		err = grant_table_grow(GNTTAB_NR_RESERVED_ENTRIES + 1);
	if (err) {
		pr_err("xen: no grant table: %d\n", err);
		return err;
	}
	pr_info("xen: grant table version %u, up to %u frames\n",
		grant_layout->version, max_frames);
	return 0;
}

static int __init start_grants(void)
{
	return xen_domain() ? gnttab_init() : -ENODEV;
}
core_initcall_sync(start_grants);
