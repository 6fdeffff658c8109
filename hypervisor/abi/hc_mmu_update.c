// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmu_update: a batch of changes to page-table entries and to the M2P.
 *
 * Requests are copied in chunks. For each, the frame that holds the entry is
 * locked if it is a validated table, whose entry then goes through
 * guest_pt_update(); a plain writable frame is just written (tables that are
 * being put together look like that). Consecutive requests for one table keep its lock.
 *
 * A table needs no reference while it is locked: a valid one is in use, and neither
 * ceases to be valid nor changes its owner until the lock is released.
 *
 * One request about the caller's own frames is what a page fault or an mprotect
 * makes, so it skips what batches and other domains need.
 *
 * foreigndom: bits 0-15 own the frames that entries name, bits 16-31 are the
 * table's domain + 1 (0: the caller).
 *
 * ABI: __HYPERVISOR_mmu_update(reqs, count, success_count, foreigndom)
 * Errors: -EINVAL malformed or refused entry, -EPERM, -ESRCH, -EFAULT; requests
 * before the one that failed have taken effect and are counted in success_count.
 */
#include <linux/minmax.h>
#include "abi/dispatch.h"
#include "abi/foreign.h"
#include "core/preempt.h"
#include "core/stats.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/guest_pt.h"
#include "mm/log_dirty.h"
#include "mm/m2p.h"

#define MMU_UPDATE_PREEMPTED	(1U << 31)
#define CHUNK			16

/* The table that the last request used, still locked. */
struct table_cursor {
	struct page *pg;		/* NULL: none */
	enum page_type level;
};

static inline void cursor_drop(struct table_cursor *c)
{
	if (!c->pg)
		return;
	page_unlock(c->pg);
	c->pg = NULL;
}

/*
 * To the frame @pg, if it is a validated table of @owner's. Other people's tables are
 * not even locked; what was read before that may be stale, what is read after it not.
 */
static inline bool cursor_move(struct table_cursor *c, struct page *pg, u16 owner)
{
	if (c->pg == pg)
		return true;
	cursor_drop(c);
	if (unlikely(READ_ONCE(pg->owner) != owner))
		return false;
	c->level = page_lock_table(pg);
	if (unlikely(c->level == TYPE_NONE))
		return false;
	c->pg = pg;
	if (likely(READ_ONCE(pg->owner) == owner))
		return true;
	cursor_drop(c);
	return false;
}

/* An entry of a frame that is no validated table: ordinary memory of the owner. */
static int write_plain(struct page *pg, unsigned int index, u64 val, u16 owner)
{
	int ret = page_get_and_type(pg, owner, TYPE_WRITABLE, false);

	if (ret)
		return ret;
	WRITE_ONCE(((u64 *)page_to_virt(pg))[index], val);
	log_dirty_mark_page(pg);
	page_put_and_type(pg, false);
	return 0;
}

static inline int one_pt_update(struct table_cursor *c, const struct mmu_update *req,
				enum pte_mode mode, const struct pt_owners *own)
{
	unsigned int index = (req->ptr & (HV_PAGE_SIZE - 1)) / sizeof(u64);
	mfn_t mfn = maddr_to_mfn(req->ptr);
	struct page *pg = mfn_to_page(mfn);
	int err;

	if (unlikely(!mfn_is_ram(mfn)))
		return refuse(-EINVAL, "no RAM at frame %#llx", mfn_x(mfn));
	if (unlikely(!cursor_move(c, pg, own->table->id)))
		return write_plain(pg, index, req->val, own->table->id);
	err = guest_pt_update(pg, c->level, index, req->val, mode, own, NULL);
	log_dirty_mark(own->table, mfn);
	return err;
}

static int one_m2p_update(u64 ptr, u64 pfn, const struct pt_owners *own)
{
	mfn_t mfn = maddr_to_mfn(ptr);
	struct page *pg;

	if (!mfn_is_ram(mfn))
		return -EINVAL;
	pg = mfn_to_page(mfn);
	if (!page_get(pg, own->frames->id))
		return refuse(-EINVAL, "M2P of frame %#llx, not d%u's", mfn_x(mfn),
			      own->frames->id);
	m2p_set(mfn, pfn);
	log_dirty_mark(own->frames, mfn);	/* the number has another page */
	page_put(pg);
	return 0;
}

