// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant tables as objects: frames, versions, life.
 *
 * Frames are hypervisor pages shared with the owner, who maps them itself (it asks for
 * their frame numbers). They grow on demand up to the domain's limit and never shrink.
 * For version 2 the status frames grow along.
 *
 * Changing the version is possible only while nothing is in use. The first entries, which
 * the toolstack prepared for the console and xenstore rings, are carried over; the rest
 * of the table is cleared.
 */
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include "core/grant_table.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/page_alloc.h"

u32 grant_nr_entries(const struct grant_table *t)
{
	return t->nr_frames * (t->version == 2 ? V2_PER_FRAME : V1_PER_FRAME);
}

struct grant_active *grant_active_row(const struct grant_table *t, u32 ref)
{
	return &t->active[ref / ACTIVE_PER_PAGE][ref % ACTIVE_PER_PAGE];
}

struct domain *grant_target(struct domain *caller, u16 domid, s16 *status)
{
	struct domain *d;

	if (domid != DOMID_SELF && domid != caller->mm.id && !caller->privileged) {
		*status = GNTST_permission_denied;
		return NULL;
	}
	d = domain_get_self_or(domid);
	*status = d ? GNTST_okay : GNTST_bad_domain;
	return d;
}

/* A page for the guest to map, at t->shared[i]. */
static int add_frame(struct domain *d, void **slot)
{
	void *p = hv_alloc_page();

	if (!p)
		return -ENOMEM;
	hv_page_share(p, &d->mm, true);
	*slot = p;
	return 0;
}

/* Status frames for the entries of @nr frames of version 2. */
static int grow_status(struct domain *d, u32 nr)
{
	struct grant_table *t = d->grants;
	u32 want = (nr * V2_PER_FRAME + STATUS_PER_FRAME - 1) / STATUS_PER_FRAME;

	while (t->nr_status < want) {
		int ret = add_frame(d, (void **)&t->status[t->nr_status]);

		if (ret)
			return ret;
		t->nr_status++;
	}
	return 0;
}

int grant_grow(struct domain *d, u32 nr)
{
	struct grant_table *t = d->grants;
	u32 want_active;
	int ret;

	if (nr > t->max_frames)
		return -ENOSPC;
	/* rows for the larger number of entries that a frame can have */
	want_active = (nr * V1_PER_FRAME + ACTIVE_PER_PAGE - 1) / ACTIVE_PER_PAGE;
	while (t->nr_active_pages < want_active) {
		t->active[t->nr_active_pages] = hv_alloc_page();
		if (!t->active[t->nr_active_pages])
			return -ENOMEM;
		t->nr_active_pages++;
	}
	/* before the frames: an entry that exists has its status word */
	if (t->version == 2) {
		ret = grow_status(d, nr);
		if (ret)
			return ret;
	}
	while (t->nr_frames < nr) {
		ret = add_frame(d, &t->shared[t->nr_frames]);
		if (ret)
			return ret;
		t->nr_frames++;
	}
	return 0;
}

int grant_init_domain(struct domain *d, s32 max_frames, s32 max_maptrack, u32 max_version)
{
	u32 frames = max_frames < 0 ? GRANT_FRAMES_DEFAULT : max_frames;
	u32 tracks = max_maptrack < 0 ? MAPTRACK_FRAMES_DEFAULT : max_maptrack;
	struct grant_table *t;

	if (frames > GRANT_FRAMES_LIMIT || tracks > 65536)
		return -EINVAL;
	t = xalloc(struct grant_table);
	if (!t)
		return -ENOMEM;
	spin_lock_setup(&t->lock, LOCK_GRANT);
	spin_lock_setup(&t->map_lock, LOCK_GRANT_MAP);
	t->version = 1;
	t->max_version = max_version ? min(max_version, 2U) : 2;
	t->max_frames = frames;
	t->free_row = ~0U;
	t->max_active_pages = (frames * V1_PER_FRAME + ACTIVE_PER_PAGE - 1) / ACTIVE_PER_PAGE;
	t->max_row_pages = tracks;
	d->grants = t;
	t->shared = xalloc_array(void *, max(frames, 1U));
	t->status = xalloc_array(grant_status_t *, frames / 8 + 1);
	t->active = xalloc_array(struct grant_active *, max(t->max_active_pages, 1U));
	t->rows = xalloc_array(struct grant_map_row *, max(tracks, 1U));
	if (!t->shared || !t->status || !t->active || !t->rows || (frames && grant_grow(d, 1))) {
		grant_free_domain(d);
		return -ENOMEM;
	}
	return 0;
}

