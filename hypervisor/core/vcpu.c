// SPDX-License-Identifier: GPL-2.0-only
/*
 * vCPUs: birth, death, and the reasons not to run.
 *
 * Two kinds of reasons. pause_flags are states of the vCPU itself, each set by
 * one party and cleared by one event (down until VCPUOP_up, blocked until an event
 * is pending). pause_count counts outsiders that need it to stand still. Every
 * change is an atomic operation followed by a look of the scheduler
 * (sched_wake(), sched_sleep()), which judges the sum: so the order in which
 * several parties change their reasons does not matter.
 *
 * Blocking is the one delicate moment: "nothing is pending" must not become
 * untrue between the look and the sleep.
 *
 *	vcpu_block():  set VPF_BLOCKED;      then look for pending events
 *	sender:        make the event pending;   then look at VPF_BLOCKED
 *
 * Both first steps are full barriers, so at least one of the two sees the other's.
 *
 * The idle domain's vCPUs are plain vCPUs without a guest: no address space, no
 * events, no FPU state.
 */
#include "core/vcpu.h"
#include "core/atomic_bits.h"
#include "core/descriptor.h"
#include "core/evtchn.h"
#include "core/guest_time.h"
#include "core/sched.h"
#include "core/tbuf.h"
#include "cpu/fpu.h"
#include "cpu/printk.h"
#include "cpu/smp.h"
#include "cpu/softirq.h"
#include "mm/hv_pgtable.h"
#include "mm/page_alloc.h"
#include "mm/page_type.h"

/* ------------------------------------------------------------------ life */

/* cpu/fpu.h says how much and how aligned; pages are simplest. */
static unsigned int fpu_order(void)
{
	size_t bytes = fpu_area_bytes();
	unsigned int order = 0;

	while ((HV_PAGE_SIZE << order) < bytes)
		order++;
	return order;
}

static int vcpu_make_guest_parts(struct vcpu *v)
{
	struct domain *d = v->domain;
	int err;

	static_assert(256 * sizeof(struct trap_entry) == HV_PAGE_SIZE);
	v->traps = hv_alloc_page();
	v->dummy_info = xalloc(struct vcpu_info);
	v->fpu = hv_alloc_pages(fpu_order(), ALLOC_ZERO);
	if (!v->traps || !v->dummy_info || !v->fpu)
		return -ENOMEM;
	if (d->mm.isolated && isolation_alloc(&v->isolation))
		return -ENOMEM;
	fpu_init(v->fpu);
	v->info = v->id < MAX_VIRT_CPUS ? &d->shared->vcpu_info[v->id] : v->dummy_info;
	v->hot.vcpu_info = v->info;
	v->hot.kernel_sp = HOT_BAD_SP;
	v->hot.kernel_ss = GUEST_SS;
	v->hot.io_bitmap[0] = IO_BITMAP_OFF;
	v->hot.io_bitmap[1] = IO_BITMAP_OFF;
	v->dr = (struct debug_regs){ .dr6 = DR6_FIXED, .dr7 = DR7_FIXED };

	err = perdomain_vcpu_init(&d->mm, v->id);
	if (err)
		return err;
	descriptor_init_vcpu(v);
	err = evtchn_init_vcpu(v);
	if (err)
		return err;
	guest_time_init_vcpu(v);
	return 0;
}

/**
 * vcpu_create() - a vCPU that is down and knows nothing
 *
 * Context: LOCK_DOMCTL or boot. Visible in d->vcpu[] when complete.
 * Return: NULL if out of memory, @id is out of range or exists.
 */
struct vcpu *vcpu_create(struct domain *d, u32 id)
{
	struct vcpu *v;

	if (id >= d->max_vcpus || d->vcpu[id])
		return NULL;
	v = xalloc(struct vcpu);
	if (!v)
		return NULL;
	v->domain = d;
	v->id = id;
	v->is_idle = d == dom_idle;
	v->kernel_root = INVALID_MFN;
	v->user_root = INVALID_MFN;
	v->old_root = INVALID_MFN;
	v->info_mfn = INVALID_MFN;
	v->dirty_cpu = ~0U;
	v->gdt_cpu = ~0U;
	v->pause_flags = 1UL << VPF_DOWN;
	spin_lock_setup(&v->ldt_lock, LOCK_PERDOMAIN);
	spin_lock_setup(&v->virq_lock, LOCK_VIRQ);

