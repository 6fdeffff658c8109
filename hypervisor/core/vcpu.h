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

#include "cpu/pcpu.h"
#include "core/domain.h"
#include "core/timer.h"
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>

/* pause_flags bits */
#define VPF_DOWN	0	/* not brought up (VCPUOP_up) */
#define VPF_BLOCKED	1	/* SCHEDOP_block */
#define VPF_POLLING	2	/* SCHEDOP_poll */
#define VPF_MIGRATING	3	/* scheduler moves it */

struct trap_entry { u64 rip; u16 cs; u8 flags; u8 pad[5]; };	/* flags: dpl 0-1, bit 2 masks events */

struct vcpu {
	struct domain *domain;
	u32 id;
	u32 cpu;			/* where it runs or ran last; scheduler's lock */
	bool is_idle, initialised;
	u8 running;			/* on a CPU right now (registers there) */
	u8 pending_trap;		/* guest_trap.h: vector + 1, 0 none */
	u32 pending_trap_error;
	u64 pending_trap_cr2;
	unsigned long pause_flags;	/* atomic bits VPF_* */
	u32 pause_count;		/* atomic */
	u32 dirty_cpu;			/* CPU whose registers/TLB hold its state, ~0 none */

	/* execution state while not running */
	struct cpu_regs regs;
	struct guest_hot hot;
	u16 ds, es, fs, gs;
	u64 fs_base, gs_base_user, gs_base_kernel;
	void *fpu;			/* XSAVE area */
	u64 xcr0, xcr0_accum;
	bool fpu_initialised;
	bool cr0_ts;			/* guest's view */
	u64 guest_cr4;
	u64 dr[8];			/* dr[7] & 0xff != 0: loaded at switch */
	u64 dr7_emulated;		/* I/O breakpoints */
	u8 iopl;			/* 0..3, PHYSDEVOP_set_iopl */
	u64 io_bitmap_gva; u32 io_bitmap_ports;

	/* address space: base pointers hold references */
	mfn_t kernel_root, user_root;	/* INVALID_MFN = none */
	mfn_t old_root;			/* replaced, its release was preempted (roots.c) */
	mfn_t gdt_frames[GDT_GUEST_PAGES];
	u32 gdt_entries;
	u64 ldt_gva; u32 ldt_entries;
	u16 ldt_shadow_pages;
	spinlock_t ldt_lock;
	struct trap_entry *traps;	/* [256], own page; hot.page_fault mirrors [14] */
	struct guest_entry syscall32, sysenter, nmi_callback;
	bool nmi_pending, nmi_masked;
	struct guest_entry callback_nmi;

	/* events */
	struct vcpu_info *info;		/* hypervisor mapping; in shared_info or registered frame */
	mfn_t info_mfn;			/* INVALID_MFN: in shared_info */
	struct vcpu_info *dummy_info;
	struct evtchn_vcpu *evtchn;	/* FIFO queues */
	u16 virq_port[32];
	spinlock_t virq_lock;
	int poll_evtchn;		/* SCHEDOP_poll single port, -1 many, 0 none */
	u64 vm_assist_pending;

	/* time */
	struct hv_timer singleshot, periodic, poll_timer;
	u64 periodic_ns, periodic_last_ns;
	struct vcpu_runstate_info runstate;
	spinlock_t runstate_lock;	/* seq-like: own CPU writes; leaf */
	unsigned long runstate_gva;	/* guest area, 0 none */
	unsigned long time_gva;
	u32 time_version;

	/* hypercall continuation and multicall */
	bool in_multicall;
	bool mc_preempted;
	struct multicall_entry *mc;

	/* scheduling */
	void *sched_priv;
	struct hv_timer sched_timer;
	cpuset_t hard_affinity, soft_affinity, saved_affinity;
	bool is_urgent;
	s32 sched_credit_dbg;

	struct list_head ready_link;
};

static inline struct vcpu *current_vcpu(void) { return this_pcpu()->current; }
#define current_domain() (current_vcpu()->domain)

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

static inline bool vcpu_runnable(const struct vcpu *v)
{
	return !READ_ONCE(v->pause_flags) && !READ_ONCE(v->pause_count) &&
	       !READ_ONCE(v->domain->pauses);
}

/* vcpu_guest_context in and out (VCPUOP_initialise, domctl): context.c. -EINVAL etc. */
int vcpu_set_context(struct vcpu *v, const struct vcpu_guest_context *c);
void vcpu_get_context(struct vcpu *v, struct vcpu_guest_context *c);
void vcpu_drop_roots(struct vcpu *v);		/* base pointers, GDT, LDT references */

/*
 * context_switch() - make @next the running vCPU; called by the scheduler with
 * interrupts off on the CPU's main stack; does not return to its caller but
 * through the exit path. Lazy for idle: the address space stays.
 */
void __noreturn context_switch(struct vcpu *prev, struct vcpu *next);
/* Make another CPU write back @v's registers, if they are still there. */
void vcpu_sync(struct vcpu *v);

#endif