void grant_free_domain(struct domain *d)
{
	struct grant_table *t = d->grants;
	u32 i;

	if (!t)
		return;
	for (i = 0; i < t->nr_frames; i++)
		hv_page_unshare(t->shared[i], &d->mm);
	for (i = 0; i < t->nr_status; i++)
		hv_page_unshare(t->status[i], &d->mm);
	for (i = 0; i < t->nr_active_pages; i++)
		hv_free_pages(t->active[i], 0);
	for (i = 0; i < t->nr_row_pages; i++)
		hv_free_pages(t->rows[i], 0);
	xfree(t->shared);
	xfree(t->status);
	xfree(t->active);
	xfree(t->rows);
	xfree(t);
	d->grants = NULL;
}

/* ------------------------------------------------------------------ operations */

static int list_frames(void **frames, u32 nr, unsigned long gva)
{
	u64 mfn;
	u32 i;

	for (i = 0; i < nr; i++) {
		mfn = mfn_x(virt_to_mfn(frames[i]));
		if (guest_write(gva + i * sizeof(mfn), &mfn, sizeof(mfn)))
			return -EFAULT;
	}
	return 0;
}

int grant_setup_table(struct domain *caller, struct gnttab_setup_table *op)
{
	struct domain *d = grant_target(caller, op->dom, &op->status);
	int ret;

	if (!d)
		return 0;
	spin_lock(&d->grants->lock);
	ret = grant_grow(d, op->nr_frames);
	spin_unlock(&d->grants->lock);
	op->status = ret ? GNTST_general_error : GNTST_okay;
	/* frames below nr_frames stay where they are: the list needs no lock */
	if (!ret && list_frames(d->grants->shared, op->nr_frames, (unsigned long)op->frame_list))
		op->status = GNTST_bad_virt_addr;
	domain_put(d);
	return 0;
}

int grant_get_status_frames(struct domain *caller, struct gnttab_get_status_frames *op)
{
	struct domain *d = grant_target(caller, op->dom, &op->status);

	if (!d)
		return 0;
	if (op->nr_frames > READ_ONCE(d->grants->nr_status))
		op->status = GNTST_general_error;
	else if (list_frames((void **)d->grants->status, op->nr_frames,
			     (unsigned long)op->frame_list))
		op->status = GNTST_bad_virt_addr;
	domain_put(d);
	return 0;
}

int grant_query_size(struct domain *caller, struct gnttab_query_size *op)
{
	struct domain *d = grant_target(caller, op->dom, &op->status);

	if (!d)
		return 0;
	op->nr_frames = READ_ONCE(d->grants->nr_frames);
	op->max_nr_frames = d->grants->max_frames;
	domain_put(d);
	return 0;
}

int grant_get_version(struct domain *caller, struct gnttab_get_version *op)
{
	s16 status;
	struct domain *d = grant_target(caller, op->dom, &status);

	if (!d)
		return status == GNTST_bad_domain ? -ESRCH : -EPERM;
	op->version = READ_ONCE(d->grants->version);
	domain_put(d);
	return 0;
}

/* Carry the reserved entries over and clear the rest. Lock held, nothing in use. */
/* Back to version 1: the status frames go, unless the guest still maps one. Lock held. */
static int shrink_status(struct domain *d)
{
	struct grant_table *t = d->grants;
	u32 i;

	for (i = 0; i < t->nr_status; i++)
		if (READ_ONCE(mfn_to_page(virt_to_mfn(t->status[i]))->count) > 1)
			return refuse(-EBUSY, "status frame %u is mapped", i);
	while (t->nr_status)
		hv_page_unshare(t->status[--t->nr_status], &d->mm);
	return 0;
}

