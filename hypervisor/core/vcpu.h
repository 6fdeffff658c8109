/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vCPUs: a guest processor's state and what stops it from running.
 *
 * A vCPU runs when no pause flag is set and its pause count is zero. The full
 * register state lives in vcpu->regs and vcpu->hot while it is not on a CPU; on
 * a CPU the guest frame and pcpu->hot are the truth (vcpu_hot(), vcpu_regs()).
 * Another CPU reads or changes that state only after vcpu_pause().
 */
#ifndef HV_CORE_VCPU_H
#define HV_CORE_VCPU_H

#include "cpu/debugregs.h"
#include "cpu/pcpu.h"
#include "core/domain.h"
#include "core/timer.h"
#include "mm/isolation.h"
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>

/* pause_flags bits */
#define VPF_DOWN	0	/* not brought up (VCPUOP_up) */
#define VPF_BLOCKED	1	/* SCHEDOP_block */
#define VPF_POLLING	2	/* SCHEDOP_poll */
#define VPF_MIGRATING	3	/* scheduler moves it */

struct fpu_area;
struct multicall_entry;

/* flags: bits 0-1 lowest privilege that may raise it, bit 2 masks events */
struct trap_entry { u64 rip; u16 cs; u8 flags; u8 pad[5]; };

struct vcpu {
	struct domain *domain;
	u32 id;
	u32 cpu;			/* where it runs or ran last; scheduler's lock */
	bool is_idle, initialised;
	u8 running;			/* on a CPU right now (registers there) */
	u16 pending_trap;		/* guest_trap.h: vector + 1, 0 none */
	u32 pending_trap_error;
	u64 pending_trap_cr2;
	bool paused_for_shutdown;	/* one of pause_count is the shutdown's; d->lock */
	unsigned long pause_flags;	/* atomic bits VPF_* */
	u32 pause_count;		/* atomic */
	u32 dirty_cpu;			/* CPU whose registers/TLB hold its state, ~0 none */

	/* execution state while not running */
	struct cpu_regs regs;
	struct guest_hot hot;
	u16 ds, es, fs, gs;
	u64 fs_base, gs_base_user, gs_base_kernel;
	u32 tsc_aux;			/* RDTSCP and RDPID show it; in the CPU while it runs */
	struct fpu_area *fpu;		/* cpu/fpu.h */
	bool cr0_ts;			/* guest's view */
	bool fs_from_sel, gs_from_sel;	/* next load takes the base from the descriptor */
	u64 guest_cr4;
	struct debug_regs dr;		/* in the CPU too while breakpoints are enabled */
	u8 iopl;			/* 0..3, PHYSDEVOP_set_iopl */
	u64 io_bitmap_gva; u32 io_bitmap_ports;

	/* address space: base pointers hold references */
	mfn_t kernel_root, user_root;	/* INVALID_MFN = none */
	struct isolation isolation;	/* what it runs on instead, if its domain is isolated */
	struct vtlb *vtlb;		/* walked instead while writes are logged; NULL */
	mfn_t old_root;			/* replaced, its release was preempted (roots.c) */
	mfn_t gdt_frames[GDT_GUEST_PAGES];
	u32 gdt_entries;
	u64 ldt_gva; u32 ldt_entries;
	mfn_t ldt_frames[16];		/* mapped so far, INVALID_MFN = not */
	u16 ldt_shadow_pages;
	spinlock_t ldt_lock;		/* ldt_frames */
	struct trap_entry *traps;	/* [256], own page; hot.page_fault mirrors [14] */
	struct guest_entry syscall32, sysenter, nmi_callback;
	bool nmi_pending, nmi_masked;
	struct guest_entry callback_nmi;

	/* events */
	struct vcpu_info *info;		/* hypervisor mapping; in shared_info or registered frame */
	mfn_t info_mfn;			/* INVALID_MFN: in shared_info */
	struct vcpu_info *dummy_info;
	struct evtchn_vcpu *evtchn;	/* FIFO queues */
	u32 virq_port[32];
	spinlock_t virq_lock;		/* virq_port */
	int poll_evtchn;		/* SCHEDOP_poll single port, -1 many, 0 none */
	u64 vm_assist_pending;

