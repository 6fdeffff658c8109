// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runstates: where a vCPU's time went, to the nanosecond, and stolen time.
 *
 * Every change of state adds the time since the last change to the old state's
 * total, so the four totals and the time in the current state always add up to
 * the vCPU's age. "runnable" is the time that others stole.
 *
 * Writers hold the run-queue lock of the vCPU (sched_cpu.h), so there is one at
 * a time; readers anywhere use the sequence count and never wait for a lock.
 *
 * A guest may register an area of its own (by virtual address) that is written
 * whenever the vCPU comes onto or leaves a CPU. The vCPU's own kernel address
 * space is loaded at both moments; if the guest is in user mode it is loaded
 * just for the copy. With VMASST_TYPE_runstate_update_flag bit 63 of
 * state_entry_time is set in the area while it is being written, because other
 * vCPUs of the guest read it without a lock; a guest that did not ask may find
 * a mixture, as it always could.
 */
#include "core/sched_cpu.h"
#include "core/stats.h"
#include "core/tbuf.h"
#include "cpu/clock.h"
#include "mm/guest_copy.h"

void runstate_change(struct vcpu *v, int state, u64 now)
{
	struct vcpu_runstate_info *r = &v->runstate;
	s64 delta = now - r->state_entry_time;

	if (unlikely(tbuf_on))
		tbuf_runstate(v, r->state, state);
	/* pairs with runstate_get() */
	__atomic_store_n(&v->runstate_seq, v->runstate_seq + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	if (delta > 0) {
		r->time[r->state] += delta;
		r->state_entry_time = now;
	}
	r->state = state;
	__atomic_store_n(&v->runstate_seq, v->runstate_seq + 1, __ATOMIC_RELEASE);
}

/**
 * runstate_get() - totals up to this moment
 *
 * Context: any; lock-free. ABI: VCPUOP_get_runstate_info.
 */
void runstate_get(struct vcpu *v, struct vcpu_runstate_info *out)
{
	u32 seq;
	s64 delta;

	for (;;) {
		seq = __atomic_load_n(&v->runstate_seq, __ATOMIC_ACQUIRE);
		*out = v->runstate;
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (!(seq & 1) && __atomic_load_n(&v->runstate_seq, __ATOMIC_RELAXED) == seq)
			break;
		cpu_pause();
	}
	delta = clock_ns() - out->state_entry_time;
	if (delta > 0)
		out->time[out->state] += delta;
}

/**
 * runstate_to_guest() - by the guest's clock
 * A state that it was in since before its clock began counts from that beginning.
 */
void runstate_to_guest(const struct vcpu *v, struct vcpu_runstate_info *r)
{
	s64 entry = r->state_entry_time + v->domain->ns_offset;

	r->state_entry_time = entry > 0 ? entry : 0;
}

u64 vcpu_cpu_time_ns(struct vcpu *v)
{
	struct vcpu_runstate_info r;

	runstate_get(v, &r);
	return r.time[RUNSTATE_running];
}

u64 idle_time_ns(unsigned int cpu)
{
	struct vcpu *idle = cpu < HV_NR_CPUS ? sched_cpus[cpu].idle : NULL;

	return idle ? vcpu_cpu_time_ns(idle) : 0;
}

/**
 * runstate_publish() - bring the guest's registered area up to date
 * @v: its kernel address space is the loaded one
 *
 * Context: interrupts on or off, no lock held. An area that is not mapped is
 * the guest's own problem: what could not be written is not written.
 */
void runstate_publish(struct vcpu *v)
{
	const size_t entry = offsetof(struct vcpu_runstate_info, state_entry_time);
	unsigned long gva = v->runstate_gva;
	struct vcpu_runstate_info r;

	if (!gva)
		return;
	r = v->runstate;
	runstate_to_guest(v, &r);
	if (!(v->domain->vm_assist >> VMASST_TYPE_runstate_update_flag & 1)) {
		if (guest_write(gva, &r, sizeof(r)))
			count(CNT_area_unmapped);
		return;
	}

	r.state_entry_time |= XEN_RUNSTATE_UPDATE;
	if (guest_write(gva + entry, &r.state_entry_time, sizeof(r.state_entry_time)) ||
	    guest_write(gva, &r, sizeof(r))) {
		count(CNT_area_unmapped);
		return;
	}
	/* The compiler must not join the two; stores are not reordered by the CPU. */
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	r.state_entry_time &= ~XEN_RUNSTATE_UPDATE;
	if (guest_write(gva + entry, &r.state_entry_time, sizeof(r.state_entry_time)))
		count(CNT_area_unmapped);
}