static int convert(struct domain *d, u32 version)
{
	struct grant_table *t = d->grants;
	struct grant_entry_v1 keep[GNTTAB_NR_RESERVED_ENTRIES];
	struct grant_entry_v1 *v1 = t->shared[0];
	union grant_entry_v2 *v2 = t->shared[0];
	u32 i;
	int ret;

	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++) {
		if (t->version == 1) {
			keep[i] = v1[i];
			continue;
		}
		if (v2[i].full_page.frame > U32_MAX || v2[i].hdr.flags & GTF_sub_page)
			return -ERANGE;
		keep[i].flags = v2[i].hdr.flags;
		keep[i].domid = v2[i].hdr.domid;
		keep[i].frame = v2[i].full_page.frame;
	}
	ret = version == 2 ? grow_status(d, t->nr_frames) : shrink_status(d);
	if (ret)
		return ret;
	t->version = version;
	for (i = 0; i < t->nr_frames; i++)
		memset(t->shared[i], 0, HV_PAGE_SIZE);
	for (i = 0; i < t->nr_status; i++)
		memset(t->status[i], 0, HV_PAGE_SIZE);
	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++) {
		if (version == 1) {
			v1[i] = keep[i];
			continue;
		}
		v2[i].full_page.frame = keep[i].frame;
		v2[i].hdr.domid = keep[i].domid;
		v2[i].hdr.flags = keep[i].flags & (GTF_type_mask | GTF_readonly);
	}
	return 0;
}

int grant_set_version(struct domain *d, u32 *version)
{
	struct grant_table *t = d->grants;
	int ret = 0;

	if (*version != 1 && *version != 2)
		return -EINVAL;
	if (*version == 2 && t->max_version < 2)
		return -ENOSYS;
	spin_lock(&t->lock);
	if (t->version != *version) {
		if (t->in_use)
			ret = refuse(-EBUSY, "%u grants are in use", t->in_use);
		else
			ret = t->nr_frames ? convert(d, *version) : 0;
		if (!ret)
			t->version = *version;
	}
	*version = t->version;
	spin_unlock(&t->lock);
	return ret;
}

static void swap_words(u64 *a, u64 *b, unsigned int n)
{
	while (n--) {
		u64 x = READ_ONCE(a[n]);

		WRITE_ONCE(a[n], READ_ONCE(b[n]));
		WRITE_ONCE(b[n], x);
	}
}

int grant_swap(struct domain *d, u32 a, u32 b)
{
	struct grant_table *t = d->grants;
	int status = GNTST_okay;

	spin_lock(&t->lock);
	if (a >= grant_nr_entries(t) || b >= grant_nr_entries(t)) {
		status = GNTST_bad_gntref;
		goto out;
	}
	a = array_index_nospec(a, grant_nr_entries(t));
	b = array_index_nospec(b, grant_nr_entries(t));
	if (grant_active_row(t, a)->readers || grant_active_row(t, a)->writers ||
	    grant_active_row(t, b)->readers || grant_active_row(t, b)->writers) {
		status = GNTST_eagain;
	} else if (a != b && t->version == 1) {
		swap_words((u64 *)t->shared[a / V1_PER_FRAME] + a % V1_PER_FRAME,
			   (u64 *)t->shared[b / V1_PER_FRAME] + b % V1_PER_FRAME, 1);
	} else if (a != b) {
		swap_words((u64 *)t->shared[a / V2_PER_FRAME] + 2 * (a % V2_PER_FRAME),
			   (u64 *)t->shared[b / V2_PER_FRAME] + 2 * (b % V2_PER_FRAME), 2);
	}
out:
	spin_unlock(&t->lock);
	return status;
}

/* acquire_resource: grows the table as far as asked */
int grant_frame_mfn(struct domain *d, u32 idx, bool status, mfn_t *out)
{
	struct grant_table *t = d->grants;
	int ret = 0;

	spin_lock(&t->lock);
	if (!status)
		ret = idx >= t->max_frames ? -EINVAL :
		      idx >= t->nr_frames ? grant_grow(d, idx + 1) : 0;
	else if (t->version != 2 || idx >= t->nr_status)
		ret = -EINVAL;
	if (!ret)
		idx = array_index_nospec(idx, status ? t->nr_status : t->nr_frames);
	if (!ret)
		*out = virt_to_mfn(status ? (void *)t->status[idx] : t->shared[idx]);
	spin_unlock(&t->lock);
	return ret;
}

u32 grant_max_frames(struct domain *d, bool status)
{
	return status ? d->grants->max_frames / 8 + 1 : d->grants->max_frames;
}

/* Giving frames away is not served; nothing that runs today does it (errata). */
int grant_transfer(struct domain *caller, struct gnttab_transfer *op)
{
	op->status = GNTST_general_error;
	return -EOPNOTSUPP;
}