	/* time */
	struct hv_timer singleshot, periodic, poll_timer;
	u64 periodic_ns, periodic_last_ns;
	struct vcpu_runstate_info runstate;	/* run-queue lock; readers use the seq */
	u32 runstate_seq;		/* odd: being written */
	unsigned long runstate_gva;	/* guest area, 0 none */
	unsigned long time_gva;
	u32 time_version;		/* even; last one written */
	u32 time_mul;			/* terms as written; 0: write again */
	u64 time_tsc_base;
	bool time_area_stale;

	/* hypercall continuation and multicall */
	bool in_multicall;
	bool mc_preempted;
	struct multicall_entry *mc;

	/* scheduling */
	void *sched_priv;
	cpuset_t hard_affinity, soft_affinity, saved_affinity;
	u8 yielded;			/* SCHEDOP_yield since it was last picked; own CPU */
	u32 affinity_pins;		/* overrides in force; saved_affinity has the rest */

	u32 gdt_cpu;			/* whose GDT page stands in its window, ~0 none; own CPU */
};

static inline struct vcpu *current_vcpu(void) { return this_pcpu()->current; }
static inline struct domain *current_domain(void) { return this_pcpu()->domain; }

static inline void set_current(struct pcpu *p, struct vcpu *v)
{
	p->current = v;
	p->domain = v->domain;
}

/* Authoritative hot state; @v is current, or paused and not running. */
static inline struct guest_hot *vcpu_hot(struct vcpu *v)
{
	return v == current_vcpu() ? &this_pcpu()->hot : &v->hot;
}

static inline struct cpu_regs *vcpu_regs(struct vcpu *v)
{
	return v == current_vcpu() ? guest_regs() : &v->regs;
}

struct vcpu *vcpu_create(struct domain *d, u32 id);	/* NULL: no memory */
void vcpu_free(struct vcpu *v);

void vcpu_pause(struct vcpu *v);		/* waits until it is off its CPU */
void vcpu_pause_nosync(struct vcpu *v);
void vcpu_unpause(struct vcpu *v);
void vcpu_wake(struct vcpu *v);			/* look again whether it may run */
void vcpu_block(void);				/* current: SCHEDOP_block semantics */
void vcpu_kick(struct vcpu *v);			/* event arrived: wake it, or make its CPU look */
void vcpu_unblock(struct vcpu *v);
bool vcpu_event_due(const struct vcpu *v);	/* pending and not masked */
void vcpu_bring_up(struct vcpu *v);		/* VCPUOP_up */
void vcpu_take_down(struct vcpu *v);		/* VCPUOP_down */
int vcpu_info_register(struct vcpu *v, u64 mfn, u32 offset);	/* vcpu.c says when and what */
void vcpu_info_release(struct vcpu *v);

/* SCHEDOP_poll by current: begin, look at the ports, then either end or sleep. */
void vcpu_poll_begin(struct vcpu *v, int port);		/* the only one, or -1 */
void vcpu_poll_end(struct vcpu *v);			/* also whoever makes a port pending */
void vcpu_poll_sleep(struct vcpu *v, u64 deadline_guest_ns);	/* 0: no deadline */

static inline bool vcpu_runnable(const struct vcpu *v)
{
	return !READ_ONCE(v->pause_flags) && !READ_ONCE(v->pause_count) &&
	       !READ_ONCE(v->domain->pauses);
}

/* vcpu_guest_context in and out (VCPUOP_initialise, domctl): context.c. -EINVAL etc. */
int vcpu_set_context(struct vcpu *v, const struct vcpu_guest_context *c);
void vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c);
/* Base pointers, GDT, LDT references; not running for good. -HV_ERESTART */
int vcpu_drop_roots(struct vcpu *v);

/*
 * context_switch() - make @next the running vCPU; called by the scheduler with
 * interrupts off on the CPU's main stack; does not return to its caller but
 * through the exit path. Lazy for idle: the address space stays.
 */
void __noreturn context_switch(struct vcpu *prev, struct vcpu *next);
/* Write the areas that the guest registered; @v's state is in this CPU. */
void vcpu_publish(struct vcpu *v);
void fpu_guest_set_ts(bool ts);		/* current's CR0.TS */
/* Make another CPU write back @v's registers, if they are still there. */
void vcpu_sync(struct vcpu *v);

#endif