	if (!v->is_idle && (vcpu_make_guest_parts(v) || sched_init_vcpu(v))) {
		vcpu_free(v);
		return NULL;
	}
	if (!v->is_idle)
		d->nr_vcpus++;
	/* pairs with READ_ONCE() of those who walk over d->vcpu[] */
	__atomic_store_n(&d->vcpu[id], v, __ATOMIC_RELEASE);
	return v;
}

/* Nothing refers to it any more: its domain is being freed, or it never was complete. */
void vcpu_free(struct vcpu *v)
{
	struct domain *d = v->domain;

	guest_time_free_vcpu(v);
	if (v->sched_priv)
		sched_free_vcpu(v);
	if (v->evtchn)
		evtchn_free_vcpu(v);
	if (!mfn_eq(v->info_mfn, INVALID_MFN))
		vcpu_info_release(v);
	if (d->vcpu[v->id] == v) {
		d->vcpu[v->id] = NULL;
		d->nr_vcpus--;
	}
	if (v->fpu)
		hv_free_pages(v->fpu, fpu_order());
	if (v->traps)
		hv_free_pages(v->traps, 0);
	isolation_free(&v->isolation);
	xfree(v->dummy_info);
	xfree(v);
}

/**
 * vcpu_info_register() - VCPUOP_register_vcpu_info: move vcpu_info to a frame of the guest
 * @frame: machine frame of v's domain; @offset: in it
 *
 * State: in shared_info => in @frame, once. Contents and pending events move along.
 * Context: @v is current, or is made to stand still here (then it is a vCPU of
 * current's domain that is not up yet, or tools have paused it: it runs nowhere).
 * Errors: -EINVAL moved already, or not a frame that it may write; -ENXIO crosses the
 * page or is misaligned.
 */