static inline int one_update(struct table_cursor *c, struct mmu_update *req,
			     const struct pt_owners *own)
{
	unsigned int cmd = req->ptr & 7;

	req->ptr &= ~7ULL;
	switch (cmd) {
	case MMU_NORMAL_PT_UPDATE:
	case MMU_PT_UPDATE_NO_TRANSLATE:
	case MMU_PT_UPDATE_PRESERVE_AD:
		return one_pt_update(c, req, cmd == MMU_PT_UPDATE_PRESERVE_AD ?
				     PTE_PRESERVE_AD : PTE_NORMAL, own);
	case MMU_MACHPHYS_UPDATE:
		cursor_drop(c);
		return one_m2p_update(req->ptr, req->val, own);
	default:
		return refuse(-ENOSYS, "mmu_update command %u", cmd);
	}
}

/* The next requests of a list, up to *@n; *@n: how many. */
static inline int fetch(struct mmu_update *req, unsigned long gva, u32 *n)
{
	/* a list may end in front of a hole: up to there it counts */
	if (*n > 1 && !guest_read(req, gva, *n * sizeof(*req)))
		return 0;
	*n = 1;
	return guest_read(req, gva, sizeof(*req));
}

/* Return: 0, an error, or -HV_ERESTART; *@done requests have been carried out. */
static int run_updates(unsigned long gva, u32 nr, const struct pt_owners *own, u32 *done)
{
	struct mmu_update req[CHUNK];
	struct table_cursor c = { };
	u32 i, n;
	int ret = 0;

	while (*done < nr && !ret) {
		n = min_t(u32, nr - *done, CHUNK);
		if (fetch(req, gva + (u64)*done * sizeof(req[0]), &n))
			return -EFAULT;
		for (i = 0; i < n; i++) {
			ret = one_update(&c, &req[i], own);
			if (ret)
				break;
			(*done)++;
		}
		cursor_drop(&c);
		if (!ret && *done < nr && hypercall_preempt())
			ret = -HV_ERESTART;
	}
	cursor_drop(&c);
	return ret;
}

/* @plus1: 0 for the caller's own tables, else the domain's number + 1. */
static int table_owner_get(u16 plus1, struct frames_owner *o)
{
	u16 domid = plus1 - 1;

	if (!plus1 || domid == current_domain()->mm.id)
		return frames_owner_get(DOMID_SELF, o);
	if (domid >= DOMID_LIMIT)
		return -ESRCH;
	return frames_owner_get(domid, o);
}

/* One request, about the caller's own frames. */
static long update_single(unsigned long gva)
{
	struct mm_owner *mm = &current_domain()->mm;
	const struct pt_owners own = { .table = mm, .frames = mm };
	struct table_cursor c = { };
	struct mmu_update req;
	int ret;

	if (guest_read(&req, gva, sizeof(req)))
		return -EFAULT;
	ret = page_drain(mm);
	if (likely(!ret))
		ret = one_update(&c, &req, &own);
	cursor_drop(&c);
	if (likely(!ret))
		count(CNT_mmu_updates);
	else if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_mmu_update, 4, gva, 1, 0, DOMID_SELF, 0);
	return ret;
}

/* The general case. */
static noinline long update_batch(unsigned long a1, unsigned long a2, unsigned long a3,
				  unsigned long a4)
{
	u32 count = a2, foreign = a4, done = 0, before = 0;
	struct frames_owner frames, table;
	struct pt_owners own;
	int ret;

	if (count & MMU_UPDATE_PREEMPTED) {
		count &= ~MMU_UPDATE_PREEMPTED;
		if (a3 && guest_read(&before, a3, sizeof(before)))
			return -EFAULT;
	}
	if (!guest_range_ok(a1, (u64)count * sizeof(struct mmu_update)))
		return -EFAULT;
	ret = frames_owner_get(foreign, &frames);
	if (ret)
		return ret;
	ret = table_owner_get(foreign >> 16, &table);
	if (ret)
		goto out_frames;
	own = (struct pt_owners){ .table = table.mm, .frames = frames.mm };

	ret = page_drain(table.mm);
	if (!ret)
		ret = run_updates(a1, count, &own, &done);
	count_add(CNT_mmu_updates, done);
	before += done;
	if (a3 && guest_write(a3, &before, sizeof(before)))
		ret = ret == -HV_ERESTART || !ret ? -EFAULT : ret;
	frames_owner_put(&table);
out_frames:
	frames_owner_put(&frames);
	if (ret == -HV_ERESTART)
		return hypercall_continue(__HYPERVISOR_mmu_update, 4,
					  a1 + (u64)done * sizeof(struct mmu_update),
					  (count - done) | MMU_UPDATE_PREEMPTED, a3, foreign, 0);
	return ret;
}

HYPERCALL(mmu_update)
{
	if (likely((u32)a2 == 1 && !a3 && (u32)a4 == DOMID_SELF))
		return update_single(a1);
	return update_batch(a1, a2, a3, a4);
}
