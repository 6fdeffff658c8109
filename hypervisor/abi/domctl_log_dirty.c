// SPDX-License-Identifier: GPL-2.0-only
/*
 * domctl shadow_op: the log of written pages, for those who save a running domain.
 *
 * The name is from a time when this needed shadow page tables; of the operations only
 * those on the log mean anything here.
 *
 *	ENABLE_LOGDIRTY, ENABLE with that mode   on, everything clean
 *	PEEK     the bits to the caller's bitmap
 *	CLEAN    the same, and everything is clean again
 *	OFF      off; also when it is off
 *
 * A bitmap is handed out in pieces. If something else wants the CPU in between, how far
 * it came is kept with the log, and the call is made again with the same argument. Only
 * the same read may go on there: another one meanwhile gets -EBUSY. What could not be
 * written to the caller's memory becomes dirty again.
 *
 * CLEAN ends with a flush of the domain's CPUs: every store after it is noticed anew, and
 * every store before it is in a page that this CLEAN, or a later one, reports
 * (mm/vtlb.c). A saver reads pages after CLEAN has returned.
 *
 * Counts go with the bits: dirty_count is how many are set in the bitmap handed out,
 * fault_count how many first stores were noticed since the last CLEAN.
 *
 * Errors: -EINVAL not on (PEEK, CLEAN), on already (ENABLE), unknown; -EOPNOTSUPP an
 * operation on shadow tables; -EBUSY; -ENOMEM; -EFAULT
 */
#include <linux/minmax.h>
#include "abi/domctl.h"
#include "core/log_dirty_mode.h"
#include "core/preempt.h"
#include "cpu/printk.h"
#include "mm/guest_copy.h"
#include "mm/log_dirty.h"
#include "mm/tlb.h"

#define WORDS		64			/* taken at a time */
#define PIECE		(WORDS * sizeof(u64))
#define PREEMPT_EVERY	HV_PAGE_SIZE
#define PAGES_MAX	(1ULL << 36)

static unsigned int bits_set(const u64 *words, unsigned int nr)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < nr; i++)
		for (u64 w = words[i]; w; w &= w - 1)
			found++;
	return found;
}

/* One piece from byte @l->next on; the bitmap has @bytes. */
static int hand_out(struct log_dirty *l, unsigned long gva, u64 bytes, u64 pages, bool clean)
{
	u64 words[WORDS], n = min_t(u64, bytes - l->next, PIECE), first = l->next / sizeof(u64);
	unsigned int nr = (n + sizeof(u64) - 1) / sizeof(u64);

	if (first * 64 >= l->nr_pfns) {			/* no bits there, and never were */
		n = bytes - l->next;
		n = min_t(u64, n, PREEMPT_EVERY);
		if (gva && guest_clear(gva + l->next, n))
			return -EFAULT;
		l->next += n;
		return 0;
	}
	log_dirty_take(l, first, words, nr, clean);
	if (pages < (first + nr) * 64)			/* bits that the caller did not ask for */
		words[nr - 1] &= ~0ULL >> ((first + nr) * 64 - pages);
	if (gva && guest_write(gva + l->next, words, n)) {
		if (clean)
			log_dirty_give_back(l, first, words, nr);
		return -EFAULT;
	}
	l->reported += bits_set(words, nr);
	l->next += n;
	return 0;
}

/* Begin, or go on where the same read was preempted. */
static int read_begin(struct domain *d, struct log_dirty *l, unsigned long gva)
{
	if (l->next)
		return l->gva == gva ? 0 : refuse(-EBUSY, "log of d%u is being read", d->mm.id);
	l->gva = gva;
	l->reported = 0;
	log_dirty_standing(d);
	return 0;
}

static int log_read(struct domain *d, struct xen_domctl_shadow_op *op)
{
	bool clean = op->op == XEN_DOMCTL_SHADOW_OP_CLEAN;
	unsigned long gva = (unsigned long)op->dirty_bitmap;
	struct log_dirty *l = d->mm.log_dirty;
	u64 bytes = (op->pages + 7) / 8;
	int err;

	if (!l)
		return refuse(-EINVAL, "writes of d%u are not logged", d->mm.id);
	if (op->pages > PAGES_MAX || op->mode & ~XEN_DOMCTL_SHADOW_LOGDIRTY_FINAL)
		return -EINVAL;
	if (!gva)			/* all of it, to nowhere */
		bytes = l->nr_pfns / 8 + 8;
	err = read_begin(d, l, gva);
	while (!err && l->next < bytes) {
		err = hand_out(l, gva, bytes, gva ? op->pages : l->nr_pfns, clean);
		if (!err && l->next < bytes && !(l->next % PREEMPT_EVERY) && hypercall_preempt())
			return -HV_ERESTART;
	}
	if (err == -EBUSY)
		return err;
	l->next = 0;
	if (clean)
		tlb_flush(READ_ONCE(d->mm.dirty_cpus));
	if (err)
		return err;
	op->stats.dirty_count = l->reported;
	op->stats.fault_count = clean ? __atomic_exchange_n(&l->faults, 0, __ATOMIC_RELAXED) :
				READ_ONCE(l->faults);
	return 0;
}

int domctl_shadow_op(struct xen_domctl *op, struct domain *d)
{
	struct xen_domctl_shadow_op *s = &op->u.shadow_op;

	if (d->dying)
		return 0;
	switch (s->op) {
	case XEN_DOMCTL_SHADOW_OP_OFF:
		log_dirty_disable(d);
		return 0;
	case XEN_DOMCTL_SHADOW_OP_ENABLE:
		if (s->mode != XEN_DOMCTL_SHADOW_ENABLE_LOG_DIRTY)
			return refuse(-EOPNOTSUPP, "shadow mode %#x", s->mode);
		return log_dirty_enable(d);
	case XEN_DOMCTL_SHADOW_OP_ENABLE_LOGDIRTY:
		return log_dirty_enable(d);
	case XEN_DOMCTL_SHADOW_OP_CLEAN:
	case XEN_DOMCTL_SHADOW_OP_PEEK:
		return log_read(d, s);
	case XEN_DOMCTL_SHADOW_OP_ENABLE_TEST:
	case XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION:
	case XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION:
		return refuse(-EOPNOTSUPP, "shadow operation %u", s->op);
	default:
		return refuse(-EINVAL, "shadow operation %u", s->op);
	}
}