int vcpu_info_register(struct vcpu *v, u64 frame, u32 offset)
{
	struct vcpu_info *fresh;
	mfn_t mfn = _mfn(frame);

	if (v != current_vcpu() && !flag_test(&v->pause_flags, VPF_DOWN))
		return refuse(-EINVAL, "v%u is up: only it may move its vcpu_info", v->id);
	if (!mfn_eq(v->info_mfn, INVALID_MFN))
		return refuse(-EINVAL, "v%u: vcpu_info registered already", v->id);
	if (offset > HV_PAGE_SIZE - sizeof(struct vcpu_info) || offset & 7)
		return refuse(-ENXIO, "v%u: vcpu_info at offset %#x", v->id, offset);
	if (!mfn_is_ram(mfn))
		return refuse(-EINVAL, "v%u: vcpu_info in no RAM", v->id);
	if (page_get_and_type(mfn_to_page(mfn), v->domain->mm.id, TYPE_WRITABLE, false))
		return -EINVAL;

	if (v != current_vcpu())
		vcpu_sync(v);
	fresh = mfn_to_virt(mfn) + offset;
	*fresh = *v->info;
	v->info_mfn = mfn;
	v->info = fresh;
	vcpu_hot(v)->vcpu_info = fresh;
	/* Senders may still have set bits in the old place: look at them all once more. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	evtchn_vcpu_info_moved(v);
	guest_time_forget(v);
	if (v == current_vcpu())
		guest_time_update(v);
	return 0;
}

/* Back to the place of its own; the frame's references go. @v does not run any more. */
void vcpu_info_release(struct vcpu *v)
{
	mfn_t mfn = v->info_mfn;

	if (mfn_eq(mfn, INVALID_MFN))
		return;
	v->info = v->dummy_info;
	v->hot.vcpu_info = v->dummy_info;
	v->info_mfn = INVALID_MFN;
	page_put_and_type(mfn_to_page(mfn), false);
}

/* ------------------------------------------------------------------ pausing */

void vcpu_pause_nosync(struct vcpu *v)
{
	__atomic_fetch_add(&v->pause_count, 1, __ATOMIC_SEQ_CST);
	sched_sleep(v, false);
}

/* Context: as domain_pause(). Not current. */
void vcpu_pause(struct vcpu *v)
{
	ASSERT(v != current_vcpu());
	__atomic_fetch_add(&v->pause_count, 1, __ATOMIC_SEQ_CST);
	sched_sleep(v, true);
}

void vcpu_unpause(struct vcpu *v)
{
	if (__atomic_fetch_sub(&v->pause_count, 1, __ATOMIC_SEQ_CST) == 1)
		sched_wake(v);
}

void vcpu_wake(struct vcpu *v)
{
	sched_wake(v);
}

void vcpu_bring_up(struct vcpu *v)
{
	if (flag_test_and_clear(&v->pause_flags, VPF_DOWN))
		sched_wake(v);
}

void vcpu_take_down(struct vcpu *v)
{
	if (!flag_test_and_set(&v->pause_flags, VPF_DOWN))
		sched_sleep(v, false);
}

/* ------------------------------------------------------------------ waiting */

bool vcpu_event_due(const struct vcpu *v)
{
	const struct vcpu_info *info = v->info;

	return (READ_ONCE(info->evtchn_upcall_pending) && !READ_ONCE(info->evtchn_upcall_mask)) ||
	       (v->nmi_pending && !v->nmi_masked);
}

/**
 * vcpu_block() - current waits until an event is due
 *
 * Clears the guest's event mask: the ABI makes unmask-and-sleep one operation. If an
 * event is due nothing else happens. Otherwise the CPU is given up on the way out.
 * ABI: SCHEDOP_block.
 */
void vcpu_block(void)
{
	struct vcpu *v = current_vcpu();

	WRITE_ONCE(v->info->evtchn_upcall_mask, 0);
	flag_set(&v->pause_flags, VPF_BLOCKED);		/* pairs with vcpu_kick() */
	if (vcpu_event_due(v))
		flag_clear(&v->pause_flags, VPF_BLOCKED);
	else
		softirq_raise(SOFTIRQ_SCHEDULE);
	tbuf_vcpu(TRC_SCHED_BLOCK, v);
}

void vcpu_unblock(struct vcpu *v)
{
	if (flag_test_and_clear(&v->pause_flags, VPF_BLOCKED))
		sched_wake(v);
}

/**
 * vcpu_kick() - an event became pending for @v
 *
 * Wakes it if it blocks; if it runs elsewhere its CPU leaves the guest once and so
 * looks at the event flags. Context: any.
 */
void vcpu_kick(struct vcpu *v)
{
	/* The event was made pending by an atomic operation: a full barrier. */
	if (flag_test(&v->pause_flags, VPF_BLOCKED)) {
		vcpu_unblock(v);
		return;
	}
	if (flag_test(&v->pause_flags, VPF_POLLING))
		vcpu_poll_end(v);
	if (v != current_vcpu() && READ_ONCE(v->running))
		smp_kick(READ_ONCE(v->cpu));
}

/* ------------------------------------------------------------------ polling */

/* current is about to look at its ports; @port: the only one, or -1 */
void vcpu_poll_begin(struct vcpu *v, int port)
{
	WRITE_ONCE(v->poll_evtchn, port);
	__atomic_fetch_add(&v->domain->pollers, 1, __ATOMIC_SEQ_CST);
	flag_set(&v->pause_flags, VPF_POLLING);		/* pairs with evtchn_deliver() */
}

/* A port became pending, an upcall is due, or time is up. Any context; once is enough. */
void vcpu_poll_end(struct vcpu *v)
{
	if (!flag_test_and_clear(&v->pause_flags, VPF_POLLING))
		return;
	__atomic_fetch_sub(&v->domain->pollers, 1, __ATOMIC_SEQ_CST);
	timer_stop(&v->poll_timer);
	sched_wake(v);
}

/* Nothing was pending: give the CPU up on the way out, until vcpu_poll_end(). */
void vcpu_poll_sleep(struct vcpu *v, u64 deadline_guest_ns)
{
	if (vcpu_event_due(v)) {
		vcpu_poll_end(v);
		return;
	}
	if (deadline_guest_ns)
		timer_set(&v->poll_timer, deadline_guest_ns - v->domain->ns_offset);
	/* It may have ended meanwhile, before there was a timer to stop. */
	if (!flag_test(&v->pause_flags, VPF_POLLING))
		timer_stop(&v->poll_timer);
	softirq_raise(SOFTIRQ_SCHEDULE);
}
