// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace buffers.
 *
 * Each CPU has a ring of its own, in frames that dom0 maps (as DOMID_XEN's):
 *
 *	| cons prod | records ...........................................|
 *	             0                                              bytes
 *
 * prod and cons run from 0 to 2 * bytes, so that full and empty differ. A record does
 * not cross the end: what is left there is filled by a record that says so. When there
 * is no room, records are counted, and the number stands in a record of its own before
 * the next one that fits.
 *
 * Only the CPU itself writes to its ring, with interrupts off, so no lock exists. The
 * reader may write anything: prod is kept here and only shown there, and cons is
 * judged each time; one that cannot be stops tracing.
 *
 *	info page:  pages per CPU | u16 place of each CPU's list | u32 lists of frames
 *
 * Buffers are made once and stay, since somebody may have them mapped. A ring
 * that becomes half full raises VIRQ_TBUF; by tasklet, because trace points are
 * inside the scheduler's locks.
 *
 * Deliberately absent: records of exceptions that assembly hands to the guest, and the
 * arguments of hypercalls.
 */
#include "core/tbuf.h"
#include "core/evtchn.h"
#include "cpu/clock.h"
#include "cpu/irqflags.h"
#include "cpu/printk.h"
#include "cpu/tasklet.h"
#include "mm/page_alloc.h"
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define MAX_PAGES	1024U	/* per CPU */
#define LOST_WORDS	4U

struct tbuf_cpu {
	struct t_buf *head;
	u32 prod;
	u32 lost;			/* records, since the last one that fitted */
	u64 lost_since_tsc;
};

bool tbuf_on;

static struct tbuf_cpu rings[HV_NR_CPUS];
static u32 ring_bytes;			/* without the head; 0: no buffers */
static struct t_info *info;
static u32 info_bytes;
static u32 event_mask = TRC_ALL;
static cpuset_t traced = CPUSET_ALL;

static void notify(void *unused)
{
	evtchn_raise_global_virq(VIRQ_TBUF);
}

static struct tasklet notify_tasklet = { .fn = notify };

/* ------------------------------------------------------------------ the ring */

static u32 place(u32 pos)
{
	return pos < ring_bytes ? pos : pos - ring_bytes;
}

static u32 used(const struct tbuf_cpu *r, u32 cons)
{
	return r->prod >= cons ? r->prod - cons : r->prod + 2 * ring_bytes - cons;
}

static u32 header(u32 event, bool time, unsigned int nr_words)
{
	return event | nr_words << TRACE_EXTRA_SHIFT | (time ? (u32)TRC_HD_CYCLE_FLAG : 0);
}

static void put(struct tbuf_cpu *r, u32 head, u64 tsc, const void *words)
{
	u32 *at = (void *)(r->head + 1) + place(r->prod), *start = at;
	unsigned int nr = head >> TRACE_EXTRA_SHIFT & TRACE_EXTRA_MAX;

	*at++ = head;
	if (head & TRC_HD_CYCLE_FLAG) {
		*at++ = tsc;
		*at++ = tsc >> 32;
	}
	memcpy(at, words, nr * sizeof(u32));
	r->prod += (at + nr - start) * sizeof(u32);
	if (r->prod >= 2 * ring_bytes)
		r->prod -= 2 * ring_bytes;
}

static u32 record_bytes(u32 head)
{
	return ((head >> TRACE_EXTRA_SHIFT & TRACE_EXTRA_MAX) + 1 +
		(head & TRC_HD_CYCLE_FLAG ? 2 : 0)) * sizeof(u32);
}

/* Fill the end of the ring if the record does not fit there. False: no room at all. */
static bool put_if_room(struct tbuf_cpu *r, u32 cons, u32 head, u64 tsc, const void *words)
{
	static const u32 nothing[TRACE_EXTRA_MAX];
	u32 to_end = ring_bytes - place(r->prod), bytes = record_bytes(head), fill;

	if (used(r, cons) + bytes + (bytes > to_end ? to_end : 0) > ring_bytes)
		return false;
	if (bytes > to_end) {
		fill = to_end / sizeof(u32) - 1;
		if (fill > TRACE_EXTRA_MAX)
			put(r, header(TRC_TRACE_WRAP_BUFFER, true, fill - 2), tsc, nothing);
		else
			put(r, header(TRC_TRACE_WRAP_BUFFER, false, fill), tsc, nothing);
	}
	put(r, head, tsc, words);
	return true;
}

static bool put_lost(struct tbuf_cpu *r, u32 cons, u64 tsc)
{
	const struct vcpu *v = current_vcpu();
	struct {
		u32 nr;
		u16 domid, vcpu;
		u64 since_tsc;
	} __packed lost = { r->lost, v->domain->mm.id, v->id, r->lost_since_tsc };

	static_assert(sizeof(lost) == LOST_WORDS * sizeof(u32));
	if (!put_if_room(r, cons, header(TRC_LOST_RECORDS, true, LOST_WORDS), tsc, &lost))
		return false;
	r->lost = 0;
	return true;
}

static bool wanted(u32 event)
{
	u32 both = READ_ONCE(event_mask) & event;

	return both >> TRC_CLS_SHIFT && both >> TRC_SUBCLS_SHIFT & 0xf &&
	       cpuset_test(&traced, this_cpu());
}

void tbuf_record(u32 event, bool time, const void *words, unsigned int nr_words)
{
	struct tbuf_cpu *r = &this_var(rings);
	unsigned long flags;
	u32 cons, before;
	u64 tsc;

	if (!wanted(event) || !r->head)
		return;
	flags = local_irq_off_save();
	tsc = clock_tsc();
	cons = READ_ONCE(r->head->cons);
	before = used(r, cons);
	if (cons >= 2 * ring_bytes || cons % sizeof(u32) || before > ring_bytes) {
		WRITE_ONCE(tbuf_on, false);
		printk(LOG_WARN "trace: CPU%u's reader is at %#x: tracing stops\n",
		       this_cpu(), cons);
		goto out;
	}
	if ((r->lost && !put_lost(r, cons, tsc)) ||
	    !put_if_room(r, cons, header(event, time, nr_words), tsc, words)) {
		if (!r->lost++)
			r->lost_since_tsc = tsc;
	}
	/* The reader sees the records before it sees prod. */
	__atomic_store_n(&r->head->prod, r->prod, __ATOMIC_RELEASE);
	if (before < ring_bytes / 2 && used(r, cons) >= ring_bytes / 2)
		tasklet_schedule(&notify_tasklet);
out:
	local_irq_back(flags);
}

/* ------------------------------------------------------------------ payloads */

void tbuf_runstate(const struct vcpu *v, int from, int to)
{
	struct { u16 vcpu, domid; } who = { v->id, v->domain->mm.id };

	tbuf_struct(TRC_SCHED_RUNSTATE_CHANGE | from << 8 | to << 4, true, who);
}

void tbuf_switch(const struct vcpu *prev, const struct vcpu *next)
{
	u32 who[] = { prev->domain->mm.id, prev->id, next->domain->mm.id, next->id };

	tbuf_struct(TRC_SCHED_SWITCH, true, who);
}

void tbuf_trap(u64 rip, unsigned int vector, u32 error_code)
{
	struct {
		u64 rip;
		u16 vector, error_code;
	} __packed t = { rip, vector, error_code };

	tbuf_struct(TRC_PV_TRAP | TRC_64_FLAG, true, t);
}

void tbuf_page_fault(u64 rip, u64 gva, u32 error_code)
{
	struct {
		u64 rip, gva;
		u32 error_code;
	} __packed f = { rip, gva, error_code };

	tbuf_struct(TRC_PV_PAGE_FAULT | TRC_64_FLAG, true, f);
}

void tbuf_pt_write(u64 rip, u64 gva, u64 pte)
{
	u64 what[] = { pte, gva, rip };

	tbuf_struct(TRC_PV_PTWR_EMULATION | TRC_64_FLAG, true, what);
}

void tbuf_address(u32 event, u64 rip)
{
	tbuf_struct(event | TRC_64_FLAG, true, rip);
}

/* ------------------------------------------------------------------ control */

void tbuf_get_info(u32 *events, u64 *info_mfn, u32 *bytes)
{
	*events = event_mask;
	*info_mfn = info ? virt_to_mfn(info).v : 0;
	*bytes = info_bytes;
}

void tbuf_set_cpus(cpuset_t cpus)
{
	WRITE_ONCE(traced.bits, cpus.bits);
}

void tbuf_set_events(u32 mask)
{
	WRITE_ONCE(event_mask, mask);
}

static unsigned int order_of(u32 bytes)
{
	unsigned int order = 0;

	while (HV_PAGE_SIZE << order < bytes)
		order++;
	return order;
}

/* Pages that dom0 may map; cleared. */
static void *shared_pages(unsigned int order, bool writable)
{
	void *p = hv_alloc_pages(order, 0);

	if (!p)
		return NULL;
	memset(p, 0, HV_PAGE_SIZE << order);
	for (u64 i = 0; i < 1ULL << order; i++)
		hv_page_share(p + i * HV_PAGE_SIZE, mm_owner_of(OWNER_XEN), writable);
	return p;
}

static void unshare_pages(void *p, unsigned int order)
{
	for (u64 i = 0; p && i < 1ULL << order; i++)
		hv_page_unshare(p + i * HV_PAGE_SIZE, mm_owner_of(OWNER_XEN));
}

/* All that is needed, or nothing. */
static bool allocate(u32 pages, unsigned int info_order)
{
	unsigned int order = order_of(pages * HV_PAGE_SIZE), cpu;
	bool all;

	info = shared_pages(info_order, false);
	all = info;
	for_each_cpu_in(cpu, cpus_present) {
		rings[cpu].head = all ? shared_pages(order, true) : NULL;
		all = all && rings[cpu].head;
	}
	if (all)
		return true;
	for_each_cpu_in(cpu, cpus_present) {
		unshare_pages(rings[cpu].head, order);
		rings[cpu].head = NULL;
	}
	unshare_pages(info, info_order);
	info = NULL;
	return false;
}

int tbuf_set_size(u32 pages)
{
	unsigned int nr_cpus = 64 - __builtin_clzll(cpus_present.bits), cpu;
	u32 first = DIV_ROUND_UP(sizeof(*info) + nr_cpus * sizeof(u16), sizeof(u32));
	u32 bytes, i;

	if (ring_bytes || !pages || pages > MAX_PAGES)
		return refuse(-EINVAL, "%u trace pages per CPU", pages);
	bytes = round_up((first + nr_cpus * pages) * sizeof(u32), HV_PAGE_SIZE);
	if (!allocate(pages, order_of(bytes)))
		return -EINVAL;		/* as Xen says it */
	info->tbuf_size = pages;
	for_each_cpu_in(cpu, cpus_present) {
		info->mfn_offset[cpu] = first + cpu * pages;
		for (i = 0; i < pages; i++)
			((u32 *)info)[first + cpu * pages + i] =
				virt_to_mfn(rings[cpu].head).v + i;
	}
	info_bytes = bytes;
	ring_bytes = pages * HV_PAGE_SIZE - sizeof(struct t_buf);
	return 0;
}

int tbuf_start(void)
{
	if (!ring_bytes)
		return -EINVAL;
	__atomic_store_n(&tbuf_on, true, __ATOMIC_RELEASE);
	return 0;
}

void tbuf_stop(void)
{
	WRITE_ONCE(tbuf_on, false);
}
